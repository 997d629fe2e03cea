//! Between the app's words and the engine's: the two know nothing of each other.

use chancery_core::{EngineCommand, input, view};
use chancery_engine as engine;
use chancery_signalling::{message, peer};

fn to_signal(signal: peer::Signal) -> engine::Signal {
    match signal {
        peer::Signal::Offer { sdp } => engine::Signal::Offer { sdp },
        peer::Signal::Answer { sdp } => engine::Signal::Answer { sdp },
        peer::Signal::Candidate { candidate, mid, line } => engine::Signal::Candidate { candidate, mid, line },
    }
}

fn from_signal(signal: engine::Signal) -> peer::Signal {
    match signal {
        engine::Signal::Offer { sdp } => peer::Signal::Offer { sdp },
        engine::Signal::Answer { sdp } => peer::Signal::Answer { sdp },
        engine::Signal::Candidate { candidate, mid, line } => peer::Signal::Candidate { candidate, mid, line },
    }
}

fn to_ice_server(server: message::IceServer) -> engine::IceServer {
    let message::IceServer { urls, username, credential } = server;
    engine::IceServer { urls, username, credential }
}

/// Has the engine do what the app decided. Returns at once.
pub(crate) fn carry_out(engine: &engine::Engine, command: EngineCommand) {
    match command {
        EngineCommand::IceServers(servers) => engine.ice_servers(servers.into_iter().map(to_ice_server).collect()),
        EngineCommand::Devices { microphone, camera, speaker } => engine.devices(microphone, camera, speaker),
        EngineCommand::OnAir(state) => engine.on_air(state),
        EngineCommand::SelectDevice { kind, device } => engine.select_device(kind, device),
        EngineCommand::SelectSpeaker(device) => engine.select_speaker(device),
        EngineCommand::TestSpeaker => engine.test_speaker(),
        EngineCommand::ListDevices => engine.list_devices(),
        EngineCommand::AddPeer { peer, connection, polite } => engine.add_peer(peer, connection, polite),
        EngineCommand::RemovePeer { peer } => engine.remove_peer(peer),
        EngineCommand::Signal { peer, signal } => engine.signal(peer, to_signal(signal)),
        EngineCommand::RestartIce { peer } => engine.restart_ice(peer),
        EngineCommand::Wanted { peer, camera } => {
            engine.wanted(peer, engine::WantedSize { width: camera.width, height: camera.height });
        }
        EngineCommand::RemoteMedia { peer, state } => engine.remote_media(peer, state),
        EngineCommand::KeyFrames => engine.key_frames(),
        EngineCommand::SendData { peer, bytes } => engine.send_data(peer, bytes.0),
    }
}

fn from_state(state: engine::PeerState) -> input::PeerState {
    match state {
        engine::PeerState::Connecting => input::PeerState::Connecting,
        engine::PeerState::Connected => input::PeerState::Connected,
        engine::PeerState::Interrupted => input::PeerState::Interrupted,
        engine::PeerState::Failed => input::PeerState::Failed,
    }
}

fn from_devices(devices: Vec<engine::Device>) -> Vec<view::Device> {
    devices.into_iter().map(|engine::Device { id, name }| view::Device { id, name }).collect()
}

/// What the engine saw, in the app's words.
pub(crate) fn event(event: engine::EngineEvent) -> input::EngineEvent {
    use engine::EngineEvent as From;
    use input::EngineEvent as To;
    match event {
        From::Signal { peer, connection, signal } => To::Signal { peer, connection, signal: from_signal(signal) },
        From::Fingerprint(fingerprint) => To::Fingerprint(fingerprint),
        From::Data { peer, connection, bytes } => To::Data { peer, connection, bytes: message::Sealed(bytes) },
        From::Peer { peer, connection, state } => To::Peer { peer, connection, state: from_state(state) },
        From::FirstPicture { peer, kind } => To::FirstPicture { peer, kind },
        From::Levels { own, voices } => To::Levels { own, voices },
        From::Quality { peer, rtt_ms, loss_percent } => To::Quality { peer, rtt_ms, loss_percent },
        From::DeviceOpened { kind, name } => To::DeviceOpened { kind, name },
        From::DeviceFailed { kind, detail } => To::DeviceFailed { kind, detail },
        From::Devices { microphones, cameras, screens, speakers } => To::Devices {
            microphones: from_devices(microphones),
            cameras: from_devices(cameras),
            screens: from_devices(screens),
            speakers: from_devices(speakers),
        },
    }
}

/// Whether an event changes only what flickers on the screen: loudness and line quality.
pub(crate) fn is_minor(event: &input::EngineEvent) -> bool {
    matches!(event, input::EngineEvent::Levels { .. } | input::EngineEvent::Quality { .. })
}
