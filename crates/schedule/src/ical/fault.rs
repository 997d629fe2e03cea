//! What can be wrong with a calendar, by the section of the RFC that says so.

use std::fmt;
use thiserror::Error;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Others may read it differently; it works.
    Advice,
    /// Against a MUST: others may refuse it.
    Wrong,
}

/// One thing that is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The line, from 1; 0 where the whole is meant.
    pub line: u32,
    /// What.
    pub fault: Fault,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {} ({})", self.line, self.fault, self.fault.section())
    }
}

macro_rules! faults {
    ($($(#[$doc:meta])* $name:ident $(($($field:ty),+))? $severity:ident $section:literal $text:literal;)*) => {
        /// What is wrong. `Display` says it in English; a screen has its own words.
        #[derive(Clone, Debug, PartialEq, Eq, Error)]
        pub enum Fault {
            $($(#[$doc])* #[error($text)] $name $(($($field),+))?,)*
        }

        impl Fault {
            /// The RFC and section that is not kept.
            pub fn section(&self) -> &'static str {
                match self {
                    $(faults!(@pattern $name $(($($field),+))?) => $section,)*
                }
            }

            /// How bad it is.
            pub fn severity(&self) -> Severity {
                match self {
                    $(faults!(@pattern $name $(($($field),+))?) => Severity::$severity,)*
                }
            }
        }
    };
    (@pattern $name:ident) => { Fault::$name };
    (@pattern $name:ident ($($field:ty),+)) => { Fault::$name(..) };
}

faults! {
    /// No carriage return before the line feed.
    BareLineFeed Advice "RFC 5545 3.1" "lines end by a line feed alone, not by carriage return and line feed";
    /// More than 75 octets.
    LongLine Advice "RFC 5545 3.1" "the line is longer than 75 octets: fold it";
    /// Nothing stands on it.
    EmptyLine Advice "RFC 5545 3.1" "the line is empty";
    /// Not UTF-8.
    NotUtf8 Wrong "RFC 5545 3.1.4" "the line is not UTF-8: what could not be read was replaced";
    /// A control character.
    ControlCharacter Wrong "RFC 5545 3.1" "a control character stands in the line";
    /// No colon.
    NoColon Wrong "RFC 5545 3.1" "there is no colon between the property and its value";
    /// Not a name.
    BadName Wrong "RFC 5545 3.1" "this is no name of a property";
    /// A quote that is not closed.
    OpenQuote Wrong "RFC 5545 3.2" "a quoted parameter is not closed";
    /// Outside any component.
    OutsideComponent Wrong "RFC 5545 3.4" "the line stands outside any component";
    /// END without BEGIN.
    EndWithoutBegin Wrong "RFC 5545 3.6" "END without its BEGIN";
    /// END of an outer component.
    EndOfAnother Wrong "RFC 5545 3.6" "a component inside is not ended before this END";
    /// The file ends inside a component.
    NotEnded Wrong "RFC 5545 3.6" "the file ends before its components do: it was cut off";
    /// Nothing in it.
    NoCalendar Wrong "RFC 5545 3.4" "there is no calendar in the file";
    /// A component that stands where it may not.
    NotInCalendar(String) Wrong "RFC 5545 3.4" "{0} does not stand in a VCALENDAR";
    /// A VCALENDAR without any component.
    EmptyCalendar Wrong "RFC 5545 3.6" "the calendar has no component in it";
    /// VERSION is not 2.0.
    BadVersion Wrong "RFC 5545 3.7.4" "VERSION is not 2.0";
    /// A property that must be there.
    Missing(&'static str, String) Wrong "RFC 5545 3.6" "{0} is missing in {1}";
    /// A property that may be there once.
    Twice(String) Wrong "RFC 5545 3.6" "{0} stands more than once";
    /// Neither a date nor a time.
    BadTime Wrong "RFC 5545 3.3.4, 3.3.5" "this is no date and no time that exists";
    /// No duration.
    BadDuration Wrong "RFC 5545 3.3.6" "this is no duration";
    /// No offset.
    BadOffset Wrong "RFC 5545 3.3.14" "this is no offset from UTC";
    /// No period.
    BadPeriod Wrong "RFC 5545 3.3.9" "this is no period of time";
    /// No number, or out of its range.
    BadNumber(String, i64, i64) Wrong "RFC 5545 3.3.8" "{0} is not a whole number from {1} to {2}";
    /// A word the property does not have.
    BadWord(String) Wrong "RFC 5545 3.8.1.11" "{0} has a value that is not defined for it";
    /// No address.
    BadAddress(String) Wrong "RFC 5545 3.3.3" "{0} is no address, such as mailto:name@example.org";
    /// A rule that cannot be read.
    BadRule(crate::recur::BadRule) Wrong "RFC 5545 3.3.10" "the recurrence rule: {0}";
    /// More than one rule.
    TwoRules Advice "RFC 5545 3.8.5.3" "there is more than one RRULE: calendars differ in what they make of it";
    /// A rule that RFC 5545 has given up.
    OldRule Advice "RFC 5545 A.3" "EXRULE is no longer part of iCalendar: use EXDATE";
    /// The start is not in the rule.
    StartNotInRule Advice "RFC 5545 3.8.5.3" "DTSTART is not one of the times its own rule gives: calendars differ in what they make of it";
    /// UNTIL in another form.
    UntilForm Wrong "RFC 5545 3.3.10" "UNTIL is not written as DTSTART is: a date for a date, UTC for a time with a zone";
    /// A property in another form than the start.
    OtherForm(&'static str) Wrong "RFC 5545 3.8.2.2" "{0} is a date where DTSTART is a time, or the other way round";
    /// The end is not after the start.
    EndBeforeStart Wrong "RFC 5545 3.8.2.2" "the end is not after the start";
    /// Both an end and a duration.
    EndAndDuration Wrong "RFC 5545 3.6.1" "both DTEND and DURATION are given";
    /// A task with both a due time and a duration.
    DueAndDuration Wrong "RFC 5545 3.6.2" "both DUE and DURATION are given";
    /// A task's duration without its start.
    DurationWithoutStart Wrong "RFC 5545 3.6.2" "a task with DURATION must have DTSTART";
    /// A task that is due before it begins.
    DueBeforeStart Wrong "RFC 5545 3.8.2.3" "DUE is not after DTSTART";
    /// A duration with hours for a whole day.
    DurationOfDays Wrong "RFC 5545 3.6.1" "DTSTART is a date, so DURATION must be in days or weeks";
    /// A negative duration.
    NegativeDuration Wrong "RFC 5545 3.8.2.5" "the duration is negative";
    /// When an alarm goes off is given as a moment on no clock that all share.
    TriggerNotUtc Wrong "RFC 5545 3.8.6.3" "TRIGGER with VALUE=DATE-TIME must be in UTC";
    /// A zone nobody knows.
    UnknownZone(String) Wrong "RFC 5545 3.2.19" "the zone {0} is not in the file and not known: events in it cannot be placed";
    /// A zone that is known but not described.
    NoTimeZone(String) Wrong "RFC 5545 3.2.19" "the zone {0} has no VTIMEZONE in the file: who does not know its name cannot place the event";
    /// A zone for a time in UTC.
    ZoneForUtc Wrong "RFC 5545 3.2.19" "a TZID stands with a time in UTC";
    /// A zone for a date.
    ZoneForDate Wrong "RFC 5545 3.2.19" "a TZID stands with a date";
    /// A time that its zone skips.
    SkippedTime Advice "RFC 5545 3.3.5" "the clocks jump over this local time: it is read with the offset before";
    /// Described twice.
    ZoneTwice Wrong "RFC 5545 3.6.5" "the zone is described more than once";
    /// A VTIMEZONE without observances.
    ZoneEmpty Wrong "RFC 5545 3.6.5" "the VTIMEZONE has neither STANDARD nor DAYLIGHT";
    /// Two of the same.
    SameInstance Wrong "RFC 5545 3.8.4.7" "another component has the same UID and RECURRENCE-ID";
    /// An instance that the series does not have.
    NotAnInstance Advice "RFC 5545 3.8.4.4" "RECURRENCE-ID names a time that is not in the series";
    /// The method wants another property.
    MethodNeeds(&'static str, String) Wrong "RFC 5546 3.2" "METHOD {1} wants {0}";
    /// A method nobody knows.
    BadMethod Wrong "RFC 5546 1.4" "METHOD is none of those that iTIP has";
    /// A conference without its value type.
    ConferenceValue Wrong "RFC 7986 5.11" "CONFERENCE must say VALUE=URI";
    /// Too much to count out.
    TooMuch Wrong "RFC 5545 3.8.5.3" "the recurrence takes more work than is spent on one file";
}
