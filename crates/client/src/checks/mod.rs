//! What works between this machine and a server, what does not, and what to do: `chancery doctor`, and the network test
//! of the first run.
//!
//! Every check is a real one: a name is resolved, a socket opened, a certificate verified, the greeting spoken, a STUN
//! request answered, a TURN relay allocated and given back, a datagram sent from one port of this machine to another.

mod ice;
mod ice_url;
mod local;
mod server;
pub(crate) mod stun;

use crate::ServerAddress;
use serde::Serialize;

/// How a check went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// As it should be.
    Works,
    /// A call is possible, but something is missing or could fail for others.
    Lacking,
    /// Without this there is no meeting.
    Fails,
}

/// What one check found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Which check, for programs: `name`, `connection`, `encryption`, `health`, `protocol`, `clock`, `stun`, `turn`,
    /// `ice`, `address_mapping`, `udp`, `microphone`, `camera`, `screen`, `speaker`.
    pub check: &'static str,
    /// How it went.
    pub verdict: Verdict,
    /// What was found, in English.
    pub found: String,
    /// What to do, where something is to be done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remedy: Option<String>,
}

impl Finding {
    fn works(check: &'static str, found: impl Into<String>) -> Self {
        Self { check, verdict: Verdict::Works, found: found.into(), remedy: None }
    }

    fn lacking(check: &'static str, found: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { check, verdict: Verdict::Lacking, found: found.into(), remedy: Some(remedy.into()) }
    }

    fn fails(check: &'static str, found: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { check, verdict: Verdict::Fails, found: found.into(), remedy: Some(remedy.into()) }
    }
}

/// Checks everything between this machine and `server`; each finding is told as it is made. Takes at most about half a
/// minute, a few seconds where things work. Afterwards: whether a meeting is possible (no check [`Verdict::Fails`]).
pub async fn run(server: &ServerAddress, mut tell: impl FnMut(Finding)) -> bool {
    let mut possible = true;
    let mut tell = |finding: Finding| {
        possible &= finding.verdict != Verdict::Fails;
        tell(finding);
    };
    let ice_servers = server::check(server, &mut tell).await;
    local::network(server, &mut tell).await;
    if let Some(ice_servers) = ice_servers {
        ice::check(&ice_servers, &mut tell).await;
    }
    local::devices(&mut tell).await;
    possible
}
