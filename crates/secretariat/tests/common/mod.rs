//! Real servers of others' making, each on a port and in a folder of its own, ended with the test that started them: aiosmtpd,
//! Dovecot, Xandikos, Radicale. And hostile ones of ours.
#![allow(dead_code, reason = "each test binary uses its part")]

use chancery_model::{DelegationCode, EntryId, OfficerId};
use chancery_schedule::ical::{self, Component};
use chancery_schedule::plan::{Person, Plan, Side};
use chancery_secretariat::{Login, Network, Security, Server};
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// The longest that anything here may take.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// A Python package's program or Python itself, where `cargo xtask setup` puts them.
pub fn tool(name: &str) -> PathBuf {
    let built = || Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap().join("tools");
    let tools = std::env::var_os("CHANCERY_TOOLS").map_or_else(built, PathBuf::from);
    let path = tools.join("calendar/bin").join(name);
    assert!(path.exists(), "{} is not there: `cargo xtask setup` installs it", path.display());
    path
}

/// A port that was free just now.
pub fn free_port() -> u16 {
    use std::sync::atomic::{AtomicU16, Ordering};
    /// Below those that the system gives away by itself: what is asked for any port, in another test, does not get this one
    /// before the server that it is meant for has it.
    const FIRST: u16 = 20_000;
    const COUNT: u16 = 12_000;
    static NEXT: AtomicU16 = AtomicU16::new(0);
    // Tests run in processes of their own: each begins elsewhere.
    let begin = (std::process::id() % u32::from(COUNT)) as u16;
    let ports = std::iter::repeat_with(|| NEXT.fetch_add(1, Ordering::Relaxed)).take(usize::from(COUNT));
    let mut ports = ports.map(|n| FIRST + (begin.wrapping_mul(37) % COUNT + n) % COUNT);
    ports.find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok()).expect("a port is free")
}

/// A server of others' making; ended when dropped.
pub struct Running {
    child: Child,
    pub port: u16,
    pub folder: TempDir,
}

impl Running {
    /// Starts a server; returns when it listens.
    pub fn start(mut command: Command, port: u16, folder: TempDir) -> Self {
        let said = std::fs::File::create(folder.path().join("said")).unwrap();
        let child = command.stdin(Stdio::null()).stdout(said.try_clone().unwrap()).stderr(said).spawn().unwrap();
        let mut running = Self { child, port, folder };
        let began = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            let ended = running.child.try_wait().unwrap();
            let said = || std::fs::read_to_string(running.folder.path().join("said")).unwrap();
            assert!(ended.is_none() && began.elapsed() < PATIENCE, "{command:?}: {}", said());
            std::thread::sleep(Duration::from_millis(50));
        }
        running
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn server(&self, security: Security, login: Option<Login>) -> Server {
        Server { host: "localhost".into(), port: self.port, security, login }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Asked first: Dovecot ends its own processes then.
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let began = Instant::now();
        while began.elapsed() < Duration::from_secs(5) {
            if self.child.try_wait().is_ok_and(|ended| ended.is_some()) {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn login(user: &str, password: &str) -> Login {
    Login { user: user.into(), password: password.to_owned().into() }
}

/// RFC 7468.
fn pem(label: &str, der: &[u8]) -> String {
    use base64::Engine as _;
    let text = base64::engine::general_purpose::STANDARD.encode(der);
    let lines = text.as_bytes().chunks(64).map(|l| std::str::from_utf8(l).unwrap());
    let lines = lines.fold(String::new(), |all, line| all + line + "\n");
    format!("-----BEGIN {label}-----\n{lines}-----END {label}-----\n")
}

/// An authority of the test's own, and a certificate that it gave to `localhost`.
pub struct Authority {
    pub folder: TempDir,
    pub root: String,
}

impl Authority {
    pub fn new() -> Self {
        use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
        let folder = tempfile::tempdir().unwrap();
        let mut params = CertificateParams::new(vec![]).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let root = pem("CERTIFICATE", params.self_signed(&key).unwrap().der());
        let issuer = Issuer::new(params, key);
        let own = KeyPair::generate().unwrap();
        let certificate = CertificateParams::new(vec!["localhost".into()]).unwrap().signed_by(&own, &issuer).unwrap();
        std::fs::write(folder.path().join("cert.pem"), pem("CERTIFICATE", certificate.der())).unwrap();
        std::fs::write(folder.path().join("key.pem"), pem("PRIVATE KEY", &own.serialize_der())).unwrap();
        Self { folder, root }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A way out that trusts it.
    pub fn network(&self) -> Network {
        Network::new(Some(self.root.as_bytes())).unwrap()
    }
}

/// aiosmtpd, keeping what it takes in the Maildir `mails`.
pub fn smtp(authority: &Authority, security: Security) -> Running {
    let (folder, port) = (tempfile::tempdir().unwrap(), free_port());
    let mut command = Command::new(tool("python3"));
    command.args(["-m", "aiosmtpd", "-n", "-l", &format!("127.0.0.1:{port}")]);
    let (certificate, key) = match security {
        Security::Tls => ("--smtpscert", "--smtpskey"),
        _ => ("--tlscert", "--tlskey"),
    };
    if security != Security::Plain {
        command.arg(certificate).arg(authority.path("cert.pem")).arg(key).arg(authority.path("key.pem"));
    }
    command.args(["-c", "aiosmtpd.handlers.Mailbox"]).arg(folder.path().join("mails"));
    Running::start(command, port, folder)
}

/// The server that does not take everything.
pub fn choosy(authority: &Authority) -> Running {
    let (folder, port) = (tempfile::tempdir().unwrap(), free_port());
    let mut command = Command::new(tool("python3"));
    command.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/smtp_choosy.py")).arg(port.to_string());
    command.args([authority.path("cert.pem"), authority.path("key.pem"), folder.path().to_owned()]);
    Running::start(command, port, folder)
}

/// Dovecot with the mailbox `desk@riyadh.example`, whose password is `p\"ass wörd`.
pub fn imap(authority: &Authority, tls_from_the_first_byte: bool) -> Running {
    dovecot(authority, tls_from_the_first_byte, "ssl = required\n")
}

/// The same, for whoever is on this machine and has no certificate to trust.
pub fn imap_in_the_clear(authority: &Authority) -> Running {
    dovecot(authority, false, "ssl = yes\ndisable_plaintext_auth = no\n")
}

fn dovecot(authority: &Authority, tls_from_the_first_byte: bool, secured: &str) -> Running {
    let (folder, port) = (tempfile::tempdir().unwrap(), free_port());
    let at = folder.path().display().to_string();
    for name in ["run", "home", "mail", "mail/new", "mail/cur", "mail/tmp"] {
        std::fs::create_dir(folder.path().join(name)).unwrap();
    }
    open_to_all(folder.path());
    let me = |flag: &str| {
        let said = Command::new("id").arg(flag).output().unwrap().stdout;
        String::from_utf8(said).unwrap().trim().to_owned()
    };
    // Dovecot reads no mail as root: there it is nobody who does.
    let root = me("-u") == "0";
    let (uid, gid) = if root { ("65534".into(), "65534".into()) } else { (me("-u"), me("-g")) };
    let users = if root {
        String::new()
    } else {
        format!(
            "default_internal_user = {0}\ndefault_login_user = {0}\ndefault_internal_group = {1}\n",
            me("-un"),
            me("-gn")
        )
    };
    let (plain, tls) = if tls_from_the_first_byte { (0, port) } else { (port, 0) };
    let configuration = format!(
        "base_dir = {at}/run\nlog_path = {at}/said\nprotocols = imap\nlisten = 127.0.0.1\n{secured}\
         ssl_cert = <{cert}\nssl_key = <{key}\nmail_location = maildir:{at}/mail\nfirst_valid_uid = 1\n{users}\
         passdb {{\n  driver = passwd-file\n  args = scheme=plain {at}/users\n}}\n\
         userdb {{\n  driver = static\n  args = uid={uid} gid={gid} home={at}/home\n}}\n\
         service imap-login {{\n  chroot =\n  inet_listener imap {{\n    port = {plain}\n  }}\n  inet_listener imaps {{\n    port = {tls}\n    ssl = yes\n  }}\n}}\n\
         service anvil {{\n  chroot =\n}}\n",
        cert = authority.path("cert.pem").display(),
        key = authority.path("key.pem").display(),
    );
    std::fs::write(folder.path().join("dovecot.conf"), configuration).unwrap();
    std::fs::write(folder.path().join("users"), "desk@riyadh.example:{plain}p\"ass word:::::\n").unwrap();
    let dovecot = ["/usr/sbin/dovecot", "/usr/local/sbin/dovecot"].into_iter().find(|p| Path::new(p).exists());
    let mut command = Command::new(dovecot.expect("Dovecot is not there: `cargo xtask setup` installs it"));
    command.arg("-F").arg("-c").arg(folder.path().join("dovecot.conf"));
    Running::start(command, port, folder)
}

pub const IMAP_USER: &str = "desk@riyadh.example";
pub const IMAP_PASSWORD: &str = "p\"ass word";

fn open_to_all(path: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o777)).unwrap();
    for entry in std::fs::read_dir(path).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            open_to_all(&entry.path());
        } else {
            std::fs::set_permissions(entry.path(), std::fs::Permissions::from_mode(0o666)).unwrap();
        }
    }
}

/// Carries what an SMTP server took into a mailbox, as a ministry's mail server does.
pub fn carry(smtp: &Running, imap: &Running) -> usize {
    let mut carried = 0;
    for mail in std::fs::read_dir(smtp.path("mails/new")).unwrap() {
        let mail = mail.unwrap().path();
        put_mail(imap, &std::fs::read(&mail).unwrap());
        std::fs::remove_file(mail).unwrap();
        carried += 1;
    }
    carried
}

/// Puts a mail into a mailbox.
pub fn put_mail(imap: &Running, bytes: &[u8]) {
    static COUNT: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(1);
    let n = COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let name = format!("{}.{n}.x", 1_800_000_000 + n);
    std::fs::write(imap.path("mail/tmp").join(&name), bytes).unwrap();
    std::fs::rename(imap.path("mail/tmp").join(&name), imap.path("mail/new").join(&name)).unwrap();
    open_to_all(&imap.path("mail/new"));
}

/// Xandikos, with a calendar of its own.
pub fn xandikos() -> Running {
    let (folder, port) = (tempfile::tempdir().unwrap(), free_port());
    let mut command = Command::new(tool("xandikos"));
    command.args(["--defaults", "-l", "127.0.0.1", "-p", &port.to_string(), "-d"]).arg(folder.path().join("data"));
    std::fs::create_dir(folder.path().join("data")).unwrap();
    Running::start(command, port, folder)
}

/// Its address over HTTP.
pub fn base(server: &Running) -> String {
    format!("http://127.0.0.1:{}/", server.port)
}

/// The second client does something (`second_client.py`).
pub fn second(server: &Running, arguments: &[&str]) -> String {
    // The shell's tests use these servers as well.
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = [here.join("tests"), here.join("../crates/secretariat/tests")];
    let script = folders.iter().map(|folder| folder.join("second_client.py")).find(|path| path.exists()).unwrap();
    let out = Command::new(tool("python3")).arg(script).arg(base(server)).args(arguments).output().unwrap();
    assert!(out.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).unwrap().trim().to_owned()
}

/// A server that says what it is told to on every connection: `say` gets the stream.
pub fn hostile(say: impl Fn(&mut TcpStream) + Send + Sync + 'static) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let say = std::sync::Arc::new(say);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let say = say.clone();
            std::thread::spawn(move || say(&mut stream));
        }
    });
    port
}

/// Reads an HTTP request's header, and its body as far as it comes at once.
pub fn request(stream: &mut TcpStream) -> String {
    let mut text = Vec::new();
    let mut buffer = [0; 4_096];
    while !text.windows(4).any(|w| w == b"\r\n\r\n") {
        match stream.read(&mut buffer) {
            Ok(n) if n > 0 => text.extend_from_slice(&buffer[..n]),
            _ => break,
        }
    }
    String::from_utf8_lossy(&text).into_owned()
}

/// Writes without end, until the other side has had enough.
pub fn endless(stream: &mut TcpStream, piece: &[u8]) {
    let block = piece.repeat(1 + 64 * 1024 / piece.len());
    while stream.write_all(&block).is_ok() {}
}

/// How much memory this process has used at most, in KiB.
pub fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches("kB").trim().parse().unwrap()
}

/// Indonesia invites Saudi Arabia.
pub fn plan() -> Plan {
    let code = |c| DelegationCode::new(c).unwrap();
    let person = |id: &str, name: &str, mail: &str| Person {
        id: id.into(),
        name: name.into(),
        mail: mail.into(),
        required: true,
        ..Person::default()
    };
    let mut id = Side::new(code("ID"), "Indonesia");
    id.head = Some(person("p1", "Retno", "retno@jakarta.example"));
    let mut sa = Side::new(code("SA"), "Saudi Arabia");
    sa.head = Some(person("p2", "Faisal", "desk@riyadh.example"));
    Plan {
        title: "Fisheries quota".into(),
        text: "The second round.".into(),
        host: "ID".into(),
        organizer: person("p0", "Protocol", "protocol@jakarta.example"),
        sides: vec![id, sa],
        start: Some("2026-12-08T07:00:00Z".parse().unwrap()),
        zone: "Asia/Jakarta".into(),
        ..Plan::new("7f1c@jakarta.example")
    }
}

pub fn entry(n: u8) -> EntryId {
    EntryId::from_random([n; 16])
}

pub fn officer(n: u8) -> OfficerId {
    OfficerId::from_random([n; 16])
}

/// The one calendar in a text.
pub fn calendar(text: &str) -> Component {
    ical::parse(text.as_bytes()).unwrap().components.remove(0)
}
