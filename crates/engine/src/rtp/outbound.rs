//! One stream that goes out: numbers its packets, keeps them for a while, sends them again when asked.

use super::clock::Anchor;
use super::history::{History, Sent};
use super::packetize::OutFrame;
use bytes::Bytes;
use chancery_model::MediaKind;
use rtc::rtcp::sender_report::SenderReport;
use rtc::rtp::Packet;
use rtc::rtp::header::Header;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The numbers a stream goes by: random, chosen by us.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StreamIds {
    pub(crate) ssrc: u32,
    pub(crate) rtx: u32,
    /// Added to every timestamp (RFC 3550 section 5.1).
    pub(crate) offset: u32,
    /// The first sequence number.
    pub(crate) first: u16,
}

/// What the negotiation gave a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Binding {
    pub(crate) payload_type: u8,
    /// Payload type of retransmissions; `None`: the packet itself is sent again.
    pub(crate) rtx: Option<u8>,
    /// Number of the absolute capture time extension.
    pub(crate) capture: Option<u8>,
}

/// One stream that goes out.
#[derive(Debug)]
pub(crate) struct OutStream {
    pub(crate) kind: MediaKind,
    pub(crate) ids: StreamIds,
    pub(crate) binding: Option<Binding>,
    sequence: u16,
    rtx_sequence: u16,
    history: History,
    packets: u32,
    octets: u32,
    last: Option<(Instant, u32)>,
    /// The frame (by its timestamp) of which some packets have left and some have not.
    pub(crate) begun: Option<u32>,
    /// Frames that refer to others are useless to the peer until a key frame comes.
    pub(crate) needs_key: bool,
}

impl OutStream {
    pub(crate) fn new(kind: MediaKind, ids: StreamIds) -> Self {
        Self {
            kind,
            ids,
            binding: None,
            sequence: ids.first,
            rtx_sequence: ids.first.wrapping_mul(31),
            history: History::default(),
            packets: 0,
            octets: 0,
            last: None,
            begun: None,
            needs_key: kind != MediaKind::Audio,
        }
    }

    /// The packet of a frame's payload `index`, with the next number.
    pub(crate) fn packet(&mut self, now: Instant, frame: &Arc<OutFrame>, index: usize) -> Option<Packet> {
        let binding = self.binding?;
        let payload = frame.payloads.get(index)?.clone();
        let timestamp = frame.timestamp.wrapping_add(self.ids.offset);
        let ends = index + 1 == frame.payloads.len();
        self.begun = (!ends).then_some(frame.timestamp);
        let marker = if self.kind == MediaKind::Audio { frame.onset } else { ends };
        // The first packet of a frame says when it was captured.
        let captured = (index == 0 && binding.capture.is_some())
            .then(|| Bytes::copy_from_slice(&frame.captured.to_ntp().to_be_bytes()));
        let sequence = self.sequence;
        self.sequence = sequence.wrapping_add(1);
        self.packets = self.packets.wrapping_add(1);
        self.octets = self.octets.wrapping_add(payload.len() as u32);
        self.last = Some((now, timestamp));
        if self.kind != MediaKind::Audio {
            self.history.keep(now, sequence, timestamp, marker, payload.clone(), captured.clone());
        }
        let header = Self::header(binding.payload_type, self.ids.ssrc, sequence, timestamp, marker);
        Some(extended(Packet { header, payload }, binding.capture.zip(captured)))
    }

    /// The packet of that number once more (RFC 4588 section 4), unless it is gone or was sent again within `pause`.
    pub(crate) fn again(&mut self, now: Instant, sequence: u16, pause: Duration) -> Option<Packet> {
        let binding = self.binding?;
        let Sent { timestamp, marker, payload, captured, .. } = self.history.again(now, sequence, pause)?;
        let packet = match binding.rtx {
            None => Packet {
                header: Self::header(binding.payload_type, self.ids.ssrc, sequence, timestamp, marker),
                payload,
            },
            Some(payload_type) => {
                let own = self.rtx_sequence;
                self.rtx_sequence = own.wrapping_add(1);
                let mut wrapped = Vec::with_capacity(2 + payload.len());
                wrapped.extend_from_slice(&sequence.to_be_bytes());
                wrapped.extend_from_slice(&payload);
                Packet {
                    header: Self::header(payload_type, self.ids.rtx, own, timestamp, marker),
                    payload: wrapped.into(),
                }
            }
        };
        Some(extended(packet, binding.capture.zip(captured)))
    }

    /// The stream was closed: nothing of it may leave any more, and it begins with a key frame when it opens again.
    pub(crate) fn close(&mut self) {
        self.history.clear();
        self.begun = None;
        self.needs_key = self.kind != MediaKind::Audio;
    }

    /// A sender report, where something was sent within the last seconds.
    pub(crate) fn report(&self, now: Instant, anchor: &Anchor) -> Option<SenderReport> {
        let (at, timestamp) = self.last?;
        let since = now.saturating_duration_since(at);
        if since > Duration::from_secs(5) {
            return None;
        }
        let rate = if self.kind == MediaKind::Audio { 48_000 } else { 90_000 };
        Some(SenderReport {
            ssrc: self.ids.ssrc,
            ntp_time: anchor.wall(now).to_ntp(),
            rtp_time: timestamp.wrapping_add((since.as_micros() * rate / 1_000_000) as u32),
            packet_count: self.packets,
            octet_count: self.octets,
            ..SenderReport::default()
        })
    }

    fn header(payload_type: u8, ssrc: u32, sequence: u16, timestamp: u32, marker: bool) -> Header {
        Header { version: 2, marker, payload_type, sequence_number: sequence, timestamp, ssrc, ..Header::default() }
    }
}

fn extended(mut packet: Packet, extension: Option<(u8, Bytes)>) -> Packet {
    if let Some((id, value)) = extension
        && packet.header.set_extension(id, value).is_err()
    {
        // The peer chose a number that does not fit: the packet goes without.
        packet.header.extension = false;
        packet.header.extensions.clear();
    }
    packet
}

#[cfg(test)]
mod tests {
    use super::*;
    use chancery_media::time::CaptureTime;

    const IDS: StreamIds = StreamIds { ssrc: 11, rtx: 12, offset: 1_000, first: 65_535 };

    fn stream(rtx: Option<u8>) -> OutStream {
        let mut stream = OutStream::new(MediaKind::Video, IDS);
        stream.binding = Some(Binding { payload_type: 96, rtx, capture: Some(3) });
        stream
    }

    fn frame() -> Arc<OutFrame> {
        let payloads = vec![Bytes::from_static(b"one"), Bytes::from_static(b"two")];
        let captured = CaptureTime(1_790_000_000_000_000);
        Arc::new(OutFrame { kind: MediaKind::Video, key: true, timestamp: 500, captured, onset: false, payloads })
    }

    #[test]
    fn packets_are_numbered_marked_and_dated() {
        let now = Instant::now();
        let mut stream = stream(Some(97));
        let (first, last) = (stream.packet(now, &frame(), 0).unwrap(), stream.packet(now, &frame(), 1).unwrap());
        assert_eq!((first.header.sequence_number, last.header.sequence_number), (65_535, 0));
        assert_eq!((first.header.marker, last.header.marker), (false, true));
        assert_eq!(first.header.timestamp, 1_500);
        assert_eq!(first.header.get_extension(3).unwrap(), frame().captured.to_ntp().to_be_bytes()[..]);
        assert!(last.header.get_extension(3).is_none());
        assert!(stream.packet(now, &frame(), 2).is_none());
    }

    #[test]
    fn a_retransmission_carries_the_first_number_and_the_date() {
        let now = Instant::now();
        let mut stream = stream(Some(97));
        stream.packet(now, &frame(), 0);
        let again = stream.again(now, 65_535, Duration::ZERO).unwrap();
        assert_eq!((again.header.ssrc, again.header.payload_type), (12, 97));
        assert_eq!(again.payload[..], *b"\xFF\xFFone");
        assert!(again.header.get_extension(3).is_some());
        let plain = super::tests::stream(None).again(now, 65_535, Duration::ZERO);
        assert!(plain.is_none(), "never sent, never sent again");
    }

    #[test]
    fn what_was_closed_is_not_sent_again() {
        let now = Instant::now();
        let mut stream = stream(Some(97));
        stream.packet(now, &frame(), 0);
        stream.close();
        assert!(stream.again(now, 65_535, Duration::ZERO).is_none());
        assert!(stream.needs_key);
    }

    #[test]
    fn reports_extrapolate_and_fall_silent() {
        let now = Instant::now();
        let anchor = Anchor::new(now, CaptureTime(0));
        let mut stream = stream(None);
        assert!(stream.report(now, &anchor).is_none());
        stream.packet(now, &frame(), 0);
        let report = stream.report(now + Duration::from_secs(1), &anchor).unwrap();
        assert_eq!((report.rtp_time, report.packet_count, report.octet_count), (91_500, 1, 3));
        assert!(stream.report(now + Duration::from_secs(9), &anchor).is_none());
    }
}
