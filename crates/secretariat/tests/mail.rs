//! Mail over real servers: out by SMTP to aiosmtpd, the answer back by IMAP from Dovecot and into the plan; who is at fault where
//! it does not go; and servers that mean no good.

mod common;

use chancery_model::Personal;
use chancery_schedule::ical;
use chancery_schedule::itip::{self, Answer, Method};
use chancery_schedule::note::Language;
use chancery_schedule::plan::{self, Plan, Said};
use chancery_secretariat::desk::{Desk, Fetched, Outgoing, Problem, Reply};
use chancery_secretariat::line::NoLine;
use chancery_secretariat::mail::send::NotSent;
use chancery_secretariat::mail::{Letter, Mailbox, NotFetched, Who, compose, read, send};
use chancery_secretariat::{Login, Network, Patience, Security, Server};
use common::{
    Authority, IMAP_PASSWORD, IMAP_USER, PATIENCE, carry, choosy, endless, free_port, hostile, imap, login,
    peak_memory, put_mail, smtp,
};
use futures_util::future::join_all;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

fn now() -> jiff::Timestamp {
    "2026-11-20T08:00:00Z".parse().unwrap()
}

fn who(name: &str, address: &str) -> Who {
    Who { name: name.into(), address: address.into() }
}

fn letter(calendar: chancery_schedule::ical::Component) -> Letter {
    Letter {
        from: who("Protocol", "protocol@jakarta.example"),
        to: vec![who("الديوان", "desk@riyadh.example")],
        subject: "Undangan · دعوة".into(),
        text: "Yang terhormat …\nالسلام عليكم".into(),
        calendar: Some(calendar),
        attached: vec![],
    }
}

fn invitation() -> (Plan, Letter) {
    let link = "https://meet.example/join#secret".into();
    let sent = plan::compose::request(&common::plan(), &link, chancery_schedule::invitation::Secret::Elsewhere, now())
        .unwrap();
    (sent.plan, letter(sent.message))
}

fn imap_login() -> Login {
    login(IMAP_USER, IMAP_PASSWORD)
}

#[tokio::test]
async fn the_invitation_goes_out_and_the_answer_lands_in_the_plan() {
    let authority = Authority::new();
    let network = authority.network();
    let out = smtp(&authority, Security::StartTls);
    let inbox = imap(&authority, true);
    let (plan, letter) = invitation();
    let mail = compose(&letter, now(), [1; 16]).unwrap();
    send(&network, &out.server(Security::StartTls, None), &mail).await.unwrap();
    // What the other side finds in its mailbox, in the midst of other mail.
    put_mail(&inbox, b"From: a@b.example\r\nSubject: Lunch\r\nContent-Type: text/plain\r\n\r\nAt one?\r\n");
    assert_eq!(carry(&out, &inbox), 1);
    let server = inbox.server(Security::Tls, Some(imap_login()));
    let mut mailbox = Mailbox::open(&network, &server, "INBOX").await.unwrap();
    let look = mailbox.unread().await.unwrap();
    assert_eq!((look.arrived.len(), look.more), (1, false));
    let received = read(&look.arrived[0].bytes).unwrap();
    assert_eq!(received.subject.as_deref(), Some("Undangan · دعوة"));
    let request = &received.calendars[0];
    assert_eq!(Method::of(request), Some(Method::Request));
    // Looking marks nothing as read; that is done when it has been taken in.
    mailbox.mark_read(&[look.arrived[0].uid]).await.unwrap();
    assert_eq!(mailbox.unread().await.unwrap().arrived.len(), 0);
    mailbox.close().await;
    // The other side accepts; its answer comes to us the same way.
    let reply = itip::answer(request, "mailto:desk@riyadh.example", Answer::Accept, now()).unwrap();
    let back = Letter { from: letter.to[0].clone(), to: vec![letter.from.clone()], ..self::letter(reply) };
    send(&network, &out.server(Security::StartTls, None), &compose(&back, now(), [2; 16]).unwrap()).await.unwrap();
    carry(&out, &inbox);
    let mut mailbox = Mailbox::open(&network, &server, "INBOX").await.unwrap();
    let look = mailbox.unread().await.unwrap();
    let received = read(&look.arrived[0].bytes).unwrap();
    assert_eq!(received.speaks_for_itself(&received.calendars[0]), Some(true));
    let heard = plan::answers::take(&plan, &received.calendars[0]).unwrap();
    assert_eq!((heard.answers[0].said, heard.answers[0].who.0.as_str()), (Said::Accepted, "desk@riyadh.example"));
    mailbox.close().await;
}

#[tokio::test]
async fn the_desk_looks_into_the_mailbox_and_tells_each_stranger_once() {
    let authority = Authority::new();
    let network = authority.network();
    let inbox = imap(&authority, true);
    let server = inbox.server(Security::Tls, Some(imap_login()));
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::open(&folder.path().join("desk")).unwrap();
    let (plan, letter) = invitation();
    let kept = desk.save(plan, None, now()).unwrap();
    let look = || desk.fetch((&network, &server, "INBOX"), now());
    assert_eq!(look().await.unwrap(), Fetched::default());

    let answer = |who: &str, how| {
        let reply = itip::answer(letter.calendar.as_ref().unwrap(), &format!("mailto:{who}"), how, now()).unwrap();
        ical::write(&reply)
    };
    let mail = |from: &str, calendar: &str| {
        format!(
            "From: {from}\r\nSubject: Re\r\nContent-Type: text/calendar; method=REPLY; charset=utf-8\r\n\r\n{calendar}"
        )
    };
    let yes = answer("desk@riyadh.example", Answer::Accept);
    put_mail(&inbox, mail("desk@riyadh.example", &yes).as_bytes());
    put_mail(&inbox, mail("spy@elsewhere.example", &yes).as_bytes());
    put_mail(&inbox, mail("desk@riyadh.example", &yes.replace("UID:", "UID:another-")).as_bytes());
    put_mail(&inbox, b"From: a@b.example\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\nLunch?\r\n");
    let fetched = look().await.unwrap();
    assert_eq!((fetched.mails, fetched.taken.len(), fetched.more), (1, 1, false), "{fetched:?}");
    assert_eq!(fetched.taken[0].uid, kept.plan.uid);
    assert_eq!(fetched.refused, [Problem::NotInvited { who: "spy@elsewhere.example".into() }]);
    assert_eq!(desk.newest(&kept.plan.uid).unwrap().answers[0].said, Said::Accepted);
    // What was taken is read by now; what was not is told no second time, and lies there as it was.
    assert_eq!(look().await.unwrap(), Fetched::default());
    let mut mailbox = Mailbox::open(&network, &server, "INBOX").await.unwrap();
    let arrived = mailbox.unread().await.unwrap().arrived;
    assert_eq!((arrived.len(), mailbox.validity().is_some()), (3, true));
    let but = [arrived[0].uid, arrived[2].uid].into();
    assert_eq!(mailbox.unread_but(&but).await.unwrap().arrived.len(), 1);
    mailbox.close().await;
    // What was none of this desk's is, once its plan is there.
    let other = Plan { uid: format!("another-{}", kept.plan.uid), ..kept.plan.clone() };
    let other = desk.save(other, None, now()).unwrap();
    assert_eq!(look().await.unwrap().taken[0].uid, other.plan.uid);
    // What was typed meanwhile stays, and the next answer comes on top of it.
    let mut typed = desk.newest(&kept.plan.uid).unwrap();
    typed.text = "Bring the maps".into();
    let version = desk.plans().into_iter().find(|entry| entry.plan.uid == typed.uid).unwrap().version;
    desk.save(typed, Some(version), now()).unwrap();
    let later =
        answer("desk@riyadh.example", Answer::Decline).replace("DTSTAMP:20261120T080000Z", "DTSTAMP:20261120T090000Z");
    put_mail(&inbox, mail("desk@riyadh.example", &later).as_bytes());
    assert_eq!(look().await.unwrap().mails, 1);
    let newest = desk.newest(&kept.plan.uid).unwrap();
    assert_eq!((newest.answers[0].said, &*newest.text.0), (Said::Declined, "Bring the maps"));
    let wrong = inbox.server(Security::Tls, Some(login(IMAP_USER, "wrong")));
    let refused = desk.fetch((&network, &wrong, "INBOX"), now()).await;
    assert!(matches!(refused, Err(NotFetched::Login { .. })), "{refused:?}");
    let absent = desk.fetch((&network, &server, "Answers"), now()).await;
    assert!(matches!(absent, Err(NotFetched::Folder { .. })), "{absent:?}");
}

#[tokio::test]
async fn what_another_ministry_invites_to_comes_in_and_its_answer_goes_out() {
    let authority = Authority::new();
    let network = authority.network();
    let (out, inbox) = (smtp(&authority, Security::StartTls), imap(&authority, true));
    let (post, server) = (out.server(Security::StartTls, None), inbox.server(Security::Tls, Some(imap_login())));
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let [host, guest] = folders.each_ref().map(|folder| Desk::open(&folder.path().join("desk")).unwrap());
    let kept = host.save(common::plan(), None, now()).unwrap();
    let outgoing = |plan: &Plan| Outgoing { plan: plan.clone(), languages: vec!["en".into()], with_secret: false };
    let going = outgoing(&kept.plan).going(None, None, now()).unwrap();
    let posted = host.post(&going, (&network, Some(&post)), (now(), || [3; 16]), &|_| {}).await.unwrap();
    carry(&out, &inbox);

    let fetched = guest.fetch((&network, &server, "INBOX"), now()).await.unwrap();
    assert_eq!((fetched.invited.len(), fetched.mails), (1, 0), "{fetched:?}");
    assert_eq!(guest.fetch((&network, &server, "INBOX"), now()).await.unwrap(), Fetched::default(), "told once");
    let mut mailbox = Mailbox::open(&network, &server, "INBOX").await.unwrap();
    assert_eq!(mailbox.unread().await.unwrap().arrived.len(), 1, "it stays unread for other programs");
    mailbox.close().await;
    let own = [IMAP_USER.to_owned()];
    let came = guest.invitations(&own, now());
    assert_eq!(came[0].mine, [Personal(IMAP_USER.into())]);

    let uid = &came[0].invitation.uid;
    let reply = Reply {
        uid,
        seen: came[0].at,
        who: IMAP_USER,
        answer: Answer::Accept,
        instance: None,
        comment: "Gladly",
        language: Language::Fr,
    };
    let replying = guest.replying(&reply, now()).unwrap();
    let line = (&network, None, &own[..]);
    assert_eq!(guest.post_reply(&replying, line, (now(), [4; 16])).await.err(), Some(Problem::MailUnset));
    assert_eq!(guest.invitations(&own, now())[0].given, []);
    let line = (&network, Some(&post), &own[..]);
    let after = guest.post_reply(&replying, line, (now(), [4; 16])).await.unwrap();
    assert_eq!(after.given[0].said, Said::Accepted);
    carry(&out, &inbox);
    let fetched = host.fetch((&network, &server, "INBOX"), now()).await.unwrap();
    assert_eq!((fetched.taken.len(), fetched.mails), (1, 1), "{fetched:?}");
    let heard = host.newest(uid).unwrap();
    assert_eq!((heard.answers[0].said, &*heard.answers[0].comment), (Said::Accepted, "Gladly"));
    assert_eq!(heard.sent, posted.saved.plan.sent);
    // At the next start all of it is there, and the invitation that lies in the mailbox still is no news.
    drop(guest);
    let guest = Desk::open(&folders[1].path().join("desk")).unwrap();
    assert_eq!(guest.fetch((&network, &server, "INBOX"), now()).await.unwrap().invited, []);
    assert_eq!(guest.invitations(&own, now())[0].given[0].said, Said::Accepted);
}

#[tokio::test]
async fn tls_in_each_form_and_never_without() {
    let authority = Authority::new();
    let network = authority.network();
    let mail = compose(&invitation().1, now(), [1; 16]).unwrap();
    for security in [Security::Tls, Security::StartTls, Security::Plain] {
        let out = smtp(&authority, security);
        send(&network, &out.server(security, None), &mail).await.unwrap();
        assert_eq!(std::fs::read_dir(out.path("mails/new")).unwrap().count(), 1, "{security:?}");
        // Whose authority is not known is not trusted.
        if security != Security::Plain {
            let stranger = Network::new(None).unwrap();
            let error = send(&stranger, &out.server(security, None), &mail).await.unwrap_err();
            assert!(matches!(error, NotSent::Line(NoLine::Untrusted { .. })), "{error}");
            let by_number = Server { host: "127.0.0.1".into(), ..out.server(security, None) };
            let error = send(&network, &by_number, &mail).await.unwrap_err();
            assert!(matches!(error, NotSent::Line(NoLine::Untrusted { .. })), "{error}");
        }
        assert_eq!(std::fs::read_dir(out.path("mails/new")).unwrap().count(), 1, "{security:?}");
    }
    // A server without STARTTLS, or one from which somebody on the way has struck it.
    let out = smtp(&authority, Security::Plain);
    let error = send(&network, &out.server(Security::StartTls, None), &mail).await.unwrap_err();
    assert!(matches!(error, NotSent::Line(NoLine::NoTls { .. })), "{error}");
    let abroad = Server { host: "192.0.2.1".into(), port: 25, security: Security::Plain, login: None };
    let error = send(&network, &abroad, &mail).await.unwrap_err();
    assert!(matches!(error, NotSent::Line(NoLine::PlainAbroad { .. })), "{error}");
    let nobody = Server { host: "localhost".into(), port: free_port(), security: Security::Tls, login: None };
    let error = send(&network, &nobody, &mail).await.unwrap_err();
    assert!(matches!(error, NotSent::Line(NoLine::Unreachable { .. })), "{error}");
    let inbox = imap(&authority, false);
    let mut mailbox =
        Mailbox::open(&network, &inbox.server(Security::StartTls, Some(imap_login())), "INBOX").await.unwrap();
    assert!(mailbox.unread().await.unwrap().arrived.is_empty());
    let error = Mailbox::open(&network, &inbox.server(Security::Tls, Some(imap_login())), "INBOX").await.unwrap_err();
    assert!(matches!(error, NotFetched::Line(_)), "{error}");
}

#[tokio::test]
async fn it_is_said_whose_fault_it_is() {
    let authority = Authority::new();
    let network = authority.network();
    let out = choosy(&authority);
    let right = || Some(login("protocol", "Rahasia & سر"));
    let (_, good) = invitation();
    let attempt = async |letter: &Letter, login| {
        let mail = compose(letter, now(), [1; 16]).unwrap();
        send(&network, &out.server(Security::Tls, login), &mail).await
    };
    let wrong = attempt(&good, Some(login("protocol", "guess"))).await.unwrap_err();
    assert!(matches!(wrong, NotSent::Login { .. }), "{wrong}");
    assert!(!wrong.to_string().contains("guess"));
    let mut impostor = good.clone();
    impostor.from.address = "impostor@jakarta.example".into();
    let error = attempt(&impostor, right()).await.unwrap_err();
    assert!(matches!(&error, NotSent::Sender { said, .. } if said.contains("not your address")), "{error}");
    let mut lost = good.clone();
    lost.to.push(who("", "nobody@riyadh.example"));
    lost.to.push(who("", "nobody.else@riyadh.example"));
    let error = attempt(&lost, right()).await.unwrap_err();
    let NotSent::Recipients { refused, .. } = &error else { panic!("{error}") };
    assert_eq!(
        refused.iter().map(|(who, _)| who.as_str()).collect::<Vec<_>>(),
        ["nobody@riyadh.example", "nobody.else@riyadh.example"]
    );
    assert!(error.to_string().contains("no such mailbox"), "{error}");
    assert!(!out.path("taken.eml").exists(), "nobody got it");
    let mut full = good.clone();
    full.subject = "X-Full".into();
    let error = attempt(&full, right()).await.unwrap_err();
    assert!(matches!(&error, NotSent::Later { said, .. } if said.contains("disk full")), "{error}");
    attempt(&good, right()).await.unwrap();
    let taken = std::fs::read(out.path("taken.eml")).unwrap();
    assert!(read(&taken).unwrap().calendars[0].says_the_same(good.calendar.as_ref().unwrap()));
    // And where it comes in.
    let inbox = imap(&authority, true);
    let open =
        async |login, folder: &str| Mailbox::open(&network, &inbox.server(Security::Tls, Some(login)), folder).await;
    let error = open(login(IMAP_USER, "guess\r\nA1 LOGOUT"), "INBOX").await.unwrap_err();
    assert!(matches!(error, NotFetched::Login { .. }), "{error}");
    let error = open(imap_login(), "No such").await.unwrap_err();
    assert!(matches!(error, NotFetched::Folder { .. }), "{error}");
}

#[tokio::test]
async fn mails_of_all_kinds_are_taken_or_told() {
    let authority = Authority::new();
    let network = authority.network();
    let inbox = imap(&authority, true);
    let head = "From: desk@riyadh.example\r\nSubject: x\r\nMIME-Version: 1.0\r\n";
    put_mail(
        &inbox,
        format!("{head}Content-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n").as_bytes(),
    );
    put_mail(&inbox, format!("{head}Content-Type: multipart/mixed; boundary=b\r\n\r\nno parts at all").as_bytes());
    put_mail(
        &inbox,
        format!("{head}Content-Type: multipart/mixed; boundary=b\r\n\r\n{}", "x".repeat(21 << 20)).as_bytes(),
    );
    put_mail(&inbox, b"\xff\xfe\x00 not a mail");
    let mut mailbox = Mailbox::open(&network, &inbox.server(Security::Tls, Some(imap_login())), "INBOX").await.unwrap();
    let look = mailbox.unread().await.unwrap();
    assert_eq!((look.arrived.len(), look.too_long), (2, 1));
    assert_eq!(look.arrived.iter().filter(|a| read(&a.bytes).is_ok()).count(), 1);
    mailbox.close().await;
}

/// A mailbox's server that takes anybody in, and then says `then` to whatever is asked.
fn obliging_at_first(then: &'static (dyn Fn(&mut TcpStream, &str) + Sync)) -> u16 {
    hostile(move |s| {
        let _ = s.write_all(b"* OK hello\r\n");
        let Ok(reading) = s.try_clone() else { return };
        for line in BufReader::new(reading).lines().map_while(Result::ok) {
            let mut words = line.split(' ');
            let (tag, verb) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
            match verb {
                "LOGIN" => drop(s.write_all(format!("{tag} OK in\r\n").as_bytes())),
                "SELECT" => drop(s.write_all(format!("* 1 EXISTS\r\n{tag} OK [READ-WRITE] open\r\n").as_bytes())),
                _ => then(s, tag),
            }
        }
    })
}

#[tokio::test]
async fn hostile_mail_servers_are_bounded() {
    let patient = |step| {
        let short = Duration::from_secs(3);
        let patience = Patience { connect: short, greeting: short, step, sending: short, answer: short };
        Network::patient(None, patience).unwrap()
    };
    let network = patient(Duration::from_secs(3));
    let mail = compose(&invitation().1, now(), [1; 16]).unwrap();
    let at = |port, security| Server { host: "127.0.0.1".into(), port, security, login: Some(login("a", "b")) };
    let before = peak_memory();
    let endless_line = hostile(|s| endless(s, b"220 x"));
    let endless_lines = hostile(|s| endless(s, b"220-x\r\n"));
    let gone = hostile(|_| ());
    let mute = hostile(|s| while s.read(&mut [0; 100]).is_ok_and(|n| n > 0) {});
    let web = hostile(|s| {
        let _ = s.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
        let _ = s.read(&mut [0; 100]);
    });
    // It greets as it should, and does not come to an end of what it can do.
    let boastful = hostile(|s| {
        let _ = s.write_all(b"220 x\r\n");
        let _ = s.read(&mut [0; 200]);
        endless(s, b"250-SIZE\r\n");
    });
    let imap_lines = hostile(|s| endless(s, b"* OK x\r\n"));
    let imap_literal = hostile(|s| {
        let _ = s.write_all(b"* OK hello\r\n* 1 FETCH (BODY[] {999999999999}\r\n");
        endless(s, b"x");
    });
    let imap_deep = hostile(|s| {
        let _ = s.write_all(b"* OK hello\r\n* 1 FETCH (BODYSTRUCTURE ");
        endless(s, b"(");
    });
    let all = [Security::Plain, Security::StartTls, Security::Tls];
    let out = [endless_line, endless_lines, gone, mute, web, boastful];
    let sending = out.into_iter().flat_map(|port| all.map(|security| at(port, security))).map(async |server| {
        let error = send(&network, &server, &mail).await.unwrap_err();
        assert!(matches!(error, NotSent::Line(_)), "{:?}: {error}", server.security);
    });
    let within = [endless_line, gone, mute, web, imap_lines, imap_literal, imap_deep];
    let opening = within.into_iter().flat_map(|port| all.map(|security| at(port, security))).map(async |server| {
        assert!(Mailbox::open(&network, &server, "INBOX").await.is_err(), "{:?}", server.security);
    });
    // Whoever lets one in first is bounded all the same.
    let found_endless = obliging_at_first(&|s, _| endless(s, b"* SEARCH 1 2 3\r\n"));
    let found_long = obliging_at_first(&|s, _| {
        let _ = s.write_all(b"* SEARCH");
        endless(s, b" 1");
    });
    let never_asked = obliging_at_first(&|s, tag| {
        let _ = s.write_all(format!("* SEARCH 1\r\n{tag} OK\r\n").as_bytes());
        endless(s, b"* 1 FETCH (UID 1 FLAGS ())\r\n");
    });
    let says_nothing = obliging_at_first(&|_, _| ());
    let visiting = patient(Duration::from_secs(10));
    let obliging = [found_endless, found_long, never_asked, says_nothing];
    let everything = async {
        tokio::join!(join_all(sending), join_all(opening));
        // Each is let in before any of them begins: all share one thread here.
        let mut open = Vec::new();
        for port in obliging {
            open.push(Mailbox::open(&visiting, &at(port, Security::Plain), "INBOX").await.unwrap());
        }
        join_all(open.iter_mut().map(async |mailbox| {
            let error = mailbox.unread().await.unwrap_err();
            assert!(matches!(error, NotFetched::Broken { .. } | NotFetched::Line(NoLine::Slow { .. })), "{error}");
        }))
        .await;
    };
    // Whatever they do: an officer gets an answer.
    tokio::time::timeout(4 * PATIENCE, everything).await.expect("all have been given up");
    let grown = peak_memory().saturating_sub(before);
    assert!(grown < 768 * 1024, "{grown} KiB");
}

#[tokio::test]
async fn words_put_behind_the_answer_to_starttls_are_not_believed() {
    // Somebody on the way adds an answer in the clear, hoping that it counts after TLS has begun.
    let port = hostile(|s| {
        let _ = s.write_all(b"220 x\r\n");
        let _ = s.read(&mut [0; 200]);
        let _ = s.write_all(b"250-x\r\n250 STARTTLS\r\n");
        let _ = s.read(&mut [0; 200]);
        let _ = s.write_all(b"220 go\r\n250-x\r\n250 AUTH PLAIN\r\n");
        let _ = s.read(&mut [0; 2_000]);
    });
    let network = Network::new(None).unwrap();
    let server = Server { host: "127.0.0.1".into(), port, security: Security::StartTls, login: Some(login("a", "b")) };
    let mail = compose(&invitation().1, now(), [1; 16]).unwrap();
    let error = send(&network, &server, &mail).await.unwrap_err();
    assert!(matches!(error, NotSent::Line(NoLine::Nonsense { .. })), "{error}");
}
