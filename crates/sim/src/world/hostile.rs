//! What lies between the laptops, and members who keep to no rule: frames, descriptions and knocks that nobody honest sends.

use super::{Event, World};
use crate::machine::chance;
use crate::plan::Frames;
use chancery_core::EngineEvent;
use chancery_model::{Card, MediaKind, ParticipantId, PersonName, Tick};
use chancery_signalling::message::{ClientMessage, Sealed, ServerMessage};
use chancery_signalling::peer::{PeerMessage, Signal};
use chancery_trust::frames::{EpochKeys, FrameSender};
use chancery_trust::group::rebel::knock_as;
use chancery_trust::group::{Policy, Setup};
use chancery_trust::identity::{DeviceKey, Request, Role, Root};
use chancery_trust::{Context, Identity, Pins};
use jiff::SignedDuration;
use std::sync::Arc;

/// As many frames as are made of one kind.
const MANY: usize = 400;
/// Candidates that a hostile engine names to each of the others.
const CANDIDATES: usize = 300;
/// Sections of its description: as many as fit into a message.
const SECTIONS: usize = 4_000;
/// What a server floods a client with.
const FLOOD: usize = 100_000;
/// Bytes of a handshake that no server may relay.
const HUGE: usize = 64 << 20;

/// A frame as Opus makes it of silence.
const SILENCE: [u8; 3] = [0xf8, 0xff, 0xfe];

fn voice() -> Vec<u8> {
    vec![7; 60]
}

/// A key frame of VP8: its first bit is 0.
fn picture() -> Vec<u8> {
    let mut frame = vec![9; 60];
    frame[0] = 0x50;
    frame
}

fn sealed(sender: &FrameSender, kind: MediaKind, mut frame: Vec<u8>) -> Option<Vec<u8>> {
    sender.seal(kind, &mut frame).ok().map(|()| frame)
}

/// A number in as few bytes as it takes.
fn shortest(number: u64) -> Vec<u8> {
    let bytes = number.to_be_bytes();
    bytes[bytes.iter().position(|byte| *byte != 0).unwrap_or(7)..].to_vec()
}

/// An SFrame header (RFC 9605 section 4.3) with what stands behind it made up.
fn made_up(kid: u64, counter: u64) -> Vec<u8> {
    let (k, c) = (shortest(kid), shortest(counter));
    let field = |number: u64, bytes: &[u8]| if number < 8 { number as u8 } else { 8 | (bytes.len() as u8 - 1) };
    let mut out = vec![field(kid, &k) << 4 | field(counter, &c)];
    out.extend(if kid < 8 { &[] } else { &k[..] });
    out.extend(if counter < 8 { &[] } else { &c[..] });
    out.extend([3; 60]);
    out
}

/// One of South Africa's roots: each another ministry's, or the same one's after a change.
fn root_of(number: u8) -> Root {
    let side = crate::server::invitation(1).delegation;
    let years_ago = crate::server::beginning() - SignedDuration::from_hours(24 * 365);
    Root::new(&mut chance(50 + u64::from(number)), &side, "Ministry", years_ago).expect("a root")
}

impl World {
    /// Hands frames of `who` that no honest program sends to all others, and notes what became of each.
    pub(super) fn hostile_frames(&mut self, who: usize, how: Frames) {
        self.forged = true;
        let (audio, video) = (MediaKind::Audio, MediaKind::Video);
        let engine = &self.machines[who].engine;
        let (Some(keys), Some(me)) = (engine.keys.clone(), self.machines[who].me) else { return };
        let own = |kind, frame| sealed(&engine.frames, kind, frame);
        // What is handed over first, as it should be, and then what should not be.
        let mut honest: Vec<(MediaKind, Vec<u8>)> = Vec::new();
        let mut hostile: Vec<(MediaKind, Vec<u8>)> = Vec::new();
        match how {
            Frames::Again => {
                honest.extend(own(audio, voice()).map(|frame| (audio, frame)));
                honest.extend(own(video, picture()).map(|frame| (video, frame)));
                hostile.clone_from(&honest);
            }
            Frames::Ahead => {
                let kid = u64::from(keys.my_leaf) << 4 | (keys.epoch & 15);
                hostile.extend([1 << 63, u64::MAX, 1 << 40].map(|counter| (audio, made_up(kid, counter))));
            }
            Frames::OldKeys => {
                let Some((old, _)) = &engine.old_keys else { return };
                let late = FrameSender::new();
                let _ = late.switch(old);
                // Beyond what was sent under them while they were new.
                hostile.extend((0..MANY).filter_map(|_| Some((audio, sealed(&late, audio, voice())?))));
            }
            Frames::Wrapped => {
                // The KID has four bits of the epoch: sixteen epochs on it is the same.
                let later = EpochKeys::new(keys.epoch + 16, keys.my_leaf, keys.members.clone(), [5; 32]);
                let late = FrameSender::new();
                let _ = late.switch(&later);
                hostile.extend((0..MANY).filter_map(|_| Some((audio, sealed(&late, audio, voice())?))));
            }
            Frames::Plain => {
                hostile.extend([(audio, voice()), (audio, SILENCE.to_vec()), (video, picture()), (audio, Vec::new())]);
            }
            Frames::ClearBytes => {
                let Some(frame) = own(video, picture()) else { return };
                for (byte, bit) in (0..10).flat_map(|byte| (0..8).map(move |bit| (byte, bit))) {
                    let mut changed = frame.clone();
                    changed[byte] ^= 1 << bit;
                    hostile.push((video, changed));
                }
            }
            Frames::Cut => {
                let all = [(audio, own(audio, voice())), (video, own(video, picture()))];
                for (kind, frame) in all.into_iter().filter_map(|(kind, frame)| Some((kind, frame?))) {
                    hostile.extend((0..frame.len()).map(|end| (kind, frame[..end].to_vec())));
                    // A header that is longer than it need be: the same numbers with a leading nought.
                    let mut long = frame.clone();
                    long.insert(1, 0);
                    hostile.push((kind, long));
                }
            }
        }
        let now = Tick(self.now);
        let mut became = Vec::new();
        for other in self.machines.iter().filter(|m| m.me != Some(me) && m.runs() && m.engine.keys.is_some()) {
            let open = |kind: MediaKind, frame: &[u8]| other.engine.opened.open(me, kind, &mut frame.to_vec(), now);
            for (kind, frame) in &honest {
                let _ = open(*kind, frame);
            }
            became.extend(hostile.iter().map(|(kind, frame)| match open(*kind, frame) {
                Ok(()) => "taken".to_owned(),
                Err(refused) => format!("{refused:?}"),
            }));
        }
        self.outcome.frames.extend(became);
    }

    /// The engine of a member describes itself in thousands of sections, and names addresses of others' own machines and links.
    pub(super) fn hostile_signals(&mut self, who: usize) {
        self.forged = true;
        let life = self.machines[who].life;
        let connections: Vec<_> = self.machines[who].engine.connections.iter().map(|(peer, c)| (*peer, c.id)).collect();
        let sections = "m=a 9 x 0\r\n".repeat(SECTIONS);
        let hosts = ["127.0.0.1", "::1", "169.254.169.254", "fe80::1", "0.0.0.0"];
        for (peer, connection) in connections {
            let mut say = |signal, after| {
                let event = EngineEvent::Signal { peer, connection, signal };
                self.at(self.now + after, Event::Engine { who, life, event });
            };
            say(Signal::Offer { sdp: format!("1 1\r\n{sections}") }, 0);
            for n in 0..CANDIDATES {
                let host = hosts[n % hosts.len()];
                let candidate = format!("candidate:{n} 1 udp 2130706431 {host} {} typ host", 1_024 + n);
                say(Signal::Candidate { candidate, mid: Some("0".into()), line: None }, n as u64);
            }
        }
    }

    /// A member's certificate is another than the one that its leaf is bound to, or is that one again.
    pub(super) fn other_certificate(&mut self, who: usize) {
        self.forged = true;
        self.machines[who].engine.dtls[31] ^= 1;
    }

    /// Who waits at the door knocks under a name that its program should not have let it have.
    pub(super) fn knocks_as(&mut self, who: usize, name: &str) {
        let Some(me) = self.machines[who].entered else { return };
        self.forged = true;
        let invitation = crate::server::invitation(who % 2);
        let setup = Setup {
            label: "plenary".into(),
            me,
            identity: Arc::new(Identity::self_issued(&mut chance(11), invitation.starts)),
            card: Card {
                name: PersonName::new("Somebody").expect("a name"),
                title: None,
                delegation: invitation.delegation.clone(),
            },
            invitation,
            dtls: self.machines[who].engine.dtls,
            policy: Policy::Ask,
            pins: Pins::default(),
        };
        let knock = knock_as(&mut chance(12), &setup, name);
        let sealed = self.under_the_link(me, knock);
        self.send(who, ClientMessage::Relay { to: None, sealed });
    }

    pub(super) fn certified(&mut self, who: usize, root: u8, expired: bool) {
        let (key, by) = (DeviceKey::generate(&mut chance(30 + who as u64)), root_of(root));
        let days = SignedDuration::from_hours(24 * if expired { 31 } else { 1 });
        let issued = crate::server::beginning() - days;
        let chain = by.issue(&Request::of(&key), Role::Member, 30, &mut chance(40), issued);
        let identity = chain.map_err(drop).and_then(|chain| Identity::new(key, chain).map_err(drop));
        self.machines[who].take_identity(identity.expect("a root certifies whom it is asked to"));
    }

    pub(super) fn pins(&mut self, who: usize, root: u8) {
        let (mut pins, side) = (Pins::default(), crate::server::invitation(1).delegation);
        pins.pin(&side, root_of(root).fingerprint(), crate::server::beginning()).expect("the first pin of a side");
        self.machines[who].store_pins(pins);
    }

    /// The group's bytes as whoever holds a link seals them.
    pub(super) fn under_the_link(&self, from: ParticipantId, bytes: Vec<u8>) -> Sealed {
        let text = serde_json::to_vec(&PeerMessage::Group { bytes: Sealed(bytes) }).expect("a message is JSON");
        let nonce = chancery_model::random_bytes(&mut chance(self.now));
        Sealed(crate::server::invitation(0).keys().seal(&Context::Relay { from, to: None }, &text, nonce))
    }

    /// What another said last within the group, cut off at every length and changed in each of its first bytes, by a server that has
    /// a link.
    pub(super) fn cut_handshakes(&self, who: usize) -> Vec<ServerMessage> {
        let Some(ServerMessage::Ordered { from, sealed, .. }) = &self.machines[who].last_ordered else {
            return Vec::new();
        };
        let keys = crate::server::invitation(0).keys();
        let Ok(text) = keys.open(&Context::Relay { from: *from, to: None }, &sealed.0) else { return Vec::new() };
        let Ok(PeerMessage::Group { bytes }) = serde_json::from_slice(&text) else { return Vec::new() };
        let whole = bytes.0;
        let step = (whole.len() / 200).max(1);
        let cut = (0..whole.len()).step_by(step).map(|end| whole[..end].to_vec());
        let changed = (0..whole.len().min(64)).map(|at| {
            let mut bytes = whole.clone();
            bytes[at] ^= 0xc0;
            bytes
        });
        let longer = std::iter::once([&whole[..], &[0]].concat());
        cut.chain(changed)
            .chain(longer)
            .map(|bytes| ServerMessage::Relayed { from: *from, sealed: self.under_the_link(*from, bytes) })
            .collect()
    }

    /// A handshake of 64 MiB, and a hundred thousand messages.
    pub(super) fn flood(from: ParticipantId) -> impl Iterator<Item = ServerMessage> {
        let huge = ServerMessage::Relayed { from, sealed: Sealed(vec![0; HUGE]) };
        let small = move |n: usize| ServerMessage::Relayed { from, sealed: Sealed(vec![n as u8; 40]) };
        std::iter::once(huge).chain((0..FLOOD).map(small))
    }
}
