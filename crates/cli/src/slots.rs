//! `chancery slots`: times that are fair to all sides, with what each asks of whom.

use crate::calendar;
use crate::say;
use anyhow::{Context, Result, anyhow, bail};
use chancery_model::capital;
use chancery_schedule::civil;
use chancery_schedule::slots::{Hours, Reason, Request, Side, Slot, Why, elsewhere, joined, slots};
use clap::Args;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

/// What to look for.
#[derive(Args)]
pub struct Options {
    /// A side and its zone, such as ID:Asia/Jakarta; without the zone that of its capital. Twice or more; the host first
    #[arg(long = "side", value_name = "CODE[:ZONE]", required = true)]
    sides: Vec<String>,
    /// The first day, such as 2026-12-01, on the host's clock
    #[arg(long, value_name = "DAY")]
    from: Date,
    /// The last day
    #[arg(long, value_name = "DAY")]
    to: Date,
    /// How long, in minutes
    #[arg(long, default_value_t = 60)]
    minutes: u32,
    /// Minutes from one start to the next: 5, 10, 15, 20, 30 or 60
    #[arg(long, default_value_t = 30)]
    step: u32,
    /// When a side's office is open, where not from 09:00 to 17:00
    #[arg(long, value_name = "CODE=HH:MM-HH:MM")]
    hours: Vec<String>,
    /// When a side has lunch, where not from 12:00 to 13:00; CODE=none for never
    #[arg(long, value_name = "CODE=HH:MM-HH:MM")]
    lunch: Vec<String>,
    /// Minutes that a side sat outside its hours in earlier meetings
    #[arg(long, value_name = "CODE=MINUTES")]
    borne: Vec<String>,
    /// A calendar of a side's people, an .ics file: when they are elsewhere
    #[arg(long, value_name = "CODE=FILE")]
    busy: Vec<String>,
    /// How many to print
    #[arg(long, default_value_t = 20)]
    most: usize,
    /// Prints {"start","end","local","cost","reasons"} a line
    #[arg(long)]
    json: bool,
}

fn side(text: &str) -> Result<Side> {
    let (code, zone) = if let Some((code, zone)) = text.split_once(':') {
        (code, zone.to_owned())
    } else {
        let capital = capital::of(text).with_context(|| {
            format!("\u{201c}{text}\u{201d} is no state's code: say its zone too, as in {text}:Europe/Paris")
        })?;
        (text, capital.zone.to_owned())
    };
    if code.is_empty() || code.len() > 16 || code.contains('=') {
        bail!("\u{201c}{text}\u{201d} is no side: write it as ID:Asia/Jakarta");
    }
    Ok(Side::new(code, calendar::zone(&zone)?))
}

/// The side that `CODE=VALUE` is about, and the value.
fn about<'a, 't>(sides: &'a mut [Side], text: &'t str) -> Result<(&'a mut Side, &'t str)> {
    let (code, value) = text.split_once('=').with_context(|| format!("\u{201c}{text}\u{201d} is not CODE=VALUE"))?;
    let side = sides.iter_mut().find(|s| s.code == code);
    Ok((side.with_context(|| format!("There is no side \u{201c}{code}\u{201d} to which {text} could belong"))?, value))
}

fn hours(text: &str) -> Result<Hours> {
    let minute = |text: &str| {
        let (hour, minute) = text.trim().split_once(':')?;
        let (hour, minute) = (hour.parse::<u32>().ok()?, minute.parse::<u32>().ok()?);
        (hour <= 24 && minute < 60).then_some(hour * 60 + minute)
    };
    let read = text.split_once('-').and_then(|(from, to)| Some(Hours { from: minute(from)?, to: minute(to)? }));
    read.with_context(|| format!("\u{201c}{text}\u{201d} are no hours: write them as 08:00-16:30"))
}

fn request(options: &Options) -> Result<Request> {
    let mut sides = options.sides.iter().map(|s| side(s)).collect::<Result<Vec<Side>>>()?;
    for (i, one) in sides.iter().enumerate() {
        if sides[..i].iter().any(|s| s.code == one.code) {
            bail!("The side {} is named twice", one.code);
        }
    }
    for text in &options.hours {
        let (side, value) = about(&mut sides, text)?;
        side.office = hours(value)?;
    }
    for text in &options.lunch {
        let (side, value) = about(&mut sides, text)?;
        side.lunch = if value == "none" { None } else { Some(hours(value)?) };
    }
    for text in &options.borne {
        let (side, value) = about(&mut sides, text)?;
        let minutes = value.parse().ok().filter(|n| *n <= 1_000_000);
        side.borne = minutes.with_context(|| format!("\u{201c}{value}\u{201d} is no number of minutes"))?;
    }
    let (from, to) = (civil::from_jiff(options.from), civil::from_jiff(options.to));
    for text in &options.busy {
        let (side, file) = about(&mut sides, text)?;
        let parsed = calendar::read(Path::new(file))?;
        let calendars: Vec<_> = parsed.calendars().collect();
        let span = (civil::local(from - 2, 0), civil::local(to.saturating_add(4), 0));
        let told = elsewhere(&calendars, span.0, span.1, &side.zone);
        if told.incomplete {
            bail!("{file}: there is more in it than is counted: ask for fewer days, or give a smaller file");
        }
        for finding in &told.findings {
            say::progress(&format!("{file}: {finding}: whether {} is free then is not known", side.code));
        }
        // Of several people of one side, each of whom has a calendar.
        side.busy.extend(told.busy);
        side.busy = joined(std::mem::take(&mut side.busy));
    }
    Ok(Request { sides, from, to, minutes: options.minutes, step: options.step, now: None })
}

#[derive(Serialize)]
struct Row<'a> {
    start: String,
    end: String,
    local: BTreeMap<&'a str, String>,
    cost: BTreeMap<&'a str, u32>,
    reasons: Vec<Said<'a>>,
}

#[derive(Serialize)]
struct Said<'a> {
    side: &'a str,
    #[serde(flatten)]
    reason: &'a Reason,
    words: String,
}

/// A reason in English.
fn words(reason: &Reason) -> String {
    let minutes = reason.minutes;
    let named = |what: &str| {
        let estimated = if reason.estimated { ", the date of which is an estimate" } else { "" };
        format!("{what}: {}{estimated}", reason.name.unwrap_or_default())
    };
    match reason.why {
        Why::Early => format!("{minutes} minutes before the office opens"),
        Why::Late => format!("until {minutes} minutes after the office closes"),
        Why::Night => format!("{minutes} minutes of the night"),
        Why::Lunch => format!("{minutes} minutes of lunch"),
        Why::Weekend => "on the weekend".into(),
        Why::Holiday => named("a public holiday"),
        Why::Observance => named("a day that is kept"),
        Why::Busy => "somebody is elsewhere".into(),
        Why::Tentative => "somebody may be elsewhere".into(),
        Why::ClockChange => "the clocks change on this day".into(),
        Why::HolidaysUnknown => "the holidays of this year are not known".into(),
    }
}

fn row<'a>(slot: &'a Slot, request: &Request) -> Row<'a> {
    let seats = || slot.seats.iter().zip(&request.sides);
    Row {
        start: civil::timestamp(slot.start).to_string(),
        end: civil::timestamp(slot.end).to_string(),
        local: seats()
            .map(|(seat, side)| (seat.code.as_str(), calendar::with_offset(slot.start, &side.zone)))
            .collect(),
        cost: seats().map(|(seat, _)| (seat.code.as_str(), seat.cost)).collect(),
        reasons: slot
            .seats
            .iter()
            .flat_map(|seat| seat.reasons.iter().map(|reason| Said { side: &seat.code, reason, words: words(reason) }))
            .collect(),
    }
}

fn text(slot: &Slot) -> String {
    let mut out = civil::timestamp(slot.start).strftime("%Y-%m-%d %H:%MZ").to_string();
    for seat in &slot.seats {
        let local = civil::datetime(seat.local).strftime("%a %d %H:%M");
        let _ = write!(out, "   {} {local}, {} min", seat.code, seat.cost);
    }
    for seat in &slot.seats {
        for reason in &seat.reasons {
            let _ = write!(out, "\n    {}: {}", seat.code, words(reason));
        }
    }
    out
}

/// Runs the command.
pub fn run(options: &Options) -> Result<()> {
    let request = request(options)?;
    let found = slots(&request).map_err(|e| anyhow!("{}", say::sentence(&e.to_string())))?;
    for slot in found.iter().take(options.most) {
        say::result(&if options.json { serde_json::to_string(&row(slot, &request))? } else { text(slot) });
    }
    Ok(())
}
