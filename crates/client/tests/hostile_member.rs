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
use chancery_client::view::SecurityState;
use chancery_client::{Client, Intent, Problem};
use chancery_model::ParticipantId;
use chancery_server::Running;
use chancery_trust::Invitation;
use chancery_trust::group::rebel::ForgedAdd;
use chancery_trust::group::{Input, Policy, Stage};
use common::client;
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
    let view = client.view();
    let view = view.borrow();
    view.notices.iter().find(|notice| notice.problem == Problem::RosterRefused).map(|notice| notice.id)
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
