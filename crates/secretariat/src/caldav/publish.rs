//! Writing to a calendar: only over the revision that was read (If-Match, RFC 9110 section 13.1.1); where somebody was faster,
//! both are brought together.

use super::blend::{Blend, blend, same};
use super::http::{Ask, CALENDAR};
use super::{Calendar, DavError, Object};
use chancery_schedule::ical::{self, Component, Line};
use serde::{Deserialize, Serialize};
use std::fmt;
use url::Url;

/// How often somebody else may be faster.
const ATTEMPTS: usize = 8;

/// What is known of an event on the server since it was last written.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Known {
    /// Where it is.
    pub url: String,
    /// Its revision.
    pub etag: Option<String>,
    /// What was to be sent, as iCalendar, without what others wrote.
    pub sent: String,
    /// What the server had after it, as iCalendar.
    pub stored: String,
}

impl fmt::Debug for Known {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Known")
    }
}

/// What came of publishing.
#[derive(Debug)]
pub struct Published {
    /// To publish from next time.
    pub known: Known,
    /// The event as it is on the server.
    pub stored: Component,
    /// Whether something that others wrote is in it.
    pub blended: bool,
    /// Where their version is kept as an event of its own, since both changed the same.
    pub other: Option<Url>,
}

/// What is stored of a message: without METHOD (RFC 4791 section 4.1), and with the word that the server sends no invitations of
/// its own: they go out by mail (RFC 6638 section 7.1).
fn storable(calendar: &Component) -> Component {
    let mut out = calendar.clone();
    out.remove("METHOD");
    for part in &mut out.parts {
        for line in &mut part.lines {
            if line.is("ATTENDEE") || line.is("ORGANIZER") {
                line.set_param("SCHEDULE-AGENT", Some("CLIENT"));
            }
        }
    }
    out
}

/// Their version as an event of its own: another uid, derived from what it says, so that it is kept once.
fn apart(theirs: &Component) -> (String, Component) {
    let text = ical::write(theirs);
    let digest = ring::digest::digest(&ring::digest::SHA256, text.as_bytes());
    let mark = digest.as_ref()[..8].iter().fold(String::new(), |mark, byte| mark + &format!("{byte:02x}"));
    let mut out = theirs.clone();
    let mut uid = String::new();
    for part in out.parts.iter_mut().filter(|p| p.is("VEVENT")) {
        uid = format!("{mark}-{}", part.value("UID").unwrap_or_default());
        part.set(Line::new("UID", uid.as_str()));
    }
    (uid, out)
}

fn read(text: &str) -> Option<Component> {
    ical::parse(text.as_bytes()).ok()?.components.into_iter().find(|c| c.is("VCALENDAR"))
}

enum Written {
    Yes,
    Overtaken,
}

impl Known {
    /// Whether this event would change nothing of what was sent.
    pub fn sends(&self, event: &Component) -> bool {
        read(&self.sent).is_some_and(|sent| same(Some(&sent), Some(&storable(event))))
    }
}

impl Calendar {
    async fn write(&self, url: &Url, text: String, over: Option<&str>) -> Result<Written, DavError> {
        let condition = over.map_or(("If-None-Match", "*"), |etag| ("If-Match", etag));
        let ask = Ask { method: "PUT", headers: &[condition], kind: CALENDAR, body: Some(text) };
        let (answer, _) = self.dav.ask(url, &ask).await?;
        match answer.status {
            200 | 201 | 204 => Ok(Written::Yes),
            // 409 and 403 with a body: the uid lies under another name (no-uid-conflict, RFC 4791 section 5.3.2.1).
            412 | 409 => Ok(Written::Overtaken),
            403 => Err(DavError::Forbidden),
            404 => Err(DavError::NotFound),
            413 => Err(DavError::Full),
            status => Err(DavError::NotDone(status)),
        }
    }

    /// Publishes an event. `known` is what came of it last time; `None`: it was never published from here.
    pub async fn publish(&self, uid: &str, event: &Component, known: Option<&Known>) -> Result<Published, DavError> {
        let mut mine = storable(event);
        let sent = known.and_then(|k| read(&k.sent));
        let stored = known.and_then(|k| read(&k.stored));
        let mut there: Option<Object> = match known {
            Some(_) => None,
            None => self.find(uid).await?,
        };
        let mut url = match (known, &there) {
            (Some(known), _) => self.dav.resolve(&self.url, &known.url)?,
            (None, Some(object)) => object.url.clone(),
            (None, None) => self.place(uid)?,
        };
        let mut etag = known.and_then(|k| k.etag.clone());
        let (mut blended, mut other) = (false, None);
        // Each version of theirs is measured against the one before it, not against what was blended already.
        let wished = ical::write(&mine);
        let (mut base_mine, mut base_theirs) = (sent, stored);
        // What others wrote until then stays where we have not changed the same since.
        if let (Some(sent), Some(stored)) = (&base_mine, &base_theirs) {
            mine = blend(Some(sent), &mine, Some(stored), stored).calendar;
            base_mine = Some(blend(Some(sent), sent, Some(stored), stored).calendar);
        }
        for _ in 0..ATTEMPTS {
            if let Some(object) = there.take() {
                if !says(&object.calendar, &mine) {
                    let Blend { calendar, other: clash } =
                        blend(base_mine.as_ref(), &mine, base_theirs.as_ref(), &object.calendar);
                    if let Some(theirs) = clash {
                        let (uid, theirs) = apart(&theirs);
                        let place = self.place(&uid)?;
                        // Theirs first: were this to end here, nothing would be lost. If it is there already, it is kept.
                        self.write(&place, ical::write(&theirs), None).await?;
                        other = Some(place);
                    }
                    blended = true;
                    mine = calendar;
                }
                etag.clone_from(&object.etag);
                url = object.url;
                base_mine = Some(mine.clone());
                base_theirs = Some(object.calendar);
            }
            let written = match self.write(&url, ical::write(&mine), etag.as_deref()).await {
                // Some servers answer a condition on what is gone with 404.
                Err(DavError::NotFound) if etag.is_some() => Written::Overtaken,
                done => done?,
            };
            match written {
                Written::Yes => {
                    let Some(object) = self.get(&url).await? else { return Err(DavError::NotFound) };
                    let known = Known {
                        url: url.to_string(),
                        etag: object.etag,
                        sent: wished,
                        stored: ical::write(&object.calendar),
                    };
                    return Ok(Published { known, stored: object.calendar, blended, other });
                }
                Written::Overtaken => {
                    there = self.get(&url).await?;
                    if there.is_none() {
                        // Deleted by another, or moved: what was written here stands.
                        there = self.find(uid).await?;
                        etag = None;
                    }
                }
            }
        }
        Err(DavError::Crowded)
    }

    /// What stands in the place of an event that is known; `None`: it is gone.
    pub async fn look(&self, known: &Known) -> Result<Option<Object>, DavError> {
        self.get(&self.dav.resolve(&self.url, &known.url)?).await
    }

    /// Deletes an event, if it is as it was last seen; otherwise gives what stands there.
    pub async fn delete(&self, known: &Known) -> Result<Option<Object>, DavError> {
        let url = self.dav.resolve(&self.url, &known.url)?;
        let condition = known.etag.as_deref().map(|etag| ("If-Match", etag));
        let ask = Ask { method: "DELETE", headers: condition.as_slice(), kind: CALENDAR, body: None };
        let (answer, _) = self.dav.ask(&url, &ask).await?;
        match answer.status {
            200 | 202 | 204 | 404 | 410 => Ok(None),
            412 | 409 => self.get(&url).await,
            403 => Err(DavError::Forbidden),
            status => Err(DavError::NotDone(status)),
        }
    }
}

/// Whether the server has just what is to be written.
fn says(theirs: &Component, mine: &Component) -> bool {
    theirs.says_the_same(mine)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_is_no_message_and_sends_none() {
        let text = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:1\r\nORGANIZER:mailto:a@x\r\nATTENDEE:mailto:b@x\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        let stored = storable(&read(text).unwrap());
        assert!(stored.line("METHOD").is_none());
        for name in ["ORGANIZER", "ATTENDEE"] {
            assert_eq!(stored.parts[0].line(name).unwrap().param("SCHEDULE-AGENT"), Some("CLIENT"));
        }
        let (uid, other) = apart(&stored);
        assert!(uid.ends_with("-1") && other.parts[0].value("UID") == Some(uid.as_str()));
        assert_eq!(apart(&stored).0, uid, "kept once");
    }
}
