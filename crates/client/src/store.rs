//! What is kept on this machine: the settings, and the links of the meetings on the desk.
//!
//! Two JSON files in one folder that only the user may enter. A file is written anew beside the old one and then takes
//! its place, so that a crash or a full disk never leaves half of one. A file that cannot be understood is put aside as
//! `NAME.damaged`, never overwritten in silence.

use chancery_core::view::Settings;
use chancery_model::Personal;
use chancery_trust::Pins;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// No file of ours is longer, in bytes.
const FILE_MAX: u64 = 4 * 1024 * 1024;
/// How many damaged versions of one file are kept before the oldest name is used again.
const DAMAGED_MAX: u32 = 9;

/// The settings' file.
pub(crate) const SETTINGS: &str = "settings.json";
/// The links' file: secret, since a link opens its meeting.
pub(crate) const LINKS: &str = "links.json";
/// What is pinned here and which devices were met.
pub(crate) const PINS: &str = "pins.json";

/// By any of these a folder is known for one of ours.
#[cfg(unix)]
const OURS: [&str; 5] = [SETTINGS, LINKS, PINS, "device.json", "device.key"];

/// What was there at start-up.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Stored {
    pub(crate) settings: Settings,
    pub(crate) links: Vec<Personal>,
    /// Names of files that could not be understood and were put aside.
    pub(crate) damaged: Vec<&'static str>,
    /// Files that could not be read, with what the system said. They are left as they are.
    pub(crate) failed: Vec<String>,
}

/// A folder of our own.
#[derive(Debug)]
pub(crate) struct Store {
    folder: PathBuf,
}

/// The folder for a user's data where no other is asked for: `$XDG_DATA_HOME/chancery` on Linux, the system's equivalent
/// elsewhere; `None` where the system names none.
pub fn default_folder() -> Option<PathBuf> {
    dirs::data_local_dir().map(|base| base.join("chancery"))
}

/// The folder for a user's documents: where what is exported belongs; `None` where the system names none.
pub fn documents() -> Option<PathBuf> {
    dirs::document_dir()
}

/// What reading a file came to.
pub(crate) enum Read1<T> {
    Absent,
    Value(T),
    Damaged,
    Failed(io::Error),
}

impl Store {
    pub(crate) fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Makes the folder where it is missing, and closes it to others. One that was there and holds nothing of ours, or that
    /// anybody may write in, is left as it is: it is somebody's, and what we write in it is closed by itself.
    fn prepare(&self) -> io::Result<()> {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
            builder.mode(0o700);
            builder.create(&self.folder)?;
            let mode = fs::metadata(&self.folder)?.permissions().mode();
            // One that anybody may write in, as /tmp, was made so on purpose.
            if mode & 0o077 != 0 && mode & 0o002 == 0 && self.is_ours()? {
                fs::set_permissions(&self.folder, fs::Permissions::from_mode(0o700))?;
            }
        }
        #[cfg(not(unix))]
        builder.create(&self.folder)?;
        Ok(())
    }

    /// Empty, or with a file of ours in it.
    #[cfg(unix)]
    fn is_ours(&self) -> io::Result<bool> {
        let mut names = fs::read_dir(&self.folder)?.filter_map(Result::ok).map(|entry| entry.file_name()).peekable();
        Ok(names.peek().is_none() || names.any(|name| OURS.iter().any(|ours| name == *ours)))
    }

    pub(crate) fn read<T: DeserializeOwned>(&self, name: &str) -> Read1<T> {
        let file = match fs::File::open(self.folder.join(name)) {
            Ok(file) => file,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Read1::Absent,
            Err(e) => return Read1::Failed(e),
        };
        let mut bytes = Vec::new();
        if let Err(e) = file.take(FILE_MAX + 1).read_to_end(&mut bytes) {
            return Read1::Failed(e);
        }
        if bytes.len() as u64 > FILE_MAX {
            return Read1::Damaged;
        }
        serde_json::from_slice(&bytes).map_or(Read1::Damaged, Read1::Value)
    }

    /// Puts a file aside, under a name that is free.
    fn put_aside(&self, name: &str) -> io::Result<()> {
        let first = self.folder.join(format!("{name}.damaged"));
        let more = (2..=DAMAGED_MAX).map(|n| self.folder.join(format!("{name}.damaged-{n}")));
        let free = std::iter::once(first.clone()).chain(more).find(|to| !to.exists()).unwrap_or(first);
        fs::rename(self.folder.join(name), free)
    }

    /// Reads what was stored; never fails: what cannot be read is said in [`Stored`].
    pub(crate) fn load(&self) -> Stored {
        fn take<T: DeserializeOwned + Default>(store: &Store, name: &'static str, stored: &mut Stored) -> T {
            match store.read(name) {
                Read1::Value(value) => return value,
                Read1::Absent => {}
                Read1::Damaged => match store.put_aside(name) {
                    Ok(()) => stored.damaged.push(name),
                    Err(e) => stored.failed.push(format!("{name}: {e}")),
                },
                Read1::Failed(e) => stored.failed.push(format!("{name}: {e}")),
            }
            T::default()
        }
        let mut stored = Stored::default();
        if let Err(e) = self.prepare() {
            stored.failed.push(format!("{}: {e}", self.folder.display()));
        }
        self.sweep();
        stored.settings = take(self, SETTINGS, &mut stored);
        stored.links = take(self, LINKS, &mut stored);
        stored
    }

    /// Takes away what a crash in the middle of writing left.
    fn sweep(&self) {
        let Ok(entries) = fs::read_dir(&self.folder) else { return };
        for entry in entries.flatten() {
            let old = entry.metadata().and_then(|m| m.modified()).ok().and_then(|at| at.elapsed().ok());
            // An hour: another process of this user may be writing just now.
            if entry.file_name().to_string_lossy().ends_with(".new") && old.is_some_and(|age| age.as_secs() > 3_600) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    fn write(&self, name: &str, value: &impl Serialize) -> io::Result<()> {
        self.replace(name, &serde_json::to_vec_pretty(value)?)
    }

    /// Writes a file anew beside the old one, and puts it in its place.
    pub(crate) fn replace(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.prepare()?;
        let new = self.folder.join(format!(".{name}.{}.new", std::process::id()));
        let written = write_new(&new, bytes).and_then(|()| fs::rename(&new, self.folder.join(name)));
        if written.is_err() {
            let _ = fs::remove_file(&new);
        }
        // That the new name is on disk too matters only after a power cut; not every file system can say it.
        #[cfg(unix)]
        if written.is_ok()
            && let Ok(folder) = fs::File::open(&self.folder)
        {
            let _ = folder.sync_all();
        }
        written
    }

    pub(crate) fn save_settings(&self, settings: &Settings) -> io::Result<()> {
        self.write(SETTINGS, settings)
    }

    pub(crate) fn save_links(&self, links: &[Personal]) -> io::Result<()> {
        self.write(LINKS, &links)
    }

    pub(crate) fn save_pins(&self, pins: &Pins) -> io::Result<()> {
        self.write(PINS, pins)
    }
}

fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(name: &str) -> Settings {
        Settings { name: name.into(), language: "ar".into(), ..Settings::default() }
    }

    #[test]
    fn what_was_saved_is_there_again() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::new(dir.path().join("a/b"));
        assert_eq!(store.load(), Stored::default());
        store.save_settings(&settings("Thabo")).unwrap();
        store.save_links(&["chancery://join/#abc".into()]).unwrap();
        let again = store.load();
        assert_eq!(again.settings, settings("Thabo"));
        assert_eq!(again.links, vec![Personal::from("chancery://join/#abc")]);
        assert_eq!((again.damaged.len(), again.failed.len()), (0, 0));
    }

    #[test]
    fn a_damaged_file_is_kept_aside_and_the_other_is_still_read() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::new(dir.path().to_owned());
        store.save_settings(&settings("Thabo")).unwrap();
        for (round, bytes) in [&b"{\"settings\":"[..], b"\xff\xfe\x00", b"", b"17"].into_iter().enumerate() {
            fs::write(dir.path().join(LINKS), bytes).unwrap();
            let stored = store.load();
            assert_eq!(stored.damaged, vec![LINKS], "{bytes:?}");
            assert_eq!(stored.settings, settings("Thabo"));
            let aside =
                if round == 0 { "links.json.damaged".into() } else { format!("links.json.damaged-{}", round + 1) };
            assert_eq!(fs::read(dir.path().join(aside)).unwrap(), bytes, "kept as it was");
            assert_eq!(store.load().damaged.len(), 0, "said once");
        }
    }

    #[test]
    fn a_file_of_another_version_with_more_or_fewer_fields_is_read() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join(SETTINGS), r#"{"name":"Siti","invented_later":[1,2]}"#).unwrap();
        let stored = Store::new(dir.path().to_owned()).load();
        assert_eq!((&*stored.settings.name, stored.damaged.len()), ("Siti", 0));
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_may_read_it() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("data");
        fs::create_dir(&folder).unwrap();
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
        let store = Store::new(folder.clone());
        store.load();
        store.save_links(&["secret".into()]).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&folder), mode(&folder.join(LINKS))), (0o700, 0o600));
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_of_somebody_else_keeps_its_rights() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
        fs::write(dir.path().join("letter.txt"), "x").unwrap();
        Store::new(dir.path().to_owned()).save_links(&["secret".into()]).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(dir.path()), mode(&dir.path().join(LINKS))), (0o755, 0o600));
        let shared = dir.path().join("shared");
        fs::create_dir(&shared).unwrap();
        fs::set_permissions(&shared, fs::Permissions::from_mode(0o777)).unwrap();
        Store::new(shared.clone()).save_links(&["secret".into()]).unwrap();
        assert_eq!((mode(&shared), mode(&shared.join(LINKS))), (0o777, 0o600));
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_an_error_in_words_and_no_panic() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("file");
        fs::write(&file, "x").unwrap();
        let store = Store::new(file.join("below"));
        assert!(!store.load().failed.is_empty());
        assert!(store.save_settings(&settings("x")).is_err());
    }

    #[test]
    fn a_failed_write_leaves_the_old_file_and_no_rest() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::new(dir.path().to_owned());
        store.save_settings(&settings("old")).unwrap();
        // A folder in the place where the new file is written makes the write fail, whoever runs the test.
        let blocked = dir.path().join(format!(".{SETTINGS}.{}.new", std::process::id()));
        fs::create_dir(&blocked).unwrap();
        assert!(store.save_settings(&settings("new")).is_err());
        fs::remove_dir(&blocked).unwrap();
        assert_eq!(store.load().settings, settings("old"));
        store.save_settings(&settings("new")).unwrap();
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "only the file itself");
    }
}
