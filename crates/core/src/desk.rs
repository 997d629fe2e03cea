//! The desk: the meetings that this person is invited to, what the server says of them, and the field into which a link
//! is typed.

use crate::cx::{Cx, earlier};
use crate::sealer::open_meeting;
use crate::view::{self, DeskMeeting, Due, MeetingInfo};
use crate::{Effect, Problem, StoreCommand};
use chancery_model::{Delegation, DelegationCode, Meeting, MeetingId, Now, Personal, Tick};
use chancery_signalling::message::{AccessToken, LookRequest, MeetingLook};
use chancery_trust::{Invitation, LinkError, MeetingKeys};
use jiff::{SignedDuration, Timestamp};
use std::time::Duration;

/// How many meetings the desk holds.
const MAX: usize = 64;
/// A meeting is due this long before it begins.
const DUE_BEFORE: SignedDuration = SignedDuration::from_mins(10);
/// How often the server is asked again while the desk is shown.
const LOOK_EVERY: Duration = Duration::from_secs(30);
/// How soon after it did not answer.
const LOOK_AGAIN: Duration = Duration::from_secs(10);
/// An unanswered question is asked again after this.
const LOOK_PATIENCE: Duration = Duration::from_secs(20);
/// An invitation that expired longer ago is taken off the desk at the next start.
const KEEP_EXPIRED: SignedDuration = SignedDuration::from_hours(24);
/// The longest line shown of a meeting's description, in characters.
const LINE_MAX: usize = 200;
/// The most sides a meeting may have.
const SIDES_MAX: usize = 64;

/// One meeting on the desk.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) invitation: Invitation,
    pub(crate) keys: MeetingKeys,
    pub(crate) info: Option<MeetingInfo>,
    present: Option<u32>,
    problem: Option<Problem>,
    /// When the server is asked next.
    look_at: Tick,
}

impl Entry {
    fn new(invitation: Invitation, now: Now) -> Self {
        let keys = invitation.keys();
        let problem = (invitation.expires <= now.wall).then_some(Problem::LinkExpired);
        Self { invitation, keys, info: None, present: None, problem, look_at: now.tick }
    }

    fn end(&self) -> Timestamp {
        let planned = self.info.as_ref().map(|i| SignedDuration::from_mins(i.minutes.into()));
        planned.and_then(|p| self.invitation.starts.checked_add(p).ok()).unwrap_or(self.invitation.expires)
    }

    fn due(&self, wall: Timestamp) -> Due {
        if wall >= self.end() {
            Due::Over
        } else if wall >= self.invitation.starts.checked_sub(DUE_BEFORE).unwrap_or(Timestamp::MIN) {
            Due::Now
        } else {
            Due::Later
        }
    }

    /// The next moment at which [`Self::due`] changes.
    fn changes_at(&self, wall: Timestamp) -> Option<Timestamp> {
        let begin = self.invitation.starts.checked_sub(DUE_BEFORE).unwrap_or(Timestamp::MIN);
        [begin, self.end()].into_iter().filter(|t| *t > wall).min()
    }
}

/// The desk.
#[derive(Debug, Default)]
pub(crate) struct Desk {
    entries: Vec<Entry>,
    draft: Personal,
    problem: Option<Problem>,
}

impl Desk {
    /// What was stored. Links that cannot be read any more are left out; long expired ones too.
    pub(crate) fn load(&mut self, cx: &Cx<'_>, links: &[Personal]) {
        for link in links.iter().take(MAX) {
            if let Ok(invitation) = Invitation::parse(link)
                && cx.now.wall.duration_since(invitation.expires) < KEEP_EXPIRED
                && self.find(invitation.meeting).is_none()
            {
                self.entries.push(Entry::new(invitation, cx.now));
            }
        }
    }

    /// Takes a link. A broken one stays in the field, with what is the matter.
    pub(crate) fn open(&mut self, cx: &mut Cx<'_>, text: &Personal) {
        match Self::read(text, cx.now) {
            Ok(invitation) => {
                self.put(cx, invitation);
                self.problem = None;
                // Another text that was being typed when a link was opened from outside stays.
                if self.draft.trim() == text.trim() {
                    self.draft = Personal::default();
                }
            }
            Err(problem) => {
                if self.draft.is_empty() {
                    self.draft = text.clone();
                }
                self.problem = Some(problem);
            }
        }
    }

    fn read(text: &str, now: Now) -> Result<Invitation, Problem> {
        let invitation = Invitation::parse(text).map_err(|e| match e {
            LinkError::Unreadable => Problem::LinkUnreadable,
            LinkError::Damaged => Problem::LinkDamaged,
            // A new one is needed, as for one that has expired.
            LinkError::TooOld => Problem::LinkExpired,
            LinkError::TooNew => Problem::LinkTooNew,
        })?;
        if invitation.expires <= now.wall { Err(Problem::LinkExpired) } else { Ok(invitation) }
    }

    /// Adds an invitation, or puts it in the place of the one for the same meeting.
    fn put(&mut self, cx: &mut Cx<'_>, invitation: Invitation) {
        match self.entries.iter_mut().find(|e| e.invitation.meeting == invitation.meeting) {
            Some(entry) if entry.invitation == invitation => entry.look_at = cx.tick(),
            Some(entry) => *entry = Entry::new(invitation, cx.now),
            None => {
                if self.entries.len() == MAX
                    && let Some(oldest) = (0..MAX).min_by_key(|&i| self.entries[i].invitation.starts)
                {
                    self.entries.remove(oldest);
                }
                self.entries.push(Entry::new(invitation, cx.now));
            }
        }
        self.save(cx);
        self.look(cx);
    }

    fn save(&self, cx: &mut Cx<'_>) {
        let links = self.entries.iter().map(|e| Personal(e.invitation.to_link())).collect();
        cx.store(StoreCommand::Links(links));
    }

    /// What stands in the field.
    pub(crate) fn draft(&mut self, text: Personal) {
        if self.draft != text {
            self.problem = None;
            self.draft = text;
        }
    }

    /// Takes a meeting off.
    pub(crate) fn forget(&mut self, cx: &mut Cx<'_>, meeting: MeetingId) {
        let before = self.entries.len();
        self.entries.retain(|e| e.invitation.meeting != meeting);
        if self.entries.len() != before {
            self.save(cx);
        }
    }

    /// An entry.
    pub(crate) fn find(&self, meeting: MeetingId) -> Option<&Entry> {
        self.entries.iter().find(|e| e.invitation.meeting == meeting)
    }

    /// What was learnt of a meeting by entering it.
    pub(crate) fn learnt(&mut self, meeting: MeetingId, info: &MeetingInfo) {
        if let Some(entry) = self.entries.iter_mut().find(|e| e.invitation.meeting == meeting) {
            entry.info = Some(info.clone());
            entry.problem = None;
        }
    }

    /// The desk comes to be shown: everything is asked anew.
    pub(crate) fn shown(&mut self, cx: &mut Cx<'_>) {
        let now = cx.tick();
        for entry in &mut self.entries {
            entry.look_at = now;
        }
        self.look(cx);
    }

    /// Asks the server about what it is time to ask about.
    pub(crate) fn look(&mut self, cx: &mut Cx<'_>) {
        for entry in &mut self.entries {
            if entry.look_at > cx.now.tick || entry.invitation.expires <= cx.now.wall {
                continue;
            }
            entry.look_at = cx.now.tick + LOOK_PATIENCE;
            let delegation = entry.invitation.delegation.clone();
            let access = AccessToken(entry.keys.access_token());
            cx.out.push(Effect::Look {
                server: entry.invitation.server.clone(),
                meeting: entry.invitation.meeting,
                request: LookRequest { delegation, access },
            });
        }
    }

    /// The server's answer.
    pub(crate) fn looked(&mut self, cx: &Cx<'_>, meeting: MeetingId, answer: Result<MeetingLook, Problem>) {
        let Some(entry) = self.entries.iter_mut().find(|e| e.invitation.meeting == meeting) else { return };
        let opened = answer.and_then(|look| {
            let meeting = open_meeting(&entry.keys, meeting, &look.sealed).map_err(|_| Problem::CannotOpen)?;
            Ok((info(meeting), look.present))
        });
        match opened {
            Ok((info, present)) => {
                entry.info = Some(info);
                entry.present = Some(present);
                entry.problem = None;
                entry.look_at = cx.tick() + LOOK_EVERY;
            }
            Err(problem) => {
                entry.present = None;
                entry.problem = Some(problem);
                entry.look_at = cx.tick() + LOOK_AGAIN;
            }
        }
    }

    /// When the desk, being shown, has to be looked at again: to ask, or since a meeting becomes due.
    pub(crate) fn deadline(&self, now: Now) -> Option<Tick> {
        let asks = self.entries.iter().filter(|e| e.invitation.expires > now.wall).map(|e| e.look_at).min();
        let changes = self.entries.iter().filter_map(|e| e.changes_at(now.wall)).min().map(|at| {
            let wait = Duration::try_from(at.duration_since(now.wall)).unwrap_or_default();
            // One more, since the tick counts whole milliseconds; a day at most, since clocks are set anew.
            now.tick + wait.min(Duration::from_hours(24)) + Duration::from_millis(1)
        });
        earlier(asks, changes)
    }

    /// For the screen.
    pub(crate) fn view(&self, now: Now) -> view::Desk {
        let mut meetings: Vec<&Entry> = self.entries.iter().collect();
        meetings.sort_by_key(|e| (e.invitation.starts, e.invitation.meeting));
        let line = |e: &Entry| DeskMeeting {
            id: e.invitation.meeting,
            info: e.info.clone(),
            mine: e.invitation.delegation.clone(),
            starts: e.invitation.starts.to_string(),
            due: e.due(now.wall),
            present: e.present,
            problem: if e.invitation.expires <= now.wall { Some(Problem::LinkExpired) } else { e.problem.clone() },
        };
        view::Desk {
            meetings: meetings.into_iter().map(line).collect(),
            link_draft: self.draft.clone(),
            link_problem: self.problem.clone(),
        }
    }
}

/// A line that somebody else wrote, made safe to show beside others: no control characters, no bidirectional
/// formatting that could reorder what stands next to it, not endless.
fn line(text: &str) -> Personal {
    let fits = |c: &char| !c.is_control() && !matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    Personal(text.chars().filter(fits).take(LINE_MAX).collect())
}

/// A meeting's description for the screen.
pub(crate) fn info(meeting: Meeting) -> MeetingInfo {
    let short = |text: String| -> String { text.chars().filter(|c| !c.is_control()).take(LINE_MAX).collect() };
    let side = |d: Delegation| Delegation {
        code: d.code,
        name: line(&d.name),
        zone: d.zone.map(short),
        capital: d.capital.map(|c| line(&c).0),
    };
    MeetingInfo {
        title: line(&meeting.title),
        starts: meeting.starts.to_string(),
        zone: short(meeting.zone),
        minutes: meeting.minutes.clamp(1, 1_440),
        delegations: meeting.delegations.into_iter().take(SIDES_MAX).map(side).collect(),
    }
}

/// Where a side stands among the sides: those that are not in the description come last.
pub(crate) fn side_order(info: Option<&MeetingInfo>, side: &DelegationCode) -> usize {
    info.and_then(|i| i.delegations.iter().position(|d| d.code == *side)).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests;
