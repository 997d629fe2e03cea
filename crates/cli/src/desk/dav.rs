//! `chancery calendar publish`, `pull` and `busy`: a ministry's own calendar server (CalDAV).

use super::{LoginOptions, network};
use crate::calendar::{read, time};
use crate::keys::refused;
use crate::say;
use anyhow::{Context, Result, bail};
use chancery_schedule::ical;
use chancery_schedule::zones::Zone;
use chancery_secretariat::caldav::{Calendar, Known, Mark, discover};
use clap::Args;
use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use std::path::{Path, PathBuf};

/// Which calendar.
#[derive(Args)]
struct ServerOptions {
    /// The address of the calendar, or of a server on which this user has one calendar
    #[arg(long, value_name = "URL")]
    server: String,
    #[command(flatten)]
    login: LoginOptions,
}

impl ServerOptions {
    async fn calendar(&self) -> Result<Calendar> {
        let (network, login) = (network()?, self.login.get()?);
        let found = discover(&network, &self.server, login.clone()).await.map_err(refused)?;
        match &found[..] {
            [] => bail!("There is no calendar at this address."),
            [one] => Calendar::new(&network, one.url.as_str(), login).map_err(refused),
            many => {
                for one in many {
                    say::progress(one.url.as_str());
                }
                bail!("There are {} calendars: give the address of one of them.", many.len())
            }
        }
    }
}

#[derive(Args)]
pub struct Publish {
    /// The event, an .ics file
    file: PathBuf,
    /// Where what is known of it is kept between runs: without it, somebody else's changes cannot be told from ours
    #[arg(long, value_name = "FILE.json")]
    known: PathBuf,
    #[command(flatten)]
    server: ServerOptions,
}

#[derive(Args)]
pub struct Pull {
    /// Where it is kept how far the calendar was read
    #[arg(long, value_name = "FILE.json")]
    mark: PathBuf,
    #[command(flatten)]
    server: ServerOptions,
}

#[derive(Args)]
pub struct Busy {
    /// From when on: 2026-12-01, 2026-12-01T09:00Z or 2026-12-01T09:00[Asia/Jakarta]
    #[arg(long, value_name = "TIME")]
    from: String,
    /// Until when; it is not part of the span
    #[arg(long, value_name = "TIME")]
    to: String,
    #[command(flatten)]
    server: ServerOptions,
}

/// What an earlier run kept; `None`: there was none.
fn kept<T: DeserializeOwned>(path: &Path) -> Result<Option<T>> {
    match std::fs::read(path) {
        Ok(bytes) => {
            serde_json::from_slice(&bytes).map(Some).with_context(|| format!("{}: it is damaged", path.display()))
        }
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(e).with_context(|| format!("{} cannot be read", path.display())),
    }
}

fn keep<T: Serialize>(path: &Path, what: &T) -> Result<()> {
    let beside = path.with_extension("writing");
    std::fs::write(&beside, serde_json::to_vec(what)?)
        .and_then(|()| std::fs::rename(&beside, path))
        .with_context(|| format!("{} cannot be written", path.display()))
}

/// Publishes an event; prints what is on the server.
pub async fn publish(options: &Publish) -> Result<()> {
    let parsed = read(&options.file)?;
    let event = parsed.calendars().next().context("There is no calendar in the file (RFC 5545 3.4).")?;
    let uid = event.parts("VEVENT").find_map(|e| e.value("UID")).context("The event has no UID (RFC 5545 3.8.4.7).")?;
    let known: Option<Known> = kept(&options.known)?;
    let published = options.server.calendar().await?.publish(uid, event, known.as_ref()).await.map_err(refused)?;
    keep(&options.known, &published.known)?;
    if published.blended {
        say::progress("Others had changed it: their changes are in it.");
    }
    if let Some(other) = &published.other {
        say::progress(&format!("Both had changed the same: theirs is kept at {other}"));
    }
    say::result(ical::write(&published.stored).trim_end());
    Ok(())
}

/// Prints what changed: {"url","gone"} or {"url","calendar"} a line.
pub async fn pull(options: &Pull) -> Result<()> {
    let mark: Mark = kept(&options.mark)?.unwrap_or_default();
    let news = options.server.calendar().await?.news(&mark).await.map_err(refused)?;
    for object in &news.changed {
        say::result(&json!({"url": object.url.as_str(), "calendar": ical::write(&object.calendar)}).to_string());
    }
    for url in &news.gone {
        say::result(&json!({"url": url.as_str(), "gone": true}).to_string());
    }
    for url in &news.unreadable {
        say::progress(&format!("What is at {url} cannot be read as a calendar."));
    }
    keep(&options.mark, &news.mark)
}

/// Prints when the calendar's owner is busy: {"from","to","tentative"} a line.
pub async fn busy(options: &Busy) -> Result<()> {
    let utc = Zone::utc();
    let (from, to) = (time(&options.from, &utc)?, time(&options.to, &utc)?);
    if to <= from {
        bail!("The span ends before it begins: --to must be after --from.");
    }
    for busy in options.server.calendar().await?.busy(from, to).await.map_err(refused)? {
        let at = |second: i64| Timestamp::from_second(second).unwrap_or_default().to_string();
        say::result(&json!({"from": at(busy.start), "to": at(busy.end), "tentative": busy.tentative}).to_string());
    }
    Ok(())
}
