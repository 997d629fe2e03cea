//! What a hostile server plays against a running call, over real sockets: each is refused, told where a person has to
//! know it, nobody panics, and fresh pictures come after it. The numbers are those of `docs/hostile.md`.
//!
//! The server is a middle (`chancery_tests::middle`) that sees and changes everything; where it says so it even holds a
//! leaked link, and then makes the outer seal as it likes.

use anyhow::{Context, Result, ensure};
use chancery_signalling::message::MAX_FRAME;
use chancery_signalling::peer::{PeerMessage, WantedSize};
use chancery_tests::middle::{Deal, Middle, Passing, text};
use chancery_tests::participant::Participant;
use chancery_tests::spy::{self, Spy, kind};
use chancery_tests::{Links, Server};
use chancery_trust::Invitation;
use chancery_xtask::proc::built;
use serde_json::{Value, json};
use std::collections::HashSet;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

const SUSPENDED: &str = "nothing is sent any more";
const TOLD: &str = "that the chairs did not sign";

/// Two sides in a call, and a server between them that is honest so far.
struct Call {
    folder: tempfile::TempDir,
    _server: Server,
    middle: Middle,
    links: Links,
    /// With the leaked link.
    spy: Spy,
    people: Vec<Participant>,
}

impl Call {
    fn begin() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let server = Server::start(&folder.path().join("server"), "127.0.0.1:0", None)?;
        let middle = Middle::before(&server.url)?;
        let links = Links::convene_at(&middle.url, None)?;
        let spy = Spy::new(&links.za)?;
        let mut call = Self { folder, _server: server, middle, links, spy, people: Vec::new() };
        call.enter("Retno", &call.links.id.clone())?;
        call.enter("Thandi", &call.links.za.clone())?;
        call.lives_on()?;
        Ok(call)
    }

    fn start(&self, name: &str, link: &str, more: &[&str]) -> Result<Participant> {
        Participant::join(self.folder.path(), name, link, more)
    }

    /// One more joins.
    fn enter(&mut self, name: &str, link: &str) -> Result<()> {
        let mut person = self.start(name, link, &[])?;
        person.joined()?;
        self.people.push(person);
        Ok(())
    }

    /// Both first ones: of Indonesia, of South Africa.
    fn two(&self) -> Result<[String; 2]> {
        Ok([self.middle.of("ID")?, self.middle.of("ZA")?])
    }

    /// Everybody gets fresh pictures, and nobody was made to stop sending.
    fn lives_on(&mut self) -> Result<()> {
        for person in &mut self.people {
            person.sees()?;
            ensure!(!person.program.said()?.contains(SUSPENDED), "suspended:\n{}", person.program.said()?);
        }
        Ok(())
    }

    /// What was relayed or ordered so far, as it came to a client.
    fn seen(&self, kind: &str) -> Vec<Passing> {
        self.middle.transcript().into_iter().filter(|p| p.is_down(kind)).collect()
    }

    /// Opens what was sealed for one or for all.
    fn opened(&self, p: &Passing) -> Option<Vec<u8>> {
        let sealed = sealed(p);
        self.spy.open(p.from(), None, sealed).or_else(|| self.spy.open(p.from(), Some(p.id()), sealed))
    }

    /// Something of a kind that was said in the group.
    fn said_in_group(&self, kind: u8) -> Result<Vec<u8>> {
        let all = self.seen("ordered").into_iter().chain(self.seen("relayed"));
        let found = all.filter_map(|p| self.opened(&p)).find(|bytes| bytes.get(1) == Some(&kind));
        found.with_context(|| format!("no message of kind {kind} went through the server"))
    }

    /// All end in order, having panicked at nothing. What each said.
    fn end(self) -> Result<Vec<String>> {
        self.people.into_iter().map(|person| Ok(person.end()?.0)).collect()
    }
}

fn sealed(p: &Passing) -> &str {
    p.message["sealed"].as_str().unwrap_or_default()
}

#[test]
fn hostile_01_replayed_commit() -> Result<()> {
    let mut call = Call::begin()?;
    call.enter("Sipho", &call.links.za.clone())?;
    let commits = call.seen("ordered");
    ensure!(commits.len() >= 2, "no commit went through the server");
    for p in &commits {
        for guest in call.middle.guests() {
            let reached =
                [call.middle.order(&guest.id, p.from(), sealed(p)), call.middle.relay(&guest.id, p.from(), sealed(p))];
            ensure!(reached == [true; 2], "a commit that was replayed reached nobody");
        }
    }
    call.lives_on()?;
    // The group can still be changed: one more comes in, whom all see.
    call.enter("Dewi", &call.links.id.clone())?;
    call.lives_on()?;
    call.end()?;
    Ok(())
}

#[test]
fn hostile_02_add_proposed_by_the_server() -> Result<()> {
    let mut call = Call::begin()?;
    let commit = call.said_in_group(kind::APP)?;
    let knock = call.said_in_group(kind::KNOCK)?;
    let (group, mls) = (&commit[2..18], &commit[22..]);
    // PrivateMessage: version, format 2, the group's identifier, the epoch.
    ensure!(mls[..4] == [0, 1, 0, 2] && mls[4] < 0x40, "what is said in the group is no PrivateMessage");
    let (name, rest) = mls[5..].split_at(usize::from(mls[4]));
    let epoch = u64::from_be_bytes(rest[..8].try_into()?);
    let forged = spy::forged_add(name, epoch, &knock[6..]);
    let [id, za] = call.two()?;
    for (to, from) in [(&id, &za), (&za, &id)] {
        let commit = spy::frame(1, kind::COMMIT, group, &forged);
        call.middle.order(to, from, &call.spy.seal(from, None, &commit)?);
        let said = spy::frame(1, kind::APP, group, &forged);
        call.middle.relay(to, from, &call.spy.seal(from, Some(to), &said)?);
    }
    for person in &mut call.people {
        person.program.wait_for("Forbidden")?;
        person.program.wait_for(TOLD)?;
    }
    call.lives_on()?;
    for said in call.end()? {
        ensure!(said.matches("is in the meeting").count() == 1, "somebody came in:\n{said}");
    }
    Ok(())
}

#[test]
fn hostile_07_version_downgrade() -> Result<()> {
    let mut call = Call::begin()?;
    let welcome = json!({
        "is": "welcome", "version": 0, "time": "2026-01-01T00:00:00Z", "heartbeat_ms": 600, "ice_servers": []
    });
    let refused = json!({ "is": "refused", "code": "version", "versions": [0] });
    for answer in [&welcome, &refused] {
        let (given, answer) = (answer.clone(), answer["is"].clone());
        call.middle.play(move |p| match p.message["is"] == "hello" {
            true => Deal::Answer(given.clone()),
            false => Deal::Pass,
        });
        let before = call.middle.guests().len();
        let late = call.start("Sipho", &call.links.za.clone(), &[])?;
        let said = late.program.wait_to_fail()?;
        ensure!(!said.contains("Joined"), "joined in an older version ({answer}):\n{said}");
        ensure!(call.middle.guests().len() == before, "an access token was given in an older version ({answer})");
    }
    // Who is in a call and has to come back does not either, and the call goes on without the server.
    let [id, za] = call.two()?;
    let entered = |call: &Call| call.middle.transcript().iter().filter(|p| p.message["is"] == "enter").count();
    let before = entered(&call);
    call.middle.disconnect(&id);
    call.people[0].program.wait_for("ServerTooOld")?;
    call.lives_on()?;
    ensure!(entered(&call) == before, "it entered in an older version");
    call.middle.play_fair();
    // Within the group: knocks of versions that nobody speaks.
    let knock = call.said_in_group(kind::KNOCK)?;
    for version in [0, 2, 255] {
        let bytes = spy::frame(version, kind::KNOCK, &[], &knock[6..]);
        call.middle.relay(&za, &id, &call.spy.seal(&id, None, &bytes)?);
    }
    call.people[1].program.wait_for("Unreadable")?;
    call.lives_on()?;
    call.end()?;
    Ok(())
}

#[test]
fn hostile_08_sealed_descriptions_are_swapped_between_participants() -> Result<()> {
    let mut call = Call::begin()?;
    let [id, za] = call.two()?;
    // While a third connects, the first word of Retno to it comes as Thandi's: made anew with the leaked link.
    let (spy, impostor) = (Spy::new(&call.links.id)?, za.clone());
    let (used, shown) = (Arc::new(AtomicUsize::new(0)), [id.clone(), za.clone()]);
    let count = used.clone();
    call.middle.play(move |p| {
        if !p.is_down("relayed") || shown.iter().any(|who| who == p.id()) || p.from() != shown[0] {
            return Deal::Pass;
        }
        let Some(bytes) = spy.open(p.from(), Some(p.id()), sealed(p)).filter(|b| b.get(1) == Some(&kind::APP)) else {
            return Deal::Pass;
        };
        if count.fetch_add(1, Ordering::Relaxed) > 0 {
            return Deal::Pass;
        }
        match spy.seal(&impostor, Some(p.id()), &bytes) {
            Ok(sealed) => Deal::Instead(json!({ "is": "relayed", "from": impostor, "sealed": sealed })),
            Err(_) => Deal::Pass,
        }
    });
    call.enter("Sipho", &call.links.za.clone())?;
    call.lives_on()?;
    ensure!(used.load(Ordering::Relaxed) > 0, "Retno said nothing to Sipho through the server");
    call.people[2].program.wait_for("Impostor")?;
    // As a server without the link does it: every sealed description and candidate so far goes to another, or is shown
    // as another's.
    call.middle.play_fair();
    let guests = call.middle.guests();
    for p in call.seen("relayed") {
        for other in guests.iter().filter(|g| g.id != p.id() && g.id != p.from()) {
            call.middle.relay(&other.id, p.from(), sealed(&p));
            call.middle.relay(p.id(), &other.id, sealed(&p));
        }
    }
    for person in &mut call.people {
        person.program.wait_for("could not be opened with this invitation")?;
    }
    call.lives_on()?;
    call.end()?;
    Ok(())
}

#[test]
fn hostile_09_two_members_fed_different_commits() -> Result<()> {
    let mut call = Call::begin()?;
    let [id, za] = call.two()?;
    // Each chair sees its own commits alone; the third only those of Indonesia's.
    let chairs = [id.clone(), za.clone()];
    call.middle.play(move |p| {
        let shown = if chairs.iter().any(|chair| chair == p.id()) { p.id() } else { &chairs[0] };
        let group = p.is_down("ordered") || (p.is_down("relayed") && !chairs.iter().any(|chair| chair == p.id()));
        if group && p.from() != shown { Deal::Drop } else { Deal::Pass }
    });
    call.enter("Sipho", &call.links.za.clone())?;
    // The pictures of who is in the other group are not seen, and soon nobody sends to whom they cannot see.
    for chair in 0..2 {
        call.people[chair].program.wait_for(SUSPENDED)?;
        call.people[chair].program.wait_for("are being shown different meetings")?;
    }
    // Once nothing is kept from anybody, they come together again; that, too, is told.
    call.middle.play_fair();
    for chair in 0..2 {
        call.people[chair].program.wait_for("were shown different meetings for a while")?;
    }
    // What was open stays closed until its person opens it: the call goes on without pictures.
    for said in &call.end()?[..2] {
        ensure!(said.contains("until you open them"), "{said}");
    }
    Ok(())
}

/// The silence that suspends a call takes 32 s and is held in `crates/trust`; here heartbeats and commits are held back
/// for longer than one heartbeat, and what shows over real sockets is that they also go from peer to peer.
#[test]
fn hostile_10_commits_and_heartbeats_held_back() -> Result<()> {
    let mut call = Call::begin()?;
    call.middle.play(|p| if p.is_down("ordered") || p.is_down("relayed") { Deal::Hold } else { Deal::Pass });
    let mut late = call.start("Sipho", &call.links.za.clone(), &["--wait"])?;
    late.program.wait_for("Asking to be admitted")?;
    let until = Instant::now() + Duration::from_secs(12);
    while Instant::now() < until {
        call.lives_on()?;
    }
    // Who hears of nobody founds a group of its own, and is alone in it.
    ensure!(late.pictures() == 0, "it sees somebody although nothing was passed on");
    call.middle.release();
    late.program.wait_for("is connected")?;
    call.people.push(late);
    call.lives_on()?;
    call.end()?;
    Ok(())
}

/// A process that is killed comes back as somebody new, with a leaf and keys of its own: pictures come both ways, and what
/// the dead one's keys had sealed is not asked for again.
#[test]
fn hostile_17_killed_and_back() -> Result<()> {
    let mut call = Call::begin()?;
    for _ in 0..2 {
        // Killed, without a word.
        drop(call.people.pop());
        call.enter("Thandi", &call.links.za.clone())?;
        call.lives_on()?;
    }
    let ids: HashSet<String> = call.middle.guests().iter().map(|guest| guest.id.clone()).collect();
    ensure!(ids.len() == 4, "the same participant twice: {ids:?}");
    call.end()?;
    Ok(())
}

#[test]
fn hostile_18_huge_handshakes_and_a_hundred_thousand_messages() -> Result<()> {
    let mut call = Call::begin()?;
    let [id, za] = call.two()?;
    let peaks = |call: &Call| call.people.iter().map(|p| p.program.memory_peak()).collect::<Result<Vec<_>>>();
    let before = peaks(&call)?;
    // One frame of 64 MiB, which a WebSocket library takes unless it was told otherwise: the socket is given up.
    let huge = "A".repeat(64 << 20);
    call.middle.relay(&id, &za, &huge);
    call.people[0].program.wait_for("The server answers again")?;
    // The longest that is read, with the leaked link's seal: too long for a commit.
    let group = call.said_in_group(kind::APP)?[2..18].to_vec();
    let long = spy::frame(1, kind::COMMIT, &group, &vec![0; MAX_FRAME * 9 / 16 - 512]);
    for (to, from) in [(&id, &za), (&za, &id)] {
        let sealed = call.spy.seal(from, None, &long)?;
        ensure!(sealed.len() + 512 < MAX_FRAME, "it would not be read at all");
        call.middle.order(to, from, &sealed);
        for n in 0..50_000_u32 {
            let mls = [&[0, 1, 0, 2][..], &n.to_be_bytes()].concat();
            let bytes = spy::frame(1, if n % 2 == 0 { kind::COMMIT } else { kind::APP }, &group, &mls);
            ensure!(call.middle.relay(to, from, &call.spy.seal(from, None, &bytes)?), "it hung up at message {n}");
        }
    }
    for person in &mut call.people {
        person.program.wait_for("Unreadable")?;
    }
    call.lives_on()?;
    for (before, after) in before.iter().zip(peaks(&call)?) {
        ensure!(after < before + 48 * 1024, "memory grew from {before} to {after} KiB");
    }
    for said in call.end()? {
        ensure!(said.lines().count() < 2_000, "{} lines were said of it", said.lines().count());
    }
    Ok(())
}

#[test]
fn hostile_19_truncated_and_changed_frames() -> Result<()> {
    let mut call = Call::begin()?;
    let mut reached = 0;
    for p in call.seen("relayed").iter().chain(&call.seen("ordered")) {
        let words = sealed(p);
        for changed in [words[..words.len() / 2].to_owned(), format!("{words}AAAA"), words.replace('A', "B")] {
            reached += usize::from(call.middle.relay(p.id(), p.from(), &changed));
            reached += usize::from(call.middle.order(p.id(), p.from(), &changed));
        }
        // What is no message ends the line at once, as often as it comes.
        let whole = p.message.to_string();
        for end in [1, whole.len() / 2, whole.len() - 1] {
            reached += usize::from(call.middle.tell(p.id(), text(&Value::from(&whole[..end]))));
            reached += usize::from(call.middle.tell(p.id(), &whole[..end]));
        }
    }
    ensure!(reached > 20, "only {reached} changed messages reached somebody");
    call.lives_on()?;
    call.enter("Sipho", &call.links.za.clone())?;
    call.lives_on()?;
    call.end()?;
    Ok(())
}

#[test]
fn hostile_20_floods_of_relays_and_of_addresses() -> Result<()> {
    let mut call = Call::begin()?;
    let [id, za] = call.two()?;
    // Everything that was said while they connected, offers and candidates too, a thousand times over.
    let said = call.seen("relayed");
    ensure!(said.iter().any(|p| p.id() == id) && said.iter().any(|p| p.id() == za), "nothing was relayed");
    for _ in 0..20_000_usize.div_ceil(said.len()) {
        for p in &said {
            // Old knocks are answered: the server may end the socket of who answers too often, and it comes back.
            call.middle.relay(p.id(), p.from(), sealed(p));
        }
    }
    // And outside of the group, where a person who only has a link could say it. Who answered too often has no line for a
    // moment, and nothing reaches them then: it is said until it was heard.
    let wants = PeerMessage::Wants { camera: WantedSize { width: 1, height: 1 } };
    let mut deaf = call.people.len();
    for _ in 0..60 {
        for (to, from) in [(&id, &za), (&za, &id)] {
            for _ in 0..500 {
                call.middle.relay(to, from, &call.spy.seal_message(from, Some(to), &wants)?);
            }
        }
        std::thread::sleep(Duration::from_millis(500));
        deaf = call.people.len();
        for person in &mut call.people {
            deaf -= usize::from(person.program.said()?.contains(TOLD));
        }
        if deaf == 0 {
            break;
        }
    }
    ensure!(deaf == 0, "{deaf} were not told of what was said outside of the group");
    call.lives_on()?;
    // Who comes now is told of thousands of helpers that are this machine itself, or the link's own neighbours.
    call.middle.play(|p| {
        if !p.is_down("welcome") {
            return Deal::Pass;
        }
        let mut welcome = p.message.clone();
        let url = |n: usize| match n % 4 {
            0 => format!("stun:127.0.0.1:{}", 20_000 + n),
            1 => format!("stun:169.254.{}.{}:3478", n / 250 % 250, n % 250),
            2 => format!("stun:[fe80::{n:x}]:3478"),
            _ => format!("turn:127.0.0.1:{}", 20_000 + n),
        };
        let server = |n| json!({ "urls": [url(n)], "username": "u", "credential": "c" });
        welcome["ice_servers"] = (0..4_000).map(server).collect();
        Deal::Instead(welcome)
    });
    call.enter("Sipho", &call.links.za.clone())?;
    call.lives_on()?;
    call.end()?;
    Ok(())
}

#[test]
fn hostile_24_expired_and_reused_invitations() -> Result<()> {
    let mut call = Call::begin()?;
    let good = Invitation::parse(&call.links.za)?;
    // Over since yesterday; its fragment stripped on the way.
    let day = jiff::SignedDuration::from_hours(24);
    let over = Invitation { starts: good.starts - day, expires: jiff::Timestamp::now() - day, ..good.clone() };
    for link in [over.to_link(), call.links.za.split('#').next().unwrap_or_default().to_owned()] {
        let said = call.start("Sipho", &link, &[])?.program.wait_to_fail()?;
        ensure!(!said.contains("Joined") && said.contains("invitation"), "{said}");
    }
    // Its end written later than it is: the chairs do not let it in, and its guest is not told otherwise.
    let late = Invitation { expires: good.expires + day, ..good.clone() };
    let mut forged = call.start("Sipho", &late.to_link(), &["--wait"])?;
    forged.program.wait_for("Asking to be admitted")?;
    for person in &mut call.people {
        person.program.wait_for("Expired")?;
        person.program.wait_for("whose invitation does not hold")?;
    }
    // Reused for another meeting: the server seats the guest of that one here, with Thandi's own proof of access.
    let other = Links::convene_at(&call.middle.url, None)?;
    let theirs = Invitation::parse(&other.za)?.meeting;
    let enter =
        call.middle.transcript().into_iter().find(|p| p.message["is"] == "enter" && p.message["delegation"] == "ZA");
    let (meeting, access) =
        enter.map(|p| (p.message["meeting"].clone(), p.message["access"].clone())).context("no enter")?;
    let (seated, theirs) = (Arc::new(Mutex::new(HashSet::new())), json!(theirs));
    let all = seated.clone();
    call.middle.play(move |p| {
        if p.message["is"] != "enter" || p.message["meeting"] != theirs {
            return Deal::Pass;
        }
        let mut message = p.message.clone();
        (message["meeting"], message["access"]) = (meeting.clone(), access.clone());
        all.lock().unwrap().insert(message["participant"].to_string());
        Deal::Instead(message)
    });
    let mut stranger = call.start("Lerato", &other.za, &["--wait"])?;
    stranger.program.wait_for("could not be opened with this invitation")?;
    ensure!(!seated.lock().unwrap().is_empty(), "the server seated nobody");
    call.lives_on()?;
    for (name, guest) in [("forged", forged), ("stranger", stranger)] {
        let pictures = guest.pictures();
        let said = guest.program.end()?;
        ensure!(!said.contains("Joined") && pictures == 0, "{name} came in:\n{said}");
    }
    for said in call.end()? {
        ensure!(said.matches("is in the meeting").count() == 1, "somebody came in:\n{said}");
    }
    Ok(())
}

/// The middle itself: honest, it changes nothing; and what it does is felt.
#[test]
fn the_middle_can_hurt() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = Server::start(&folder.path().join("server"), "127.0.0.1:0", None)?;
    let middle = Middle::before(&server.url)?;
    let links = Links::convene_at(&middle.url, None)?;
    middle.play(|p| if p.message["is"] == "enter" { Deal::Drop } else { Deal::Pass });
    let mut command = Command::new(built("chancery"));
    command.args(["join", &links.id, "--name", "Retno", "--camera", "none", "--microphone", "none"]);
    let out = command.args(["--speaker", "none", "--seconds", "1"]).output()?;
    ensure!(!out.status.success(), "it joined although its wish never reached the server");
    middle.play_fair();
    let mut command = Command::new(built("chancery"));
    command.args(["join", &links.id, "--name", "Retno", "--camera", "none", "--microphone", "none"]);
    let out = command.args(["--speaker", "none", "--seconds", "1"]).output()?;
    ensure!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    Ok(())
}
