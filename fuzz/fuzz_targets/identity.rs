//! Any bytes as a certificate chain, a signing request, a deny-list or signatures: read or refused; a chain that is read is
//! written back the same.
#![no_main]

use chancery_trust::identity::{Chain, Request, Signatures};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(chain) = Chain::parse(bytes) {
        assert_eq!(chain.to_bytes(), bytes);
    }
    let _ = Request::parse(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = Chain::from_pem(text);
        let _ = chancery_trust::identity::DenyList::from_pem(text);
        let _ = Signatures::parse(text);
    }
});
