//! Both ways with real calendar servers, Xandikos and Radicale, while a second client of others' making changes the same events.

mod common;

use chancery_schedule::ical::{Component, write};
use chancery_schedule::invitation::Secret;
use chancery_schedule::plan::{self, Status};
use chancery_secretariat::caldav::{Calendar, DavError, Mark, discover};
use chancery_secretariat::desk::{Desk, Going, Outgoing, Standing};
use chancery_secretariat::feed::{self, Feed, FeedError, Seen};
use chancery_secretariat::{Network, Patience};
use common::{Running, base, endless, free_port, hostile, login, peak_memory, request, second, tool, xandikos};
use std::io::Write as _;
use std::process::Command;
use std::time::Duration;

const UID: &str = "7f1c@jakarta.example";

fn radicale() -> Running {
    let (folder, port) = (tempfile::tempdir().unwrap(), free_port());
    let mut command = Command::new(tool("python3"));
    let data = folder.path().join("data");
    command.args(["-m", "radicale", "--auth-type=none", &format!("--hosts=127.0.0.1:{port}")]);
    command.arg(format!("--storage-filesystem-folder={}", data.display()));
    Running::start(command, port, folder)
}

fn event(title: &str, hours: i64) -> Component {
    let mut plan = common::plan();
    plan.title = title.into();
    plan.start = plan.start.map(|s| s + jiff::SignedDuration::from_hours(hours));
    let now = "2026-11-20T08:00:00Z".parse().unwrap();
    let link = "https://meet.example/join#secret".into();
    plan::compose::request(&plan, &link, Secret::Elsewhere, now).unwrap().message
}

fn values<'a>(calendar: &'a Component, name: &str) -> Vec<&'a str> {
    calendar.parts("VEVENT").filter_map(|e| e.value(name)).collect()
}

fn at(text: &str) -> jiff::Timestamp {
    text.parse().unwrap()
}

async fn round(server: Running, made: bool) {
    let network = Network::new(None).unwrap();
    let officer = || Some(login("officer", "x"));
    if made {
        second(&server, &["make", "Protocol"]);
    }
    let found = discover(&network, &base(&server), officer()).await.unwrap();
    assert_eq!(found.len(), 1, "{found:?}");
    let address = found[0].url.to_string();
    // The same from the calendar's own address.
    assert_eq!(discover(&network, &address, officer()).await.unwrap()[0].url.path(), found[0].url.path());
    let calendar = Calendar::new(&network, &address, officer()).unwrap();
    let published = calendar.publish(UID, &event("Fisheries quota", 0), None).await.unwrap();
    assert!(!published.blended && published.other.is_none());
    assert!(write(&published.stored).contains("SCHEDULE-AGENT=CLIENT") && !write(&published.stored).contains("METHOD"));
    let shown = second(&server, &["show", &address, UID]);
    assert!(shown.contains("Fisheries quota") && !shown.contains("#secret"), "{shown}");
    let news = calendar.news(&Mark::default()).await.unwrap();
    assert_eq!((news.changed.len(), news.gone.len()), (1, 0));
    let mark = news.mark;
    assert!(calendar.news(&mark).await.unwrap().changed.is_empty());

    // The second client writes elsewhere in the event: both are in it.
    second(&server, &["set", &address, UID, "LOCATION", "Room 4"]);
    let published = calendar.publish(UID, &event("Fisheries quota 2027", 0), Some(&published.known)).await.unwrap();
    assert!(published.blended && published.other.is_none());
    assert_eq!(values(&published.stored, "LOCATION"), ["Room 4"]);
    assert_eq!(values(&published.stored, "SUMMARY"), ["Fisheries quota 2027"]);
    let shown = second(&server, &["show", &address, UID]);
    assert!(shown.contains("Room 4") && shown.contains("2027"), "{shown}");

    // It moves the event while we move it too: ours stands, theirs is kept as an event of its own.
    second(&server, &["move", &address, UID, "5"]);
    let moved = event("Fisheries quota 2027", 2);
    let published = calendar.publish(UID, &moved, Some(&published.known)).await.unwrap();
    assert!(published.blended);
    let kept = calendar.get(&published.other.expect("theirs is kept")).await.unwrap().unwrap();
    assert!(write(&kept.calendar).contains("T190000"), "{}", write(&kept.calendar));
    assert!(write(&published.stored).contains("T160000"), "{}", write(&published.stored));
    assert_eq!(values(&kept.calendar, "LOCATION"), ["Room 4"], "nor is what was in it before");
    assert_eq!(values(&published.stored, "LOCATION"), ["Room 4"], "what they wrote stays in ours as well");
    assert!(published.known.sends(&moved) && !published.known.sends(&event("Fisheries quota 2027", 0)));

    // What changed is told, once, whoever changed it.
    second(&server, &["add", &address, "2@riyadh", "Their own"]);
    let news = calendar.news(&mark).await.unwrap();
    let mut titles: Vec<_> = news.changed.iter().flat_map(|o| values(&o.calendar, "SUMMARY")).collect();
    titles.sort_unstable();
    assert_eq!(titles, ["Fisheries quota 2027", "Fisheries quota 2027", "Their own"]);
    let mark = news.mark;
    assert!(calendar.news(&mark).await.unwrap().changed.is_empty());

    // Busy at our time, at the kept one, and at theirs.
    let busy = calendar.busy(at("2026-12-08T00:00:00Z"), at("2026-12-12T00:00:00Z")).await.unwrap();
    let mut starts: Vec<String> =
        busy.iter().map(|b| jiff::Timestamp::from_second(b.start).unwrap().to_string()).collect();
    starts.sort_unstable();
    assert_eq!(starts, ["2026-12-08T09:00:00Z", "2026-12-08T12:00:00Z", "2026-12-10T09:00:00Z"]);
    let (between, _) = calendar.between(at("2026-12-10T00:00:00Z"), at("2026-12-11T00:00:00Z")).await.unwrap();
    assert_eq!(between.iter().flat_map(|o| values(&o.calendar, "SUMMARY")).collect::<Vec<_>>(), ["Their own"]);

    // Its own event, which we also have: found by its uid, not written twice.
    let theirs = calendar.find("2@riyadh").await.unwrap().unwrap();
    assert_eq!(values(&theirs.calendar, "SUMMARY"), ["Their own"]);

    // What was changed since is not deleted unseen; then it is, and that is told.
    second(&server, &["set", &address, UID, "LOCATION", "Room 5"]);
    let stands = calendar.delete(&published.known).await.unwrap().expect("changed since");
    assert_eq!(values(&stands.calendar, "LOCATION"), ["Room 5"]);
    second(&server, &["delete", &address, "2@riyadh"]);
    let news = calendar.news(&mark).await.unwrap();
    assert_eq!((news.changed.len(), news.gone.len()), (1, 1));
    // Deleted there while it was written here: what was written stands.
    second(&server, &["delete", &address, UID]);
    let published = calendar.publish(UID, &event("Fisheries quota 2028", 2), Some(&published.known)).await.unwrap();
    assert_eq!(values(&published.stored, "SUMMARY"), ["Fisheries quota 2028"]);
    assert_eq!(calendar.delete(&published.known).await.unwrap(), None);
    assert_eq!(calendar.find(UID).await.unwrap(), None);
    // A mark of another age: everything is told.
    let old = Mark { token: Some("http://radicale.org/ns/sync/0123".into()), ..Mark::default() };
    assert_eq!(calendar.news(&old).await.unwrap().changed.len(), 1, "the kept one");
}

/// What goes out of the desk stands in the calendar, and what others do to it there is told.
async fn desk_in(server: Running, made: bool) {
    let network = Network::new(None).unwrap();
    if made {
        second(&server, &["make", "Protocol"]);
    }
    let address = discover(&network, &base(&server), Some(login("officer", "x"))).await.unwrap()[0].url.to_string();
    let calendar = Calendar::new(&network, &address, Some(login("officer", "x"))).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::open(&folder.path().join("desk")).unwrap();
    let now = at("2026-11-20T08:00:00Z");
    let kept = desk.save(common::plan(), None, now).unwrap();
    let uid = kept.plan.uid.clone();
    let up = || desk.bring_up_to_date((&calendar, &address), now);
    // A draft is nobody's business.
    desk.save(plan::Plan { status: Status::Draft, sent: String::new(), ..kept.plan.clone() }, Some(kept.version), now)
        .unwrap();
    assert_eq!(up().await.unwrap(), Standing::default());
    let out = |plan: plan::Plan| {
        let out = Outgoing { plan, languages: vec!["en".into()], with_secret: false };
        desk.gone_out(&out.going(None, None, now).unwrap(), now).unwrap()
    };
    let sent = out(desk.newest(&uid).unwrap());
    let standing = Standing { meetings: 1, ..Standing::default() };
    assert_eq!(up().await.unwrap(), standing);
    let shown = second(&server, &["show", &address, &uid]);
    assert!(shown.contains(&*sent.plan.title) && !shown.contains("CONFERENCE"), "{shown}");

    // Others write into it, and our next change leaves that where it is.
    second(&server, &["set", &address, &uid, "LOCATION", "Room 4"]);
    assert_eq!(up().await.unwrap(), standing);
    let renamed =
        desk.save(plan::Plan { title: "Quota, 2027".into(), ..sent.plan.clone() }, Some(sent.version), now).unwrap();
    assert_eq!(up().await.unwrap(), standing);
    let shown = second(&server, &["show", &address, &uid]);
    assert!(shown.contains("2027") && shown.contains("Room 4"), "{shown}");
    // A time that has not gone out is not shown as if it had.
    let start = renamed.plan.start.map(|start| start + jiff::SignedDuration::from_hours(48));
    let later = desk.save(plan::Plan { start, ..renamed.plan.clone() }, Some(renamed.version), now).unwrap();
    assert_eq!(up().await.unwrap(), Standing::default());
    desk.save(plan::Plan { start: renamed.plan.start, ..later.plan }, Some(later.version), now).unwrap();

    // They move it: told, again at the next start, and not taken over.
    second(&server, &["move", &address, &uid, "5"]);
    let moved = up().await.unwrap().moved;
    assert_eq!((moved.len(), &*moved[0].uid), (1, &*uid));
    assert_eq!(Some(moved[0].start), renamed.plan.start.map(|start| start + jiff::SignedDuration::from_hours(5)));
    let again = Desk::open(&folder.path().join("desk")).unwrap();
    assert_eq!(again.bring_up_to_date((&calendar, &address), now).await.unwrap().moved, moved);
    assert_eq!(again.newest(&uid).unwrap().start, renamed.plan.start);
    second(&server, &["move", &address, &uid, "-5"]);
    assert_eq!(up().await.unwrap(), standing);

    // What was cancelled is taken out, though others have written into it since.
    second(&server, &["set", &address, &uid, "LOCATION", "Room 5"]);
    let cancelled = Going::cancelling(&desk.newest(&uid).unwrap(), now).unwrap();
    desk.gone_out(&cancelled, now).unwrap();
    assert_eq!(up().await.unwrap(), Standing::default());
    assert_eq!(calendar.find(&uid).await.unwrap(), None);
    assert_eq!(up().await.unwrap(), Standing::default());
}

#[tokio::test]
async fn the_desk_in_xandikos() {
    desk_in(xandikos(), false).await;
}

#[tokio::test]
async fn the_desk_in_radicale() {
    desk_in(radicale(), true).await;
}

#[tokio::test]
async fn both_ways_with_xandikos() {
    round(xandikos(), false).await;
}

#[tokio::test]
async fn both_ways_with_radicale() {
    round(radicale(), true).await;
}

fn answer(status: &str, headers: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len())
}

#[tokio::test]
async fn hostile_calendar_servers_are_bounded() {
    let short = Duration::from_secs(8);
    let network = Network::patient(None, Patience { answer: short, ..Patience::default() }).unwrap();
    let before = peak_memory();
    let fixed = |text: String| {
        hostile(move |s| {
            request(s);
            let _ = s.write_all(text.as_bytes());
        })
    };
    let multistatus = |body: &str| answer("207 Multi-Status", "Content-Type: application/xml\r\n", body);
    let laughs =
        format!("<!DOCTYPE x [<!ENTITY a \"{}\">]><multistatus xmlns=\"DAV:\">&a;</multistatus>", "ha".repeat(1_000));
    let deep = "<a>".repeat(300_000);
    let multistatus_of = |n: usize| {
        let one = "<response><href>/x.ics</href><propstat><prop><getetag>1</getetag></prop></propstat></response>";
        format!("<multistatus xmlns=\"DAV:\">{}</multistatus>", one.repeat(n))
    };
    // More objects than a calendar has: counted, and not one of them asked for.
    let crowd = hostile({
        let crowd = multistatus(&multistatus_of(100_000));
        move |s| {
            request(s);
            let _ = s.write_all(crowd.as_bytes());
        }
    });
    let crowd = format!("http://127.0.0.1:{crowd}/");
    let error = Calendar::new(&network, &crowd, None).unwrap().news(&Mark::default()).await.unwrap_err();
    assert_eq!(error, DavError::TooLong, "and nothing is taken for deleted that was left out");
    let bodies = [laughs.as_str(), &deep, "<html>no</html>", "", "<multistatus xmlns=\"DAV:\"/>"];
    for body in bodies {
        let address = format!("http://127.0.0.1:{}/", fixed(multistatus(body)));
        let error = discover(&network, &address, None).await.unwrap_err();
        assert!(matches!(error, DavError::Nonsense | DavError::NotFound | DavError::TooLong), "{error}");
        let _ = Calendar::new(&network, &address, None).unwrap().news(&Mark::default()).await;
    }
    let endless_body = hostile(|s| {
        request(s);
        endless(s, b"HTTP/1.1 207 Multi-Status\r\n\r\n<multistatus xmlns=\"DAV:\">");
    });
    let endless_header = hostile(|s| {
        request(s);
        endless(s, b"HTTP/1.1 207 Multi-Status\r\nX: x\r\n");
    });
    let announced = fixed("HTTP/1.1 207 Multi-Status\r\nContent-Length: 99999999999\r\n\r\n".into());
    for port in [endless_body, endless_header, announced] {
        let address = format!("http://127.0.0.1:{port}/");
        assert!(discover(&network, &address, None).await.is_err());
        assert!(feed::read(&network, &address, None, &Seen::default()).await.is_err());
    }
    // Led elsewhere, the password does not go along; nor does it where a resource is named on another server.
    let elsewhere = fixed(answer("301 Moved", "Location: http://localhost:1/\r\n", ""));
    let address = format!("http://127.0.0.1:{elsewhere}/");
    let error = discover(&network, &address, Some(login("a", "b"))).await.unwrap_err();
    assert!(matches!(error, DavError::LedElsewhere { .. }), "{error}");
    let error = feed::read(&network, &address, Some(&login("a", "b")), &Seen::default()).await.unwrap_err();
    assert_eq!(error, FeedError::LedElsewhere);
    let named = fixed(multistatus(
        "<d:multistatus xmlns:d=\"DAV:\"><d:response><d:href>/</d:href><d:propstat><d:prop><d:current-user-principal><d:href>https://spy.example/</d:href></d:current-user-principal></d:prop></d:propstat></d:response></d:multistatus>",
    ));
    let error = discover(&network, &format!("http://127.0.0.1:{named}/"), None).await.unwrap_err();
    assert!(matches!(error, DavError::LedElsewhere { .. }), "{error}");
    let ring = fixed(answer("302 Found", "Location: /\r\n", ""));
    assert!(discover(&network, &format!("http://127.0.0.1:{ring}/"), None).await.is_err());
    for (status, why) in [("401 No", DavError::Login), ("503 No", DavError::Server(503))] {
        let port = fixed(answer(status, "", ""));
        let error = discover(&network, &format!("http://127.0.0.1:{port}/"), None).await.unwrap_err();
        assert_eq!(error, why);
    }
    // It always says that somebody was faster.
    let never = hostile(|s| {
        let asked = request(s);
        let text = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:7f1c@jakarta.example\r\nSUMMARY:x\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        let reply =
            if asked.starts_with("PUT") { answer("412 No", "", "") } else { answer("200 OK", "ETag: \"1\"\r\n", text) };
        let _ = s.write_all(reply.as_bytes());
    });
    let calendar = Calendar::new(&network, &format!("http://127.0.0.1:{never}/"), None).unwrap();
    let error = calendar.publish(UID, &event("Fish", 0), None).await.unwrap_err();
    assert_eq!(error, DavError::Crowded);
    assert_eq!(Calendar::new(&network, "http://192.0.2.1/", None).unwrap_err(), DavError::PlainAbroad);
    assert_eq!(Calendar::new(&network, "ftp://192.0.2.1/", None).unwrap_err(), DavError::BadAddress);
    let grown = peak_memory().saturating_sub(before);
    assert!(grown < 1024 * 1024, "{grown} KiB");
}

#[tokio::test]
async fn a_feed_is_read_again_only_where_it_changed() {
    let network = Network::new(None).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("feed.ics");
    feed::write(&path, &[&event("Fisheries quota", 0)], "Protocol", false).unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    let port = hostile(move |s| {
        let asked = request(s).to_ascii_lowercase();
        let reply = if asked.starts_with("get /moved") {
            answer("301 Moved", "Location: /feed.ics\r\n", "")
        } else if asked.contains("if-none-match: \"7\"") {
            answer("304 Not Modified", "", "")
        } else if asked.starts_with("get /feed.ics") {
            answer("200 OK", "ETag: \"7\"\r\nContent-Type: text/calendar\r\n", &text)
        } else {
            answer("200 OK", "", "<html>not here</html>")
        };
        let _ = s.write_all(reply.as_bytes());
    });
    let url = |path: &str| format!("http://127.0.0.1:{port}/{path}");
    let Feed::Changed { calendar, seen } = feed::read(&network, &url("moved"), None, &Seen::default()).await.unwrap()
    else {
        panic!("it is new")
    };
    assert_eq!(values(&calendar, "SUMMARY"), ["Fisheries quota"]);
    assert!(calendar.parts("VEVENT").all(|e| e.line("ATTENDEE").is_none()));
    assert!(matches!(feed::read(&network, &url("feed.ics"), None, &seen).await, Ok(Feed::Unchanged)));
    assert!(matches!(feed::read(&network, &url("else"), None, &Seen::default()).await, Err(FeedError::NoCalendar(_))));
}
