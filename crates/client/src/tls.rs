//! One TLS configuration for the signalling socket and for HTTP: rustls with `ring`, the web's roots, and those that the
//! operator adds.
//!
//! A ministry that runs its server under an authority of its own names that authority's certificates (PEM) in the
//! environment variable [`CA_FILE`]; they are trusted *beside* the web's roots.

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use std::path::Path;
use std::sync::{Arc, OnceLock};

/// The environment variable that names a PEM file with further certificate authorities.
pub const CA_FILE: &str = "CHANCERY_CA_FILE";

/// What [`CA_FILE`] gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExtraRoots {
    /// The variable is not set.
    None,
    /// So many certificates were added.
    Added(usize),
    /// The file could not be used; the web's roots alone are trusted.
    Unusable(String),
}

struct Tls {
    config: Arc<ClientConfig>,
    extra: ExtraRoots,
}

fn load_extra(roots: &mut RootCertStore, file: Option<&Path>) -> ExtraRoots {
    let Some(file) = file else { return ExtraRoots::None };
    let certificates = match CertificateDer::pem_file_iter(file) {
        Ok(certificates) => certificates,
        Err(e) => return ExtraRoots::Unusable(e.to_string()),
    };
    let mut added = 0;
    for certificate in certificates {
        match certificate.map_err(|e| e.to_string()).and_then(|c| roots.add(c).map_err(|e| e.to_string())) {
            Ok(()) => added += 1,
            Err(e) => return ExtraRoots::Unusable(e),
        }
    }
    if added == 0 { ExtraRoots::Unusable("no certificate in it".into()) } else { ExtraRoots::Added(added) }
}

fn build(file: Option<&Path>) -> Tls {
    // Other libraries in the process ask for "the" provider; with two compiled in, rustls would panic without this. It is
    // an error only if somebody was faster, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let extra = load_extra(&mut roots, file);
    if matches!(extra, ExtraRoots::Unusable(_)) {
        tracing::warn!("the file that {CA_FILE} names cannot be used; only the web's authorities are trusted");
    }
    let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("ring carries TLS 1.2 and 1.3")
        .with_root_certificates(roots)
        .with_no_client_auth();
    Tls { config: Arc::new(config), extra }
}

fn tls() -> &'static Tls {
    static TLS: OnceLock<Tls> = OnceLock::new();
    TLS.get_or_init(|| build(std::env::var_os(CA_FILE).as_deref().map(Path::new)))
}

/// The configuration, made at the first call.
pub(crate) fn config() -> Arc<ClientConfig> {
    tls().config.clone()
}

/// What [`CA_FILE`] gave, for `chancery doctor`.
pub fn extra_roots() -> ExtraRoots {
    tls().extra.clone()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_holds_no_certificate_is_said() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("ca.pem");
        assert!(matches!(build(Some(&file)).extra, ExtraRoots::Unusable(_)), "absent");
        std::fs::write(&file, "not PEM at all").unwrap();
        assert_eq!(build(Some(&file)).extra, ExtraRoots::Unusable("no certificate in it".into()));
        std::fs::write(&file, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n").unwrap();
        assert!(matches!(build(Some(&file)).extra, ExtraRoots::Unusable(_)), "not DER");
        assert_eq!(build(None).extra, ExtraRoots::None);
    }
}
