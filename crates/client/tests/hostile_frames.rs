//! A member whose frames are tampered with between its encryption and the wire, against an honest one: real sockets, real
//! codecs, a real server. What is no frame of that member's is refused and counted, what is one goes on being heard and
//! seen. The numbers are those of `docs/hostile.md`.

#[path = "common/call.rs"]
mod call;
mod common;
#[path = "common/media.rs"]
mod media;

use call::{call, comes, convene, frames, of_files, room, server, url, with_media};
use chancery_client::view::SecurityState;
use chancery_client::{Client, FrameContext, FrameTransform, FramesRefused, Refused};
use chancery_model::MediaKind;
use chancery_server::Running;
use chancery_trust::Invitation;
use common::{client, enter, wait};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// What is done to a frame on its way out; whether anything was.
type Trick = Box<dyn FnMut(&mut Vec<u8>, FrameContext) -> bool + Send>;

/// Between the encryption and the wire.
#[derive(Default)]
struct Tamper {
    trick: Mutex<Option<Trick>>,
    played: AtomicU64,
    /// The voice of the other that came last, still encrypted.
    heard: Arc<Mutex<Option<Vec<u8>>>>,
}

impl Tamper {
    fn play(&self, trick: impl FnMut(&mut Vec<u8>, FrameContext) -> bool + Send + 'static) {
        self.played.store(0, Ordering::Relaxed);
        *self.trick.lock().unwrap() = Some(Box::new(trick));
    }

    fn stop(&self) -> u64 {
        *self.trick.lock().unwrap() = None;
        self.played()
    }

    fn played(&self) -> u64 {
        self.played.load(Ordering::Relaxed)
    }
}

impl FrameTransform for Tamper {
    fn outgoing(&self, frame: &mut Vec<u8>, context: FrameContext) -> Result<(), Refused> {
        if self.trick.lock().unwrap().as_mut().is_some_and(|trick| trick(frame, context)) {
            self.played.fetch_add(1, Ordering::Relaxed);
        }
        Ok(())
    }

    fn incoming(&self, frame: &mut Vec<u8>, context: FrameContext) -> Result<(), Refused> {
        if voice(context) {
            *self.heard.lock().unwrap() = Some(frame.clone());
        }
        Ok(())
    }
}

/// Retno, honest, and Thandi, whose frames go through the tamper, in a call.
struct Call {
    _folder: TempDir,
    server: Running,
    za: Invitation,
    retno: Client,
    thandi: Client,
    tamper: Arc<Tamper>,
}

impl Call {
    async fn begin() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let server = server(folder.path()).await;
        let (id, za) = convene(&url(&server)).await;
        let tamper = Arc::new(Tamper::default());
        let retno = with_media(folder.path(), "retno", 300.0);
        let mut engine = of_files(folder.path(), "thandi", 700.0);
        engine.transform = Some(tamper.clone());
        let thandi = common::started(None, engine);
        call([(&retno, &id, "Retno Wibowo"), (&thandi, &za, "Thandi Nkosi")]).await;
        let mut call = Self { _folder: folder, server, za, retno, thandi, tamper };
        call.lives_on().await;
        assert_eq!(call.refused(), 0, "nothing was refused of an honest call");
        call
    }

    /// What Retno refused that was not hers to have, or under no key.
    fn refused(&self) -> u64 {
        let FramesRefused { no_key, hostile, .. } = self.retno.report().refused;
        no_key + hostile
    }

    /// Plays a trick for so many frames, and sees that as many are refused, but for those that were lost on the way. How many
    /// pictures were shown meanwhile.
    async fn refuses(&self, many: u64, trick: impl FnMut(&mut Vec<u8>, FrameContext) -> bool + Send + 'static) -> u64 {
        let pictures = frames(&self.retno, MediaKind::Video);
        let (before, until) = (self.refused(), Instant::now() + common::LONG);
        self.tamper.play(trick);
        while self.tamper.played() < many || self.refused() < before + many * 9 / 10 {
            let (played, refused) = (self.tamper.played(), self.refused() - before);
            assert!(Instant::now() < until, "{refused} of {played} frames were refused");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let pictures = frames(&self.retno, MediaKind::Video) - pictures;
        let played = self.tamper.stop();
        tokio::time::sleep(Duration::from_millis(300)).await;
        let refused = self.refused() - before;
        assert!(refused <= played, "{refused} were refused where {played} were hostile");
        pictures
    }

    /// Both are heard and seen, nobody is suspended, and nobody was told of frames that are none of the other's.
    async fn lives_on(&mut self) {
        for client in [&self.retno, &self.thandi] {
            comes(client, MediaKind::Audio, 40).await;
            comes(client, MediaKind::Video, 20).await;
            let view = client.view().borrow().clone();
            let room = room(&view).expect("in the meeting");
            assert!(matches!(room.security.state, SecurityState::Encrypted { .. }), "{:?}", room.security.state);
            assert!(view.notices.is_empty(), "{:?}", view.notices);
        }
    }

    async fn end(self) {
        self.retno.stop().await;
        self.thandi.stop().await;
        self.server.stop().await;
    }
}

/// The header of RFC 9605 section 4.3 with these two numbers of eight bytes each.
fn header(kid: u64, counter: u64) -> Vec<u8> {
    [&[0xFF][..], &kid.to_be_bytes(), &counter.to_be_bytes()].concat()
}

/// A header in its shortest form, as it stands at the front of voice: key, counter, length.
fn parse(frame: &[u8]) -> (u64, u64, usize) {
    let config = frame[0];
    let mut at = 1;
    let mut number = |field: u8| {
        if field & 8 == 0 {
            return u64::from(field & 7);
        }
        let length = usize::from(field & 7) + 1;
        at += length;
        frame[at - length..at].iter().fold(0, |n, byte| n << 8 | u64::from(*byte))
    };
    let (kid, counter) = (number(config >> 4), number(config & 15));
    (kid, counter, at)
}

fn voice(context: FrameContext) -> bool {
    context.kind == MediaKind::Audio
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_12_replayed_frames_and_jumps_of_the_counter() {
    let mut call = Call::begin().await;
    // One frame, again and again in the place of every second one.
    let (mut kept, mut n) = (None, 0);
    call.refuses(30, move |frame, context| {
        if !voice(context) {
            return false;
        }
        n += 1;
        match &kept {
            None => kept = Some(frame.clone()),
            Some(old) if n % 2 == 0 => frame.clone_from(old),
            Some(_) => return false,
        }
        n > 1
    })
    .await;
    call.lives_on().await;
    let mut n = 0_u64;
    call.refuses(30, move |frame, context| {
        n += u64::from(voice(context));
        if !voice(context) || n % 2 == 0 {
            return false;
        }
        let (kid, counter, length) = parse(frame);
        let jump = [1 << 63, u64::MAX, (1 << 63) + counter][n as usize / 2 % 3];
        frame.splice(..length, header(kid, jump));
        true
    })
    .await;
    call.lives_on().await;
    call.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_13_frames_of_an_epoch_that_has_passed() {
    let mut call = Call::begin().await;
    // Frames that were encrypted in this epoch and never sent: in their place goes one that was sent before.
    let held = Arc::new(Mutex::new(Vec::new()));
    let keep = held.clone();
    let (mut n, mut sent) = (0, None);
    call.tamper.play(move |frame, context| {
        if !voice(context) {
            return false;
        }
        n += 1;
        let mut kept = keep.lock().unwrap();
        match sent.replace(frame.clone()) {
            Some(before) if n % 2 == 0 && kept.len() < 40 => {
                kept.push(std::mem::replace(frame, before));
            }
            _ => {}
        }
        false
    });
    let until = Instant::now() + common::LONG;
    while held.lock().unwrap().len() < 40 {
        assert!(Instant::now() < until, "no voice");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    call.tamper.stop();
    let before = epoch(&call.tamper).await;
    // Somebody comes: there are new keys, and two seconds later none but them.
    let sipho = client(None);
    enter(&sipho, &call.za, "Sipho Dlamini");
    call::join(&sipho, &call.za, "Sipho Dlamini").await;
    wait(&call.retno, "three", |view| (room(view)?.people.len() == 3).then_some(())).await;
    let until = Instant::now() + common::LONG;
    while epoch(&call.tamper).await == before {
        assert!(Instant::now() < until, "Thandi goes on under the keys of before");
    }
    tokio::time::sleep(chancery_trust::frames::OLD_EPOCH_READ * 2).await;
    let no_key = call.retno.report().refused.no_key;
    call.refuses(30, move |frame, context| {
        if !voice(context) {
            return false;
        }
        let Some(old) = held.lock().unwrap().pop() else { return false };
        *frame = old;
        true
    })
    .await;
    let without = call.retno.report().refused.no_key - no_key;
    assert!(without >= 27, "refused for want of a key: {without}; the others were taken for something else");
    call.lives_on().await;
    sipho.stop().await;
    call.end().await;
}

/// The low bits of the epoch under which voice goes out just now.
async fn epoch(tamper: &Arc<Tamper>) -> u64 {
    let seen = Arc::new(Mutex::new(None));
    let found = seen.clone();
    tamper.play(move |frame, context| {
        if voice(context) {
            *found.lock().unwrap() = Some(parse(frame).0 & 15);
        }
        false
    });
    let until = Instant::now() + common::LONG;
    loop {
        if let Some(epoch) = *seen.lock().unwrap() {
            tamper.stop();
            return epoch;
        }
        assert!(Instant::now() < until, "no voice");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_14_frames_under_anothers_key() {
    let mut call = Call::begin().await;
    let mut n = 0_u64;
    call.refuses(40, move |frame, context| {
        n += u64::from(voice(context));
        if !voice(context) || n % 2 == 0 {
            return false;
        }
        let (kid, counter, length) = parse(frame);
        // Retno's own leaf, one that nobody has, one with a context.
        let other = [kid ^ 0x10, kid + 0x300, kid | 1 << 40, u64::MAX][n as usize / 2 % 4];
        frame.splice(..length, header(other, counter));
        true
    })
    .await;
    call.lives_on().await;
    // And Retno's own frames, sent back to her.
    let heard = call.tamper.heard.clone();
    let mut n = 0;
    call.refuses(30, move |frame, context| {
        n += 1;
        let own = if voice(context) && n % 2 == 0 { heard.lock().unwrap().take() } else { None };
        let found = own.is_some();
        own.into_iter().for_each(|own| *frame = own);
        found
    })
    .await;
    call.lives_on().await;
    call.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_15_plaintext_and_injected_silence() {
    let mut call = Call::begin().await;
    let mut n = 0_usize;
    call.refuses(40, move |frame, context| {
        n += 1;
        if n % 2 == 0 {
            return false;
        }
        match context.kind {
            MediaKind::Audio => {
                // Silence as encoders make it, behind a true header too.
                match n / 2 % 3 {
                    0 => *frame = vec![0xF8, 0xFF, 0xFE],
                    1 => *frame = vec![0xF8; frame.len()],
                    _ => frame[4..].fill(0xF8),
                }
                true
            }
            MediaKind::Video if context.key => {
                // A key frame of VP8 (RFC 6386 section 9.1) as one that does not encrypt would send it.
                let mut plain = vec![0x50, 0x42, 0x00, 0x9D, 0x01, 0x2A, 0x40, 0x01, 0xB4, 0x00];
                plain.resize(frame.len(), 0x55);
                *frame = plain;
                true
            }
            _ => false,
        }
    })
    .await;
    call.lives_on().await;
    call.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_16_changed_clear_bytes_of_pictures() {
    let mut call = Call::begin().await;
    let mut n = 0_usize;
    let refused = call.refuses(30, move |frame, context| {
        if context.kind != MediaKind::Video {
            return false;
        }
        n += 1;
        // Every bit but the one that says whether this is a key frame: that one makes it another kind of packet.
        let clear = if context.key { 10 } else { 1 };
        let bit = 1 + n * 3 % (clear * 8 - 1);
        frame[bit / 8] ^= 1 << (bit % 8);
        true
    });
    // What was under way already.
    let shown = refused.await;
    assert!(shown < 10, "{shown} changed pictures were shown");
    call.lives_on().await;
    call.end().await;
}
