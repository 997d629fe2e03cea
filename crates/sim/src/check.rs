//! What must always be true, and what must be true when the world has come to rest.

use crate::engine::Connection;
use crate::machine::Machine;
use crate::world::World;
use chancery_core::view::{ChatLine, HoldingRoom, Link, MeetingRoom, Person, Reach, SecurityState, Stage};
use chancery_core::{PeerState, Problem};
use chancery_model::{MediaKind, MediaState, PLENARY_SEATS, ParticipantId, Personal};
use chancery_signalling::peer::WantedSize;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;

/// Who cannot be reached has to be said to be so within this, in milliseconds (product.md).
const SAID_WITHIN: u64 = 2_000;
/// The wish to join is good for so long.
const JOIN_PATIENCE: u64 = 20_000;

/// What went wrong first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Violation {
    /// When, in milliseconds from the beginning.
    pub at: u64,
    /// Which client.
    pub who: Option<usize>,
    /// Which rule was broken.
    pub what: String,
    /// How.
    pub detail: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "at {} ms, client {:?}: {} ({})", self.at, self.who, self.what, self.detail)
    }
}

/// A line that was written.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) by: usize,
    /// To whom: those whom its writer's screen showed as being there.
    pub(crate) to: Vec<usize>,
    pub(crate) at: u64,
    pub(crate) text: Personal,
}

/// So long after a chair's word somebody may still be there: the server was away.
const REMOVED: u64 = 40_000;

/// After which input the view is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum After {
    /// The person enters: what the holding room shows then is what the person agrees to.
    Entering,
    /// Anything else.
    Other,
}

fn within(open: MediaState, allowed: MediaState) -> bool {
    MediaKind::ALL.into_iter().all(|kind| !open.is_open(kind) || allowed.is_open(kind))
}

/// The gate is told something: nothing closed opens but by the person.
pub(crate) fn opened(world: &mut World, who: usize, opens: Option<MediaKind>, state: MediaState) {
    let now = world.now;
    let m = &world.machines[who];
    let tick = m.now(now).tick.0;
    // As long as the screen says that one asks to be let in, the wish to join is good; else for a while.
    let joins = m.wish.join.is_some_and(|at| m.asks || tick - at <= JOIN_PATIENCE);
    let before = m.engine.on_air;
    for kind in MediaKind::ALL {
        let newly = state.is_open(kind) && !before.is_open(kind);
        let asked = opens == Some(kind) || (joins && kind != MediaKind::Screen);
        if newly && !(asked && m.wish.open.is_open(kind)) {
            return world.violate(Some(who), "something closed opened by itself", format!("{kind}"));
        }
    }
}

/// A connection is ended, and not since the person leaves: then nothing may flow on it, whatever became of the server.
pub(crate) fn ended(world: &mut World, who: usize, peer: ParticipantId) {
    let told = |c: &Connection| c.state == PeerState::Connected && c.flows.is_some_and(|since| world.now - since > 500);
    let flows = world.machines[who].engine.connections.get(&peer).is_some_and(told);
    // Whom a chair put out is out.
    let removed = |m: &Machine| m.removed.is_some_and(|at| world.now - at < REMOVED);
    let there = world.machines.iter().any(|m| m.me == Some(peer) && m.inside.is_some() && !removed(m));
    if flows && there && !removed(&world.machines[who]) {
        world.violate(Some(who), "a call that ran was ended", format!("to {peer}"));
    }
}

/// A client was told something after which another screen may be shown.
pub(crate) fn after(world: &mut World, who: usize, after: After) {
    let now = world.now;
    let m = &mut world.machines[who];
    let (wish, inside) = (m.wish.open, m.inside);
    let Some(view) = m.view(now) else { return };
    let mut problem = None;
    match &view.stage {
        Stage::Meeting(room) => {
            let me = room.people.first().filter(|p| p.me).map(|p| p.id);
            m.me = me;
            if inside.is_none() {
                m.inside = Some(now);
                m.wish.join = None;
            }
        }
        Stage::HoldingRoom(room) => {
            let shown = room.will_open;
            if after == After::Entering {
                m.wish.open = shown;
            } else if !within(shown, wish) {
                problem = Some(format!("will open {shown:?}, the person wants {wish:?}"));
            }
            m.out();
        }
        Stage::Desk(_) | Stage::Ended(_) => {
            m.wish.join = None;
            m.removed = None;
            m.out();
        }
    }
    if let Some(problem) = problem {
        world.violate(Some(who), "the holding room opens something by itself", problem);
    }
}

/// At any time.
pub(crate) fn while_it_runs(world: &mut World) {
    let now = world.now;
    for who in 0..world.machines.len() {
        if !world.machines[who].runs() {
            continue;
        }
        world.note_told(who);
        let m = &mut world.machines[who];
        // Who is suspended opens again by hand, when that has ended.
        if matches!(m.security(now), Some(SecurityState::Suspended { .. })) {
            m.wish.open = MediaState::CLOSED;
        }
        if let Some((what, detail)) = one(m, now) {
            world.violate(Some(who), what, detail);
        }
    }
    keys(world);
}

/// Who has keys is in the group, by the word of everybody else who has them.
fn keys(world: &mut World) {
    let holders: Vec<usize> = (0..world.machines.len()).filter(|m| world.machines[*m].engine.keys.is_some()).collect();
    for a in &holders {
        let (me, mine) = (world.machines[*a].me, world.machines[*a].engine.keys.clone());
        let (Some(me), Some(mine)) = (me, mine) else { continue };
        for b in holders.iter().filter(|b| *b != a) {
            let Some(theirs) = &world.machines[*b].engine.keys else { continue };
            if mine.fits(theirs) && theirs.member(mine.my_leaf) != Some(me) {
                let detail = format!("epoch {}, by the word of {b}", mine.epoch);
                return world.violate(Some(*a), "somebody who is not in the group has its keys", detail);
            }
        }
    }
}

fn one(m: &mut Machine, now: u64) -> Option<(&'static str, String)> {
    let (open, wish, no_server, woke) = (m.engine.on_air, m.wish.open, m.no_server, m.woke);
    let inside = m.is_inside(now);
    let security = m.security(now);
    if matches!(security, Some(SecurityState::Suspended { .. })) && open.on_air() {
        return Some(("somebody sends while suspended", format!("{open:?}")));
    }
    if m.engine.keys.is_some() != matches!(security, Some(SecurityState::Encrypted { .. })) {
        return Some(("the keys are not those of what is shown", format!("{security:?}")));
    }
    if m.engine.wants_key_frame {
        return Some(("there are new keys and no key frame is made", String::new()));
    }
    if open.on_air() && !inside {
        return Some(("somebody out of the plenary sends", format!("{open:?}")));
    }
    if !within(open, wish) {
        return Some(("something is sent that the person has closed", format!("{open:?}, wanted {wish:?}")));
    }
    let since_awake = |since: u64| now >= since.max(woke) + SAID_WITHIN;
    let silent: Vec<ParticipantId> = m
        .engine
        .connections
        .iter()
        .filter(|(_, c)| c.flows.is_none() && since_awake(c.stopped))
        .map(|(id, _)| *id)
        .collect();
    let view = m.view(now)?;
    if no_server.is_some_and(since_awake) && view.link == Link::Up {
        return Some(("the server is away and it is not said", format!("since {no_server:?}")));
    }
    if let Stage::Meeting(room) = &view.stage {
        if room.on_air != open {
            return Some(("the screen shows another gate than there is", format!("{:?} {open:?}", room.on_air)));
        }
        if let Some(p) = room.people.iter().find(|p| p.reach == Reach::Connected && silent.contains(&p.id)) {
            return Some(("somebody is away and it is not said", format!("{}", p.id)));
        }
        return twice(&room.chat.lines).map(|text| ("a line is shown twice", text));
    }
    None
}

fn twice(lines: &[ChatLine]) -> Option<String> {
    let mut seen = BTreeSet::new();
    lines.iter().find(|l| !seen.insert(&l.text.0)).map(|l| l.text.0.clone())
}

/// All trouble has ended long ago.
pub(crate) fn at_rest(world: &mut World) {
    let now = world.now;
    let mut inside = Vec::new();
    let mut waiting = BTreeSet::new();
    for who in 0..world.machines.len() {
        let m = &mut world.machines[who];
        let Some(view) = m.view(now) else { continue };
        let problem = match (&view.stage, &view.link) {
            (Stage::Meeting(_) | Stage::HoldingRoom(_), link) if *link != Link::Up => Some(format!("{link:?}")),
            _ => None,
        };
        match &view.stage {
            Stage::Meeting(room) => inside.push((who, room.clone())),
            Stage::HoldingRoom(room) if room.entered => drop(waiting.insert(who)),
            _ => {}
        }
        let no_seat =
            |room: &HoldingRoom| room.problem == Some(Problem::PlenaryFull) && room.inside.len() == PLENARY_SEATS;
        let asks = matches!(&view.stage, Stage::HoldingRoom(room) if room.joining && !no_seat(room));
        let refused = |p: &Problem| {
            matches!(
                p,
                Problem::RosterRefused
                    | Problem::AskedInVain
                    | Problem::FingerprintSwapped { .. }
                    | Problem::CannotOpen
            )
        };
        let refused = view.notices.iter().map(|n| n.problem.clone()).find(refused);
        if let Some(refused) = refused.filter(|_| !world.forged) {
            return world.violate(Some(who), "something honest was refused", format!("{refused:?}"));
        }
        let unsigned = world.told("FramesForged") || world.told("FramesUnsigned");
        if unsigned && !world.forged {
            return world.violate(Some(who), "something honest was refused", "frames that were signed".into());
        }
        if asks {
            let detail = asked(world);
            return world.violate(Some(who), "somebody asks to be let in and nobody answers", detail);
        }
        let m = &mut world.machines[who];
        let Some(view) = m.view(now) else { continue };
        if let Some(problem) = problem {
            return world.violate(Some(who), "the server is not reached again", problem);
        }
        let notices = view.notices.iter().map(|n| &n.problem);
        let told = notices.clone().any(|p| matches!(p, Problem::ClockOff { .. }));
        if !told && m.skew().abs() > 61 && m.inside.is_some() {
            return world.violate(Some(who), "a wrong clock is not told", String::new());
        }
    }
    let mut security = inside.iter().map(|(who, r)| (*who, agreed(r))).collect::<Vec<_>>();
    if let Some((who, detail)) = security.iter().find_map(|(who, s)| s.as_ref().err().map(|e| (*who, e.clone()))) {
        return world.violate(Some(who), "the group is not at rest", detail);
    }
    security.dedup_by(|a, b| a.1 == b.1);
    if security.len() > 1 {
        let detail =
            format!("{:?}", security.iter().map(|(who, s)| (who, s.as_ref().map(|s| s.0))).collect::<Vec<_>>());
        return world.violate(None, "epochs, codes or logs do not agree", detail);
    }
    let ids: BTreeSet<ParticipantId> = inside.iter().filter_map(|(_, r)| r.people.first()).map(|p| p.id).collect();
    let stages: BTreeSet<_> = inside.iter().map(|(_, r)| r.sharing).collect();
    if stages.len() > 1 || inside.iter().filter(|(_, r)| r.on_air.screen).count() > 1 {
        return world.violate(None, "not one stage", format!("{stages:?}"));
    }
    for (who, room) in &inside {
        if let Some((what, detail)) = room_at_rest(world, *who, room, &inside, &ids, waiting.len()) {
            return world.violate(Some(*who), what, detail);
        }
    }
    for who in waiting.clone() {
        let m = &mut world.machines[who];
        if let Some(Stage::HoldingRoom(room)) = m.view(now).map(|v| &v.stage) {
            let seen: BTreeSet<_> = room.inside.iter().map(|p| p.id).collect();
            if seen != ids || room.waiting.len() + 1 != waiting.len() {
                let detail = format!("{} inside, {} waiting", seen.len(), room.waiting.len());
                return world.violate(Some(who), "the holding room does not see who is there", detail);
            }
        }
    }
    chat_at_rest(world, &inside);
}

/// How each stands to the group: for whoever looks for why nobody answers.
fn asked(world: &mut World) -> String {
    let now = world.now;
    let one = |m: &mut Machine| match m.view(now).map(|v| &v.stage) {
        Some(Stage::Meeting(room)) => {
            let requests: Vec<_> = room.requests.iter().map(|r| (r.mine, &r.signed_by, &r.needed)).collect();
            format!("{:?} of {:?}, asked by {requests:?}", room.people.len(), room.security.epoch)
        }
        Some(Stage::HoldingRoom(room)) => format!("{:?}, {:?}", room.security.state, room.problem),
        _ => "elsewhere".into(),
    };
    world.machines.iter_mut().map(one).collect::<Vec<_>>().join(" | ")
}

/// The epoch, the code, the members and the log, as one shows them; or why they are not at rest.
fn agreed(room: &MeetingRoom) -> Result<(u64, String, BTreeSet<ParticipantId>, String), String> {
    let SecurityState::Encrypted { code, with, .. } = &room.security.state else {
        return Err(format!("{:?}", room.security.state));
    };
    if !room.requests.is_empty() {
        return Err("somebody still asks".into());
    }
    let me = room.people.first().map(|p| p.id);
    let changes = room.security.changes.iter().map(|c| format!("{} {} {} {:?}", c.n, c.at, c.who.0, c.delegation));
    let log = changes.collect::<Vec<_>>().join("; ");
    Ok((room.security.epoch, code.clone(), with.iter().copied().chain(me).collect(), log))
}

/// A log that is saved is signed, and tells what it tells to whoever reads it.
pub(crate) fn exported(world: &mut World, who: usize, document: &str, signatures: &str) {
    let signers = chancery_trust::identity::Signatures::parse(signatures).map_err(|e| e.to_string()).and_then(|s| {
        let now = world.machines[who].now(world.now).wall;
        s.verify("chancery-roster-log+json", document.as_bytes(), &chancery_trust::Pins::default(), now)
            .map_err(|e| e.to_string())
    });
    let log = chancery_trust::group::RosterLog::import(document.as_bytes());
    if signers.as_ref().is_ok_and(|s| s.len() == 1) && log.as_ref().is_ok_and(|l| !l.entries().is_empty()) {
        return;
    }
    world.violate(Some(who), "the saved roster log does not hold", format!("{:?}", signers.err()));
}

fn room_at_rest(
    world: &World,
    who: usize,
    room: &MeetingRoom,
    inside: &[(usize, MeetingRoom)],
    ids: &BTreeSet<ParticipantId>,
    waiting: usize,
) -> Option<(&'static str, String)> {
    let seen: BTreeSet<_> = room.people.iter().map(|p| p.id).collect();
    if seen != *ids || room.people.len() != ids.len() || room.waiting.len() != waiting {
        let detail = format!("sees {} and {}, there are {} and {waiting}", seen.len(), room.waiting.len(), ids.len());
        return Some(("rosters do not agree", detail));
    }
    let engine = &world.machines[who].engine;
    if engine.connections.len() + 1 != ids.len() {
        return Some(("not one connection to each", format!("{}", engine.connections.len())));
    }
    let me = room.people.first()?.id;
    for Person { id, reach, media, name, .. } in room.people.iter().filter(|p| !p.me) {
        let (other, theirs) = inside.iter().find(|(_, r)| r.people.first().is_some_and(|p| p.id == *id))?;
        let c = engine.connections.get(id)?;
        if *reach != Reach::Connected || c.state != PeerState::Connected || c.flows.is_none() {
            return Some(("a pair is not connected", format!("to {other}: {reach:?}, {:?}", c.state)));
        }
        if *media != theirs.on_air || c.remote_media != Some(theirs.on_air) {
            let detail = format!("of {other}: {media:?}, {:?}, it is {:?}", c.remote_media, theirs.on_air);
            return Some(("what another has open is not known", detail));
        }
        if name.trim().is_empty() {
            return Some(("somebody has no name", format!("{other}")));
        }
        let wants = world.machines[*other].layout.as_ref().map(|tiles| tiles.get(&me).copied().unwrap_or(0));
        let wants = wants.map(|size| WantedSize { width: size, height: size });
        if wants.is_some() && c.wanted != wants {
            return Some(("what another wants is not known", format!("of {other}: {:?}, it is {wants:?}", c.wanted)));
        }
    }
    None
}

fn chat_at_rest(world: &mut World, inside: &[(usize, MeetingRoom)]) {
    for at in 0..world.lines.len() {
        let Line { by, to, at: written, text } = &world.lines[at];
        // Whom a chair puts out is owed nothing, though the server may have been away then and they are still seen for a while.
        let stayed = |who: usize| {
            let m = &world.machines[who];
            m.inside.is_some_and(|since| since <= *written) && m.removed.is_none_or(|at| at + REMOVED < *written)
        };
        if !stayed(*by) {
            continue;
        }
        for (who, room) in inside.iter().filter(|(who, _)| to.contains(who) && stayed(*who)) {
            let shown: Vec<_> = room.chat.lines.iter().filter(|l| l.text == *text).collect();
            let pending = shown.iter().any(|l| l.pending);
            if shown.len() != 1 || pending {
                let detail = format!("{:?} of client {by}: {} times, pending {pending}", text.0, shown.len());
                return world.violate(Some(*who), "a line did not arrive once", detail);
            }
        }
    }
}
