//! Y4M files (YUV4MPEG2): 4:2:0, 8 bits, read and written. Whatever is wrong with one is said with the byte or picture
//! where it is.

use super::Picture;
use std::io::{self, BufRead, Seek, SeekFrom, Write};
use thiserror::Error;

/// The longest header that is read, bytes: of the file, and of a picture.
const LONGEST_HEADER: usize = 4096;

/// The largest width or height that is read.
pub(crate) const MAX_SIDE: u32 = chancery_vpx::MAX_SIDE;

/// What the file's first line says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Y4mHeader {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Pictures a second, as a fraction.
    pub rate: (u32, u32),
    /// Luma from 0 to 255 rather than 16 to 235.
    pub full_range: bool,
}

/// Why a Y4M file cannot be read.
#[derive(Debug, Error)]
pub enum Y4mError {
    /// The system could not read it.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// It is not a Y4M file, or one of another kind, or damaged. Says where.
    #[error("{0}")]
    Format(String),
}

impl Y4mHeader {
    /// Reads the first line, without its end.
    ///
    /// # Errors
    /// What is wrong, in words.
    pub fn parse(line: &[u8]) -> Result<Self, String> {
        let mut words = line.split(|&byte| byte == b' ').filter(|word| !word.is_empty());
        if words.next() != Some(b"YUV4MPEG2".as_slice()) {
            return Err("not a Y4M file: it does not begin with YUV4MPEG2".into());
        }
        let (mut width, mut height) = (None, None);
        let mut header = Self { width: 0, height: 0, rate: (30, 1), full_range: false };
        for word in words {
            let text = String::from_utf8_lossy(&word[1..]);
            match word[0] {
                b'W' => width = Some(side("width", &text)?),
                b'H' => height = Some(side("height", &text)?),
                b'F' => header.rate = rate(&text)?,
                b'I' if !matches!(&*text, "p" | "t" | "?") => {
                    return Err(format!("interlacing {text:?} is not supported: only p (progressive) and t"));
                }
                b'C' if !matches!(&*text, "420" | "420jpeg" | "420mpeg2" | "420paldv") => {
                    return Err(format!("pictures of kind C{text} are not supported: only 4:2:0 with 8 bits (C420)"));
                }
                b'X' if text == "COLORRANGE=FULL" => header.full_range = true,
                // Aspect of a pixel, comments, and what the format may add.
                _ => {}
            }
        }
        header.width = width.ok_or("the header gives no width (W)")?;
        header.height = height.ok_or("the header gives no height (H)")?;
        Ok(header)
    }

    /// Bytes of a picture.
    pub fn picture_bytes(&self) -> usize {
        let (width, height) = (self.width as usize, self.height as usize);
        width * height + 2 * width.div_ceil(2) * height.div_ceil(2)
    }
}

fn side(what: &str, text: &str) -> Result<u32, String> {
    match text.parse::<u32>() {
        Ok(side) if (1..=MAX_SIDE).contains(&side) => Ok(side),
        Ok(side) => Err(format!("{what} {side} is not between 1 and {MAX_SIDE}")),
        Err(_) => Err(format!("{what} {text:?} is not a number")),
    }
}

fn rate(text: &str) -> Result<(u32, u32), String> {
    let fraction = text.split_once(':').and_then(|(above, below)| Some((above.parse().ok()?, below.parse().ok()?)));
    match fraction {
        // Unknown, says the format; a common rate is as good as any.
        Some((0, 0)) => Ok((30, 1)),
        // 240 pictures a second at most, one in ten seconds at least.
        Some((above, below)) if above > 0 && u64::from(above) <= 240 * u64::from(below) && below / 10 <= above => {
            Ok((above, below))
        }
        _ => Err(format!("frame rate {text:?} is not a fraction between 1:10 and 240:1")),
    }
}

/// Reads pictures one after the other, and begins again at the end.
#[derive(Debug)]
pub struct Y4mReader<R> {
    input: R,
    header: Y4mHeader,
    /// Where the first picture begins.
    first: u64,
    /// Where reading is.
    at: u64,
    /// Which picture comes next, from 0.
    next: u64,
}

impl<R: BufRead + Seek> Y4mReader<R> {
    /// Reads the header and makes sure that there is a whole picture.
    ///
    /// # Errors
    /// What is wrong, and where.
    pub fn new(mut input: R) -> Result<Self, Y4mError> {
        let line = line(&mut input, "the header", 0)?;
        let header = Y4mHeader::parse(&line).map_err(Y4mError::Format)?;
        let first = line.len() as u64 + 1;
        let mut reader = Self { input, header, first, at: first, next: 0 };
        if !reader.frame_header()? {
            return Err(Y4mError::Format("the file holds no picture".into()));
        }
        reader.skip_body()?;
        reader.rewind()?;
        Ok(reader)
    }

    /// What the first line says.
    pub fn header(&self) -> &Y4mHeader {
        &self.header
    }

    /// Reads the next picture into `into`, which becomes as large as it; after the last the first again.
    ///
    /// # Errors
    /// What is wrong, and where.
    pub fn read(&mut self, into: &mut Picture) -> Result<(), Y4mError> {
        self.begin()?;
        into.resize(self.header.width, self.header.height);
        for plane in [&mut into.y, &mut into.u, &mut into.v] {
            self.input.read_exact(plane).map_err(|error| match error.kind() {
                io::ErrorKind::UnexpectedEof => cut_off(self.next, self.at),
                _ => Y4mError::Io(error),
            })?;
        }
        self.at += self.header.picture_bytes() as u64;
        self.next += 1;
        Ok(())
    }

    /// Leaves out the next picture.
    ///
    /// # Errors
    /// What is wrong, and where.
    pub fn skip(&mut self) -> Result<(), Y4mError> {
        self.begin()?;
        self.skip_body()
    }

    /// Goes to the next picture's planes; from the end back to the first.
    fn begin(&mut self) -> Result<(), Y4mError> {
        if !self.frame_header()? {
            self.rewind()?;
            if !self.frame_header()? {
                return Err(Y4mError::Format("the file holds no picture any more".into()));
            }
        }
        Ok(())
    }

    fn rewind(&mut self) -> io::Result<()> {
        self.input.seek(SeekFrom::Start(self.first))?;
        (self.at, self.next) = (self.first, 0);
        Ok(())
    }

    /// Reads a picture's line. `false`: the file ends here.
    fn frame_header(&mut self) -> Result<bool, Y4mError> {
        if self.input.fill_buf()?.is_empty() {
            return Ok(false);
        }
        let what = format!("the head of picture {}", self.next + 1);
        let line = line(&mut self.input, &what, self.at)?;
        if line.split(|&byte| byte == b' ').next() != Some(b"FRAME".as_slice()) {
            return Err(Y4mError::Format(format!(
                "picture {} does not begin with FRAME at byte {}",
                self.next + 1,
                self.at
            )));
        }
        self.at += line.len() as u64 + 1;
        Ok(true)
    }

    fn skip_body(&mut self) -> Result<(), Y4mError> {
        let bytes = self.header.picture_bytes() as u64;
        // Seeking beyond the end is no error: the last byte has to be there.
        self.input.seek_relative(bytes as i64 - 1)?;
        if self.input.fill_buf()?.is_empty() {
            return Err(cut_off(self.next, self.at));
        }
        self.input.consume(1);
        self.at += bytes;
        self.next += 1;
        Ok(())
    }
}

fn cut_off(picture: u64, at: u64) -> Y4mError {
    Y4mError::Format(format!("picture {}, which begins at byte {at}, is cut off", picture + 1))
}

/// A line without its end, of bounded length.
fn line(input: &mut impl BufRead, what: &str, at: u64) -> Result<Vec<u8>, Y4mError> {
    let mut line = Vec::new();
    let mut within = io::Read::take(&mut *input, LONGEST_HEADER as u64);
    within.read_until(b'\n', &mut line)?;
    if line.pop() == Some(b'\n') {
        return Ok(line);
    }
    let wrong = if line.len() + 1 >= LONGEST_HEADER { "is too long" } else { "is cut off" };
    Err(Y4mError::Format(format!("{what}, which begins at byte {at}, {wrong}")))
}

/// Writes a Y4M file.
#[derive(Debug)]
pub(crate) struct Y4mWriter<W> {
    output: W,
}

impl<W: Write> Y4mWriter<W> {
    /// Writes the header.
    pub(crate) fn new(mut output: W, width: u32, height: u32, fps: u32) -> io::Result<Self> {
        writeln!(output, "YUV4MPEG2 W{width} H{height} F{fps}:1 Ip A1:1 C420jpeg XCOLORRANGE=LIMITED")?;
        Ok(Self { output })
    }

    /// Appends a picture of the header's size.
    pub(crate) fn write(&mut self, picture: &Picture) -> io::Result<()> {
        self.output.write_all(b"FRAME\n")?;
        for plane in [&picture.y, &picture.u, &picture.v] {
            self.output.write_all(plane)?;
        }
        Ok(())
    }

    /// Writes what is still held back.
    pub(crate) fn finish(mut self) -> io::Result<()> {
        self.output.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::CaptureTime;
    use proptest::prelude::*;
    use std::io::Cursor;

    fn open(data: &[u8]) -> Result<Y4mReader<Cursor<&[u8]>>, Y4mError> {
        Y4mReader::new(Cursor::new(data))
    }

    fn file(pictures: u8) -> Vec<u8> {
        let mut data = Vec::new();
        let mut writer = Y4mWriter::new(&mut data, 5, 3, 30).unwrap();
        for i in 0..pictures {
            let mut picture = Picture::black(5, 3, CaptureTime(0));
            picture.y.fill(i);
            writer.write(&picture).unwrap();
        }
        writer.finish().unwrap();
        data
    }

    fn said(result: Result<impl Sized, Y4mError>) -> String {
        result.map(|_| ()).unwrap_err().to_string()
    }

    #[test]
    fn what_is_written_is_read_and_goes_round() {
        let data = file(3);
        let mut reader = open(&data).unwrap();
        assert_eq!(reader.header(), &Y4mHeader { width: 5, height: 3, rate: (30, 1), full_range: false });
        let mut picture = Picture::black(1, 1, CaptureTime(0));
        let seen: Vec<_> = (0..7)
            .map(|_| {
                reader.read(&mut picture).unwrap();
                assert_eq!((picture.y.len(), picture.u.len(), picture.v.len()), (15, 6, 6));
                picture.y[14]
            })
            .collect();
        assert_eq!(seen, [0, 1, 2, 0, 1, 2, 0]);
        reader.skip().unwrap();
        reader.read(&mut picture).unwrap();
        assert_eq!(picture.y[0], 2);
    }

    #[test]
    fn headers_of_real_files() {
        let real: &[u8] =
            b"YUV4MPEG2 W1280 H720 F30000:1001 Ip A14400:14399 C420mpeg2 XYSCSS=420MPEG2 XCOLORRANGE=FULL";
        let header = Y4mHeader { width: 1280, height: 720, rate: (30_000, 1_001), full_range: true };
        assert_eq!(Y4mHeader::parse(real), Ok(header));
        assert_eq!(Y4mHeader::parse(b"YUV4MPEG2 W2 H2 F0:0 It").unwrap().rate, (30, 1));
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (header, words) in [
            ("RIFF", "does not begin with YUV4MPEG2"),
            ("YUV4MPEG2 H2", "no width"),
            ("YUV4MPEG2 W2", "no height"),
            ("YUV4MPEG2 W0 H2", "width 0"),
            ("YUV4MPEG2 W2 H99999999999", "not a number"),
            ("YUV4MPEG2 W2 H5000", "height 5000"),
            ("YUV4MPEG2 W2 H2 F1:0", "frame rate"),
            ("YUV4MPEG2 W2 H2 F0:1", "frame rate"),
            ("YUV4MPEG2 W2 H2 F999:1", "frame rate"),
            ("YUV4MPEG2 W2 H2 F1:4000000000", "frame rate"),
            ("YUV4MPEG2 W2 H2 Ib", "interlacing"),
            ("YUV4MPEG2 W2 H2 C422", "C422"),
            ("YUV4MPEG2 W2 H2 C420p10", "C420p10"),
        ] {
            let said = Y4mHeader::parse(header.as_bytes()).unwrap_err();
            assert!(said.contains(words), "{header}: {said}");
        }
    }

    #[test]
    fn where_it_is_wrong_is_said() {
        let data = file(3);
        let frame = 6 + 15 + 12;
        let first = data.len() - 3 * frame;
        assert!(said(open(&data[..first - 1])).contains("the header, which begins at byte 0, is cut off"));
        assert!(said(open(&data[..first])).contains("no picture"));
        assert!(said(open(&data[..first + 3])).contains("picture 1"));
        assert!(said(open(&data[..first + frame - 1])).contains("picture 1"));
        let mut endless = b"YUV4MPEG2 ".to_vec();
        endless.resize(100_000, b'X');
        assert!(said(open(&endless)).contains("too long"));

        let mut picture = Picture::black(1, 1, CaptureTime(0));
        let mut reader = open(&data[..data.len() - 2]).unwrap();
        reader.read(&mut picture).unwrap();
        reader.read(&mut picture).unwrap();
        let words = format!("picture 3, which begins at byte {}, is cut off", first + 2 * frame + 6);
        assert_eq!(said(reader.read(&mut picture)), words);

        let mut damaged = data.clone();
        damaged[first + frame] = b'f';
        let mut reader = open(&damaged).unwrap();
        reader.read(&mut picture).unwrap();
        let words = format!("picture 2 does not begin with FRAME at byte {}", first + frame);
        assert_eq!(said(reader.read(&mut picture)), words);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(data in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = open(&data);
        }

        #[test]
        fn any_damage_is_read_or_refused(
            hits in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..5),
            keep in any::<prop::sample::Index>(),
        ) {
            let mut data = file(4);
            for (at, value) in &hits {
                let at = at.index(data.len());
                data[at] = *value;
            }
            data.truncate(keep.index(data.len()) + 1);
            if let Ok(mut reader) = open(&data) {
                let mut picture = Picture::black(1, 1, CaptureTime(0));
                for i in 0..12 {
                    let done = if i % 3 == 2 { reader.skip() } else { reader.read(&mut picture) };
                    if done.is_err() {
                        break;
                    }
                }
            }
        }

        #[test]
        fn any_words_in_the_header_are_read_or_refused(words in "[WHFIACX0-9:=a-z ]{0,60}") {
            if let Ok(header) = Y4mHeader::parse(format!("YUV4MPEG2 {words}").as_bytes()) {
                prop_assert!((1..=MAX_SIDE).contains(&header.width) && (1..=MAX_SIDE).contains(&header.height));
                prop_assert!(header.rate.0 > 0 && header.rate.1 > 0);
            }
        }
    }
}
