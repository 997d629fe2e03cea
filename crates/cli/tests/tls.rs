//! A ministry with a certificate authority of its own: with it the program trusts the server, without it nobody.

mod common;

use base64::Engine as _;
use common::{Server, chancery};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::Arc;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

/// A certificate for `name`, under an authority that is written to `ca.pem`.
fn certificates(folder: &Path, name: &str) -> (CertificateDer<'static>, PrivateKeyDer<'static>, PathBuf) {
    let mut authority = CertificateParams::new(Vec::<String>::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    authority.distinguished_name.push(DnType::CommonName, "Ministry of Foreign Affairs");
    let key = KeyPair::generate().unwrap();
    let root = authority.self_signed(&key).unwrap();
    let issuer = Issuer::new(authority, key);
    let server_key = KeyPair::generate().unwrap();
    let server = CertificateParams::new(vec![name.to_owned()]).unwrap().signed_by(&server_key, &issuer).unwrap();
    let file = folder.join("ca.pem");
    let text = base64::engine::general_purpose::STANDARD.encode(root.der());
    let lines: Vec<&str> = text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    let pem = format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n"));
    std::fs::write(&file, pem).unwrap();
    (server.der().clone(), PrivateKeyDer::try_from(server_key.serialize_der()).unwrap(), file)
}

/// TLS in front of a server, as a reverse proxy does it.
fn in_front_of(server: &Server, certificate: CertificateDer<'static>, key: PrivateKeyDer<'static>) -> u16 {
    let config = rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let behind = server.url.trim_start_matches("http://").to_owned();
    let listener = server.runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
    let port = listener.local_addr().unwrap().port();
    server.runtime.spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (acceptor, behind) = (acceptor.clone(), behind.clone());
            tokio::spawn(async move {
                let Ok(mut stream) = acceptor.accept(stream).await else { return };
                let Ok(mut to) = TcpStream::connect(behind).await else { return };
                let _ = tokio::io::copy_bidirectional(&mut stream, &mut to).await;
            });
        }
    });
    port
}

fn with_authority(arguments: &[&str], file: &Path) -> Output {
    chancery(arguments).env("CHANCERY_CA_FILE", file).output().unwrap()
}

fn encryption(told: &[u8]) -> Value {
    let told: Value = serde_json::from_slice(told).unwrap();
    told["checks"].as_array().unwrap().iter().find(|check| check["check"] == "encryption").unwrap().clone()
}

#[test]
fn the_authority_decides_over_http_and_the_socket() {
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(dir.path());
    let (certificate, key, ca) = certificates(dir.path(), "localhost");
    let port = in_front_of(&server, certificate, key);
    let url = format!("https://localhost:{port}");

    let told = with_authority(&["doctor", "--server", &url, "--json"], &ca);
    assert_eq!(told.status.code(), Some(0), "{}", String::from_utf8_lossy(&told.stdout));
    assert!(encryption(&told.stdout)["found"].as_str().unwrap().contains("TLS 1.3"));

    let invite =
        ["invite", "--server", &url, "--title", "Fisheries", "--side", "ID=Indonesia", "--side", "ZA=South Africa"];
    let invite = [&invite[..], &["--at", "now", "--json"]].concat();
    let told = with_authority(&invite, &ca);
    assert_eq!(told.status.code(), Some(0), "{}", String::from_utf8_lossy(&told.stderr));
    let told: Value = serde_json::from_slice(&told.stdout).unwrap();
    let link = told["links"]["ID"].as_str().unwrap();
    let join = [
        "join",
        link,
        "--name",
        "Retno",
        "--camera",
        "none",
        "--microphone",
        "none",
        "--speaker",
        "none",
        "--seconds",
        "1",
    ];
    let told = with_authority(&join, &ca);
    assert_eq!(told.status.code(), Some(0), "{}", String::from_utf8_lossy(&told.stderr));

    // Without it: nobody is trusted, and it is said what to do.
    let told = chancery(&["doctor", "--server", &url, "--json"]).output().unwrap();
    assert_eq!(told.status.code(), Some(1));
    let said = encryption(&told.stdout);
    assert_eq!(said["verdict"], "fails");
    assert!(said["remedy"].as_str().unwrap().contains("CHANCERY_CA_FILE"), "{said}");
    let told = chancery(&invite).output().unwrap();
    assert_eq!(told.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&told.stderr).contains("not a Chancery server"));
    let told = chancery(&join).output().unwrap();
    assert_eq!(told.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&told.stderr).contains("not a Chancery server"));
}

#[test]
fn a_certificate_for_another_name_is_said() {
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(dir.path());
    let (certificate, key, ca) = certificates(dir.path(), "meet.example.org");
    let port = in_front_of(&server, certificate, key);
    let told = with_authority(&["doctor", "--server", &format!("https://localhost:{port}"), "--json"], &ca);
    assert_eq!(told.status.code(), Some(1));
    assert!(encryption(&told.stdout)["remedy"].as_str().unwrap().contains("another name"));
}
