//! Writes what a person exports: never over a file that is there, and readable by the user alone.

use chancery_model::Personal;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// How many files of one name there may be.
const MOST: u32 = 999;

/// Writes a document, and its signatures beside it as `NAME.jws`. Gives the document's path, for people; or what the
/// system said.
pub(crate) fn write(
    folder: &Path,
    name: &str,
    document: &Personal,
    signatures: &str,
) -> Result<Option<Personal>, String> {
    let said = |e: io::Error| e.to_string();
    // A name is a name: no part of it leads out of the folder.
    let name = Path::new(name).file_name().and_then(|name| name.to_str()).ok_or("the file has no name")?;
    fs::create_dir_all(folder).map_err(said)?;
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, "json"));
    for n in 1..=MOST {
        let numbered = if n == 1 { format!("{stem}.{ending}") } else { format!("{stem}-{n}.{ending}") };
        let path = folder.join(&numbered);
        match new_file(&path) {
            Ok(mut file) => {
                let beside = PathBuf::from(format!("{}.jws", path.display()));
                let written = file
                    .write_all(document.as_bytes())
                    .and_then(|()| file.sync_all())
                    .and_then(|()| new_file(&beside)?.write_all(signatures.as_bytes()));
                if let Err(e) = written {
                    // Half a log is none.
                    let _ = fs::remove_file(&path);
                    return Err(e.to_string());
                }
                return Ok(Some(Personal(path.display().to_string())));
            }
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {}
            Err(e) => return Err(e.to_string()),
        }
    }
    Err(format!("there are {MOST} files of that name in {}", folder.display()))
}

fn new_file(path: &Path) -> io::Result<fs::File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_export_stands_beside_the_first_and_none_leaves_the_folder() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("exports");
        let first = write(&folder, "roster.json", &"a".into(), "s").unwrap().unwrap();
        let second = write(&folder, "../../roster.json", &"b".into(), "t").unwrap().unwrap();
        assert_ne!(first, second);
        for (path, document, signatures) in [(&first, "a", "s"), (&second, "b", "t")] {
            assert!(Path::new(&**path).starts_with(&folder));
            assert_eq!(fs::read_to_string(&**path).unwrap(), document);
            assert_eq!(fs::read_to_string(format!("{}.jws", &**path)).unwrap(), signatures);
        }
        assert!(write(&folder, "..", &"c".into(), "u").is_err());
        fs::write(dir.path().join("file"), "x").unwrap();
        assert!(write(&dir.path().join("file"), "roster.json", &"d".into(), "v").is_err());
    }

    #[test]
    fn hostile_21_a_name_leads_nowhere_else() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("exports");
        for name in ["../x.json", "/etc/x.json", "a/../../x.json", "..", ".", "", "/", "x\0.json"] {
            if let Ok(Some(path)) = write(&folder, name, &"a".into(), "s") {
                assert_eq!(Path::new(&*path).parent(), Some(folder.as_path()), "{name}");
            }
        }
        // Too long for the file system: said, and nothing half written stays.
        assert!(write(&folder, &format!("{}.json", "x".repeat(300)), &"a".into(), "s").is_err());
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "all is in the folder");
    }
}
