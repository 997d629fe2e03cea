//! What a person wants: everything that the screen, a shortcut or the command line may ask of the client.

use chancery_model::{DelegationCode, MediaKind, MeetingId, ParticipantId, Personal};
use chancery_trust::identity::Passphrase;
use serde::{Deserialize, Serialize, Serializer};
use ts_rs::TS;

/// A passphrase is read and never written: whoever writes an intent down gets an empty one.
fn untold<S: Serializer>(_: &Passphrase, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str("")
}

/// The size at which the screen shows one participant's camera, in device pixels; zero by zero: not shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TileSize {
    /// Whose.
    pub participant: ParticipantId,
    /// Pixels across.
    pub width: u16,
    /// Pixels down.
    pub height: u16,
}

/// One wish of the person at this machine. Sent by `dispatch(intent)`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Intent {
    /// Reads an invitation link, typed, pasted or opened from outside, and puts the meeting on the desk.
    OpenLink {
        /// The link as it came.
        text: Personal,
    },
    /// What stands in the link field, so that it is not lost.
    DraftLink {
        /// The text.
        text: Personal,
    },
    /// Takes a meeting off the desk.
    ForgetMeeting {
        /// Which.
        meeting: MeetingId,
    },
    /// Goes to the holding room of a meeting: preview, off air.
    EnterHoldingRoom {
        /// Which.
        meeting: MeetingId,
    },
    /// Name and function for the placard, as typed.
    SetProfile {
        /// The name.
        name: Personal,
        /// The function; may be empty.
        title: Personal,
    },
    /// From the holding room into the plenary, with microphone and camera open as the holding room shows them.
    Join,
    /// Out of the meeting (from the plenary to the closing screen; from the holding room to the desk).
    Leave,
    /// Back into the holding room of the meeting just left.
    Rejoin,
    /// To the desk.
    GoToDesk,
    /// Opens or closes the microphone. In the holding room: whether it will be open on joining.
    SetMicrophone {
        /// Open.
        open: bool,
    },
    /// Opens or closes the camera. In the holding room: whether the preview runs and whether it will be open on joining.
    SetCamera {
        /// Open.
        open: bool,
    },
    /// Shares a screen.
    ShareScreen {
        /// Which, from [`crate::view::Devices::screens`]; `None`: the first.
        device: Option<String>,
    },
    /// Stops sharing.
    StopSharing,
    /// What stands in the chat field.
    DraftChat {
        /// The text.
        text: Personal,
    },
    /// Sends what stands in the chat field; it stays there until it is on its way.
    SendChat,
    /// The chat is open to be read, or not: for the count of unread messages.
    ShowChat {
        /// Open.
        open: bool,
    },
    /// How large each tile is shown: the others send no larger.
    Layout {
        /// Each tile; a participant that is not listed is not shown.
        tiles: Vec<TileSize>,
    },
    /// Chooses a device.
    SelectDevice {
        /// For what: the microphone (`audio`), the camera (`video`), the screen (`screen`).
        kind: MediaKind,
        /// Its identifier from [`crate::view::Devices`]; `None`: the system's default.
        device: Option<String>,
    },
    /// Chooses the loudspeaker.
    SelectSpeaker {
        /// Its identifier; `None`: the system's default.
        device: Option<String>,
    },
    /// Plays a short sound, to hear whether the loudspeaker works.
    TestSpeaker,
    /// Chooses the language: a BCP 47 tag (RFC 5646) that the screen has.
    SetLanguage {
        /// `en`, `fr`, `es`, `ru`, `zh`, `ar` or `id`.
        language: String,
    },
    /// Chooses the appearance.
    SetTheme {
        /// Which.
        theme: crate::view::Theme,
    },
    /// The person has read a notice.
    DismissNotice {
        /// Its number.
        id: u64,
    },
    /// Tries the server again now.
    RetryNow,
    /// As chair: says yes to somebody who asks to be admitted.
    Admit {
        /// Who, from [`crate::view::MeetingRoom::requests`].
        participant: ParticipantId,
    },
    /// As chair: not now. They are told, and may ask again.
    RefuseAdmission {
        /// Who.
        participant: ParticipantId,
    },
    /// As chair: puts somebody out of the meeting. Their device does not come back without being admitted again.
    RemoveParticipant {
        /// Who.
        participant: ParticipantId,
    },
    /// Saves the signed roster log to a file that the person chooses.
    ExportRosterLog,
    /// Whether one is asked before somebody is admitted.
    SetAdmission {
        /// `false`: whoever holds a valid invitation is admitted at once.
        ask: bool,
    },
    /// Trusts a ministry's root for a delegation, by the fingerprint that came outside of this program (note verbale,
    /// code at the embassy).
    PinRoot {
        /// For whom.
        delegation: DelegationCode,
        /// SHA-256 in hexadecimal, as typed: spaces, colons and capitals do not matter.
        fingerprint: Personal,
    },
    /// Trusts the other root that was shown for a delegation instead of the pinned one.
    ConfirmRoot {
        /// For whom.
        delegation: DelegationCode,
    },
    /// Trusts no root for a delegation any more.
    UnpinRoot {
        /// For whom.
        delegation: DelegationCode,
    },
    /// Keeps the key that is in memory only from now on: in a file, encrypted with this passphrase. Has an effect where
    /// [`crate::view::KeyPlace::Session`] says that it can.
    KeepKey {
        /// At least eight characters.
        #[serde(serialize_with = "untold")]
        #[ts(type = "string")]
        passphrase: Passphrase,
    },
    /// Opens the key that is in a file ([`crate::view::KeyPlace::Locked`]). Has no effect while the key of this run is in
    /// use in a meeting.
    UnlockKey {
        /// As it was typed.
        #[serde(serialize_with = "untold")]
        #[ts(type = "string")]
        passphrase: Passphrase,
    },
    /// Takes in what a ministry gave: this device's certificate, or a deny-list of a pinned root. A certificate has no effect
    /// where no key is kept, or while the key is in use in a meeting.
    TakeCredentials {
        /// PEM.
        document: Personal,
    },
    /// Looks again for the key, after the person has unlocked the keyring or mended a file. Has no effect while the key of
    /// this run is in use in a meeting.
    RetryKey,
}
