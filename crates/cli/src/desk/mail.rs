//! `chancery mail`: an invitation out through the ministry's mail server, answers in from its mailbox.

use super::{LoginOptions, keep, network, plan};
use crate::keys::refused;
use crate::say;
use anyhow::{Context, Result, bail};
use chancery_client::random_bytes;
use chancery_schedule::invitation::Secret;
use chancery_schedule::note;
use chancery_schedule::plan::{self as schedule, Confidentiality, Plan, Status};
use chancery_secretariat::desk::{Outgoing, everybody, tongues_of, withdrawal};
use chancery_secretariat::mail::{Attachment, Letter, Mailbox, Who, compose, read, send};
use chancery_secretariat::{Security, Server};
use clap::{Args, Subcommand, ValueEnum};
use jiff::Timestamp;
use serde_json::json;
use std::path::PathBuf;

/// What to do with mail.
#[derive(Args)]
pub struct Options {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Sends the invitation of a plan, its change or its cancellation, or proposes its times; or saves it as a file
    Send(Send),
    /// Fetches answers from a mailbox and takes them into plans; prints a line for each
    Fetch(Fetch),
}

/// A mail server.
#[derive(Args)]
struct ServerOptions {
    /// The server's name
    #[arg(long, value_name = "HOST")]
    host: Option<String>,
    /// Its port, where it is not the usual one
    #[arg(long, value_name = "N")]
    port: Option<u16>,
    /// How the line is kept from being read
    #[arg(long, value_enum, default_value = "tls")]
    security: SecurityOption,
    #[command(flatten)]
    login: LoginOptions,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SecurityOption {
    /// TLS from the first byte
    Tls,
    /// TLS after STARTTLS
    Starttls,
    /// None: only to this machine itself
    Plain,
}

impl ServerOptions {
    fn server(&self, usual: [u16; 3]) -> Result<Server> {
        let (security, port) = match self.security {
            SecurityOption::Tls => (Security::Tls, usual[0]),
            SecurityOption::Starttls => (Security::StartTls, usual[1]),
            SecurityOption::Plain => (Security::Plain, usual[2]),
        };
        let host = self.host.clone().context("Say which server: --host HOST.")?;
        Ok(Server { host, port: self.port.unwrap_or(port), security, login: self.login.get()? })
    }
}

#[derive(Args)]
struct Send {
    /// The plan, a JSON file; what goes out is noted in it
    plan: PathBuf,
    /// The link to join; its secret stays behind
    #[arg(long, value_name = "LINK", default_value = "")]
    link: String,
    /// Cancels the meeting
    #[arg(long)]
    cancel: bool,
    /// Cancels this one time of a series, such as 2026-12-15T07:00:00Z, and no other
    #[arg(long, value_name = "START", requires = "cancel")]
    only: Option<Timestamp>,
    /// A file with the note, in place of the one in the languages of the sides
    #[arg(long, value_name = "FILE")]
    note: Option<PathBuf>,
    /// A PDF that goes along; may be given more than once
    #[arg(long, value_name = "FILE.pdf")]
    attach: Vec<PathBuf>,
    /// Saves the mail in place of sending it
    #[arg(long, value_name = "FILE.eml", conflicts_with = "host")]
    save: Option<PathBuf>,
    #[command(flatten)]
    server: ServerOptions,
}

#[derive(Args)]
struct Fetch {
    /// The plans, JSON files; what was answered is noted in them
    #[arg(required = true)]
    plans: Vec<PathBuf>,
    /// The mail folder
    #[arg(long, default_value = "INBOX", value_name = "FOLDER")]
    folder: String,
    #[command(flatten)]
    server: ServerOptions,
}

/// Runs the command.
pub async fn run(options: Options) -> Result<()> {
    match options.command {
        Command::Send(options) => sent(&options).await,
        Command::Fetch(options) => fetched(&options).await,
    }
}

async fn sent(options: &Send) -> Result<()> {
    if options.save.is_none() && options.server.host.is_none() {
        bail!("Say where it goes: --host HOST sends it, --save FILE.eml keeps it.");
    }
    let now = Timestamp::now();
    let before = plan(&options.plan)?;
    let words = Outgoing { plan: before.clone(), languages: tongues_of(&before), with_secret: false };
    let (after, message) = if let Some(instance) = options.only {
        let made = schedule::compose::cancel_one(&before, instance, now).map_err(refused)?;
        (made.plan, Some(made.message))
    } else if options.cancel {
        let made = schedule::compose::cancel(&before, now).map_err(refused)?;
        (made.plan, Some(made.message))
    } else if words.proposes() {
        (schedule::compose::propose(&before).map_err(refused)?, None)
    } else {
        let link = options.link.as_str().into();
        let made = schedule::compose::request(&before, &link, Secret::Elsewhere, now).map_err(refused)?;
        (made.plan, Some(made.message))
    };
    let organizer = after.organizer.mail.trim().to_owned();
    let mut to = everybody(&after);
    let dropped = schedule::compose::uninvited(&before);
    if options.cancel && options.only.is_none() {
        // Who was taken off the list since the invitation went out has it in the calendar still.
        to.extend(dropped.into_iter().map(|mail| Who { name: String::new(), address: mail.0 }));
    }
    let withdrawn =
        if options.cancel || message.is_none() { None } else { withdrawal(&before, &after, now).map_err(refused)? };
    let text = match &options.note {
        Some(path) => super::read(path, 256 * 1024)?,
        // Nobody has looked at it before it goes out: what is secret is not called by its name unasked.
        None if after.confidentiality == Confidentiality::Secret => schedule::compose::summary(&after).0,
        None => {
            let status = if options.cancel { Status::Cancelled } else { before.status };
            // Of one time of a series the note says that one.
            let recurrence = before.recurrence.clone().filter(|_| options.only.is_none());
            let start = options.only.or(before.start);
            let words = Outgoing { plan: Plan { status, recurrence, start, ..before.clone() }, ..words };
            note::text(&words.notes(now).map_err(refused)?)
        }
    };
    let mut attached = Vec::new();
    for path in &options.attach {
        let name = path.file_name().map_or_else(|| "note.pdf".into(), |n| n.to_string_lossy().into_owned());
        attached.push(Attachment { name, kind: "application/pdf".into(), bytes: crate::keys::bytes(path)? });
    }
    let letter = Letter {
        from: Who { name: after.organizer.name.0.clone(), address: organizer },
        to,
        // What may be called by its name is decided there.
        subject: schedule::compose::summary(&after).0,
        text,
        calendar: message,
        attached,
    };
    let mail = compose(&letter, now, random_bytes()).map_err(refused)?;
    let second = withdrawn.as_ref().map(|letter| compose(letter, now, random_bytes())).transpose().map_err(refused)?;
    if let Some(path) = &options.save {
        mail.save(path).map_err(refused)?;
        if let Some(mail) = second {
            let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let beside = path.with_file_name(format!("{stem}-withdrawn.eml"));
            mail.save(&beside).map_err(refused)?;
            say::progress(&format!("Some are not invited any more: what tells them so lies in {}.", beside.display()));
        }
    } else {
        let (network, server) = (network()?, options.server.server([465, 587, 25])?);
        send(&network, &server, &mail).await.map_err(refused)?;
        // The others have theirs: it did go out, and stays noted.
        if let Some(mail) = second
            && let Err(why) = send(&network, &server, &mail).await
        {
            say::progress(&format!("Those who are not invited any more could not be told so: {why}."));
        }
    }
    keep(&options.plan, &after)?;
    let people = letter.to.len() + withdrawn.map_or(0, |letter| letter.to.len());
    say::progress(&format!("{people} people are written to."));
    Ok(())
}

async fn fetched(options: &Fetch) -> Result<()> {
    let mut plans = options.plans.iter().map(|path| plan(path)).collect::<Result<Vec<_>>>()?;
    let server = options.server.server([993, 143, 143])?;
    let mut mailbox = Mailbox::open(&network()?, &server, &options.folder).await.map_err(refused)?;
    let look = mailbox.unread().await.map_err(refused)?;
    let mut taken = Vec::new();
    for mail in &look.arrived {
        let Ok(received) = read(&mail.bytes) else { continue };
        for calendar in &received.calendars {
            let uid = calendar.parts("VEVENT").find_map(|e| e.value("UID"));
            let Some(at) = plans.iter().position(|p| Some(p.uid.as_str()) == uid) else { continue };
            match schedule::answers::take(&plans[at], calendar) {
                // Whom the mail is not from is not believed unseen.
                Ok(_) if received.speaks_for_itself(calendar) == Some(false) => {
                    say::progress(
                        "An answer came from another address than it speaks for, and was not taken: look at the mail.",
                    );
                }
                Ok(heard) => {
                    for answer in &heard.answers {
                        let line = json!({"uid": heard.plan.uid, "who": answer.who.0, "said": answer.said});
                        say::result(&line.to_string());
                    }
                    plans[at] = heard.plan;
                    taken.push(mail.uid);
                }
                Err(why) => say::progress(&format!("An answer was not taken: {why}.")),
            }
        }
    }
    for (path, plan) in options.plans.iter().zip(&plans) {
        keep(path, plan)?;
    }
    // Only now: were this to end before, the mails would be found unread again.
    taken.dedup();
    mailbox.mark_read(&taken).await.map_err(refused)?;
    mailbox.close().await;
    if look.more || look.too_long > 0 {
        say::progress("Not all unread mails were looked at: there are too many, or some are too long.");
    }
    Ok(())
}
