//! A member who keeps to no rule, against two who do: real sockets, a real server. What it commits is refused and told, nobody
//! comes in by it or stays because of it, and the meeting goes on. The numbers are those of `docs/hostile.md`.

#[path = "common/call.rs"]
mod call;
mod common;
#[path = "common/media.rs"]
mod media;
#[path = "common/rebel.rs"]
mod rebel;

use call::{convene, join, reads, room, say, server, url};
use chancery_client::vault::{Kept, Known};
use chancery_client::view::{self, KeyPlace, NameWarning, SecurityState};
use chancery_client::{Client, Intent, Problem};
use chancery_model::{DelegationCode, ParticipantId};
use chancery_server::Running;
use chancery_trust::group::rebel::ForgedAdd;
use chancery_trust::group::{Input, Policy, Stage};
use chancery_trust::identity::{Request, Root};
use chancery_trust::{DeviceKey, Invitation, Pins, Role};
use common::client;
use jiff::Timestamp;
use rebel::{Rebel, System, setup};
use tempfile::TempDir;

/// Retno (Indonesia's chair), whoever else sits for South Africa before the rebel, and the rebel, admitted.
struct Meeting {
    _folder: TempDir,
    server: Running,
    id: Invitation,
    za: Invitation,
    people: Vec<Client>,
    rebel: Rebel,
}

fn people(client: &Client) -> usize {
    room(&client.view().borrow()).map_or(0, |room| room.people.len())
}

fn in_holding_room(client: &Client) -> bool {
    matches!(&client.view().borrow().stage, chancery_client::view::Stage::HoldingRoom(room) if room.entered)
}

fn told(client: &Client) -> Option<u64> {
    notice(client, &Problem::RosterRefused)
}

/// That somebody asked whose asking does not hold.
fn in_vain(client: &Client) -> Option<u64> {
    notice(client, &Problem::AskedInVain)
}

fn notice(client: &Client, problem: &Problem) -> Option<u64> {
    let view = client.view();
    let view = view.borrow();
    view.notices.iter().find(|notice| notice.problem == *problem).map(|notice| notice.id)
}

impl Meeting {
    /// `chair`: somebody sits for South Africa before the rebel, and is its chair.
    async fn begin(chair: bool) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let server = server(folder.path()).await;
        let (id, za) = convene(&url(&server)).await;
        let mut people = vec![client(None)];
        join(&people[0], &id, "Retno Wibowo").await;
        if chair {
            people.push(client(None));
            join(&people[1], &za, "Thandi Nkosi").await;
            common::wait(&people[0], "both", |view| (room(view)?.people.len() == 2).then_some(())).await;
        }
        let mut rebel = Rebel::enter(&za, "Sipho Dlamini").await;
        let all = people.len() + 1;
        rebel.until("being admitted", |rebel| rebel.members() == all).await;
        rebel.until("being seen", |_| people.iter().all(|one| self::people(one) == all)).await;
        let meeting = Self { _folder: folder, server, id, za, people, rebel };
        assert!(meeting.people.iter().all(|one| told(one).is_none()), "nobody is told anything of an honest meeting");
        meeting
    }

    /// From now on nobody is admitted without a word.
    fn ask(&self, ask: bool) {
        self.people.iter().for_each(|one| assert!(one.dispatch(Intent::SetAdmission { ask })));
    }

    /// Somebody of Indonesia who asks to be admitted, and of whom the rebel knows.
    async fn knocks(&mut self, name: &str) -> (Client, ParticipantId) {
        let before = self.rebel.machine.rebel().unwrap().knocking();
        let who = client(None);
        common::enter(&who, &self.id, name);
        self.rebel.until("the holding room", |_| in_holding_room(&who)).await;
        who.dispatch(Intent::Join);
        let known = |rebel: &mut Rebel| rebel.machine.rebel().unwrap().knocking();
        self.rebel.until("somebody to knock", |rebel| known(rebel).len() > before.len()).await;
        let new = known(&mut self.rebel).into_iter().find(|who| !before.contains(who)).unwrap();
        (who, new)
    }

    /// What was forged goes to everybody in the server's order: the honest ones refuse it and say so, their meeting stays as
    /// it was, and they go on talking.
    async fn refused(&mut self, bytes: Vec<u8>) {
        let before: Vec<_> = self.people.iter().map(people).collect();
        let codes = self.codes();
        self.rebel.order(bytes).await;
        let Self { rebel, people: all, .. } = self;
        rebel.until("being refused", |_| all.iter().all(|one| told(one).is_some())).await;
        for one in all.iter() {
            let id = told(one).unwrap();
            one.dispatch(Intent::DismissNotice { id });
        }
        rebel.lives(300).await;
        assert_eq!(self.people.iter().map(people).collect::<Vec<_>>(), before, "who is in");
        assert_eq!(self.codes(), codes, "nobody's keys have changed");
        self.lives_on().await;
    }

    fn codes(&self) -> Vec<String> {
        let code = |one: &Client| match &room(&one.view().borrow()).unwrap().security.state {
            SecurityState::Encrypted { code, .. } => code.clone(),
            other => panic!("{other:?}"),
        };
        self.people.iter().map(code).collect()
    }

    /// The honest ones' words go from one to the other, and to the rebel who is one of them still.
    async fn lives_on(&mut self) {
        let heard = self.rebel.heard.len();
        say(&self.people[0], "Still here");
        self.rebel.until("a word of the others", |rebel| rebel.heard.len() > heard).await;
        if let Some(other) = self.people.get(1) {
            reads(other, "Still here").await;
        }
    }

    async fn end(self) {
        for one in self.people {
            one.stop().await;
        }
        self.server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_03_external_commit_with_leaked_group_info() {
    let mut meeting = Meeting::begin(true).await;
    // The member hands out what an outsider needs; the outsider holds a link, too.
    let outsider = setup(&meeting.za, "Lerato Molefe", Policy::Ask);
    let member = meeting.rebel.machine.rebel().unwrap();
    let commit = member.enter_from_outside(&mut System, &outsider, &member.group_info());
    meeting.refused(commit).await;
    meeting.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_04_add_by_a_member_who_is_no_chair() {
    let mut meeting = Meeting::begin(true).await;
    meeting.ask(true);
    let (dewi, who) = meeting.knocks("Dewi Lestari").await;
    let now = meeting.rebel.now();
    let forged = ForgedAdd { adds: vec![who], own: true, ..ForgedAdd::default() };
    let commit = meeting.rebel.machine.rebel().unwrap().add(now, &forged).unwrap();
    meeting.refused(commit).await;
    assert!(room(&dewi.view().borrow()).is_none(), "nobody came in by it");
    // Nor does it put anybody out.
    let leaf = meeting.rebel.machine.state().members().iter().find(|m| m.chair).unwrap().leaf;
    let commit = meeting.rebel.machine.rebel().unwrap().remove(now, &[leaf]);
    meeting.rebel.order(commit).await;
    meeting.rebel.lives(500).await;
    assert!(meeting.people.iter().all(|one| people(one) == 3));
    // The chairs let her in as ever.
    meeting.ask(false);
    for one in &meeting.people {
        one.dispatch(Intent::Admit { participant: who });
    }
    meeting.rebel.until("her seat", |_| room(&dewi.view().borrow()).is_some()).await;
    dewi.stop().await;
    meeting.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_05_add_with_one_chairs_signature() {
    let mut meeting = Meeting::begin(false).await;
    meeting.ask(true);
    let (dewi, who) = meeting.knocks("Dewi Lestari").await;
    assert!(meeting.rebel.machine.state().admitted().unwrap().chair, "the rebel is South Africa's chair");
    let now = meeting.rebel.now();
    let forged = ForgedAdd { adds: vec![who], own: true, ..ForgedAdd::default() };
    let commit = meeting.rebel.machine.rebel().unwrap().add(now, &forged).unwrap();
    meeting.refused(commit).await;
    assert!(room(&dewi.view().borrow()).is_none(), "nobody came in by it");
    // With both she does.
    meeting.rebel.tell(Input::Admit(who)).await;
    meeting.people[0].dispatch(Intent::Admit { participant: who });
    meeting.rebel.until("her seat", |_| room(&dewi.view().borrow()).is_some()).await;
    dewi.stop().await;
    meeting.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_06_admission_record_reused_for_another_leaf() {
    let mut meeting = Meeting::begin(false).await;
    meeting.ask(true);
    let (dewi, first) = meeting.knocks("Dewi Lestari").await;
    let (budi, other) = meeting.knocks("Budi Santoso").await;
    // Indonesia's chair signs for Dewi; the rebel adds Budi with that word.
    meeting.people[0].dispatch(Intent::Admit { participant: first });
    let record = |rebel: &mut Rebel| rebel.machine.rebel().unwrap().records_of(first) > 0;
    meeting.rebel.until("Retno's record for Dewi", record).await;
    let now = meeting.rebel.now();
    let forged = ForgedAdd { adds: vec![other], own: true, records_of: vec![first] };
    let commit = meeting.rebel.machine.rebel().unwrap().add(now, &forged).unwrap();
    meeting.refused(commit).await;
    for one in [&dewi, &budi] {
        assert!(room(&one.view().borrow()).is_none(), "nobody came in by it");
    }
    dewi.stop().await;
    budi.stop().await;
    meeting.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_11_a_removed_member_reads_and_says_nothing_any_more() {
    let mut meeting = Meeting::begin(true).await;
    meeting.lives_on().await;
    meeting.rebel.chat("Here am I").await;
    let all = &meeting.people;
    meeting.rebel.until("being heard as a member", |_| all.iter().all(|one| lines(one) == 2)).await;
    // It does not take the commit that puts it out, keeps its keys, and gets all that is said.
    meeting.rebel.deaf = true;
    let me = meeting.rebel.me;
    meeting.people[0].dispatch(Intent::RemoveParticipant { participant: me });
    let all = &meeting.people;
    meeting.rebel.until("being put out", |_| all.iter().all(|one| people(one) == 2)).await;
    meeting.rebel.lives(300).await;
    let (heard, came) = (meeting.rebel.heard.len(), meeting.rebel.came);
    say(&meeting.people[0], "Between us");
    reads(&meeting.people[1], "Between us").await;
    meeting.rebel.until("what is said to reach it", |rebel| rebel.came > came).await;
    meeting.rebel.lives(500).await;
    assert_eq!(meeting.rebel.heard.len(), heard, "it read what was said after it had been put out");
    assert!(matches!(meeting.rebel.machine.state().stage, Stage::Admitted(_)), "it still takes itself for a member");
    // What it says under the keys of before is not taken.
    let before: Vec<_> = meeting.people.iter().map(lines).collect();
    for _ in 0..20 {
        meeting.rebel.chat("I am still here").await;
    }
    meeting.rebel.lives(1_000).await;
    assert_eq!(meeting.people.iter().map(lines).collect::<Vec<_>>(), before, "it was heard");
    // Nor does a change of the roster that it makes.
    let (now, leaf) = (meeting.rebel.now(), meeting.rebel.machine.state().members()[0].leaf);
    let commit = meeting.rebel.machine.rebel().unwrap().remove(now, &[leaf]);
    let codes = meeting.codes();
    meeting.rebel.order(commit).await;
    meeting.rebel.lives(500).await;
    assert_eq!(meeting.codes(), codes);
    say(&meeting.people[1], "Nor there");
    reads(&meeting.people[0], "Nor there").await;
    meeting.end().await;
}

fn lines(client: &Client) -> usize {
    room(&client.view().borrow()).map_or(0, |room| room.chat.lines.len())
}

/// Who asks, as this window shows them: their name, and what is said of it.
fn asking(client: &Client) -> Vec<(String, Option<NameWarning>)> {
    let view = client.view();
    let view = view.borrow();
    let requests = room(&view).map(|room| room.requests.clone()).unwrap_or_default();
    requests.into_iter().map(|request| (request.name.0, request.identity.name_warning)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_22_bidi_and_zero_width_names() {
    let folder = tempfile::tempdir().unwrap();
    let server = server(folder.path()).await;
    let (id, za) = convene(&url(&server)).await;
    let all = [client(None), client(None)];
    join(&all[0], &id, "Retno Wibowo").await;
    join(&all[1], &za, "Thandi Nkosi").await;
    common::wait(&all[0], "both", |view| (room(view)?.people.len() == 2).then_some(())).await;
    all.iter().for_each(|one| assert!(one.dispatch(Intent::SetAdmission { ask: true })));
    let shown = |name: &str| {
        for one in &all {
            assert!(asking(one).iter().all(|(name, _)| name.starts_with("Guest ")), "{:?}", asking(one));
            let shown = serde_json::to_string(&**one.view().borrow()).unwrap();
            assert!(!shown.contains(['\u{202E}', '\u{200B}']) && !shown.contains("A\\nB"), "{name:?}");
        }
    };
    for (n, name) in ["Ambassador\u{202E}htimS", "Del\u{200B}egate", " Delegate", "A\nB", ""].into_iter().enumerate() {
        // On the placard at the door, by somebody whose program checks nothing: it is read by nobody.
        let own = setup(&id, "Guest at the door", Policy::Ask);
        let card = serde_json::json!({ "name": name, "title": null, "delegation": "ID" }).to_string();
        let mut guest = Rebel::with_placard(own, card.as_bytes()).await;
        guest.lives(400).await;
        shown(name);
        guest.leave().await;
        // In the knock, by somebody whose placard is good.
        let honest = format!("Guest {n}");
        let own = setup(&id, &honest, Policy::Ask);
        let knock = chancery_trust::group::rebel::knock_as(&mut System, &own, name);
        let card = serde_json::to_vec(&own.card).unwrap();
        let mut guest = Rebel::with_placard(own, &card).await;
        // Before its honest one: it is looked at, and told.
        guest.relay(None, knock).await;
        for one in &all {
            guest.until("the bad knock to be told of", |_| in_vain(one).is_some()).await;
            assert!(one.dispatch(Intent::DismissNotice { id: in_vain(one).unwrap() }));
        }
        guest.until("its honest knock", |_| asking(&all[0]).iter().any(|(name, _)| *name == honest)).await;
        shown(name);
        guest.leave().await;
    }
    say(&all[0], "Still here");
    reads(&all[1], "Still here").await;
    for one in all {
        one.stop().await;
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_23_homograph_or_duplicate_names() {
    let mut meeting = Meeting::begin(true).await;
    meeting.ask(true);
    let side = meeting.za.delegation.clone();
    let twin = NameWarning::Duplicate { delegation: side.clone() };
    let alike = NameWarning::Lookalike { name: "Thandi Nkosi".into(), delegation: side };
    // The second with two Cyrillic letters.
    for (name, warning) in [("Thandi Nkosi", twin), ("Th\u{430}ndi Nk\u{43E}si", alike)] {
        let (who, participant) = meeting.knocks(name).await;
        let people = &meeting.people;
        let told = |one: &Client| asking(one).iter().any(|(_, warned)| warned.is_some());
        meeting.rebel.until("both to be warned", |_| people.iter().all(told)).await;
        assert_eq!(asking(&people[0]), [(name.to_owned(), Some(warning.clone()))]);
        // Whoever is let in all the same stays marked, on every screen, and the other is, too.
        people.iter().for_each(|one| assert!(one.dispatch(Intent::Admit { participant })));
        let marked = |one: &Client| {
            let view = one.view();
            let view = view.borrow();
            let all = room(&view).map(|room| room.people.clone()).unwrap_or_default();
            all.iter().filter(|person| person.identity.as_ref().is_some_and(|i| i.name_warning.is_some())).count()
        };
        meeting.rebel.until("both to be marked", |_| people.iter().all(|one| marked(one) >= 2)).await;
        who.stop().await;
        let all = meeting.people.len() + 1;
        meeting.rebel.until("it to leave", |rebel| rebel.members() == all).await;
    }
    meeting.lives_on().await;
    meeting.end().await;
}

/// A device that this root certified, and what its program knows of others.
fn certified(root: &Root, pins: Pins) -> Known {
    let key = DeviceKey::generate(&mut System);
    let chain = root.issue(&Request::of(&key), Role::Member, 30, &mut System, Timestamp::now()).unwrap();
    let identity = chancery_trust::Identity::new(key, chain).unwrap();
    let kept = Kept { identity, keeper: None, certificate: None };
    Known { kept, pins, place: KeyPlace::Keyring, problem: None }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_25_a_changed_root_blocks_until_a_person_confirms_it() {
    let folder = tempfile::tempdir().unwrap();
    let server = server(folder.path()).await;
    let (id, za) = convene(&url(&server)).await;
    let now = Timestamp::now();
    let root = |code: &str| Root::new(&mut System, &DelegationCode::new(code).unwrap(), "Ministry", now).unwrap();
    let (indonesia, before, changed) = (root("ID"), root("ZA"), root("ZA"));
    let mut pins = Pins::default();
    pins.pin(&za.delegation, before.fingerprint(), now).unwrap();
    let host = common::known(folder.path().join("id"), certified(&indonesia, pins));
    let guest = common::known(folder.path().join("za"), certified(&changed, Pins::default()));
    join(&host, &id, "Retno Wibowo").await;
    common::enter(&guest, &za, "Thandi Nkosi");
    common::wait(&guest, "the holding room", |view| matches!(view.stage, view::Stage::HoldingRoom(_)).then_some(()))
        .await;
    guest.dispatch(Intent::Join);
    let asks = common::wait(&host, "who asks", |view| room(view)?.requests.first().map(|request| request.id)).await;
    let warned = |view: &chancery_client::ViewModel| {
        let told = |notice: &view::Notice| matches!(&notice.problem, Problem::RootChanged { delegation } if *delegation == za.delegation);
        view.notices.iter().any(told).then_some(())
    };
    host.dispatch(Intent::Admit { participant: asks });
    common::wait(&host, "the changed root to be told", warned).await;
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    assert_eq!(people(&host), 1, "nobody comes in by a root that nobody confirmed");
    host.dispatch(Intent::ConfirmRoot { delegation: za.delegation.clone() });
    host.dispatch(Intent::Admit { participant: asks });
    common::wait(&host, "who was confirmed", |view| (room(view)?.people.len() == 2).then_some(())).await;
    common::wait(&guest, "both", |view| (room(view)?.people.len() == 2).then_some(())).await;
    say(&guest, "Here at last");
    reads(&host, "Here at last").await;
    guest.stop().await;
    host.stop().await;
    server.stop().await;
}
