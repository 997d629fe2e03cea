//! Who bore it last: what meetings that were held asked of each side outside its hours, for the ranking of the next.

use super::{Side, Why, cost};
use crate::civil::DAY;

/// Meetings that are counted, the newest: what was borne years ago is nobody's due any more.
const MOST: usize = 24;

/// A meeting that was held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The instant it began.
    pub start: i64,
    /// How long it was planned to take, in minutes.
    pub minutes: u32,
    /// Codes of those who sat at the table.
    pub sides: Vec<String>,
}

/// Minutes that each of these sides sat outside its office's hours, at night or on a free day in what was held: the newest
/// [`MOST`] meetings in which all of them took part. In the order of the sides; nothing of another table is counted, since
/// what two sides owe each other is no matter of a third.
pub fn borne(sides: &[Side], held: &[Held]) -> Vec<u32> {
    let together = |meeting: &&Held| sides.iter().all(|side| meeting.sides.contains(&side.code));
    let mut counted: Vec<&Held> = held.iter().filter(together).collect();
    counted.sort_by_key(|meeting| std::cmp::Reverse(meeting.start));
    counted.truncate(MOST);
    let one = |side: &Side| {
        let asked = counted.iter().map(|meeting| {
            let end = meeting.start.saturating_add(i64::from(meeting.minutes.min(1440)) * 60);
            let mut days = cost::Days::new(side, meeting.start - DAY, end + DAY);
            let seat = days.seat(meeting.start, end);
            // Lunch is eaten later, and who was elsewhere did not come: neither is borne.
            let borne = |why| matches!(why, Why::Early | Why::Late | Why::Night | Why::Weekend | Why::Holiday);
            seat.reasons.iter().filter(|reason| borne(reason.why)).map(|reason| reason.minutes).sum::<u32>()
        });
        asked.fold(0_u32, u32::saturating_add)
    };
    sides.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::super::{Ask, grid};
    use super::*;

    fn at(text: &str) -> i64 {
        text.parse::<jiff::Timestamp>().expect("an instant").as_second()
    }

    fn held(start: &str, sides: &[&str]) -> Held {
        Held { start: at(start), minutes: 60, sides: sides.iter().map(|&side| side.to_owned()).collect() }
    }

    #[test]
    fn who_sat_late_last_time_is_asked_last() {
        // Wellington (UTC+13) and Paris (UTC+1) share no office hour: one of them sits at night's edge.
        let ask = Ask { sides: vec!["FR".into(), "NZ".into()], from: "2027-01-12".into(), days: 1, minutes: 60 };
        let mut request = ask.request(None).expect("possible");
        // Tuesday 8 December 2026, 08:00 in Paris and 20:00 in Wellington: one hour early, and four hours late.
        let last = [held("2026-12-08T07:00:00Z", &["FR", "NZ"])];
        assert_eq!(borne(&request.sides, &last), [60, 240]);
        let before = grid(&request).expect("possible");
        for (side, minutes) in request.sides.iter_mut().zip([60, 240]) {
            side.borne = minutes;
        }
        let after = grid(&request).expect("possible");
        let cost = |grid: &super::super::Grid, side: usize| grid.slots[0].seats[side].cost;
        assert!(cost(&after, 1) < cost(&before, 1), "Wellington bore it last");
        assert!(cost(&after, 0) >= cost(&before, 0));
        assert_eq!((after.borne[0].side.as_str(), after.borne[0].minutes, after.borne.len()), ("NZ", 240, 1));
        assert!(before.borne.is_empty());
    }

    #[test]
    fn what_others_met_for_is_not_counted_and_old_meetings_are_forgotten() {
        let ask = Ask { sides: vec!["FR".into(), "NZ".into()], from: "2027-01-12".into(), days: 1, minutes: 60 };
        let sides = ask.request(None).expect("possible").sides;
        assert_eq!(borne(&sides, &[held("2026-12-08T07:00:00Z", &["FR", "ID"])]), [0, 0]);
        assert_eq!(borne(&sides, &[held("2026-12-08T07:00:00Z", &["ID", "NZ", "FR"])]), [60, 240]);
        // A lunch is not borne: 12:00 in Paris, a Wednesday; in Wellington it is midnight.
        assert_eq!(borne(&sides, &[held("2026-12-09T11:00:00Z", &["FR", "NZ"])])[0], 0);
        let many: Vec<Held> = (0..60)
            .map(|n| Held {
                start: at("2026-12-08T07:00:00Z") - n * 7 * DAY,
                minutes: 60,
                sides: vec!["FR".into(), "NZ".into()],
            })
            .collect();
        let counted = borne(&sides, &many);
        assert_eq!(counted, borne(&sides, &many[..MOST]));
        // What no calendar reaches does not panic.
        let _ = borne(
            &sides,
            &[
                Held { start: 253_402_300_000, minutes: u32::MAX, ..many[0].clone() },
                Held { start: -62_000_000_000, ..many[0].clone() },
            ],
        );
    }
}
