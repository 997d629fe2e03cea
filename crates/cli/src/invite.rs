//! `chancery invite`: convenes a meeting and prints a link per delegation.

use crate::keys::{DataFolder, refused};
use crate::say;
use crate::when::{self, When};
use anyhow::{Result, anyhow, bail};
use chancery_client::{CreateError, create_meeting};
use chancery_model::{Delegation, DelegationCode, Meeting, MeetingId, PersonName, capital};
use clap::Args;
use serde_json::json;

/// The longest title of a meeting, in characters.
const TITLE_MAX: usize = 200;

/// How to convene.
#[derive(Args)]
pub struct Options {
    /// The server's address, such as https://meet.example.org
    #[arg(long, value_name = "URL")]
    server: String,
    /// What the meeting is about
    #[arg(long, value_parser = title)]
    title: String,
    /// A delegation: its code (an ISO 3166-1 one where it is a state's) and its name; the first is the host
    #[arg(long = "side", value_name = "CODE=NAME", value_parser = side, required = true)]
    sides: Vec<Side>,
    /// When it begins: 2026-12-01T09:00[Africa/Johannesburg], or `now`
    #[arg(long, value_name = "TIME[ZONE]", value_parser = when::parse)]
    at: When,
    /// How long it is planned to last
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u16).range(1..=1_440))]
    minutes: u16,
    /// The token of who may convene on this server, where it asks for one
    #[arg(long, env = "CHANCERY_ORGANISER_TOKEN", hide_env_values = true, value_name = "TOKEN")]
    organiser: Option<String>,
    #[command(flatten)]
    data: DataFolder,
    /// Prints {"meeting", "links": {CODE: LINK}} on one line
    #[arg(long)]
    json: bool,
}

/// One side, as written.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Side {
    code: DelegationCode,
    name: PersonName,
}

fn side(text: &str) -> Result<Side, String> {
    let (code, name) = text.split_once('=').ok_or("write a side as CODE=NAME, such as ID=Indonesia")?;
    let code = DelegationCode::new(code.trim()).map_err(|e| e.to_string())?;
    let name = PersonName::new(name).map_err(|e| format!("the delegation {code}: {e}"))?;
    Ok(Side { code, name })
}

/// A title in one line: runs of white space are folded, and what cannot be seen is taken out.
fn title(text: &str) -> Result<String, String> {
    let seen = |c: &char| {
        !c.is_control()
            && !matches!(c, '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
    };
    let words: Vec<String> = text.split_whitespace().map(|word| word.chars().filter(seen).collect()).collect();
    let title = words.iter().filter(|word| !word.is_empty()).map(String::as_str).collect::<Vec<_>>().join(" ");
    match title.chars().count() {
        0 => Err("the title is empty: say what the meeting is about".into()),
        1..=TITLE_MAX => Ok(title),
        _ => Err(format!("the title is longer than {TITLE_MAX} characters: shorten it")),
    }
}

/// Runs the command.
pub async fn run(options: Options) -> Result<()> {
    if options.sides.len() < 2 {
        bail!(
            "A meeting has at least two sides. Give --side twice, the host first: --side ID=Indonesia --side ZA=\"South Africa\"."
        );
    }
    let delegations = options.sides.iter().map(|side| {
        let capital = capital::of(side.code.as_str());
        Delegation {
            code: side.code.clone(),
            name: side.name.as_str().into(),
            zone: capital.map(|c| c.zone.to_owned()),
            capital: capital.map(|c| c.name.to_owned()),
        }
    });
    let meeting = Meeting {
        id: MeetingId::from_random(chancery_client::random_bytes()),
        title: options.title.into(),
        starts: options.at.at,
        zone: options.at.zone,
        minutes: options.minutes,
        delegations: delegations.collect(),
    };
    let roots = options.data.vault()?.pins().map_err(refused)?;
    let created =
        create_meeting(&options.server, &meeting, options.organiser.as_deref(), &roots).await.map_err(|e| match e {
            CreateError::Server(problem) => anyhow!(say::problem(&problem, Some(&options.server))),
            other => other.into(),
        })?;
    let links = created.invitations.iter().map(|(code, invitation)| (code.to_string(), invitation.to_link()));
    if options.json {
        let links: serde_json::Map<_, _> = links.map(|(code, link)| (code, link.into())).collect();
        say::result(&json!({ "meeting": meeting.id.to_string(), "links": links }).to_string());
    } else {
        let begins =
            meeting.starts.in_tz(&meeting.zone).map_or_else(|_| meeting.starts.to_string(), |zoned| zoned.to_string());
        say::result(&format!("{}\nbegins {begins}, {} minutes", &*meeting.title, meeting.minutes));
        for ((_, link), side) in links.zip(&options.sides) {
            say::result(&format!("\n{} ({}):\n{link}", side.name.as_str(), side.code));
        }
        say::progress("\nWhoever holds a link can sit for its delegation: send each as you would send a key.");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_side_is_a_code_and_a_name() {
        let read = side("za=South  Africa").unwrap();
        assert_eq!((read.code.as_str(), read.name.as_str()), ("ZA", "South Africa"));
        assert_eq!(side("ASEAN=A = B").unwrap().name.as_str(), "A = B");
        for bad in ["ZA", "Z=x", "Z A=x", "ZA=", "ZA=\u{202E}", "=x"] {
            assert!(side(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_title_is_one_visible_line() {
        assert_eq!(title("  Fisheries\n\tagreement \u{202E}: round 2 ").unwrap(), "Fisheries agreement : round 2");
        assert!(title(" \u{200B} \u{202E}").is_err());
        assert!(title(&"x".repeat(200)).is_ok() && title(&"x".repeat(201)).is_err());
    }
}
