//! What a ministry gives to a device, as one file of PEM: which of the two it is, is told by what stands in it.

use super::chain::Chain;
use super::denied::DenyList;
use super::error::IdentityError;

/// What a ministry gives to a device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Given {
    /// The device's certificate, with its root's.
    Certificate(Box<Chain>),
    /// Which certificates were taken back.
    DenyList(Box<DenyList>),
}

impl Given {
    /// Reads PEM. [`IdentityError`] where it is neither a certificate nor a deny-list in order.
    pub fn from_pem(text: &str) -> Result<Self, IdentityError> {
        if text.contains("-----BEGIN X509 CRL-----") {
            return Ok(Self::DenyList(Box::new(DenyList::from_pem(text)?)));
        }
        Ok(Self::Certificate(Box::new(Chain::from_pem(text)?)))
    }
}
