//! When a meeting begins: a local time with its zone, as people agree on it.

use jiff::Zoned;
use jiff::fmt::temporal::DateTimeParser;
use jiff::tz::{AmbiguousOffset, Disambiguation, OffsetConflict, TimeZone};

/// An instant and the zone it was agreed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct When {
    pub at: jiff::Timestamp,
    /// IANA name.
    pub zone: String,
}

const FORMS: &str = "write it as 2026-12-01T09:00[Africa/Johannesburg], or \u{201c}now\u{201d}";

/// Reads `2026-12-01T09:00[Africa/Johannesburg]` (RFC 9557, with or without the offset), `now`, or `now[ZONE]`. A local
/// time that a clock change skips, or that it makes happen twice, is refused unless the offset says which is meant.
pub fn parse(text: &str) -> Result<When, String> {
    parse_at(text, &Zoned::now())
}

fn parse_at(text: &str, now: &Zoned) -> Result<When, String> {
    let text = text.trim();
    if let Some(rest) = text.strip_prefix("now") {
        let now = match rest.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            Some(zone) => {
                now.with_time_zone(TimeZone::get(zone).map_err(|_| format!("there is no zone \u{201c}{zone}\u{201d}"))?)
            }
            None if rest.is_empty() => now.clone(),
            None => return Err(FORMS.into()),
        };
        return Ok(named(&now));
    }
    let parser = DateTimeParser::new().disambiguation(Disambiguation::Reject).offset_conflict(OffsetConflict::Reject);
    match parser.parse_zoned(text) {
        Ok(zoned) => Ok(named(&zoned)),
        Err(e) => Err(why(text, &e)),
    }
}

/// Zones without a name (a fixed offset, a system that does not say its own) become UTC: the instant stays.
fn named(zoned: &Zoned) -> When {
    let zone = zoned.time_zone().iana_name().unwrap_or("UTC").to_owned();
    // Links carry seconds.
    When { at: jiff::Timestamp::from_second(zoned.timestamp().as_second()).unwrap_or(zoned.timestamp()), zone }
}

fn why(text: &str, error: &jiff::Error) -> String {
    let Some((local, zone)) = text.split_once('[') else {
        return format!("a time needs its zone: {FORMS}");
    };
    let zone = zone.trim_end_matches(']').trim_start_matches('!');
    let Ok(tz) = TimeZone::get(zone) else {
        return format!("there is no zone \u{201c}{zone}\u{201d}: {FORMS}");
    };
    let Ok(civil) = DateTimeParser::new().parse_datetime(local) else {
        return format!("\u{201c}{local}\u{201d} is no date and time: {FORMS}");
    };
    match tz.to_ambiguous_zoned(civil).offset() {
        AmbiguousOffset::Gap { .. } => format!("{local} does not exist in {zone}: the clocks jump over it"),
        AmbiguousOffset::Fold { before, .. } => format!(
            "{local} happens twice in {zone}, since the clocks go back: say the offset too, as in {local}{before}:00[{zone}]"
        ),
        AmbiguousOffset::Unambiguous { .. } => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<When, String> {
        let now: Zoned = "2026-11-22T15:00:00.123+01:00[Europe/Paris]".parse().unwrap();
        parse_at(text, &now)
    }

    fn when(at: &str, zone: &str) -> When {
        When { at: at.parse().unwrap(), zone: zone.into() }
    }

    #[test]
    fn a_local_time_with_its_zone_is_an_instant() {
        let nine = when("2026-12-01T07:00:00Z", "Africa/Johannesburg");
        assert_eq!(read("2026-12-01T09:00[Africa/Johannesburg]").unwrap(), nine);
        assert_eq!(read(" 2026-12-01T09:00:00+02:00[Africa/Johannesburg] ").unwrap(), nine);
        assert_eq!(read("2026-12-01T09:00[UTC]").unwrap(), when("2026-12-01T09:00:00Z", "UTC"));
    }

    #[test]
    fn now_is_now_here_or_elsewhere() {
        assert_eq!(read("now").unwrap(), when("2026-11-22T14:00:00Z", "Europe/Paris"));
        assert_eq!(read("now[Asia/Jakarta]").unwrap(), when("2026-11-22T14:00:00Z", "Asia/Jakarta"));
    }

    #[test]
    fn a_time_that_does_not_exist_or_happens_twice_is_not_guessed() {
        assert!(read("2027-03-28T02:30[Europe/Paris]").unwrap_err().contains("does not exist"));
        let twice = read("2026-10-25T02:30[Europe/Paris]").unwrap_err();
        assert!(twice.contains("2026-10-25T02:30+02:00[Europe/Paris]"), "{twice}");
        assert_eq!(read("2026-10-25T02:30+01:00[Europe/Paris]").unwrap(), when("2026-10-25T01:30:00Z", "Europe/Paris"));
        assert_eq!(read("2026-10-25T02:30+02:00[Europe/Paris]").unwrap(), when("2026-10-25T00:30:00Z", "Europe/Paris"));
    }

    #[test]
    fn what_is_no_time_is_said_to_be_none() {
        for (text, says) in [
            ("2026-12-01T09:00", "needs its zone"),
            ("2026-12-01T09:00Z", "needs its zone"),
            ("2026-12-01T09:00[Africa/Atlantis]", "no zone"),
            ("2026-13-01T09:00[UTC]", "no date and time"),
            ("tomorrow[UTC]", "no date and time"),
            ("nowadays", "write it as"),
            ("now[Nowhere]", "no zone"),
            ("", "needs its zone"),
        ] {
            let said = read(text).unwrap_err();
            assert!(said.contains(says), "{text}: {said}");
        }
        // The offset is not the zone's.
        assert!(read("2026-12-01T09:00+05:00[Africa/Johannesburg]").is_err());
    }
}
