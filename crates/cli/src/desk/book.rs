//! `chancery book`: the calendar that the protocol officers of two delegations share.

use super::{keep, network, plan};
use crate::keys::refused;
use crate::say;
use anyhow::Result;
use chancery_client::random_bytes;
use chancery_model::{EntryId, OfficerId};
use chancery_schedule::plan::Plan;
use chancery_secretariat::book::{Book, Hand, begin};
use chancery_trust::book::BookLink;
use clap::{Args, Subcommand};
use jiff::Timestamp;
use serde_json::json;
use std::path::PathBuf;

/// What to do with a book.
#[derive(Args)]
pub struct Options {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Opens a book on a server and prints its link, which is secret
    New(New),
    /// Puts a plan into a book; brings it together with what others wrote
    Put(Put),
    /// Prints the plans of a book, a line each
    List(List),
    /// Prints who wrote a plan's versions, the newest first
    History(History),
}

#[derive(Args)]
struct New {
    /// The server's address, such as https://meet.example.org
    #[arg(long, value_name = "URL")]
    server: String,
    /// The token of who may convene on this server, where it asks for one
    #[arg(long, env = "CHANCERY_ORGANISER_TOKEN", hide_env_values = true, value_name = "TOKEN")]
    organiser: Option<String>,
}

/// Which book.
#[derive(Args)]
struct LinkOption {
    /// A file with the book's link in its first line
    #[arg(long, value_name = "FILE")]
    link_file: PathBuf,
}

impl LinkOption {
    fn book(&self) -> Result<Book> {
        let link = BookLink::parse(&super::first_line(&self.link_file)?).map_err(refused)?;
        Book::new(&network()?, &link).map_err(refused)
    }
}

#[derive(Args)]
struct Put {
    /// The plan, a JSON file; what others wrote comes into it
    plan: PathBuf,
    /// Its entry, as `list` prints it; without it, it is new
    #[arg(long, value_name = "ID", requires = "base")]
    entry: Option<EntryId>,
    /// The version that it was made from, a JSON file
    #[arg(long, value_name = "FILE", requires = "entry")]
    base: Option<PathBuf>,
    /// The number of that version
    #[arg(long, value_name = "N", default_value_t = 1)]
    version: u64,
    /// Who writes, for the others in the book
    #[arg(long = "as", value_name = "NAME")]
    name: String,
    /// The number by which the server tells officers apart; without it, a new one
    #[arg(long, value_name = "ID")]
    officer: Option<OfficerId>,
    #[command(flatten)]
    link: LinkOption,
}

#[derive(Args)]
struct List {
    #[command(flatten)]
    link: LinkOption,
    /// Only what changed since this count, which the last line tells
    #[arg(long, value_name = "N", default_value_t = 0)]
    since: u64,
}

#[derive(Args)]
struct History {
    /// The entry, as `list` prints it
    entry: EntryId,
    #[command(flatten)]
    link: LinkOption,
}

/// Runs the command.
pub async fn run(options: Options) -> Result<()> {
    match options.command {
        Command::New(options) => opened(&options).await,
        Command::Put(options) => written(&options).await,
        Command::List(options) => listed(&options).await,
        Command::History(options) => told(&options).await,
    }
}

async fn opened(options: &New) -> Result<()> {
    let random = (random_bytes(), random_bytes());
    let link = begin(&network()?, &options.server, options.organiser.as_deref(), random).await.map_err(refused)?;
    say::result(&link.to_link());
    Ok(())
}

async fn written(options: &Put) -> Result<()> {
    let mine = plan(&options.plan)?;
    let base: Option<Plan> = options.base.as_deref().map(plan).transpose()?;
    let entry = options.entry.unwrap_or_else(|| EntryId::from_random(random_bytes()));
    let officer = options.officer.unwrap_or_else(|| OfficerId::from_random(random_bytes()));
    let hand = Hand { officer, name: &options.name };
    let base = base.as_ref().map(|plan| (options.version, plan));
    let put = options.link.book()?.put(entry, base, &mine, hand, Timestamp::now(), &mut random_bytes).await;
    let put = put.map_err(refused)?;
    keep(&options.plan, &put.plan)?;
    let conflicts: Vec<&str> = put.conflicts.iter().map(|c| c.field.as_str()).collect();
    let line = json!({"entry": entry, "version": put.version, "officer": officer, "merged": put.merged, "conflicts": conflicts});
    say::result(&line.to_string());
    Ok(())
}

async fn listed(options: &List) -> Result<()> {
    let news = options.link.book()?.news(options.since).await.map_err(refused)?;
    for standing in &news.plans {
        let line = json!({"entry": standing.entry, "version": standing.version, "at": standing.at, "officer": standing.officer, "plan": standing.plan});
        say::result(&line.to_string());
    }
    say::result(&json!({"upto": news.upto}).to_string());
    if news.sealed_otherwise > 0 {
        say::progress(&format!(
            "{} more cannot be opened: they were sealed with another secret.",
            news.sealed_otherwise
        ));
    }
    Ok(())
}

async fn told(options: &History) -> Result<()> {
    for mark in options.link.book()?.history(options.entry).await.map_err(refused)? {
        let (note, changed) = mark.note.map(|note| (note.by, note.parts)).unzip();
        let line = json!({"version": mark.version, "at": mark.at, "officer": mark.officer, "note": note, "changed": changed, "deleted": mark.deleted});
        say::result(&line.to_string());
    }
    Ok(())
}
