//! The file by which a PulseAudio client says that it belongs to this user.
//!
//! Every client sends 256 bytes; servers (PipeWire's too) throw out one that sends fewer, whatever the bytes are worth to
//! them. libpulse makes the file where it is missing and looks for it under `$XDG_CONFIG_HOME`. The client that `cpal`
//! uses does neither: on a fresh desktop, or with configuration elsewhere, there would be no sound. So the file is put
//! where that client looks, as libpulse would.

use std::fs;
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// Bytes of a cookie.
const LENGTH: usize = 256;

/// Where a cookie may be.
struct Places {
    /// `$PULSE_COOKIE`.
    said: Option<PathBuf>,
    /// The user's own folder.
    home: PathBuf,
    /// `$XDG_CONFIG_HOME`.
    config: Option<PathBuf>,
}

/// Sees to it that the client finds a cookie. Where that cannot be done (a home that cannot be written), the client tries
/// without and is told no, as before.
pub(super) fn provide() {
    let path = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let Some(home) = dirs::home_dir() else { return };
    let places = Places { said: path("PULSE_COOKIE"), home, config: path("XDG_CONFIG_HOME") };
    if let Err(error) = places.provide(&rand::random::<[[u8; 32]; LENGTH / 32]>().concat()) {
        tracing::debug!(%error, "no cookie for the sound server");
    }
}

impl Places {
    /// As [`provide`], with the bytes of a new cookie.
    fn provide(&self, fresh: &[u8]) -> io::Result<()> {
        let own = self.home.join(".config/pulse/cookie");
        let looked_for = self.said.iter().cloned().chain([own.clone(), self.home.join(".pulse-cookie")]);
        match looked_for.into_iter().find(|path| path.exists()) {
            // Another file than the one we may write: its owner's affair.
            Some(found) if found != own || is_cookie(&found) => return Ok(()),
            _ => {}
        }
        let cookie = self.config.as_ref().and_then(|config| fs::read(config.join("pulse/cookie")).ok());
        write(&own, cookie.as_deref().filter(|bytes| bytes.len() == LENGTH).unwrap_or(fresh))
    }
}

fn is_cookie(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|meta| meta.len() == LENGTH as u64)
}

/// Puts the file there in one piece, for this user's eyes only. Where another program was quicker, its cookie stays.
fn write(path: &Path, cookie: &[u8]) -> io::Result<()> {
    let Some(folder) = path.parent() else { return Ok(()) };
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let whole = folder.join(format!("cookie.{}", std::process::id()));
    let _ = fs::remove_file(&whole);
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&whole)?;
    let put = io::Write::write_all(&mut file, cookie).and_then(|()| {
        // A file that is no cookie (libpulse was stopped while it wrote) gives way.
        if path.exists() && !is_cookie(path) { fs::rename(&whole, path) } else { fs::hard_link(&whole, path) }
    });
    let _ = fs::remove_file(&whole);
    match put {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        put => put,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    struct Home(tempfile::TempDir);

    impl Home {
        fn new() -> Self {
            Self(tempfile::tempdir().unwrap())
        }

        fn places(&self) -> Places {
            Places { said: None, home: self.0.path().to_owned(), config: None }
        }

        fn own(&self) -> PathBuf {
            self.0.path().join(".config/pulse/cookie")
        }

        fn put(&self, name: &str, bytes: &[u8]) -> PathBuf {
            let path = self.0.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, bytes).unwrap();
            path
        }
    }

    #[test]
    fn a_fresh_desktop_gets_one_that_only_its_user_reads() {
        let home = Home::new();
        home.places().provide(&[7; LENGTH]).unwrap();
        assert_eq!(fs::read(home.own()).unwrap(), [7; LENGTH]);
        assert_eq!(fs::metadata(home.own()).unwrap().permissions().mode() & 0o777, 0o600);
        home.places().provide(&[8; LENGTH]).unwrap();
        assert_eq!(fs::read(home.own()).unwrap(), [7; LENGTH], "what is there stays");
        assert_eq!(fs::read_dir(home.own().parent().unwrap()).unwrap().count(), 1, "nothing is left behind");
    }

    #[test]
    fn one_kept_elsewhere_is_used() {
        let home = Home::new();
        home.put("elsewhere/pulse/cookie", &[5; LENGTH]);
        let places = Places { config: Some(home.0.path().join("elsewhere")), ..home.places() };
        places.provide(&[7; LENGTH]).unwrap();
        assert_eq!(fs::read(home.own()).unwrap(), [5; LENGTH]);
    }

    #[test]
    fn what_was_cut_off_is_replaced_and_what_is_not_ours_is_left_alone() {
        let home = Home::new();
        home.put(".config/pulse/cookie", &[1; 10]);
        home.places().provide(&[7; LENGTH]).unwrap();
        assert_eq!(fs::read(home.own()).unwrap(), [7; LENGTH]);

        let home = Home::new();
        let said = home.put("mine", &[1; 10]);
        Places { said: Some(said), ..home.places() }.provide(&[7; LENGTH]).unwrap();
        home.put(".pulse-cookie", &[1; LENGTH]);
        home.places().provide(&[7; LENGTH]).unwrap();
        assert!(!home.own().exists());
    }

    #[test]
    fn a_home_that_cannot_be_written_is_an_error_and_no_panic() {
        let home = Home::new();
        home.put(".config", b"a file");
        assert!(home.places().provide(&[7; LENGTH]).is_err());
    }
}
