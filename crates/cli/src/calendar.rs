//! `chancery calendar`: what a calendar file leads to, what is wrong with it, how to answer it, and what an answer makes of it.

use crate::desk::dav;
use crate::say;
use anyhow::{Context, Result, anyhow, bail};
use chancery_client::random_bytes;
use chancery_schedule::civil;
use chancery_schedule::freebusy;
use chancery_schedule::ical::{self, Component, Fault, Finding, Parsed, Severity};
use chancery_schedule::itip::{self, Answer, Counter, Owed};
use chancery_schedule::recur::{Occurrence, Query, expand};
use chancery_schedule::slots::elsewhere;
use chancery_schedule::zones::{Zone, Zones};
use clap::{Args, Subcommand};
use jiff::fmt::temporal::DateTimeParser;
use jiff::{Timestamp, Zoned};
use serde::Serialize;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What to do with a calendar.
#[derive(Args)]
pub struct Options {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Prints each time that something takes place, in order: {"uid","recurrence_id","start","end","zone","summary"} a line.
    /// Cancelled ones are left out. Fails where an event could not be placed or ends before it begins, after printing the others
    Expand(Expand),
    /// Says what is wrong with a file, by line and section of the RFC; fails where something is against a MUST
    Check(Check),
    /// Prints the answer to an invitation (iTIP, RFC 5546), to be sent to its organizer
    Answer(AnswerOptions),
    /// Prints a calendar as it is after a message (an invitation, a change, an answer, a cancellation); fails where the message
    /// has no effect, and says why
    Apply(Apply),
    /// Prints when the owner of a calendar is busy, and nothing of what with (VFREEBUSY): to be published, or as the answer to
    /// whoever asked for it (iTIP, RFC 5546 section 3.3)
    FreeBusy(FreeBusy),
    /// Prints the question for other people's busy times, to be sent to them; what they answer is read by `chancery slots --busy`
    AskBusy(AskBusy),
    /// Writes the events of calendars into one file that others may subscribe to: without alarms, and without who is invited
    Feed(Feed),
    /// Publishes an event on a calendar server (CalDAV), with what others changed there; prints what it is then
    Publish(dav::Publish),
    /// Prints what changed in a calendar on a server since the last time
    Pull(dav::Pull),
    /// Prints when the owner of a calendar on a server is busy
    Busy(dav::Busy),
}

#[derive(Args)]
struct Expand {
    /// The calendar, an .ics file
    file: PathBuf,
    /// From when on: 2026-12-01, 2026-12-01T09:00Z or 2026-12-01T09:00[Asia/Jakarta]
    #[arg(long, value_name = "TIME")]
    from: String,
    /// Until when; it is not part of the span
    #[arg(long, value_name = "TIME")]
    to: String,
    /// The zone in which times are shown, and in which whole days, floating times and times without a zone are read
    #[arg(long, value_name = "ZONE")]
    zone: Option<String>,
}

#[derive(Args)]
struct Check {
    /// The calendar, an .ics file
    file: PathBuf,
    /// Prints {"line","section","severity","found"} a line
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
struct AnswerOptions {
    /// The invitation, an .ics file
    file: PathBuf,
    #[command(flatten)]
    say: Say,
    /// Where a proposed time ends; without it, it takes as long as what was proposed
    #[arg(long, value_name = "TIME", requires = "counter")]
    until: Option<String>,
    /// Who answers: an address that is invited, such as mailto:desk@example.org
    #[arg(long = "as", value_name = "MAILTO")]
    who: String,
}

#[derive(Args)]
#[group(required = true, multiple = false)]
struct Say {
    /// Yes
    #[arg(long)]
    accept: bool,
    /// No
    #[arg(long)]
    decline: bool,
    /// Perhaps
    #[arg(long)]
    tentative: bool,
    /// Not then, but at this time
    #[arg(long, value_name = "TIME")]
    counter: Option<String>,
}

#[derive(Args)]
struct Apply {
    /// The calendar before, an .ics file; an empty one is a new calendar
    state: PathBuf,
    /// The message, an .ics file
    message: PathBuf,
}

#[derive(Args)]
struct FreeBusy {
    /// The calendar, an .ics file
    file: PathBuf,
    /// Whose it is: an address, such as mailto:desk@example.org
    #[arg(long = "as", value_name = "MAILTO")]
    who: String,
    /// Answers this question, an .ics file, for the span that it asks about
    #[arg(long, value_name = "FILE.ics", conflicts_with_all = ["from", "to"])]
    answer: Option<PathBuf>,
    /// From when on
    #[arg(long, value_name = "TIME", required_unless_present = "answer")]
    from: Option<String>,
    /// Until when; it is not part of the span
    #[arg(long, value_name = "TIME", required_unless_present = "answer")]
    to: Option<String>,
    /// The zone in which whole days, floating times and times without a zone are read
    #[arg(long, value_name = "ZONE")]
    zone: Option<String>,
}

#[derive(Args)]
struct AskBusy {
    /// Who is asked: an address; may be given more than once
    #[arg(long, value_name = "MAILTO", required = true)]
    whom: Vec<String>,
    /// Who asks
    #[arg(long = "as", value_name = "MAILTO")]
    who: String,
    /// From when on
    #[arg(long, value_name = "TIME")]
    from: String,
    /// Until when
    #[arg(long, value_name = "TIME")]
    to: String,
}

#[derive(Args)]
struct Feed {
    /// The calendars, .ics files
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The file that is written; what was there is replaced
    #[arg(long, value_name = "FILE.ics")]
    to: PathBuf,
    /// What the calendar is called
    #[arg(long, default_value = "Chancery")]
    name: String,
    /// Names who is invited, too
    #[arg(long)]
    with_people: bool,
}

/// Runs the command.
pub async fn run(options: &Options) -> Result<()> {
    match &options.command {
        Command::Expand(options) => expanded(options),
        Command::Check(options) => checked(options),
        Command::Answer(options) => answered(options),
        Command::Apply(options) => applied(options),
        Command::FreeBusy(options) => free_busy(options),
        Command::AskBusy(options) => ask_busy(options),
        Command::Feed(options) => feed(options),
        Command::Publish(options) => dav::publish(options).await,
        Command::Pull(options) => dav::pull(options).await,
        Command::Busy(options) => dav::busy(options).await,
    }
}

/// A file, read no further than a calendar may be long.
pub fn read(path: &Path) -> Result<Parsed> {
    let shown = path.display();
    let most = ical::Limits::default().bytes as u64 + 1;
    let file = std::fs::File::open(path).with_context(|| format!("{shown} cannot be opened"))?;
    let mut bytes = Vec::new();
    file.take(most).read_to_end(&mut bytes).with_context(|| format!("{shown} cannot be read"))?;
    ical::parse(&bytes).map_err(|e| anyhow!("{shown}: {e}"))
}

/// The one calendar of a file.
fn calendar(path: &Path) -> Result<Component> {
    let parsed = read(path)?;
    let mut calendars = parsed.components.into_iter().filter(|c| c.is("VCALENDAR"));
    match (calendars.next(), calendars.next()) {
        (Some(calendar), None) => Ok(calendar),
        (None, _) => bail!("{}: there is no calendar in the file (RFC 5545 3.4)", path.display()),
        (Some(_), Some(second)) => {
            bail!("{}: a second calendar begins on line {}: split the file", path.display(), second.at)
        }
    }
}

/// A zone by its IANA or Windows name.
pub fn zone(name: &str) -> Result<Arc<Zone>> {
    Zones::new()
        .get(name)
        .with_context(|| format!("There is no zone \u{201c}{name}\u{201d}: use an IANA name such as Asia/Jakarta"))
}

/// A time: with its zone, with its offset, or on the clock of `here`.
pub fn time(text: &str, here: &Zone) -> Result<Timestamp> {
    let text = text.trim();
    if let Ok(zoned) = text.parse::<Zoned>() {
        return Ok(zoned.timestamp());
    }
    if let Ok(at) = text.parse::<Timestamp>() {
        return Ok(at);
    }
    // `2026-12-01T09:00` without anything, or a date; a zone that does not exist is not overlooked.
    if !text.contains('[')
        && let Ok(local) = DateTimeParser::new().parse_datetime(text)
    {
        return Ok(civil::timestamp(here.instant(civil::from_datetime(local))));
    }
    bail!(
        "\u{201c}{text}\u{201d} is no time: write it as 2026-12-01, 2026-12-01T09:00Z or 2026-12-01T09:00[Asia/Jakarta]"
    )
}

#[derive(Serialize)]
struct Shown<'a> {
    uid: &'a str,
    recurrence_id: Option<String>,
    start: String,
    end: String,
    zone: Option<&'a str>,
    summary: Option<std::borrow::Cow<'a, str>>,
}

/// An instant as a date, as a local time, or with its offset.
fn shown(at: i64, occurrence: &Occurrence<'_>, here: &Zone, asked: bool) -> String {
    if occurrence.all_day {
        return civil::jiff_date(civil::day_of(here.local(at))).to_string();
    }
    let zone = match &occurrence.zone {
        Some(zone) if !asked => zone,
        None if !asked => return civil::datetime(here.local(at)).to_string(),
        _ => here,
    };
    with_offset(at, zone)
}

/// `2026-12-01T09:00:00+07:00`.
pub fn with_offset(at: i64, zone: &Zone) -> String {
    let offset = zone.offset(at);
    let (sign, ahead) = (if offset < 0 { '-' } else { '+' }, offset.unsigned_abs());
    format!("{}{sign}{:02}:{:02}", civil::datetime(zone.local(at)), ahead / 3600, ahead / 60 % 60)
}

fn expanded(options: &Expand) -> Result<()> {
    let here = options.zone.as_deref().map_or_else(|| Ok(Arc::new(Zone::utc())), zone)?;
    let (from, to) = (time(&options.from, &here)?, time(&options.to, &here)?);
    if to <= from {
        bail!("The span ends before it begins: --to must be after --from.");
    }
    let parsed = read(&options.file)?;
    let calendars: Vec<&Component> = parsed.calendars().collect();
    if calendars.is_empty() {
        bail!("{}: there is no calendar in the file (RFC 5545 3.4)", options.file.display());
    }
    let mut zones = Zones::of(calendars.iter().copied());
    let query = Query::new(civil::instant(from), civil::instant(to), here.clone());
    let out = expand(&calendars, &mut zones, &query);
    let asked = options.zone.is_some();
    let mut lines = std::io::BufWriter::new(std::io::stdout().lock());
    for occurrence in &out.occurrences {
        let own = occurrence.zone.as_ref().map(|z| z.name());
        let line = Shown {
            uid: occurrence.uid,
            recurrence_id: occurrence.recurrence.map(|at| shown(at, occurrence, &here, asked)),
            start: shown(occurrence.start, occurrence, &here, asked),
            end: shown(occurrence.end, occurrence, &here, asked),
            zone: if occurrence.all_day {
                None
            } else if asked {
                Some(here.name())
            } else {
                own
            },
            summary: occurrence.component.text("SUMMARY"),
        };
        if writeln!(lines, "{}", serde_json::to_string(&line)?).is_err() {
            // The reader has seen enough.
            return Ok(());
        }
    }
    let _ = lines.flush();
    drop(lines);
    for finding in &out.findings {
        say::progress(&format!("{}: {finding}", options.file.display()));
    }
    if out.incomplete {
        bail!("There is more than is counted out of one file: ask for a shorter span.");
    }
    if !out.findings.is_empty() {
        let unplaced = out.findings.iter().filter(|f| f.fault != Fault::EndBeforeStart).count();
        if unplaced > 0 {
            bail!("{unplaced} of its events could not be placed.");
        }
        bail!("{} of its events end before they begin.", out.findings.len());
    }
    Ok(())
}

fn checked(options: &Check) -> Result<()> {
    let parsed = read(&options.file)?;
    let findings = ical::check::check(&parsed);
    for finding in &findings {
        say::result(&if options.json { as_json(finding)? } else { as_text(finding) });
    }
    if parsed.more > 0 {
        say::progress(&format!("And {} more.", parsed.more));
    }
    let wrong = findings.iter().filter(|f| f.fault.severity() == Severity::Wrong).count();
    if wrong > 0 {
        bail!("{wrong} {} against the standard.", if wrong == 1 { "thing is" } else { "things are" });
    }
    if findings.is_empty() {
        say::progress("Nothing is wrong with it.");
    }
    Ok(())
}

fn word(finding: &Finding) -> &'static str {
    match finding.fault.severity() {
        Severity::Wrong => "wrong",
        Severity::Advice => "advice",
    }
}

fn as_text(finding: &Finding) -> String {
    format!("{}  {finding}", word(finding))
}

fn as_json(finding: &Finding) -> Result<String> {
    #[derive(Serialize)]
    struct Row<'a> {
        line: u32,
        section: &'a str,
        severity: &'a str,
        found: String,
    }
    let row = Row {
        line: finding.line,
        section: finding.fault.section(),
        severity: word(finding),
        found: finding.fault.to_string(),
    };
    Ok(serde_json::to_string(&row)?)
}

/// A calendar on standard output, as it is.
fn print(calendar: &Component) -> Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(ical::write(calendar).as_bytes())
        .and_then(|()| out.flush())
        .context("The calendar could not be written")
}

/// The clock that an invitation is written by; UTC where it names none.
fn clock_of(invitation: &Component) -> Arc<Zone> {
    let start = invitation.parts("VEVENT").next().and_then(|event| event.line("DTSTART"));
    let zone = start.and_then(|line| Zones::of([invitation]).get(line.param("TZID")?));
    zone.unwrap_or_else(|| Arc::new(Zone::utc()))
}

fn answered(options: &AnswerOptions) -> Result<()> {
    let invitation = calendar(&options.file)?;
    // A time without a zone is one of the invitation's own clock.
    let here = clock_of(&invitation);
    let answer = match &options.say {
        Say { accept: true, .. } => Answer::Accept,
        Say { decline: true, .. } => Answer::Decline,
        Say { counter: Some(start), .. } => {
            let end = options.until.as_deref().map(|until| time(until, &here)).transpose()?;
            Answer::Counter(Counter { start: time(start, &here)?, end })
        }
        _ => Answer::Tentative,
    };
    let answer = itip::answer(&invitation, &options.who, answer, Timestamp::now())
        .map_err(|e| anyhow!("{}: {e}", options.file.display()))?;
    print(&answer)
}

fn span(from: &str, to: &str, here: &Arc<Zone>) -> Result<(i64, i64)> {
    let (from, to) = (time(from, here)?, time(to, here)?);
    if to <= from {
        bail!("The span ends before it begins: --to must be after --from.");
    }
    Ok((civil::instant(from), civil::instant(to)))
}

/// An identifier that no other message has.
fn fresh_uid() -> String {
    format!("{:032x}@chancery", u128::from_be_bytes(random_bytes()))
}

fn free_busy(options: &FreeBusy) -> Result<()> {
    let here = options.zone.as_deref().map_or_else(|| Ok(Arc::new(Zone::utc())), zone)?;
    let own = calendar(&options.file)?;
    let now = Timestamp::now();
    let asked = options.answer.as_deref().map(calendar).transpose()?;
    let (from, to) = match (&asked, &options.from, &options.to) {
        (Some(asked), ..) => freebusy::asked(asked)
            .with_context(|| "The question names no span in UTC (RFC 5545 3.6.4): ask whoever sent it again.")?,
        (None, Some(from), Some(to)) => span(from, to, &here)?,
        _ => bail!("Say of which span: --from TIME --to TIME."),
    };
    let told = elsewhere(&[&own], from, to, &here);
    let out = match &asked {
        Some(asked) => freebusy::reply(asked, &options.who, &told.busy, now)
            .map_err(|e| anyhow!("{}: {e}", options.file.display()))?,
        None => freebusy::publish(&fresh_uid(), &options.who, &told.busy, from, to, now),
    };
    print(&out)?;
    // Whoever reads it takes for free what does not stand in it.
    if let Some(finding) = told.findings.first() {
        bail!(
            "{}: line {}: {}: this is in what was printed not busy",
            options.file.display(),
            finding.line,
            finding.fault
        );
    }
    if told.incomplete {
        bail!("{}: there is more in it than was counted: what was printed is not all", options.file.display());
    }
    Ok(())
}

fn ask_busy(options: &AskBusy) -> Result<()> {
    let (from, to) = span(&options.from, &options.to, &Arc::new(Zone::utc()))?;
    let whom: Vec<&str> = options.whom.iter().map(String::as_str).collect();
    print(&freebusy::request(&fresh_uid(), &options.who, &whom, from, to, Timestamp::now()))
}

fn feed(options: &Feed) -> Result<()> {
    let calendars = options.files.iter().map(|path| calendar(path)).collect::<Result<Vec<_>>>()?;
    let all: Vec<&Component> = calendars.iter().collect();
    chancery_secretariat::feed::write(&options.to, &all, &options.name, options.with_people)?;
    say::progress(&format!("{} has {} calendars in it.", options.to.display(), all.len()));
    Ok(())
}

fn applied(options: &Apply) -> Result<()> {
    let empty = std::fs::metadata(&options.state).is_ok_and(|m| m.is_file() && m.len() == 0);
    let state = if empty { itip::new_calendar() } else { calendar(&options.state)? };
    let message = calendar(&options.message)?;
    let applied = itip::apply(&state, &message).map_err(|e| anyhow!("{}: {e}", options.message.display()))?;
    for owed in &applied.owed {
        say::progress(match owed {
            Owed::Request { .. } => "The latest version of the event is asked for: send the request again.",
            Owed::Decision { .. } => "Another time is proposed: send a changed request, or decline it.",
        });
    }
    print(&applied.state)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_in_all_their_forms() {
        let jakarta = zone("Asia/Jakarta").unwrap();
        let read = |text: &str| time(text, &jakarta).map(|t| t.to_string()).map_err(|e| e.to_string());
        assert_eq!(read("2026-12-01").unwrap(), "2026-11-30T17:00:00Z");
        assert_eq!(read("2026-12-01T09:00").unwrap(), "2026-12-01T02:00:00Z");
        assert_eq!(read("2026-12-01T09:00Z").unwrap(), "2026-12-01T09:00:00Z");
        assert_eq!(read("2026-12-01T09:00+01:00").unwrap(), "2026-12-01T08:00:00Z");
        assert_eq!(read("2026-12-01T09:00[Africa/Johannesburg]").unwrap(), "2026-12-01T07:00:00Z");
        for bad in ["", "soon", "2026-13-01", "2026-12-01T09:00[Mars/One]"] {
            assert!(read(bad).unwrap_err().contains("is no time"), "{bad}");
        }
    }
}
