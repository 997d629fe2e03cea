//! Any bytes as a signalling frame, from either end, and as what participants say to each other.
#![no_main]

use chancery_model::Meeting;
use chancery_signalling::message::{ClientMessage, NewMeeting, ServerMessage};
use chancery_signalling::peer::PeerMessage;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(message) = serde_json::from_slice::<ClientMessage>(bytes) {
        let text = serde_json::to_string(&message).expect("what was read can be written");
        assert_eq!(serde_json::from_str::<ClientMessage>(&text).expect("what was written can be read"), message);
    }
    if let Ok(message) = serde_json::from_slice::<ServerMessage>(bytes) {
        let text = serde_json::to_string(&message).expect("what was read can be written");
        assert_eq!(serde_json::from_str::<ServerMessage>(&text).expect("what was written can be read"), message);
    }
    let _ = serde_json::from_slice::<NewMeeting>(bytes);
    let _ = serde_json::from_slice::<PeerMessage>(bytes);
    let _ = serde_json::from_slice::<Meeting>(bytes);
});
