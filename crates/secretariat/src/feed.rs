//! Calendars that are only read: a file that others subscribe to, and another's feed (`webcal`, `https`) read again only where it
//! changed (ETag, If-Modified-Since).

use crate::files::{self, Unwritable};
use crate::line::Login;
use crate::network::{Network, NoAnswer, is_this_machine, one_server};
use chancery_schedule::ical::{self, Component, Line};
use chancery_schedule::itip::new_calendar;
use serde::{Deserialize, Serialize};
use std::path::Path;
use thiserror::Error;
use url::Url;

/// Bytes of a feed.
const LONGEST: usize = 64 * 1024 * 1024;
const MOST_REDIRECTS: usize = 5;

/// What was seen of a feed, for the next time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Seen {
    /// Its revision.
    pub etag: Option<String>,
    /// When it was changed, as its server writes it.
    pub modified: Option<String>,
}

/// What a look at a feed gave.
#[derive(Debug)]
pub enum Feed {
    /// It is as it was.
    Unchanged,
    /// It is new or changed.
    Changed {
        /// The calendar.
        calendar: Component,
        /// For the next time.
        seen: Seen,
    },
}

/// Why a feed could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FeedError {
    /// What was written is no address.
    #[error("this is not the address of a calendar: write it as https://… or webcal://…")]
    BadAddress,
    /// Without TLS, and not from this machine.
    #[error(
        "the address is without encryption (http://), so that anybody on the way could write the calendar: use https://"
    )]
    Plain,
    /// Nobody answers, or too slowly.
    #[error("the calendar's server does not answer")]
    Unreachable,
    /// The certificate is for another, expired, or signed by somebody unknown.
    #[error("the connection to the calendar's server cannot be trusted ({0})")]
    Untrusted(String),
    /// It points to another server, which would see the password.
    #[error("the calendar's server points to another, which would see the password: give its address instead")]
    LedElsewhere,
    /// Name and password.
    #[error("the calendar's server asks for another name and password")]
    Login,
    /// There is none.
    #[error("there is no calendar at this address (HTTP {0})")]
    None(u16),
    /// Longer than is read.
    #[error("the calendar is longer than is read ({LONGEST} bytes)")]
    TooLong,
    /// What is there is no calendar.
    #[error("what is at this address is no calendar: {0}")]
    NoCalendar(String),
}

impl From<NoAnswer> for FeedError {
    fn from(error: NoAnswer) -> Self {
        match error {
            NoAnswer::Unreachable | NoAnswer::Slow | NoAnswer::Nonsense => Self::Unreachable,
            NoAnswer::Tls(why) => Self::Untrusted(why),
            NoAnswer::TooLong => Self::TooLong,
        }
    }
}

fn address(text: &str) -> Result<Url, FeedError> {
    let text = text.trim();
    let text = match text.split_once("://") {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("webcal") || scheme.eq_ignore_ascii_case("webcals") => {
            format!("https://{rest}")
        }
        Some(_) => text.to_owned(),
        None => format!("https://{text}"),
    };
    let url = Url::parse(&text).map_err(|_| FeedError::BadAddress)?;
    may_be_read(&url)?;
    Ok(url)
}

fn may_be_read(url: &Url) -> Result<(), FeedError> {
    match url.scheme() {
        "https" if url.host().is_some() => Ok(()),
        "http" if is_this_machine(url) => Ok(()),
        "http" => Err(FeedError::Plain),
        _ => Err(FeedError::BadAddress),
    }
}

/// Reads a feed, if it changed since `seen`.
pub async fn read(network: &Network, at: &str, login: Option<&Login>, seen: &Seen) -> Result<Feed, FeedError> {
    let first = address(at)?;
    let mut url = first.clone();
    for _ in 0..=MOST_REDIRECTS {
        let mut request = network.http.get(url.clone()).header("Accept", "text/calendar");
        if let Some(login) = login {
            request = request.basic_auth(&login.user, Some(login.password.as_str()));
        }
        if let Some(etag) = &seen.etag {
            request = request.header("If-None-Match", etag);
        }
        if let Some(modified) = &seen.modified {
            request = request.header("If-Modified-Since", modified);
        }
        let answer = network.answer(request, LONGEST).await?;
        match answer.status {
            301 | 302 | 303 | 307 | 308 => {
                let location = answer.header("location").ok_or(FeedError::None(answer.status))?;
                let next = url.join(location).map_err(|_| FeedError::BadAddress)?;
                may_be_read(&next)?;
                // Neither is a stranger led to what only this machine may read.
                if login.is_some() && !one_server(&next, &first) || is_this_machine(&next) && !is_this_machine(&first) {
                    return Err(FeedError::LedElsewhere);
                }
                url = next;
            }
            304 => return Ok(Feed::Unchanged),
            200 => {
                let header = |name| answer.header(name).map(str::to_owned);
                let seen = Seen { etag: header("etag"), modified: header("last-modified") };
                let parsed = ical::parse(&answer.body).map_err(|e| FeedError::NoCalendar(e.to_string()))?;
                let calendar = parsed.components.into_iter().find(|c| c.is("VCALENDAR"));
                let calendar =
                    calendar.ok_or_else(|| FeedError::NoCalendar("there is none in it (RFC 5545 3.4)".into()))?;
                return Ok(Feed::Changed { calendar, seen });
            }
            401 | 403 => return Err(FeedError::Login),
            status => return Err(FeedError::None(status)),
        }
    }
    Err(FeedError::None(310))
}

/// Writes the events of several calendars into one file that others may subscribe to: a calendar of METHOD:PUBLISH, to which
/// nobody answers. Of each event, who is invited is left out unless `with_people`.
pub fn write(path: &Path, calendars: &[&Component], name: &str, with_people: bool) -> Result<(), Unwritable> {
    let mut out = new_calendar();
    out.set(Line::new("METHOD", "PUBLISH"));
    // RFC 7986 section 5.1, and as older programs know it.
    out.set(Line::text("NAME", name));
    out.set(Line::text("X-WR-CALNAME", name));
    for part in calendars.iter().flat_map(|c| &c.parts) {
        let zone_is_there = part.is("VTIMEZONE")
            && out.parts.iter().any(|p| p.is("VTIMEZONE") && p.value("TZID") == part.value("TZID"));
        if zone_is_there || !(part.is("VTIMEZONE") || part.is("VEVENT")) {
            continue;
        }
        let mut part = part.clone();
        if !with_people {
            part.lines.retain(|l| !l.is("ATTENDEE") && !l.is("CONTACT"));
        }
        // Alarms are the reader's own.
        part.parts.retain(|p| !p.is("VALARM"));
        out.parts.push(part);
    }
    files::write(path, ical::write(&out).as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_in_all_their_forms() {
        assert_eq!(address(" webcal://a.example/x.ics").unwrap().as_str(), "https://a.example/x.ics");
        assert_eq!(address("a.example/x.ics").unwrap().as_str(), "https://a.example/x.ics");
        assert!(address("http://127.0.0.1:9/x.ics").is_ok());
        assert_eq!(address("http://a.example/x.ics"), Err(FeedError::Plain));
        for bad in ["", "file:///etc/passwd", "ftp://a.example/", "https://"] {
            assert_eq!(address(bad), Err(FeedError::BadAddress), "{bad}");
        }
    }

    #[test]
    fn a_file_for_others_names_nobody_unless_it_shall() {
        let text = "BEGIN:VCALENDAR\r\nBEGIN:VTIMEZONE\r\nTZID:Z\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Fish\r\nATTENDEE:mailto:a@x\r\n\
                    BEGIN:VALARM\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        let one = ical::parse(text.as_bytes()).unwrap().components.remove(0);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("feed.ics");
        write(&path, &[&one, &one], "Protocol", false).unwrap();
        let written = std::fs::read_to_string(&path).unwrap();
        assert!(written.contains("METHOD:PUBLISH") && written.contains("SUMMARY:Fish"));
        assert!(!written.contains("ATTENDEE") && !written.contains("VALARM"));
        assert_eq!(written.matches("BEGIN:VTIMEZONE").count(), 1);
        write(&path, &[&one], "Protocol", true).unwrap();
        assert!(std::fs::read_to_string(&path).unwrap().contains("ATTENDEE"));
    }
}
