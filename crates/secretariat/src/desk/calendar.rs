//! What has gone out stands in the ministry's own calendar, too (CalDAV): as those who were invited have it, without the link.
//! What others write into the event stays there; where they moved it, that is told and not taken over: those who were invited
//! know of the time that went out.

use super::{Desk, Kept, Problem};
use crate::caldav::{Calendar, DavError, Known};
use chancery_model::Personal;
use chancery_schedule::ical::Component;
use chancery_schedule::plan::{Plan, Status, compose};
use chancery_schedule::recur::{Query, expand};
use chancery_schedule::zones::{Zone, Zones};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// Meetings that are brought up to date at once; what is long over is left alone.
const MOST: usize = 200;
/// After its end a meeting is looked after so long.
const AFTER: SignedDuration = SignedDuration::from_hours(7 * 24);
/// The end of the year 9999.
const LATEST: i64 = 253_402_300_799;
/// How often somebody else may be faster while an event is deleted.
const ATTEMPTS: usize = 4;

/// Where a plan's event stands in the ministry's calendar.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct InCalendar {
    /// The calendar's address, as it was set.
    pub address: String,
    /// What is known of it there.
    pub known: Known,
}

impl fmt::Debug for InCalendar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InCalendar")
    }
}

/// A meeting that stands in the calendar at another time than went out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Moved {
    /// Of which plan.
    pub uid: String,
    /// Its title.
    pub title: Personal,
    /// When it begins there.
    pub start: Timestamp,
    /// How long it is there, in minutes.
    pub minutes: u32,
}

/// How the calendar stands after it was brought up to date.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// Meetings of this desk that are in it.
    pub meetings: usize,
    /// Those that others have moved there.
    pub moved: Vec<Moved>,
    /// Those that others have taken out of it; they come back when they change.
    pub gone: usize,
    /// Which those are.
    pub absent: Vec<String>,
}

/// When the event is, of one that happens once.
fn time(calendar: &Component) -> Option<(i64, i64)> {
    let query = Query { most: 1, ..Query::new(0, LATEST, Arc::new(Zone::utc())) };
    let found = expand(&[calendar], &mut Zones::of([calendar]), &query).occurrences;
    found.first().map(|one| (one.start, one.end))
}

/// Where others have moved it to.
fn moved(plan: &Plan, there: &Component) -> Option<Moved> {
    let planned = plan.start.filter(|_| plan.recurrence.is_none())?;
    let (start, end) = time(there)?;
    let minutes = u32::try_from((end - start) / 60).ok()?;
    let elsewhere = start != planned.as_second() || minutes != plan.minutes;
    let start = Timestamp::from_second(start).ok()?;
    elsewhere.then(|| Moved { uid: plan.uid.clone(), title: plan.title.clone(), start, minutes })
}

/// Whether anybody still looks at it.
pub(super) fn current(plan: &Plan, now: Timestamp) -> bool {
    let from = now.saturating_sub(AFTER).unwrap_or(now);
    plan.status == Status::Cancelled || !chancery_schedule::plan::dates(plan, from, 1).is_empty()
}

impl Desk {
    /// Brings the ministry's calendar up to date with the desk: what has gone out is written, what was cancelled is taken out.
    ///
    /// # Errors
    /// [`DavError`] where the server does not do it; [`Problem::Store`] where the desk cannot keep what it knows of it. What was
    /// done until then stands.
    pub async fn bring_up_to_date(
        &self,
        (calendar, address): (&Calendar, &str),
        now: Timestamp,
    ) -> Result<Standing, NotKept> {
        let all: Vec<(Plan, Option<Known>)> = {
            let kept = self.kept.lock();
            let there =
                |kept: &Kept| kept.draft.calendar.as_ref().filter(|c| c.address == address).map(|c| c.known.clone());
            kept.values()
                .filter(|k| current(&k.draft.plan, now))
                .map(|k| (k.draft.plan.clone(), there(k)))
                .take(MOST)
                .collect()
        };
        let mut standing = Standing::default();
        for (plan, known) in all {
            if plan.status == Status::Cancelled {
                if let Some(known) = known {
                    take_out(calendar, known).await?;
                    self.keep_calendar(&plan.uid, None)?;
                }
                continue;
            }
            let Some(event) = compose::standing(&plan, now) else { continue };
            let stored = if let Some(known) = known.as_ref().filter(|known| known.sends(&event)) {
                // Nothing of ours changed: what stands there now?
                let Some(object) = calendar.look(known).await? else {
                    standing.gone += 1;
                    standing.absent.push(plan.uid);
                    continue;
                };
                object.calendar
            } else {
                let published = calendar.publish(&plan.uid, &event, known.as_ref()).await?;
                let known = published.known;
                self.keep_calendar(&plan.uid, Some(InCalendar { address: address.to_owned(), known }))?;
                published.stored
            };
            standing.meetings += 1;
            standing.moved.extend(moved(&plan, &stored));
        }
        Ok(standing)
    }

    fn keep_calendar(&self, uid: &str, calendar: Option<InCalendar>) -> Result<(), Problem> {
        let mut all = self.kept.lock();
        // Thrown away meanwhile.
        let Some(kept) = all.get_mut(uid) else { return Ok(()) };
        let draft = crate::drafts::Draft { calendar, ..kept.draft.clone() };
        self.drafts.save(&draft)?;
        kept.draft = draft;
        Ok(())
    }
}

/// Deletes it, whatever others have made of it.
async fn take_out(calendar: &Calendar, mut known: Known) -> Result<(), DavError> {
    for _ in 0..ATTEMPTS {
        match calendar.delete(&known).await? {
            None => return Ok(()),
            Some(object) => known.etag = object.etag,
        }
    }
    Err(DavError::Crowded)
}

/// Why the calendar is not up to date.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum NotKept {
    /// The server.
    #[error(transparent)]
    Server(#[from] DavError),
    /// The desk's folder.
    #[error("the desk cannot keep what it knows of the calendar")]
    Store(Problem),
}

impl From<Problem> for NotKept {
    fn from(problem: Problem) -> Self {
        Self::Store(problem)
    }
}
