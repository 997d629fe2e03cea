//! The grid's answers for pairs of capitals that are hard to bring together, each reasoned by hand: weekends that differ, feasts,
//! clocks that change on other days, at other hours or for Ramadan, offsets of a quarter of an hour, the date line.
//!
//! An hour is looked for; offices are open from 09:00 to 17:00 with lunch from 12:00 to 13:00. A weekend costs 320 minutes, a public
//! holiday 480.

use chancery_schedule::slots::{Ask, Grid, Mark, Start, State, Why, grid};

fn ask(host: &str, guest: &str, from: &str, days: u32) -> Grid {
    let sides = vec![host.to_owned(), guest.to_owned()];
    grid(&Ask { sides, from: from.into(), days, minutes: 60 }.request(None).unwrap()).unwrap()
}

/// The fairest beginning and what it asks of each side.
fn first(grid: &Grid) -> (&str, Vec<u32>) {
    (&grid.slots[0].start, grid.slots[0].seats.iter().map(|seat| seat.cost).collect())
}

fn slot<'a>(grid: &'a Grid, start: &str) -> &'a Start {
    grid.slots.iter().find(|slot| slot.start == start).unwrap()
}

fn asked(grid: &Grid, start: &str, side: usize) -> Vec<(Why, u32)> {
    slot(grid, start).seats[side].reasons.iter().map(|reason| (reason.why, reason.minutes)).collect()
}

/// What both do at a time of the host's; `None`: its clocks skip that time.
fn does(grid: &Grid, date: &str, row: &str) -> Option<[State; 2]> {
    let row = grid.rows.iter().position(|r| r == row).unwrap();
    let day = grid.days.iter().find(|day| day.date == date).unwrap();
    day.steps[row].as_ref().map(|step| [step.sides[0], step.sides[1]])
}

/// What is marked on a day, in short.
fn marks(grid: &Grid, date: &str) -> Vec<String> {
    let short = |mark: &Mark| match mark {
        Mark::Holiday { side, .. } => format!("{side} holiday"),
        Mark::Observance { side, .. } => format!("{side} kept"),
        Mark::Weekend { side } => format!("{side} weekend"),
        Mark::ClockChange { side, minutes } => format!("{side} {minutes:+}"),
    };
    grid.days.iter().find(|day| day.date == date).unwrap().marks.iter().map(short).collect()
}

#[test]
fn riyadh_and_jakarta_in_the_week_of_eid() {
    // Monday 8 March 2027 is the Day of Silence in Indonesia; from Tuesday to Friday both keep Eid; Saturday is weekend in both;
    // on Sunday Riyadh makes up for a feast day that fell on its weekend, and it is Jakarta's weekend. No day is free for both.
    // What asks least of whom it asks most is Saturday, 320 minutes each. Riyadh (UTC+3) is open 06-14Z, Jakarta (UTC+7) 02-10Z
    // with lunch until 06Z: 06Z, 09:00 there and 13:00 here.
    let grid = ask("SA", "ID", "2027-03-08", 7);
    assert_eq!(first(&grid), ("2027-03-13T06:00:00Z", vec![320, 320]));
    assert_eq!(does(&grid, "2027-03-08", "10:00"), Some([State::Office, State::Holiday]));
    // Friday is Riyadh's weekend; that it is a feast weighs more, and is not counted twice.
    assert_eq!(asked(&grid, "2027-03-12T06:00:00Z", 0), [(Why::Holiday, 480)]);
    assert_eq!(marks(&grid, "2027-03-13"), ["SA weekend", "ID weekend"]);
    assert_eq!(marks(&grid, "2027-03-14"), ["SA holiday", "ID weekend"]);
    // That Jakarta's Eid is an estimate is said with it.
    let seat = &slot(&grid, "2027-03-10T06:00:00Z").seats[1];
    assert!(seat.reasons.iter().any(|reason| reason.why == Why::Holiday && reason.estimated));
}

#[test]
fn beijing_and_canberra_in_the_golden_week() {
    // China rests from 1 to 7 October 2026 and works on Saturday the 10th for it. Canberra's clocks go forward on Sunday the 4th, to
    // UTC+11. The first day of both is Thursday the 8th: Beijing (UTC+8) is open 01-09Z, Canberra 22-06Z with lunch from 01Z to
    // 02Z. 02Z is 10:00 and 13:00.
    let grid = ask("CN", "AU", "2026-10-03", 8);
    assert_eq!(first(&grid), ("2026-10-08T02:00:00Z", vec![0, 0]));
    assert_eq!(marks(&grid, "2026-10-04"), ["CN weekend", "AU weekend", "AU +60"]);
    assert_eq!(marks(&grid, "2026-10-07"), ["CN holiday"]);
    // Saturday the 10th is a day like others in Beijing.
    assert_eq!(does(&grid, "2026-10-10", "10:00"), Some([State::Office, State::Weekend]));
    assert_eq!(marks(&grid, "2026-10-10"), ["AU weekend"]);
    // On the 3rd Canberra is still at UTC+10: 10:00 in Beijing is its lunch, on a weekend.
    assert_eq!(asked(&grid, "2026-10-03T02:00:00Z", 1), [(Why::Lunch, 60), (Why::Weekend, 320)]);
}

#[test]
fn london_and_ottawa_in_the_week_in_which_they_are_an_hour_closer() {
    // London's clocks went back on 25 October 2026, Ottawa's go on 1 November: for a week they are four hours apart and not five.
    // London is open 09-17Z with lunch until 13Z, Ottawa (UTC-4) from 13Z: 13Z on Monday, 13:00 there and 09:00 here.
    let grid = ask("GB", "CA", "2026-10-26", 8);
    assert_eq!(first(&grid), ("2026-10-26T13:00:00Z", vec![0, 0]));
    assert_eq!(marks(&grid, "2026-11-01"), ["GB weekend", "CA weekend", "CA -60"]);
    // On Monday 2 November the same hour is 08:00 in Ottawa.
    assert_eq!(asked(&grid, "2026-11-02T13:00:00Z", 1), [(Why::Early, 60)]);
    assert_eq!(slot(&grid, "2026-11-02T14:00:00Z").seats[1].cost, 0);
}

#[test]
fn rabat_and_paris_as_ramadan_ends() {
    // Morocco spends Ramadan at UTC+0 and goes back to UTC+1 on Sunday 22 March 2026 at 02:00; Friday and Saturday are Eid. Paris is
    // at UTC+1. Before Sunday they are an hour apart, from Monday on they share a clock: Monday 09:00 in both is 08Z.
    let grid = ask("MA", "FR", "2026-03-20", 7);
    assert_eq!(first(&grid), ("2026-03-23T08:00:00Z", vec![0, 0]));
    assert_eq!(marks(&grid, "2026-03-20"), ["MA holiday"]);
    assert_eq!(marks(&grid, "2026-03-22"), ["MA weekend", "MA +60", "FR weekend"]);
    // 02:00 and 02:30 do not exist in Rabat on that day.
    assert_eq!((does(&grid, "2026-03-22", "02:00"), does(&grid, "2026-03-22", "02:30")), (None, None));
    // Friday 08Z is 09:00 in Paris and 08:00 in Rabat.
    assert_eq!(asked(&grid, "2026-03-20T08:00:00Z", 0), [(Why::Early, 60), (Why::Holiday, 480)]);
    assert_eq!(asked(&grid, "2026-03-20T08:00:00Z", 1), []);
}

#[test]
fn apia_and_wellington_over_easter() {
    // Both are at UTC+13 until Wellington's clocks go back on Sunday 5 April 2026 at 03:00; Apia has had no summer time since 2021.
    // Friday and Monday are holidays in both, Saturday in Samoa too. On Tuesday Apia opens at 20Z of the day before, Wellington
    // (UTC+12) at 21Z: 10:00 there and 09:00 here.
    let grid = ask("WS", "NZ", "2026-04-03", 7);
    assert_eq!(first(&grid), ("2026-04-06T21:00:00Z", vec![0, 0]));
    assert_eq!(marks(&grid, "2026-04-04"), ["WS holiday", "NZ weekend"]);
    assert_eq!(marks(&grid, "2026-04-05"), ["WS weekend", "NZ weekend", "NZ -60"]);
    assert_eq!(does(&grid, "2026-04-06", "10:00"), Some([State::Holiday, State::Holiday]));
    assert_eq!(asked(&grid, "2026-04-06T20:00:00Z", 1), [(Why::Early, 60)]);
}

#[test]
fn apia_and_washington_across_the_date_line() {
    // Apia (UTC+13) opens when it is 16:00 of the day before in Washington (UTC-4). Apia's Monday is Washington's Sunday, so that
    // the first working hour of both is Apia's Tuesday 27 October 2026 at 09:00, 20Z on Monday. Apia's Saturday is
    // Washington's Friday.
    let grid = ask("WS", "US", "2026-10-26", 8);
    assert_eq!(first(&grid), ("2026-10-26T20:00:00Z", vec![0, 0]));
    assert_eq!(does(&grid, "2026-10-26", "09:00"), Some([State::Office, State::Weekend]));
    assert_eq!(does(&grid, "2026-10-31", "09:00"), Some([State::Weekend, State::Office]));
    // Washington's clocks go back on its Sunday 1 November, most of which is Apia's Monday; 09:00 is then 15:00 there, and from
    // Tuesday on they share two hours.
    assert_eq!(marks(&grid, "2026-11-02"), ["US weekend", "US -60"]);
    assert_eq!(does(&grid, "2026-11-02", "09:00"), Some([State::Office, State::Weekend]));
}

#[test]
fn tehran_and_london_between_two_feasts() {
    // Tehran (UTC+3:30) rests on Friday alone, and on Wednesday 1 and Thursday 2 April 2026; London on Saturday, Sunday and Good
    // Friday the 3rd. On Monday London, in summer time since Sunday, is open 08-16Z, Tehran 05:30-13:30Z with lunch 08:30-09:30Z.
    // 08Z runs half an hour into that lunch; the first hour that asks nothing is 09:30Z, 13:00 there and 10:30 here.
    let grid = ask("IR", "GB", "2026-03-28", 7);
    assert_eq!(first(&grid), ("2026-03-30T09:30:00Z", vec![0, 0]));
    assert_eq!(asked(&grid, "2026-03-30T08:00:00Z", 0), [(Why::Lunch, 30)]);
    assert_eq!(does(&grid, "2026-03-28", "13:00"), Some([State::Office, State::Weekend]));
    assert_eq!(marks(&grid, "2026-03-29"), ["GB weekend", "GB +60"]);
    assert_eq!(marks(&grid, "2026-04-02"), ["IR holiday"]);
    assert_eq!(marks(&grid, "2026-04-03"), ["IR weekend", "GB holiday"]);
}

#[test]
fn addis_ababa_and_cairo_when_midnight_is_skipped() {
    // Cairo's clocks go forward on Friday 24 April 2026 at midnight, which does not exist there; it rests on Friday and Saturday, of
    // which the second is the day of Sinai; Addis Ababa on Saturday and Sunday. On Monday both are at UTC+3: 09:00 in both, 06Z.
    let grid = ask("ET", "EG", "2026-04-23", 7);
    // On Thursday Cairo is at UTC+2: 09:00 there is 10:00 in Addis Ababa, and costs nobody anything either, earlier.
    assert_eq!(first(&grid), ("2026-04-23T07:00:00Z", vec![0, 0]));
    let second = grid.slots.iter().find(|slot| slot.start.as_str() > "2026-04-24").unwrap();
    assert_eq!(second.start, "2026-04-27T06:00:00Z");
    assert_eq!(marks(&grid, "2026-04-24"), ["EG weekend", "EG +60"]);
    assert_eq!(marks(&grid, "2026-04-25"), ["ET weekend", "EG holiday"]);
    // As the host, Cairo has no row for the half hours that it skips.
    let host = ask("EG", "ET", "2026-04-24", 1);
    assert_eq!((does(&host, "2026-04-24", "00:00"), does(&host, "2026-04-24", "00:30")), (None, None));
    assert!(does(&host, "2026-04-24", "01:00").is_some());
    assert_eq!(host.slots.len(), 46);
    // In autumn they go back at midnight of Thursday 29 October, to 23:00: it is Thursday that has 25 hours.
    let back = ask("ET", "EG", "2026-10-29", 2);
    assert_eq!(marks(&back, "2026-10-29"), ["EG -60"]);
    assert_eq!(marks(&back, "2026-10-30"), ["EG weekend"]);
}

#[test]
fn santiago_and_brasilia_come_together() {
    // Santiago's clocks go forward as Saturday 5 September 2026 ends, from UTC-4 to UTC-3, which Brasília has all year. Monday is
    // Brazil's day of independence. From Tuesday on they share a clock: 09:00 in both, 12Z.
    let grid = ask("CL", "BR", "2026-09-05", 7);
    assert_eq!(first(&grid), ("2026-09-08T12:00:00Z", vec![0, 0]));
    assert_eq!(marks(&grid, "2026-09-06"), ["CL weekend", "CL +60", "BR weekend"]);
    assert_eq!(does(&grid, "2026-09-06", "00:30"), None);
    assert_eq!(marks(&grid, "2026-09-07"), ["BR holiday"]);
    // On Saturday 12Z is still 08:00 in Santiago.
    assert_eq!(asked(&grid, "2026-09-05T12:00:00Z", 0), [(Why::Early, 60), (Why::Weekend, 320)]);
}

#[test]
fn pretoria_and_dublin_after_the_october_holiday() {
    // Dublin's clocks go back on Sunday 25 October 2026; Monday is a bank holiday there. From Tuesday on Dublin (UTC+0) is open
    // 09-17Z, Pretoria (UTC+2) 07-15Z with lunch at 10Z: 09Z, 11:00 there and 09:00 here.
    let grid = ask("ZA", "IE", "2026-10-24", 7);
    assert_eq!(first(&grid), ("2026-10-27T09:00:00Z", vec![0, 0]));
    assert_eq!(marks(&grid, "2026-10-25"), ["ZA weekend", "IE weekend", "IE -60"]);
    assert_eq!(marks(&grid, "2026-10-26"), ["IE holiday"]);
    assert_eq!(asked(&grid, "2026-10-27T10:00:00Z", 0), [(Why::Lunch, 60)]);
}

#[test]
fn kathmandu_and_dublin_a_quarter_of_an_hour_off() {
    // Thursday 22 October 2026 is the last day of Dashain. On Friday Kathmandu (UTC+5:45) is open 03:15-11:15Z, Dublin, still in summer
    // time, 08-16Z. Kathmandu's half hours are at a quarter past and to: 14:00 there is 09:15 in Dublin, 08:15Z.
    let grid = ask("NP", "IE", "2026-10-22", 7);
    assert_eq!(first(&grid), ("2026-10-23T08:15:00Z", vec![0, 0]));
    assert_eq!(marks(&grid, "2026-10-22"), ["NP holiday"]);
    // After the change the same hour is 08:15 in Dublin, three quarters of an hour early.
    assert_eq!(asked(&grid, "2026-10-27T08:15:00Z", 1), [(Why::Early, 45)]);
    assert_eq!(slot(&grid, "2026-10-27T09:15:00Z").seats[1].cost, 0);
}
