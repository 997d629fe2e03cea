//! A note to look at: `look FILE.pdf en,ar` writes one with every part that a note can have.

#![allow(clippy::print_stdout, reason = "a command-line program speaks on its standard streams")]

use chancery_paper::{Fonts, pages};
use chancery_schedule::note::{Language, note};
use chancery_schedule::plan::{Document, Item, Person, Plan, Recurrence, Side, Styled};

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, file, languages] = &arguments[..] else {
        println!("look FILE.pdf en,ar");
        return;
    };
    let code = |code: &str| code.parse().expect("a code");
    let mut host = Side::new(code("ID"), "Indonesia");
    let styled = [
        ("en", "of the Republic of Indonesia"),
        ("fr", "de la République d’Indonésie"),
        ("ru", "Республики Индонезия"),
    ];
    host.styled = styled.iter().map(|(id, text)| Styled { id: (*id).into(), text: (*text).into() }).collect();
    let head = Person { name: "Retno Sari".into(), title: "Director-General".into(), ..Person::default() };
    host.head = Some(head.clone());
    let mut guest = Side::new(code("SA"), "Saudi Arabia");
    guest.interpreters = vec![head];
    let item = |title: &str, minutes| Item { title: title.into(), minutes, ..Item::default() };
    let map = Document { title: "Map of the fishing grounds".into(), reference: "A/12".into(), ..Document::default() };
    let plan = Plan {
        title: "Fisheries: second round – quotas and ports of call".into(),
        reference: "112/PK/III/2026".into(),
        host: "ID".into(),
        sides: vec![host, guest],
        zone: "Asia/Jakarta".into(),
        start: "2026-03-24T07:00:00Z".parse().ok(),
        minutes: 90,
        agenda: vec![item("Opening remarks", 10), item("Quotas for tuna", 40), item("الموانئ – ports of call", 30)],
        documents: vec![map],
        recurrence: Some(Recurrence { rule: "FREQ=MONTHLY;BYDAY=4TU".into(), ..Recurrence::default() }),
        ..Plan::new("look")
    };
    let now = "2026-03-01T08:00:00Z".parse().expect("an instant");
    let languages = languages.split(',').map(|tag| Language::of(tag).expect("one of the seven"));
    let notes: Vec<_> = languages.map(|l| note(&plan, &code("SA"), l, now).expect("a note")).collect();
    let mut database = fontdb::Database::new();
    database.load_system_fonts();
    let begun = std::time::Instant::now();
    let mut fonts = Fonts::chosen(&database, &notes).expect("fonts");
    let chosen = begun.elapsed();
    let pdf = pages(&notes, "Note verbale 112/PK/III/2026", &mut fonts, now).expect("pages");
    println!("{} bytes; fonts {chosen:?}, all {:?}", pdf.len(), begun.elapsed());
    std::fs::write(file, pdf).expect("the file can be written");
}
