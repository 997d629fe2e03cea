//! Two officers at one plan: whatever either typed is in the document or kept beside it.

use super::*;
use chancery_model::Personal;
use proptest::prelude::*;
use std::collections::HashSet;

fn item(id: &str, title: &str) -> Item {
    Item { id: id.into(), title: title.into(), minutes: 10, ..Item::default() }
}

fn person(id: &str, name: &str) -> Person {
    Person { id: id.into(), name: name.into(), mail: format!("{id}@x.example").as_str().into(), ..Person::default() }
}

fn base() -> Plan {
    let mut plan = Plan::new("u1");
    plan.title = "Fisheries, second round".into();
    plan.text = "The sides meet to speak about quotas and about the ports of call.".into();
    plan.sides = vec![
        Side::new(DelegationCode::new("ID").unwrap(), "Indonesia"),
        Side::new(DelegationCode::new("SA").unwrap(), "Saudi Arabia"),
    ];
    plan.agenda = vec![item("a", "Opening"), item("b", "Quotas"), item("c", "Ports")];
    plan
}

fn ids(plan: &Plan) -> Vec<&str> {
    plan.agenda.iter().map(|i| i.id.as_str()).collect()
}

#[test]
fn changes_in_different_places_need_nobody() {
    let (mut mine, mut theirs) = (base(), base());
    mine.title = "Fisheries, third round".into();
    mine.agenda.push(item("d", "Closing"));
    mine.sides[0].members.push(person("p1", "Sari"));
    theirs.agenda[1].minutes = 25;
    theirs.agenda.swap(0, 1);
    theirs.sides[1].head = Some(person("p2", "Faisal"));
    theirs.text = "The sides meet today to speak about quotas and about the ports of call.".into();
    mine.text = "The sides meet to speak about quotas and about the ports of call and of refuge.".into();
    let merged = merge(&base(), &mine, &theirs);
    assert_eq!(merged.conflicts, []);
    let plan = merged.plan;
    assert_eq!(&*plan.title, "Fisheries, third round");
    assert_eq!(ids(&plan), ["b", "a", "c", "d"]);
    assert_eq!(plan.agenda[0].minutes, 25);
    assert_eq!(&*plan.text, "The sides meet today to speak about quotas and about the ports of call and of refuge.");
    assert_eq!((plan.sides[0].members.len(), plan.sides[1].head.is_some()), (1, true));
}

#[test]
fn the_same_words_changed_by_both_are_kept_and_named() {
    let (mut mine, mut theirs) = (base(), base());
    mine.title = "Fisheries, third round".into();
    theirs.title = "Fisheries, last round".into();
    let merged = merge(&base(), &mine, &theirs);
    let conflict = &merged.conflicts[0];
    assert_eq!(conflict.field, "title");
    let mut both = [&*conflict.kept, &*conflict.other];
    both.sort_unstable();
    assert_eq!(both, ["Fisheries, last round", "Fisheries, third round"]);
    assert_eq!(merged.plan.title, conflict.kept);
    // It travels with the plan, and a decision ends it.
    let read: Plan = serde_json::from_str(&serde_json::to_string(&merged.plan).unwrap()).unwrap();
    assert_eq!(read.conflicts, merged.conflicts);
    let settled = settle(&read, conflict, Choice::Other).unwrap();
    assert_eq!((settled.title.clone(), settled.conflicts.len()), (conflict.other.clone(), 0));
    let joined = settle(&read, conflict, Choice::Both).unwrap();
    assert!(joined.title.contains(&*conflict.kept) && joined.title.contains(&*conflict.other));
    let mut typed = read;
    typed.title = "Something new".into();
    assert_eq!(settle(&typed, conflict, Choice::Other), Err(NoSuchField));
    assert_eq!(&*settle(&typed, conflict, Choice::Kept).unwrap().title, "Something new");
}

#[test]
fn what_one_takes_away_and_the_other_changes_stays() {
    let (mut mine, mut theirs) = (base(), base());
    mine.agenda.remove(1);
    theirs.agenda[1].title = "Quotas for tuna".into();
    let merged = merge(&base(), &mine, &theirs);
    assert_eq!(ids(&merged.plan), ["a", "b", "c"]);
    assert_eq!(merged.conflicts[0].field, "agenda/b");
    assert!(merged.conflicts[0].kept.contains("tuna"));
    let gone = settle(&merged.plan, &merged.conflicts[0], Choice::Other).unwrap();
    assert_eq!((ids(&gone), gone.conflicts.len()), (vec!["a", "c"], 0));
    // Unchanged by the other, it goes.
    assert_eq!(ids(&merge(&base(), &mine, &base()).plan), ["a", "c"]);
}

#[test]
fn another_head_is_another_person() {
    let mut begun = base();
    begun.sides[0].head = Some(person("p0", "Retno"));
    let (mut mine, mut theirs) = (begun.clone(), begun.clone());
    mine.sides[0].head = Some(person("p1", "Sari"));
    theirs.sides[0].head = Some(person("p2", "Budi"));
    let merged = merge(&begun, &mine, &theirs);
    assert_eq!(merged.conflicts[0].field, "sides/ID/head");
    let head = merged.plan.sides[0].head.clone().unwrap();
    assert_eq!(head.name.len(), 4);
    assert_eq!(&*head.mail, format!("{}@x.example", head.id), "not one's name with the other's address");
    let other = settle(&merged.plan, &merged.conflicts[0], Choice::Other).unwrap().sides[0].head.clone().unwrap();
    assert_ne!(other.id, head.id);
}

#[test]
fn a_cancellation_holds_and_a_later_answer_too() {
    let answer = |said, at: &str| Answer {
        who: "a@x.example".into(),
        instance: None,
        said,
        passed: Personal::default(),
        counter: None,
        comment: Personal::default(),
        at: at.parse().unwrap(),
        sequence: 1,
    };
    let (mut mine, mut theirs) = (base(), base());
    (mine.status, theirs.status) = (Status::Cancelled, Status::Confirmed);
    (mine.sequence, theirs.sequence) = (2, 1);
    mine.answers = vec![answer(Said::Accepted, "2026-01-02T00:00:00.5Z")];
    theirs.answers = vec![answer(Said::Declined, "2026-01-02T00:00:00Z")];
    let plan = merge(&base(), &mine, &theirs).plan;
    assert_eq!((plan.status, plan.sequence), (Status::Cancelled, 2));
    assert_eq!(plan.answers, mine.answers);
}

#[derive(Clone, Debug)]
enum Edit {
    Title(String),
    Text(String),
    Word(usize, String),
    Add(usize, u8, String),
    Remove(usize),
    Rename(usize, String),
    Minutes(usize, u32),
    Move(usize, usize),
    Member(usize, u8, String),
    Head(usize, u8, String),
    Except(u8),
    Status(u8),
    Length(u32),
}

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let word = || "[a-zéم语]{1,6}( [a-z]{1,4}){0,3}";
    let edit = prop_oneof![
        word().prop_map(Edit::Title),
        word().prop_map(Edit::Text),
        (0..12_usize, word()).prop_map(|(at, w)| Edit::Word(at, w)),
        (0..4_usize, 0..6_u8, word()).prop_map(|(at, id, w)| Edit::Add(at, id, w)),
        (0..4_usize).prop_map(Edit::Remove),
        (0..4_usize, word()).prop_map(|(at, w)| Edit::Rename(at, w)),
        (0..4_usize, 0..90_u32).prop_map(|(at, n)| Edit::Minutes(at, n)),
        (0..4_usize, 0..4_usize).prop_map(|(a, b)| Edit::Move(a, b)),
        (0..2_usize, 0..4_u8, word()).prop_map(|(s, id, w)| Edit::Member(s, id, w)),
        (0..2_usize, 0..4_u8, word()).prop_map(|(s, id, w)| Edit::Head(s, id, w)),
        (0..4_u8).prop_map(Edit::Except),
        (0..5_u8).prop_map(Edit::Status),
        (1..300_u32).prop_map(Edit::Length),
    ];
    prop::collection::vec(edit, 0..6)
}

fn edited(mut plan: Plan, edits: &[Edit]) -> Plan {
    for edit in edits {
        let items = plan.agenda.len();
        match edit.clone() {
            Edit::Title(words) => plan.title = words.into(),
            Edit::Text(words) => plan.text = words.into(),
            Edit::Word(at, word) => {
                let mut words: Vec<&str> = plan.text.split(' ').collect();
                words.insert(at.min(words.len()), &word);
                plan.text = words.join(" ").into();
            }
            Edit::Add(at, id, title) => plan.agenda.insert(at.min(items), item(&format!("n{id}"), &title)),
            Edit::Remove(at) if at < items => drop(plan.agenda.remove(at)),
            Edit::Rename(at, title) if at < items => plan.agenda[at].title = title.into(),
            Edit::Minutes(at, minutes) if at < items => plan.agenda[at].minutes = minutes,
            Edit::Move(a, b) if a < items && b < items => plan.agenda.swap(a, b),
            Edit::Member(side, id, name) => plan.sides[side].members.push(person(&format!("m{id}"), &name)),
            Edit::Head(side, id, name) => plan.sides[side].head = Some(person(&format!("h{id}"), &name)),
            Edit::Except(day) => {
                let except = &mut plan.recurrence.get_or_insert_default().except;
                except.push(Timestamp::from_second(i64::from(day) * 86_400).unwrap());
            }
            Edit::Status(n) => plan.status = [Status::Draft, Status::Invited, Status::Cancelled][usize::from(n) % 3],
            Edit::Length(minutes) => plan.minutes = minutes,
            _ => {}
        }
    }
    plan
}

/// Every word that people typed into a plan.
fn typed(plan: &Plan) -> HashSet<String> {
    let mut texts = vec![plan.title.0.clone(), plan.text.0.clone()];
    texts.extend(plan.agenda.iter().map(|i| i.title.0.clone()));
    texts.extend(plan.people().map(|p| p.name.0.clone()));
    texts.iter().flat_map(|t| t.split_whitespace()).map(str::to_owned).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn nothing_typed_is_lost(mine in edits(), theirs in edits()) {
        let (mine, theirs) = (edited(base(), &mine), edited(base(), &theirs));
        let merged = merge(&base(), &mine, &theirs);
        let mut kept = typed(&merged.plan);
        for conflict in &merged.plan.conflicts {
            for text in [&conflict.kept, &conflict.other] {
                kept.extend(text.split([' ', '"', '\n']).map(str::to_owned));
            }
        }
        let before = typed(&base());
        for word in typed(&mine).union(&typed(&theirs)).filter(|w| !before.contains(*w)) {
            prop_assert!(kept.contains(word), "{word} of {mine:?} and {theirs:?} is gone");
        }
        // Every number that both set differently is named.
        if mine.minutes != theirs.minutes && mine.minutes != 60 && theirs.minutes != 60 {
            prop_assert!(merged.conflicts.iter().any(|c| c.field == "minutes"));
        }
    }

    #[test]
    fn an_unchanged_side_changes_nothing(mine in edits()) {
        let mine = edited(base(), &mine);
        for merged in [merge(&base(), &mine, &base()), merge(&base(), &base(), &mine), merge(&mine, &mine, &mine)] {
            prop_assert_eq!(&merged.plan, &mine);
            prop_assert!(merged.conflicts.is_empty());
        }
        // What one has taken over already is no change against them.
        let again = merge(&base(), &mine, &mine);
        prop_assert_eq!(again.plan, mine);
    }

    #[test]
    fn both_programs_come_to_the_same(mine in edits(), theirs in edits()) {
        let (mine, theirs) = (edited(base(), &mine), edited(base(), &theirs));
        prop_assert_eq!(merge(&base(), &mine, &theirs), merge(&base(), &theirs, &mine));
    }

    #[test]
    fn every_conflict_can_be_decided(mine in edits(), theirs in edits(), choice in 0..3_usize) {
        let merged = merge(&base(), &edited(base(), &mine), &edited(base(), &theirs));
        let mut plan = merged.plan;
        let choice = [Choice::Kept, Choice::Other, Choice::Both][choice];
        for conflict in merged.conflicts {
            match settle(&plan, &conflict, choice) {
                Ok(next) => plan = next,
                // A decision above it has taken its place away; it can still be dismissed.
                Err(NoSuchField) => plan = settle(&plan, &conflict, Choice::Kept).unwrap(),
            }
        }
        prop_assert_eq!(plan.conflicts, []);
    }
}
