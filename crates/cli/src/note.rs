//! `chancery note`: the note verbale of a plan, in one language or two, as text or on pages.

use crate::say;
use anyhow::{Context, Result, anyhow, bail};
use chancery_model::DelegationCode;
use chancery_paper::{Fonts, pages};
use chancery_schedule::note::{Language, Note, note, text};
use chancery_schedule::plan::Plan;
use clap::Args;
use jiff::Timestamp;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

/// No plan is longer, in bytes.
const LONGEST: u64 = 4 << 20;

/// Which note.
#[derive(Args)]
pub struct Options {
    /// The plan of the meeting, a .json file as the scheduling desk keeps it
    file: PathBuf,
    /// The languages, one or two of en, fr, es, ru, zh, ar, id
    #[arg(long = "in", value_name = "LANGUAGES", value_delimiter = ',', num_args = 1, default_value = "en")]
    languages: Vec<String>,
    /// The side to which the note goes; needed where there are more than two
    #[arg(long, value_name = "CODE")]
    to: Option<DelegationCode>,
    /// The day on which it is dated, as an instant; without it, now
    #[arg(long, value_name = "TIME")]
    dated: Option<Timestamp>,
    /// Prints it as text; this is done also where nothing else is asked for
    #[arg(long)]
    text: bool,
    /// Writes it on pages, as a PDF for the archive (PDF/A), with this machine's fonts. A file that is there is not overwritten
    #[arg(long, value_name = "FILE")]
    pdf: Option<PathBuf>,
}

/// Runs the command.
pub fn run(options: &Options) -> Result<()> {
    let plan = read(&options.file)?;
    let languages = languages(&options.languages)?;
    let to = match &options.to {
        Some(to) => to.clone(),
        None => guest(&plan)?,
    };
    let now = options.dated.unwrap_or_else(Timestamp::now);
    let written = |language: &Language| {
        note(&plan, &to, *language, now).map_err(|e| anyhow!("{}", say::sentence(&e.to_string())))
    };
    let notes = languages.iter().map(written).collect::<Result<Vec<Note>>>()?;
    if let Some(file) = &options.pdf {
        let mut database = fontdb::Database::new();
        database.load_system_fonts();
        let title = if plan.reference.trim().is_empty() { "Note verbale" } else { &plan.reference };
        let pdf = Fonts::chosen(&database, &notes)
            .and_then(|mut fonts| pages(&notes, title, &mut fonts, now))
            .map_err(|e| anyhow!("{}", say::sentence(&e.to_string())))?;
        keep(file, &pdf)?;
        say::progress(&format!("{} is written.", file.display()));
    }
    if options.text || options.pdf.is_none() {
        say::result(text(&notes).trim_end());
    }
    Ok(())
}

/// The plan of a file, read no further than a plan may be long.
fn read(path: &Path) -> Result<Plan> {
    let shown = path.display();
    let file = std::fs::File::open(path).with_context(|| format!("{shown} cannot be opened"))?;
    let mut bytes = Vec::new();
    file.take(LONGEST + 1).read_to_end(&mut bytes).with_context(|| format!("{shown} cannot be read"))?;
    if bytes.len() as u64 > LONGEST {
        bail!("{shown} is longer than a plan can be ({} MB)", LONGEST >> 20);
    }
    serde_json::from_slice(&bytes).map_err(|e| {
        // What stands in it is nobody's business but its reader's: the place alone.
        anyhow!("{shown} is no plan of a meeting: see line {}, column {}", e.line(), e.column())
    })
}

fn languages(tags: &[String]) -> Result<Vec<Language>> {
    let mut out = Vec::new();
    for tag in tags {
        let language = Language::of(tag).with_context(|| {
            format!("Notes are written in en, fr, es, ru, zh, ar and id, not in \u{201c}{tag}\u{201d}")
        })?;
        if !out.contains(&language) {
            out.push(language);
        }
    }
    if out.len() > 2 {
        bail!("A note is in one language or two: write another note for the others");
    }
    Ok(out)
}

/// The side that does not host, where there is but one.
fn guest(plan: &Plan) -> Result<DelegationCode> {
    match plan.in_order()[..] {
        [_, guest] => Ok(guest.code.clone()),
        [] | [_] => bail!("The plan has fewer than two sides: to whom should the note go?"),
        _ => bail!("The plan has more than two sides: say with --to CODE to which the note goes"),
    }
}

/// A new file; one that is there stays.
fn keep(path: &Path, bytes: &[u8]) -> Result<()> {
    let shown = path.display();
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)
        .with_context(|| format!("{shown} cannot be made anew: choose another name, or move what is there away"))?;
    file.write_all(bytes).and_then(|()| file.sync_all()).with_context(|| format!("{shown} cannot be written"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chancery_schedule::plan::Side;

    fn code(code: &str) -> DelegationCode {
        DelegationCode::new(code).unwrap()
    }

    #[test]
    fn one_language_or_two_of_the_seven() {
        let read = |tags: &[&str]| languages(&tags.iter().map(|t| (*t).to_owned()).collect::<Vec<_>>());
        assert_eq!(read(&["en", "ar-SA"]).unwrap(), [Language::En, Language::Ar]);
        assert_eq!(read(&["id", "ID"]).unwrap(), [Language::Id]);
        assert!(read(&["de"]).is_err());
        assert!(read(&["en", "fr", "es"]).is_err());
    }

    #[test]
    fn goes_to_the_other_side() {
        let mut plan = Plan::new("u");
        assert!(guest(&plan).is_err());
        plan.sides = vec![Side::new(code("SA"), "Saudi Arabia"), Side::new(code("ID"), "Indonesia")];
        plan.host = "ID".into();
        assert_eq!(guest(&plan).unwrap(), code("SA"));
        plan.sides.push(Side::new(code("ZA"), "South Africa"));
        assert!(guest(&plan).unwrap_err().to_string().contains("--to"));
    }

    #[test]
    fn a_broken_plan_is_said_by_its_place_and_not_by_its_words() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("plan.json");
        std::fs::write(&file, "{\"title\": \"Secret\",\n \"status\": \"Secret\"}").unwrap();
        let error = format!("{:#}", read(&file).unwrap_err());
        assert!(error.contains("line 2") && !error.contains("Secret"), "{error}");
        std::fs::write(&file, "{\"uid\": \"u\", \"title\": \"Fish\"}").unwrap();
        assert_eq!(&*read(&file).unwrap().title, "Fish");
        assert!(keep(&file, b"x").is_err(), "nothing is overwritten");
        assert_eq!(&*read(&file).unwrap().uid, "u");
    }
}
