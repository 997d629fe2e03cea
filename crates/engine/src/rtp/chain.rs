//! Fits a [`Session`] into the `webrtc` crate's chain of interceptors.
//!
//! Everything that comes stops here and leaves as a session event to the [`Listener`], on the connection's own task and
//! without another queue. What goes out comes from the session's outbox: an empty RTCP packet written to any track is
//! the bell that says there is something in it.

use super::inbound::RemoteBinding;
use super::outbound::Binding;
use super::outbox::Outbox;
use super::session::{Event, Session, Transmit};
use chancery_media::picture::PictureCodec;
use chancery_model::MediaKind;
use rtc::interceptor::{AttributedPacket, Interceptor, Packet, StreamInfo, TaggedPacket};
use rtc::sansio::Protocol;
use rtc::shared::TransportContext;
use rtc::shared::error::Error;
use std::sync::Arc;
use std::time::Instant;

/// The absolute capture time extension.
pub(crate) const CAPTURE_TIME: &str = "http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time";

/// Who is told what a session has to tell. Called on the connection's task: return within microseconds.
pub(crate) trait Listener: Send + Sync {
    /// One event.
    fn event(&mut self, event: Event);
}

/// A session in the chain.
pub(crate) struct Link<L> {
    session: Session,
    outbox: Arc<Outbox>,
    listener: L,
}

impl<L: Listener> Link<L> {
    pub(crate) fn new(session: Session, outbox: Arc<Outbox>, listener: L) -> Self {
        Self { session, outbox, listener }
    }

    fn tell(&mut self) {
        while let Some(event) = self.session.poll_event() {
            self.listener.event(event);
        }
    }
}

impl<L: Listener> Protocol<TaggedPacket, TaggedPacket, ()> for Link<L> {
    type Rout = TaggedPacket;
    type Wout = TaggedPacket;
    type Eout = ();
    type Error = Error;
    type Time = Instant;

    fn handle_read(&mut self, message: TaggedPacket) -> Result<(), Error> {
        self.outbox.set_heard(message.now);
        match message.message.packet {
            Packet::Rtp(packet) => self.session.handle_rtp(message.now, packet),
            Packet::Rtcp(packets) => self.session.handle_rtcp(message.now, &packets),
            _ => {}
        }
        self.tell();
        Ok(())
    }

    fn poll_read(&mut self) -> Option<TaggedPacket> {
        None
    }

    fn handle_write(&mut self, message: TaggedPacket) -> Result<(), Error> {
        self.session.handle_outbox(message.now);
        self.tell();
        Ok(())
    }

    fn poll_write(&mut self) -> Option<TaggedPacket> {
        let (now, transmit) = self.session.poll_transmit()?;
        let packet = match transmit {
            Transmit::Rtp(packet) => Packet::Rtp(packet),
            Transmit::Rtcp(packets) => Packet::Rtcp(packets),
        };
        Some(TaggedPacket { now, transport: TransportContext::default(), message: AttributedPacket::new(packet) })
    }

    fn handle_timeout(&mut self, now: Instant) -> Result<(), Error> {
        self.session.handle_timeout(now);
        self.tell();
        Ok(())
    }

    fn poll_timeout(&mut self) -> Option<Instant> {
        self.session.poll_timeout()
    }

    fn close(&mut self) -> Result<(), Error> {
        self.outbox.set_ready(false);
        self.session.count();
        Ok(())
    }
}

impl<L: Listener> Interceptor for Link<L> {
    fn bind_local_stream(&mut self, info: &StreamInfo) {
        let binding =
            Binding { payload_type: info.payload_type, rtx: info.payload_type_rtx, capture: capture_number(info) };
        self.session.bind_local(info.ssrc, binding);
    }

    fn unbind_local_stream(&mut self, _: &StreamInfo) {}

    fn bind_remote_stream(&mut self, info: &StreamInfo) {
        let Some(kind) = self.outbox.expected(info.ssrc) else { return };
        let codec = match info.mime_type.to_ascii_lowercase().as_str() {
            "audio/opus" => None,
            "video/vp8" => Some(PictureCodec::Vp8),
            "video/vp9" => Some(PictureCodec::Vp9),
            _ => return,
        };
        if codec.is_none() != (kind == MediaKind::Audio) {
            return;
        }
        self.session.bind_remote(RemoteBinding {
            kind,
            codec,
            ssrc: info.ssrc,
            payload_type: info.payload_type,
            rtx: info.ssrc_rtx.zip(info.payload_type_rtx),
            rate: info.clock_rate.max(8_000),
            capture: capture_number(info),
            nack: info.rtcp_feedback.iter().any(|one| one.typ == "nack" && one.parameter.is_empty()),
        });
    }

    fn unbind_remote_stream(&mut self, info: &StreamInfo) {
        self.session.unbind_remote(info.ssrc);
    }
}

fn capture_number(info: &StreamInfo) -> Option<u8> {
    let extension = info.rtp_header_extensions.iter().find(|one| one.uri == CAPTURE_TIME)?;
    u8::try_from(extension.id).ok().filter(|id| (1..=14).contains(id))
}
