//! What the screen shows: the whole of it, as one value.
//!
//! No picture and no sound passes through here. Times are instants and IANA zones: the screen formats them, in the
//! person's language, and lets its own clock run.

use crate::Problem;
use chancery_model::{Delegation, DelegationCode, MediaState, MeetingId, ParticipantId, Personal};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use ts_rs::TS;

mod security;
pub use security::*;

/// The appearance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// What a person chose, kept on this machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Settings {
    /// BCP 47 tag; empty: as the system has it.
    pub language: String,
    /// The appearance.
    pub theme: Theme,
    /// The name on the placard, as typed.
    pub name: Personal,
    /// The function on the placard, as typed.
    pub title: Personal,
    /// Chosen microphone; `None`: the system's default.
    pub microphone: Option<String>,
    /// Chosen camera.
    pub camera: Option<String>,
    /// Chosen loudspeaker.
    pub speaker: Option<String>,
    /// Whether one is asked, as chair, before somebody is admitted.
    pub admission: Admission,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            language: String::new(),
            theme: Theme::System,
            name: Personal::default(),
            title: Personal::default(),
            microphone: None,
            camera: None,
            speaker: None,
            admission: Admission::Ask,
        }
    }
}

/// A device, as the system names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Device {
    /// What [`crate::Intent::SelectDevice`] takes.
    pub id: String,
    /// For people.
    pub name: String,
}

/// The devices of this machine.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Devices {
    /// Microphones.
    pub microphones: Vec<Device>,
    /// Cameras.
    pub cameras: Vec<Device>,
    /// Screens.
    pub screens: Vec<Device>,
    /// Loudspeakers.
    pub speakers: Vec<Device>,
}

/// Whether the server is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Link {
    /// No server is needed now.
    Idle,
    /// Being reached for the first time.
    Connecting,
    /// It answers.
    Up,
    /// It does not answer (said within two seconds); tried again by itself. A call that runs goes on.
    Down {
        /// Whether some peer is still heard: then it is the server that is away, else the network.
        peers_reachable: bool,
        /// What is the matter.
        problem: Problem,
    },
}

/// Something to be told, until dismissed or mended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Notice {
    /// For [`crate::Intent::DismissNotice`].
    #[ts(type = "number")]
    pub id: u64,
    /// What.
    pub problem: Problem,
}

/// The whole screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ViewModel {
    /// What the person chose.
    pub settings: Settings,
    /// Devices, as last listed.
    pub devices: Devices,
    /// The server.
    pub link: Link,
    /// What went wrong, oldest first, at most eight.
    pub notices: Vec<Notice>,
    /// The keys of this machine.
    pub keys: Keys,
    /// Which screen.
    pub stage: Stage,
}

/// Which screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Stage {
    /// Today's meetings.
    Desk(Desk),
    /// Waiting to go in: off air.
    HoldingRoom(HoldingRoom),
    /// In the meeting.
    Meeting(MeetingRoom),
    /// Just left.
    Ended(Ended),
}

/// Today's meetings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Desk {
    /// By time of beginning.
    pub meetings: Vec<DeskMeeting>,
    /// What stands in the link field.
    pub link_draft: Personal,
    /// Why it could not be read.
    pub link_problem: Option<Problem>,
}

/// One line of the desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DeskMeeting {
    /// Which.
    pub id: MeetingId,
    /// `None` until the server has been asked.
    pub info: Option<MeetingInfo>,
    /// The side that this invitation is for.
    pub mine: DelegationCode,
    /// When it begins (RFC 3339, UTC): known from the link at once.
    pub starts: String,
    /// Whether it can be joined.
    pub due: Due,
    /// How many are in it now; `None`: not known.
    pub present: Option<u32>,
    /// Why nothing is known of it.
    pub problem: Option<Problem>,
}

/// Whether a meeting can be joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Due {
    /// Begins in more than ten minutes; the holding room is open all the same.
    Later,
    /// Begins within ten minutes, or runs.
    Now,
    /// Its planned end has passed.
    Over,
}

/// What a meeting is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MeetingInfo {
    /// What it is about.
    pub title: Personal,
    /// RFC 3339, UTC.
    pub starts: String,
    /// IANA zone it was scheduled in.
    pub zone: String,
    /// Planned length.
    pub minutes: u16,
    /// The sides, the host first.
    pub delegations: Vec<Delegation>,
}

/// One person in the meeting, oneself included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Person {
    /// Who.
    pub id: ParticipantId,
    /// The name; a card that cannot be opened gives an empty one.
    pub name: Personal,
    /// The function.
    pub title: Option<Personal>,
    /// The side.
    pub delegation: DelegationCode,
    /// Oneself.
    pub me: bool,
    /// What is open.
    pub media: MediaState,
    /// Speaks now (with half a second of hold, so that it does not flicker).
    pub speaking: bool,
    /// How the connection is.
    pub reach: Reach,
    /// 0 (none) to 3 (good) bars.
    pub bars: u8,
    /// Who they are; `None`: nothing is known, and the name is only what was typed.
    pub identity: Option<Identity>,
}

/// How a person can be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// Oneself, or someone in the holding room: no connection is needed.
    Local,
    /// Being connected.
    Connecting,
    /// Heard and seen.
    Connected,
    /// Nothing comes from them: said within two seconds.
    Interrupted,
    /// No path: tried again by itself.
    Unreachable,
}

/// The holding room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HoldingRoom {
    /// Which meeting.
    pub id: MeetingId,
    /// `None` until entered.
    pub info: Option<MeetingInfo>,
    /// One's own side.
    pub mine: DelegationCode,
    /// Whether the server has let us into the holding room: others see us there.
    pub entered: bool,
    /// Who else waits.
    pub waiting: Vec<Person>,
    /// Who is in the plenary already.
    pub inside: Vec<Person>,
    /// What will be open on joining.
    pub will_open: MediaState,
    /// One's own loudness, 0 to 100.
    pub level: u8,
    /// What the microphone is called; `None`: none works.
    pub microphone: Option<String>,
    /// What the camera is called; `None`: none works.
    pub camera: Option<String>,
    /// Why one cannot join yet, or what is wrong with the name.
    pub problem: Option<Problem>,
    /// *Join* was pressed and the server has not answered yet, or one asks to be admitted.
    pub joining: bool,
    /// Whether one asks to be admitted, and of whom.
    pub security: Security,
}

/// One line of the chat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ChatLine {
    /// Unique in the meeting.
    pub id: ParticipantId,
    /// Who wrote it.
    pub name: Personal,
    /// From which side.
    pub delegation: DelegationCode,
    /// Oneself.
    pub me: bool,
    /// RFC 3339, UTC.
    pub at: String,
    /// The text.
    pub text: Personal,
    /// Still waiting for the server.
    pub pending: bool,
}

/// The chat.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Chat {
    /// Oldest first, at most 500. Shared, so that a view that changed elsewhere does not copy the whole talk.
    pub lines: Arc<Vec<ChatLine>>,
    /// What stands in the field.
    pub draft: Personal,
    /// Not read yet.
    pub unread: u32,
    /// The chat is shown.
    pub open: bool,
    /// Why it was not sent.
    pub problem: Option<Problem>,
}

/// The meeting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MeetingRoom {
    /// Which.
    pub id: MeetingId,
    /// What.
    pub info: MeetingInfo,
    /// One's own side.
    pub mine: DelegationCode,
    /// Everyone in the plenary, oneself first, then by side and time of entry.
    pub people: Vec<Person>,
    /// Who waits in the holding room.
    pub waiting: Vec<Person>,
    /// What of oneself is open; all closed: off air.
    pub on_air: MediaState,
    /// Whose screen is the stage; oneself possible.
    pub sharing: Option<ParticipantId>,
    /// One's own loudness, 0 to 100.
    pub level: u8,
    /// The chat.
    pub chat: Chat,
    /// When one joined (RFC 3339, UTC).
    pub since: String,
    /// Whether what is said stays at the table.
    pub security: Security,
    /// Who asks to be admitted, the first to ask first.
    pub requests: Vec<AdmissionRequest>,
}

/// Just left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Ended {
    /// Which.
    pub id: MeetingId,
    /// What.
    pub info: Option<MeetingInfo>,
    /// How long one was in it, in seconds.
    pub seconds: u32,
    /// Why one was put out; `None`: one's own wish.
    pub problem: Option<Problem>,
    /// What stood in the chat field when it ended.
    pub draft: Personal,
}
