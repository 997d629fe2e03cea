//! What both sides sign: one text in each language, a manifest of them, and everybody's signature over the manifest.
//!
//! A [`Text`] is UTF-8 in one form only (Unicode NFC, LF, no white space that the eye does not tell apart), so that what
//! two people read alike is the same bytes. A [`Manifest`] names the SHA-256 of each text, the meeting, the day, who signs,
//! and which texts are equally authentic; it is canonical JSON (RFC 8785). All sign those identical bytes: a detached JWS in
//! the General JSON Serialization (RFC 7515, EdDSA by RFC 8037), which any library checks.
//!
//! [`verify`] refuses whatever is not exactly that: a changed, missing or added text, two languages' hashes swapped, a
//! signer who is missing, doubled or not named, a certificate that does not hold, another root than the named one.

mod manifest;
mod text;
mod verify;

pub use manifest::{BadManifest, Draft, MANIFEST_MAX, Manifest, Named};
pub use text::{BadLanguage, BadText, Flaw, Language, TEXT_MAX, Text};
pub use verify::{NotSigned, TYPE, Verified, sign, verify};

#[cfg(test)]
mod tests;
