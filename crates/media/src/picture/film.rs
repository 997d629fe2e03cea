//! A Y4M file as a camera: it plays at its own rate, over and over.

use super::y4m::{Y4mError, Y4mReader};
use super::{FrameSource, SharedPicture, SourceError, convert, pool::PicturePool};
use crate::time::CaptureTime;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use std::time::{Duration, Instant};

/// The longest that [`FrameSource::next`] waits.
const LONGEST_WAIT: Duration = Duration::from_millis(500);

/// When pictures of a steady rate are due, counted from the first, so that nothing adds up.
#[derive(Clone, Copy, Debug)]
struct Pace {
    /// Pictures a second, as a fraction.
    rate: (u32, u32),
}

/// What to do about the next picture.
#[derive(Debug, PartialEq, Eq)]
enum Due {
    /// It is not due for so long.
    In(Duration),
    /// It is due, and this many before it are late by more than a picture: leave those out.
    Now { late: u64 },
}

impl Pace {
    /// When picture `number` is due, from the first on.
    fn due(self, number: u64) -> Duration {
        let nanos = u128::from(number) * 1_000_000_000 * u128::from(self.rate.1) / u128::from(self.rate.0);
        Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
    }

    /// What to do about picture `number`, `elapsed` after the first was due.
    fn plan(self, number: u64, elapsed: Duration) -> Due {
        match self.due(number).checked_sub(elapsed) {
            Some(wait) if !wait.is_zero() => Due::In(wait),
            _ => {
                let current = elapsed.as_nanos() * u128::from(self.rate.0) / u128::from(self.rate.1) / 1_000_000_000;
                let current = u64::try_from(current).unwrap_or(u64::MAX);
                // Half a picture late is the machine's breath; what is older than its successor is not worth showing.
                Due::Now { late: current.saturating_sub(number) }
            }
        }
    }
}

/// A film that plays as a camera would.
#[derive(Debug)]
pub(crate) struct Film {
    reader: Y4mReader<BufReader<File>>,
    path: String,
    name: String,
    pool: PicturePool,
    pace: Pace,
    begun: Option<Instant>,
    number: u64,
}

impl Film {
    /// Opens the file and looks at its first picture.
    pub(crate) fn open(path: &Path) -> Result<Self, SourceError> {
        let shown = path.display().to_string();
        let name = path.file_name().map_or_else(|| shown.clone(), |name| name.to_string_lossy().into_owned());
        let file = File::open(path).map_err(|source| SourceError::File { path: shown.clone(), source })?;
        let reader = Y4mReader::new(BufReader::with_capacity(64 << 10, file)).map_err(|error| said(&shown, error))?;
        let pace = Pace { rate: reader.header().rate };
        Ok(Self { reader, path: shown, name, pool: PicturePool::new(6), pace, begun: None, number: 0 })
    }
}

fn said(path: &str, error: Y4mError) -> SourceError {
    match error {
        Y4mError::Io(source) => SourceError::File { path: path.to_owned(), source },
        Y4mError::Format(what) => SourceError::Format { path: path.to_owned(), what },
    }
}

impl FrameSource for Film {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn next(&mut self) -> Result<Option<SharedPicture>, SourceError> {
        let begun = *self.begun.get_or_insert_with(Instant::now);
        let mut late = 0;
        match self.pace.plan(self.number, begun.elapsed()) {
            Due::In(wait) => {
                std::thread::sleep(wait.min(LONGEST_WAIT));
                if wait > LONGEST_WAIT {
                    return Ok(None);
                }
            }
            Due::Now { late: missed } => late = missed,
        }
        for _ in 0..late {
            self.reader.skip().map_err(|error| said(&self.path, error))?;
        }
        self.number += late + 1;
        let header = *self.reader.header();
        let captured = CaptureTime::now();
        let picture = self.pool.fill(header.width, header.height, captured, |picture| {
            self.reader.read(picture)?;
            if header.full_range {
                convert::to_limited_range(picture);
            }
            Ok(())
        });
        picture.map(Some).map_err(|error| said(&self.path, error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn deadlines_are_absolute() {
        let pace = Pace { rate: (30_000, 1_001) };
        assert_eq!(pace.due(30_000), Duration::from_secs(1_001));
        assert_eq!(pace.plan(1, Duration::from_millis(30)), Due::In(Duration::from_nanos(3_366_666)));
        assert_eq!(pace.plan(1, Duration::from_millis(34)), Due::Now { late: 0 });
        assert_eq!(pace.plan(1, Duration::from_millis(66)), Due::Now { late: 0 });
        assert_eq!(pace.plan(1, Duration::from_millis(67)), Due::Now { late: 1 });
        assert_eq!(pace.plan(1, Duration::from_secs(1_001)), Due::Now { late: 29_999 });
    }

    #[test]
    fn it_plays_over_and_over_and_damage_ends_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("film.y4m");
        let frame = |value: u8| [b"FRAME\n".as_slice(), &[value; 4], &[128, 128]].concat();
        let header = b"YUV4MPEG2 W2 H2 F200:1 C420 XCOLORRANGE=FULL\n".to_vec();
        std::fs::write(&path, [header.clone(), frame(0), frame(255)].concat()).unwrap();
        let mut film = Film::open(&path).unwrap();
        assert_eq!(film.name(), "film.y4m");
        let mut seen = Vec::new();
        let mut before = CaptureTime(0);
        while seen.len() < 12 {
            if let Some(picture) = film.next().unwrap() {
                assert!(picture.captured > before, "capture times grow");
                before = picture.captured;
                seen.push(picture.y[3]);
            }
        }
        // Full range became limited; on a busy machine some may be left out, but not all of one kind.
        assert!(seen.iter().all(|value| [16, 235].contains(value)), "{seen:?}");
        assert!(seen.contains(&16) && seen.contains(&235), "{seen:?}");

        let mut file = std::fs::OpenOptions::new().append(true).open(&path).unwrap();
        file.write_all(b"FRAME\nx").unwrap();
        let error = (0..10).find_map(|_| film.next().err()).expect("the third picture is cut off");
        assert!(error.to_string().contains("film.y4m: picture 3"), "{error}");
    }

    #[test]
    fn no_file_is_said_with_its_path() {
        let error = Film::open(Path::new("no/such/film.y4m")).unwrap_err().to_string();
        assert!(error.starts_with("no/such/film.y4m: "), "{error}");
    }
}
