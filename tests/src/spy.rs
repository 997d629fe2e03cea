//! A server that got hold of an invitation: it opens and makes the outer seal as a guest could. What is inside of it is
//! the group's, and there it has no key.

use anyhow::{Context as _, Result};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chancery_model::ParticipantId;
use chancery_signalling::message::Sealed;
use chancery_signalling::peer::PeerMessage;
use chancery_trust::{Context, Invitation, MeetingKeys};
use serde_json::Value;
use std::cell::Cell;

/// What the leaked link gives.
pub struct Spy {
    keys: MeetingKeys,
    nonce: Cell<u64>,
}

/// A participant, as written in JSON.
fn id(text: &str) -> Result<ParticipantId> {
    serde_json::from_value(Value::from(text)).with_context(|| format!("{text} is no participant"))
}

fn context(from: &str, to: Option<&str>) -> Result<Context> {
    Ok(Context::Relay { from: id(from)?, to: to.map(id).transpose()? })
}

impl Spy {
    /// With this link.
    pub fn new(link: &str) -> Result<Self> {
        Ok(Self { keys: Invitation::parse(link)?.keys(), nonce: Cell::new(0) })
    }

    /// Opens the seal: what is the group's, still encrypted for its members. `None`: it does not open.
    pub fn open(&self, from: &str, to: Option<&str>, sealed: &str) -> Option<Vec<u8>> {
        let sealed = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let text = self.keys.open(&context(from, to).ok()?, &sealed).ok()?;
        match serde_json::from_slice(&text).ok()? {
            PeerMessage::Group { bytes } => Some(bytes.0),
            _ => None,
        }
    }

    /// Seals bytes as the group's, as if `from` had sent them.
    pub fn seal(&self, from: &str, to: Option<&str>, bytes: &[u8]) -> Result<String> {
        self.seal_message(from, to, &PeerMessage::Group { bytes: Sealed(bytes.to_vec()) })
    }

    /// Seals any message, as if `from` had sent it.
    pub fn seal_message(&self, from: &str, to: Option<&str>, message: &PeerMessage) -> Result<String> {
        self.nonce.set(self.nonce.get() + 1);
        let mut nonce = [0xA5; 12];
        nonce[..8].copy_from_slice(&self.nonce.get().to_be_bytes());
        let sealed = self.keys.seal(&context(from, to)?, &serde_json::to_vec(message)?, nonce);
        Ok(URL_SAFE_NO_PAD.encode(sealed))
    }
}

/// A vector of RFC 9420, section 2.1.2: its length, then its bytes.
fn vector(out: &mut Vec<u8>, bytes: &[u8]) {
    let n = bytes.len();
    match n {
        0..=0x3f => out.push(n as u8),
        0x40..=0x3fff => out.extend_from_slice(&(0x4000 | n as u16).to_be_bytes()),
        _ => out.extend_from_slice(&(0x8000_0000 | n as u32).to_be_bytes()),
    }
    out.extend_from_slice(bytes);
}

/// A PublicMessage (RFC 9420, section 6.2) with the proposal to add the owner of `package`, from outside of the group; its
/// signature is anything.
pub fn forged_add(group: &[u8], epoch: u64, package: &[u8]) -> Vec<u8> {
    let mut out = vec![0, 1, 0, 1]; // mls10, mls_public_message
    vector(&mut out, group);
    out.extend_from_slice(&epoch.to_be_bytes());
    out.push(3); // new_member_proposal
    vector(&mut out, b"");
    out.extend_from_slice(&[2, 0, 1]); // proposal, add
    // Of the MLSMessage that a key package may travel in, the proposal has the package alone.
    out.extend_from_slice(package.strip_prefix(&[0, 1, 0, 5]).unwrap_or(package));
    vector(&mut out, &[7; 64]);
    out
}

/// Frames MLS bytes as the group's messages are: version, kind, group (where it has one), length, bytes.
pub fn frame(version: u8, kind: u8, group: &[u8], mls: &[u8]) -> Vec<u8> {
    let mut out = vec![version, kind];
    out.extend_from_slice(group);
    out.extend_from_slice(&(mls.len() as u32).to_be_bytes());
    out.extend_from_slice(mls);
    out
}

/// The kinds of those messages.
pub mod kind {
    /// A key package of somebody outside.
    pub const KNOCK: u8 = 1;
    /// A commit.
    pub const COMMIT: u8 = 5;
    /// An application message.
    pub const APP: u8 = 6;
}
