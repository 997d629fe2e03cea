//! Rules with expansions that RFC 5545 section 3.8.5.3 gives, and rules that are refused.

use super::*;
use crate::ical::Moment;

fn local(text: &str) -> i64 {
    Moment::read(text, None).unwrap().local
}

/// The first `most` times of a rule, as `MMDD` of 1997 or `YYYYMMDD`, with the time where it is not the start's.
fn times(start: &str, rule: &str, most: usize) -> Vec<String> {
    let rule = Rule::read(rule).unwrap();
    let start = local(start);
    let mut times = Times::new(&rule, start);
    let mut fuel = Fuel::default();
    let mut out = Vec::new();
    while let Some(at) = times.next(&mut fuel) {
        if out.len() == most || matches!(rule.bound, Bound::Until(until) if at > until.instant_or_local(|l| l)) {
            break;
        }
        let written = Moment { local: at, form: crate::ical::Form::Floating }.written();
        let (date, time) = written.split_once('T').unwrap();
        let date = date.strip_prefix("1997").unwrap_or(date);
        out.push(if at.rem_euclid(86_400) == start.rem_euclid(86_400) {
            date.to_owned()
        } else {
            format!("{date}T{}", &time[..4])
        });
    }
    out
}

fn gives(start: &str, rule: &str, expected: &str) {
    let expected: Vec<&str> = expected.split_whitespace().collect();
    let (expected, endless) = match expected.split_last() {
        Some((&"...", rest)) => (rest, true),
        _ => (&expected[..], false),
    };
    let most = if endless { expected.len() } else { 10_000 };
    assert_eq!(times(start, rule, most), expected, "{start} {rule}");
}

const NINE: &str = "19970902T090000";

#[test]
fn daily_and_weekly() {
    gives(NINE, "FREQ=DAILY;COUNT=10", "0902 0903 0904 0905 0906 0907 0908 0909 0910 0911");
    gives(NINE, "FREQ=DAILY;INTERVAL=10;COUNT=5", "0902 0912 0922 1002 1012");
    gives(NINE, "FREQ=DAILY;UNTIL=19970905T000000", "0902 0903 0904");
    assert_eq!(
        times("19980101T090000", "FREQ=YEARLY;UNTIL=20000131T140000;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA", 1000).len(),
        93
    );
    assert_eq!(times("19980101T090000", "FREQ=DAILY;UNTIL=20000131T140000;BYMONTH=1", 1000).len(), 93);
    gives(NINE, "FREQ=WEEKLY;COUNT=10", "0902 0909 0916 0923 0930 1007 1014 1021 1028 1104");
    gives(NINE, "FREQ=WEEKLY;INTERVAL=2;WKST=SU", "0902 0916 0930 1014 1028 1111 1125 1209 1223 19980106 ...");
    gives(NINE, "FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH", "0902 0904 0909 0911 0916 0918 0923 0925 0930 1002");
    gives(
        "19970901T090000",
        "FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000;WKST=SU;BYDAY=MO,WE,FR",
        "0901 0903 0905 0915 0917 0919 0929 1001 1003 1013 1015 1017 1027 1029 1031 1110 1112 1114 1124 1126 1128 1208 1210 1212 1222",
    );
    gives(NINE, "FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH", "0902 0904 0916 0918 0930 1002 1014 1016");
}

#[test]
fn where_the_week_begins_matters() {
    gives("19970805T090000", "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", "0805 0810 0819 0824");
    gives("19970805T090000", "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", "0805 0817 0819 0831");
}

#[test]
fn monthly() {
    gives(
        "19970905T090000",
        "FREQ=MONTHLY;COUNT=10;BYDAY=1FR",
        "0905 1003 1107 1205 19980102 19980206 19980306 19980403 19980501 19980605",
    );
    gives(
        "19970907T090000",
        "FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU",
        "0907 0928 1102 1130 19980104 19980125 19980301 19980329 19980503 19980531",
    );
    gives("19970922T090000", "FREQ=MONTHLY;COUNT=6;BYDAY=-2MO", "0922 1020 1117 1222 19980119 19980216");
    gives("19970928T090000", "FREQ=MONTHLY;BYMONTHDAY=-3", "0928 1029 1128 1229 19980129 19980226 ...");
    gives(NINE, "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15", "0902 0915 1002 1015 1102 1115 1202 1215 19980102 19980115");
    gives(
        "19970930T090000",
        "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1",
        "0930 1001 1031 1101 1130 1201 1231 19980101 19980131 19980201",
    );
    gives(
        "19970910T090000",
        "FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15",
        "0910 0911 0912 0913 0914 0915 19990310 19990311 19990312 19990313",
    );
    gives(
        NINE,
        "FREQ=MONTHLY;INTERVAL=2;BYDAY=TU",
        "0902 0909 0916 0923 0930 1104 1111 1118 1125 19980106 19980113 19980120 19980127 19980303 ...",
    );
    gives(
        "19970913T090000",
        "FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13",
        "0913 1011 1108 1213 19980110 19980207 19980307 19980411 19980509 19980613 ...",
    );
    gives("20070115T090000", "FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5", "20070115 20070130 20070215 20070315 20070330");
}

#[test]
fn friday_the_thirteenth_and_a_start_that_is_not_one() {
    // The RFC excludes the start by EXDATE; it is always the first of its set.
    gives(NINE, "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "0902 19980213 19980313 19981113 19990813 20001013 ...");
}

#[test]
fn yearly() {
    gives(
        "19970610T090000",
        "FREQ=YEARLY;COUNT=10;BYMONTH=6,7",
        "0610 0710 19980610 19980710 19990610 19990710 20000610 20000710 20010610 20010710",
    );
    gives(
        "19970310T090000",
        "FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3",
        "0310 19990110 19990210 19990310 20010110 20010210 20010310 20030110 20030210 20030310",
    );
    gives(
        "19970101T090000",
        "FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200",
        "0101 0410 0719 20000101 20000409 20000718 20030101 20030410 20030719 20060101",
    );
    gives("19970519T090000", "FREQ=YEARLY;BYDAY=20MO", "0519 19980518 19990517 ...");
    gives("19970512T090000", "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "0512 19980511 19990517 ...");
    gives(
        "19970313T090000",
        "FREQ=YEARLY;BYMONTH=3;BYDAY=TH",
        "0313 0320 0327 19980305 19980312 19980319 19980326 19990304 19990311 19990318 19990325 ...",
    );
    gives(
        "19961105T090000",
        "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8",
        "19961105 20001107 20041102 ...",
    );
    gives("20000229T090000", "FREQ=YEARLY", "20000229 20040229 20080229 ...");
    // Weeks at the turn of a year belong to the year with four or more of their days: 29 December 1997 is in week 1.
    gives(
        "19971229T090000",
        "FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO",
        "1229 19990104 20000103 20010101 20011231 20021230 ...",
    );
    gives("20091231T090000", "FREQ=YEARLY;BYWEEKNO=-1", "20091231 20101230 20111229 ...");
}

#[test]
fn positions() {
    gives("19970904T090000", "FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", "0904 1007 1106");
    gives(
        "19970929T090000",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2",
        "0929 1030 1127 1230 19980129 19980226 19980330 ...",
    );
}

#[test]
fn within_a_day() {
    gives(NINE, "FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T170000", "0902 0902T1200 0902T1500");
    gives(NINE, "FREQ=MINUTELY;INTERVAL=15;COUNT=6", "0902 0902T0915 0902T0930 0902T0945 0902T1000 0902T1015");
    gives(NINE, "FREQ=MINUTELY;INTERVAL=90;COUNT=4", "0902 0902T1030 0902T1200 0902T1330");
    let every_twenty = "FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16;BYMINUTE=0,20,40";
    let the_same = "FREQ=MINUTELY;INTERVAL=20;BYHOUR=9,10,11,12,13,14,15,16";
    assert_eq!(times(NINE, every_twenty, 200), times(NINE, the_same, 200));
    assert_eq!(times(NINE, every_twenty, 25)[24], "0903");
}

#[test]
fn an_endless_rule_that_never_matches_ends_with_the_calendar() {
    let rule = Rule::read("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30").unwrap();
    let mut times = Times::new(&rule, local(NINE));
    let mut fuel = Fuel::default();
    assert_eq!(times.next(&mut fuel), Some(local(NINE)));
    assert_eq!(times.next(&mut fuel), None);
    assert!(!times.starved());
    let rule = Rule::read("FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30").unwrap();
    let mut fuel = Fuel(10_000);
    let mut times = Times::new(&rule, local(NINE));
    assert_eq!((times.next(&mut fuel), times.next(&mut fuel)), (Some(local(NINE)), None));
    assert!(times.starved(), "it would have gone on to the year 9999");
}

#[test]
fn a_window_far_away_costs_little() {
    let mut fuel = Fuel(100);
    for rule in [
        "FREQ=SECONDLY",
        "FREQ=MINUTELY;BYSECOND=1,2",
        "FREQ=DAILY",
        "FREQ=WEEKLY;BYDAY=TU,FR",
        "FREQ=SECONDLY;COUNT=4000000000",
    ] {
        let rule = Rule::read(rule).unwrap();
        let mut times = Times::new(&rule, local(NINE));
        times.seek(local("20260101T000000"), &mut fuel);
        assert!(times.next(&mut fuel).unwrap() >= local("20260101T000000"), "{rule:?}");
    }
}

#[test]
fn what_is_refused_and_why() {
    let refused = |text: &str| Rule::read(text).unwrap_err();
    assert_eq!(refused("INTERVAL=2"), BadRule::Freq);
    assert_eq!(refused("FREQ=FORTNIGHTLY"), BadRule::Freq);
    assert_eq!(refused("FREQ=DAILY;COUNT=0"), BadRule::Range("COUNT=0".into()));
    assert_eq!(refused("FREQ=DAILY;INTERVAL=0"), BadRule::Range("INTERVAL=0".into()));
    assert_eq!(refused("FREQ=DAILY;COUNT=2;UNTIL=20260101"), BadRule::Together("COUNT", "UNTIL"));
    assert_eq!(refused("FREQ=DAILY;BYHOUR=24"), BadRule::Range("BYHOUR=24".into()));
    assert_eq!(refused("FREQ=MONTHLY;BYMONTHDAY=0"), BadRule::Range("BYMONTHDAY=0".into()));
    assert_eq!(refused("FREQ=MONTHLY;BYDAY=54MO"), BadRule::Range("BYDAY=54MO".into()));
    assert_eq!(refused("RSCALE=CHINESE;FREQ=YEARLY"), BadRule::Part("RSCALE=CHINESE".into()));
    assert!(matches!(refused("FREQ=WEEKLY;BYDAY=2MO"), BadRule::Together(..)));
    assert!(matches!(refused("FREQ=MONTHLY;BYWEEKNO=2"), BadRule::Together(..)));
    assert!(matches!(refused("FREQ=DAILY;BYSETPOS=1"), BadRule::Together(..)));
    assert!(matches!(refused("FREQ=DAILY;FREQ=DAILY"), BadRule::Twice(_)));
    assert!(matches!(refused("FREQ=DAILY;BYDAY=\u{e9}\u{e9}"), BadRule::Range(_)));
}

#[test]
fn written_and_read_again() {
    for text in [
        "FREQ=YEARLY;COUNT=3;INTERVAL=2;BYMONTH=1,12;BYWEEKNO=-1,2;BYDAY=MO,SU;BYSETPOS=-1;WKST=SU",
        "FREQ=MONTHLY;UNTIL=20261231T235959Z;BYMONTHDAY=-1,5;BYHOUR=1;BYMINUTE=2;BYSECOND=3",
        "FREQ=MONTHLY;UNTIL=20261231;BYDAY=-1FR,2TU",
    ] {
        let rule = Rule::read(text).unwrap();
        assert_eq!(Rule::read(&rule.written()).unwrap(), rule, "{text}");
    }
}
