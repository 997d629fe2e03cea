//! Days and seconds of the Gregorian calendar as plain integers, for what is computed a million times.
//!
//! A *day* is the number of days since 1970-01-01; a *local second* the number of seconds since 1970-01-01T00:00:00 on
//! a clock whose zone stands elsewhere; an *instant* the number of seconds since that moment in UTC. Years reach from 0
//! to 9999, as RFC 5545 section 3.3.4 can write them.

use jiff::civil::{Date, DateTime, Time};
use jiff::{Timestamp, ToSpan};

/// Seconds of a day.
pub const DAY: i64 = 86_400;
/// The last local second that can be written.
pub const LAST: i64 = 253_402_300_799;
/// The last day that can be written, 9999-12-31.
pub const LAST_DAY: i32 = 2_932_896;

/// The day of a date that exists.
pub const fn day(year: i32, month: u8, monthday: u8) -> i32 {
    // The year begins in March, so that the leap day comes last.
    let y = if month <= 2 { year - 1 } else { year };
    let era = y.div_euclid(400);
    let in_era = y.rem_euclid(400);
    let m = (month as i32 + 9) % 12;
    let in_year = (153 * m + 2) / 5 + monthday as i32 - 1;
    era * 146_097 + in_era * 365 + in_era / 4 - in_era / 100 + in_year - 719_468
}

/// Year, month and day of month.
pub const fn date(day: i32) -> (i32, u8, u8) {
    let z = day + 719_468;
    let era = z.div_euclid(146_097);
    let in_era = z.rem_euclid(146_097);
    let year = (in_era - in_era / 1460 + in_era / 36_524 - in_era / 146_096) / 365;
    let in_year = in_era - (365 * year + year / 4 - year / 100);
    let m = (5 * in_year + 2) / 153;
    let monthday = in_year - (153 * m + 2) / 5 + 1;
    let month = if m < 10 { m + 3 } else { m - 9 };
    (year + era * 400 + if month <= 2 { 1 } else { 0 }, month as u8, monthday as u8)
}

/// 0 for Monday to 6 for Sunday.
pub const fn weekday(day: i32) -> u8 {
    (day + 3).rem_euclid(7) as u8
}

/// Whether the year has a 29 February.
pub const fn leap(year: i32) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// How many days the month has.
pub const fn month_length(year: i32, month: u8) -> u8 {
    match month {
        2 if leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The local second of a day and a second of it.
pub const fn local(day: i32, second: u32) -> i64 {
    day as i64 * DAY + second as i64
}

/// The day a local second lies in.
pub const fn day_of(local: i64) -> i32 {
    local.div_euclid(DAY) as i32
}

/// The second of its day.
pub const fn second_of_day(local: i64) -> u32 {
    local.rem_euclid(DAY) as u32
}

/// As `jiff` writes it; what lies outside its years becomes the nearest it has.
pub fn datetime(local: i64) -> DateTime {
    let at = local.clamp(-62_167_219_200, LAST);
    let second = second_of_day(at);
    let (hour, minute, rest) = (second / 3600, second / 60 % 60, second % 60);
    let time = Time::new(hour as i8, minute as i8, rest as i8, 0).unwrap_or_default();
    jiff_date(day_of(at)).to_datetime(time)
}

/// As `jiff` writes it; what lies outside its years becomes the nearest it has.
pub fn jiff_date(day: i32) -> Date {
    let (year, month, monthday) = date(day.clamp(-719_528, LAST_DAY));
    Date::new(year as i16, month as i8, monthday as i8).unwrap_or_default()
}

/// The day of a date of `jiff`'s.
pub fn from_jiff(date: Date) -> i32 {
    day(i32::from(date.year()), date.month() as u8, date.day() as u8)
}

/// The local second of a date and time of `jiff`'s; fractions are cut.
pub fn from_datetime(at: DateTime) -> i64 {
    let second = i64::from(at.hour()) * 3600 + i64::from(at.minute()) * 60 + i64::from(at.second());
    i64::from(from_jiff(at.date())) * DAY + second
}

/// The instant as `jiff` has it; beyond its ends the end.
pub fn timestamp(instant: i64) -> Timestamp {
    Timestamp::from_second(instant).unwrap_or(if instant < 0 { Timestamp::MIN } else { Timestamp::MAX })
}

/// The first instant that is not before `at`, in whole seconds.
pub fn instant(at: Timestamp) -> i64 {
    let second = at.as_second();
    if at.subsec_nanosecond() > 0 { second + 1 } else { second }
}

/// The day after, which every date but the last has.
pub fn next(date: Date) -> Date {
    date.checked_add(1.day()).unwrap_or(Date::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_ends_and_the_epoch() {
        assert_eq!(day(1970, 1, 1), 0);
        assert_eq!(day(9999, 12, 31), LAST_DAY);
        assert_eq!(local(LAST_DAY, 86_399), LAST);
        assert_eq!(weekday(0), 3, "1970-01-01 was a Thursday");
        assert_eq!(date(day(0, 2, 29)), (0, 2, 29));
    }

    proptest! {
        #[test]
        fn as_jiff_reckons(day in -719_528..=LAST_DAY) {
            let date = Date::new(1970, 1, 1).unwrap().checked_add(i64::from(day).days()).unwrap();
            prop_assert_eq!(super::date(day), (i32::from(date.year()), date.month() as u8, date.day() as u8));
            prop_assert_eq!(from_jiff(date), day);
            prop_assert_eq!(jiff_date(day), date);
            prop_assert_eq!(weekday(day) as i8, date.weekday().to_monday_zero_offset());
            let (year, month, _) = super::date(day);
            prop_assert_eq!(month_length(year, month) as i8, date.days_in_month());
        }
    }
}
