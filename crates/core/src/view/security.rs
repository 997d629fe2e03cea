//! What the screen shows of trust: who somebody is, whether what is said is encrypted and with whom, who asks to be
//! admitted, and what keys this machine keeps.
//!
//! These are the words of the screen, not those of `chancery-trust`. Fingerprints are SHA-256, as 64 lower-case
//! hexadecimal digits without separators; the screen groups them.

use crate::Problem;
use chancery_model::{DelegationCode, ParticipantId, Personal};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use ts_rs::TS;

/// Whether a person has to say yes before somebody is admitted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Admission {
    /// The chair is asked each time.
    #[default]
    Ask,
    /// Whoever holds a valid invitation is admitted at once.
    Auto,
}

/// For what a ministry sent somebody, by the device certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Chairs the side: admits and removes.
    Chair,
    /// Sits for the delegation.
    Member,
    /// Interprets.
    Interpreter,
    /// Advises.
    Expert,
    /// Takes the notes.
    NoteTaker,
}

/// By whose word somebody is who they say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Standing {
    /// A ministry's root that is pinned here signed their device.
    Credentialed {
        /// What the root's certificate calls the ministry; empty where it does not say.
        ministry: String,
        /// Fingerprint of that root.
        root: String,
        /// For what they were sent.
        role: Role,
        /// Until when the device certificate is valid (RFC 3339, UTC).
        expires: String,
    },
    /// A ministry's root signed their device, and none is pinned here for the delegation: worth no more than
    /// [`Standing::SelfIssued`] until its fingerprint was compared and pinned.
    Unpinned {
        /// What the root's certificate calls the ministry, by its own word; empty where it does not say.
        ministry: String,
        /// Fingerprint of that root.
        root: String,
    },
    /// By their own word, and that of the delegation's invitation.
    SelfIssued,
    /// By credentials that do not hold on this machine: expired, revoked, of a root that has changed.
    Invalid,
}

/// Whether this machine has met somebody's device before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Seen {
    /// Never.
    First,
    /// In an earlier meeting.
    Known,
    /// Somebody of this name and side was, with another device.
    Changed,
}

/// What makes a name easy to mistake for another one's at the table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum NameWarning {
    /// Somebody else here has the very same name.
    Duplicate {
        /// Of which side the other is.
        delegation: DelegationCode,
    },
    /// It looks like another name here, in other letters (Unicode UTS 39).
    Lookalike {
        /// The name that it looks like.
        name: Personal,
        /// Of which side that one is.
        delegation: DelegationCode,
    },
}

/// Who somebody is, as far as this machine can tell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Identity {
    /// By whose word.
    pub standing: Standing,
    /// Whether known here.
    pub seen: Seen,
    /// Fingerprint of the device key.
    pub fingerprint: String,
    /// Chairs their side at present: admits and removes.
    pub chair: bool,
    /// The name may mislead.
    pub name_warning: Option<NameWarning>,
}

/// Somebody who signed, or has to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Signer {
    /// The name; empty while it is not known.
    pub name: Personal,
    /// The side.
    pub delegation: DelegationCode,
}

/// Why nothing is sent although one is in the meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SuspendedReason {
    /// Three heartbeats of a chair did not come: the server is away or holds messages back.
    HeartbeatsMissed,
    /// A chair's heartbeat tells of another roster or other keys: the server shows each side a different meeting.
    Forked,
    /// Somebody was let in whose credentials do not hold on this machine.
    Blocked,
}

/// Whether what leaves this machine can be read by the people at the table, and by nobody else.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum SecurityState {
    /// Not asked yet: in the holding room, before *Join*.
    #[default]
    Outside,
    /// Has asked to be admitted. Nothing leaves this machine.
    Asking {
        /// Since when (RFC 3339, UTC).
        since: String,
        /// Who has to admit: the chair of each side that is inside, as far as known.
        admitters: Vec<Signer>,
        /// Which sides have said yes.
        signed_by: Vec<DelegationCode>,
    },
    /// Admitted: all that leaves is encrypted, for the people of `with`.
    Encrypted {
        /// Since when one is in (RFC 3339, UTC).
        since: String,
        /// The code of this moment: 30 decimal digits, the same for everyone in the meeting until its people change.
        code: String,
        /// The others who have the keys.
        with: Vec<ParticipantId>,
    },
    /// Nothing leaves this machine until it is mended, or one leaves.
    Suspended {
        /// Since when (RFC 3339, UTC).
        since: String,
        /// Why.
        reason: SuspendedReason,
    },
    /// Put out of the meeting.
    Removed {
        /// By whom, where it is known.
        by: Option<Signer>,
    },
}

/// What happened to the roster.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum RosterEvent {
    /// Was the first, and opened the meeting.
    Founded,
    /// Was let in.
    Admitted {
        /// Whose signatures stand under it: the chair of each side, oneself possible.
        by: Vec<Signer>,
    },
    /// Went, by their own word.
    Left,
    /// Was not heard any more, and was taken off the roster.
    Gone {
        /// By whom.
        by: Signer,
    },
    /// Was put out.
    Removed {
        /// By whom.
        by: Signer,
    },
}

/// One line of the roster log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RosterChange {
    /// Its place in the log, from 1.
    pub n: u32,
    /// When (RFC 3339, UTC).
    pub at: String,
    /// Whom it is about.
    pub who: Personal,
    /// Their side.
    pub delegation: DelegationCode,
    /// It is about oneself.
    pub me: bool,
    /// What happened.
    pub what: RosterEvent,
}

/// The encryption of the meeting.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Security {
    /// How it stands.
    pub state: SecurityState,
    /// Counts the changes of the keys; 0: none yet.
    #[ts(type = "number")]
    pub epoch: u64,
    /// The roster log, oldest first, past leavers too. Shared, so that a view that changed elsewhere does not copy it.
    pub changes: Arc<Vec<RosterChange>>,
    /// Where the log was saved last, by [`crate::Intent::ExportRosterLog`]: the file's path, for people.
    pub saved: Option<Personal>,
}

/// Somebody in the holding room who asks to be admitted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AdmissionRequest {
    /// Who, for [`crate::Intent::Admit`] and [`crate::Intent::RefuseAdmission`].
    pub id: ParticipantId,
    /// The name.
    pub name: Personal,
    /// The function.
    pub title: Option<Personal>,
    /// The side that they claim, and hold the invitation of.
    pub delegation: DelegationCode,
    /// Who they are.
    pub identity: Identity,
    /// Since when they ask (RFC 3339, UTC).
    pub since: String,
    /// Which sides have said yes.
    pub signed_by: Vec<DelegationCode>,
    /// Which sides have to, those that did included.
    pub needed: Vec<DelegationCode>,
    /// One's own yes is asked for: one chairs a side that has to say it, and has not yet.
    pub mine: bool,
    /// A chair put this device out of this meeting before.
    pub removed_before: bool,
}

/// Why the key of this machine is in memory only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum NotKept {
    /// This machine has no keyring that could keep it.
    NoKeyring,
    /// The system's keyring is locked, or waits for a person.
    KeyringLocked,
    /// The one that is kept cannot be read, or a new one cannot be kept: [`Keys::problem`] says why.
    Failed,
    /// What is pinned cannot be read, and without it no key is used: [`Keys::problem`] says why.
    PinsUnreadable,
    /// This program runs without a folder for what it keeps.
    NoFolder,
}

/// Where the key of this machine is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum KeyPlace {
    /// In the system's keyring.
    Keyring,
    /// In a file that a passphrase opens.
    File {
        /// Its path, for people.
        path: Personal,
    },
    /// In a file that a passphrase opens, and that was not opened yet: until then another one is used, which is in memory
    /// only.
    Locked {
        /// Its path, for people.
        path: Personal,
    },
    /// In memory only: the others will see a new device next time.
    Session {
        /// Why.
        why: NotKept,
        /// Whether [`crate::Intent::KeepKey`] keeps it. Not where another one is kept already.
        can_keep: bool,
    },
}

impl Default for KeyPlace {
    fn default() -> Self {
        Self::Session { why: NotKept::NoFolder, can_keep: false }
    }
}

/// Another root than the pinned one was shown for a delegation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ChangedRoot {
    /// Fingerprint of the one that was shown.
    pub fingerprint: String,
    /// When it was first shown (RFC 3339, UTC).
    pub at: String,
}

/// A ministry's root that is trusted for a delegation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Pin {
    /// For whom.
    pub delegation: DelegationCode,
    /// What the root calls the ministry; empty while no certificate of it was seen.
    pub ministry: String,
    /// Its fingerprint.
    pub fingerprint: String,
    /// Since when it is pinned (RFC 3339, UTC).
    pub since: String,
    /// Until when it is valid (RFC 3339, UTC); `None`: no certificate of it was seen yet.
    pub expires: Option<String>,
    /// Another one was shown: nobody of this delegation counts as credentialed until a person confirms it.
    pub changed: Option<ChangedRoot>,
    /// Its deny-list that is held here; `None`: none was given to this device.
    pub denied: Option<Denied>,
}

/// A ministry's deny-list, as it is held here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Denied {
    /// Each list has a higher one than the list before.
    pub number: u64,
    /// How many certificates were taken back.
    pub certificates: u32,
    /// When it was made (RFC 3339, UTC).
    pub made: String,
    /// By when the ministry should have made the next one (RFC 3339, UTC); `None`: it does not say.
    pub next: Option<String>,
}

/// The keys of this machine, and those that it trusts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Keys {
    /// Fingerprint of the own device key; `None`: it could not be opened or made yet.
    pub fingerprint: Option<String>,
    /// Where it is kept.
    pub kept: KeyPlace,
    /// Own standing, by a certificate of one's ministry on this machine or without.
    pub standing: Option<Standing>,
    /// The trusted roots, by delegation.
    pub pins: Vec<Pin>,
    /// Why the last [`crate::Intent::PinRoot`] was not taken, or the key could not be opened or kept at the start.
    pub problem: Option<Problem>,
    /// The key is being opened or kept: it takes a moment, and with the keyring as long as a person takes.
    pub opening: bool,
    /// Why the last [`crate::Intent::KeepKey`], [`crate::Intent::UnlockKey`], [`crate::Intent::RetryKey`] or
    /// [`crate::Intent::TakeCredentials`] did nothing.
    pub refused: Option<Problem>,
}
