//! The whole client: which screen, and what goes where.

use crate::attendance::{Attendance, Outcome};
use crate::cx::Cx;
use crate::desk::Desk;
use crate::keys::Keys;
use crate::link::{Link, LinkEvent};
use crate::notices::Notices;
use crate::random;
use crate::view::{self, Admission, Devices, Ended, Settings, ViewModel};
use crate::{Effect, EngineCommand, EngineEvent, Input, Intent, Problem, RandomSource, StoreCommand, TimerId};
use chancery_model::{MediaKind, MeetingId, Now, Personal, Tick};
use chancery_trust::group;
use jiff::{SignedDuration, Timestamp};
use std::time::Duration;

/// The wall clock went on by so much more than the tick: the machine has slept.
const SLEPT: SignedDuration = SignedDuration::from_secs(5);
/// With a link to the server something comes more often than this: otherwise the process stood still.
const STALLED: Duration = Duration::from_secs(2);
/// A clock that differs from the server's by more is told.
const CLOCK_OFF: SignedDuration = SignedDuration::from_secs(60);

/// Which screen.
#[derive(Debug)]
enum Stage {
    Desk,
    /// In the holding room or the plenary.
    Attending(Box<Attendance>),
    /// Just left; the attendance is kept for coming back as the same participant.
    Ended(Ended),
}

/// The client. See the crate.
pub struct App {
    random: Box<dyn RandomSource>,
    notices: Notices,
    keys: Keys,
    rooms: Rooms,
    /// When it was last called: a gap between the clocks is sleep.
    last: Option<Now>,
    /// What was last asked of the timers.
    armed_desk: Option<Tick>,
    armed_meeting: Option<Tick>,
}

/// All but what every part has at hand.
#[derive(Debug)]
struct Rooms {
    settings: Settings,
    devices: Devices,
    desk: Desk,
    link: Link,
    stage: Stage,
    /// The meeting that was left last: who comes back is the same participant, with the chat as it was.
    left: Option<Box<Attendance>>,
}

impl App {
    /// A client at its desk. Tell it what is stored ([`Input::Stored`]) first.
    pub fn new(mut random: Box<dyn RandomSource>) -> Self {
        let seed = u64::from_le_bytes(random::bytes(&mut *random));
        Self {
            random,
            notices: Notices::default(),
            keys: Keys::default(),
            rooms: Rooms {
                settings: Settings::default(),
                devices: Devices::default(),
                desk: Desk::default(),
                link: Link::new(seed),
                stage: Stage::Desk,
                left: None,
            },
            last: None,
            armed_desk: None,
            armed_meeting: None,
        }
    }

    /// Takes one input and adds what is to be done to `out`, in order.
    pub fn handle(&mut self, now: Now, input: Input, out: &mut Vec<Effect>) {
        let last = self.last.replace(now);
        let slept = last.is_some_and(|last| {
            let tick = SignedDuration::try_from(now.tick - last.tick).unwrap_or(SignedDuration::MAX);
            now.wall.duration_since(last.wall).checked_sub(tick).is_some_and(|gap| gap > SLEPT)
        });
        let mut cx = Cx { now, random: &mut *self.random, out, notices: &mut self.notices, keys: &mut self.keys };
        if let Some(last) = last.filter(|last| now.tick - last.tick > STALLED)
            && let Stage::Attending(a) = &mut self.rooms.stage
        {
            a.stalled(last.tick);
        }
        if slept {
            self.rooms.woke(&mut cx);
        }
        // What is due is done with whatever comes first: a timer that stands in the queue behind another input of the
        // same millisecond is not lost. What the timer itself brings is done below.
        let due = |armed: &mut Option<Tick>| armed.take_if(|at| *at <= now.tick).is_some();
        for (timer, armed) in [(TimerId::Desk, &mut self.armed_desk), (TimerId::Meeting, &mut self.armed_meeting)] {
            if matches!(input, Input::Timer(id) if id == timer) {
                *armed = None;
            } else if due(armed) {
                self.rooms.handle(&mut cx, Input::Timer(timer));
            }
        }
        self.rooms.handle(&mut cx, input);
        self.arm(now, out);
    }

    /// Asks for the timers anew where what is due next has changed.
    fn arm(&mut self, now: Now, out: &mut Vec<Effect>) {
        let (desk, meeting) = self.rooms.deadlines(now);
        for (timer, armed, due) in
            [(TimerId::Desk, &mut self.armed_desk, desk), (TimerId::Meeting, &mut self.armed_meeting, meeting)]
        {
            if *armed != due {
                *armed = due;
                out.push(due.map_or(Effect::Unwake { timer }, |at| Effect::Wake { timer, at }));
            }
        }
    }

    /// The seat in the meeting's group without the rules: see there.
    #[doc(hidden)]
    pub fn rebel(&mut self) -> Option<chancery_trust::group::rebel::Rebel<'_>> {
        let Stage::Attending(attendance) = &mut self.rooms.stage else { return None };
        attendance.rebel()
    }

    /// What the screen shows. Built anew each time (a few microseconds; the chat's lines are shared, not copied): call it
    /// after a batch of inputs, compare with the last one.
    pub fn view(&self, now: Now) -> ViewModel {
        let rooms = &self.rooms;
        let (link, stage) = match &rooms.stage {
            Stage::Desk => (rooms.link.view(false), view::Stage::Desk(rooms.desk.view(now))),
            Stage::Attending(a) => (a.link(&rooms.link), a.stage(now, &rooms.settings)),
            Stage::Ended(ended) => (rooms.link.view(false), view::Stage::Ended(ended.clone())),
        };
        ViewModel {
            settings: rooms.settings.clone(),
            devices: rooms.devices.clone(),
            link,
            notices: self.notices.view(),
            keys: self.keys.view(now.wall),
            stage,
        }
    }
}

impl Rooms {
    fn handle(&mut self, cx: &mut Cx<'_>, input: Input) {
        self.take(cx, input);
        if let Stage::Attending(a) = &mut self.stage
            && let Some(problem) = a.ending.take()
        {
            self.out(cx, Some(problem));
        }
    }

    fn take(&mut self, cx: &mut Cx<'_>, input: Input) {
        match input {
            Input::Intent(intent) => self.intent(cx, intent),
            Input::Server(event) => {
                let events = self.link.event(cx, event);
                if let Stage::Attending(a) = &mut self.stage {
                    a.proven(&self.link);
                }
                self.link_events(cx, events);
            }
            Input::Engine(EngineEvent::Devices { microphones, cameras, screens, speakers }) => {
                self.devices = Devices { microphones, cameras, screens, speakers };
            }
            Input::Engine(EngineEvent::Fingerprint(dtls)) => {
                cx.keys.dtls = Some(dtls);
                if let Stage::Attending(a) = &mut self.stage {
                    a.dtls_known(cx);
                }
            }
            Input::Engine(event) => {
                if let Stage::Attending(a) = &mut self.stage {
                    a.engine(cx, event);
                }
            }
            Input::Frames { sent, received } => {
                if let Stage::Attending(a) = &mut self.stage {
                    a.frames_passed(cx, sent, received);
                }
            }
            Input::Timer(TimerId::Link) => {
                let events = self.link.timer(cx);
                self.link_events(cx, events);
            }
            Input::Timer(TimerId::Desk) => {
                if matches!(self.stage, Stage::Desk) {
                    self.desk.look(cx);
                }
            }
            Input::Timer(TimerId::Meeting) => {
                if let Stage::Attending(a) = &mut self.stage {
                    a.tick(cx, &self.link, &self.settings);
                }
            }
            Input::Stored { settings, links } => self.stored(cx, settings, &links),
            Input::Looked { meeting, answer } => self.desk.looked(cx, meeting, answer),
            Input::Identity { identity, kept, pins, problem } => {
                cx.keys.given(identity, kept, pins, problem);
                self.keys_changed(cx);
            }
            Input::KeyOpened { identity, kept, problem } => cx.keys.opened(identity, kept, problem),
            Input::KeyRefused { problem, kept } => cx.keys.refused(problem, kept),
            Input::RosterLogSaved(Ok(path)) => {
                if let (Stage::Attending(a), Some(path)) = (&mut self.stage, path) {
                    a.log_saved(path);
                }
            }
            Input::RosterLogSaved(Err(detail)) => cx.raise(Problem::CannotExport { detail }),
            Input::StoreDamaged { file } => cx.raise(Problem::StoreDamaged { file }),
            Input::StoreFailed { detail } => cx.raise(Problem::CannotSave { detail }),
        }
    }

    fn stored(&mut self, cx: &mut Cx<'_>, settings: Settings, links: &[Personal]) {
        for (kind, device) in [(MediaKind::Audio, &settings.microphone), (MediaKind::Video, &settings.camera)] {
            if device.is_some() {
                cx.engine(EngineCommand::SelectDevice { kind, device: device.clone() });
            }
        }
        if settings.speaker.is_some() {
            cx.engine(EngineCommand::SelectSpeaker(settings.speaker.clone()));
        }
        cx.keys.admission = settings.admission;
        self.settings = settings;
        self.desk.load(cx, links);
        if matches!(self.stage, Stage::Desk) {
            self.desk.shown(cx);
        }
    }

    fn link_events(&mut self, cx: &mut Cx<'_>, events: Vec<LinkEvent>) {
        for event in events {
            if let LinkEvent::Welcomed { time, .. } = &event {
                compare_clocks(cx, *time);
            }
            let Stage::Attending(a) = &mut self.stage else { continue };
            match event {
                LinkEvent::Welcomed { ice_servers, .. } => a.welcomed(cx, &self.link, &self.settings, ice_servers),
                LinkEvent::Down => a.link_down(cx),
                LinkEvent::Message(message) => {
                    let outcome = a.message(cx, message);
                    if let Some(info) = &a.info {
                        self.desk.learnt(a.meeting, info);
                    }
                    if outcome == Outcome::SeatTaken {
                        self.out(cx, Some(Problem::SeatTaken));
                    }
                }
            }
        }
    }

    fn intent(&mut self, cx: &mut Cx<'_>, intent: Intent) {
        match intent {
            Intent::OpenLink { text } => self.desk.open(cx, &text),
            Intent::DraftLink { text } => self.desk.draft(text),
            Intent::ForgetMeeting { meeting } => {
                if !matches!(&self.stage, Stage::Attending(a) if a.meeting == meeting) {
                    self.desk.forget(cx, meeting);
                }
            }
            Intent::EnterHoldingRoom { meeting } => self.enter(cx, meeting),
            Intent::Rejoin => {
                if let Stage::Ended(ended) = &self.stage {
                    let meeting = ended.id;
                    self.enter(cx, meeting);
                }
            }
            Intent::Leave => self.leave(cx),
            Intent::GoToDesk => {
                // From the plenary one goes by leaving it.
                if !matches!(&self.stage, Stage::Attending(a) if a.place == chancery_model::Place::Plenary) {
                    self.leave(cx);
                    self.stage = Stage::Desk;
                    self.desk.shown(cx);
                }
            }
            Intent::RetryNow => {
                self.link.retry(cx);
                if matches!(self.stage, Stage::Desk) {
                    self.desk.shown(cx);
                }
            }
            Intent::DismissNotice { id } => cx.notices.dismiss(id),
            Intent::TestSpeaker => cx.engine(EngineCommand::TestSpeaker),
            Intent::SetProfile { .. }
            | Intent::SelectDevice { .. }
            | Intent::SelectSpeaker { .. }
            | Intent::SetLanguage { .. }
            | Intent::SetTheme { .. }
            | Intent::SetAdmission { .. } => self.choose(cx, intent),
            Intent::Join
            | Intent::SetMicrophone { .. }
            | Intent::SetCamera { .. }
            | Intent::ShareScreen { .. }
            | Intent::StopSharing
            | Intent::DraftChat { .. }
            | Intent::SendChat
            | Intent::ShowChat { .. }
            | Intent::Layout { .. }
            | Intent::Admit { .. }
            | Intent::RefuseAdmission { .. }
            | Intent::RemoveParticipant { .. }
            | Intent::ExportRosterLog => self.in_meeting(cx, intent),
            Intent::PinRoot { .. } | Intent::ConfirmRoot { .. } | Intent::UnpinRoot { .. } => self.trust(cx, &intent),
            Intent::KeepKey { passphrase } => {
                let identity = cx.identity();
                cx.keys.keep(cx.out, identity, passphrase);
            }
            // Another key in the middle of a meeting would sign for somebody whom the others have not admitted.
            Intent::UnlockKey { .. } | Intent::RetryKey if self.is_in_use() => {}
            Intent::UnlockKey { passphrase } => cx.keys.unlock(cx.out, passphrase),
            Intent::TakeCredentials { document } => {
                let (identity, in_use) = (cx.identity(), self.is_in_use());
                if cx.keys.take(cx.out, identity, &document, in_use) {
                    cx.keys.store(cx.out);
                    self.keys_changed(cx);
                }
            }
            Intent::RetryKey => {
                let identity = cx.identity();
                cx.keys.retry(cx.out, identity);
            }
        }
    }

    /// Whether a meeting knows this machine by the key that it has now.
    fn is_in_use(&self) -> bool {
        matches!(&self.stage, Stage::Attending(a) if a.has_identity())
    }

    /// Which roots are trusted.
    fn trust(&mut self, cx: &mut Cx<'_>, intent: &Intent) {
        let now = cx.now.wall;
        let changed = match intent {
            Intent::PinRoot { delegation, fingerprint } => cx.keys.pin(now, delegation, fingerprint),
            Intent::ConfirmRoot { delegation } => cx.keys.confirm(now, delegation),
            Intent::UnpinRoot { delegation } => cx.keys.unpin(delegation),
            _ => false,
        };
        if changed {
            cx.keys.store(cx.out);
            self.keys_changed(cx);
        }
    }

    fn keys_changed(&mut self, cx: &mut Cx<'_>) {
        if let Stage::Attending(a) = &mut self.stage {
            a.keys_changed(cx);
        }
    }

    /// What is kept in the settings.
    fn choose(&mut self, cx: &mut Cx<'_>, intent: Intent) {
        let before = self.settings.clone();
        match intent {
            Intent::SetProfile { name, title } => {
                self.settings.name = name;
                self.settings.title = title;
                if let Stage::Attending(a) = &mut self.stage {
                    a.profile_changed(cx);
                }
            }
            Intent::SelectDevice { kind, device } => {
                match kind {
                    MediaKind::Audio => self.settings.microphone.clone_from(&device),
                    MediaKind::Video => self.settings.camera.clone_from(&device),
                    MediaKind::Screen => {}
                }
                cx.engine(EngineCommand::SelectDevice { kind, device });
                if let Stage::Attending(a) = &mut self.stage {
                    a.device_chosen(cx, kind);
                }
            }
            Intent::SelectSpeaker { device } => {
                self.settings.speaker.clone_from(&device);
                cx.engine(EngineCommand::SelectSpeaker(device));
                cx.notices.mend(|p| matches!(p, Problem::NoSpeaker { .. }));
            }
            Intent::SetLanguage { language } => self.settings.language = language,
            Intent::SetTheme { theme } => self.settings.theme = theme,
            Intent::SetAdmission { ask } => {
                self.settings.admission = if ask { Admission::Ask } else { Admission::Auto };
                cx.keys.admission = self.settings.admission;
                self.keys_changed(cx);
            }
            _ => {}
        }
        if self.settings != before {
            cx.store(StoreCommand::Settings(self.settings.clone()));
        }
    }

    /// What belongs to a meeting; elsewhere it has no effect.
    fn in_meeting(&mut self, cx: &mut Cx<'_>, intent: Intent) {
        let Stage::Attending(a) = &mut self.stage else { return };
        match intent {
            Intent::Join => a.join(cx, &self.link, &self.settings),
            Intent::SetMicrophone { open } => a.set_media(cx, MediaKind::Audio, open),
            Intent::SetCamera { open } => a.set_media(cx, MediaKind::Video, open),
            Intent::ShareScreen { device } => a.share(cx, device),
            Intent::StopSharing => a.stop_sharing(cx),
            Intent::DraftChat { text } => a.draft_chat(text),
            Intent::SendChat => a.send_chat(cx),
            Intent::ShowChat { open } => a.show_chat(open),
            Intent::Layout { tiles } => a.layout(cx, tiles),
            Intent::Admit { participant } => a.decide(cx, group::Input::Admit(participant)),
            Intent::RefuseAdmission { participant } => a.decide(cx, group::Input::Refuse(participant)),
            Intent::RemoveParticipant { participant } => a.decide(cx, group::Input::Remove(participant)),
            Intent::ExportRosterLog => a.export_log(cx),
            _ => {}
        }
    }

    /// Into the holding room of a meeting on the desk.
    fn enter(&mut self, cx: &mut Cx<'_>, meeting: MeetingId) {
        let Some(entry) = self.desk.find(meeting) else { return };
        if let Stage::Attending(a) = &self.stage
            && (a.meeting == meeting || a.place == chancery_model::Place::Plenary)
        {
            return;
        }
        let known = self.left.take().filter(|a| a.fits(entry));
        let next = known.unwrap_or_else(|| Box::new(Attendance::new(cx, entry)));
        if let Stage::Attending(a) = &mut self.stage {
            a.leave(cx, &mut self.link, None);
        }
        self.stage = Stage::Attending(next);
        if let Stage::Attending(a) = &mut self.stage {
            a.begin(cx, &mut self.link);
        }
    }

    /// Out by the person's wish: from the plenary to the closing screen, from the holding room to the desk.
    fn leave(&mut self, cx: &mut Cx<'_>) {
        let Stage::Attending(a) = &self.stage else { return };
        let was_inside = a.place == chancery_model::Place::Plenary;
        self.out(cx, None);
        if !was_inside {
            self.stage = Stage::Desk;
            self.desk.shown(cx);
        }
    }

    /// Out, for whatever reason.
    fn out(&mut self, cx: &mut Cx<'_>, problem: Option<Problem>) {
        if let Stage::Attending(mut a) = std::mem::replace(&mut self.stage, Stage::Desk) {
            let ended = a.leave(cx, &mut self.link, problem);
            // Whose seat was taken comes back as somebody new.
            self.left = (ended.problem != Some(Problem::SeatTaken)).then_some(a);
            self.stage = Stage::Ended(ended);
        }
    }

    /// The machine has slept: the socket is dead whatever it looks like, and so is a wish to join from before.
    fn woke(&mut self, cx: &mut Cx<'_>) {
        tracing::info!("the machine has slept");
        if let Stage::Attending(a) = &mut self.stage {
            a.woke(cx);
            let events = self.link.woke(cx);
            self.link_events(cx, events);
        } else if matches!(self.stage, Stage::Desk) {
            self.desk.shown(cx);
        }
    }

    fn deadlines(&self, now: Now) -> (Option<Tick>, Option<Tick>) {
        match &self.stage {
            Stage::Desk => (self.desk.deadline(now), None),
            Stage::Attending(a) => (None, a.deadline(now, &self.link)),
            Stage::Ended(_) => (None, None),
        }
    }
}

/// Tells a clock here that is far from the server's.
fn compare_clocks(cx: &mut Cx<'_>, server: Timestamp) {
    let ahead = cx.now.wall.duration_since(server);
    if ahead.abs() > CLOCK_OFF {
        cx.raise(Problem::ClockOff { seconds: ahead.as_secs() });
    } else {
        cx.notices.mend(|p| matches!(p, Problem::ClockOff { .. }));
    }
}
