//! The grid of a scheduling desk: days in columns, the host's times in rows, what each side does at each step, and every slot
//! that begins on one, the fairest first. A screen shows it as it is: all that depends on a calendar is decided here.

use super::cost::Days;
use super::{Impossible, Reason, Request, Side, Slot, Why, check, ranked};
use crate::civil::{self, DAY};
use crate::zones::{Meaning, Zones};
use chancery_model::capital;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Minutes between two rows.
const STEP: u32 = 30;
/// A grid that a person can look at: a week or two, some sides.
const MOST_DAYS: u32 = 31;
const MOST_SIDES: usize = 8;

/// A capital that can be at the table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Capital {
    /// The delegation's code: ISO 3166-1 alpha-2.
    pub code: String,
    /// The city, by its English name.
    pub capital: String,
    /// IANA zone.
    pub zone: String,
}

/// All capitals, by code.
pub fn capitals() -> Vec<Capital> {
    capital::all().map(known).collect()
}

fn known(capital: capital::Capital) -> Capital {
    Capital { code: capital.code.into(), capital: capital.name.into(), zone: capital.zone.into() }
}

/// What a scheduling desk asks.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[ts(rename = "SlotsRequest")]
pub struct Ask {
    /// Codes of the sides, the host first; two to eight.
    pub sides: Vec<String>,
    /// The first day, in the host's calendar (`2027-03-01`).
    pub from: String,
    /// How many days.
    pub days: u32,
    /// How long the meeting is, in minutes.
    pub minutes: u32,
}

impl Ask {
    /// The sides in their capitals, with the usual hours. What lies before `now` (seconds since 1970) is not offered.
    ///
    /// # Errors
    /// [`Impossible`] where a side is no state's code or named twice, or there is no such day, or too many.
    pub fn request(&self, now: Option<i64>) -> Result<Request, Impossible> {
        if !(2..=MOST_SIDES).contains(&self.sides.len()) {
            return Err(Impossible::Sides(self.sides.len()));
        }
        if !(1..=MOST_DAYS).contains(&self.days) {
            return Err(Impossible::Days);
        }
        let mut zones = Zones::new();
        let mut sides: Vec<Side> = Vec::with_capacity(self.sides.len());
        for code in &self.sides {
            let found = capital::of(code).and_then(|capital| Some(Side::new(code, zones.get(capital.zone)?)));
            let side = found.filter(|side| sides.iter().all(|other| other.code != side.code));
            sides.push(side.ok_or_else(|| Impossible::Side(code.chars().take(16).collect()))?);
        }
        let from: Date = self.from.parse().map_err(|_| Impossible::Days)?;
        let from = civil::from_jiff(from);
        let request = Request { sides, from, to: from + self.days as i32 - 1, minutes: self.minutes, step: STEP, now };
        check(&request)?;
        Ok(request)
    }
}

/// What a side does at a step. Where several are true, the one that weighs most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "SideState")]
pub enum State {
    /// It works.
    Office,
    /// It eats.
    Lunch,
    /// Its office is closed.
    Outside,
    /// It is the weekend.
    Weekend,
    /// It is a day that is kept, though offices are open.
    Observance,
    /// It is a public holiday.
    Holiday,
    /// Somebody is, or may be, elsewhere.
    Busy,
}

/// One step of a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "GridStep")]
pub struct Step {
    /// The instant it begins (RFC 3339, UTC).
    pub at: String,
    /// What each side does then, in the order of the sides.
    pub sides: Vec<State>,
    /// Whether it has begun already: nothing can be proposed there.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[ts(optional, as = "Option<bool>")]
    pub past: bool,
}

/// What is to be known of a day of one side: of the day on which the host's noon falls there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "is", rename_all = "snake_case")]
#[ts(rename = "DayMark")]
pub enum Mark {
    /// A public holiday.
    Holiday {
        /// Whose.
        side: String,
        /// Its name, in the language of the data.
        name: String,
    },
    /// A day that is kept, though offices are open.
    Observance {
        /// Whose.
        side: String,
        /// Its name, in the language of the data.
        name: String,
    },
    /// The weekend.
    Weekend {
        /// Whose.
        side: String,
    },
    /// The clocks change.
    ClockChange {
        /// Whose.
        side: String,
        /// By so many minutes forward; negative: back.
        minutes: i32,
    },
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "GridDay")]
pub struct Day {
    /// In the host's calendar.
    pub date: String,
    /// Whether it is the host's day just now.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[ts(optional, as = "Option<bool>")]
    pub today: bool,
    /// What is to be known of it.
    pub marks: Vec<Mark>,
    /// One for each of the rows; `None`: the host's clocks skip that time.
    pub steps: Vec<Option<Step>>,
}

/// What a slot asks of one side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "Seat")]
pub struct Asked {
    /// Its code.
    pub side: String,
    /// The sum of its reasons, in minutes.
    pub cost: u32,
    /// Why.
    pub reasons: Vec<Reason>,
}

/// A time that could be proposed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "Slot")]
pub struct Start {
    /// When it begins (RFC 3339, UTC).
    pub start: String,
    /// In the order of the sides.
    pub seats: Vec<Asked>,
}

/// What a side has borne in meetings that were held: it is asked last for more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Borne {
    /// Whose.
    pub side: String,
    /// Minutes outside its hours.
    pub minutes: u32,
}

/// The whole grid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "SlotGrid")]
pub struct Grid {
    /// The sides, the host first.
    pub sides: Vec<Capital>,
    /// Minutes between two rows.
    pub step: u32,
    /// The host's time of each row (`08:30`).
    pub rows: Vec<String>,
    /// The columns.
    pub days: Vec<Day>,
    /// Every beginning in the grid at which the meeting could be, the fairest first; none that is past.
    pub slots: Vec<Start>,
    /// Who has borne more than the others in meetings that were held, which is in the order of the slots.
    pub borne: Vec<Borne>,
}

/// The grid of a request.
///
/// # Errors
/// [`Impossible`] where the request asks for what cannot be.
pub fn grid(request: &Request) -> Result<Grid, Impossible> {
    check(request)?;
    let host = &request.sides[0].zone;
    let rows: Vec<u32> = (0..1440 / request.step).map(|n| n * request.step).collect();
    let begin = host.instant(civil::local(request.from, 0));
    let end = host.instant(civil::local(request.to + 1, 0));
    let mut days: Vec<Days<'_>> =
        request.sides.iter().map(|side| Days::new(side, begin - DAY, end + 2 * DAY)).collect();
    let mut starts = Vec::with_capacity(rows.len() * (request.to - request.from + 1) as usize);
    let mut columns = Vec::new();
    let today = request.now.map(|now| civil::day_of(host.local(now)));
    for date in request.from..=request.to {
        let noon = host.instant(civil::local(date, 12 * 3600));
        let marks = days.iter().flat_map(|side| marks(side, noon)).collect();
        let steps = rows
            .iter()
            .map(|&minutes| {
                let at = match host.meaning(civil::local(date, minutes * 60)) {
                    Meaning::Once(at) | Meaning::Twice(at, _) => at,
                    Meaning::Skipped(_) => return None,
                };
                let past = request.is_past(at);
                if !past {
                    starts.push(at);
                }
                let sides = days.iter_mut().map(|side| state(side, at, i64::from(request.step) * 60)).collect();
                Some(Step { at: civil::timestamp(at).to_string(), sides, past })
            })
            .collect();
        columns.push(Day { date: civil::jiff_date(date).to_string(), today: today == Some(date), marks, steps });
    }
    let slots = ranked(request, &mut days, starts).into_iter().map(start).collect();
    let least = request.sides.iter().map(|side| side.borne).min().unwrap_or(0);
    let borne = request.sides.iter().filter(|side| side.borne > least);
    let borne = borne.map(|side| Borne { side: side.code.clone(), minutes: side.borne }).collect();
    let row = |minutes: &u32| format!("{:02}:{:02}", minutes / 60, minutes % 60);
    let sides = request.sides.iter().map(|side| Capital {
        code: side.code.clone(),
        capital: capital::of(&side.code).map_or_else(|| side.code.clone(), |capital| capital.name.into()),
        zone: side.zone.name().to_owned(),
    });
    let rows = rows.iter().map(row).collect();
    Ok(Grid { sides: sides.collect(), step: request.step, rows, days: columns, slots, borne })
}

fn start(slot: Slot) -> Start {
    let seats = slot.seats.into_iter().map(|seat| Asked { side: seat.code, cost: seat.cost, reasons: seat.reasons });
    Start { start: civil::timestamp(slot.start).to_string(), seats: seats.collect() }
}

fn state(side: &mut Days<'_>, at: i64, length: i64) -> State {
    let mut weighty = (0, State::Office);
    for reason in side.seat(at, at + length).reasons {
        let is = match reason.why {
            Why::Early | Why::Late | Why::Night => State::Outside,
            Why::Lunch => State::Lunch,
            Why::Weekend => State::Weekend,
            Why::Holiday => State::Holiday,
            Why::Observance => State::Observance,
            Why::Busy | Why::Tentative => State::Busy,
            Why::ClockChange | Why::HolidaysUnknown => continue,
        };
        // How early a morning is, is no matter of what a side does then: a holiday at dawn is a holiday.
        let weight = if is == State::Outside { 60 } else { reason.minutes };
        if weight > weighty.0 {
            weighty = (weight, is);
        }
    }
    weighty.1
}

fn marks(side: &Days<'_>, noon: i64) -> Vec<Mark> {
    let (zone, code) = (&side.side.zone, || side.side.code.clone());
    let day = civil::day_of(zone.local(noon));
    let name = |reason: &Reason| reason.name.unwrap_or_default().to_owned();
    let mark = |reason: &Reason| match reason.why {
        Why::Holiday => Some(Mark::Holiday { side: code(), name: name(reason) }),
        Why::Observance => Some(Mark::Observance { side: code(), name: name(reason) }),
        Why::Weekend => Some(Mark::Weekend { side: code() }),
        Why::ClockChange => Some(Mark::ClockChange { side: code(), minutes: side.forward(day) / 60 }),
        _ => None,
    };
    side.of(day).iter().filter_map(mark).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ask(sides: &[&str], from: &str, days: u32, minutes: u32) -> Result<Grid, Impossible> {
        let sides = sides.iter().map(|&side| side.to_owned()).collect();
        grid(&Ask { sides, from: from.into(), days, minutes }.request(None)?)
    }

    fn step<'a>(grid: &'a Grid, date: &str, row: &str) -> Option<&'a Step> {
        let row = grid.rows.iter().position(|r| r == row).expect("a row");
        grid.days.iter().find(|day| day.date == date).expect("a day").steps[row].as_ref()
    }

    #[test]
    fn a_week_of_riyadh_and_jakarta() {
        // Riyadh is four hours behind Jakarta; its weekend is Friday and Saturday.
        let grid = ask(&["SA", "ID"], "2027-01-04", 7, 60).expect("possible");
        assert_eq!(grid.rows.len(), 48);
        assert_eq!(grid.rows[17], "08:30");
        assert_eq!(grid.sides[1].zone, "Asia/Jakarta");
        let monday = step(&grid, "2027-01-04", "09:00").expect("a time");
        assert_eq!(
            (monday.at.as_str(), &monday.sides[..]),
            ("2027-01-04T06:00:00Z", &[State::Office, State::Office][..])
        );
        assert_eq!(step(&grid, "2027-01-04", "08:00").expect("a time").sides, [State::Outside, State::Lunch]);
        assert_eq!(step(&grid, "2027-01-08", "09:00").expect("a time").sides[0], State::Weekend);
        assert_eq!(step(&grid, "2027-01-10", "09:00").expect("a time").sides, [State::Office, State::Weekend]);
        let friday = &grid.days[4];
        assert!(friday.marks.contains(&Mark::Weekend { side: "SA".into() }), "{:?}", friday.marks);
        // Every step can be begun at, and the fairest costs nobody anything.
        assert_eq!(grid.slots.len(), 48 * 7);
        assert!(grid.slots[0].seats.iter().all(|seat| seat.cost == 0), "{:?}", grid.slots[0]);
    }

    #[test]
    fn the_night_in_which_the_clocks_change() {
        // Paris, 28 March 2027: 02:00 becomes 03:00.
        let grid = ask(&["FR", "ZA"], "2027-03-28", 1, 60).expect("possible");
        assert!(step(&grid, "2027-03-28", "02:00").is_none() && step(&grid, "2027-03-28", "02:30").is_none());
        assert_eq!(step(&grid, "2027-03-28", "03:00").expect("a time").at, "2027-03-28T01:00:00Z");
        assert!(grid.days[0].marks.contains(&Mark::ClockChange { side: "FR".into(), minutes: 60 }));
        assert_eq!(grid.slots.len(), 46);
        // And 31 October: 03:00 becomes 02:00 again.
        let back = ask(&["FR", "ZA"], "2027-10-31", 1, 60).expect("possible");
        assert!(back.days[0].marks.contains(&Mark::ClockChange { side: "FR".into(), minutes: -60 }));
    }

    #[test]
    fn a_host_three_quarters_of_an_hour_off_has_whole_rows() {
        let grid = ask(&["NP", "IN"], "2027-01-04", 1, 60).expect("possible");
        assert_eq!(step(&grid, "2027-01-04", "10:00").expect("a time").at, "2027-01-04T04:15:00Z");
    }

    #[test]
    fn what_is_past_is_shown_and_not_offered() {
        let sides = vec!["SA".to_owned(), "ID".to_owned()];
        let ask = Ask { sides, from: "2027-01-04".into(), days: 3, minutes: 60 };
        // Tuesday 09:13 in Riyadh: 09:00 has begun, 09:30 has not.
        let now = "2027-01-05T06:13:00Z".parse::<jiff::Timestamp>().expect("an instant").as_second();
        let grid = super::grid(&ask.request(Some(now)).expect("possible")).expect("possible");
        let past = |date, row| step(&grid, date, row).expect("a time").past;
        assert!(past("2027-01-04", "23:30") && past("2027-01-05", "09:00"));
        assert!(!past("2027-01-05", "09:30") && !past("2027-01-06", "00:00"));
        assert_eq!(grid.days.iter().map(|day| day.today).collect::<Vec<_>>(), [false, true, false]);
        assert_eq!(grid.slots.len(), 48 + 48 - 19);
        assert!(grid.slots.iter().all(|slot| slot.start.as_str() > "2027-01-05T06:13:00Z"));
        assert_eq!(grid.slots.iter().map(|slot| slot.start.as_str()).min(), Some("2027-01-05T06:30:00Z"));
        // Once it has begun to the second it is not past.
        let at = "2027-01-05T06:30:00Z".parse::<jiff::Timestamp>().expect("an instant").as_second();
        let grid = super::grid(&ask.request(Some(at)).expect("possible")).expect("possible");
        assert!(!step(&grid, "2027-01-05", "09:30").expect("a time").past);
        // A week that is over offers nothing.
        let grid = super::grid(&ask.request(Some(now + 30 * DAY)).expect("possible")).expect("possible");
        assert!(grid.slots.is_empty() && grid.days.iter().all(|day| !day.today));
    }

    #[test]
    fn who_is_elsewhere_is_shown_and_counted() {
        let sides = vec!["SA".to_owned(), "ID".to_owned()];
        let ask = Ask { sides, from: "2027-01-04".into(), days: 1, minutes: 60 };
        let mut request = ask.request(None).expect("possible");
        let at = |text: &str| text.parse::<jiff::Timestamp>().expect("an instant").as_second();
        let free = super::grid(&request).expect("possible");
        // What was the fairest hour: Jakarta's people are elsewhere, 13:00 to 14:00 there.
        assert_eq!(free.slots[0].start, "2027-01-04T06:00:00Z");
        request.sides[1].busy = vec![super::super::Busy {
            start: at("2027-01-04T06:00:00Z"),
            end: at("2027-01-04T07:00:00Z"),
            tentative: false,
        }];
        let grid = super::grid(&request).expect("possible");
        assert_eq!(step(&grid, "2027-01-04", "09:30").expect("a time").sides, [State::Office, State::Busy]);
        assert_eq!(step(&grid, "2027-01-04", "10:00").expect("a time").sides, [State::Office, State::Office]);
        assert_eq!(grid.slots[0].start, "2027-01-04T07:00:00Z");
        let hit = grid.slots.iter().find(|slot| slot.start == "2027-01-04T06:30:00Z").expect("a slot");
        assert!(hit.seats[1].reasons.iter().any(|reason| reason.why == Why::Busy));
    }

    #[test]
    fn a_holiday_has_its_name() {
        let grid = ask(&["FR", "ID"], "2030-07-14", 1, 60).expect("possible");
        assert!(
            matches!(&grid.days[0].marks[0], Mark::Holiday { side, name } if side == "FR" && name == "National Day")
        );
    }

    #[test]
    fn what_cannot_be_asked() {
        let no = |sides: &[&str], from: &str, days, minutes| ask(sides, from, days, minutes).expect_err("impossible");
        assert_eq!(no(&["FR"], "2027-01-04", 7, 60), Impossible::Sides(1));
        assert_eq!(no(&["FR", "FR"], "2027-01-04", 7, 60), Impossible::Side("FR".into()));
        assert_eq!(no(&["FR", "Atlantis"], "2027-01-04", 7, 60), Impossible::Side("Atlantis".into()));
        assert_eq!(no(&["FR", "ID"], "2027-02-30", 7, 60), Impossible::Days);
        assert_eq!(no(&["FR", "ID"], "2027-01-04", 0, 60), Impossible::Days);
        assert_eq!(no(&["FR", "ID"], "9999-12-31", 7, 60), Impossible::Days);
        assert_eq!(no(&["FR", "ID"], "2027-01-04", 7, 0), Impossible::Length(0));
    }

    proptest! {
        #[test]
        fn any_pair_in_any_week(a in 0..190_usize, b in 0..190_usize, day in -5_000..40_000_i32, minutes in 1..600_u32) {
            let all = capitals();
            prop_assume!(a < all.len() && b < all.len() && a != b);
            let from = civil::jiff_date(day).to_string();
            let grid = ask(&[&all[a].code, &all[b].code], &from, 2, minutes).expect("possible");
            let steps: Vec<&Step> = grid.days.iter().flat_map(|day| day.steps.iter().flatten()).collect();
            // A slot for each step, each once, in the order of what they ask.
            prop_assert_eq!(steps.len(), grid.slots.len());
            let mut starts: Vec<&str> = grid.slots.iter().map(|slot| slot.start.as_str()).collect();
            starts.sort_unstable();
            starts.dedup();
            prop_assert_eq!(starts.len(), grid.slots.len());
            let most = |slot: &Start| slot.seats.iter().map(|seat| seat.cost).max();
            prop_assert!(grid.slots.windows(2).all(|two| most(&two[0]) <= most(&two[1])));
        }
    }
}
