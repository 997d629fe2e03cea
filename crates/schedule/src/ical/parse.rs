//! Reading: bytes into lines (unfolded), lines into components. Linear in the text, bounded by [`Limits`].

use super::{Component, Fault, Finding, Line, Param, name};
use std::borrow::Cow;
use thiserror::Error;

/// What a file may cost at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the whole.
    pub bytes: usize,
    /// Content lines of the whole.
    pub lines: usize,
    /// Bytes of one unfolded line: pictures stand inside calendars.
    pub line: usize,
    /// Components inside components.
    pub depth: usize,
    /// How many findings are kept; the rest is only counted.
    pub findings: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 256 << 20, lines: 8_000_000, line: 16 << 20, depth: 12, findings: 1000 }
    }
}

/// What was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parsed {
    /// The components of the file, mostly one VCALENDAR.
    pub components: Vec<Component>,
    /// What was wrong, in the order of lines.
    pub findings: Vec<Finding>,
    /// How many more findings there were than are kept.
    pub more: usize,
}

impl Parsed {
    /// The calendars among the components.
    pub fn calendars(&self) -> impl Iterator<Item = &Component> {
        self.components.iter().filter(|c| c.is("VCALENDAR"))
    }
}

/// Why a file is not read at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Refused {
    /// Too many bytes.
    #[error("the file has {0} bytes, {1} are read at most: split it by years")]
    Bytes(usize, usize),
    /// Too many lines.
    #[error("the file has more than {0} lines: split it by years")]
    Lines(usize),
    /// A line too long, unfolded.
    #[error("line {0} is longer than {1} bytes, unfolded (RFC 5545 section 3.1): attach what is large by its address")]
    Line(u32, usize),
    /// Components inside components without end.
    #[error("line {0}: components stand more than {1} deep inside each other (RFC 5545 section 3.6)")]
    Depth(u32, usize),
}

/// Reads a file within the usual limits.
///
/// # Errors
/// [`Refused`] where it exceeds them. Everything else is read as far as it goes, and what is wrong stands in `findings`.
pub fn parse(bytes: &[u8]) -> Result<Parsed, Refused> {
    parse_within(bytes, &Limits::default())
}

/// Reads a file within limits of the caller's.
///
/// # Errors
/// As [`parse`].
pub fn parse_within(bytes: &[u8], limits: &Limits) -> Result<Parsed, Refused> {
    if bytes.len() > limits.bytes {
        return Err(Refused::Bytes(bytes.len(), limits.bytes));
    }
    let mut reader = Reader { parsed: Parsed::default(), open: Vec::new(), limits };
    let mut folded = Vec::new();
    // A byte order mark is not forbidden and means nothing here.
    let mut rest = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let (mut number, mut count) = (0_u32, 0_usize);
    let mut bare = false;
    while !rest.is_empty() {
        number += 1;
        let first = number;
        let (mut piece, after, crlf) = physical(rest);
        rest = after;
        if !crlf && !bare && !rest.is_empty() {
            bare = true;
            reader.found(first, Fault::BareLineFeed);
        }
        let mut long = piece.len() > 75;
        if matches!(rest.first(), Some(b' ' | b'\t')) {
            folded.clear();
            folded.extend_from_slice(piece);
            while matches!(rest.first(), Some(b' ' | b'\t')) {
                let (next, after, _) = physical(&rest[1..]);
                number += 1;
                long |= next.len() > 74;
                rest = after;
                folded.extend_from_slice(next);
                if folded.len() > limits.line {
                    return Err(Refused::Line(first, limits.line));
                }
            }
            piece = &folded;
        }
        if piece.len() > limits.line {
            return Err(Refused::Line(first, limits.line));
        }
        if long {
            reader.found(first, Fault::LongLine);
        }
        // A fold of an empty line leaves spaces before the name: written again, they would belong to the line before.
        let piece = piece.trim_ascii_start();
        if piece.is_empty() {
            if !rest.is_empty() {
                reader.found(first, Fault::EmptyLine);
            }
            continue;
        }
        count += 1;
        if count > limits.lines {
            return Err(Refused::Lines(limits.lines));
        }
        reader.line(first, piece)?;
    }
    Ok(reader.end(number))
}

/// One line of the file without its end; what comes after; whether it ended as RFC 5545 section 3.1 wants.
fn physical(bytes: &[u8]) -> (&[u8], &[u8], bool) {
    let Some(end) = memchr::memchr(b'\n', bytes) else { return (bytes, &[], true) };
    match bytes[..end].strip_suffix(b"\r") {
        Some(line) => (line, &bytes[end + 1..], true),
        None => (&bytes[..end], &bytes[end + 1..], false),
    }
}

struct Reader<'a> {
    parsed: Parsed,
    open: Vec<Component>,
    limits: &'a Limits,
}

impl Reader<'_> {
    fn found(&mut self, line: u32, fault: Fault) {
        if self.parsed.findings.len() < self.limits.findings {
            self.parsed.findings.push(Finding { line, fault });
        } else {
            self.parsed.more += 1;
        }
    }

    fn line(&mut self, at: u32, bytes: &[u8]) -> Result<(), Refused> {
        let text = if let Ok(text) = std::str::from_utf8(bytes) {
            Cow::Borrowed(text)
        } else {
            self.found(at, Fault::NotUtf8);
            String::from_utf8_lossy(bytes)
        };
        if bytes.iter().any(|b| (*b < 0x20 && *b != b'\t') || *b == 0x7f) {
            self.found(at, Fault::ControlCharacter);
        }
        let line = match content(at, &text) {
            Ok(line) => line,
            Err(fault) => {
                self.found(at, fault);
                Line { at, name: Cow::Borrowed(""), params: Vec::new(), value: text.into() }
            }
        };
        if line.is("BEGIN") {
            return self.begin(at, line.value.trim());
        }
        if line.is("END") {
            self.close(at, line.value.trim());
            return Ok(());
        }
        match self.open.last_mut() {
            Some(component) => component.lines.push(line),
            None => self.found(at, Fault::OutsideComponent),
        }
        Ok(())
    }

    fn begin(&mut self, at: u32, name: &str) -> Result<(), Refused> {
        if self.open.len() >= self.limits.depth {
            return Err(Refused::Depth(at, self.limits.depth));
        }
        self.open.push(Component { at, name: name::component(name), ..Component::default() });
        Ok(())
    }

    fn close(&mut self, at: u32, name: &str) {
        let Some(depth) = self.open.iter().rposition(|c| c.name.eq_ignore_ascii_case(name)) else {
            self.found(at, Fault::EndWithoutBegin);
            return;
        };
        if depth + 1 != self.open.len() {
            self.found(at, Fault::EndOfAnother);
        }
        while self.open.len() > depth {
            self.pop();
        }
    }

    fn pop(&mut self) {
        if let Some(component) = self.open.pop() {
            match self.open.last_mut() {
                Some(outer) => outer.parts.push(component),
                None => self.parsed.components.push(component),
            }
        }
    }

    fn end(mut self, last: u32) -> Parsed {
        if !self.open.is_empty() {
            self.found(last, Fault::NotEnded);
        }
        while !self.open.is_empty() {
            self.pop();
        }
        if self.parsed.components.is_empty() {
            self.found(last.max(1), Fault::NoCalendar);
        }
        self.parsed
    }
}

/// `name *(";" param) ":" value` (RFC 5545 section 3.1).
fn content(at: u32, text: &str) -> Result<Line, Fault> {
    let bytes = text.as_bytes();
    let end = bytes.iter().position(|b| matches!(b, b';' | b':')).ok_or(Fault::NoColon)?;
    let name = text[..end].trim_end();
    if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.')) {
        return Err(Fault::BadName);
    }
    let mut params = Vec::new();
    let mut i = end;
    while bytes[i] == b';' {
        let from = i + 1;
        let equals = bytes[from..].iter().position(|b| matches!(b, b'=' | b';' | b':')).ok_or(Fault::NoColon)? + from;
        let name = name::parameter(text[from..equals].trim());
        let mut values = Vec::new();
        i = equals;
        if bytes[i] == b'=' {
            loop {
                let (value, next) = param_value(text, i + 1)?;
                values.push(value);
                i = next;
                if bytes[i] != b',' {
                    break;
                }
            }
        }
        params.push(Param { name, values });
    }
    Ok(Line { at, name: name::property(name), params, value: text[i + 1..].into() })
}

/// One value of a parameter from `from` on, and where it ended: at a comma, semicolon or colon.
fn param_value(text: &str, from: usize) -> Result<(Box<str>, usize), Fault> {
    let bytes = text.as_bytes();
    if bytes.get(from) == Some(&b'"') {
        let close = memchr::memchr(b'"', &bytes[from + 1..]).ok_or(Fault::OpenQuote)? + from + 1;
        // Some write on after the closing quote; that is kept as part of the value.
        let next = bytes[close..].iter().position(|b| matches!(b, b',' | b';' | b':')).ok_or(Fault::NoColon)? + close;
        let value = decoded(&text[from + 1..close]);
        let rest = &text[close + 1..next];
        return Ok((if rest.is_empty() { value } else { format!("{value}{rest}").into() }, next));
    }
    let next = bytes[from..].iter().position(|b| matches!(b, b',' | b';' | b':')).ok_or(Fault::NoColon)? + from;
    Ok((decoded(&text[from..next]), next))
}

/// RFC 6868: `^n`, `^^`, `^'`. A caret before anything else stands for itself.
fn decoded(text: &str) -> Box<str> {
    if !text.contains('^') {
        return text.into();
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let stands_for = match (c, chars.peek()) {
            ('^', Some('n')) => Some('\n'),
            ('^', Some('^')) => Some('^'),
            ('^', Some('\'')) => Some('"'),
            _ => None,
        };
        match stands_for {
            Some(decoded) => {
                chars.next();
                out.push(decoded);
            }
            None => out.push(c),
        }
    }
    out.into()
}
