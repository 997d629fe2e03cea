//! What comes as text or as structured bytes: links, signalling, session descriptions, certificates.

use crate::group::{Random, beginning, identity as someones, invitation_of, someone};
use chancery_model::Meeting;
use chancery_signalling::message::{ClientMessage, IceServer, Mark, NewMeeting, RefusalCode, Sealed, ServerMessage};
use chancery_signalling::peer::{PeerMessage, WantedSize};
use chancery_signalling::sdp::{FINGERPRINTS_MAX, sdp_fingerprints};
use chancery_trust::identity::{Chain, DenyList, Request, Signatures};
use chancery_trust::{DeviceKey, Invitation};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A signalling frame, from either end, and what participants say to each other: what is read is written back the same.
pub fn messages(bytes: &[u8]) {
    fn back<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(bytes: &[u8]) {
        if let Ok(message) = serde_json::from_slice::<T>(bytes) {
            let text = serde_json::to_string(&message).expect("what was read can be written");
            assert_eq!(serde_json::from_str::<T>(&text).expect("what was written can be read"), message);
        }
    }
    back::<ClientMessage>(bytes);
    back::<ServerMessage>(bytes);
    let _ = serde_json::from_slice::<NewMeeting>(bytes);
    let _ = serde_json::from_slice::<PeerMessage>(bytes);
    let _ = serde_json::from_slice::<Meeting>(bytes);
}

/// A session description: its fingerprints and streams are bounded, whatever it says.
pub fn descriptions(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(fingerprints) = sdp_fingerprints(text) {
        assert!(fingerprints.len() <= FINGERPRINTS_MAX, "{} fingerprints", fingerprints.len());
    }
    chancery_engine::decoders::description(text);
}

/// An invitation link: what is read is written back the same.
pub fn invitation(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(invitation) = Invitation::parse(text) {
        assert_eq!(Invitation::parse(&invitation.to_link()), Ok(invitation));
    }
}

/// A certificate chain, a signing request, a deny-list or signatures: a chain that is read is written back the same.
pub fn identity(bytes: &[u8]) {
    if let Ok(chain) = Chain::parse(bytes) {
        assert_eq!(chain.to_bytes(), bytes);
    }
    let _ = Request::parse(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = Chain::from_pem(text);
        let _ = Request::from_pem(text);
        let _ = DenyList::from_pem(text);
        let _ = Signatures::parse(text);
    }
}

/// What both sides sign, and a text of it: a manifest that is read is in its one form.
pub fn texts(bytes: &[u8]) {
    if let Ok(manifest) = chancery_trust::texts::Manifest::parse(bytes) {
        assert_eq!(manifest.bytes(), bytes);
    }
    let _ = chancery_trust::texts::Text::read(bytes);
}

/// A description as a laptop makes it, shortened.
const DESCRIPTION: &str = "v=0\r\no=- 1 2 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n\
a=fingerprint:sha-256 AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA\r\n\
a=group:BUNDLE 0 1 2\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\na=ssrc:7 cname:c\r\n\
m=video 9 UDP/TLS/RTP/SAVPF 96 97\r\na=mid:1\r\na=ssrc-group:FID 8 9\r\na=ssrc:8 cname:c\r\na=ssrc:9 cname:c\r\n";

/// A ministry's deny-list with one certificate on it.
fn denied() -> String {
    let code = chancery_model::DelegationCode::new("ID").expect("a code");
    let random = &mut Random::new(9);
    let root =
        chancery_trust::identity::Root::new(random, &code, "Kementerian", beginning()).expect("a ministry's name");
    let request = Request::of(&DeviceKey::generate(random));
    let chain = root.issue(&request, chancery_trust::Role::Chair, 30, random, beginning()).expect("thirty days");
    root.revoke(None, &[chain.device().serial().clone()], beginning()).expect("its own root's").to_pem()
}

pub(crate) fn beginnings() -> Vec<(&'static str, Vec<u8>)> {
    let link = invitation_of(0).to_link();
    let chain = someones(0).chain().to_bytes();
    let request = Request::of(&DeviceKey::generate(&mut Random::new(1))).to_pem().into_bytes();
    let seal = || Sealed(vec![1, 2, 3]);
    let (someone, mark) = (someone(0), Mark { run: 3, n: 9 });
    let said = [
        serde_json::to_string(&ClientMessage::Order { sealed: seal() }),
        serde_json::to_string(&ClientMessage::Relay { to: Some(someone), sealed: seal() }),
        serde_json::to_string(&ClientMessage::Ping { n: u64::MAX }),
        serde_json::to_string(&ClientMessage::Leave),
        serde_json::to_string(&ServerMessage::Welcome {
            version: 1,
            time: beginning(),
            heartbeat_ms: 500,
            ice_servers: vec![IceServer {
                urls: vec!["turn:turn.example".into()],
                username: Some("u".into()),
                credential: Some("c".into()),
            }],
        }),
        serde_json::to_string(&ServerMessage::Refused {
            code: RefusalCode::Version,
            versions: vec![1],
            retry_ms: Some(1_000),
        }),
        serde_json::to_string(&ServerMessage::Entered { meeting: seal(), members: Vec::new(), ordered: mark }),
        serde_json::to_string(&ServerMessage::Ordered { mark, from: someone, sealed: seal() }),
        serde_json::to_string(&ServerMessage::Closing { retry_ms: 5 }),
        serde_json::to_string(&PeerMessage::Group { bytes: seal() }),
        serde_json::to_string(&PeerMessage::Wants { camera: WantedSize { width: 640, height: 360 } }),
    ];
    let mut all = vec![
        ("descriptions", DESCRIPTION.into()),
        (
            "descriptions",
            format!("{DESCRIPTION}m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:3\r\n").into(),
        ),
        ("invitation", link.into_bytes()),
        ("identity", chain),
        ("identity", request),
        ("identity", denied().into_bytes()),
    ];
    let agreed = "Les deux parties conviennent.\n";
    all.push(("texts", agreed.into()));
    all.push(("texts", br#"{"version":1}"#.to_vec()));
    all.extend(said.map(|text| ("messages", text.expect("ours can be written").into_bytes())));
    all
}
