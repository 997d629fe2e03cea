//! A ministry's own calendar server: found, read, written, watched (RFC 4791, RFC 6578, RFC 6764), with everybody else's changes
//! respected: nothing is written over what was not seen.

mod blend;
mod http;
mod publish;
mod xml;

pub use blend::{Blend, blend};
pub use publish::{Known, Published};

use crate::line::Login;
use crate::network::Network;
use chancery_schedule::ical::{self, Component};
use chancery_schedule::slots::{Busy, elsewhere};
use chancery_schedule::zones::Zone;
use chancery_schedule::{civil, freebusy};
use http::{Ask, CALENDAR, Dav, XML};
use jiff::Timestamp;
use std::fmt;
use std::sync::Arc;
use thiserror::Error;
use url::Url;
use xml::{CALDAV, DAV, Element, Resource, SERVER, escaped, propfind, resources};

/// Calendars of one user, and events of one calendar, that are looked at.
const MOST: usize = 50_000;
/// Objects asked for in one request.
const BATCH: usize = 200;

/// Why a calendar server did not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum DavError {
    /// What was written is no address.
    #[error("this is not the address of a calendar server: write it as https://calendar.ministry.example")]
    BadAddress,
    /// Without TLS, and not to this machine.
    #[error("the address is without encryption (http://), and not on this machine: use https://")]
    PlainAbroad,
    /// Nobody answers.
    #[error("the calendar server does not answer: check the address, and whether the network lets it through")]
    Unreachable,
    /// The certificate is for another, expired, or signed by somebody unknown.
    #[error("the connection to the calendar server cannot be trusted ({0})")]
    Untrusted(String),
    /// It takes too long.
    #[error("the calendar server takes too long to answer: try again later")]
    Slow,
    /// More than is read.
    #[error("the calendar server sends more than is read of it: ask for a shorter span")]
    TooLong,
    /// Not CalDAV.
    #[error("what answers is not a calendar server (CalDAV): check the address")]
    Nonsense,
    /// It points to another server, which would see the password.
    #[error("the calendar server points to another, {host}: if that is right, give its address instead")]
    LedElsewhere {
        /// Which.
        host: String,
    },
    /// Name and password.
    #[error("the calendar server does not accept this name and password")]
    Login,
    /// Not this person, or not this.
    #[error("the calendar server does not allow this: the calendar may be for reading only")]
    Forbidden,
    /// There is nothing at this address.
    #[error("there is nothing at this address of the calendar server")]
    NotFound,
    /// No space is left.
    #[error("the calendar server has no room left")]
    Full,
    /// Its own trouble.
    #[error("the calendar server is in trouble (HTTP {0}): try again later, or ask its administrator")]
    Server(u16),
    /// It does not do this.
    #[error("the calendar server does not do this (HTTP {0})")]
    NotDone(u16),
    /// Somebody else changed it in between, again and again.
    #[error("others are changing this event just now: try again in a moment")]
    Crowded,
    /// What lies there is no calendar that can be read.
    #[error("an event on the calendar server cannot be read: {0}")]
    BadCalendar(String),
}

/// A calendar that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Where.
    pub url: Url,
    /// As it is called there.
    pub name: Option<chancery_model::Personal>,
}

/// An object of a calendar: one event with all its instances.
#[derive(Clone, Debug, PartialEq)]
pub struct Object {
    /// Where.
    pub url: Url,
    /// Its revision.
    pub etag: Option<String>,
    /// What it holds.
    pub calendar: Component,
}

/// What changed in a calendar since it was last looked at.
#[derive(Debug, Default)]
pub struct News {
    /// What is new or changed.
    pub changed: Vec<Object>,
    /// What is gone.
    pub gone: Vec<Url>,
    /// What lies there and cannot be read.
    pub unreadable: Vec<Url>,
    /// What to ask from next time.
    pub mark: Mark,
}

/// How far a calendar has been read.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Mark {
    /// The server's sync-token (RFC 6578), where it has one.
    pub token: Option<String>,
    /// Its ctag, where it has one.
    pub ctag: Option<String>,
    /// The revision of each object.
    pub etags: std::collections::BTreeMap<String, String>,
}

/// A calendar on a server.
#[derive(Clone)]
pub struct Calendar {
    dav: Dav,
    url: Url,
}

impl fmt::Debug for Calendar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Calendar")
    }
}

fn is_calendar(resource: &Resource<'_>) -> bool {
    let kind = resource.prop(DAV, "resourcetype");
    let events = resource
        .prop(CALDAV, "supported-calendar-component-set")
        .is_none_or(|set| set.children.is_empty() || set.children.iter().any(|c| c.label.as_deref() == Some("VEVENT")));
    kind.is_some_and(|k| k.child(CALDAV, "calendar").is_some()) && events
}

/// Finds the calendars of a user from any address of the server: that of a calendar, of a user, or of the server alone
/// (RFC 6764 section 6).
pub async fn discover(network: &Network, address: &str, login: Option<Login>) -> Result<Vec<Found>, DavError> {
    let dav = Dav::new(network, address, login)?;
    let mut starts = vec![dav.base.clone()];
    starts.extend(dav.base.join("/.well-known/caldav"));
    starts.extend(dav.base.join("/"));
    let mut trouble = DavError::NotFound;
    for start in starts {
        match from(&dav, &start).await {
            Ok(found) if !found.is_empty() => return Ok(found),
            Ok(_) => {}
            // What another address will not change.
            Err(e @ (DavError::Login | DavError::Unreachable | DavError::Untrusted(_) | DavError::Slow)) => {
                return Err(e);
            }
            Err(e) => trouble = e,
        }
    }
    Err(trouble)
}

async fn from(dav: &Dav, start: &Url) -> Result<Vec<Found>, DavError> {
    const ASKED: [&str; 5] = [
        "D:resourcetype",
        "D:displayname",
        "D:current-user-principal",
        "C:calendar-home-set",
        "C:supported-calendar-component-set",
    ];
    let (root, at) = dav.multistatus(start, "PROPFIND", "0", propfind(&ASKED)).await?;
    let all = resources(&root).ok_or(DavError::Nonsense)?;
    let first = all.first().ok_or(DavError::Nonsense)?;
    if is_calendar(first) {
        return Ok(vec![found(at, first)]);
    }
    let home_of = |resource: &Resource<'_>| {
        let set = resource.prop(CALDAV, "calendar-home-set")?;
        Some(set.child(DAV, "href")?.text.trim().to_owned())
    };
    let home = if let Some(home) = home_of(first) {
        dav.resolve(&at, &home)?
    } else {
        let principal = first.props.iter().find_map(|p| p.href_in(DAV, "current-user-principal"));
        // A server without users may hold its calendars right here.
        let Some(principal) = principal else { return below(dav, &at).await };
        let principal = dav.resolve(&at, principal)?;
        let (root, at) = dav.multistatus(&principal, "PROPFIND", "0", propfind(&ASKED)).await?;
        let all = resources(&root).ok_or(DavError::Nonsense)?;
        match all.first().and_then(home_of) {
            Some(home) => dav.resolve(&at, &home)?,
            None => principal,
        }
    };
    below(dav, &home).await
}

fn found(url: Url, resource: &Resource<'_>) -> Found {
    let name = resource.text(DAV, "displayname").filter(|n| !n.is_empty());
    Found { url, name: name.map(Into::into) }
}

async fn below(dav: &Dav, home: &Url) -> Result<Vec<Found>, DavError> {
    const ASKED: [&str; 3] = ["D:resourcetype", "D:displayname", "C:supported-calendar-component-set"];
    let (root, at) = dav.multistatus(home, "PROPFIND", "1", propfind(&ASKED)).await?;
    let all = resources(&root).ok_or(DavError::Nonsense)?;
    let calendars = all.iter().filter(|r| is_calendar(r)).take(MOST);
    calendars.map(|r| Ok(found(dav.resolve(&at, r.href)?, r))).collect()
}

/// The resources of an answer that is not cut short: what was left out would be taken for deleted.
fn counted(root: &Element) -> Result<Vec<Resource<'_>>, DavError> {
    let all = resources(root).ok_or(DavError::Nonsense)?;
    if all.len() > MOST { Err(DavError::TooLong) } else { Ok(all) }
}

/// How many resources an answer of a calendar server speaks of (RFC 4918 section 13), and how many of the calendars in it can be
/// read; `None`: it is no answer, or beyond the bounds. For whoever wants to know what an answer does here without a server.
pub fn answer_holds(bytes: &[u8]) -> Option<(usize, usize)> {
    let root = xml::read(bytes).ok()?;
    let all = counted(&root).ok()?;
    let calendars = all.iter().filter_map(|r| r.text(CALDAV, "calendar-data"));
    Some((all.len(), calendars.filter(|text| parsed(text.as_bytes()).is_ok()).count()))
}

/// An object's text as a calendar.
fn parsed(text: &[u8]) -> Result<Component, DavError> {
    let parsed = ical::parse(text).map_err(|e| DavError::BadCalendar(e.to_string()))?;
    let calendar = parsed.components.into_iter().find(|c| c.is("VCALENDAR"));
    calendar.ok_or_else(|| DavError::BadCalendar("there is no calendar in it (RFC 5545 3.4)".into()))
}

impl Calendar {
    /// A calendar by its address.
    pub fn new(network: &Network, address: &str, login: Option<Login>) -> Result<Self, DavError> {
        let dav = Dav::new(network, address, login)?;
        let mut url = dav.base.clone();
        // What lies in it is named relative to it.
        let path = url.path().trim_end_matches('/').to_owned();
        url.set_path(&format!("{path}/"));
        Ok(Self { dav, url })
    }

    /// Where an event of this uid is put, if it is not there yet.
    fn place(&self, uid: &str) -> Result<Url, DavError> {
        let digest = ring::digest::digest(&ring::digest::SHA256, uid.as_bytes());
        let name = digest.as_ref()[..16].iter().fold(String::new(), |name, byte| name + &format!("{byte:02x}"));
        self.url.join(&format!("{name}.ics")).map_err(|_| DavError::BadAddress)
    }

    /// An object; `None`: there is none.
    pub async fn get(&self, url: &Url) -> Result<Option<Object>, DavError> {
        let (answer, _) = self.dav.ask(url, &Ask { method: "GET", headers: &[], kind: CALENDAR, body: None }).await?;
        match answer.status {
            200 => {
                let etag = answer.header("etag").map(str::to_owned);
                Ok(Some(Object { url: url.clone(), etag, calendar: parsed(&answer.body)? }))
            }
            404 | 410 => Ok(None),
            403 => Err(DavError::Forbidden),
            status => Err(DavError::NotDone(status)),
        }
    }

    fn objects(&self, root: &Element, at: &Url) -> Result<(Vec<Object>, Vec<Url>), DavError> {
        let (mut objects, mut unreadable) = (Vec::new(), Vec::new());
        for resource in resources(root).ok_or(DavError::Nonsense)?.iter().take(MOST) {
            let Some(data) = resource.prop(CALDAV, "calendar-data") else { continue };
            let url = self.dav.resolve(at, resource.href)?;
            let etag = resource.text(DAV, "getetag").map(str::to_owned);
            match parsed(data.text.trim_start().as_bytes()) {
                Ok(calendar) => objects.push(Object { url, etag, calendar }),
                Err(_) => unreadable.push(url),
            }
        }
        Ok((objects, unreadable))
    }

    /// The objects of which some occurrence lies between two instants (seconds since 1970), and what could not be read.
    pub async fn between(&self, from: Timestamp, to: Timestamp) -> Result<(Vec<Object>, Vec<Url>), DavError> {
        let filter = format!("<C:time-range start=\"{}\" end=\"{}\"/>", utc(from), utc(to));
        let (root, at) = self.dav.multistatus(&self.url, "REPORT", "1", query(&filter)).await?;
        self.objects(&root, &at)
    }

    /// The object that holds the event of a uid.
    pub async fn find(&self, uid: &str) -> Result<Option<Object>, DavError> {
        if let Some(object) = self.get(&self.place(uid)?).await? {
            return Ok(Some(object));
        }
        let wanted = escaped(uid);
        let filter = format!(
            "<C:prop-filter name=\"UID\"><C:text-match collation=\"i;octet\">{wanted}</C:text-match></C:prop-filter>"
        );
        let (root, at) = self.dav.multistatus(&self.url, "REPORT", "1", query(&filter)).await?;
        let (objects, _) = self.objects(&root, &at)?;
        // A server may match a part of it.
        Ok(objects.into_iter().find(|o| o.calendar.parts("VEVENT").any(|e| e.value("UID") == Some(uid))))
    }

    /// When the calendar's owner is busy: as the server says (RFC 4791 section 7.10), or, where it does not, as its events say.
    pub async fn busy(&self, from: Timestamp, to: Timestamp) -> Result<Vec<Busy>, DavError> {
        let (start, end) = (civil::instant(from), civil::instant(to));
        let body = format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><C:free-busy-query xmlns:C=\"{CALDAV}\"><C:time-range start=\"{}\" end=\"{}\"/></C:free-busy-query>",
            utc(from),
            utc(to)
        );
        let ask = Ask { method: "REPORT", headers: &[("Depth", "1")], kind: XML, body: Some(body) };
        let asked = self.dav.ask(&self.url, &ask).await;
        if let Ok((answer, _)) = &asked
            && answer.status == 200
            && let Ok(calendar) = parsed(&answer.body)
            && calendar.parts("VFREEBUSY").next().is_some()
        {
            let mut all: Vec<Busy> = freebusy::read(&calendar).into_iter().flat_map(|g| g.busy).collect();
            all.retain(|b| b.start < end && b.end > start);
            return Ok(all);
        }
        // What asking otherwise will not change.
        if let Err(e @ (DavError::Login | DavError::Unreachable | DavError::Untrusted(_) | DavError::Slow)) = asked {
            return Err(e);
        }
        let (objects, _) = self.between(from, to).await?;
        let calendars: Vec<&Component> = objects.iter().map(|o| &o.calendar).collect();
        let told = elsewhere(&calendars, start, end, &Arc::new(Zone::utc()));
        if told.incomplete { Err(DavError::TooLong) } else { Ok(told.busy) }
    }

    /// What changed since `mark`; a mark that is empty, or that the server no longer knows, gives everything.
    pub async fn news(&self, mark: &Mark) -> Result<News, DavError> {
        if let Some(token) = &mark.token {
            match self.since(token, mark).await {
                Ok(news) => return Ok(news),
                // The token is too old (RFC 6578 section 3.2), or the server has ceased to give any.
                Err(DavError::Forbidden | DavError::NotDone(_) | DavError::NotFound | DavError::Server(501)) => {}
                Err(e) => return Err(e),
            }
        }
        self.compared(mark).await
    }

    async fn since(&self, token: &str, mark: &Mark) -> Result<News, DavError> {
        let body = format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><D:sync-collection xmlns:D=\"{DAV}\"><D:sync-token>{}</D:sync-token>\
             <D:sync-level>1</D:sync-level><D:prop><D:getetag/></D:prop></D:sync-collection>",
            escaped(token)
        );
        let (root, at) = self.dav.multistatus(&self.url, "REPORT", "0", body).await?;
        let mut news = News { mark: mark.clone(), ..News::default() };
        let mut wanted = Vec::new();
        for resource in counted(&root)? {
            let url = self.dav.resolve(&at, resource.href)?;
            if url.path() == self.url.path() {
                continue;
            }
            if matches!(resource.status, Some(404 | 410)) {
                news.mark.etags.remove(url.path());
                news.gone.push(url);
            } else {
                wanted.push((url, resource.text(DAV, "getetag").unwrap_or_default().to_owned()));
            }
        }
        let next = root.child(DAV, "sync-token").map(|t| t.text.trim().to_owned());
        news.mark.token = Some(next.ok_or(DavError::Nonsense)?);
        self.fill(&mut news, wanted).await?;
        Ok(news)
    }

    /// All revisions, held against those known.
    async fn compared(&self, mark: &Mark) -> Result<News, DavError> {
        const ASKED: [&str; 4] = ["D:resourcetype", "D:getetag", "D:sync-token", "S:getctag"];
        let (root, at) = self.dav.multistatus(&self.url, "PROPFIND", "1", propfind(&ASKED)).await?;
        let mut news = News::default();
        let mut wanted = Vec::new();
        for resource in counted(&root)? {
            let url = self.dav.resolve(&at, resource.href)?;
            if url.path().trim_end_matches('/') == self.url.path().trim_end_matches('/') {
                news.mark.token = resource.text(DAV, "sync-token").filter(|t| !t.is_empty()).map(str::to_owned);
                news.mark.ctag = resource.text(SERVER, "getctag").map(str::to_owned);
                continue;
            }
            if resource.prop(DAV, "resourcetype").is_some_and(|r| r.child(DAV, "collection").is_some()) {
                continue;
            }
            let etag = resource.text(DAV, "getetag").unwrap_or_default().to_owned();
            if mark.etags.get(url.path()).is_some_and(|known| *known == etag && !etag.is_empty()) {
                news.mark.etags.insert(url.path().to_owned(), etag);
            } else {
                wanted.push((url, etag));
            }
        }
        for known in mark.etags.keys() {
            if !news.mark.etags.contains_key(known) && !wanted.iter().any(|(url, _)| url.path() == known) {
                news.gone.push(self.dav.resolve(&self.url, known)?);
            }
        }
        self.fill(&mut news, wanted).await?;
        Ok(news)
    }

    /// Reads objects into the news, many at a time (calendar-multiget, RFC 4791 section 7.9).
    async fn fill(&self, news: &mut News, wanted: Vec<(Url, String)>) -> Result<(), DavError> {
        for batch in wanted.chunks(BATCH) {
            let hrefs =
                batch.iter().fold(String::new(), |all, (url, _)| all + "<D:href>" + &escaped(url.path()) + "</D:href>");
            let body = format!(
                "<?xml version=\"1.0\" encoding=\"utf-8\"?><C:calendar-multiget xmlns:D=\"{DAV}\" xmlns:C=\"{CALDAV}\"><D:prop><D:getetag/><C:calendar-data/></D:prop>{hrefs}</C:calendar-multiget>"
            );
            let (root, at) = self.dav.multistatus(&self.url, "REPORT", "1", body).await?;
            let (objects, unreadable) = self.objects(&root, &at)?;
            for object in &objects {
                if let Some(etag) = &object.etag {
                    news.mark.etags.insert(object.url.path().to_owned(), etag.clone());
                }
            }
            // What cannot be read is told once for each of its revisions.
            for url in &unreadable {
                if let Some((_, etag)) = batch.iter().find(|(u, _)| u.path() == url.path()) {
                    news.mark.etags.insert(url.path().to_owned(), etag.clone());
                }
            }
            news.changed.extend(objects);
            news.unreadable.extend(unreadable);
        }
        Ok(())
    }
}

fn utc(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

fn query(filter: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><C:calendar-query xmlns:D=\"{DAV}\" xmlns:C=\"{CALDAV}\"><D:prop><D:getetag/><C:calendar-data/></D:prop>\
         <C:filter><C:comp-filter name=\"VCALENDAR\"><C:comp-filter name=\"VEVENT\">{filter}</C:comp-filter></C:comp-filter></C:filter></C:calendar-query>"
    )
}
