//! What of this person's leaves the machine: the gate of *on air*.
//!
//! Invariant: [`Gate::set_by_person`], [`Gate::share_by_person`] and [`Gate::go_on_air`] are the only functions here that
//! open anything, and each is called for an [`crate::Intent`] alone (going on air: at the latest when the server has let
//! in whom it was asked to let in). All others close.

use crate::cx::Cx;
use crate::{EngineCommand, Problem};
use chancery_model::{MediaKind, MediaState};

/// Which devices run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Running {
    microphone: bool,
    camera: bool,
    speaker: bool,
}

/// The gate.
#[derive(Debug)]
pub(crate) struct Gate {
    /// What the person wants open: on joining, while in the holding room; now, in the plenary.
    wanted: MediaState,
    /// In the plenary.
    on_air: bool,
    /// Nothing may be opened for now, not even by the person.
    suspended: bool,
    running: Running,
    /// What was last told to the engine.
    told: MediaState,
    microphone: Option<String>,
    camera: Option<String>,
}

impl Gate {
    /// Off air, nothing running; microphone and camera will open on joining.
    pub(crate) fn new() -> Self {
        Self {
            wanted: MediaState { microphone: true, camera: true, screen: false },
            on_air: false,
            suspended: false,
            running: Running::default(),
            told: MediaState::CLOSED,
            microphone: None,
            camera: None,
        }
    }

    /// Into the holding room: devices run for one's own eyes, nothing is sent.
    pub(crate) fn hold(&mut self, cx: &mut Cx<'_>) {
        self.on_air = false;
        self.suspended = false;
        self.wanted.screen = false;
        self.told = MediaState::CLOSED;
        cx.engine(EngineCommand::OnAir(MediaState::CLOSED));
        self.running = Running { microphone: true, camera: self.wanted.camera, speaker: true };
        self.tell_devices(cx);
    }

    /// Into the plenary, as the holding room showed it.
    pub(crate) fn go_on_air(&mut self, cx: &mut Cx<'_>) {
        self.on_air = true;
        self.wanted.screen = false;
        self.apply(cx);
    }

    /// Out: nothing is sent, every device is released.
    pub(crate) fn release(&mut self, cx: &mut Cx<'_>) {
        self.on_air = false;
        self.suspended = false;
        self.wanted.screen = false;
        self.told = MediaState::CLOSED;
        cx.engine(EngineCommand::OnAir(MediaState::CLOSED));
        self.running = Running::default();
        self.tell_devices(cx);
        self.microphone = None;
        self.camera = None;
    }

    /// All closes, and stays closed until the person opens it again; which is not possible before [`Gate::mended`].
    /// `true`: something was open.
    pub(crate) fn suspend(&mut self, cx: &mut Cx<'_>) -> bool {
        let open = self.on_air && self.wanted != MediaState::CLOSED;
        self.suspended = true;
        self.wanted = MediaState::CLOSED;
        self.apply(cx);
        open
    }

    /// The person may open something again.
    pub(crate) fn mended(&mut self) {
        self.suspended = false;
    }

    /// Whether the person may open something.
    pub(crate) fn may_open(&self) -> bool {
        !self.suspended
    }

    /// The person opens or closes the microphone or the camera.
    pub(crate) fn set_by_person(&mut self, cx: &mut Cx<'_>, kind: MediaKind, open: bool) {
        if open && self.suspended {
            return;
        }
        match kind {
            MediaKind::Audio => self.wanted.microphone = open,
            MediaKind::Video => self.wanted.camera = open,
            MediaKind::Screen => return,
        }
        if open {
            // They know that it was closed.
            cx.notices.mend(|p| *p == Problem::ClosedMeanwhile);
        }
        self.apply(cx);
    }

    /// The person shares a screen; only in the plenary.
    pub(crate) fn share_by_person(&mut self, cx: &mut Cx<'_>) {
        if self.on_air && !self.suspended {
            self.wanted.screen = true;
            self.apply(cx);
        }
    }

    /// The shared screen closes: by the person, or since another's became the stage.
    pub(crate) fn stop_sharing(&mut self, cx: &mut Cx<'_>) {
        self.wanted.screen = false;
        self.apply(cx);
    }

    /// A device could not be opened, or stopped working: what it gave is closed, and stays so until the person opens it.
    pub(crate) fn device_failed(&mut self, cx: &mut Cx<'_>, kind: Option<MediaKind>, detail: String) {
        let problem = match kind {
            Some(MediaKind::Audio) => {
                self.wanted.microphone = false;
                self.running.microphone = false;
                self.microphone = None;
                Problem::NoMicrophone { detail }
            }
            Some(MediaKind::Video) => {
                self.wanted.camera = false;
                self.camera = None;
                Problem::NoCamera { detail }
            }
            Some(MediaKind::Screen) => {
                self.wanted.screen = false;
                Problem::NoScreen { detail }
            }
            None => Problem::NoSpeaker { detail },
        };
        cx.raise(problem);
        self.apply(cx);
    }

    /// A device works.
    pub(crate) fn device_opened(&mut self, cx: &mut Cx<'_>, kind: MediaKind, name: String) {
        match kind {
            MediaKind::Audio => {
                self.microphone = Some(name);
                cx.notices.mend(|p| matches!(p, Problem::NoMicrophone { .. }));
            }
            MediaKind::Video => {
                self.camera = Some(name);
                cx.notices.mend(|p| matches!(p, Problem::NoCamera { .. }));
            }
            MediaKind::Screen => cx.notices.mend(|p| matches!(p, Problem::NoScreen { .. })),
        }
    }

    /// Another microphone was chosen: one that had failed is tried again (for the meter; it stays closed to others).
    pub(crate) fn retry_device(&mut self, cx: &mut Cx<'_>, kind: MediaKind) {
        if kind == MediaKind::Audio && self.running.speaker && !self.running.microphone {
            self.running.microphone = true;
            self.tell_devices(cx);
        }
    }

    /// Tells the engine what changed: devices first where they are needed, so that the gate never opens on nothing.
    fn apply(&mut self, cx: &mut Cx<'_>) {
        let open = if self.on_air { self.wanted } else { MediaState::CLOSED };
        let closes = (self.told.microphone && !open.microphone)
            || (self.told.camera && !open.camera)
            || (self.told.screen && !open.screen);
        if closes {
            let still = MediaState {
                microphone: self.told.microphone && open.microphone,
                camera: self.told.camera && open.camera,
                screen: self.told.screen && open.screen,
            };
            self.tell(cx, still);
        }
        let running = Running {
            microphone: self.running.microphone || (self.running.speaker && self.wanted.microphone),
            camera: self.running.speaker && self.wanted.camera,
            speaker: self.running.speaker,
        };
        if running != self.running {
            self.running = running;
            self.tell_devices(cx);
            if !running.camera {
                self.camera = None;
            }
        }
        self.tell(cx, open);
    }

    fn tell(&mut self, cx: &mut Cx<'_>, open: MediaState) {
        if open != self.told {
            self.told = open;
            cx.engine(EngineCommand::OnAir(open));
        }
    }

    fn tell_devices(&self, cx: &mut Cx<'_>) {
        let Running { microphone, camera, speaker } = self.running;
        cx.engine(EngineCommand::Devices { microphone, camera, speaker });
    }

    /// What leaves this machine now.
    pub(crate) fn open(&self) -> MediaState {
        self.told
    }

    /// What will be open on joining.
    pub(crate) fn will_open(&self) -> MediaState {
        self.wanted
    }

    /// What the microphone is called; `None`: none works.
    pub(crate) fn microphone(&self) -> Option<String> {
        self.microphone.clone()
    }

    /// What the camera is called; `None`: none works, or it is closed.
    pub(crate) fn camera(&self) -> Option<String> {
        self.camera.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cx::bench::Bench;
    use proptest::prelude::*;

    fn state(microphone: bool, camera: bool, screen: bool) -> MediaState {
        MediaState { microphone, camera, screen }
    }

    #[test]
    fn the_holding_room_sends_nothing_and_joining_opens_what_it_showed() {
        let mut bench = Bench::new();
        let mut gate = Gate::new();
        gate.hold(&mut bench.cx());
        gate.set_by_person(&mut bench.cx(), MediaKind::Video, false);
        gate.share_by_person(&mut bench.cx());
        assert_eq!(gate.open(), MediaState::CLOSED);
        let devices = |camera| EngineCommand::Devices { microphone: true, camera, speaker: true };
        assert_eq!(bench.engine(), [EngineCommand::OnAir(MediaState::CLOSED), devices(true), devices(false)]);
        gate.go_on_air(&mut bench.cx());
        assert_eq!(bench.engine(), [EngineCommand::OnAir(state(true, false, false))]);
        gate.set_by_person(&mut bench.cx(), MediaKind::Video, true);
        assert_eq!(bench.engine(), [devices(true), EngineCommand::OnAir(state(true, true, false))]);
        gate.set_by_person(&mut bench.cx(), MediaKind::Video, false);
        assert_eq!(bench.engine(), [EngineCommand::OnAir(state(true, false, false)), devices(false)]);
        gate.release(&mut bench.cx());
        assert_eq!(gate.open(), MediaState::CLOSED);
    }

    #[test]
    fn a_failed_device_closes_and_opens_only_by_the_person() {
        let mut bench = Bench::new();
        let mut gate = Gate::new();
        gate.hold(&mut bench.cx());
        gate.go_on_air(&mut bench.cx());
        gate.device_failed(&mut bench.cx(), Some(MediaKind::Audio), "gone".into());
        assert_eq!(gate.open(), state(false, true, false));
        assert_eq!(bench.notices.view().len(), 1);
        gate.device_opened(&mut bench.cx(), MediaKind::Audio, "another".into());
        assert_eq!(gate.open(), state(false, true, false), "it works again, and stays closed");
        assert!(bench.notices.view().is_empty());
        gate.set_by_person(&mut bench.cx(), MediaKind::Audio, true);
        assert_eq!(gate.open(), state(true, true, false));
        assert!(bench.engine().contains(&EngineCommand::Devices { microphone: true, camera: true, speaker: true }));
    }

    #[test]
    fn what_is_suspended_closes_and_opens_only_by_the_person_when_that_has_ended() {
        let mut bench = Bench::new();
        let mut gate = Gate::new();
        gate.hold(&mut bench.cx());
        gate.go_on_air(&mut bench.cx());
        gate.suspend(&mut bench.cx());
        assert_eq!(gate.open(), MediaState::CLOSED);
        gate.set_by_person(&mut bench.cx(), MediaKind::Audio, true);
        gate.share_by_person(&mut bench.cx());
        assert_eq!(gate.open(), MediaState::CLOSED);
        gate.mended();
        assert_eq!((gate.open(), gate.will_open()), (MediaState::CLOSED, MediaState::CLOSED));
        gate.set_by_person(&mut bench.cx(), MediaKind::Audio, true);
        assert_eq!(gate.open(), state(true, false, false));
    }

    proptest! {
        /// Whatever comes in whatever order: only the three functions of the person open anything, and what is open is
        /// what the engine was told last.
        #[test]
        fn only_the_person_opens(steps in prop::collection::vec((0_u8..11, any::<bool>()), 0..60)) {
            let mut bench = Bench::new();
            let mut gate = Gate::new();
            let mut told = MediaState::CLOSED;
            for (step, flag) in steps {
                let before = gate.open();
                let person = step < 3;
                let mut cx = bench.cx();
                match step {
                    0 => gate.set_by_person(&mut cx, if flag { MediaKind::Audio } else { MediaKind::Video }, true),
                    1 => gate.share_by_person(&mut cx),
                    2 => gate.go_on_air(&mut cx),
                    3 => gate.set_by_person(&mut cx, if flag { MediaKind::Audio } else { MediaKind::Video }, false),
                    4 => gate.device_failed(&mut cx, Some(if flag { MediaKind::Audio } else { MediaKind::Video }), String::new()),
                    5 => gate.device_opened(&mut cx, if flag { MediaKind::Audio } else { MediaKind::Video }, String::new()),
                    6 => gate.stop_sharing(&mut cx),
                    9 => {
                        gate.suspend(&mut cx);
                    }
                    10 => gate.mended(),
                    7 => if flag { gate.hold(&mut cx) } else { gate.release(&mut cx) },
                    _ => gate.retry_device(&mut cx, MediaKind::Audio),
                }
                for command in bench.engine() {
                    if let EngineCommand::OnAir(state) = command { told = state; }
                }
                let after = gate.open();
                prop_assert_eq!(told, after);
                for kind in MediaKind::ALL {
                    prop_assert!(person || before.is_open(kind) || !after.is_open(kind), "step {} opened {}", step, kind);
                }
            }
        }
    }
}
