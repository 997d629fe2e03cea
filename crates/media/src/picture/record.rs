//! Writing pictures down: decoded ones as Y4M, encoded ones as IVF.

use super::y4m::Y4mWriter;
use super::{EncodedPicture, PictureCodec, PictureSink, SharedPicture, SourceError};
use crate::time::CaptureTime;
use parking_lot::Mutex;
use std::fs::File;
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, OnceLock};
use std::thread::JoinHandle;

/// Pictures that may wait for the disk.
const MOST_WAITING: usize = 8;

fn file_error(path: &Path, source: io::Error) -> SourceError {
    SourceError::File { path: path.display().to_string(), source }
}

/// Writes every picture it is given into a Y4M file, on a thread of its own. A change of size begins a new file
/// (`name.y4m`, `name-2.y4m`, …). Dropping it finishes the file.
///
/// Where the disk is too slow pictures are left out ([`Self::left_out`]); where it fails, writing ends
/// ([`Self::failure`]) and the meeting goes on.
#[derive(Debug)]
pub struct Y4mRecorder {
    queue: Option<Mutex<SyncSender<SharedPicture>>>,
    left_out: AtomicU64,
    failed: Arc<OnceLock<String>>,
    thread: Option<JoinHandle<()>>,
}

impl Y4mRecorder {
    /// `fps` is what the header says; each picture is written once.
    ///
    /// # Errors
    /// The file cannot be made.
    pub fn create(path: &Path, fps: u32) -> Result<Self, SourceError> {
        // Made here, so that a wrong folder or a full disk is said at once; the header waits for the first size.
        let first = File::create(path).map_err(|source| file_error(path, source))?;
        let (queue, pictures) = sync_channel(MOST_WAITING);
        let failed = Arc::new(OnceLock::new());
        let (path, told) = (path.to_owned(), Arc::clone(&failed));
        let write = move || {
            if let Err(error) = write_parts(&path, first, fps.max(1), &pictures) {
                tracing::warn!(error = %error.kind(), "a recording of pictures ended early");
                let _ = told.set(file_error(&path, error).to_string());
            }
        };
        let thread = std::thread::Builder::new().name("recorder".into()).spawn(write);
        let thread = thread.map_err(|source| file_error(Path::new("a recorder's thread"), source))?;
        Ok(Self { queue: Some(Mutex::new(queue)), left_out: AtomicU64::new(0), failed, thread: Some(thread) })
    }

    /// Pictures that were not written, since the disk did not keep up or failed.
    pub fn left_out(&self) -> u64 {
        self.left_out.load(Ordering::Relaxed)
    }

    /// Why writing ended, if it did.
    pub fn failure(&self) -> Option<&str> {
        self.failed.get().map(String::as_str)
    }
}

impl PictureSink for Y4mRecorder {
    fn picture(&self, picture: SharedPicture) {
        let Some(queue) = &self.queue else { return };
        if queue.lock().try_send(picture).is_err() {
            self.left_out.fetch_add(1, Ordering::Relaxed);
        }
    }
}

impl Drop for Y4mRecorder {
    fn drop(&mut self) {
        self.queue = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn write_parts(path: &Path, first: File, fps: u32, pictures: &Receiver<SharedPicture>) -> io::Result<()> {
    let mut file = Some(first);
    let mut part = 0;
    let mut size = (0, 0);
    let mut current: Option<Y4mWriter<BufWriter<File>>> = None;
    while let Ok(picture) = pictures.recv() {
        if (picture.width, picture.height) != size || current.is_none() {
            if let Some(writer) = current.take() {
                writer.finish()?;
            }
            part += 1;
            size = (picture.width, picture.height);
            let file = match file.take() {
                Some(file) => file,
                None => File::create(part_path(path, part))?,
            };
            current = Some(Y4mWriter::new(BufWriter::with_capacity(1 << 20, file), size.0, size.1, fps)?);
        }
        if let Some(writer) = &mut current {
            writer.write(&picture)?;
        }
    }
    current.map_or(Ok(()), Y4mWriter::finish)
}

/// `name.y4m` becomes `name-2.y4m`.
fn part_path(path: &Path, part: u32) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let end = path.extension().map(|end| format!(".{}", end.to_string_lossy())).unwrap_or_default();
    path.with_file_name(format!("{stem}-{part}{end}"))
}

/// Writes encoded pictures into an IVF file, as they are. Dropping it finishes the file.
#[derive(Debug)]
pub struct IvfWriter {
    path: PathBuf,
    output: BufWriter<File>,
    codec: PictureCodec,
    begun: Option<CaptureTime>,
    frames: u32,
}

impl IvfWriter {
    /// # Errors
    /// The file cannot be made.
    pub fn create(path: &Path, codec: PictureCodec) -> Result<Self, SourceError> {
        let file = File::create(path).map_err(|source| file_error(path, source))?;
        Ok(Self { path: path.to_owned(), output: BufWriter::new(file), codec, begun: None, frames: 0 })
    }

    /// Appends one picture. What comes before the first key frame is left out: nothing could show it.
    ///
    /// # Errors
    /// The disk is full or gone.
    pub fn write(&mut self, picture: &EncodedPicture) -> Result<(), SourceError> {
        if self.begun.is_none() && !picture.key {
            return Ok(());
        }
        self.append(picture).map_err(|source| file_error(&self.path, source))
    }

    fn append(&mut self, picture: &EncodedPicture) -> io::Result<()> {
        let begun = if let Some(begun) = self.begun {
            begun
        } else {
            self.header(picture)?;
            *self.begun.insert(picture.captured)
        };
        let size = u32::try_from(picture.data.len()).map_err(|_| io::ErrorKind::InvalidInput)?;
        let millis = picture.captured.0.saturating_sub(begun.0) / 1000;
        self.output.write_all(&size.to_le_bytes())?;
        self.output.write_all(&millis.to_le_bytes())?;
        self.output.write_all(&picture.data)?;
        self.frames += 1;
        Ok(())
    }

    /// 32 bytes: signature, version, length, codec, size, clock (milliseconds), number of frames (written at the end).
    fn header(&mut self, picture: &EncodedPicture) -> io::Result<()> {
        let mut header = b"DKIF\0\0\x20\0".to_vec();
        header.extend(match self.codec {
            PictureCodec::Vp8 => b"VP80",
            PictureCodec::Vp9 => b"VP90",
        });
        header.extend((picture.width as u16).to_le_bytes());
        header.extend((picture.height as u16).to_le_bytes());
        header.extend(1000_u32.to_le_bytes());
        header.extend(1_u32.to_le_bytes());
        header.extend([0; 8]);
        self.output.write_all(&header)
    }
}

impl Drop for IvfWriter {
    fn drop(&mut self) {
        // A reader counts frames by itself where this fails.
        let number = self.frames.to_le_bytes();
        if self.begun.is_some() && self.output.seek(SeekFrom::Start(24)).is_ok() {
            let _ = self.output.write_all(&number);
        }
        let _ = self.output.flush();
    }
}

#[cfg(test)]
mod tests {
    use super::super::Picture;
    use super::super::y4m::Y4mReader;
    use super::*;
    use std::io::BufReader;

    #[test]
    fn a_change_of_size_begins_a_new_file() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("from-za.y4m");
        let recorder = Y4mRecorder::create(&path, 30).unwrap();
        for (i, size) in [(80, 60), (80, 60), (40, 40), (80, 60)].into_iter().enumerate() {
            let mut picture = Picture::black(size.0, size.1, CaptureTime(0));
            picture.y.fill(i as u8);
            recorder.picture(Arc::new(picture));
        }
        drop(recorder);
        let mut seen = Vec::new();
        for name in ["from-za.y4m", "from-za-2.y4m", "from-za-3.y4m"] {
            let file = File::open(dir.path().join(name)).unwrap();
            let length = file.metadata().unwrap().len();
            let mut reader = Y4mReader::new(BufReader::new(file)).unwrap();
            let count = length as usize / (6 + reader.header().picture_bytes());
            let mut picture = Picture::black(1, 1, CaptureTime(0));
            for _ in 0..count {
                reader.read(&mut picture).unwrap();
                seen.push((picture.width, picture.y[0]));
            }
        }
        assert_eq!(seen, [(80, 0), (80, 1), (40, 2), (80, 3)]);
    }

    #[test]
    fn a_folder_that_is_not_there_and_a_disk_that_is_full_are_said() {
        let error = Y4mRecorder::create(Path::new("no/such/folder/a.y4m"), 30).unwrap_err().to_string();
        assert!(error.starts_with("no/such/folder/a.y4m: "), "{error}");
        assert!(IvfWriter::create(Path::new("no/such/folder/a.ivf"), PictureCodec::Vp8).is_err());
        let full = Path::new("/dev/full");
        if full.exists() {
            let mut writer = IvfWriter::create(full, PictureCodec::Vp8).unwrap();
            let picture =
                EncodedPicture { data: vec![0; 100_000], key: true, width: 8, height: 8, captured: CaptureTime(0) };
            let error = (0..3).find_map(|_| writer.write(&picture).err()).expect("there is no room");
            assert!(error.to_string().starts_with("/dev/full: "), "{error}");
        }
    }

    #[test]
    fn ivf_holds_what_was_sent_from_the_first_key_frame_on() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.ivf");
        let mut writer = IvfWriter::create(&path, PictureCodec::Vp9).unwrap();
        for (i, key) in [false, true, false].into_iter().enumerate() {
            let captured = CaptureTime(1_000_000 + 33_000 * i as u64);
            let picture = EncodedPicture { data: vec![i as u8; 3], key, width: 640, height: 360, captured };
            writer.write(&picture).unwrap();
        }
        drop(writer);
        let data = std::fs::read(&path).unwrap();
        assert_eq!(&data[..4], b"DKIF");
        assert_eq!(&data[8..16], b"VP90\x80\x02\x68\x01");
        assert_eq!(data[24], 2, "frames");
        assert_eq!(&data[32..47], [3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1]);
        assert_eq!(&data[47..], [3, 0, 0, 0, 33, 0, 0, 0, 0, 0, 0, 0, 2, 2, 2]);
    }
}
