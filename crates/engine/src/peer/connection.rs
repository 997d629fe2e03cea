//! Makes a peer connection as we want it: three `sendrecv` sections in a fixed order, our own RTP session inside, ICE that
//! does not dawdle.

use super::sturdy::Sturdy;
use crate::config::IceServer;
use crate::rtp::chain::{CAPTURE_TIME, Link, Listener};
use crate::rtp::clock::Anchor;
use crate::rtp::counters::Counters;
use crate::rtp::outbound::StreamIds;
use crate::rtp::outbox::{Gate, Outbox};
use crate::rtp::session::Session;
use chancery_media::time::CaptureTime;
use chancery_model::MediaKind;
use futures_util::FutureExt;
use rtc::crypto::{self, SignatureScheme};
use rtc::ice::mdns::MulticastDnsMode;
use rtc::interceptor::{Registry, Slot};
use rtc::media_stream::MediaStreamTrack;
use rtc::peer_connection::certificate::{CertificateParams, RTCCertificate};
use rtc::rtp_transceiver::rtp_sender::{
    RTCPFeedback, RTCRtpCodec, RTCRtpCodecParameters, RTCRtpCodingParameters, RTCRtpEncodingParameters,
    RTCRtpHeaderExtensionCapability, RTCRtpRtxParameters, RtpCodecKind,
};
use rtc::rtp_transceiver::{RTCRtpTransceiverDirection, RTCRtpTransceiverInit};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, ToSocketAddrs};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::mpsc;
use uuid::Uuid;
use webrtc::data_channel::{DataChannel, RTCDataChannelInit};
use webrtc::error::Result;
use webrtc::media_stream::track_local::TrackLocal;
use webrtc::media_stream::track_local::static_rtp::TrackLocalStaticRTP;
use webrtc::peer_connection::{
    MediaEngine, PeerConnection, PeerConnectionBuilder, PeerConnectionEventHandler, RTCConfigurationBuilder,
    RTCIceGatheringState, RTCIceServer, RTCPeerConnectionIceEvent, RTCPeerConnectionState, SettingEngineBuilder,
    configure_twcc_receiver_only,
};

/// Time between two connectivity checks. The crate's own 200 ms would be most of the time that joining takes.
const CHECKS: Duration = Duration::from_millis(20);
/// How many checks a candidate pair gets: two seconds of them.
const CHECKS_MAX: u16 = 100;
/// Without an answer for so long, ICE says *disconnected*, and after so much more *failed*.
const DISCONNECTED: Duration = Duration::from_secs(4);
const FAILED: Duration = Duration::from_secs(12);
/// Consent checks (RFC 7675), also what keeps a NAT's binding alive.
const KEEPALIVE: Duration = Duration::from_secs(1);
/// The data channel's stream: agreed by both sides beforehand, so that nothing has to be said about it (RFC 8832 section 6).
const STREAM: u16 = 0;
/// Bytes that may wait on the data channel of a peer that does not read.
const DATA_WAITING: usize = 256 * 1024;
/// The most local addresses used.
const ADDRESSES_MAX: usize = 12;

/// The engine's certificate, and its SHA-256: one for all connections and as long as the engine lives, so that it can be
/// named to the others before there is a connection.
pub(crate) fn certificate() -> Result<(RTCCertificate, [u8; 32])> {
    let other = |text: String| rtc::shared::error::Error::Other(text);
    let provider = crypto::default_provider().map_err(|error| other(error.to_string()))?;
    let params = CertificateParams::new(vec!["chancery".to_owned()]).map_err(|error| other(error.to_string()))?;
    let made = RTCCertificate::generate(provider.crypto(), SignatureScheme::EcdsaP256Sha256, params)?;
    let said = made.get_fingerprints(provider.crypto())?;
    let digits = said.first().map(|one| one.value.replace(':', "")).unwrap_or_default();
    let mut fingerprint = [0; 32];
    for (at, byte) in fingerprint.iter_mut().enumerate() {
        let two = digits.get(2 * at..2 * at + 2).ok_or_else(|| other("the certificate has no SHA-256".into()))?;
        *byte = u8::from_str_radix(two, 16).map_err(|error| other(error.to_string()))?;
    }
    Ok((made, fingerprint))
}

/// What a connection is made of.
pub(crate) struct Parts {
    pub(crate) servers: Vec<IceServer>,
    pub(crate) bind: Option<IpAddr>,
    pub(crate) certificate: RTCCertificate,
    pub(crate) gate: Arc<Gate>,
    pub(crate) outbox: Arc<Outbox>,
    pub(crate) counters: Arc<Counters>,
}

/// What the connection says of itself.
#[derive(Debug)]
pub(crate) enum Notice {
    /// A candidate of ours, for the peer; empty: there will be no more.
    Candidate { candidate: String, mid: Option<String>, line: Option<u16> },
    /// The transport's state.
    State(RTCPeerConnectionState),
}

/// Wakes a connection's task so that it looks into its outbox.
pub(crate) struct Bell(Arc<TrackLocalStaticRTP>);

impl Bell {
    /// Rings. Never waits: where the task has so much to do that its queue is full, it will look anyway.
    pub(crate) fn ring(&self) {
        // An empty RTCP packet; the session in the chain takes it for the bell and it goes no further.
        let _ = self.0.write_rtcp(Vec::new()).now_or_never();
    }
}

/// What a connection is, once it is made.
pub(crate) struct Made {
    pub(crate) link: Arc<dyn PeerConnection>,
    pub(crate) bell: Bell,
    pub(crate) data: Arc<dyn DataChannel>,
    pub(crate) notices: mpsc::Receiver<Notice>,
}

/// Makes a connection. Nothing is said to anyone before its first description.
pub(crate) async fn connect<L: Listener + 'static>(parts: Parts, listener: L) -> Result<Made> {
    let ids = MediaKind::ALL.map(|_| random_ids());
    let (mut engine, now) = (media_engine()?, Instant::now());
    let anchor = Anchor::new(now, CaptureTime::now());
    let session = Session::new(now, anchor, ids, parts.gate, parts.outbox.clone(), parts.counters);
    let registry = configure_twcc_receiver_only(Registry::new(), &mut engine)?
        .with(Slot::SenderReport, Link::new(session, parts.outbox, listener));
    let settings = SettingEngineBuilder::new()
        .with_ice_connection_attempts(Some(CHECKS), Some(CHECKS_MAX))
        .with_ice_timeouts(Some(DISCONNECTED), Some(FAILED), Some(KEEPALIVE))
        // Candidates are taken as they come; a better pair may still take over.
        .with_srflx_acceptance_min_wait(Some(Duration::from_millis(100)))
        .with_prflx_acceptance_min_wait(Some(Duration::from_millis(100)))
        .with_relay_acceptance_min_wait(Some(Duration::from_millis(400)))
        // After a change of network the old sockets lead nowhere: a restart opens new ones.
        .with_discard_local_candidates_during_ice_restart(true)
        .with_include_loopback_candidate(true)
        .with_multicast_dns_mode(MulticastDnsMode::Disabled)
        .build();
    let servers = parts.servers.into_iter().map(|server| RTCIceServer {
        urls: server.urls,
        username: server.username.unwrap_or_default(),
        credential: server.credential.unwrap_or_default(),
    });
    let configuration = RTCConfigurationBuilder::new()
        .with_ice_servers(servers.collect())
        .with_certificates(vec![parts.certificate])
        .build();
    let (notices, inbox) = mpsc::channel(256);
    let connection = PeerConnectionBuilder::new()
        .with_configuration(configuration)
        .with_media_engine(engine)
        .with_setting_engine(settings)
        .with_interceptor_registry(registry)
        .with_runtime(Sturdy::new())
        .with_handler(Arc::new(Handler(notices)))
        .with_data_channel_send_buffer_limit(DATA_WAITING)
        .with_udp_addrs(vec![LocalAddresses(parts.bind)]);
    let connection = Box::pin(connection.build()).await?;
    let mut bell = None;
    for (kind, ids) in MediaKind::ALL.into_iter().zip(ids) {
        let track = Arc::new(TrackLocalStaticRTP::new(track(kind, ids)));
        bell.get_or_insert_with(|| track.clone());
        let init = RTCRtpTransceiverInit {
            direction: RTCRtpTransceiverDirection::Sendrecv,
            streams: Vec::new(),
            send_encodings: Vec::new(),
        };
        let transceiver = connection.add_transceiver_from_track(track, Some(init)).await?;
        // The crate knows one list of codecs for all video sections, that of the first one: both sections name both.
        match kind {
            MediaKind::Audio => {}
            MediaKind::Video => transceiver.set_codec_preferences(vec![codec(kind), codec(MediaKind::Screen)]).await?,
            MediaKind::Screen => transceiver.set_codec_preferences(vec![codec(kind), codec(MediaKind::Video)]).await?,
        }
    }
    let bell = bell.ok_or(rtc::shared::error::Error::ErrRTPSenderNotExisted)?;
    // Ordered and reliable.
    let channel = RTCDataChannelInit { negotiated: Some(STREAM), ..RTCDataChannelInit::default() };
    let data = connection.create_data_channel("group", Some(channel)).await?;
    Ok(Made { link: Arc::new(connection), bell: Bell(bell), data, notices: inbox })
}

/// Numbers for one stream: all that has to be random is.
fn random_ids() -> StreamIds {
    let random = Uuid::new_v4().as_u128() ^ Uuid::new_v4().as_u128().rotate_left(64);
    StreamIds {
        ssrc: random as u32,
        rtx: (random >> 32) as u32,
        offset: (random >> 64) as u32,
        first: (random >> 96) as u16,
    }
}

fn codec(kind: MediaKind) -> RTCRtpCodecParameters {
    let (mime, clock_rate, channels, fmtp, payload_type) = match kind {
        MediaKind::Audio => ("audio/opus", 48_000, 2, "minptime=10;useinbandfec=1", 111),
        MediaKind::Video => ("video/VP8", 90_000, 0, "", 96),
        MediaKind::Screen => ("video/VP9", 90_000, 0, "profile-id=0", 98),
    };
    let feedback = |typ: &str, parameter: &str| RTCPFeedback { typ: typ.into(), parameter: parameter.into() };
    let rtcp_feedback = if kind == MediaKind::Audio {
        Vec::new()
    } else {
        vec![feedback("ccm", "fir"), feedback("nack", ""), feedback("nack", "pli")]
    };
    let rtp_codec =
        RTCRtpCodec { mime_type: mime.into(), clock_rate, channels, sdp_fmtp_line: fmtp.into(), rtcp_feedback };
    RTCRtpCodecParameters { rtp_codec, payload_type }
}

fn media_engine() -> Result<MediaEngine> {
    let mut engine = MediaEngine::default();
    for kind in MediaKind::ALL {
        let codec = codec(kind);
        let primary = codec.payload_type;
        engine.register_codec(codec, codec_kind(kind))?;
        if kind != MediaKind::Audio {
            let rtp_codec = RTCRtpCodec {
                mime_type: "video/rtx".into(),
                clock_rate: 90_000,
                channels: 0,
                sdp_fmtp_line: format!("apt={primary}"),
                rtcp_feedback: Vec::new(),
            };
            engine.register_codec(RTCRtpCodecParameters { rtp_codec, payload_type: primary + 1 }, codec_kind(kind))?;
        }
    }
    for kind in [RtpCodecKind::Audio, RtpCodecKind::Video] {
        engine.register_header_extension(RTCRtpHeaderExtensionCapability { uri: CAPTURE_TIME.into() }, kind, None)?;
    }
    Ok(engine)
}

fn codec_kind(kind: MediaKind) -> RtpCodecKind {
    if kind == MediaKind::Audio { RtpCodecKind::Audio } else { RtpCodecKind::Video }
}

/// Both sides' tracks share one namespace in the crate: identifiers have to be random.
fn track(kind: MediaKind, ids: StreamIds) -> MediaStreamTrack {
    let rtx = (kind != MediaKind::Audio).then_some(RTCRtpRtxParameters { ssrc: ids.rtx });
    let coding = RTCRtpEncodingParameters {
        rtp_coding_parameters: RTCRtpCodingParameters { ssrc: Some(ids.ssrc), rtx, ..Default::default() },
        codec: codec(kind).rtp_codec,
        ..RTCRtpEncodingParameters::default()
    };
    let (stream, track) = (Uuid::new_v4().to_string(), Uuid::new_v4().to_string());
    MediaStreamTrack::new(stream, track, kind.name().to_owned(), codec_kind(kind), vec![coding])
}

/// Hands what the connection says to its task. Called on the connection's own task, which must not wait.
struct Handler(mpsc::Sender<Notice>);

#[async_trait::async_trait]
impl PeerConnectionEventHandler for Handler {
    async fn on_ice_candidate(&self, event: RTCPeerConnectionIceEvent) {
        if let Ok(init) = event.candidate.to_json() {
            let notice = Notice::Candidate {
                candidate: init.candidate,
                mid: init.sdp_mid.filter(|mid| !mid.is_empty()),
                line: init.sdp_mline_index,
            };
            let _ = self.0.try_send(notice);
        }
    }

    async fn on_ice_gathering_state_change(&self, state: RTCIceGatheringState) {
        if state == RTCIceGatheringState::Complete {
            let _ = self.0.try_send(Notice::Candidate { candidate: String::new(), mid: None, line: Some(0) });
        }
    }

    async fn on_connection_state_change(&self, state: RTCPeerConnectionState) {
        let _ = self.0.try_send(Notice::State(state));
    }
}

/// The local addresses to use, looked up anew whenever sockets are opened: after a change of network there are others.
struct LocalAddresses(Option<IpAddr>);

impl ToSocketAddrs for LocalAddresses {
    type Iter = std::vec::IntoIter<SocketAddr>;

    fn to_socket_addrs(&self) -> std::io::Result<Self::Iter> {
        let addresses = match self.0 {
            Some(one) => vec![one],
            None => usable(rtc::shared::ifaces::ifaces()?.into_iter().filter_map(|one| Some(one.addr?.ip()))),
        };
        Ok(addresses.into_iter().map(|address| SocketAddr::new(address, 0)).collect::<Vec<_>>().into_iter())
    }
}

/// Those a peer can reach; without any (a machine that is offline) the loopback one, for peers on this machine.
fn usable(addresses: impl Iterator<Item = IpAddr>) -> Vec<IpAddr> {
    let mut usable: Vec<IpAddr> = Vec::new();
    for address in addresses {
        let link_local = match address {
            IpAddr::V4(address) => address.is_link_local(),
            IpAddr::V6(address) => address.segments()[0] & 0xFFC0 == 0xFE80,
        };
        if !(link_local || address.is_loopback() || address.is_unspecified() || usable.contains(&address)) {
            usable.push(address);
        }
    }
    usable.sort_by_key(IpAddr::is_ipv6);
    usable.truncate(ADDRESSES_MAX);
    if usable.is_empty() {
        usable.push(Ipv4Addr::LOCALHOST.into());
    }
    usable
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_loopback_address_only_where_there_is_no_other() {
        let parse = |list: &[&str]| usable(list.iter().map(|one| one.parse().unwrap()));
        let text = |list: Vec<IpAddr>| list.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(text(parse(&["127.0.0.1", "fe80::1", "169.254.3.4"])), ["127.0.0.1"]);
        let some = ["127.0.0.1", "2001:db8::7", "10.0.0.2", "fe80::1", "10.0.0.2"];
        assert_eq!(text(parse(&some)), ["10.0.0.2", "2001:db8::7"]);
    }
}
