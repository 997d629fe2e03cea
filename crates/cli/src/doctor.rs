//! `chancery doctor`: what works between this machine and a server, what does not, and what to do; with `--trust`, whom
//! this machine trusts.

use crate::keys::{self, DataFolder};
use crate::say;
use anyhow::{Result, bail};
use chancery_client::ServerAddress;
use chancery_client::checks::{self, Finding, Verdict};
use clap::Args;
use serde_json::json;

/// What to check.
#[derive(Args)]
pub struct Options {
    /// The server's address, such as https://meet.example.org
    #[arg(long, value_name = "URL", required_unless_present = "trust")]
    server: Option<String>,
    /// Says what is pinned, what expires when, and what has changed
    #[arg(long, conflicts_with = "server")]
    trust: bool,
    #[command(flatten)]
    data: DataFolder,
    /// Prints {"server", "ok", "checks": [{"check", "verdict", "found", "remedy"}]} on one line
    #[arg(long)]
    json: bool,
}

fn line(finding: &Finding) -> String {
    let mark = match finding.verdict {
        Verdict::Works => "works",
        Verdict::Lacking => "LACKS",
        Verdict::Fails => "FAILS",
    };
    let remedy = finding.remedy.as_ref().map_or(String::new(), |remedy| format!("\n       {remedy}"));
    format!("{mark}  {}{remedy}", finding.found)
}

/// Runs the command; fails where no meeting is possible.
pub async fn run(options: &Options) -> Result<()> {
    let Some(server) = &options.server else { return trust(options) };
    let server = ServerAddress::parse(server)?;
    let mut findings = Vec::new();
    let possible = checks::run(&server, |finding| {
        if options.json {
            findings.push(finding);
        } else {
            say::result(&line(&finding));
        }
    })
    .await;
    if options.json {
        say::result(&json!({ "server": server.base(), "ok": possible, "checks": findings }).to_string());
    }
    if possible {
        if !options.json {
            say::progress("\nMeetings are possible from this machine.");
        }
        Ok(())
    } else {
        bail!("No meeting is possible from this machine until what fails is mended.")
    }
}

/// Whom this machine trusts; fails where somebody has to do something before a meeting.
fn trust(options: &Options) -> Result<()> {
    let findings = keys::findings(&options.data.vault()?, jiff::Timestamp::now());
    let sound = findings.iter().all(|finding| finding.verdict != Verdict::Fails);
    if options.json {
        say::result(&json!({ "ok": sound, "checks": findings }).to_string());
    } else {
        for finding in &findings {
            say::result(&line(finding));
        }
    }
    if sound { Ok(()) } else { bail!("Somebody has to look at what fails before the next meeting.") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_is_a_line_and_its_remedy_another() {
        let mut finding =
            Finding { check: "camera", verdict: Verdict::Works, found: "A camera: X.".into(), remedy: None };
        assert_eq!(line(&finding), "works  A camera: X.");
        finding.verdict = Verdict::Fails;
        finding.remedy = Some("Plug one in.".into());
        assert_eq!(line(&finding), "FAILS  A camera: X.\n       Plug one in.");
    }
}
