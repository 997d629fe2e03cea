//! The RTCP half of a [`Session`]: the reports that go out, and what those of the peer say.

use super::clock;
use super::reports;
use super::session::{Event, Line, Queued, RtcpPacket, Session, Transmit};
use chancery_model::MediaKind;
use rtc::rtcp::extended_report::{
    DLRRReport, DLRRReportBlock, ExtendedReport, ReceiverReferenceTimeReportBlock as ReferenceTime,
};
use rtc::rtcp::payload_feedbacks::receiver_estimated_maximum_bitrate::ReceiverEstimatedMaximumBitrate as Limit;
use rtc::rtcp::receiver_report::ReceiverReport;
use rtc::rtcp::reception_report::ReceptionReport;
use rtc::rtcp::source_description::{SdesType, SourceDescription, SourceDescriptionChunk, SourceDescriptionItem};
use rtc::rtcp::transport_feedbacks::transport_layer_nack::{NackPair, TransportLayerNack};
use std::sync::atomic::Ordering;
use std::time::Instant;

impl Session {
    /// Sends a report (RFC 3550 section 6.4), with what tells the peer the round trip (RFC 3611).
    pub(super) fn report(&mut self, now: Instant) {
        let own = self.out[0].ids.ssrc;
        let mut blocks: Vec<ReceptionReport> = Vec::new();
        for stream in &mut self.incoming {
            blocks.extend(stream.reception.report(now));
        }
        self.lost_in = blocks.iter().map(|block| f32::from(block.fraction_lost) / 256.0).fold(0.0, f32::max);
        let mut packets: Vec<RtcpPacket> = Vec::new();
        for mut report in self.out.iter().filter_map(|stream| stream.report(now, &self.anchor)) {
            report.reports = std::mem::take(&mut blocks);
            packets.push(Box::new(report));
        }
        if packets.is_empty() {
            packets.push(Box::new(ReceiverReport { ssrc: own, reports: blocks, ..ReceiverReport::default() }));
        }
        let name = SourceDescriptionItem { sdes_type: SdesType::SdesCname, text: format!("{own:08x}").into() };
        let chunk = SourceDescriptionChunk { source: own, items: vec![name] };
        packets.push(Box::new(SourceDescription { chunks: vec![chunk] }));
        let ntp_timestamp = self.anchor.wall(now).to_ntp();
        let mut extended: Vec<RtcpPacket> = vec![Box::new(ReferenceTime { ntp_timestamp })];
        if let Some((ssrc, last_rr, at)) = self.reference {
            let dlrr = clock::to_compact(now.saturating_duration_since(at));
            extended.push(Box::new(DLRRReportBlock { reports: vec![DLRRReport { ssrc, last_rr, dlrr }] }));
        }
        packets.push(Box::new(ExtendedReport { sender_ssrc: own, reports: extended }));
        self.transmits.push_back(Transmit::Rtcp(packets));
        self.tell_limit();
    }

    /// Tells the peer what the line to us carries.
    pub(super) fn tell_limit(&mut self) {
        let ssrcs: Vec<u32> = self.incoming.iter().map(|stream| stream.binding.ssrc).collect();
        if !ssrcs.is_empty() {
            let sender_ssrc = self.out[0].ids.ssrc;
            let limit = Limit { sender_ssrc, bitrate: self.estimate.kbps() * 1_000.0, ssrcs };
            self.transmits.push_back(Transmit::Rtcp(vec![Box::new(limit)]));
        }
    }

    /// The peer says what the line to it carries.
    pub(super) fn hear_limit(&mut self, limit: &Limit) {
        if limit.bitrate.is_finite() && limit.bitrate >= 0.0 {
            let (rtt, lost_in) = (self.rtt.last(), self.lost_in);
            let kbps = limit.bitrate / 1_000.0;
            self.events.push_back(Event::Line(Line { rtt, lost_out: None, lost_in, limit: Some(kbps) }));
        }
    }

    /// What the peer says of our streams.
    pub(super) fn hear_reports(&mut self, now: Instant, blocks: &[ReceptionReport]) {
        let (mut expected, mut lost, mut ours) = (0u32, 0f32, false);
        for block in blocks {
            let Some(kind) = MediaKind::ALL.into_iter().find(|kind| self.out[*kind as usize].ids.ssrc == block.ssrc)
            else {
                continue;
            };
            ours = true;
            let compact = self.anchor.compact(now);
            if let Some(rtt) = reports::round_trip(compact, block.last_sender_report, block.delay) {
                self.rtt.measured(rtt);
            }
            let before = self.reported[kind as usize].replace(block.last_sequence_number);
            let came = before.map_or(1, |before| block.last_sequence_number.wrapping_sub(before)).min(10_000);
            expected += came;
            lost += came as f32 * f32::from(block.fraction_lost) / 256.0;
        }
        if ours {
            let lost_out = (expected > 0).then(|| lost / expected as f32);
            self.events.push_back(Event::Line(Line {
                rtt: self.rtt.last(),
                lost_out,
                lost_in: self.lost_in,
                limit: None,
            }));
        }
    }

    /// Reference times and their echoes.
    pub(super) fn hear_extended(&mut self, now: Instant, extended: &ExtendedReport) {
        for block in &extended.reports {
            let block = block.as_any();
            if let Some(reference) = block.downcast_ref::<ReferenceTime>() {
                self.reference = Some((extended.sender_ssrc, clock::compact(reference.ntp_timestamp), now));
            } else if let Some(answers) = block.downcast_ref::<DLRRReportBlock>() {
                let own = self.out[0].ids.ssrc;
                for answer in answers.reports.iter().filter(|answer| answer.ssrc == own) {
                    if let Some(rtt) = reports::round_trip(self.anchor.compact(now), answer.last_rr, answer.dlrr) {
                        self.rtt.measured(rtt);
                        let lost_in = self.lost_in;
                        self.events.push_back(Event::Line(Line {
                            rtt: Some(rtt),
                            lost_out: None,
                            lost_in,
                            limit: None,
                        }));
                    }
                }
            }
        }
    }

    /// Packets to send again.
    pub(super) fn hear_nack(&mut self, now: Instant, nack: &TransportLayerNack) {
        let pause = self.wait() / 2;
        let Some(stream) = self.out.iter_mut().find(|stream| stream.ids.ssrc == nack.media_ssrc) else { return };
        for sequence in nack.nacks.iter().flat_map(NackPair::packet_list) {
            if self.again <= 0.0 {
                return;
            }
            if let Some(packet) = stream.again(now, sequence, pause) {
                self.again -= packet.payload.len() as f64;
                self.pacer.push_urgent(Queued::Again(stream.kind, packet));
            }
        }
    }

    /// The peer needs a key frame.
    pub(super) fn hear_key_request(&mut self, now: Instant, ssrc: u32) {
        let Some(kind) = self.out.iter().find(|stream| stream.ids.ssrc == ssrc).map(|stream| stream.kind) else {
            return;
        };
        self.counters.sent[kind as usize].key_requests.fetch_add(1, Ordering::Relaxed);
        // A page takes seconds on a narrow line, and all that time it is asked for: one more behind it would only take
        // as long again. Nor can who asks within a round trip have seen the one that has just left.
        let waits =
            self.pacer.holds(|queued| matches!(queued, Queued::New(frame, _) if frame.kind == kind && frame.key));
        let under_way = self.rtt.smooth().unwrap_or_default();
        if waits || self.key_left[kind as usize].is_some_and(|at| now.saturating_duration_since(at) < under_way) {
            return;
        }
        self.events.push_back(Event::KeyWanted(kind));
    }
}
