//! What the officer's desk was told of the servers that it works with: kept in the data folder, without passwords.

use crate::files::{self, Unwritable};
use crate::line::{Login, Security, Server};
use crate::network::is_this_machine;
use chancery_model::{BookId, OfficerId};
use chancery_trust::book::BookLink;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::io;
use std::net::IpAddr;
use std::path::Path;
use thiserror::Error;
use url::Url;
use zeroize::Zeroizing;

/// The file's name in the data folder.
pub const FILE: &str = "desk.json";
/// Bytes of the file.
const LONGEST: usize = 256 * 1024;
/// Characters of one line that is typed.
const LONGEST_LINE: usize = 1_024;
/// Characters of a book's name.
const LONGEST_NAME: usize = 80;
/// Shared books of one desk.
const MOST_BOOKS: usize = 100;
/// A reminder comes at most so long before, in minutes: a day.
pub const EARLIEST_REMINDER: u32 = 24 * 60;
/// Before a meeting, in minutes, where nothing else was set.
const REMINDER: u32 = 10;

/// A mail server, as it was set.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailServer {
    /// Its name, which its certificate must have, or its address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the line is kept from being read.
    pub security: Security,
    /// Who logs in; `None`: nobody.
    #[serde(default)]
    pub user: Option<String>,
    /// Which folder is looked into, where mail comes in; `None`: `INBOX`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub folder: Option<String>,
    /// What a newer program has set besides: it is kept.
    #[serde(flatten)]
    pub more: serde_json::Map<String, serde_json::Value>,
}

/// A calendar server, as it was set.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarServer {
    /// Its address: that of a calendar, of a user, or of the server alone.
    pub address: String,
    /// Who logs in; `None`: nobody.
    #[serde(default)]
    pub user: Option<String>,
    /// What a newer program has set besides: it is kept.
    #[serde(flatten)]
    pub more: serde_json::Map<String, serde_json::Value>,
}

/// The server that meetings are held on, as it was set.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeetingServer {
    /// Its address.
    pub address: String,
    /// What a newer program has set besides: it is kept.
    #[serde(flatten)]
    pub more: serde_json::Map<String, serde_json::Value>,
}

/// A book that is shared with other officers, as it was set. A ministry has one for each it shares plans with, so that none of
/// them reads what is planned with another.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharedBook {
    /// Which.
    pub id: BookId,
    /// The server that keeps it. The link, which is secret, is kept with the passwords.
    pub server: String,
    /// What it is called on this desk, such as with whom it is shared.
    pub name: String,
    /// By what number its server tells this officer from the others: another in each book.
    pub officer: OfficerId,
    /// What a newer program has set besides: it is kept.
    #[serde(flatten)]
    pub more: serde_json::Map<String, serde_json::Value>,
}

/// All that was set.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Where mail goes out.
    pub mail_out: Option<MailServer>,
    /// Where answers come in.
    pub mail_in: Option<MailServer>,
    /// The ministry's own calendar.
    pub calendar: Option<CalendarServer>,
    /// Where meetings are convened.
    pub meetings: Option<MeetingServer>,
    /// The books that are shared with other officers.
    pub books: Vec<SharedBook>,
    /// How many minutes before a meeting a reminder comes; 0: none comes.
    pub reminder: u32,
    /// What a newer program has set besides: it is kept.
    #[serde(flatten)]
    pub more: serde_json::Map<String, serde_json::Value>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            mail_out: None,
            mail_in: None,
            calendar: None,
            meetings: None,
            books: Vec::new(),
            reminder: REMINDER,
            more: serde_json::Map::new(),
        }
    }
}

// Names of servers and of who logs in are nobody's business.
macro_rules! untold {
    ($($name:ident),*) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(stringify!($name))
            }
        }
    )*};
}
untold!(MailServer, CalendarServer, MeetingServer, SharedBook, Settings);

/// A line of the settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// The name of the server for outgoing mail.
    MailOutHost,
    /// Its port.
    MailOutPort,
    /// How its line is kept.
    MailOutSecurity,
    /// Who logs in there.
    MailOutUser,
    /// The name of the server for incoming mail.
    MailInHost,
    /// Its port.
    MailInPort,
    /// How its line is kept.
    MailInSecurity,
    /// Who logs in there.
    MailInUser,
    /// The folder that is looked into.
    MailInFolder,
    /// The calendar server's address.
    CalendarAddress,
    /// Who logs in there.
    CalendarUser,
    /// The meeting server's address.
    MeetingsAddress,
    /// A shared book's link.
    Book,
    /// What a shared book is called.
    BookName,
    /// The reminder's minutes.
    Reminder,
}

/// What is wrong with a line, and by that what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Flaw {
    /// Nothing is written where something must be.
    Empty,
    /// No server's name or address.
    NoHost,
    /// No port.
    NoPort,
    /// Without encryption, and not to this machine.
    PlainAbroad,
    /// No address of the web.
    NoAddress,
    /// No link of a book.
    NoBook,
    /// It is there already, or there are as many as can be.
    Known,
    /// Longer than a line may be, or with what no line holds.
    NoLine,
    /// More minutes than a reminder comes before.
    TooEarly,
}

/// What is wrong with a line of the settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Error)]
#[error("{field:?}: {}", remedy(*.flaw))]
pub struct Invalid {
    /// Which line.
    pub field: Field,
    /// What is wrong.
    pub flaw: Flaw,
}

fn remedy(flaw: Flaw) -> &'static str {
    match flaw {
        Flaw::Empty => "this must be filled in",
        Flaw::NoHost => "this is no server's name: write it as mail.ministry.example, without a path",
        Flaw::NoPort => "a port is a number from 1 to 65535",
        Flaw::PlainAbroad => "without encryption only this machine itself is talked to: choose TLS or STARTTLS",
        Flaw::NoAddress => "this is no address: write it as https://calendar.ministry.example",
        Flaw::NoBook => "this is no link of a shared book: paste it whole, from chancery:// on",
        Flaw::Known => "this is on the desk already",
        Flaw::NoLine => "this is too long, or holds what no line holds",
        Flaw::TooEarly => "a reminder comes at most 1440 minutes before",
    }
}

fn line(text: &str) -> bool {
    text.chars().count() <= LONGEST_LINE && !text.chars().any(char::is_control)
}

fn host(text: &str) -> Option<Flaw> {
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ':');
    match text {
        "" => Some(Flaw::Empty),
        _ if text.len() > 253 || !text.chars().all(fits) => Some(Flaw::NoHost),
        _ if text.contains(':') && text.parse::<IpAddr>().is_err() => Some(Flaw::NoHost),
        _ => None,
    }
}

fn is_here(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

fn address(text: &str) -> Option<Flaw> {
    if text.is_empty() {
        return Some(Flaw::Empty);
    }
    let whole = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
    match Url::parse(&whole) {
        Ok(url) if url.scheme() == "http" && !is_this_machine(&url) => Some(Flaw::PlainAbroad),
        Ok(url)
            if matches!(url.scheme(), "http" | "https")
                && url.host().is_some()
                // A password in an address would be kept in the open.
                && url.username().is_empty()
                && url.password().is_none()
                && line(text) =>
        {
            None
        }
        _ => Some(Flaw::NoAddress),
    }
}

fn mail(server: &MailServer, fields: [Field; 4], out: &mut Vec<Invalid>) {
    let [name, port, security, user] = fields;
    out.extend(host(&server.host).map(|flaw| Invalid { field: name, flaw }));
    if server.port == 0 {
        out.push(Invalid { field: port, flaw: Flaw::NoPort });
    }
    if server.security == Security::Plain && !is_here(&server.host) {
        out.push(Invalid { field: security, flaw: Flaw::PlainAbroad });
    }
    if server.user.as_deref().is_some_and(|user| !line(user)) {
        out.push(Invalid { field: user, flaw: Flaw::NoLine });
    }
}

/// The settings cannot be read.
#[derive(Debug, Error)]
#[error("the settings of the desk in {path} cannot be read ({why}): mend the file, or take it away and set them anew")]
pub struct Unsettled {
    /// Where.
    pub path: String,
    /// Why.
    pub why: String,
}

impl Settings {
    /// Those in this data folder; nothing is set where there is no file.
    ///
    /// # Errors
    /// [`Unsettled`].
    pub fn load(folder: &Path) -> Result<Self, Unsettled> {
        let path = folder.join(FILE);
        let failed = |why: String| Unsettled { path: path.display().to_string(), why };
        match files::read(&path, LONGEST) {
            // The place alone: what stands in it is nobody's business.
            Ok(bytes) => {
                serde_json::from_slice(&bytes).map_err(|e| failed(format!("line {}, column {}", e.line(), e.column())))
            }
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(e) => Err(failed(e.to_string())),
        }
    }

    /// Keeps them.
    ///
    /// # Errors
    /// [`Unwritable`]: what was kept before is unchanged.
    pub fn save(&self, folder: &Path) -> Result<(), Unwritable> {
        let path = folder.join(FILE);
        let text = serde_json::to_vec_pretty(self).map_err(|e| Unwritable { path: path.clone(), source: e.into() })?;
        files::write(&path, &text)
    }
}

impl Settings {
    /// What a person typed, without the white space around it; what was left empty is not set.
    #[must_use]
    pub fn tidied(mut self) -> Self {
        let tidy =
            |text: &mut Option<String>| *text = text.take().map(|t| t.trim().to_owned()).filter(|t| !t.is_empty());
        for server in [&mut self.mail_out, &mut self.mail_in].into_iter().flatten() {
            server.host = server.host.trim().to_owned();
            tidy(&mut server.user);
            tidy(&mut server.folder);
        }
        if let Some(calendar) = &mut self.calendar {
            calendar.address = calendar.address.trim().to_owned();
            tidy(&mut calendar.user);
        }
        if let Some(meetings) = &mut self.meetings {
            meetings.address = meetings.address.trim().to_owned();
        }
        self
    }

    /// What is wrong with them, line by line; nothing where they can be used.
    pub fn check(&self) -> Vec<Invalid> {
        let mut out = Vec::new();
        if let Some(server) = &self.mail_out {
            use Field::{MailOutHost, MailOutPort, MailOutSecurity, MailOutUser};
            mail(server, [MailOutHost, MailOutPort, MailOutSecurity, MailOutUser], &mut out);
        }
        if let Some(server) = &self.mail_in {
            use Field::{MailInHost, MailInPort, MailInSecurity, MailInUser};
            mail(server, [MailInHost, MailInPort, MailInSecurity, MailInUser], &mut out);
            // Nobody reads a mailbox without saying whose.
            if server.user.is_none() {
                out.push(Invalid { field: MailInUser, flaw: Flaw::Empty });
            }
            if server.folder.as_deref().is_some_and(|folder| !line(folder)) {
                out.push(Invalid { field: Field::MailInFolder, flaw: Flaw::NoLine });
            }
        }
        if let Some(calendar) = &self.calendar {
            out.extend(address(&calendar.address).map(|flaw| Invalid { field: Field::CalendarAddress, flaw }));
            if calendar.user.as_deref().is_some_and(|user| !line(user)) {
                out.push(Invalid { field: Field::CalendarUser, flaw: Flaw::NoLine });
            }
        }
        if let Some(meetings) = &self.meetings {
            let flaw = address(&meetings.address).or_else(|| {
                // What follows a path would be lost in the links.
                meetings.address.contains(['?', '#']).then_some(Flaw::NoAddress)
            });
            out.extend(flaw.map(|flaw| Invalid { field: Field::MeetingsAddress, flaw }));
        }
        if self.reminder > EARLIEST_REMINDER {
            out.push(Invalid { field: Field::Reminder, flaw: Flaw::TooEarly });
        }
        out
    }

    /// One of the books.
    pub fn book(&self, id: BookId) -> Option<&SharedBook> {
        self.books.iter().find(|book| book.id == id)
    }

    /// Sets a book by its link, under a name; `officer`: a new number for this officer.
    ///
    /// # Errors
    /// [`Invalid`], line by line.
    pub fn add_book(&mut self, name: &str, link: &str, officer: OfficerId) -> Result<SharedBook, Vec<Invalid>> {
        let mut lines: Vec<Invalid> = self.book_name(name).into_iter().collect();
        let flaw = |flaw| Invalid { field: Field::Book, flaw };
        let link = BookLink::parse(link.trim()).map_err(|_| lines.push(flaw(Flaw::NoBook))).ok();
        if link.as_ref().is_some_and(|link| self.book(link.book).is_some()) {
            lines.push(flaw(Flaw::Known));
        }
        let Some(link) = link.filter(|_| lines.is_empty()) else { return Err(lines) };
        let (id, server, name) = (link.book, link.server.clone(), name.trim().to_owned());
        let book = SharedBook { id, server, name, officer, more: serde_json::Map::new() };
        self.books.push(book.clone());
        Ok(book)
    }

    /// What is wrong with the name of a new book. Two of one name would be taken for each other, and a plan shared with those
    /// who were not meant.
    pub fn book_name(&self, name: &str) -> Option<Invalid> {
        let name = name.trim();
        let flaw = match name {
            "" => Flaw::Empty,
            _ if !line(name) || name.chars().count() > LONGEST_NAME => Flaw::NoLine,
            _ if self.books.len() >= MOST_BOOKS => Flaw::Known,
            _ if self.books.iter().any(|book| book.name.to_lowercase() == name.to_lowercase()) => Flaw::Known,
            _ => return None,
        };
        Some(Invalid { field: Field::BookName, flaw })
    }
}

impl SharedBook {
    /// By what name its link is kept.
    pub fn secret_name(&self) -> String {
        format!("book {}", self.id)
    }
}

impl MeetingServer {
    /// By what name the organisers' token is kept.
    pub fn secret_name(&self) -> String {
        format!("meetings {}", self.address)
    }
}

impl CalendarServer {
    /// Who logs in. `password` is asked for by [`CalendarServer::secret_name`].
    pub fn login(&self, password: Option<Zeroizing<String>>) -> Option<Login> {
        self.user.clone().zip(password).map(|(user, password)| Login { user, password })
    }

    /// By what name its password is kept. With the address in it: what was typed for one server goes to no other.
    pub fn secret_name(&self) -> Option<String> {
        self.user.as_ref().map(|user| format!("calendar {user} {}", self.address))
    }
}

impl MailServer {
    /// The way to it. `password` is asked for where somebody logs in, by [`MailServer::secret_name`].
    pub fn server(&self, password: Option<Zeroizing<String>>) -> Server {
        let login = self.user.clone().zip(password).map(|(user, password)| Login { user, password });
        Server { host: self.host.clone(), port: self.port, security: self.security, login }
    }

    /// By what name its password is kept.
    pub fn secret_name(&self) -> Option<String> {
        self.user.as_ref().map(|user| format!("mail {user} {}:{}", self.host, self.port))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chancery_trust::book::BookSecret;

    fn server(host: &str, security: Security) -> MailServer {
        MailServer { host: host.into(), port: 465, security, user: None, folder: None, more: serde_json::Map::new() }
    }

    #[test]
    fn what_cannot_be_is_told_by_its_line() {
        let calendar =
            |address: &str| CalendarServer { address: address.into(), user: None, more: serde_json::Map::new() };
        let mut settings = Settings {
            mail_out: Some(MailServer { port: 0, ..server("mail.kemlu.example/smtp", Security::Plain) }),
            mail_in: Some(server("  ", Security::Tls)),
            calendar: Some(calendar("http://calendar.kemlu.example")),
            reminder: 1441,
            ..Settings::default()
        }
        .tidied();
        let all: Vec<(Field, Flaw)> = settings.check().into_iter().map(|i| (i.field, i.flaw)).collect();
        assert_eq!(
            all,
            [
                (Field::MailOutHost, Flaw::NoHost),
                (Field::MailOutPort, Flaw::NoPort),
                (Field::MailOutSecurity, Flaw::PlainAbroad),
                (Field::MailInHost, Flaw::Empty),
                (Field::MailInUser, Flaw::Empty),
                (Field::CalendarAddress, Flaw::PlainAbroad),
                (Field::Reminder, Flaw::TooEarly),
            ]
        );
        settings.mail_out = Some(server("127.0.0.1", Security::Plain));
        settings.mail_in = Some(MailServer { user: Some("desk".into()), ..server("::1", Security::Plain) });
        settings.reminder = 0;
        for good in
            ["https://calendar.kemlu.example/", "calendar.kemlu.example", "http://127.0.0.1:8/", "http://localhost/x"]
        {
            settings.calendar = Some(calendar(good));
            assert_eq!(settings.check(), [], "{good}");
        }
        for bad in ["https://me:secret@a.example/", "ftp://a.example", "https://", "a b"] {
            settings.calendar = Some(calendar(bad));
            assert_eq!(settings.check()[0].flaw, Flaw::NoAddress, "{bad}");
        }
        assert!(settings.check()[0].to_string().contains("https://calendar.ministry.example"));
    }

    #[test]
    fn each_book_is_set_once_and_has_a_name_of_its_own() {
        let link = |n: u8| {
            let (book, secret) = (BookId::from_random([n; 16]), BookSecret([n; 32]));
            BookLink { server: "https://chancery.kemlu.example".into(), book, secret }.to_link()
        };
        let officer = OfficerId::from_random([1; 16]);
        let mut settings = Settings::default();
        let refused = |settings: &mut Settings, name: &str, link: &str| {
            let lines = settings.add_book(name, link, officer).unwrap_err();
            lines.into_iter().map(|line| (line.field, line.flaw)).collect::<Vec<_>>()
        };
        assert_eq!(
            refused(&mut settings, " ", "chancery://book/#x"),
            [(Field::BookName, Flaw::Empty), (Field::Book, Flaw::NoBook)]
        );
        let book = settings.add_book(" South Africa ", &format!("{}\n", link(1)), officer).unwrap();
        assert_eq!((&*book.name, &*book.server), ("South Africa", "https://chancery.kemlu.example"));
        assert_eq!(refused(&mut settings, "Pretoria", &link(1)), [(Field::Book, Flaw::Known)]);
        assert_eq!(refused(&mut settings, "south africa", &link(2)), [(Field::BookName, Flaw::Known)]);
        assert_eq!(refused(&mut settings, &"x".repeat(81), &link(2)), [(Field::BookName, Flaw::NoLine)]);
        let other = settings.add_book("Saudi Arabia", &link(2), officer).unwrap();
        assert_ne!(book.secret_name(), other.secret_name());
        assert_eq!(settings.book(other.id), Some(&other));
        let kept = serde_json::to_string(&settings).unwrap();
        assert!(!kept.contains("chancery://book"), "no link in the open");
    }

    #[test]
    fn nothing_of_it_is_told_to_a_log() {
        let settings = Settings { mail_out: Some(server("mail.kemlu.example", Security::Tls)), ..Settings::default() };
        assert_eq!(format!("{settings:?} {:?}", settings.mail_out), "Settings Some(MailServer)");
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_typed_is_checked_and_kept(host in ".{0,40}", user in ".{0,20}", address in ".{0,40}", port: u16) {
            let settings = Settings {
                mail_out: Some(MailServer { port, user: Some(user.clone()), ..server(&host, Security::Tls) }),
                calendar: Some(CalendarServer { address, user: Some(user), more: serde_json::Map::new() }),
                ..Settings::default()
            }
            .tidied();
            let _ = settings.check();
            let again: Settings = serde_json::from_slice(&serde_json::to_vec(&settings).unwrap()).unwrap();
            proptest::prop_assert!(again == settings);
        }
    }

    #[test]
    #[cfg(unix)]
    fn others_of_this_machine_cannot_read_it() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        Settings::default().save(folder.path()).unwrap();
        let mode = std::fs::metadata(folder.path().join(FILE)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn what_was_set_is_there_and_so_is_what_a_newer_program_set() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(Settings::load(folder.path()).unwrap(), Settings::default());
        let text = r#"{"mail_out":{"host":"mail.kemlu.example","port":465,"security":"tls","user":"protocol"},"telex":{"x":1}}"#;
        std::fs::write(folder.path().join(FILE), text).unwrap();
        let settings = Settings::load(folder.path()).unwrap();
        let mail = settings.mail_out.clone().unwrap();
        assert_eq!(mail.secret_name().as_deref(), Some("mail protocol mail.kemlu.example:465"));
        assert!(mail.server(None).login.is_none() && mail.server(Some("x".to_owned().into())).login.is_some());
        settings.save(folder.path()).unwrap();
        assert_eq!(Settings::load(folder.path()).unwrap(), settings);
        assert!(settings.more.contains_key("telex"));
        std::fs::write(folder.path().join(FILE), "{\"mail_out\":7}").unwrap();
        assert!(Settings::load(folder.path()).unwrap_err().to_string().contains("line 1"));
    }
}
