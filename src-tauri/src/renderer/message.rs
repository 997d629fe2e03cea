//! One stage on the local socket: twelve bytes of heading, then the planes Y, U and V without padding.
//!
//! ```text
//! 0        1         2            4             6           8           12
//! version  format    width (LE)   height (LE)   layout (LE) seq (LE)    planes
//! = 1      = 0 I420  even, >= 2   even, >= 2    its number  from 1
//! ```

use bytes::{Bytes, BytesMut};

/// Bytes before the planes.
pub const HEADING: usize = 12;

/// The first byte: this is version 1 of the heading.
pub const VERSION: u8 = 1;

/// The second byte: planar YUV 4:2:0, 8 bits, BT.601 limited range.
pub const FORMAT_I420: u8 = 0;

/// The planes of one stage.
#[derive(Clone, Copy, Debug)]
pub struct Planes<'a> {
    /// Pixels across: even.
    pub width: u32,
    /// Pixels down: even.
    pub height: u32,
    /// The page's number of the layout that it was composed by.
    pub revision: u16,
    /// Luma: width times height.
    pub y: &'a [u8],
    /// Blue difference: a quarter of it.
    pub u: &'a [u8],
    /// Red difference: a quarter of it.
    pub v: &'a [u8],
}

/// Writes messages, into buffers that came back from the socket: nothing is allocated while the stage keeps its size.
#[derive(Debug, Default)]
pub struct Writer {
    lent: Vec<Bytes>,
}

impl Writer {
    /// The message for these planes.
    pub fn write(&mut self, planes: Planes<'_>, sequence: u32) -> Bytes {
        let length = HEADING + planes.y.len() + planes.u.len() + planes.v.len();
        let mut buffer = self.buffer(length);
        buffer.extend_from_slice(&[VERSION, FORMAT_I420]);
        buffer.extend_from_slice(&(planes.width as u16).to_le_bytes());
        buffer.extend_from_slice(&(planes.height as u16).to_le_bytes());
        buffer.extend_from_slice(&planes.revision.to_le_bytes());
        buffer.extend_from_slice(&sequence.to_le_bytes());
        buffer.extend_from_slice(planes.y);
        buffer.extend_from_slice(planes.u);
        buffer.extend_from_slice(planes.v);
        let message = buffer.freeze();
        self.lent.push(message.clone());
        message
    }

    /// An empty buffer of at least this many bytes: one that nobody reads any more, or a new one.
    fn buffer(&mut self, length: usize) -> BytesMut {
        if let Some(free) = self.lent.iter().position(Bytes::is_unique) {
            let bytes = self.lent.swap_remove(free);
            if let Ok(mut buffer) = bytes.try_into_mut() {
                // A stage that became much smaller gives the memory back.
                if buffer.capacity() >= length && buffer.capacity() <= length.saturating_mul(4) {
                    buffer.clear();
                    return buffer;
                }
            }
        }
        // Those lent for a connection that is gone come back by themselves; keep no more than can be in flight.
        if self.lent.len() > super::credits::IN_FLIGHT_MAX {
            self.lent.clear();
        }
        BytesMut::with_capacity(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heading_is_as_agreed() {
        let (y, u, v) = ([1; 8], [2; 2], [3; 2]);
        let message =
            Writer::default().write(Planes { width: 4, height: 2, revision: 0x0506, y: &y, u: &u, v: &v }, 0x0102_0304);
        assert_eq!(&message[..HEADING], &[1, 0, 4, 0, 2, 0, 6, 5, 4, 3, 2, 1]);
        assert_eq!(&message[HEADING..], &[1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 3, 3]);
    }

    #[test]
    fn a_buffer_that_came_back_is_used_again() {
        let y = vec![0; 64 * 64];
        let c = vec![0; 32 * 32];
        let planes = Planes { width: 64, height: 64, revision: 0, y: &y, u: &c, v: &c };
        let mut writer = Writer::default();
        let first = writer.write(planes, 1);
        let address = first.as_ptr();
        let second = writer.write(planes, 2);
        assert_ne!(second.as_ptr(), address, "the first is still read");
        drop(first);
        let third = writer.write(planes, 3);
        assert_eq!(third.as_ptr(), address);
        assert_eq!(u32::from_le_bytes(third[8..12].try_into().expect("four")), 3);
        drop((second, third));
        let small = writer.write(Planes { width: 2, height: 2, revision: 0, y: &y[..4], u: &c[..1], v: &c[..1] }, 4);
        assert_eq!(small.len(), HEADING + 6);
    }
}
