//! Plans on disk. A draft is never lost: it is written beside its place and put there whole, the one before is kept, and a file
//! that cannot be read is set aside and told, not overwritten.
//!
//! Each plan has a file named after the digest of its uid: `NAME.plan`, the newest; `NAME.last`, the one before; and
//! `NAME-N.bad`, what could not be read.

use crate::desk::InCalendar;
use crate::files::{self, Unwritable};
use crate::links::Links;
use chancery_model::{BookId, EntryId};
use chancery_schedule::plan::Plan;
use jiff::Timestamp;
use ring::digest::{SHA256, digest};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Bytes of a draft's file.
const LONGEST: usize = 4 * 1024 * 1024;
/// Files in the folder that are looked at.
const MOST: usize = 20_000;
const FORMAT: u32 = 1;
/// Which entries of the shared book were left.
const LEFT: &str = "left.json";

/// A plan on the officer's desk, and what it was made from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    /// The plan as the officer has it.
    pub plan: Plan,
    /// Where it stands in a shared book, if it does.
    pub shared: Option<Shared>,
    /// The links by which the sides join, once the meeting was convened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub links: Option<Links>,
    /// Where it stands in the ministry's own calendar, once it went there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calendar: Option<InCalendar>,
    /// Grows with each change.
    pub version: u64,
    /// When it was kept.
    pub at: Timestamp,
}

/// Where a draft stands in a shared book.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shared {
    /// The book: it goes into no other.
    pub book: BookId,
    /// The entry.
    pub entry: EntryId,
    /// The version that the draft was made from.
    pub version: u64,
    /// The plan of that version: what both officers' changes are measured by.
    pub base: Plan,
}

#[derive(Serialize, Deserialize)]
struct Envelope<D> {
    format: u32,
    draft: D,
}

/// A file that could not be read; it was set aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bad {
    /// Where it lies now.
    pub path: PathBuf,
    /// What is wrong with it.
    pub why: Why,
    /// Whether the draft before it was taken instead.
    pub recovered: bool,
}

/// What is wrong with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Cut off, or changed: not what was written.
    Damaged,
    /// Written by a newer version of the program.
    Newer,
    /// The system does not let it be read.
    Unreadable,
}

impl fmt::Display for Bad {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let why = match self.why {
            Why::Damaged => "is damaged",
            Why::Newer => "was written by a newer version of Chancery",
            Why::Unreadable => "cannot be read",
        };
        let instead =
            if self.recovered { "the draft before it was taken instead" } else { "there is no draft before it" };
        write!(f, "the draft in {} {why}; {instead}", self.path.display())
    }
}

/// All drafts, and what could not be read.
#[derive(Debug, Default)]
pub struct Opened {
    /// The drafts, by uid.
    pub drafts: Vec<Draft>,
    /// What could not be read.
    pub bad: Vec<Bad>,
}

/// The folder cannot be used.
#[derive(Debug, Error)]
#[error("the folder of drafts {path} cannot be used ({source}): check that it is a folder you may write to")]
pub struct BadFolder {
    /// Which.
    pub path: PathBuf,
    /// What the system said.
    pub source: io::Error,
}

/// The folder of drafts.
#[derive(Debug)]
pub struct Drafts {
    folder: PathBuf,
}

/// What the file of something is called, by its uid.
pub(crate) fn name(uid: &str) -> String {
    let digest = digest(&SHA256, uid.as_bytes());
    digest.as_ref()[..16].iter().fold(String::new(), |name, byte| name + &format!("{byte:02x}"))
}

/// What a file of the desk holds, whole.
pub(crate) fn written<D: Serialize>(draft: &D) -> serde_json::Result<Vec<u8>> {
    serde_json::to_vec(&Envelope { format: FORMAT, draft })
}

/// What was [written](written).
pub(crate) fn parse<D: DeserializeOwned>(bytes: &[u8]) -> Result<D, Why> {
    #[derive(Deserialize)]
    struct Format {
        format: u32,
    }
    let format: Format = serde_json::from_slice(bytes).map_err(|_| Why::Damaged)?;
    if format.format > FORMAT {
        return Err(Why::Newer);
    }
    serde_json::from_slice::<Envelope<D>>(bytes).map(|e| e.draft).map_err(|_| Why::Damaged)
}

impl Drafts {
    /// Opens the folder; makes it, for this user alone, where it is not there.
    pub fn open(folder: &Path) -> Result<Self, BadFolder> {
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder).map_err(|source| BadFolder { path: folder.to_owned(), source })?;
        Ok(Self { folder: folder.to_owned() })
    }

    fn path(&self, uid: &str, kind: &str) -> PathBuf {
        self.folder.join(format!("{}.{kind}", name(uid)))
    }

    /// Saves a draft. Where it cannot, what was there is unchanged.
    pub fn save(&self, draft: &Draft) -> Result<(), Unwritable> {
        let path = self.path(&draft.plan.uid, "plan");
        let failed = |e: serde_json::Error| Unwritable { path: path.clone(), source: e.into() };
        let text = written(draft).map_err(failed)?;
        // Only a draft that can be read is worth keeping: a damaged one must not push the last good one out.
        if let Ok(before) = files::read(&path, LONGEST)
            && before != text
            && parse::<Draft>(&before).is_ok()
        {
            files::write(&self.path(&draft.plan.uid, "last"), &before)?;
        }
        files::write(&path, &text)
    }

    /// Puts a draft away: it can be had back with [`Drafts::restore`] until another is saved under its uid.
    pub fn remove(&self, uid: &str) -> Result<(), Unwritable> {
        let path = self.path(uid, "plan");
        match std::fs::rename(&path, self.path(uid, "last")) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => Err(Unwritable { path, source: e }),
            _ => Ok(()),
        }
    }

    /// The entries of the shared book that were left: they do not come onto this desk again.
    pub fn left(&self) -> BTreeSet<EntryId> {
        let read = files::read(&self.folder.join(LEFT), LONGEST).ok();
        read.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
    }

    /// Leaves an entry of the shared book.
    pub fn leave(&self, entry: EntryId) -> Result<(), Unwritable> {
        let mut left = self.left();
        left.insert(entry);
        let path = self.folder.join(LEFT);
        let text = serde_json::to_vec(&left).map_err(|e| Unwritable { path: path.clone(), source: e.into() })?;
        files::write(&path, &text)
    }

    /// The draft before the last saving, or the one that was put away.
    pub fn restore(&self, uid: &str) -> Option<Draft> {
        parse(&files::read(&self.path(uid, "last"), LONGEST).ok()?).ok()
    }

    /// Reads all drafts. What cannot be read is set aside, and the one before taken in its place.
    pub fn load(&self) -> Result<Opened, BadFolder> {
        let failed = |source| BadFolder { path: self.folder.clone(), source };
        let mut names = BTreeSet::new();
        for file in std::fs::read_dir(&self.folder).map_err(failed)?.take(MOST) {
            let path = file.map_err(failed)?.path();
            if path.extension().is_some_and(|e| e == "plan")
                && let Some(stem) = path.file_stem().and_then(|s| s.to_str())
            {
                names.insert(stem.to_owned());
            }
        }
        let mut opened = Opened::default();
        for name in names {
            let path = self.folder.join(format!("{name}.plan"));
            match files::read(&path, LONGEST).map_err(|_| Why::Unreadable).and_then(|bytes| parse(&bytes)) {
                Ok(draft) => opened.drafts.push(draft),
                Err(why) => {
                    let last = self.folder.join(format!("{name}.last"));
                    let before = files::read(&last, LONGEST).ok().and_then(|bytes| parse(&bytes).ok());
                    let aside = set_aside(&path, &name);
                    let recovered = before.is_some();
                    if let Some(draft) = before {
                        // Where it was moved away, its place is free for the one before; where not, it stays as it is.
                        if aside != path
                            && let Ok(text) = files::read(&last, LONGEST)
                        {
                            let _ = files::write(&path, &text);
                        }
                        opened.drafts.push(draft);
                    }
                    opened.bad.push(Bad { path: aside, why, recovered });
                }
            }
        }
        opened.drafts.sort_by(|a, b| a.plan.uid.cmp(&b.plan.uid));
        Ok(opened)
    }
}

/// Moves a file aside, over none that lies there; gives where it lies then.
pub(crate) fn set_aside(path: &Path, name: &str) -> PathBuf {
    for n in 1..1_000 {
        let aside = path.with_file_name(format!("{name}-{n}.bad"));
        // Unlike a rename, a link never takes another file's place.
        match std::fs::hard_link(path, &aside) {
            Ok(()) => return if std::fs::remove_file(path).is_ok() { aside } else { path.to_owned() },
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {}
            Err(_) => break,
        }
    }
    path.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(uid: &str, title: &str) -> Draft {
        Draft { plan: Plan { title: title.into(), ..Plan::new(uid) }, ..Draft::default() }
    }

    fn desk() -> (tempfile::TempDir, Drafts) {
        let folder = tempfile::tempdir().unwrap();
        let drafts = Drafts::open(&folder.path().join("drafts")).unwrap();
        (folder, drafts)
    }

    #[test]
    fn what_was_saved_is_there_and_the_one_before_too() {
        let (_folder, drafts) = desk();
        let (book, entry) = (BookId::from_random([2; 16]), EntryId::from_random([1; 16]));
        let shared = Shared { book, entry, version: 3, base: Plan::new("a@x") };
        let first = Draft { shared: Some(shared), ..draft("a@x", "First") };
        drafts.save(&first).unwrap();
        drafts.save(&draft("../../etc/passwd", "Elsewhere")).unwrap();
        drafts.save(&draft("a@x", "Second")).unwrap();
        // The same once more does not push the one before out.
        drafts.save(&draft("a@x", "Second")).unwrap();
        let opened = drafts.load().unwrap();
        let titles: Vec<_> = opened.drafts.iter().map(|d| d.plan.title.0.as_str()).collect();
        assert_eq!((titles, opened.bad), (vec!["Elsewhere", "Second"], vec![]));
        assert_eq!(drafts.restore("a@x"), Some(first));
        drafts.remove("a@x").unwrap();
        drafts.remove("never there").unwrap();
        assert_eq!(drafts.load().unwrap().drafts.len(), 1);
        assert_eq!(drafts.restore("a@x"), Some(draft("a@x", "Second")));
    }

    #[test]
    fn a_damaged_file_is_told_and_the_last_good_one_taken() {
        let (_folder, drafts) = desk();
        drafts.save(&draft("a", "Good")).unwrap();
        drafts.save(&draft("a", "Better")).unwrap();
        let path = drafts.path("a", "plan");
        let text = std::fs::read(&path).unwrap();
        for cut in [0, 1, text.len() / 2, text.len() - 1] {
            std::fs::write(&path, &text[..cut]).unwrap();
            let opened = drafts.load().unwrap();
            assert_eq!(opened.drafts, [draft("a", "Good")], "cut at {cut}");
            let [bad] = &opened.bad[..] else { panic!("{:?}", opened.bad) };
            assert_eq!((bad.why, bad.recovered), (Why::Damaged, true));
            assert_eq!(std::fs::read(&bad.path).unwrap(), text[..cut], "nothing of it is lost");
            assert!(bad.to_string().contains("the draft before it was taken"));
        }
        assert_eq!(drafts.load().unwrap().bad, [], "told once");
        // Damaged while it is worked on: saving keeps the last good one.
        std::fs::write(&path, "{").unwrap();
        drafts.save(&draft("a", "Best")).unwrap();
        assert_eq!(drafts.restore("a"), Some(draft("a", "Good")));
    }

    #[test]
    fn a_newer_programs_file_and_one_without_a_draft_before_are_told() {
        let (_folder, drafts) = desk();
        std::fs::write(drafts.path("n", "plan"), r#"{"format":2,"draft":{"all":"new"}}"#).unwrap();
        std::fs::write(drafts.path("m", "plan"), vec![b' '; LONGEST + 1]).unwrap();
        let mut bad = drafts.load().unwrap().bad;
        bad.sort_by_key(|b| b.why == Why::Unreadable);
        assert_eq!(
            bad.iter().map(|b| (b.why, b.recovered)).collect::<Vec<_>>(),
            [(Why::Newer, false), (Why::Unreadable, false)]
        );
    }

    #[test]
    fn where_nothing_can_be_written_the_old_one_stays() {
        let (folder, drafts) = desk();
        drafts.save(&draft("a", "Good")).unwrap();
        // The place of the one before is taken by a folder: it cannot be kept, so the new one is not written either.
        std::fs::create_dir_all(drafts.path("a", "last").join("x")).unwrap();
        let error = drafts.save(&draft("a", "Better")).unwrap_err();
        assert!(error.to_string().contains("unchanged"), "{error}");
        assert_eq!(drafts.load().unwrap().drafts, [draft("a", "Good")]);
        std::fs::write(folder.path().join("file"), "").unwrap();
        assert!(Drafts::open(&folder.path().join("file")).unwrap_err().to_string().contains("cannot be used"));
    }
}
