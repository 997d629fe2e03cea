//! The names that RFC 5545 and its companions give, so that a known one costs no allocation.

use std::borrow::Cow;

macro_rules! known {
    ($(#[$doc:meta])* $function:ident: $($name:literal)*) => {
        $(#[$doc])*
        pub(super) fn $function(name: &str) -> Cow<'static, str> {
            fn exact(name: &str) -> Option<&'static str> {
                match name {
                    $($name => Some($name),)*
                    _ => None,
                }
            }
            // Names know no case (RFC 5545 section 2), and almost all are written in capitals.
            let found = exact(name).or_else(|| {
                if name.len() <= 32 && name.bytes().any(|b| b.is_ascii_lowercase()) {
                    exact(&name.to_ascii_uppercase())
                } else {
                    None
                }
            });
            found.map_or_else(|| Cow::Owned(name.to_owned()), Cow::Borrowed)
        }
    };
}

known! {
    /// A property.
    property:
    "ACKNOWLEDGED" "ACTION" "ATTACH" "ATTENDEE" "BUSYTYPE" "CALSCALE" "CATEGORIES" "CLASS" "COLOR" "COMMENT" "COMPLETED" "CONFERENCE" "CONTACT"
    "CREATED" "DESCRIPTION" "DTEND" "DTSTAMP" "DTSTART" "DUE" "DURATION" "EXDATE" "EXRULE" "FREEBUSY" "GEO" "IMAGE" "LAST-MODIFIED" "LOCATION"
    "METHOD" "NAME" "ORGANIZER" "PERCENT-COMPLETE" "PRIORITY" "PRODID" "RDATE" "RECURRENCE-ID" "REFRESH-INTERVAL" "RELATED-TO" "REPEAT"
    "REQUEST-STATUS" "RESOURCES" "RRULE" "SEQUENCE" "SOURCE" "STATUS" "SUMMARY" "TRANSP" "TRIGGER" "TZID" "TZNAME" "TZOFFSETFROM" "TZOFFSETTO"
    "TZURL" "UID" "URL" "VERSION" "X-CHANCERY-COUNTER" "X-LIC-LOCATION" "X-WR-CALNAME" "X-WR-TIMEZONE"
}

known! {
    /// A parameter.
    parameter:
    "ALTREP" "CN" "CUTYPE" "DELEGATED-FROM" "DELEGATED-TO" "DIR" "DISPLAY" "EMAIL" "ENCODING" "FBTYPE" "FEATURE" "FMTTYPE" "LABEL" "LANGUAGE"
    "MEMBER" "PARTSTAT" "RANGE" "RELATED" "RELTYPE" "ROLE" "RSVP" "SCHEDULE-AGENT" "SCHEDULE-STATUS" "SENT-BY" "TZID" "VALUE"
}

known! {
    /// A component.
    component:
    "AVAILABLE" "DAYLIGHT" "STANDARD" "VALARM" "VAVAILABILITY" "VCALENDAR" "VEVENT" "VFREEBUSY" "VJOURNAL" "VTIMEZONE" "VTODO"
}
