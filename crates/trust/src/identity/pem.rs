//! Certificates, requests and deny-lists as text: PEM (RFC 7468).

use super::certificate::Certificate;
use super::chain::Chain;
use super::error::{IdentityError, unreadable};
use x509_cert::der::pem::{self, LineEnding};

/// The longest text that is looked at, in bytes.
const TEXT_MAX: usize = 512 * 1024;
/// The most blocks that are looked at.
const BLOCKS_MAX: usize = 8;
/// The label of a certificate.
pub(crate) const CERTIFICATE: &str = "CERTIFICATE";
/// The label of a request.
pub(crate) const REQUEST: &str = "CERTIFICATE REQUEST";
/// The label of a deny-list.
pub(crate) const LIST: &str = "X509 CRL";

/// One block of text.
pub(crate) fn encode(label: &str, der: &[u8]) -> String {
    pem::encode_string(label, LineEnding::LF, der).expect("any bytes can be written as PEM")
}

/// Every block of a text, with its label, in order. What stands between the blocks is not looked at (RFC 7468 section 2).
pub(crate) fn decode(text: &str, what: &'static str) -> Result<Vec<(String, Vec<u8>)>, IdentityError> {
    const BEGIN: &str = "-----BEGIN ";
    const END: &str = "-----END ";
    if text.len() > TEXT_MAX {
        return Err(unreadable(what, "it is too long"));
    }
    let text = text.replace("\r\n", "\n");
    let mut rest = text.as_str();
    let mut out = Vec::new();
    while let Some(start) = rest.find(BEGIN) {
        let block = &rest[start..];
        let end = block.find(END).ok_or(unreadable(what, "it is cut off"))?;
        let end = block[end..].find('\n').map_or(block.len(), |line| end + line + 1);
        let (label, der) =
            pem::decode_vec(&block.as_bytes()[..end]).map_err(|_| unreadable(what, "its text is damaged"))?;
        if out.len() == BLOCKS_MAX {
            return Err(unreadable(what, "there are too many in it"));
        }
        out.push((label.to_owned(), der));
        rest = &block[end..];
    }
    if out.is_empty() { Err(unreadable(what, "there is no -----BEGIN in it")) } else { Ok(out) }
}

/// The one block of a text.
pub(crate) fn decode_one(text: &str, label: &str, what: &'static str) -> Result<Vec<u8>, IdentityError> {
    match <[_; 1]>::try_from(decode(text, what)?) {
        Ok([(found, der)]) if found == label => Ok(der),
        Ok(_) => Err(unreadable(what, "it is another kind of file")),
        Err(_) => Err(unreadable(what, "there is more than one in it")),
    }
}

impl Certificate {
    /// As PEM.
    pub fn to_pem(&self) -> String {
        encode(CERTIFICATE, self.der())
    }

    /// Reads one certificate as PEM.
    pub fn from_pem(text: &str) -> Result<Self, IdentityError> {
        Self::parse(&decode_one(text, CERTIFICATE, "certificate")?)
    }
}

impl Chain {
    /// As PEM: the device's certificate, and behind it the root's.
    pub fn to_pem(&self) -> String {
        std::iter::once(self.device()).chain(self.root()).map(Certificate::to_pem).collect()
    }

    /// Reads a chain as PEM.
    pub fn from_pem(text: &str) -> Result<Self, IdentityError> {
        const WHAT: &str = "certificate chain";
        let mut parts = Vec::new();
        for (label, der) in decode(text, WHAT)? {
            if label != CERTIFICATE {
                return Err(unreadable(WHAT, "it is another kind of file"));
            }
            parts.push(Certificate::parse(&der)?);
        }
        let mut parts = parts.into_iter();
        match (parts.next(), parts.next(), parts.next()) {
            (Some(device), root, None) => Self::new(device, root),
            _ => Err(unreadable(WHAT, "there are too many in it")),
        }
    }
}
