//! One stream that comes in: what it misses, its frames, its clock, its counts.

use super::assembler::{Arrived, Assembled, Assembler};
use super::clock::StreamClock;
use super::estimate::Waits;
use super::nack::{self, NackList};
use super::reports::Reception;
use super::smoother::Smoother;
use bytes::Bytes;
use chancery_media::picture::PictureCodec;
use chancery_media::time::CaptureTime;
use chancery_model::MediaKind;
use rtc::rtp::Packet;
use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// The shortest time between two requests for a key frame.
const KEY_PAUSE: Duration = Duration::from_millis(300);
/// The most frames held: what comes faster than it is let go goes at once.
const HELD_MOST: usize = 60;

/// What the negotiation says of a stream that comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RemoteBinding {
    pub(crate) kind: MediaKind,
    /// `None`: voice.
    pub(crate) codec: Option<PictureCodec>,
    pub(crate) ssrc: u32,
    pub(crate) payload_type: u8,
    /// SSRC and payload type of retransmissions.
    pub(crate) rtx: Option<(u32, u8)>,
    pub(crate) rate: u32,
    /// Number of the absolute capture time extension.
    pub(crate) capture: Option<u8>,
    /// The sender answers NACKs.
    pub(crate) nack: bool,
}

/// One voice packet.
#[derive(Clone, Debug)]
pub(crate) struct VoicePacket {
    pub(crate) sequence: u16,
    pub(crate) timestamp: u32,
    pub(crate) payload: Bytes,
    pub(crate) captured: Option<CaptureTime>,
    pub(crate) arrived: Instant,
}

/// One stream that comes in.
#[derive(Debug)]
pub(crate) struct InStream {
    pub(crate) binding: RemoteBinding,
    pub(crate) reception: Reception,
    pub(crate) clock: StreamClock,
    pub(crate) waits: Waits,
    nack: NackList,
    assembler: Option<Assembler>,
    smoother: Smoother,
    /// Whole frames (and losses between them) that are held, and until when.
    held: VecDeque<(Instant, Assembled)>,
    /// Someone wants a key frame.
    key_wanted: bool,
    key_asked: Option<Instant>,
    pub(crate) key_requests: u64,
    pub(crate) packets: u64,
    pub(crate) bytes: u64,
}

impl InStream {
    /// `now`: any moment before the first packet.
    pub(crate) fn new(now: Instant, binding: RemoteBinding) -> Self {
        Self {
            reception: Reception::new(binding.ssrc, binding.rate),
            clock: StreamClock::new(binding.rate),
            waits: Waits::new(binding.rate),
            nack: NackList::default(),
            smoother: Smoother::new(now, binding.rate),
            held: VecDeque::new(),
            assembler: binding.codec.map(Assembler::new),
            key_wanted: false,
            key_asked: None,
            key_requests: 0,
            packets: 0,
            bytes: 0,
            binding,
        }
    }

    /// Whether a packet of this SSRC is ours, by itself or sent again.
    pub(crate) fn owns(&self, ssrc: u32) -> bool {
        self.binding.ssrc == ssrc || self.binding.rtx.is_some_and(|(rtx, _)| rtx == ssrc)
    }

    /// Takes a packet; gives it back where it is a voice packet to be played. `elapsed`: time since any fixed moment.
    pub(crate) fn packet(&mut self, now: Instant, elapsed: Duration, packet: Packet) -> Option<VoicePacket> {
        let Packet { header, mut payload } = packet;
        let mut sequence = header.sequence_number;
        if let Some((rtx, payload_type)) = self.binding.rtx
            && header.ssrc == rtx
        {
            // Two bytes of the first number, then the payload (RFC 4588 section 4); less is padding.
            if header.payload_type != payload_type || payload.len() < 2 {
                return None;
            }
            let number = payload.split_to(2);
            sequence = u16::from_be_bytes([number[0], number[1]]);
        } else {
            if header.payload_type != self.binding.payload_type {
                return None;
            }
            self.reception.arrived(elapsed, sequence, header.timestamp);
            self.waits.arrived(now, elapsed, header.timestamp);
        }
        self.packets += 1;
        self.bytes += payload.len() as u64;
        let captured = self
            .binding
            .capture
            .and_then(|id| header.get_extension(id))
            .and_then(|value| Some(CaptureTime::from_ntp(u64::from_be_bytes(value.get(..8)?.try_into().ok()?))));
        let timestamp = header.timestamp;
        let Some(assembler) = &mut self.assembler else {
            let captured = captured.or_else(|| self.clock.captured(timestamp));
            return Some(VoicePacket { sequence, timestamp, payload, captured, arrived: now });
        };
        if self.binding.nack {
            self.nack.arrived(now, sequence);
        }
        assembler.push(now, Arrived { sequence, timestamp, marker: header.marker, payload, captured });
        None
    }

    /// The next frame that may go, or the news of a loss. `elapsed`: time since any fixed moment.
    pub(crate) fn poll(&mut self, now: Instant, elapsed: Duration) -> Option<Assembled> {
        while let Some(mut out) = self.assembler.as_mut().and_then(Assembler::poll) {
            let due = match &mut out {
                Assembled::Lost => {
                    self.nack.forget();
                    self.held.back().map_or(now, |(due, _)| *due)
                }
                Assembled::Frame(frame) => {
                    frame.captured = frame.captured.or_else(|| self.clock.captured(frame.timestamp));
                    if frame.key {
                        self.key_wanted = false;
                    }
                    self.smoother.due(now, elapsed, frame.timestamp)
                }
            };
            self.held.push_back((due, out));
        }
        let ready = self.held.len() > HELD_MOST || self.held.front().is_some_and(|(due, _)| *due <= now);
        if ready { self.held.pop_front().map(|(_, out)| out) } else { None }
    }

    /// Gives up what was waited for too long.
    pub(crate) fn handle_timeout(&mut self, now: Instant, rtt: Duration) {
        if let Some(assembler) = &mut self.assembler {
            assembler.handle_timeout(now, patience(rtt));
        }
    }

    /// The numbers to ask for again now.
    pub(crate) fn nacks(&mut self, now: Instant, rtt: Duration) -> Vec<u16> {
        self.nack.due(now, rtt)
    }

    /// The decoder wants a key frame.
    pub(crate) fn want_key(&mut self) {
        self.key_wanted = self.assembler.is_some();
    }

    /// Whether to ask for a key frame now; asked again after a pause, until one comes.
    pub(crate) fn key_due(&mut self, now: Instant, rtt: Duration) -> bool {
        let wanted = self.key_wanted || self.assembler.as_ref().is_some_and(Assembler::awaiting_key);
        let due = wanted && self.key_asked.is_none_or(|at| now.saturating_duration_since(at) >= key_pause(rtt));
        if due {
            self.key_asked = Some(now);
            self.key_requests += 1;
        }
        due
    }

    /// When there is something to do.
    pub(crate) fn poll_timeout(&self, rtt: Duration) -> Option<Instant> {
        let assembler = self.assembler.as_ref()?;
        let wanted = self.key_wanted || assembler.awaiting_key();
        let key = if wanted { self.key_asked.map(|at| at + key_pause(rtt)) } else { None };
        let held = self.held.front().map(|(due, _)| *due);
        [assembler.poll_timeout(patience(rtt)), self.nack.poll_timeout(), key, held].into_iter().flatten().min()
    }

    /// Pictures given up, packets asked for again, packets that never came.
    pub(crate) fn losses(&self) -> (u64, u64, u64) {
        let lost = if self.assembler.is_some() && self.binding.nack { self.nack.lost() } else { self.reception.lost() };
        (self.assembler.as_ref().map_or(0, Assembler::dropped), self.nack.asked(), lost)
    }
}

/// How long a gap is waited out: the tries of [`NackList`], within reason.
fn patience(rtt: Duration) -> Duration {
    (rtt * u32::from(nack::TRIES) + Duration::from_millis(80))
        .clamp(Duration::from_millis(150), Duration::from_millis(800))
}

fn key_pause(rtt: Duration) -> Duration {
    KEY_PAUSE.max(rtt * 2)
}
