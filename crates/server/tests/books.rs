//! The books that officers share: who may, two who write at once, what is refused, a restart, a full house.

mod common;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chancery_model::{BookId, EntryId, OfficerId};
use chancery_server::Config;
use chancery_signalling::calendar::{
    Changes, Entry, MAX_ENTRY, MAX_NOTE, NewBook, Newer, PAGE_ENTRIES, TRAIL, Trail, Write, Written,
};
use chancery_signalling::message::Sealed;
use common::{Answer, Server, http, post, post_with};
use jiff::{SignedDuration, Timestamp};
use ring::digest::{SHA256, digest};
use std::net::SocketAddr;

/// An officer of book `n` at a server.
#[derive(Clone)]
struct Desk {
    at: SocketAddr,
    book: BookId,
    token: [u8; 32],
    officer: u8,
    headers: String,
}

impl Desk {
    fn new(server: &Server, n: u8) -> Self {
        let book = BookId::from_random([n; 16]);
        Self { at: server.address(), book, token: [n; 32], officer: 1, headers: String::new() }
    }

    async fn opened(server: &Server, n: u8) -> Self {
        let desk = Self::new(server, n);
        assert_eq!(post(desk.at, "/v1/books", &desk.new_book()).await.status, 201);
        desk
    }

    fn new_book(&self) -> NewBook {
        NewBook { id: self.book, access_sha256: Sealed(digest(&SHA256, &self.token).as_ref().to_vec()) }
    }

    fn head(&self, method: &str, path: &str) -> String {
        let token = URL_SAFE_NO_PAD.encode(self.token);
        let book = self.book;
        format!(
            "{method} /v1/books/{book}/{path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n{}",
            self.headers
        )
    }

    async fn get(&self, path: &str) -> Answer {
        http(self.at, &format!("{}\r\n", self.head("GET", path))).await
    }

    async fn put(&self, entry: u8, body: &str) -> Answer {
        let path = format!("entries/{}", EntryId::from_random([entry; 16]));
        http(self.at, &format!("{}Content-Length: {}\r\n\r\n{body}", self.head("PUT", &path), body.len())).await
    }

    fn version(&self, base: u64, sealed: &[u8]) -> Write {
        let starts = Timestamp::now() + SignedDuration::from_hours(48);
        Write {
            base,
            starts,
            ends: starts + SignedDuration::from_hours(1),
            sealed: Some(Sealed(sealed.to_vec())),
            officer: OfficerId::from_random([self.officer; 16]),
            note: Sealed(vec![self.officer; 30]),
        }
    }

    async fn write(&self, entry: u8, write: &Write) -> Answer {
        self.put(entry, &serde_json::to_string(write).unwrap()).await
    }

    async fn written(&self, entry: u8, write: &Write) -> Written {
        read(&self.write(entry, write).await)
    }

    async fn changes(&self, since: u64) -> Changes {
        read(&self.get(&format!("changes?since={since}")).await)
    }
}

fn read<T: serde::de::DeserializeOwned>(answer: &Answer) -> T {
    assert_eq!(answer.status, 200, "{}", answer.body);
    serde_json::from_str(&answer.body).unwrap()
}

fn code(answer: &Answer) -> (u16, &str) {
    let code = answer.body.split('"').nth(3).unwrap_or_default();
    (answer.status, code)
}

#[tokio::test]
async fn of_two_who_write_at_once_one_is_told_what_the_other_wrote() {
    let server = Server::start().await;
    let one = Desk::opened(&server, 1).await;
    let two = Desk { officer: 2, ..one.clone() };
    assert_eq!(one.written(1, &one.version(0, b"first")).await, Written { version: 1, change: 1 });
    let (mine, theirs) = (one.version(1, b"mine"), two.version(1, b"theirs"));
    let (a, b) = tokio::join!(one.write(1, &mine), two.write(1, &theirs));
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409], "{} {}", a.body, b.body);
    let (lost, stands) = if a.status == 409 { (&a, &theirs) } else { (&b, &mine) };
    let newer = serde_json::from_str::<Newer>(&lost.body).unwrap().newer.unwrap();
    assert_eq!((newer.version, &newer.sealed, newer.officer), (2, &stands.sealed, stands.officer));
    // Who got no answer writes the same again, and it is as if it had come once.
    assert_eq!(one.written(1, stands).await, Written { version: 2, change: 2 });
    // What was made from what now stands is taken.
    assert_eq!(one.written(1, &one.version(2, b"both")).await.version, 3);
    let trail: Trail = read(&two.get(&format!("entries/{}/trail", newer.id)).await);
    assert_eq!(trail.versions.iter().map(|v| v.version).collect::<Vec<_>>(), [3, 2, 1]);
    assert_eq!(trail.versions[1].officer, stands.officer);
    assert!((server.metric("chancery_entries_overtaken_total").await - 1.0).abs() < f64::EPSILON);
    server.stop().await;
}

#[tokio::test]
async fn forty_who_write_at_once_lose_nothing_and_the_feed_tells_each_once() {
    let server = Server::start().await;
    let desk = Desk::opened(&server, 1).await;
    let mut writing = tokio::task::JoinSet::new();
    for n in 0..40u8 {
        let desk = Desk { officer: n, ..desk.clone() };
        writing.spawn(async move {
            let mut base = 0;
            // As a client does: take what stands, add to it, write again.
            loop {
                let answer = desk.write(9, &desk.version(base, &[n; 50])).await;
                if answer.status == 200 {
                    return serde_json::from_str::<Written>(&answer.body).unwrap();
                }
                assert_eq!(answer.status, 409, "{}", answer.body);
                base = serde_json::from_str::<Newer>(&answer.body).unwrap().newer.unwrap().version;
            }
        });
    }
    let mut versions: Vec<u64> = writing.join_all().await.into_iter().map(|w| w.version).collect();
    versions.sort_unstable();
    assert_eq!(versions, (1..=40).collect::<Vec<_>>());
    let changes = desk.changes(0).await;
    assert_eq!((changes.entries.len(), changes.upto, changes.more), (1, 40, false));
    assert_eq!(desk.changes(40).await.entries, []);
    // A count that this server never reached is from before a backup was restored.
    assert_eq!(desk.changes(4_000).await.entries.len(), 1);
    server.stop().await;
}

#[tokio::test]
async fn a_stranger_cannot_tell_a_wrong_token_from_no_book() {
    let server = Server::start().await;
    let desk = Desk::opened(&server, 1).await;
    desk.written(1, &desk.version(0, b"x")).await;
    let mut answers = Vec::new();
    let entry = EntryId::from_random([1; 16]);
    for stranger in [Desk { token: [9; 32], ..desk.clone() }, Desk::new(&server, 2)] {
        let mut all = vec![stranger.write(1, &desk.version(1, b"y")).await];
        for path in [format!("entries/{entry}"), format!("entries/{entry}/trail"), "changes".into()] {
            all.push(stranger.get(&path).await);
        }
        for answer in &all {
            assert_eq!(code(answer), (404, "no_such_book"));
        }
        answers.push(all.into_iter().map(|a| a.body).collect::<Vec<_>>());
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(
        http(desk.at, "GET /v1/books/x/changes HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await.status,
        404
    );
    // Opened again by who opened it: the same. Another's token under the same number: no.
    assert_eq!(post(desk.at, "/v1/books", &desk.new_book()).await.status, 201);
    let other = Desk { token: [9; 32], ..desk.clone() };
    assert_eq!(code(&post(desk.at, "/v1/books", &other.new_book()).await), (409, "taken"));
    let unchanged: Entry = read(&desk.get(&format!("entries/{entry}")).await);
    assert_eq!(unchanged.version, 1);
    server.stop().await;
}

#[tokio::test]
async fn what_is_too_large_or_makes_no_sense_is_refused_and_changes_nothing() {
    let server = Server::start().await;
    let desk = Desk::opened(&server, 1).await;
    let good = desk.version(0, &vec![7; MAX_ENTRY]);
    let bad = [
        (413, "too_large", Write { sealed: Some(Sealed(vec![0; MAX_ENTRY + 1])), ..good.clone() }),
        (413, "too_large", Write { note: Sealed(vec![0; MAX_NOTE + 1]), ..good.clone() }),
        (413, "too_large", Write { sealed: Some(Sealed(vec![0; 4 * MAX_ENTRY])), ..good.clone() }),
        (422, "malformed", Write { sealed: Some(Sealed(vec![])), ..good.clone() }),
        (422, "malformed", Write { ends: good.starts - SignedDuration::from_secs(1), ..good.clone() }),
        (422, "malformed", Write { ends: Timestamp::MAX, ..good.clone() }),
        (422, "malformed", Write { base: u64::MAX, ..good.clone() }),
        // A version that was never written.
        (409, "", Write { base: 5, ..good.clone() }),
    ];
    for (status, why, write) in bad {
        let answer = desk.write(1, &write).await;
        assert_eq!(answer.status, status, "{}", answer.body);
        assert!(answer.body.contains(why), "{}", answer.body);
    }
    for garbage in ["", "{", "[]", "null", r#"{"base":-1}"#, "\u{0}\u{1}", &"[".repeat(200_000)] {
        assert_eq!(code(&desk.put(1, garbage).await), (422, "malformed"), "{garbage:.20}");
    }
    for garbage in ["", "{}", r#"{"id":"x","access_sha256":""}"#] {
        let length = garbage.len();
        let head = "POST /v1/books HTTP/1.1\r\nHost: x\r\nConnection: close\r\n";
        assert_eq!(http(desk.at, &format!("{head}Content-Length: {length}\r\n\r\n{garbage}")).await.status, 422);
    }
    assert_eq!(code(&desk.get("changes?since=soon").await), (422, "malformed"));
    assert_eq!(code(&desk.get("entries/none").await), (404, "no_such_entry"));
    assert_eq!(code(&desk.get(&format!("entries/{}", EntryId::from_random([1; 16]))).await), (404, "no_such_entry"));
    assert_eq!(desk.changes(0).await, Changes { entries: vec![], upto: 0, more: false });
    assert_eq!(desk.written(1, &good).await.version, 1, "the largest that is allowed");
    server.stop().await;
}

#[tokio::test]
async fn a_restart_forgets_nothing_and_a_deleted_entry_is_told() {
    let server = Server::start().await;
    let desk = Desk::opened(&server, 1).await;
    for n in 1..=3 {
        desk.written(n, &desk.version(0, &[n; 10])).await;
    }
    desk.written(2, &Write { sealed: None, ..desk.version(1, b"") }).await;
    let before = desk.changes(0).await;
    let data = server.stop().await;
    let server = Server::on(data, |_| {}).await;
    let desk = Desk { at: server.address(), ..desk };
    let after = desk.changes(0).await;
    assert_eq!(after, before);
    let seen: Vec<_> = after.entries.iter().map(|e| (e.change, e.version, e.sealed.is_some())).collect();
    assert_eq!(seen, [(1, 1, true), (3, 1, true), (4, 2, false)]);
    // Written again after it was deleted.
    assert_eq!(desk.written(2, &desk.version(2, b"again")).await, Written { version: 3, change: 5 });
    server.stop().await;
}

#[tokio::test]
async fn pages_of_changes_hold_all_and_the_trail_the_newest() {
    let server = Server::start().await;
    let desk = Desk::opened(&server, 1).await;
    for n in 0..8 {
        desk.written(n, &desk.version(0, &vec![n; MAX_ENTRY])).await;
    }
    for n in 100..=220 {
        desk.written(n, &desk.version(0, &[n; 20])).await;
    }
    let (mut since, mut seen, mut pages) = (0, vec![], 0);
    loop {
        let page = desk.changes(since).await;
        assert!(page.entries.len() <= PAGE_ENTRIES);
        seen.extend(page.entries.iter().map(|e| e.change));
        (since, pages) = (page.upto, pages + 1);
        if !page.more {
            break;
        }
    }
    assert_eq!(seen, (1..=129).collect::<Vec<_>>());
    assert!(pages >= 3, "{pages}");
    for base in 1..TRAIL + 20 {
        desk.written(100, &desk.version(base, b"z")).await;
    }
    let path = format!("entries/{}/trail", EntryId::from_random([100; 16]));
    let trail: Trail = read(&desk.get(&path).await);
    assert_eq!(trail.versions.len() as u64, TRAIL);
    assert_eq!(trail.versions[0].version, TRAIL + 20);
    server.stop().await;
}

#[tokio::test]
async fn everything_has_its_measure() {
    let server = Server::with(|c: &mut Config| {
        c.books_per_hour = 3;
        c.max_books = 4;
        c.max_entries = 2;
        c.max_book_bytes = 1_000;
        c.trusted_proxies = vec!["127.0.0.1".parse().unwrap()];
    })
    .await;
    let open = async |n: u8, from: &str| {
        let headers = format!("X-Forwarded-For: {from}\r\n");
        post_with(server.address(), "/v1/books", &Desk::new(&server, n).new_book(), &headers).await
    };
    for n in 1..=3 {
        assert_eq!(open(n, "203.0.113.5").await.status, 201);
    }
    let answer = open(4, "203.0.113.5").await;
    assert_eq!(code(&answer), (429, "too_fast"));
    assert!(answer.headers.contains("retry-after: 1200"), "{}", answer.headers);
    assert_eq!(open(4, "203.0.113.6").await.status, 201);
    assert_eq!(code(&open(5, "203.0.113.6").await), (503, "server_full"));
    let desk = Desk::new(&server, 1);
    desk.written(1, &desk.version(0, &[1; 600])).await;
    assert_eq!(code(&desk.write(2, &desk.version(0, &[2; 600])).await), (507, "book_full"));
    desk.written(2, &desk.version(0, &[2; 100])).await;
    assert_eq!(code(&desk.write(3, &desk.version(0, &[3; 10])).await), (507, "book_full"));
    // What is there may be changed, and made larger as long as all of it fits.
    desk.written(2, &desk.version(1, &[2; 200])).await;
    assert_eq!(code(&desk.write(2, &desk.version(2, &[2; 900])).await), (507, "book_full"));
    // One address alone does not keep the server at work.
    let eager = Desk { headers: "X-Forwarded-For: 203.0.113.9\r\n".into(), ..desk.clone() };
    let mut refused = 0;
    for _ in 0..400 {
        refused += u32::from(eager.get("changes").await.status == 429);
    }
    assert!(refused > 0, "four hundred at once");
    assert_eq!(desk.get("changes").await.status, 200, "another address is served");
    assert!(server.metric("chancery_book_refusals_total{code=\"book_full\"}").await >= 3.0);
    server.stop().await;
}

#[tokio::test]
async fn long_over_they_are_forgotten_with_their_trail() {
    let keep = std::time::Duration::from_secs(1);
    let server = Server::start().await;
    let desk = Desk::opened(&server, 1).await;
    let past = Timestamp::now() - SignedDuration::from_hours(48);
    let over = Write { starts: past, ends: past, ..desk.version(0, b"over") };
    desk.written(1, &over).await;
    desk.written(2, &desk.version(0, b"to come")).await;
    let data = server.stop().await;
    tokio::time::sleep(std::time::Duration::from_millis(1_500)).await;
    let server = Server::on(data, |c| c.keep_entries = keep).await;
    let desk = Desk { at: server.address(), ..desk };
    let path = |n| format!("entries/{}", EntryId::from_random([n; 16]));
    let forgotten = async {
        while desk.get(&path(1)).await.status != 404 {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(common::PATIENCE, forgotten).await.expect("forgotten at the start");
    assert_eq!(desk.get(&format!("{}/trail", path(1))).await.status, 404);
    assert_eq!(desk.get(&path(2)).await.status, 200);
    assert_eq!(desk.changes(0).await.entries.len(), 1);
    server.stop().await;
}

#[tokio::test]
async fn only_organisers_open_books_where_the_operator_says_so() {
    let token = b"a long enough token";
    let server = Server::with(|c| c.organiser_sha256 = digest(&SHA256, token).as_ref().try_into().ok()).await;
    let book = Desk::new(&server, 1).new_book();
    assert_eq!(code(&post(server.address(), "/v1/books", &book).await), (401, "organisers_only"));
    let headers = "Authorization: Bearer a long enough token\r\n";
    assert_eq!(post_with(server.address(), "/v1/books", &book, headers).await.status, 201);
    server.stop().await;
}
