//! The shared book over a real server: two officers who write at once lose nothing, and the server's disk holds no word of it.

mod common;

use chancery_model::BookId;
use chancery_schedule::plan::{Choice, Item, Plan};
use chancery_secretariat::Network;
use chancery_secretariat::book::{Book, BookError, Hand};
use chancery_secretariat::desk::{self, Apart, Desk, Together};
use chancery_secretariat::drafts::{Draft, Drafts, Shared};
use chancery_server::{Config, Running, serve};
use chancery_trust::book::{BookLink, BookSecret};
use common::{endless, entry, hostile, officer, plan, request};
use std::path::Path;

async fn server(data: &Path) -> Running {
    serve(Config::new("127.0.0.1:0".parse().unwrap(), data)).await.unwrap()
}

fn link(server: &Running, secret: u8) -> BookLink {
    BookLink {
        server: format!("http://{}", server.address()),
        book: BookId::from_random([4; 16]),
        secret: BookSecret([secret; 32]),
    }
}

fn book(link: &BookLink) -> Book {
    Book::new(&Network::new(None).unwrap(), link).unwrap()
}

/// Random enough for a test: each nonce another.
fn fresh() -> impl FnMut() -> [u8; 12] + Send {
    let random = ring::rand::SystemRandom::new();
    move || ring::rand::generate(&random).unwrap().expose()
}

fn hand(n: u8) -> Hand<'static> {
    Hand { officer: officer(n), name: if n == 1 { "Retno, Jakarta" } else { "Faisal, Riyadh" } }
}

fn item(id: &str, title: &str) -> Item {
    Item { id: id.into(), title: title.into(), minutes: 20, ..Item::default() }
}

fn now() -> jiff::Timestamp {
    jiff::Timestamp::now()
}

#[tokio::test]
async fn two_officers_who_write_at_once_lose_no_word() {
    let data = tempfile::tempdir().unwrap();
    let server = server(data.path()).await;
    let link = link(&server, 9);
    // The other officer has the link from a mail.
    let (jakarta, riyadh) = (book(&link), book(&BookLink::parse(&link.to_link()).unwrap()));
    jakarta.create(None).await.unwrap();
    let first = jakarta.put(entry(1), None, &plan(), hand(1), now(), &mut fresh()).await.unwrap();
    assert_eq!((first.version, first.merged), (1, false));
    let base = riyadh.get(entry(1)).await.unwrap().plan.unwrap();
    assert_eq!(base, plan());
    let mine = Plan { agenda: vec![item("a", "Quotas of tuna")], title: "Fisheries quota 2027".into(), ..base.clone() };
    let theirs = Plan {
        agenda: vec![item("b", "Patrols at sea")],
        title: "Quota of fisheries".into(),
        minutes: 90,
        ..base.clone()
    };
    let (mut a, mut b) = (fresh(), fresh());
    let (mine, theirs) = tokio::join!(
        jakarta.put(entry(1), Some((1, &base)), &mine, hand(1), now(), &mut a),
        riyadh.put(entry(1), Some((1, &base)), &theirs, hand(2), now(), &mut b),
    );
    let (mine, theirs) = (mine.unwrap(), theirs.unwrap());
    let second = if mine.version == 3 { &mine } else { &theirs };
    assert_eq!((mine.version + theirs.version, second.merged), (2 + 3, true));
    let stands = jakarta.get(entry(1)).await.unwrap().plan.unwrap();
    let titles: Vec<_> = stands.agenda.iter().map(|i| i.title.0.clone()).collect();
    assert!(titles.contains(&"Quotas of tuna".into()) && titles.contains(&"Patrols at sea".into()), "{titles:?}");
    assert_eq!(stands.minutes, 90);
    // Both wrote the title: both are there, one of them as an open question.
    let whole = serde_json::to_string(&stands).unwrap();
    assert!(whole.contains("Fisheries quota 2027") && whole.contains("Quota of fisheries"), "{whole}");
    assert!(second.conflicts.iter().any(|c| c.field == "title"));
    let history = riyadh.history(entry(1)).await.unwrap();
    assert_eq!(history.iter().map(|m| m.version).collect::<Vec<_>>(), [3, 2, 1]);
    let notes: Vec<_> = history.iter().map(|mark| mark.note.clone().unwrap()).collect();
    assert_eq!((&*notes[2].by.0, &notes[2].parts[..]), ("Retno, Jakarta", &[][..]), "who began it");
    let mut second: Vec<&str> = notes[1].parts.iter().map(String::as_str).collect();
    second.retain(|part| *part != "minutes");
    assert_eq!(second, ["agenda", "title"], "and who changed what");
    assert_ne!(history[0].officer, history[1].officer);
    // One entry, as it stands; and nothing new after it.
    let news = jakarta.news(0).await.unwrap();
    assert_eq!((news.plans.len(), news.sealed_otherwise), (1, 0));
    assert_eq!(jakarta.news(news.upto).await.unwrap().plans, []);
    server.stop().await;
}

/// An officer's desk, and how much of the book it has seen.
struct Officer {
    _folder: tempfile::TempDir,
    desk: Desk,
    seen: u64,
    n: u8,
}

impl Officer {
    fn new(n: u8) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let desk = Desk::open(&folder.path().join("desk")).unwrap();
        Self { _folder: folder, desk, seen: 0, n }
    }

    async fn together(&mut self, link: &BookLink) -> Together {
        let book = book(link);
        self.desk.together(&book, &mut self.seen, hand(self.n), now(), &mut fresh()).await.unwrap()
    }

    fn plan(&self) -> (Plan, u64) {
        let entry = &self.desk.plans()[0];
        (entry.plan.clone(), entry.version)
    }

    fn write(&self, change: impl FnOnce(&mut Plan)) {
        let (mut plan, version) = self.plan();
        change(&mut plan);
        self.desk.save(plan, Some(version), now()).unwrap();
    }
}

#[tokio::test]
async fn two_desks_keep_a_plan_together() {
    let data = tempfile::tempdir().unwrap();
    let server = server(data.path()).await;
    let link = link(&server, 9);
    book(&link).create(None).await.unwrap();
    let (mut jakarta, mut riyadh) = (Officer::new(1), Officer::new(2));
    jakarta.desk.save(plan(), None, now()).unwrap();
    let uid = plan().uid;
    assert_eq!(jakarta.together(&link).await, Together::default(), "what is not shared stays here");
    jakarta.desk.share(&uid, Some((link.book, entry(7)))).unwrap();
    assert_eq!(jakarta.desk.shared_in(&uid), Some((link.book, entry(7))));
    assert_eq!(jakarta.together(&link).await.plans, 1);
    let came = riyadh.together(&link).await;
    assert_eq!((came.begun.len(), came.plans), (1, 1));
    assert_eq!(riyadh.plan().0, plan());
    assert_eq!(riyadh.together(&link).await, Together { plans: 1, ..Together::default() }, "told once");

    // Each writes elsewhere, and both the same: nothing is lost, and both are asked.
    riyadh.write(|plan| {
        plan.minutes = 90;
        plan.title = "Quota of fisheries".into();
    });
    jakarta.write(|plan| {
        plan.text = "Bring the maps".into();
        plan.title = "Fisheries quota 2027".into();
    });
    riyadh.together(&link).await;
    assert_eq!(jakarta.together(&link).await.written.len(), 1);
    assert_eq!(riyadh.together(&link).await.written.len(), 1);
    let ((here, _), (there, _)) = (jakarta.plan(), riyadh.plan());
    assert_eq!(here, there);
    assert_eq!((here.minutes, &*here.text.0, here.conflicts.len()), (90, "Bring the maps", 1));
    // One chooses, and the other has it.
    let settled = desk::settle(&here, &here.conflicts[0].clone(), Choice::Kept).unwrap();
    jakarta.write(|plan| *plan = settled.clone());
    jakarta.together(&link).await;
    riyadh.together(&link).await;
    assert_eq!((riyadh.plan().0, jakarta.plan().0.conflicts.len()), (settled, 0));

    // Who leaves it keeps it, and is told and overwritten no more; the other goes on.
    riyadh.desk.share(&uid, None).unwrap();
    jakarta.write(|plan| plan.minutes = 45);
    jakarta.together(&link).await;
    riyadh.seen = 0;
    assert_eq!(riyadh.together(&link).await, Together::default());
    assert_eq!((riyadh.plan().0.minutes, jakarta.plan().0.minutes), (90, 45));
    // Whoever throws it away does not have it back from the book.
    let mut third = Officer::new(1);
    assert_eq!(third.together(&link).await.begun.len(), 1);
    third.desk.discard(&uid).unwrap();
    third.seen = 0;
    assert_eq!((third.together(&link).await, third.desk.plans().len()), (Together::default(), 0));
    // What another deletes from the book stays on the desk, and is told.
    let version = book(&link).get(entry(7)).await.unwrap().version;
    assert_eq!(book(&link).delete(entry(7), version, hand(2), now(), &mut fresh()).await.unwrap(), None);
    let told = jakarta.together(&link).await;
    assert_eq!((told.taken_out.len(), told.plans, jakarta.desk.plans().len()), (1, 0, 1));
    assert_eq!(jakarta.desk.shared_in(&uid), None);
    // With the server away the desk is as it was.
    server.stop().await;
    let gone = jakarta.desk.together(&book(&link), &mut 0, hand(1), now(), &mut fresh()).await;
    assert!(matches!(gone, Err(Apart::Book(BookError::Unreachable))), "{gone:?}");
}

/// What is planned with one side is nobody else's business.
#[tokio::test]
async fn what_is_shared_in_one_book_goes_into_no_other() {
    let data = tempfile::tempdir().unwrap();
    let server = server(data.path()).await;
    let africa = link(&server, 9);
    let arabia = BookLink { book: BookId::from_random([5; 16]), ..link(&server, 8) };
    for link in [&africa, &arabia] {
        book(link).create(None).await.unwrap();
    }
    let (mut jakarta, mut pretoria, mut riyadh) = (Officer::new(1), Officer::new(2), Officer::new(2));
    jakarta.desk.save(plan(), None, now()).unwrap();
    let uid = plan().uid;
    jakarta.desk.share(&uid, Some((africa.book, entry(7)))).unwrap();
    jakarta.together(&africa).await;
    jakarta.write(|plan| plan.minutes = 90);
    // Its count is of the other book: each is asked from its beginning.
    jakarta.seen = 0;
    assert_eq!(jakarta.together(&arabia).await, Together::default());
    assert_eq!(book(&arabia).news(0).await.unwrap().plans, []);
    assert_eq!(riyadh.together(&arabia).await.begun, []);
    jakarta.seen = 0;
    assert_eq!(jakarta.together(&africa).await.plans, 1);
    assert_eq!((pretoria.together(&africa).await.begun.len(), pretoria.plan().0.minutes), (1, 90));
    // Moved to the other book it stays in the first as it was, and comes back from there no more.
    jakarta.desk.share(&uid, Some((arabia.book, entry(8)))).unwrap();
    jakarta.write(|plan| plan.minutes = 30);
    jakarta.seen = 0;
    assert_eq!(jakarta.together(&arabia).await.plans, 1);
    assert_eq!(riyadh.together(&arabia).await.begun.len(), 1);
    pretoria.write(|plan| plan.minutes = 45);
    pretoria.together(&africa).await;
    jakarta.seen = 0;
    assert_eq!(jakarta.together(&africa).await, Together::default());
    assert_eq!((jakarta.plan().0.minutes, riyadh.plan().0.minutes, pretoria.plan().0.minutes), (30, 30, 45));
    // A book that is forgotten takes no plan with it.
    jakarta.desk.forget_book(arabia.book).unwrap();
    assert_eq!((jakarta.desk.shared_in(&uid), jakarta.desk.plans().len()), (None, 1));
    server.stop().await;
}

#[tokio::test]
async fn the_servers_disk_holds_no_word_of_a_plan() {
    let data = tempfile::tempdir().unwrap();
    let server = server(data.path()).await;
    let jakarta = book(&link(&server, 9));
    jakarta.create(None).await.unwrap();
    jakarta.put(entry(1), None, &plan(), hand(1), now(), &mut fresh()).await.unwrap();
    server.stop().await;
    let mut looked_at = 0;
    for file in std::fs::read_dir(data.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        looked_at += bytes.len();
        for word in ["Fisheries", "quota", "Retno", "Faisal", "riyadh", "jakarta", "second round", "Indonesia", "Saudi"]
        {
            let utf8 = word.as_bytes();
            let utf16: Vec<u8> = word.encode_utf16().flat_map(u16::to_le_bytes).collect();
            for form in [utf8, &utf16] {
                assert!(!bytes.windows(form.len()).any(|w| w.eq_ignore_ascii_case(form)), "{word}");
            }
        }
    }
    assert!(looked_at > 8_000, "the database was looked at");
}

#[tokio::test]
async fn a_wrong_secret_a_deleted_plan_and_one_that_is_too_large() {
    let data = tempfile::tempdir().unwrap();
    let server = server(data.path()).await;
    let jakarta = book(&link(&server, 9));
    jakarta.create(None).await.unwrap();
    let stranger = book(&link(&server, 8));
    let refused = stranger.news(0).await.unwrap_err();
    assert!(refused.to_string().contains("knows no such book"), "{refused}");
    let written = jakarta.put(entry(1), None, &plan(), hand(1), now(), &mut fresh()).await.unwrap();
    let shorter = Plan { minutes: 45, ..plan() };
    jakarta.put(entry(1), Some((1, &plan())), &shorter, hand(2), now(), &mut fresh()).await.unwrap();
    // What was changed since is not deleted unseen.
    let stands = jakarta.delete(entry(1), written.version, hand(1), now(), &mut fresh()).await.unwrap().unwrap();
    assert_eq!((stands.version, stands.plan.unwrap().minutes), (2, 45));
    assert_eq!(jakarta.delete(entry(1), 2, hand(1), now(), &mut fresh()).await.unwrap(), None);
    assert_eq!(jakarta.news(0).await.unwrap().plans[0].plan, None);
    // An officer who wrote meanwhile does not lose it.
    let late = Plan { text: "Written on the train".into(), ..plan() };
    let put = jakarta.put(entry(1), Some((2, &plan())), &late, hand(2), now(), &mut fresh()).await.unwrap();
    assert_eq!((put.version, put.plan), (4, late));
    let long = Plan { text: "x".repeat(300_000).into(), ..plan() };
    let refused = jakarta.put(entry(2), None, &long, hand(1), now(), &mut fresh()).await.unwrap_err();
    assert!(matches!(refused, BookError::TooLarge(_)), "{refused}");
    server.stop().await;
}

#[tokio::test]
async fn offline_the_draft_stays_and_is_brought_together_later() {
    let (data, desk) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let running = server(data.path()).await;
    let jakarta = book(&link(&running, 9));
    jakarta.create(None).await.unwrap();
    jakarta.put(entry(1), None, &plan(), hand(1), now(), &mut fresh()).await.unwrap();
    let drafts = Drafts::open(desk.path()).unwrap();
    let shared = Shared { book: jakarta.id(), entry: entry(1), version: 1, base: plan() };
    drafts
        .save(&Draft {
            plan: Plan { text: "On the train.".into(), ..plan() },
            shared: Some(shared),
            ..Draft::default()
        })
        .unwrap();
    // The other officer writes meanwhile; this one comes back.
    jakarta
        .put(entry(1), Some((1, &plan())), &Plan { minutes: 30, ..plan() }, hand(2), now(), &mut fresh())
        .await
        .unwrap();
    let draft = drafts.load().unwrap().drafts.remove(0);
    let shared = draft.shared.unwrap();
    let base = Some((shared.version, &shared.base));
    let put = jakarta.put(shared.entry, base, &draft.plan, hand(1), now(), &mut fresh()).await.unwrap();
    assert_eq!((put.plan.text.0.as_str(), put.plan.minutes, put.merged), ("On the train.", 30, true));
    running.stop().await;
    let away = jakarta.put(entry(1), None, &plan(), hand(1), now(), &mut fresh()).await.unwrap_err();
    assert!(matches!(away, BookError::Unreachable), "{away}");
}

#[tokio::test]
async fn a_hostile_server_is_bounded() {
    let at = |port: u16| BookLink {
        server: format!("http://127.0.0.1:{port}"),
        book: BookId::from_random([4; 16]),
        secret: BookSecret([9; 32]),
    };
    let endless_body = hostile(|s| {
        request(s);
        endless(s, b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n[[[[");
    });
    let garbage = hostile(|s| {
        request(s);
        let _ = std::io::Write::write_all(s, b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>");
    });
    let forged = hostile(|s| {
        request(s);
        let entry = format!(
            r#"{{"id":"{}","version":1,"change":1,"starts":"2026-12-01T00:00:00Z","ends":"2026-12-01T00:00:00Z","sealed":"AAAA","officer":"{}","at":"2026-12-01T00:00:00Z","note":"AAAA"}}"#,
            entry(1),
            officer(1)
        );
        let body = format!(r#"{{"entries":[{entry}],"upto":1,"more":true}}"#);
        let _ = std::io::Write::write_all(
            s,
            format!("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}", body.len()).as_bytes(),
        );
    });
    for port in [endless_body, garbage] {
        assert!(matches!(book(&at(port)).news(0).await, Err(BookError::Nonsense)));
    }
    // It always says that there is more: it is asked until it does not get on.
    let news = book(&at(forged)).news(0).await.unwrap();
    assert_eq!((news.plans.len(), news.sealed_otherwise), (0, 2));
    let abroad = BookLink { server: "http://192.0.2.1".into(), ..at(1) };
    assert!(matches!(Book::new(&Network::new(None).unwrap(), &abroad), Err(BookError::PlainAbroad)));
}
