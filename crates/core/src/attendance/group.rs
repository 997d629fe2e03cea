//! The group of the meeting (`chancery_trust::group`) as this client lives it: asking to be let in, being in, being
//! suspended, being out again.
//!
//! What is decided here:
//! - [`Attendance::ask`]: *Join* was pressed and the server has answered, so one asks; the person stays off air.
//! - [`Attendance::settle`]: one was admitted and goes in; one was refused or removed and goes out; nothing may be sent, or
//!   may again; who came into the group gets what it has to know.
//! - [`Attendance::is_in`]: who is inside, for the screen and for connections: a member of the group whom the server has in
//!   the plenary, or who is heard directly. The server alone neither brings anybody in nor ends a call.
//! - [`Group::may_speak`] and [`Group::protect`]: what participants say to each other goes through the group or not at all.
//! - [`Attendance::remove_absent`]: who of the group is neither at the server nor heard directly has gone.

mod alarm;

use super::{Attendance, JOIN_PATIENCE, Seat};
use crate::cx::{Cx, earlier};
use crate::roster::{Other, SETTLE};
use crate::view::{RosterChange, SuspendedReason};
use crate::{Effect, EngineCommand, Problem, RandomSource};
use chancery_model::{ParticipantId, Personal, Place, Tick};
use chancery_signalling::message::{ClientMessage, Mark, Sealed};
use chancery_signalling::peer::PeerMessage;
use chancery_trust::Identity;
use chancery_trust::frames::{EpochKeys, Received, Sent};
use chancery_trust::group::{Change, Heard, Input, Member, Membership, Order, Output, Setup, Stage};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// Whoever was out of the group for a while, or we were: lines that are not older than this are said again.
const OUT_OF_IT: Duration = Duration::from_secs(60);
/// What is overdue is done at most so often: keeps a mistake from spinning.
const AGAIN: Duration = Duration::from_millis(100);
/// How far an ordered message may be ahead of the last that came.
const MARKS_AHEAD: u64 = 1_024;
/// After this without an answer it is said that the chairs may not have seen the asking.
const NOBODY_ANSWERS: Duration = Duration::from_secs(60);

/// What is protected for the group: a message, and for whom it is, so that one member cannot hand another what was for
/// somebody else.
#[derive(Serialize, Deserialize)]
struct Said {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    to: Option<ParticipantId>,
    message: PeerMessage,
}

/// Being in the group, or on the way.
#[derive(Debug, Default)]
pub(super) struct Group {
    /// `None`: not asked.
    pub(super) machine: Option<Membership>,
    /// As whom one asked to be admitted: another key that comes later is for the next meeting.
    pub(super) identity: Option<Arc<Identity>>,
    /// The newest epoch's keys; what the engine has.
    keys: Option<Arc<EpochKeys>>,
    told: Option<Arc<EpochKeys>>,
    /// The others in the group, their leaves, and since which epoch each is there: who comes back has another, or another
    /// epoch. Stays as it was while one asks anew.
    members: BTreeMap<ParticipantId, (u32, u64)>,
    /// Who is not in the group any more, and neither left nor was put out (it was taken for gone; or one was let into
    /// another group before them): until when a connection to them is kept, while they are heard. They are about to be let
    /// in too; without keys nothing that comes over it is read.
    fading: BTreeMap<ParticipantId, Tick>,
    /// Who was let in when, first: what was said before is not theirs.
    met: BTreeMap<ParticipantId, Tick>,
    /// Who of the members is neither at the server nor heard directly, and since when.
    absent: BTreeMap<ParticipantId, Tick>,
    /// In the plenary, since when there are no keys; what is open closes after a while, and then it has.
    without: Option<Tick>,
    closed: bool,
    /// Something was open when all had to close: the person is told so once it may open again.
    shut: bool,
    /// Nothing may be sent: since when, and why.
    pub(super) suspended: Option<(Timestamp, SuspendedReason)>,
    /// Members were shown different histories, and that all agree again has not been told yet.
    split: bool,
    /// One fell out of the group and asks anew.
    outside: bool,
    /// When its timer was served last.
    served: Tick,
    /// The roster log for the screen, and which head it shows.
    pub(super) changes: Arc<Vec<RosterChange>>,
    head: Option<[u8; 32]>,
    /// Where the log was saved last.
    pub(super) saved: Option<Personal>,
}

impl Group {
    /// In the group, and nothing is suspended.
    pub(super) fn may_speak(&self) -> bool {
        let state = self.machine.as_ref().map(Membership::state);
        state.is_some_and(|s| !s.suspended && matches!(s.stage, Stage::Admitted(_)))
    }

    /// Somebody else in the group.
    pub(super) fn knows(&self, id: ParticipantId) -> bool {
        self.members.contains_key(&id)
    }

    /// Somebody whom this person has asked to be removed, and who is still in: nothing is sent to them meanwhile.
    pub(super) fn puts_out(&self, id: ParticipantId) -> bool {
        self.machine.as_ref().is_some_and(|machine| machine.removes(id))
    }

    /// Whether there is anybody else in the group.
    pub(super) fn is_alone(&self) -> bool {
        self.members.is_empty()
    }

    /// Everyone in the group, oneself too; nobody while one asks.
    pub(super) fn seated(&self) -> &[Member] {
        self.machine.as_ref().map_or(&[], |machine| machine.state().members())
    }

    /// A member, as the leaf binds it.
    pub(super) fn member(&self, id: ParticipantId) -> Option<&Member> {
        self.seated().iter().find(|m| m.participant == id)
    }

    /// Protects what is said to one or to all. `None`: not in the group, or suspended.
    pub(super) fn protect(
        &mut self,
        random: &mut dyn RandomSource,
        to: Option<ParticipantId>,
        message: &PeerMessage,
    ) -> Option<PeerMessage> {
        let text = serde_json::to_vec(&Said { to, message: message.clone() }).unwrap_or_default();
        let bytes = self.machine.as_mut()?.protect(random, &text).ok()?;
        Some(PeerMessage::Group { bytes: Sealed(bytes) })
    }

    /// Somebody who is not in the group neither left by their own word nor was put out.
    fn may_return(&self, id: ParticipantId) -> bool {
        let entries = self.machine.as_ref().map_or(&[][..], |machine| machine.log().entries());
        let last = entries.iter().rev().find(|e| e.participant == id);
        last.is_none_or(|e| !matches!(e.change, Change::Left | Change::Removed))
    }

    /// From when on lines are said again to a member that was out of reach since `since`.
    pub(super) fn theirs(&self, id: ParticipantId, since: Tick) -> Option<Tick> {
        self.met.get(&id).map(|met| since.max(*met))
    }

    /// When something is to be done next.
    pub(super) fn deadline(&self) -> Option<Tick> {
        let machine = self.machine.as_ref()?.deadline().map(|at| at.max(self.served + AGAIN));
        let absent = self.absent.values().min().map(|since| *since + SETTLE);
        let without = self.without.filter(|_| self.suspended.is_none()).map(|since| since + JOIN_PATIENCE);
        let fading = self.fading.values().min().copied();
        [machine, absent, without, fading].into_iter().fold(None, earlier)
    }
}

fn long_ago(now: Tick) -> Tick {
    Tick(now.0.saturating_sub(OUT_OF_IT.as_millis() as u64))
}

fn same(a: Option<&Arc<EpochKeys>>, b: Option<&Arc<EpochKeys>>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => Arc::ptr_eq(a, b),
        (None, None) => true,
        _ => false,
    }
}

impl Attendance {
    /// Asks to be let in, once *Join* was pressed, the server has let us in, the meeting's description shows that the
    /// invitation is the right one, and the engine has said what the others will hold its connections to.
    pub(super) fn ask(&mut self, cx: &mut Cx<'_>) {
        if self.seat != Seat::Taken || self.info.is_none() || self.place == Place::Plenary {
            return;
        }
        let begins = self.joining.take().is_some() && !self.asking;
        if begins {
            self.asking = true;
            self.asked = Some(cx.now);
        }
        if !self.asking || self.group.machine.is_some() {
            return;
        }
        let full = self.is_full();
        let waited = std::mem::replace(&mut self.no_seat, full);
        if self.no_seat {
            self.problem = Some(Problem::PlenaryFull);
            return;
        }
        if begins || waited {
            self.problem = None;
            cx.out.push(Effect::Send(ClientMessage::Move { place: Place::Plenary }));
        }
        let (Some(dtls), Some(card)) = (cx.keys.dtls, self.card.clone()) else { return };
        let identity = cx.identity();
        let setup = Setup {
            label: "plenary".into(),
            invitation: self.invitation.clone(),
            me: self.me,
            identity: identity.clone(),
            card,
            dtls,
            policy: cx.keys.policy(),
            pins: cx.keys.pins.clone(),
        };
        self.group = Group { saved: self.group.saved.take(), identity: Some(identity), ..Group::default() };
        self.group.machine = Some(Membership::new(setup));
        self.present(cx);
    }

    /// Asks no more: by the person, or since it was refused.
    pub(super) fn stop_asking(&mut self, cx: &mut Cx<'_>, problem: Option<Problem>) {
        self.joining = None;
        self.no_seat = false;
        if !std::mem::take(&mut self.asking) {
            return;
        }
        self.problem = problem;
        self.leave_group(cx);
        if self.seat == Seat::Taken {
            cx.out.push(Effect::Send(ClientMessage::Move { place: Place::HoldingRoom }));
        }
    }

    /// Whether the others know this machine by the key that it had when it asked to be admitted.
    pub(crate) fn has_identity(&self) -> bool {
        self.group.machine.is_some()
    }

    /// See [`App::rebel`](crate::App).
    pub(crate) fn rebel(&mut self) -> Option<chancery_trust::group::rebel::Rebel<'_>> {
        self.group.machine.as_mut()?.rebel()
    }

    /// Leaves the group, and forgets all keys.
    pub(super) fn leave_group(&mut self, cx: &mut Cx<'_>) {
        if let Some(mut machine) = self.group.machine.take() {
            let mut outputs = Vec::new();
            machine.handle(cx.now, cx.random, Input::Leave, &mut outputs);
            cx.keys.learnt(cx.out, machine.pins());
            for output in outputs {
                self.post(cx, output);
            }
        }
        if self.group.told.is_some() {
            cx.out.push(Effect::FrameKeys(None));
        }
        self.group = Group { saved: self.group.saved.take(), ..Group::default() };
    }

    /// Tells the group whom the server has in the plenary.
    pub(super) fn present(&mut self, cx: &mut Cx<'_>) {
        if self.seat != Seat::Taken || self.group.machine.is_none() {
            return;
        }
        let others = self.roster.others().iter().filter(|o| o.place == Place::Plenary);
        let mut list: Vec<_> = others.map(|o| (o.id, o.delegation.clone())).collect();
        list.push((self.me, self.side.clone()));
        self.away(cx);
        self.tell_group(cx, Input::Present(list));
    }

    /// Tells the group whom the server has lost.
    pub(super) fn away(&mut self, cx: &mut Cx<'_>) {
        if self.seat != Seat::Taken || self.group.machine.is_none() {
            return;
        }
        let lost = self.group.members.keys().filter(|id| self.roster.find(**id).is_none_or(|o| !o.connected));
        let heard = |id| if self.peers.heard(id) { Heard::Directly } else { Heard::Not };
        let away = lost.map(|id| (*id, heard(*id))).collect();
        self.tell_group(cx, Input::Away(away));
    }

    /// What frames went out and came in.
    pub(crate) fn frames_passed(&mut self, cx: &mut Cx<'_>, sent: Vec<Sent>, received: Vec<Received>) {
        self.tell_group(cx, Input::Frames { sent, received });
    }

    /// Tells the group something, and does what follows.
    pub(super) fn tell_group(&mut self, cx: &mut Cx<'_>, input: Input) {
        let Some(machine) = &mut self.group.machine else { return };
        let mut outputs = Vec::new();
        machine.handle(cx.now, cx.random, input, &mut outputs);
        let mut said = Vec::new();
        let mut changed = false;
        for output in outputs {
            match output {
                Output::Epoch(keys) => {
                    self.group.keys = Some(keys);
                    changed = true;
                }
                Output::Roster => changed = true,
                Output::Private { from, bytes } => said.push((from, bytes)),
                Output::Incident(incident) => self.incident(cx, incident),
                output => self.post(cx, output),
            }
        }
        // Who says something may have come with the very same message.
        if changed {
            self.settle(cx);
        }
        for (from, bytes) in said {
            let Ok(Said { to, message }) = serde_json::from_slice(&bytes) else { continue };
            if to.is_none_or(|to| to == self.me) {
                self.said(cx, from, to.is_some(), message);
            }
        }
    }

    /// Carries a message of the group: through the server, and what is for all also directly.
    fn post(&self, cx: &mut Cx<'_>, output: Output) {
        let seated = self.seat == Seat::Taken;
        let group = |bytes| PeerMessage::Group { bytes: Sealed(bytes) };
        match output {
            Output::Order(bytes) if seated => {
                let sealed = self.sealer.seal(None, &group(bytes), cx.random);
                cx.out.push(Effect::Send(ClientMessage::Order { sealed }));
            }
            Output::Tell { to, bytes } if seated => {
                let sealed = self.sealer.seal(Some(to), &group(bytes), cx.random);
                cx.out.push(Effect::Send(ClientMessage::Relay { to: Some(to), sealed }));
            }
            Output::TellPeers(bytes) => {
                let sealed = self.sealer.seal(None, &group(bytes), cx.random);
                self.send_data(cx, &sealed);
            }
            Output::TellAll(bytes) => {
                let sealed = self.sealer.seal(None, &group(bytes), cx.random);
                self.send_data(cx, &sealed);
                if seated {
                    cx.out.push(Effect::Send(ClientMessage::Relay { to: None, sealed }));
                }
            }
            _ => {}
        }
    }

    /// To everyone who is connected.
    fn send_data(&self, cx: &mut Cx<'_>, sealed: &Sealed) {
        for peer in self.peers.connected() {
            cx.engine(EngineCommand::SendData { peer, bytes: sealed.clone() });
        }
    }

    /// What came in the server's order.
    pub(super) fn ordered(&mut self, cx: &mut Cx<'_>, mark: Mark, from: ParticipantId, sealed: &Sealed) {
        // A mark far ahead is no honest server's, and would have it send nothing again.
        let follows = |last: Mark| last.run != mark.run || (last.n < mark.n && mark.n - last.n <= MARKS_AHEAD);
        if self.ordered.is_none_or(follows) {
            self.ordered = Some(mark);
        }
        self.grouped(cx, from, Some(Order { run: mark.run, n: mark.n }), sealed);
    }

    /// What came on a peer's data channel.
    pub(super) fn direct(&mut self, cx: &mut Cx<'_>, from: ParticipantId, sealed: &Sealed) {
        self.grouped(cx, from, None, sealed);
    }

    /// Something sealed for the meeting: of the group, or nothing.
    pub(super) fn grouped(&mut self, cx: &mut Cx<'_>, from: ParticipantId, ordered: Option<Order>, sealed: &Sealed) {
        let known = from == self.me || self.roster.find(from).is_some() || self.group.knows(from);
        match self.sealer.open(from, sealed) {
            Ok(PeerMessage::Group { bytes: Sealed(bytes) }) => {
                self.tell_group(cx, Input::Received { from, ordered, bytes });
            }
            // What is not protected for the group was not said in it.
            Ok(_) if known => refused_word(cx),
            Err(_) if known && from != self.me => self.unreadable(cx),
            _ => {}
        }
    }

    /// What is overdue.
    pub(super) fn group_tick(&mut self, cx: &mut Cx<'_>) {
        let now = cx.tick();
        if self.group.machine.as_ref().and_then(Membership::deadline).is_some_and(|at| at <= now) {
            self.group.served = now;
            self.tell_group(cx, Input::Timer);
        }
        self.remove_absent(cx);
        if self.group.fading.values().any(|until| *until <= now) {
            self.group.fading.retain(|_, until| *until > now);
            self.regroup(cx);
        }
        if self.group.without.is_some_and(|since| now - since >= JOIN_PATIENCE) && self.group.suspended.is_none() {
            // A microphone must not open long after one fell out: the person opens it again.
            self.group.without = None;
            self.group.closed = true;
            self.group.shut |= self.gate.suspend(cx);
            self.say_media(cx);
        }
        if self.asking && self.asked.is_some_and(|at| now - at.tick >= NOBODY_ANSWERS) && self.problem.is_none() {
            self.problem = Some(Problem::NotAdmitted);
        }
    }

    /// When [`Self::group_tick`] has something to do.
    pub(super) fn group_deadline(&self) -> Option<Tick> {
        let unanswered = self.asked.filter(|_| self.asking && self.problem.is_none());
        earlier(self.group.deadline(), unanswered.map(|at| at.tick + NOBODY_ANSWERS))
    }

    /// Somebody else is inside: of the group, and in the plenary by the server's word or heard directly.
    pub(super) fn is_in(&self, other: &Other) -> bool {
        self.group.knows(other.id)
            && !self.group.puts_out(other.id)
            && (other.place == Place::Plenary || self.peers.heard(other.id))
    }

    /// Tells the group who has gone: who is neither at the server nor heard directly for a while.
    pub(super) fn remove_absent(&mut self, cx: &mut Cx<'_>) {
        if self.seat != Seat::Taken || self.group.seated().is_empty() {
            self.group.absent.clear();
            return;
        }
        let now = cx.tick();
        let there = |id: &ParticipantId| {
            self.peers.heard(*id) || self.roster.find(*id).is_some_and(|o| o.place == Place::Plenary)
        };
        let away: Vec<ParticipantId> = self.group.members.keys().copied().filter(|id| !there(id)).collect();
        self.group.absent.retain(|id, _| away.contains(id));
        for id in away {
            let since = *self.group.absent.entry(id).or_insert(now);
            if now - since >= SETTLE {
                self.group.absent.insert(id, now);
                self.tell_group(cx, Input::Gone(id));
            }
        }
    }

    /// Does what follows from where one stands in the group now.
    pub(super) fn settle(&mut self, cx: &mut Cx<'_>) {
        let Some(machine) = &self.group.machine else { return };
        // Also of those whom one does not get to meet: another root that was shown waits for a person.
        cx.keys.learnt(cx.out, machine.pins());
        let state = machine.state();
        match &state.stage {
            Stage::Outside | Stage::Left => {}
            Stage::Asking { refused_by, .. } => match refused_by.first() {
                Some(by) => {
                    let by = *by;
                    self.refused_by(cx, by);
                }
                None => self.fell_out(cx),
            },
            Stage::Removed { by, .. } => {
                let delegation = self.side_of(*by);
                self.fell_out(cx);
                self.ending = Some(Problem::RemovedFromMeeting { delegation });
            }
            Stage::Admitted(_) => {
                let suspended = state.suspended;
                self.admitted(cx, suspended);
            }
        }
    }

    fn side_of(&self, who: ParticipantId) -> Option<chancery_model::DelegationCode> {
        let log = self.group.machine.as_ref()?.log();
        let logged = log.entries().iter().rev().find(|e| e.participant == who).map(|e| e.card.delegation.clone());
        logged.or_else(|| self.roster.find(who).map(|o| o.delegation.clone()))
    }

    /// A chair said no.
    fn refused_by(&mut self, cx: &mut Cx<'_>, by: ParticipantId) {
        let delegation = self.side_of(by).unwrap_or_else(|| self.side.clone());
        let problem = Problem::AdmissionRefused { delegation };
        if self.place == Place::Plenary {
            self.fell_out(cx);
            self.ending = Some(problem);
        } else {
            self.stop_asking(cx, Some(problem));
        }
    }

    /// Out of the group without having left: there are no keys until one is let in again.
    fn fell_out(&mut self, cx: &mut Cx<'_>) {
        self.group.keys = None;
        self.give_keys(cx, None);
        if self.place == Place::Plenary {
            if !self.group.closed {
                self.group.without.get_or_insert(cx.tick());
            }
            self.group.outside = true;
        }
    }

    fn give_keys(&mut self, cx: &mut Cx<'_>, keys: Option<Arc<EpochKeys>>) {
        if same(self.group.told.as_ref(), keys.as_ref()) {
            return;
        }
        let new = keys.is_some();
        cx.out.push(Effect::FrameKeys(keys.clone()));
        self.group.told = keys;
        if new {
            cx.engine(EngineCommand::KeyFrames);
        }
    }

    /// In the group.
    fn admitted(&mut self, cx: &mut Cx<'_>, suspended: bool) {
        let now = cx.tick();
        self.log_changed();
        let list = self.group.seated().iter().filter(|m| !m.me);
        let members: BTreeMap<ParticipantId, (u32, u64)> = list.map(|m| (m.participant, (m.leaf, m.since))).collect();
        let back = std::mem::take(&mut self.group.outside);
        let came: Vec<ParticipantId> = members
            .iter()
            .filter(|(id, seat)| back || self.group.members.get(id) != Some(seat))
            .map(|(id, _)| *id)
            .collect();
        for id in &came {
            self.group.met.entry(*id).or_insert(now);
            self.roster.unheard(*id, long_ago(now));
        }
        let lost = self.group.members.keys().filter(|id| !members.contains_key(*id) && self.group.may_return(**id));
        let fading: Vec<_> = lost.map(|id| (*id, now + JOIN_PATIENCE)).collect();
        self.group.fading.extend(fading);
        self.group.members = members;
        let keys = self.group.keys.clone().filter(|_| !suspended);
        self.give_keys(cx, keys);
        let mended = self.suspend(cx, suspended);
        let entered = self.place == Place::HoldingRoom && self.asking;
        if entered {
            self.go_in(cx);
        }
        if self.place != Place::Plenary {
            return;
        }
        self.regroup(cx);
        if entered || mended || back || !came.is_empty() {
            self.say_media(cx);
            self.repeat_media(cx);
            let whole = entered || mended || back;
            for who in came.iter().map(|id| Some(*id)).chain(whole.then_some(None)) {
                self.return_to(cx, who);
            }
            self.tell_wants(cx);
            self.say_chat(cx);
        }
    }

    /// Makes connections to those who are inside, and ends those to who is not.
    pub(super) fn regroup(&mut self, cx: &mut Cx<'_>) {
        if self.place != Place::Plenary {
            return;
        }
        let there: Vec<_> = self.roster.others().iter().map(|o| (o.id, o.media, self.is_in(o))).collect();
        for (id, media, inside) in there {
            if inside {
                self.peers.add(cx, id, media);
                self.group.fading.remove(&id);
            } else if !(self.group.fading.contains_key(&id) && self.peers.heard(id)) {
                self.peers.remove(cx, id);
                self.roster.closed(id);
            }
        }
        for id in self.peers.ids() {
            if self.roster.find(id).is_none() {
                self.peers.remove(cx, id);
            }
        }
        // Whom the server had lost stayed while they were heard.
        self.remove_missing(cx);
        self.yield_stage(cx);
    }

    /// Reads what the log tells anew.
    fn log_changed(&mut self) {
        let Some(machine) = &self.group.machine else { return };
        let log = machine.log();
        if self.group.head == Some(log.head()) {
            return;
        }
        self.group.head = Some(log.head());
        let shown = self.group.changes.last().map_or(0, |c| u64::from(c.n));
        // Whom a chair removed starts anew: nothing that was said before is said to it again.
        for entry in log.entries().iter().filter(|e| e.number >= shown && e.change == Change::Removed) {
            self.group.met.remove(&entry.participant);
        }
        self.group.changes = Arc::new(super::security::changes(log, self.me));
    }
}

/// Something came that only a broken or hostile server or participant sends.
fn refused_word(cx: &mut Cx<'_>) {
    tracing::debug!("something that no member said in the group was refused");
    cx.raise(Problem::RosterRefused);
}
