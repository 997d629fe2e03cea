//! Reading and writing the group's own messages: fixed widths, big endian, every length bounded before it is used.
//!
//! There is one way to write each value, and a reader that leaves a byte over refuses the whole: nothing that was signed
//! can be read as something else.

use thiserror::Error;

/// The bytes are no message of this kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("malformed")]
pub(super) struct Malformed;

/// Reads from the front of a slice.
pub(super) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(super) fn take(&mut self, n: usize) -> Result<&'a [u8], Malformed> {
        let (head, tail) = self.0.split_at_checked(n).ok_or(Malformed)?;
        self.0 = tail;
        Ok(head)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], Malformed> {
        self.take(N)?.try_into().map_err(|_| Malformed)
    }

    pub(super) fn u8(&mut self) -> Result<u8, Malformed> {
        Ok(self.array::<1>()?[0])
    }

    pub(super) fn u32(&mut self) -> Result<u32, Malformed> {
        Ok(u32::from_be_bytes(self.array()?))
    }

    pub(super) fn u64(&mut self) -> Result<u64, Malformed> {
        Ok(u64::from_be_bytes(self.array()?))
    }

    /// Bytes behind their length (32 bits); more than `max` are refused.
    pub(super) fn bytes(&mut self, max: usize) -> Result<&'a [u8], Malformed> {
        let n = usize::try_from(self.u32()?).map_err(|_| Malformed)?;
        if n > max { Err(Malformed) } else { self.take(n) }
    }

    /// A number of things that follow, at most `max`.
    pub(super) fn count(&mut self, max: usize) -> Result<usize, Malformed> {
        let n = usize::try_from(self.u32()?).map_err(|_| Malformed)?;
        if n > max { Err(Malformed) } else { Ok(n) }
    }

    /// All that is left.
    pub(super) fn rest(&mut self) -> &'a [u8] {
        std::mem::take(&mut self.0)
    }

    /// Nothing may be left.
    pub(super) fn end(self) -> Result<(), Malformed> {
        if self.0.is_empty() { Ok(()) } else { Err(Malformed) }
    }
}

/// Bytes behind their length.
pub(super) fn put(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend_from_slice(&(bytes.len() as u32).to_be_bytes());
    out.extend_from_slice(bytes);
}

/// SHA-256.
pub(crate) fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut context = ring::digest::Context::new(&ring::digest::SHA256);
    for part in parts {
        context.update(part);
    }
    let mut out = [0; 32];
    out.copy_from_slice(context.finish().as_ref());
    out
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut out = String::with_capacity(bytes.len() * 2);
    for b in bytes {
        out.push(DIGITS[usize::from(b >> 4)] as char);
        out.push(DIGITS[usize::from(b & 15)] as char);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_bounded_and_nothing_is_left_over() {
        let mut out = Vec::new();
        put(&mut out, b"abc");
        let mut r = Reader::new(&out);
        assert_eq!(r.bytes(3), Ok(&b"abc"[..]));
        assert_eq!(r.end(), Ok(()));
        assert_eq!(Reader::new(&out).bytes(2), Err(Malformed));
        let mut cut = Reader::new(&out[..6]);
        assert_eq!(cut.bytes(3), Err(Malformed));
        let mut over = Reader::new(&out);
        let _ = over.u32();
        assert_eq!(over.end(), Err(Malformed));
        assert_eq!(hex(&[0, 0xAF]), "00af");
    }
}
