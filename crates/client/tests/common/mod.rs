//! What the client's tests share: invitations, clients without devices, waiting for a view.

#![allow(dead_code, reason = "each test file uses its own part")]

use chancery_client::vault::Known;
use chancery_client::{Client, ClientConfig, EngineConfig, Intent, NoPictures, SourceSpec, Sources, ViewModel};
use chancery_model::{DelegationCode, MeetingId};
use chancery_trust::{Invitation, MeetingSecret, SideSecret};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// Longer than anything takes on a busy machine.
pub const LONG: Duration = Duration::from_secs(30);

pub fn no_devices() -> Sources {
    Sources {
        camera: SourceSpec::None,
        microphone: SourceSpec::None,
        screen: SourceSpec::None,
        speaker: SourceSpec::None,
    }
}

/// A client that stores in `store` and has no devices; it admits whoever holds an invitation.
pub fn client(store: Option<PathBuf>) -> Client {
    started(store, EngineConfig::new(no_devices()))
}

/// A client with this engine that admits whoever holds an invitation.
pub fn started(store: Option<PathBuf>, engine: EngineConfig) -> Client {
    let pictures = Arc::new(NoPictures);
    let client = Client::start(ClientConfig { store, remember: None, engine, pictures, identity: None, exports: None });
    client.dispatch(Intent::SetAdmission { ask: false });
    client
}

/// A client that stores in `store` and is told this of its key.
pub fn known(store: PathBuf, known: Known) -> Client {
    let (engine, pictures) = (EngineConfig::new(no_devices()), Arc::new(NoPictures));
    Client::start(ClientConfig {
        store: Some(store),
        remember: None,
        engine,
        pictures,
        identity: Some(known),
        exports: None,
    })
}

/// An invitation that this server has never heard of, due now.
pub fn invitation(server: &str) -> Invitation {
    let now = jiff::Timestamp::now();
    Invitation::for_sides(
        server,
        MeetingId::from_random([7; 16]),
        &MeetingSecret([1; 32]),
        &[
            (DelegationCode::new("ID").unwrap(), SideSecret([3; 32]), None),
            (DelegationCode::new("ZA").unwrap(), SideSecret([2; 32]), None),
        ],
        now,
        now + jiff::SignedDuration::from_hours(1),
    )
    .swap_remove(1)
}

/// Waits until a view is as wanted, and gives what was picked from it.
pub async fn wait<T>(client: &Client, what: &str, mut pick: impl FnMut(&ViewModel) -> Option<T>) -> T {
    let mut views = client.view();
    let found = async {
        loop {
            if let Some(found) = pick(&views.borrow_and_update()) {
                return found;
            }
            views.changed().await.expect("the client runs");
        }
    };
    let Ok(found) = tokio::time::timeout(LONG, found).await else {
        panic!("waited in vain for {what}; the view is {:#?}", *client.view().borrow());
    };
    found
}

/// Into the holding room of an invitation.
pub fn enter(client: &Client, invitation: &Invitation, name: &str) {
    assert!(client.dispatch(Intent::SetProfile { name: name.into(), title: "".into() }));
    assert!(client.dispatch(Intent::OpenLink { text: invitation.to_link().into() }));
    assert!(client.dispatch(Intent::EnterHoldingRoom { meeting: invitation.meeting }));
}
