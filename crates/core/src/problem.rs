//! What can go wrong, as the person has to know it: each names what failed, and says what to do.
//!
//! The screen has a sentence for each in every language (key `problem-…`); [`Problem::sentence`] is the English one, for
//! the command line.

use chancery_model::{DelegationCode, Personal};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Something that failed.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Problem {
    /// The text is no invitation link.
    LinkUnreadable,
    /// The link is cut off or has a changed character.
    LinkDamaged,
    /// The link was made by a newer Chancery.
    LinkTooNew,
    /// The invitation has expired.
    LinkExpired,
    /// The name is empty.
    NameEmpty,
    /// The name or function is too long.
    NameTooLong,
    /// The server does not answer.
    ServerUnreachable,
    /// What answers at that address is no Chancery server, or is broken.
    ServerNonsense,
    /// The server speaks only older versions of the protocol.
    ServerTooOld,
    /// The server speaks only newer versions of the protocol.
    ClientTooOld,
    /// The server does not know the meeting, or the invitation is not for it.
    NoSuchMeeting,
    /// The doors are closed: too early or long over.
    MeetingNotOpen,
    /// The meeting has as many participants as it may.
    MeetingFull,
    /// Every seat of the plenary is taken: one waits in the holding room for one of them.
    PlenaryFull,
    /// The server has as many connections as it may.
    ServerFull,
    /// The server refused, since too much was sent in a short time.
    TooFast,
    /// The server cannot store (its disk is full or its database is locked).
    ServerStorage,
    /// Another program took this participant's seat.
    SeatTaken,
    /// What was received could not be opened with this invitation's secret.
    CannotOpen,
    /// No microphone.
    NoMicrophone {
        /// What the system said.
        detail: String,
    },
    /// No camera.
    NoCamera {
        /// What the system said.
        detail: String,
    },
    /// No loudspeaker.
    NoSpeaker {
        /// What the system said.
        detail: String,
    },
    /// The screen cannot be captured.
    NoScreen {
        /// What the system said.
        detail: String,
    },
    /// No path to a participant: neither directly nor through a relay.
    NoPath,
    /// This machine's clock is off by so many seconds, by the server's.
    ClockOff {
        /// Positive: this machine is ahead.
        seconds: i64,
    },
    /// Settings could not be saved here.
    CannotSave {
        /// What the system said.
        detail: String,
    },
    /// A file that was stored on this machine cannot be understood; it is kept beside, and what it held starts anew.
    StoreDamaged {
        /// The file's name, without its folder.
        file: String,
    },
    /// The chat message is too long.
    ChatTooLong,
    /// Nobody admitted us for a while: the chairs may not have seen it.
    NotAdmitted,
    /// A chair said no to our asking.
    AdmissionRefused {
        /// Of which side.
        delegation: DelegationCode,
    },
    /// A chair put us out of the meeting.
    RemovedFromMeeting {
        /// Of which side; `None`: not known.
        delegation: Option<DelegationCode>,
    },
    /// Somebody known comes with another device than before.
    IdentityChanged {
        /// The name.
        name: Personal,
    },
    /// A delegation shows another root than the one that is pinned: nobody of it counts as credentialed.
    RootChanged {
        /// Which.
        delegation: DelegationCode,
    },
    /// Heartbeats of a chair did not come: nothing is sent.
    HeartbeatsMissed,
    /// The sides are shown different meetings: nothing is sent.
    MeetingForked,
    /// The sides were shown different meetings, and all agree again: what was open was closed.
    ForkMended,
    /// What was open was closed while nothing might be sent, and it may be opened again.
    ClosedMeanwhile,
    /// The own certificate has expired.
    CertificateExpired,
    /// The own certificate is not valid yet: likely this machine's clock is wrong.
    CertificateNotYetValid,
    /// Somebody's certificate is expired, not yet valid, revoked, or of another delegation than claimed: not let in.
    CredentialsInvalid {
        /// The name that was shown.
        name: Personal,
    },
    /// The connection to somebody would have gone to another machine: it is not opened.
    FingerprintSwapped {
        /// Whose.
        name: Personal,
    },
    /// Sound or pictures were let in under somebody's name that they did not sign.
    FramesForged {
        /// In whose.
        name: Personal,
    },
    /// Sound or pictures have come for a while in somebody's name without their signature.
    FramesUnsigned {
        /// In whose.
        name: Personal,
    },
    /// Somebody asked to be let in whose invitation is over or was changed; they stay outside.
    AskedInVain,
    /// Somebody who is to be removed has not been, since the server does not pass the removal on.
    RemovalHeld {
        /// Who.
        name: Personal,
    },
    /// Somebody was let in whose credentials do not hold on this machine: nothing is sent while they are in.
    SomebodyBlocked {
        /// Who.
        name: Personal,
    },
    /// Something that only a broken or hostile server, or a member, sends was refused; the call goes on.
    RosterRefused,
    /// The device key cannot be opened or kept: the keyring is locked or away, or the file is damaged.
    KeyUnavailable {
        /// What the system said.
        detail: String,
    },
    /// The key could not be kept in a file.
    KeyNotKept {
        /// What the system said.
        detail: String,
    },
    /// What a ministry gave was not taken in: not in order, older than what is held, or for another device.
    CredentialsNotTaken {
        /// Why, and what to do.
        detail: String,
    },
    /// The passphrase is not the one that the key was locked with.
    WrongPassphrase,
    /// The passphrase is too short to lock a key with.
    PassphraseShort,
    /// What was typed is no fingerprint.
    FingerprintUnreadable,
    /// The roster log could not be saved.
    CannotExport {
        /// What the system said.
        detail: String,
    },
}

impl Problem {
    /// The English sentence: what failed, and what to do.
    pub fn sentence(&self) -> String {
        match self {
            Self::LinkUnreadable => "This is not an invitation link. Copy the whole link from the invitation; it begins with chancery://join/.".into(),
            Self::LinkDamaged => "The invitation link is cut off or changed. Copy it again, whole, or ask the protocol officer to send it again.".into(),
            Self::LinkTooNew => "This invitation was made by a newer version of Chancery. Update Chancery, then open the link again.".into(),
            Self::LinkExpired => "This invitation has expired. Ask the protocol officer for a new one.".into(),
            Self::NameEmpty => "The name is empty. Type the name that your placard should show.".into(),
            Self::NameTooLong => "The name or function is longer than 80 characters. Shorten it.".into(),
            Self::ServerUnreachable => "The server does not answer. Check this machine's network; if others cannot reach it either, tell the server's operator.".into(),
            Self::ServerNonsense => "What answers at the server's address is not a Chancery server. Check the address in the invitation with the protocol officer.".into(),
            Self::ServerTooOld => "The server is older than this Chancery and does not speak its protocol. Ask the server's operator to update it.".into(),
            Self::ClientTooOld => "The server is newer than this Chancery. Update Chancery on this machine.".into(),
            Self::NoSuchMeeting => "The server does not know this meeting, or the invitation is not valid for it. Ask the protocol officer for a new link.".into(),
            Self::MeetingNotOpen => "The doors of this meeting are closed: they usually open 24 hours before it begins. Come back then, or ask the protocol officer.".into(),
            Self::MeetingFull => "The meeting is full. Ask a member of your delegation to leave, or the protocol officer for more seats.".into(),
            Self::PlenaryFull => "All eight seats of the meeting are taken. You stay in the holding room, off air, and go in as soon as a seat is free; to go in now, ask a member of your delegation to leave.".into(),
            Self::ServerFull => "The server is full. Try again in a minute, or tell the server's operator.".into(),
            Self::TooFast => "The server refused for a moment, since too much was sent at once. Chancery tries again by itself.".into(),
            Self::ServerStorage => "The server cannot store the meeting: its disk is full or its database is locked. Tell the server's operator.".into(),
            Self::SeatTaken => "Another window has taken this seat. Close it, then join again.".into(),
            Self::CannotOpen => "A message could not be opened with this invitation. The other side may have another invitation: compare the links with the protocol officer.".into(),
            Self::NoMicrophone { detail } => format!("No microphone can be used ({detail}). Plug one in or choose another; others will not hear you until then."),
            Self::NoCamera { detail } => format!("No camera can be used ({detail}). Plug one in, close other programs that use it, or join without."),
            Self::NoSpeaker { detail } => format!("No loudspeaker can be used ({detail}). Plug one in or choose another; you will not hear others until then."),
            Self::NoScreen { detail } => format!("The screen cannot be shared ({detail}). Choose another screen, or allow screen capture in the system's settings."),
            Self::NoPath => "There is no network path to a participant: firewalls on the way block it. Ask the operators of both networks to allow UDP, or the server's operator for a relay (TURN).".into(),
            Self::ClockOff { seconds } => format!("This machine's clock is off by {} seconds. Set it by the network, so that invitations and times are right.", seconds.abs()),
            Self::CannotSave { detail } => format!("The settings could not be saved ({detail}). Free some space or check the folder's permissions; until then they last as long as this window."),
            Self::StoreDamaged { file } => format!("The file {file} on this machine is damaged and was put aside as {file}.damaged. Choose your settings anew, or open your invitation links again."),
            Self::ChatTooLong => "The message is longer than 4,000 characters. Shorten it or send it in parts.".into(),
            Self::NotAdmitted => "Nobody has admitted you yet. The chairs may not have seen it: call your delegation, or ask again.".into(),
            Self::AdmissionRefused { delegation } => format!("The chair of {delegation} does not admit you now. Ask your delegation why, then ask again."),
            Self::RemovedFromMeeting { delegation: Some(delegation) } => format!("The chair of {delegation} removed you from the meeting. Speak with your delegation; to come back you have to be admitted again."),
            Self::RemovedFromMeeting { delegation: None } => "A chair removed you from the meeting. Speak with your delegation; to come back you have to be admitted again.".into(),
            Self::IdentityChanged { .. } => "A participant comes with another device than before. Make sure by voice or telephone that it is the same person, before you say anything confidential.".into(),
            Self::RootChanged { delegation } => format!("{delegation} shows another root of its ministry than the one you pinned. Nobody of that delegation counts as credentialed until you have compared the new fingerprint, outside of this program, and confirmed it (chancery keys pin)."),
            Self::HeartbeatsMissed => "The other side's signs of life do not come: the server is away or holds messages back. Nothing is sent until they come again. If it lasts, leave and join again, or change the server.".into(),
            Self::MeetingForked => "The two sides are being shown different meetings: the server may be hostile. Nothing is sent. Leave, compare by telephone who was in, and meet on another server.".into(),
            Self::ClosedMeanwhile => "Your microphone, camera or shared screen was closed while the encryption could not be confirmed. It is confirmed again: open them when you are ready.".into(),
            Self::ForkMended => "The sides were shown different meetings for a while: the server may be hostile, or it crashed. All agree again. Read the code to each other and look at who is in before you go on; your microphone and camera are closed until you open them.".into(),
            Self::CertificateExpired => "Your device certificate has expired: the others would not see you as credentialed. Ask your ministry for a new one.".into(),
            Self::CertificateNotYetValid => "Your device certificate is not valid yet. Check this machine's clock; if it is right, ask your ministry from when the certificate is valid.".into(),
            Self::CredentialsInvalid { .. } => "Somebody with credentials that are expired, revoked or of another delegation was not let in. If you expect them, they need a new certificate from their ministry.".into(),
            Self::FingerprintSwapped { .. } => "The connection to a participant would have gone to another machine, so it was not opened. Chancery tries again; if it happens again, somebody is in between: meet on another server.".into(),
            Self::FramesForged { .. } => "Sound or pictures came in the name of a participant who did not sign them: another participant or whoever carries the media made them. Do not trust what you heard and saw of them; compare by telephone, and look at who is in.".into(),
            Self::FramesUnsigned { .. } => "For a while sound or pictures of a participant have come without their signature. Make sure by telephone that what you hear and see is theirs; if it goes on, join again or meet on another server.".into(),
            Self::AskedInVain => "Somebody asked to be let in whose invitation does not hold: it is over, or it was changed. They stay outside. If you expect somebody, send them the invitation anew.".into(),
            Self::RemovalHeld { .. } => "A participant could not be removed yet: the server does not pass it on. Nothing of yours is sent to them, but the others still send. Say so, and if it lasts, end the meeting and meet on another server.".into(),
            Self::SomebodyBlocked { .. } => "A participant was let in whose credentials do not hold on this machine: revoked, or of another root than the one you trust. Nothing you say or show is sent while they are in. Have a chair remove them, compare by telephone and pin the new root, or leave.".into(),
            Self::RosterRefused => "Somebody sent a change of the roster that the chairs did not sign: the server, or a member. It was refused and the meeting goes on. If it happens again, tell the server's operator, or meet on another server.".into(),
            Self::KeyUnavailable { detail } => format!("The key of this machine cannot be used from where it is kept ({detail}). Unlock the system's keyring or mend the file, then try again; until then a new key is used, and the others see an unknown device."),
            Self::CredentialsNotTaken { detail } => format!("What the ministry gave was not taken in: {detail}."),
            Self::KeyNotKept { detail } => format!("The key could not be kept ({detail}). Free some space or check the folder's permissions, then try again; until then it is in memory only."),
            Self::WrongPassphrase => "This is not the passphrase that the key was encrypted with. Type it again; check the keyboard's layout and Caps Lock.".into(),
            Self::PassphraseShort => "The passphrase is too short. Take 8 characters or more, better four words.".into(),
            Self::FingerprintUnreadable => "This is not a fingerprint. It has 64 characters, 0 to 9 and a to f; copy the whole of it from the note verbale.".into(),
            Self::CannotExport { detail } => format!("The roster log could not be saved ({detail}). Choose another folder, or free some space, then export it again."),
        }
    }
}
