//! The command line of `chancery-server`, and how it becomes a [`Config`].

use crate::config::{Config, StartError};
use crate::ice::{Ice, Turn, is_ice_url};
use chancery_signalling::message::IceServer;
use clap::{Parser, ValueEnum};
use ring::digest::{SHA256, digest};
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The signalling server of Chancery: registers meetings, seats participants, relays sealed messages. It sees neither
/// media nor names.
#[derive(Clone, Debug, Parser)]
#[command(name = "chancery-server", version, about)]
pub struct Options {
    /// Where to listen. It speaks plain HTTP: beyond this machine, put a reverse proxy with TLS in front.
    #[arg(long, value_name = "ADDR:PORT", default_value = "127.0.0.1:8440")]
    pub listen: SocketAddr,
    /// The folder of the database; made if it is not there.
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,
    /// How log lines look.
    #[arg(long, value_enum, default_value = "text")]
    pub log: LogForm,
    /// What is logged: error, warn, info, debug, trace, or a filter such as `info,chancery_server=debug`. Only Chancery's
    /// own lines are logged, which name no address and no person.
    #[arg(long, value_name = "FILTER", default_value = "info", env = "CHANCERY_LOG")]
    pub log_level: String,
    /// Clients at a time.
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    pub max_clients: usize,
    /// Clients at a time from one address (loopback and trusted proxies are exempt).
    #[arg(long, value_name = "N", default_value_t = 200)]
    pub max_clients_per_address: usize,
    /// Participants in one meeting.
    #[arg(long, value_name = "N", default_value_t = 64)]
    pub max_members: usize,
    /// Meetings kept at a time.
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    pub max_meetings: u64,
    /// Meetings that one address may register in an hour (loopback is exempt).
    #[arg(long, value_name = "N", default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=3_600))]
    pub meetings_per_hour: u32,
    /// Books (the calendars that protocol officers share) kept at a time.
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    pub max_books: u64,
    /// Days after its meeting that an entry of a book is kept.
    #[arg(long, value_name = "DAYS", default_value_t = 366, value_parser = clap::value_parser!(u64).range(1..=36_600))]
    pub keep_entries_days: u64,
    /// The largest size of the database.
    #[arg(long, value_name = "MIB", value_parser = clap::value_parser!(u64).range(1..=1_048_576))]
    pub max_database_mib: Option<u64>,
    /// How long before its start a meeting can be entered.
    #[arg(long, value_name = "HOURS", default_value_t = 24, value_parser = clap::value_parser!(u64).range(0..=8_784))]
    pub doors_open_hours: u64,
    /// Only who sends the token in this file (`Authorization: Bearer TOKEN`) may register meetings.
    #[arg(long, value_name = "FILE")]
    pub organiser_token_file: Option<PathBuf>,
    /// STUN and TURN servers that clients are told: a JSON list of objects with `urls`, `username` and `credential`, as
    /// the W3C's `RTCIceServer`.
    #[arg(long, value_name = "FILE.json")]
    pub ice_servers: Option<PathBuf>,
    /// A STUN server that clients are told (`stun:HOST:PORT`); may be given more than once.
    #[arg(long, value_name = "URL")]
    pub stun: Vec<String>,
    /// A TURN server that clients are told (`turn:HOST:PORT`), with credentials made for a day; may be given more than once.
    #[arg(long, value_name = "URL", requires = "turn_secret_file")]
    pub turn: Vec<String>,
    /// The secret shared with the TURN server (coturn: `use-auth-secret`, `static-auth-secret`).
    #[arg(long, value_name = "FILE", requires = "turn")]
    pub turn_secret_file: Option<PathBuf>,
    /// A reverse proxy whose `X-Forwarded-For` is believed; may be given more than once.
    #[arg(long, value_name = "ADDR")]
    pub trusted_proxy: Vec<IpAddr>,
}

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogForm {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

impl Options {
    /// Reads the files that the options name.
    pub fn config(&self) -> Result<Config, StartError> {
        let mut config = Config::new(self.listen, &self.data);
        config.limits.connections = self.max_clients;
        config.limits.members = self.max_members;
        config.limits.doors = Duration::from_hours(self.doors_open_hours);
        config.per_address = self.max_clients_per_address;
        config.meetings_per_hour = self.meetings_per_hour;
        config.max_meetings = self.max_meetings;
        config.max_books = self.max_books;
        config.keep_entries = Duration::from_hours(self.keep_entries_days * 24);
        config.max_database = self.max_database_mib.map(|mib| mib * 1024 * 1024);
        config.trusted_proxies = self.trusted_proxy.iter().map(IpAddr::to_canonical).collect();
        if let Some(path) = &self.organiser_token_file {
            let token = secret("--organiser-token-file", path)?;
            config.organiser_sha256 = digest(&SHA256, token.as_bytes()).as_ref().try_into().ok();
        }
        config.ice = self.ice()?;
        Ok(config)
    }

    fn ice(&self) -> Result<Ice, StartError> {
        let mut ice = Ice::default();
        if let Some(path) = &self.ice_servers {
            let option = "--ice-servers";
            let text = text(option, path)?;
            ice.fixed = serde_json::from_str(&text).map_err(|e| StartError::Option {
                option,
                problem: format!("{} is not a list of ICE servers ({e}); see --help for its form.", path.display()),
            })?;
            urls(option, ice.fixed.iter().flat_map(|s| &s.urls))?;
        }
        if !self.stun.is_empty() {
            urls("--stun", &self.stun)?;
            ice.fixed.push(IceServer { urls: self.stun.clone(), username: None, credential: None });
        }
        if let Some(path) = &self.turn_secret_file {
            urls("--turn", &self.turn)?;
            let secret = secret("--turn-secret-file", path)?;
            ice.turn = Some(Turn::new(self.turn.clone(), secret.as_bytes()));
        }
        Ok(ice)
    }
}

fn urls<'a>(option: &'static str, urls: impl IntoIterator<Item = &'a String>) -> Result<(), StartError> {
    match urls.into_iter().find(|url| !is_ice_url(url)) {
        None => Ok(()),
        Some(url) => Err(StartError::Option {
            option,
            problem: format!(
                "{url:?} is not the address of a STUN or TURN server; write stun:HOST:PORT or turn:HOST:PORT."
            ),
        }),
    }
}

fn text(option: &'static str, path: &Path) -> Result<String, StartError> {
    std::fs::read_to_string(path).map_err(|e| StartError::Option {
        option,
        problem: format!("the file {} cannot be read ({e}). Check its name and who may read it.", path.display()),
    })
}

/// The first line of a file that holds a secret.
fn secret(option: &'static str, path: &Path) -> Result<String, StartError> {
    let text = text(option, path)?;
    let secret = text.lines().next().unwrap_or_default().trim();
    if secret.len() < 16 {
        return Err(StartError::Option {
            option,
            problem: format!(
                "the secret in {} is shorter than 16 characters. Make one with: openssl rand -base64 32",
                path.display()
            ),
        });
    }
    Ok(secret.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;

    fn parse(args: &[&str]) -> Result<Config, String> {
        let all = ["chancery-server", "--data", "d"].iter().chain(args);
        Options::try_parse_from(all).map_err(|e| e.to_string())?.config().map_err(|e| e.to_string())
    }

    #[test]
    fn the_options_become_a_config() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            path.to_str().unwrap().to_owned()
        };
        let secret = file("secret", "0123456789abcdef\n");
        let config = parse(&[
            "--listen",
            "0.0.0.0:0",
            "--max-clients",
            "5",
            "--doors-open-hours",
            "1",
            "--trusted-proxy",
            "::ffff:10.0.0.1",
            "--stun",
            "stun:s.example",
            "--turn",
            "turn:t.example",
            "--turn-secret-file",
            &secret,
            "--organiser-token-file",
            &secret,
            "--max-database-mib",
            "2",
        ])
        .unwrap();
        assert_eq!(config.limits.connections, 5);
        assert_eq!(config.limits.doors, Duration::from_hours(1));
        assert_eq!(config.trusted_proxies, ["10.0.0.1".parse::<IpAddr>().unwrap()]);
        assert_eq!(config.max_database, Some(2 * 1024 * 1024));
        assert!(config.organiser_sha256.is_some());
        let servers = config.ice.servers(Timestamp::UNIX_EPOCH, [1; 8]);
        assert_eq!(servers[0].urls, ["stun:s.example"]);
        assert!(servers[1].username.as_ref().unwrap().starts_with("86400:"));
        let list = file("ice.json", r#"[{"urls":["turn:t.example?transport=udp"],"username":"u","credential":"c"}]"#);
        assert_eq!(parse(&["--ice-servers", &list]).unwrap().ice.fixed.len(), 1);
    }

    #[test]
    fn what_cannot_be_used_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let short = folder.path().join("short");
        std::fs::write(&short, "abc").unwrap();
        let short = short.to_str().unwrap();
        for (args, says) in [
            (vec!["--turn", "turn:t"], "--turn-secret-file"),
            (vec!["--stun", "http://x"], "stun:HOST:PORT"),
            (vec!["--organiser-token-file", "absent"], "cannot be read"),
            (vec!["--organiser-token-file", short], "shorter than 16"),
            (vec!["--ice-servers", short], "not a list of ICE servers"),
            (vec!["--listen", "nowhere"], "invalid value"),
            (vec!["--meetings-per-hour", "0"], "invalid value"),
        ] {
            let problem = parse(&args).unwrap_err();
            assert!(problem.contains(says), "{args:?}: {problem}");
        }
    }
}
