//! Why somebody is not who a certificate says, or not yet, or no longer.

use super::certificate::Serial;
use super::fingerprint::Fingerprint;
use chancery_model::DelegationCode;
use jiff::Timestamp;
use std::fmt;
use thiserror::Error;

/// Which certificate of a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The device's.
    Device,
    /// The ministry root's.
    Root,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Device => "the device's certificate",
            Self::Root => "the ministry root's certificate",
        })
    }
}

/// What is wrong with an identity. Its text names what failed and what to do; nothing in it is secret.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum IdentityError {
    /// Not a certificate, chain, request or deny-list of the form that is accepted: the text says what is wrong.
    #[error("this is no {what} that Chancery accepts ({why}): ask its ministry for a new one")]
    Unreadable {
        /// What was to be read.
        what: &'static str,
        /// What is wrong with it.
        why: &'static str,
    },
    /// A certificate, request or list whose signature is not by the key that should have signed it.
    #[error("{0} is not signed by the key that it names: it was changed, or is a forgery; do not use it")]
    Forged(&'static str),
    /// A signature that does not fit the text, the context or the key.
    #[error("the signature does not fit: the text was changed, or somebody else signed it")]
    SignatureInvalid,
    /// A certificate of another delegation than the one it is shown for.
    #[error(
        "the certificate is of delegation {certified}, not of {shown_for}: the person has to join with the link of their own delegation"
    )]
    WrongDelegation {
        /// Whom the ministry certified.
        certified: DelegationCode,
        /// For whom it was shown.
        shown_for: DelegationCode,
    },
    /// Valid only later.
    #[error(
        "{part} is valid only from {from} on, and this machine's clock says {now}: if that is wrong, set the clock right; if it is right, the clock of who issued it was wrong and it has to be issued again"
    )]
    NotYetValid {
        /// Whose.
        part: Part,
        /// The first valid second.
        from: Timestamp,
        /// The clock that was compared with.
        now: Timestamp,
    },
    /// Valid no longer.
    #[error(
        "{part} has expired: it was valid until {until}, and this machine's clock says {now}; if that is wrong, set the clock right; if it is right, the ministry has to issue a new one"
    )]
    Expired {
        /// Whose.
        part: Part,
        /// The last valid second.
        until: Timestamp,
        /// The clock that was compared with.
        now: Timestamp,
    },
    /// Valid for longer than a device certificate may be.
    #[error(
        "the device's certificate is valid for {days} days and may be for 90 at most: the ministry has to issue one for a shorter time"
    )]
    TooLongLived {
        /// Its days, rounded up.
        days: i64,
    },
    /// On the ministry's deny-list.
    #[error(
        "the ministry has revoked the certificate with the serial number {serial}: its holder must not be admitted"
    )]
    Revoked {
        /// Which.
        serial: Serial,
    },
    /// The delegation's root is another than the pinned one. Blocks until a person has confirmed the new one.
    #[error("the ministry root of delegation {delegation} has changed: pinned is {}, shown was {}. Ask that ministry by another way whether it has a new root; only then confirm it", pinned.grouped(), shown.grouped())]
    RootChanged {
        /// Whose.
        delegation: DelegationCode,
        /// What is pinned.
        pinned: Fingerprint,
        /// What was shown.
        shown: Fingerprint,
    },
    /// A deny-list older than the one that is held: somebody may be hiding a revocation.
    #[error("the deny-list is number {offered} and number {held} is already held: ask the ministry for its newest")]
    OlderDenyList {
        /// The number of the list that was offered.
        offered: u64,
        /// The number of the list that is held.
        held: u64,
    },
    /// A certificate for another key than this device's.
    #[error("the certificate is for another device's key: make a request on this device and have that signed")]
    OtherKey,
    /// A deny-list of a root that nobody here relies on.
    #[error("the deny-list is of a root that is not pinned here ({}): pin the root first", .0.grouped())]
    NotPinned(Fingerprint),
    /// A confirmation of what was never shown.
    #[error("there is nothing to confirm for delegation {0}: no changed root was seen, or another one than this")]
    NothingToConfirm(DelegationCode),
}

/// For the readers: an error of form.
pub(crate) fn unreadable(what: &'static str, why: &'static str) -> IdentityError {
    IdentityError::Unreadable { what, why }
}
