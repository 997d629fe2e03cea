//! Notes as a protocol officer would read them before they go out.

use super::*;
use crate::plan::{Document, Item, Person, Proposal, Recurrence, Styled};

fn plan() -> Plan {
    let mut plan = Plan::new("u1");
    plan.title = "Fisheries, second round".into();
    plan.reference = "112/PK/III/2026".into();
    let mut host = Side::new(DelegationCode::new("ID").unwrap(), "Indonesia");
    host.head = Some(Person {
        id: "p1".into(),
        name: "Retno Sari".into(),
        title: "Director-General".into(),
        ..Person::default()
    });
    let mut guest = Side::new(DelegationCode::new("SA").unwrap(), "Saudi Arabia");
    guest.interpreters = vec![Person { id: "p2".into(), ..Person::default() }];
    plan.sides = vec![guest, host];
    plan.host = "ID".into();
    plan.zone = "Asia/Jakarta".into();
    plan.start = Some("2026-03-24T07:00:00Z".parse().unwrap());
    plan.minutes = 90;
    plan.agenda = vec![Item { id: "i".into(), title: "Quotas {to}".into(), minutes: 40, ..Item::default() }];
    plan.documents =
        vec![Document { id: "d".into(), title: "Map".into(), reference: "A/12".into(), ..Document::default() }];
    plan
}

fn written(plan: &Plan, language: Language) -> String {
    let to = DelegationCode::new("SA").unwrap();
    text(&[note(plan, &to, language, "2026-03-01T20:00:00Z".parse().unwrap()).unwrap()])
}

#[test]
fn in_english() {
    let expected = "\
RESTRICTED

No. 112/PK/III/2026

NOTE VERBALE

The Ministry of Foreign Affairs of Indonesia presents its compliments to the Ministry of Foreign Affairs of Saudi Arabia and has the honour to invite the esteemed Ministry to a meeting at the level of senior officials on the subject “Fisheries, second round”, to be held by secure videoconference at the following time:

    Jakarta: Tuesday, 24 March 2026, 14:00–15:30 (UTC+07:00)
    Riyadh: Tuesday, 24 March 2026, 10:00–11:30 (UTC+03:00)

Head of delegation (Indonesia): Retno Sari, Director-General.

The following agenda is proposed:

    1. Quotas {to} (40 minutes)

The following documents will be before the meeting:

    – Map (A/12)

Interpretation will be provided.

The Ministry would be grateful to receive, at the esteemed Ministry’s earliest convenience, confirmation of participation and the composition of its delegation.

The Ministry of Foreign Affairs of Indonesia avails itself of this opportunity to renew to the Ministry of Foreign Affairs of Saudi Arabia the assurances of its highest consideration.

Jakarta, 2 March 2026

The Ministry of Foreign Affairs of Saudi Arabia
Riyadh
";
    assert_eq!(written(&plan(), Language::En), expected);
}

#[test]
fn in_each_language_with_both_clocks_and_nothing_left_open() {
    let wanted = [
        (Language::Fr, "Jakarta : mardi 24 mars 2026, 14:00–15:30 (UTC+07:00)", "Riyad : mardi 24 mars 2026, 10:00"),
        (Language::Es, "Yakarta: martes 24 de marzo de 2026, 14:00–15:30", "Riad: martes 24 de marzo de 2026, 10:00"),
        (Language::Ru, "Джакарта: вторник, 24 марта 2026 г., 14:00–15:30", "Эр-Рияд: вторник, 24 марта 2026 г., 10:00"),
        (Language::Zh, "雅加达：2026年3月24日星期二 14:00–15:30（UTC+07:00）", "利雅得：2026年3月24日星期二 10:00"),
        (Language::Ar, "جاكرتا: الثلاثاء، 24 آذار/مارس 2026، 14:00–15:30", "الرياض: الثلاثاء، 24 آذار/مارس 2026، 10:00"),
        (Language::Id, "Jakarta: Selasa, 24 Maret 2026, 14:00–15:30", "Riyadh: Selasa, 24 Maret 2026, 10:00"),
    ];
    for (language, host, guest) in wanted {
        let text = written(&plan(), language);
        assert!(text.contains(host) && text.contains(guest), "{text}");
        assert!(text.contains("112/PK/III/2026") && text.contains("Quotas {to}"), "{text}");
        assert_eq!(text.matches('{').count(), 1, "{text}");
    }
}

#[test]
fn every_occasion_in_every_language_is_filled() {
    let mut proposed = plan();
    proposed.start = None;
    let start = |n: i64| Timestamp::from_second(1_774_335_600 + n * 86_400).unwrap();
    proposed.proposals = (0..3).map(|n| Proposal { id: n.to_string(), start: start(n), minutes: 60 }).collect();
    let (mut changed, mut cancelled) = (plan(), plan());
    changed.sequence = 1;
    cancelled.status = Status::Cancelled;
    let mut seen = std::collections::HashSet::new();
    for language in Language::ALL {
        for plan in [&plan(), &proposed, &changed, &cancelled] {
            let text = written(plan, language).replace("Quotas {to}", "");
            assert!(!text.contains(['{', '}']), "{text}");
            assert!(!text.contains("  \n") && !text.contains("()"), "{text}");
            assert!(seen.insert(text), "each says something of its own");
        }
    }
    let text = written(&proposed, Language::En);
    assert!(text.contains(
        "\n    3. Jakarta: Thursday, 26 March 2026, 14:00–15:00 (UTC+07:00); Riyadh: Thursday, 26 March 2026, 10:00"
    ));
    assert!(!written(&cancelled, Language::En).contains("agenda"));
    // The first change, too: the revision is counted when it goes out.
    let invited = Plan { status: Status::Invited, ..plan() };
    assert_eq!(written(&invited, Language::En), written(&changed, Language::En));
}

#[test]
fn a_series_names_its_next_times() {
    let mut plan = plan();
    plan.recurrence = Some(Recurrence { rule: "FREQ=WEEKLY;INTERVAL=2".into(), ..Recurrence::default() });
    let text = written(&plan, Language::En);
    assert!(
        text.contains("\n    Jakarta: Tuesday, 7 April 2026, 14:00–15:30 (UTC+07:00); Riyadh: Tuesday, 7 April 2026")
    );
    assert_eq!(text.matches("; Riyadh").count(), 5);
    assert!(text.contains("Further dates follow"));
}

#[test]
fn a_full_name_stands_where_it_is_given() {
    let mut plan = plan();
    plan.sides[1].styled = vec![
        Styled { id: "ru".into(), text: "Республики Индонезия".into() },
        Styled { id: "fr".into(), text: "de la République d’Indonésie".into() },
    ];
    assert!(written(&plan, Language::Ru).contains("Министерство иностранных дел Республики Индонезия свидетельствует"));
    assert!(
        written(&plan, Language::Fr)
            .contains("Le Ministère des Affaires étrangères de la République d’Indonésie présente")
    );
    assert!(written(&plan, Language::En).contains("of Indonesia presents"));
}

#[test]
fn who_types_a_line_break_or_turns_the_text_around_does_neither() {
    let mut plan = plan();
    plan.title = "Fish\nNo. 1\u{202e}gnp".into();
    assert!(written(&plan, Language::Ar).contains("«\u{2068}Fish No. 1gnp\u{2069}»"));
}

#[test]
fn what_cannot_be_written_is_said() {
    let now = Timestamp::UNIX_EPOCH;
    let code = |code: &str| DelegationCode::new(code).unwrap();
    let refused = |plan: &Plan, to: &str| note(plan, &code(to), Language::En, now).unwrap_err();
    assert_eq!(refused(&plan(), "FR"), Unwritten::NoSide("FR".into()));
    assert_eq!(refused(&plan(), "ID"), Unwritten::ToItself("ID".into()));
    let mut untimed = plan();
    untimed.start = None;
    assert_eq!(refused(&untimed, "SA"), Unwritten::NoTime);
    let mut nowhere = plan();
    nowhere.sides[0].zone = "Mars/Olympus".into();
    assert_eq!(refused(&nowhere, "SA"), Unwritten::NoZone("SA".into()));
}
