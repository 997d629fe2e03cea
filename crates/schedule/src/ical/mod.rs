//! iCalendar as a tree (RFC 5545): lines with their parameters inside components, each with the line it came from.
//!
//! Reading keeps everything: properties, parameters and components it does not know, and lines it cannot understand.
//! Writing gives it back. What is wrong on the way is said as a [`Finding`] and hinders nothing that can be read.
//!
//! Bounded: [`Limits`] caps bytes, lines, the length of one line and the depth of components; beyond that a file is refused as a
//! whole. Time and memory grow with the length of the text alone.

pub mod check;
mod fault;
mod name;
mod parse;
mod value;
mod write;

pub use fault::{Fault, Finding, Severity};
pub use parse::{Limits, Parsed, Refused, parse, parse_within};
pub use value::{Form, Moment, Span, escape, read_offset, read_period, read_span, unescape, values};
pub use write::write;

use std::borrow::Cow;
use std::fmt;

/// A parameter of a property (RFC 5545 section 3.2), its values decoded (RFC 6868).
#[derive(Clone, PartialEq, Eq)]
pub struct Param {
    /// Upper case where it is known, else as written.
    pub name: Cow<'static, str>,
    /// One, or several separated by commas.
    pub values: Vec<Box<str>>,
}

/// A content line (RFC 5545 section 3.1). `Debug` shows its name alone.
#[derive(Clone, PartialEq, Eq)]
pub struct Line {
    /// The line it began on, from 1; 0 for what was made here.
    pub at: u32,
    /// Upper case where it is known, else as written; empty where the line could not be understood, which is kept whole in `value`.
    pub name: Cow<'static, str>,
    /// In their order.
    pub params: Vec<Param>,
    /// As it stands after the colon, unfolded and otherwise untouched.
    pub value: Box<str>,
}

/// A component (RFC 5545 section 3.6): what stands between BEGIN and END.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Component {
    /// The line of its BEGIN, from 1; 0 for what was made here.
    pub at: u32,
    /// Upper case where it is known, else as written.
    pub name: Cow<'static, str>,
    /// Its properties.
    pub lines: Vec<Line>,
    /// The components inside.
    pub parts: Vec<Component>,
}

impl Line {
    /// A line made here. The value is taken as it is: text goes through [`escape`] first.
    pub fn new(name: &str, value: impl Into<Box<str>>) -> Self {
        Self { at: 0, name: name::property(name), params: Vec::new(), value: value.into() }
    }

    /// A line whose value is text (RFC 5545 section 3.3.11).
    pub fn text(name: &str, text: &str) -> Self {
        Self::new(name, escape(text))
    }

    /// With one more parameter.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Box<str>>) -> Self {
        self.params.push(Param { name: name::parameter(name), values: vec![value.into()] });
        self
    }

    /// Whether this is the property of that name, given in upper case.
    pub fn is(&self, name: &str) -> bool {
        self.name == name || self.name.eq_ignore_ascii_case(name)
    }

    /// The first value of a parameter, its name given in upper case.
    pub fn param(&self, name: &str) -> Option<&str> {
        let param = self.params.iter().find(|p| p.name == name || p.name.eq_ignore_ascii_case(name))?;
        param.values.first().map(AsRef::as_ref)
    }

    /// Sets a parameter, or takes it away.
    pub fn set_param(&mut self, name: &str, value: Option<&str>) {
        self.params.retain(|p| !p.name.eq_ignore_ascii_case(name));
        if let Some(value) = value {
            self.params.push(Param { name: name::parameter(name), values: vec![value.into()] });
        }
    }

    /// The value as a moment, in the zone its TZID names.
    ///
    /// # Errors
    /// [`Fault::BadTime`] where it is neither a date nor a time.
    pub fn moment(&self) -> Result<Moment<'_>, Fault> {
        Moment::read(&self.value, self.param("TZID"))
    }
}

impl Component {
    /// An empty one.
    pub fn new(name: &str) -> Self {
        Self { name: name::component(name), ..Self::default() }
    }

    /// Whether it is of that name, given in upper case.
    pub fn is(&self, name: &str) -> bool {
        self.name == name || self.name.eq_ignore_ascii_case(name)
    }

    /// The first property of that name, given in upper case.
    pub fn line(&self, name: &str) -> Option<&Line> {
        self.lines.iter().find(|l| l.is(name))
    }

    /// The first property of that name, to change it.
    pub fn line_mut(&mut self, name: &str) -> Option<&mut Line> {
        self.lines.iter_mut().find(|l| l.is(name))
    }

    /// All properties of that name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Line> {
        self.lines.iter().filter(move |l| l.is(name))
    }

    /// The value of the first property of that name, as it stands.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.line(name).map(|l| &*l.value)
    }

    /// The value of the first property of that name, as text.
    pub fn text(&self, name: &str) -> Option<Cow<'_, str>> {
        self.value(name).map(unescape)
    }

    /// Adds a property.
    pub fn push(&mut self, line: Line) -> &mut Self {
        self.lines.push(line);
        self
    }

    /// Puts the line in the place of all of its name.
    pub fn set(&mut self, line: Line) {
        match self.lines.iter().position(|l| l.is(&line.name)) {
            Some(first) => {
                let name = line.name.clone();
                self.lines[first] = line;
                let mut index = 0;
                self.lines.retain(|l| {
                    index += 1;
                    index - 1 <= first || !l.is(&name)
                });
            }
            None => self.lines.push(line),
        }
    }

    /// Takes away all properties of that name.
    pub fn remove(&mut self, name: &str) {
        self.lines.retain(|l| !l.is(name));
    }

    /// The components inside of that name.
    pub fn parts<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Component> {
        self.parts.iter().filter(move |c| c.is(name))
    }

    /// SEQUENCE (RFC 5545 section 3.8.7.4): 0 where it is absent or no number.
    pub fn sequence(&self) -> i64 {
        self.value("SEQUENCE").and_then(|v| v.trim().parse().ok()).unwrap_or(0)
    }

    /// Whether two say the same, wherever their lines stood in a file.
    pub fn says_the_same(&self, other: &Self) -> bool {
        self.name == other.name
            && self.lines.len() == other.lines.len()
            && self.parts.len() == other.parts.len()
            && self
                .lines
                .iter()
                .zip(&other.lines)
                .all(|(a, b)| a.name == b.name && a.params == b.params && a.value == b.value)
            && self.parts.iter().zip(&other.parts).all(|(a, b)| a.says_the_same(b))
    }
}

impl fmt::Debug for Param {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.name, self.at)
    }
}

impl fmt::Debug for Component {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Component")
            .field("name", &self.name)
            .field("lines", &self.lines)
            .field("parts", &self.parts)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
