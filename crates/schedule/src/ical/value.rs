//! The values of properties: dates and times, durations, offsets, text, lists (RFC 5545 section 3.3).

use super::Fault;
use crate::civil;
use std::borrow::Cow;
use std::fmt::Write as _;

/// In which clock a moment is written (RFC 5545 section 3.3.4 and 3.3.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form<'a> {
    /// A whole day.
    Date,
    /// Local time of whoever looks.
    Floating,
    /// UTC.
    Utc,
    /// In the zone of this TZID.
    Zoned(&'a str),
}

/// A date or a time as it is written: seconds on its own clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment<'a> {
    /// Local seconds (see [`civil`]); midnight for a date.
    pub local: i64,
    /// Which clock.
    pub form: Form<'a>,
}

impl<'a> Moment<'a> {
    /// Reads `20261201`, `20261201T090000` or `20261201T090000Z`.
    ///
    /// # Errors
    /// [`Fault::BadTime`] where it is none of them or does not exist in the calendar.
    pub fn read(value: &str, tzid: Option<&'a str>) -> Result<Self, Fault> {
        let value = value.trim();
        let bytes = value.as_bytes();
        let day = read_day(bytes.get(..8).ok_or(Fault::BadTime)?)?;
        if bytes.len() == 8 {
            return Ok(Self { local: civil::local(day, 0), form: Form::Date });
        }
        if !matches!(bytes.len(), 15 | 16) || !matches!(bytes[8], b'T' | b't') {
            return Err(Fault::BadTime);
        }
        let local = civil::local(day, read_time(&bytes[9..15])?);
        let form = match (bytes.get(15), tzid) {
            (Some(b'Z' | b'z'), _) => Form::Utc,
            (Some(_), _) => return Err(Fault::BadTime),
            (None, Some(tzid)) => Form::Zoned(tzid),
            (None, None) => Form::Floating,
        };
        Ok(Self { local, form })
    }

    /// Whether it is a date without a time.
    pub fn is_date(&self) -> bool {
        self.form == Form::Date
    }

    /// As it is written in a value; the zone belongs into the parameter TZID.
    pub fn written(&self) -> String {
        let mut out = String::with_capacity(16);
        let (year, month, day) = civil::date(civil::day_of(self.local));
        let _ = write!(out, "{year:04}{month:02}{day:02}");
        if !self.is_date() {
            let second = civil::second_of_day(self.local);
            let _ = write!(out, "T{:02}{:02}{:02}", second / 3600, second / 60 % 60, second % 60);
        }
        if self.form == Form::Utc {
            out.push('Z');
        }
        out
    }
}

fn digits(bytes: &[u8]) -> Result<u32, Fault> {
    bytes
        .iter()
        .try_fold(0, |sum, b| if b.is_ascii_digit() { Ok(sum * 10 + u32::from(b - b'0')) } else { Err(Fault::BadTime) })
}

fn read_day(bytes: &[u8]) -> Result<i32, Fault> {
    let (year, month, day) = (digits(&bytes[..4])? as i32, digits(&bytes[4..6])?, digits(&bytes[6..8])?);
    if !(1..=12).contains(&month) || day < 1 || day > u32::from(civil::month_length(year, month as u8)) {
        return Err(Fault::BadTime);
    }
    Ok(civil::day(year, month as u8, day as u8))
}

fn read_time(bytes: &[u8]) -> Result<u32, Fault> {
    let (hour, minute, second) = (digits(&bytes[..2])?, digits(&bytes[2..4])?, digits(&bytes[4..6])?);
    if hour > 23 || minute > 59 || second > 60 {
        return Err(Fault::BadTime);
    }
    // A leap second is read as the one before it (RFC 5545 section 3.3.12).
    Ok(hour * 3600 + minute * 60 + second.min(59))
}

/// A duration (RFC 5545 section 3.3.6): days on the calendar, then exact seconds. Both have the same sign.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// Days as people count them; one may have 23 or 25 hours.
    pub days: i64,
    /// Exact seconds.
    pub seconds: i64,
}

impl Span {
    /// As it is written.
    pub fn written(self) -> String {
        let mut out = String::new();
        if self.days < 0 || self.seconds < 0 {
            out.push('-');
        }
        let (days, seconds) = (self.days.unsigned_abs(), self.seconds.unsigned_abs());
        out.push('P');
        if days > 0 {
            let _ = write!(out, "{days}D");
        }
        if seconds > 0 || days == 0 {
            out.push('T');
            let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
            let middle = minutes > 0 || (hours > 0 && rest > 0);
            if hours > 0 {
                let _ = write!(out, "{hours}H");
            }
            if middle {
                let _ = write!(out, "{minutes}M");
            }
            if rest > 0 || (hours == 0 && !middle) {
                let _ = write!(out, "{rest}S");
            }
        }
        out
    }
}

/// Reads `P15DT5H0M20S`, `P7W`, `-PT15M`.
///
/// # Errors
/// [`Fault::BadDuration`] where it is none, or longer than ten thousand years.
pub fn read_span(value: &str) -> Result<Span, Fault> {
    let value = value.trim();
    let (sign, rest) = match value.as_bytes().first() {
        Some(b'-') => (-1, &value[1..]),
        Some(b'+') => (1, &value[1..]),
        _ => (1, value),
    };
    let rest = rest.strip_prefix(['P', 'p']).ok_or(Fault::BadDuration)?;
    let mut span = Span::default();
    let (mut number, mut in_time, mut units) = (None::<i64>, false, 0);
    for b in rest.bytes() {
        match b {
            b'0'..=b'9' => {
                let next = number.unwrap_or(0).checked_mul(10).and_then(|n| n.checked_add(i64::from(b - b'0')));
                number = Some(next.filter(|n| *n < 1_000_000_000_000).ok_or(Fault::BadDuration)?);
            }
            b'T' | b't' if !in_time && number.is_none() => in_time = true,
            _ => {
                let n = number.take().ok_or(Fault::BadDuration)?;
                units += 1;
                match (b.to_ascii_uppercase(), in_time) {
                    (b'W', false) => span.days += n * 7,
                    (b'D', false) => span.days += n,
                    (b'H', true) => span.seconds += n * 3600,
                    (b'M', true) => span.seconds += n * 60,
                    (b'S', true) => span.seconds += n,
                    _ => return Err(Fault::BadDuration),
                }
            }
        }
    }
    let longest = i64::from(civil::LAST_DAY) * civil::DAY;
    if number.is_some() || units == 0 || span.days > i64::from(civil::LAST_DAY) || span.seconds > longest {
        return Err(Fault::BadDuration);
    }
    Ok(Span { days: span.days * sign, seconds: span.seconds * sign })
}

/// Reads an offset from UTC (RFC 5545 section 3.3.14) in seconds: `+0200`, `-083000`.
///
/// # Errors
/// [`Fault::BadOffset`] where it is none.
pub fn read_offset(value: &str) -> Result<i32, Fault> {
    let bytes = value.trim().as_bytes();
    let sign = match bytes.first() {
        Some(b'+') => 1,
        Some(b'-') => -1,
        _ => return Err(Fault::BadOffset),
    };
    let number = |at: usize| digits(bytes.get(at..at + 2).unwrap_or(b"x")).map_err(|_| Fault::BadOffset);
    let (hours, minutes) = (number(1)?, number(3)?);
    let seconds = if bytes.len() == 5 { 0 } else { number(5)? };
    if !matches!(bytes.len(), 5 | 7) || hours > 25 || minutes > 59 || seconds > 59 {
        return Err(Fault::BadOffset);
    }
    Ok(sign * (hours * 3600 + minutes * 60 + seconds) as i32)
}

/// Reads a period (RFC 5545 section 3.3.9): its start, and its end or its duration.
///
/// # Errors
/// [`Fault::BadPeriod`] where it is none.
pub fn read_period<'a>(value: &str, tzid: Option<&'a str>) -> Result<(Moment<'a>, Result<Moment<'a>, Span>), Fault> {
    let (start, end) = value.split_once('/').ok_or(Fault::BadPeriod)?;
    let start = Moment::read(start, tzid).map_err(|_| Fault::BadPeriod)?;
    let end = match Moment::read(end, tzid) {
        Ok(end) => Ok(end),
        Err(_) => Err(read_span(end).map_err(|_| Fault::BadPeriod)?),
    };
    Ok((start, end))
}

/// The values of a list, cut at the commas that no backslash guards.
pub fn values(value: &str) -> impl Iterator<Item = &str> {
    let mut guarded = false;
    value.split(move |c| {
        let cut = c == ',' && !guarded;
        guarded = c == '\\' && !guarded;
        cut
    })
}

/// Text as it was meant (RFC 5545 section 3.3.11).
pub fn unescape(value: &str) -> Cow<'_, str> {
    if !value.contains('\\') {
        return Cow::Borrowed(value);
    }
    let mut out = String::with_capacity(value.len());
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('n' | 'N') => out.push('\n'),
            Some(c @ ('\\' | ';' | ',')) => out.push(c),
            // Not allowed, and then no character is lost.
            Some(c) => out.extend(['\\', c]),
            None => out.push('\\'),
        }
    }
    Cow::Owned(out)
}

/// Text as a value says it (RFC 5545 section 3.3.11). A carriage return before a line feed goes, other control characters go.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push('\t'),
            c if c.is_ascii_control() => {}
            c => out.push(c),
        }
    }
    out
}
