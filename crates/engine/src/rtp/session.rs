//! The RTP session of one connection: three streams out, those of the peer in, the reports between.

use super::assembler::{Assembled, Frame};
use super::clock::Anchor;
use super::counters::{Counters, ReceivedCount};
use super::estimate::LineEstimate;
use super::inbound::{InStream, RemoteBinding, VoicePacket};
use super::outbound::{Binding, OutStream, StreamIds};
use super::outbox::{Gate, Outbox, Taken};
use super::pacer::{Lane, Pacer, Weigh, Width};
use super::packetize::OutFrame;
use super::reports::RoundTrip;
use chancery_media::picture::PictureCodec;
use chancery_model::MediaKind;
use rtc::rtcp;
use rtc::rtcp::extended_report::ExtendedReport;
use rtc::rtcp::payload_feedbacks::full_intra_request::FullIntraRequest;
use rtc::rtcp::payload_feedbacks::picture_loss_indication::PictureLossIndication;
use rtc::rtcp::payload_feedbacks::receiver_estimated_maximum_bitrate::ReceiverEstimatedMaximumBitrate;
use rtc::rtcp::receiver_report::ReceiverReport;
use rtc::rtcp::sender_report::SenderReport;
use rtc::rtcp::transport_feedbacks::transport_layer_nack::{TransportLayerNack, nack_pairs_from_sequence_numbers};
use rtc::rtp;
use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

/// How often a report goes out. It is also the sign of life of a peer that sends no media.
pub(crate) const REPORTS: Duration = Duration::from_millis(500);
/// The round trip assumed before one is known.
const UNKNOWN_RTT: Duration = Duration::from_millis(100);
/// Bytes of headers around a payload: IP, UDP, RTP, SRTP.
const OVERHEAD: usize = 60;
/// The most bytes that are sent again at once. On a narrow line what is sent again has to leave room for what is new.
pub(super) const AGAIN_MOST: f64 = 60_000.0;
/// The most streams that a peer may open.
const STREAMS: usize = 8;

pub(super) type RtcpPacket = Box<dyn rtcp::Packet>;

/// A packet on its way out.
#[derive(Debug)]
pub(crate) enum Transmit {
    Rtp(rtp::Packet),
    Rtcp(Vec<RtcpPacket>),
}

/// What a session tells.
#[derive(Debug)]
pub(crate) enum Event {
    Voice(VoicePacket),
    Picture(MediaKind, PictureCodec, Frame),
    /// Pictures were lost: the decoder waits for a key frame.
    Lost(MediaKind),
    /// The peer needs a key frame of ours.
    KeyWanted(MediaKind),
    /// The peer said how our streams come through.
    Line(Line),
}

/// How the line is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Line {
    /// Last round trip.
    pub(crate) rtt: Option<Duration>,
    /// Packets of ours lost since the last report, 0 to 1; `None`: this report says nothing of it.
    pub(crate) lost_out: Option<f32>,
    /// Packets of theirs lost in our last interval, 0 to 1.
    pub(crate) lost_in: f32,
    /// What the peer says that the line to it carries, in kbit/s.
    pub(crate) limit: Option<f32>,
}

pub(super) enum Queued {
    New(Arc<OutFrame>, usize),
    Again(MediaKind, rtp::Packet),
}

impl Weigh for Queued {
    fn size(&self) -> usize {
        40 + match self {
            Self::New(frame, index) => frame.payloads[*index].len(),
            Self::Again(_, packet) => packet.payload.len(),
        }
    }

    fn lane(&self) -> Lane {
        let kind = match self {
            Self::New(frame, _) => frame.kind,
            Self::Again(kind, _) => *kind,
        };
        if kind == MediaKind::Screen { Lane::Screen } else { Lane::Camera }
    }
}

/// The session.
pub(crate) struct Session {
    pub(super) anchor: Anchor,
    begun: Instant,
    now: Instant,
    gate: Arc<Gate>,
    pub(super) outbox: Arc<Outbox>,
    pub(super) counters: Arc<Counters>,
    pub(super) out: [OutStream; 3],
    pub(super) incoming: Vec<InStream>,
    pub(super) pacer: Pacer<Queued>,
    pub(super) transmits: VecDeque<Transmit>,
    pub(super) events: VecDeque<Event>,
    next_report: Instant,
    pub(super) rtt: RoundTrip,
    /// The peer's last reference time: SSRC, compact NTP, when it came.
    pub(super) reference: Option<(u32, u32, Instant)>,
    /// Highest number of each of our streams that the peer reported.
    pub(super) reported: [Option<u32>; 3],
    pub(super) lost_in: f32,
    /// What the line to us carries.
    pub(super) estimate: LineEstimate,
    /// When the last packet of a key frame of each kind left.
    pub(super) key_left: [Option<Instant>; 3],
    /// Bytes that may be sent again.
    pub(super) again: f64,
    ready: bool,
}

impl Session {
    /// `now` and `anchor` are read together; `ids` in the order of [`MediaKind::ALL`].
    pub(crate) fn new(
        now: Instant,
        anchor: Anchor,
        ids: [StreamIds; 3],
        gate: Arc<Gate>,
        outbox: Arc<Outbox>,
        counters: Arc<Counters>,
    ) -> Self {
        Self {
            anchor,
            begun: now,
            now,
            gate,
            counters,
            out: MediaKind::ALL.map(|kind| OutStream::new(kind, ids[kind as usize])),
            incoming: Vec::new(),
            pacer: Pacer::new(now, outbox.pace().0),
            outbox,
            transmits: VecDeque::new(),
            events: VecDeque::new(),
            next_report: now,
            rtt: RoundTrip::default(),
            reference: None,
            reported: [None; 3],
            lost_in: 0.0,
            estimate: LineEstimate::default(),
            key_left: [None; 3],
            again: AGAIN_MOST,
            ready: false,
        }
    }

    /// One of our streams was negotiated. Unknown SSRCs (those of retransmissions) are ignored.
    pub(crate) fn bind_local(&mut self, ssrc: u32, binding: Binding) {
        if let Some(stream) = self.out.iter_mut().find(|stream| stream.ids.ssrc == ssrc) {
            stream.binding = Some(binding);
        }
    }

    /// A stream of the peer begins.
    pub(crate) fn bind_remote(&mut self, binding: RemoteBinding) {
        if let Some(stream) = self.incoming.iter_mut().find(|stream| stream.binding.ssrc == binding.ssrc) {
            if stream.binding != binding {
                *stream = InStream::new(self.now, binding);
            }
        } else if self.incoming.len() < STREAMS {
            self.incoming.push(InStream::new(self.now, binding));
        }
    }

    /// A stream of the peer ended.
    pub(crate) fn unbind_remote(&mut self, ssrc: u32) {
        self.incoming.retain(|stream| stream.binding.ssrc != ssrc);
    }

    /// An RTP packet came.
    pub(crate) fn handle_rtp(&mut self, now: Instant, packet: rtp::Packet) {
        self.wake(now);
        let elapsed = now.saturating_duration_since(self.begun);
        let Some(stream) = self.incoming.iter_mut().find(|stream| stream.owns(packet.header.ssrc)) else { return };
        self.estimate.arrived(now, packet.payload.len() + OVERHEAD);
        if let Some(voice) = stream.packet(now, elapsed, packet) {
            self.events.push_back(Event::Voice(voice));
        }
        if self.estimate.update(now, self.incoming.iter().map(|stream| &stream.waits)) {
            self.tell_limit();
        }
        self.collect(now);
    }

    /// An RTCP datagram came.
    pub(crate) fn handle_rtcp(&mut self, now: Instant, packets: &[RtcpPacket]) {
        self.wake(now);
        for packet in packets {
            let packet = packet.as_any();
            if let Some(report) = packet.downcast_ref::<SenderReport>() {
                for stream in self.incoming.iter_mut().filter(|stream| stream.binding.ssrc == report.ssrc) {
                    stream.reception.sender_report(now, report.ntp_time);
                    stream.clock.report(report.ntp_time, report.rtp_time);
                }
                self.hear_reports(now, &report.reports);
            } else if let Some(report) = packet.downcast_ref::<ReceiverReport>() {
                self.hear_reports(now, &report.reports);
            } else if let Some(extended) = packet.downcast_ref::<ExtendedReport>() {
                self.hear_extended(now, extended);
            } else if let Some(nack) = packet.downcast_ref::<TransportLayerNack>() {
                self.hear_nack(now, nack);
            } else if let Some(limit) = packet.downcast_ref::<ReceiverEstimatedMaximumBitrate>() {
                self.hear_limit(limit);
            } else if let Some(pli) = packet.downcast_ref::<PictureLossIndication>() {
                self.hear_key_request(now, pli.media_ssrc);
            } else if let Some(fir) = packet.downcast_ref::<FullIntraRequest>() {
                for entry in &fir.fir {
                    self.hear_key_request(now, entry.ssrc);
                }
            }
        }
    }

    /// Takes what other threads have left in the outbox.
    pub(crate) fn handle_outbox(&mut self, now: Instant) {
        self.wake(now);
        let Taken { frames, overflowed, keys } = self.outbox.take();
        let (kbps, width) = self.outbox.pace();
        self.pacer.set_rate(kbps, width);
        for kind in MediaKind::ALL {
            if keys[kind as usize] {
                self.incoming.iter_mut().filter(|s| s.binding.kind == kind).for_each(InStream::want_key);
            }
            if overflowed[kind as usize] {
                self.interrupt(kind);
            }
        }
        for frame in frames {
            self.send(now, frame);
        }
        self.collect(now);
    }

    /// Time has passed.
    pub(crate) fn handle_timeout(&mut self, now: Instant) {
        self.wake(now);
        let rtt = self.wait();
        for stream in &mut self.incoming {
            stream.handle_timeout(now, rtt);
        }
        self.collect(now);
        if now >= self.next_report {
            self.next_report = now + REPORTS;
            self.report(now);
            self.count();
        }
    }

    /// When there is something to do.
    pub(crate) fn poll_timeout(&self) -> Option<Instant> {
        let rtt = self.wait();
        let streams = self.incoming.iter().filter_map(|stream| stream.poll_timeout(rtt)).min();
        [Some(self.next_report), streams, self.pacer.poll_timeout()].into_iter().flatten().min()
    }

    /// The next packet to send.
    pub(crate) fn poll_transmit(&mut self) -> Option<(Instant, Transmit)> {
        loop {
            let transmit = match self.transmits.pop_front() {
                Some(transmit) => transmit,
                None => Transmit::Rtp(self.paced()?),
            };
            // The gate once more, right before the wire: what was queued while it was open stays here.
            if let Transmit::Rtp(packet) = &transmit {
                let ssrc = packet.header.ssrc;
                let stream = self.out.iter().find(|stream| stream.ids.ssrc == ssrc || stream.ids.rtx == ssrc);
                let Some(stream) = stream.filter(|stream| self.gate.is_open(stream.kind)) else { continue };
                let count = &self.counters.sent[stream.kind as usize];
                count.packets.fetch_add(1, Ordering::Relaxed);
                count.bytes.fetch_add(packet.payload.len() as u64, Ordering::Relaxed);
            }
            return Some((self.now, transmit));
        }
    }

    /// The next thing to tell.
    pub(crate) fn poll_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    /// Brings the counters of what came up to date.
    pub(crate) fn count(&self) {
        let mut received = self.counters.received.lock();
        for stream in &self.incoming {
            let (frames_dropped, nacks, packets_lost) = stream.losses();
            received[stream.binding.kind as usize] = Some(ReceivedCount {
                packets: stream.packets,
                bytes: stream.bytes,
                packets_lost,
                nacks,
                frames_dropped,
                key_requests: stream.key_requests,
            });
        }
    }

    pub(super) fn wait(&self) -> Duration {
        self.rtt.smooth().unwrap_or(UNKNOWN_RTT)
    }

    fn wake(&mut self, now: Instant) {
        let passed = now.saturating_duration_since(self.now).as_secs_f64();
        self.now = self.now.max(now);
        let (kbps, width) = self.outbox.pace();
        let share = if width == Width::Open { 2.0 } else { 0.4 };
        self.again = (self.again + passed * f64::from(kbps.max(200)) * 125.0 * share).min(AGAIN_MOST);
        if !self.ready {
            // The first sign that the transport is there: pictures begin with a key frame.
            self.ready = true;
            self.outbox.set_ready(true);
            for kind in [MediaKind::Video, MediaKind::Screen] {
                self.events.push_back(Event::KeyWanted(kind));
            }
        }
    }

    fn send(&mut self, now: Instant, frame: Arc<OutFrame>) {
        let kind = frame.kind;
        let stream = &mut self.out[kind as usize];
        if !self.gate.is_open(kind) || stream.binding.is_none() {
            stream.close();
            return;
        }
        if kind == MediaKind::Audio {
            self.transmits.extend(stream.packet(now, &frame, 0).map(Transmit::Rtp));
            return;
        }
        if stream.needs_key && !frame.key {
            return;
        }
        stream.needs_key = false;
        if frame.key {
            // What was not begun before it is of no use any more; what was begun is finished, so that nothing is missed.
            self.pacer.retain(|queued| {
                !matches!(queued, Queued::New(old, _) if old.kind == kind && stream.begun != Some(old.timestamp))
            });
        }
        for index in 0..frame.payloads.len() {
            if self.pacer.push(Queued::New(frame.clone(), index)).is_err() {
                self.interrupt(kind);
                return;
            }
        }
    }

    /// A picture stream lost some of its frames on our side: it goes on with a key frame.
    fn interrupt(&mut self, kind: MediaKind) {
        if kind != MediaKind::Audio {
            self.pacer.retain(|queued| !matches!(queued, Queued::New(frame, _) if frame.kind == kind));
            self.out[kind as usize].needs_key = true;
            self.events.push_back(Event::KeyWanted(kind));
        }
    }

    fn paced(&mut self) -> Option<rtp::Packet> {
        let packet = self.next_paced();
        self.outbox.set_waiting(self.pacer.waiting(Lane::Screen));
        packet
    }

    fn next_paced(&mut self) -> Option<rtp::Packet> {
        loop {
            match self.pacer.poll(self.now)? {
                Queued::Again(kind, packet) if self.gate.is_open(kind) => return Some(packet),
                Queued::New(frame, index) => {
                    let stream = &mut self.out[frame.kind as usize];
                    if !self.gate.is_open(frame.kind) {
                        stream.close();
                    } else if let Some(packet) = stream.packet(self.now, &frame, index) {
                        if frame.key && index + 1 == frame.payloads.len() {
                            self.key_left[frame.kind as usize] = Some(self.now);
                        }
                        return Some(packet);
                    }
                }
                Queued::Again(..) => {}
            }
        }
    }

    /// Frames, losses, NACKs and key requests of the streams that come.
    fn collect(&mut self, now: Instant) {
        let rtt = self.wait();
        let own = self.out[0].ids.ssrc;
        let elapsed = now.saturating_duration_since(self.begun);
        for stream in &mut self.incoming {
            let kind = stream.binding.kind;
            while let Some(out) = stream.poll(now, elapsed) {
                if let Assembled::Lost = out {
                    tracing::trace!(?kind, rtt_ms = rtt.as_secs_f32() * 1_000.0, "pictures were given up");
                }
                self.events.push_back(match (out, stream.binding.codec) {
                    (Assembled::Frame(frame), Some(codec)) => Event::Picture(kind, codec, frame),
                    _ => Event::Lost(kind),
                });
            }
            let missing = stream.nacks(now, rtt);
            if !missing.is_empty() {
                tracing::trace!(?kind, packets = missing.len(), "asked for again");
                let nacks = nack_pairs_from_sequence_numbers(&missing);
                let nack = TransportLayerNack { sender_ssrc: own, media_ssrc: stream.binding.ssrc, nacks };
                self.transmits.push_back(Transmit::Rtcp(vec![Box::new(nack)]));
            }
            if stream.key_due(now, rtt) {
                tracing::trace!(?kind, "a key frame is asked for");
                let pli = PictureLossIndication { sender_ssrc: own, media_ssrc: stream.binding.ssrc };
                self.transmits.push_back(Transmit::Rtcp(vec![Box::new(pli)]));
            }
        }
    }
}

#[cfg(test)]
#[path = "session_tests.rs"]
mod tests;
