//! How deep the parentheses of what an IMAP server says stand in each other, counted before it is parsed.
//!
//! The library's parser calls itself for each part of a BODYSTRUCTURE and of a thread: a server that sends nothing but opening
//! parentheses would end the whole program, and its meeting, with a stack that overflows. What is asked for here nests three deep.

use thiserror::Error;

/// No answer to what is asked for nests deeper.
const DEEPEST: u32 = 32;
/// Digits of a literal's length that are looked at.
const MOST_DIGITS: usize = 10;

/// It stands deeper than any answer to what was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("what the server says nests too deep")]
pub(crate) struct TooDeep;

/// Where in a response the last byte stood (RFC 3501 section 9, `response`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum Within {
    /// In its first bytes: `* ` and a digit begin what may hold strings.
    #[default]
    Start,
    /// In a text that ends with its line, whatever stands in it.
    Line,
    /// In a message's data (`* 1 FETCH …`).
    Data,
    /// There, in a quoted string; the flag: after a backslash.
    Quoted(bool),
    /// There, in `{123}` before a literal: its digits, and whether it was closed.
    Length { digits: usize, length: u64, closed: bool },
    /// There, so many bytes before a literal's end.
    Literal(u64),
}

/// Counts over the bytes as they come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Nesting {
    within: Within,
    /// Bytes of the response so far, as long as they are those of its start.
    start: usize,
    depth: u32,
}

impl Nesting {
    /// Takes what came next.
    pub fn take(&mut self, bytes: &[u8]) -> Result<(), TooDeep> {
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            if let Within::Literal(left) = &mut self.within {
                // A mail's own text, of which there is much.
                let skipped = (*left).min((bytes.len() - at) as u64);
                *left -= skipped;
                at += skipped as usize;
                if *left == 0 {
                    self.within = Within::Data;
                }
                continue;
            }
            self.one(byte)?;
            at += 1;
        }
        Ok(())
    }

    fn one(&mut self, byte: u8) -> Result<(), TooDeep> {
        match (&mut self.within, byte) {
            (Within::Quoted(after), _) => {
                self.within = match (*after, byte) {
                    (false, b'"') => Within::Data,
                    (false, b'\\') => Within::Quoted(true),
                    _ => Within::Quoted(false),
                };
            }
            (Within::Length { digits, length, closed: false }, b'0'..=b'9') if *digits < MOST_DIGITS => {
                *digits += 1;
                *length = *length * 10 + u64::from(byte - b'0');
            }
            (Within::Length { digits: 1.., closed, .. }, b'}') if !*closed => *closed = true,
            (Within::Length { closed: true, .. }, b'\r') => {}
            (Within::Length { length, closed: true, .. }, b'\n') => {
                self.within = if *length == 0 { Within::Data } else { Within::Literal(*length) };
            }
            (Within::Length { .. }, _) => {
                // It was no literal's length after all.
                self.within = Within::Data;
                return self.one(byte);
            }
            (_, b'\n') => *self = Self::default(),
            (_, b'(') => {
                self.depth += 1;
                self.began(byte);
                if self.depth > DEEPEST {
                    return Err(TooDeep);
                }
            }
            (_, b')') => {
                self.depth = self.depth.saturating_sub(1);
                self.began(byte);
            }
            (Within::Data, b'"') => self.within = Within::Quoted(false),
            (Within::Data, b'{') => self.within = Within::Length { digits: 0, length: 0, closed: false },
            (Within::Start, _) => self.began(byte),
            _ => {}
        }
        Ok(())
    }

    /// `* ` and a digit: message data.
    fn began(&mut self, byte: u8) {
        if self.within != Within::Start {
            return;
        }
        self.within = match (self.start, byte) {
            (0, b'*') | (1, b' ') => Within::Start,
            (2, b'0'..=b'9') => Within::Data,
            _ => Within::Line,
        };
        self.start += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn taken(text: &str) -> Result<(), TooDeep> {
        Nesting::default().take(text.as_bytes())
    }

    #[test]
    fn what_servers_say_is_taken() {
        let deep = "(".repeat(1_000);
        for text in [
            "* OK [CAPABILITY IMAP4rev1 (x)] hello :( :( :(\r\n".repeat(100),
            "* 1 FETCH (UID 7 RFC822.SIZE 44 BODY[HEADER.FIELDS (CONTENT-TYPE)] {30}\r\nContent-Type: text/calendar\r\n\r\n)\r\n".into(),
            // A mail may hold whatever it likes, in a literal and in a string.
            format!("* 1 FETCH (BODY[] {{1000}}\r\n{deep})\r\n"),
            format!("* 1 FETCH (BODY[] \"{deep}\\\"{deep}\")\r\n"),
            "* 1 FETCH (BODY[] {0}\r\n)\r\n* 2 FETCH (FLAGS (\\Seen))\r\nA1 OK done\r\n".into(),
        ] {
            assert_eq!(taken(&text), Ok(()), "{text:.80}");
        }
    }

    #[test]
    fn what_nests_too_deep_is_not() {
        let deep = "(".repeat(DEEPEST as usize + 1);
        for text in [
            deep.clone(),
            format!("* THREAD {deep}"),
            format!("* 1 FETCH (BODYSTRUCTURE {deep}"),
            // Not behind what only looks like the length of a literal, or like a string.
            format!("* OK {{1000}}\r\n* 1 FETCH (BODYSTRUCTURE {deep}"),
            format!("* OK \"\r\n* 1 FETCH (BODYSTRUCTURE {deep}"),
            format!("* 1 FETCH (X {{1000}} {deep}"),
            format!("* 1 FETCH (X {{}}\r\n{deep}"),
            format!("* 1 FETCH (X \"{{1000}}\r\n\" {deep}"),
            // Nor with a literal at every step.
            "* 1 FETCH (".to_owned() + &"({2}\r\n\r\n ".repeat(DEEPEST as usize),
        ] {
            assert_eq!(taken(&text), Err(TooDeep), "{text:.80}");
        }
    }

    proptest! {
        #[test]
        fn however_it_comes_in_pieces(text in "(\\* |1|\\(|\\)|\"|\\\\|\\{3\\}|\r\n|[a ]){0,60}", cut in 0_usize..80) {
            let whole = taken(&text);
            let cut = cut.min(text.len());
            let mut pieces = Nesting::default();
            let two = pieces.take(&text.as_bytes()[..cut]).and_then(|()| pieces.take(&text.as_bytes()[cut..]));
            prop_assert_eq!(two, whole);
        }
    }
}
