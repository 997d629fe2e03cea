//! The scheduling desk without its screen: calendars, recurrence, invitations and their answers, fair times.
//!
//! Everything here is a value in, a value out: text in, a tree out ([`ical`]); rules and a window in, occurrences out
//! ([`recur`]); a calendar and a message in, the next calendar out ([`itip`]); delegations and days in, slots in order
//! of fairness out ([`slots`]). No clock, no socket, no file; the zones come from `jiff`'s time zone database.
//!
//! # Why the grammar and the recurrences are our own
//! `calcard` 0.3.14 (MIT or Apache-2.0) was read against what this room owes: it keeps no line numbers, so
//! that nothing can be said of a broken file by line; it brings values into types while reading, so that what it cannot
//! type is written differently; it expands from DTSTART with a limit of instances and without a window; a local time
//! that a clock change repeats or skips leaves it without a zone; overrides are found by SEQUENCE and time without the
//! UID, so that two series in one file take each other's. `rrule` has open bugs across clock changes. The grammar of RFC
//! 5545 section 3.1 is small; the rest is the work itself.
//!
//! # Nonexistent and repeated local times
//! RFC 5545 section 3.3.10 says of an instance in the gap of a clock change both that it is ignored and that it is read
//! as section 3.3.5 reads an explicit time. Like the calendars our guests use, we follow the second: a meeting at 02:30
//! is held at 03:30 on the day whose clocks jump from 02:00 to 03:00, and does not vanish. A time that occurs twice is
//! the first of the two. Where both the shifted instance and another fall on the same instant, one is kept. Dates that do
//! not exist (30 February) are ignored and not counted.

pub mod civil;
pub mod freebusy;
pub mod guest;
pub mod holidays;
pub mod ical;
pub mod invitation;
pub mod itip;
pub mod note;
pub mod plan;
pub mod recur;
pub mod slots;
pub mod zones;
