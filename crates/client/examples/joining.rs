//! How long joining takes with everything that trust adds (the server, the sealed words, the group, a frame's encryption), and
//! without: two bare engines that hand each other their descriptions in memory. Both in this process, in turn, from the wish to
//! join to the first picture of the other that was decoded. One line of JSON.
//!
//! The bare engines stand here alone: no program of ours can be told to call without encryption.

#[path = "../tests/common/call.rs"]
mod call;
#[path = "../tests/common/mod.rs"]
mod common;
#[path = "../tests/common/media.rs"]
mod media;

use call::{convene, join, of_files, room, server, url, with_media};
use chancery_client::{Intent, PictureHub};
use chancery_engine::{Engine, EngineEvent};
use chancery_media::picture::{PictureSink, SharedPicture};
use chancery_model::{ConnectionId, MediaKind, MediaState, ParticipantId};
use common::{enter, wait};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::mpsc;
use tokio::sync::mpsc::Receiver;

const ROUNDS: usize = 15;
const OPEN: MediaState = MediaState { microphone: true, camera: true, screen: false };

/// Tells of the first picture of somebody else.
struct Eyes(mpsc::Sender<()>);

struct Blind;

impl PictureSink for Eyes {
    fn picture(&self, _: SharedPicture) {
        let _ = self.0.try_send(());
    }
}

impl PictureSink for Blind {
    fn picture(&self, _: SharedPicture) {}
}

impl PictureHub for Eyes {
    fn sink(&self, who: Option<ParticipantId>, _: MediaKind) -> Arc<dyn PictureSink> {
        if who.is_some() { Arc::new(Self(self.0.clone())) } else { Arc::new(Blind) }
    }
    fn gone(&self, _: Option<ParticipantId>, _: MediaKind) {}
}

/// An engine whose devices run already.
fn bare(folder: &Path, who: &str, hertz: f64) -> (Engine, Receiver<EngineEvent>, Receiver<()>) {
    let (first, seen) = mpsc::channel(1);
    let engine = of_files(folder, who, hertz);
    assert!(engine.transform.is_none());
    let (engine, events) = Engine::start(engine, Arc::new(Eyes(first)), tokio::runtime::Handle::current());
    engine.on_air(OPEN);
    (engine, events, seen)
}

/// Milliseconds, of two engines without encryption of frames, without a server.
async fn unencrypted(folder: &Path) -> f64 {
    let ids = [1, 2].map(|n| ParticipantId::from_random([n; 16]));
    let (one, mut from_one, _seen) = bare(folder, "one", 300.0);
    let (two, mut from_two, mut seen) = bare(folder, "two", 700.0);
    tokio::time::sleep(Duration::from_millis(500)).await;
    let began = Instant::now();
    one.add_peer(ids[1], ConnectionId(1), true);
    two.add_peer(ids[0], ConnectionId(1), false);
    let took = loop {
        tokio::select! {
            Some(()) = seen.recv() => break began.elapsed(),
            Some(event) = from_one.recv() => if let EngineEvent::Signal { signal, .. } = event { two.signal(ids[0], signal) },
            Some(event) = from_two.recv() => if let EngineEvent::Signal { signal, .. } = event { one.signal(ids[1], signal) },
            () = tokio::time::sleep(common::LONG) => panic!("no picture came"),
        }
    };
    one.stop().await;
    two.stop().await;
    took.as_secs_f64() * 1e3
}

/// Milliseconds, of who joins a meeting in which one other sits.
async fn encrypted(folder: &Path) -> f64 {
    let data = tempfile::tempdir().expect("a folder");
    let server = server(data.path()).await;
    let (id, za) = convene(&url(&server)).await;
    let (host, guest) = (with_media(folder, "one", 300.0), with_media(folder, "two", 700.0));
    for (client, invitation, name) in [(&host, &id, "Retno Wibowo"), (&guest, &za, "Thandi Nkosi")] {
        enter(client, invitation, name);
        client.dispatch(Intent::SetMicrophone { open: true });
        client.dispatch(Intent::SetCamera { open: true });
    }
    join(&host, &id, "Retno Wibowo").await;
    wait(&host, "the other in the holding room", |view| {
        room(view)?.waiting.iter().any(|person| &*person.name == "Thandi Nkosi").then_some(())
    })
    .await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    guest.dispatch(Intent::Join);
    let until = Instant::now() + common::LONG;
    let took = loop {
        if let Some(took) = guest.report().join_ms {
            break took;
        }
        assert!(Instant::now() < until, "no picture came");
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    guest.stop().await;
    host.stop().await;
    server.stop().await;
    took
}

fn median(of: &mut [f64]) -> f64 {
    of.sort_by(f64::total_cmp);
    of[of.len() / 2]
}

fn main() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let folder = tempfile::tempdir().expect("a folder");
    let (mut without, mut with) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        without.push(runtime.block_on(unencrypted(folder.path())));
        with.push(runtime.block_on(encrypted(folder.path())));
    }
    let (without_ms, with_ms) = (median(&mut without), median(&mut with));
    let round = |ms: f64| (ms * 10.0).round() / 10.0;
    // A camera gives a picture every 33 ms: what is a little later may wait for the next one, and the rounds stand in heaps.
    let each = |of: &[f64]| of.iter().map(|ms| round(*ms)).collect::<Vec<_>>();
    println!(
        "{}",
        serde_json::json!({
            "rounds": ROUNDS, "unencrypted_engine_ms": round(without_ms), "chancery_ms": round(with_ms),
            "added_ms": round(with_ms - without_ms), "each_unencrypted_engine_ms": each(&without), "each_chancery_ms": each(&with),
        })
    );
}
