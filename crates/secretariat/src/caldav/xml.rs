//! WebDAV's XML, read into a small tree within bounds. No document type is read, so that none can declare entities that grow
//! (the "billion laughs"); nesting, elements and texts are counted.

use quick_xml::NsReader;
use quick_xml::events::Event;
use quick_xml::name::{Namespace, ResolveResult};
use std::fmt::Write as _;

/// `DAV:`, RFC 4918.
pub const DAV: &str = "DAV:";
/// RFC 4791.
pub const CALDAV: &str = "urn:ietf:params:xml:ns:caldav";
/// Of calendarserver.org: the ctag.
pub const SERVER: &str = "http://calendarserver.org/ns/";

const DEEPEST: usize = 32;
const MOST_ELEMENTS: usize = 500_000;

/// An element.
#[derive(Debug, Default)]
pub struct Element {
    space: Space,
    name: String,
    /// Its own text, that of its children left out.
    pub text: String,
    /// Its children.
    pub children: Vec<Element>,
    /// The attribute `name`, which `supported-calendar-component-set` has.
    pub label: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Space {
    Dav,
    CalDav,
    Server,
    #[default]
    Other,
}

impl Space {
    fn of(name: &str) -> Self {
        match name {
            DAV => Self::Dav,
            CALDAV => Self::CalDav,
            SERVER => Self::Server,
            _ => Self::Other,
        }
    }
}

impl Element {
    /// Whether it is called so.
    pub fn is(&self, space: &str, name: &str) -> bool {
        self.name == name && self.space == Space::of(space)
    }

    /// The first child of this name.
    pub fn child(&self, space: &str, name: &str) -> Option<&Self> {
        self.children.iter().find(|c| c.is(space, name))
    }

    /// All children of this name.
    pub fn all<'a>(&'a self, space: &'a str, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |c| c.is(space, name))
    }

    /// The `href` in a child, such as `current-user-principal`.
    pub fn href_in(&self, space: &str, name: &str) -> Option<&str> {
        Some(self.child(space, name)?.child(DAV, "href")?.text.trim())
    }
}

/// Why a document was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    /// It is not well formed, or declares what no answer needs.
    Broken,
    /// It nests deeper or holds more than is read.
    TooMuch,
}

/// Reads a document.
pub fn read(bytes: &[u8]) -> Result<Element, Unread> {
    let text = std::str::from_utf8(bytes).map_err(|_| Unread::Broken)?;
    let mut reader = NsReader::from_str(text);
    let mut open: Vec<Element> = Vec::new();
    let mut root: Option<Element> = None;
    let mut count = 0;
    loop {
        let (space, event) = reader.read_resolved_event().map_err(|_| Unread::Broken)?;
        let space = match space {
            ResolveResult::Bound(Namespace(name)) => Space::of(name),
            _ => Space::Other,
        };
        let mut closed = None;
        match event {
            Event::Start(start) | Event::Empty(start) if count >= MOST_ELEMENTS || open.len() >= DEEPEST => {
                drop(start);
                return Err(Unread::TooMuch);
            }
            Event::Start(start) => {
                count += 1;
                open.push(element(space, &start));
            }
            Event::Empty(start) => {
                count += 1;
                closed = Some(element(space, &start));
            }
            Event::End(_) => closed = Some(open.pop().ok_or(Unread::Broken)?),
            Event::Text(piece) => {
                if let Some(top) = open.last_mut() {
                    top.text.push_str(&piece);
                }
            }
            Event::CData(piece) => open.last_mut().ok_or(Unread::Broken)?.text.push_str(&piece),
            Event::GeneralRef(name) => {
                let character = character(&name).ok_or(Unread::Broken)?;
                open.last_mut().ok_or(Unread::Broken)?.text.push(character);
            }
            Event::DocType(_) => return Err(Unread::Broken),
            Event::Eof => return root.filter(|_| open.is_empty()).ok_or(Unread::Broken),
            Event::Decl(_) | Event::Comment(_) | Event::PI(_) => {}
        }
        if let Some(closed) = closed {
            match open.last_mut() {
                Some(parent) => parent.children.push(closed),
                None if root.is_none() => root = Some(closed),
                None => return Err(Unread::Broken),
            }
        }
    }
}

fn element(space: Space, start: &quick_xml::events::BytesStart<'_>) -> Element {
    let label = start.attributes().flatten().find(|a| a.key.local_name().into_inner() == "name");
    let label = label.map(|a| a.value.into_owned());
    Element { space, name: start.local_name().into_inner().to_owned(), label, ..Element::default() }
}

/// What `&…;` stands for: the five of XML and numbers, nothing that a document could declare.
fn character(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix('x') {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}

/// A text as XML writes it.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // What XML 1.0 cannot hold at all.
            c if c.is_control() && !matches!(c, '\t' | '\n' | '\r') => {}
            c => out.push(c),
        }
    }
    out
}

/// A PROPFIND for some properties: `D:` is DAV, `C:` CalDAV, `S:` calendarserver.org.
pub fn propfind(properties: &[&str]) -> String {
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><D:propfind xmlns:D=\"{DAV}\" xmlns:C=\"{CALDAV}\" xmlns:S=\"{SERVER}\"><D:prop>"
    );
    for property in properties {
        let _ = write!(out, "<{property}/>");
    }
    out.push_str("</D:prop></D:propfind>");
    out
}

/// What a multistatus says of one resource.
#[derive(Debug)]
pub struct Resource<'a> {
    /// Where it is.
    pub href: &'a str,
    /// Its HTTP status, where the whole resource has one (404: it is gone).
    pub status: Option<u16>,
    /// Its properties that were found.
    pub props: Vec<&'a Element>,
}

impl<'a> Resource<'a> {
    /// A property.
    pub fn prop(&self, space: &str, name: &str) -> Option<&'a Element> {
        self.props.iter().find_map(|p| p.child(space, name))
    }

    /// A property's text.
    pub fn text(&self, space: &str, name: &str) -> Option<&'a str> {
        self.prop(space, name).map(|e| e.text.trim())
    }
}

fn status(element: &Element) -> Option<u16> {
    element.child(DAV, "status")?.text.trim().split(' ').nth(1)?.parse().ok()
}

/// The resources of a multistatus; `None`: it is none.
pub fn resources(root: &Element) -> Option<Vec<Resource<'_>>> {
    if !root.is(DAV, "multistatus") {
        return None;
    }
    let resource = |response| {
        let response: &Element = response;
        let found = |p: &&Element| status(p).is_none_or(|s| (200..300).contains(&s));
        let props = response.all(DAV, "propstat").filter(found).filter_map(|p| p.child(DAV, "prop")).collect();
        Some(Resource { href: response.child(DAV, "href")?.text.trim(), status: status(response), props })
    };
    Some(root.all(DAV, "response").filter_map(resource).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ANSWER: &str = r#"<?xml version="1.0"?><multistatus xmlns="DAV:" xmlns:x="urn:ietf:params:xml:ns:caldav">
        <response><href>/a%20b.ics</href><propstat><prop><getetag>&quot;1&#x41;&quot;</getetag>
        <x:calendar-data><![CDATA[BEGIN:VCALENDAR]]>&#13;
END:VCALENDAR</x:calendar-data></prop><status>HTTP/1.1 200 OK</status></propstat>
        <propstat><prop><displayname>no</displayname></prop><status>HTTP/1.1 404 Not Found</status></propstat></response>
        <response><href>/gone.ics</href><status>HTTP/1.1 404 Not Found</status></response></multistatus>"#;

    #[test]
    fn a_multistatus_by_its_namespaces() {
        let root = read(ANSWER.as_bytes()).unwrap();
        let all = resources(&root).unwrap();
        assert_eq!((all.len(), all[0].href, all[1].status), (2, "/a%20b.ics", Some(404)));
        assert_eq!(all[0].text(DAV, "getetag"), Some("\"1A\""));
        assert_eq!(all[0].text(CALDAV, "calendar-data"), Some("BEGIN:VCALENDAR\r\nEND:VCALENDAR"));
        assert_eq!(all[0].text(DAV, "displayname"), None, "was not found");
        assert_eq!(all[0].text(DAV, "calendar-data"), None, "of another namespace");
    }

    #[test]
    fn bombs_and_what_is_broken_are_refused() {
        let laughs = r#"<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>"#;
        let deep = format!("{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000));
        let wide = format!("<a>{}</a>", "<b/>".repeat(MOST_ELEMENTS + 1));
        for bad in [laughs, &deep, &wide, "<a>&b;</a>", "<a>", "<a></b>", "", "text", "<a/><b/>", "<a>&#xD800;</a>"] {
            let why = if bad == deep || bad == wide { Unread::TooMuch } else { Unread::Broken };
            assert_eq!(read(bad.as_bytes()).unwrap_err(), why, "{bad:.60}");
        }
        assert_eq!(read(b"\xff\xfe<a/>").unwrap_err(), Unread::Broken);
        assert!(resources(&read(b"<html/>").unwrap()).is_none());
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "[<>/a-c&;#x0-9\"'= !\\[\\]-]{0,80}") {
            let _ = read(text.as_bytes());
        }

        #[test]
        fn what_is_escaped_is_read_again(text in "[ -~]{0,40}") {
            let root = read(format!("<a>{}</a>", escaped(&text)).as_bytes()).unwrap();
            prop_assert_eq!(root.text, text);
        }
    }
}
