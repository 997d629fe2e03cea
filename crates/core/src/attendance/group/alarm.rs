//! What a person has to know of the group: that nothing may be sent and why, that it may again, what was refused.

use super::super::Attendance;
use crate::cx::Cx;
use crate::view::SuspendedReason;
use crate::{Problem, keys};
use chancery_model::{ParticipantId, Personal, Place};
use chancery_trust::group::{Incident, Refusal};

impl Attendance {
    /// Takes note of whether anything may be sent. `true`: it may again.
    pub(super) fn suspend(&mut self, cx: &mut Cx<'_>, suspended: bool) -> bool {
        if !suspended {
            let waited = self.group.without.take().is_some() | std::mem::take(&mut self.group.closed);
            let was = self.group.suspended.take().is_some();
            if was {
                let over = |p: &Problem| {
                    matches!(p, Problem::HeartbeatsMissed | Problem::MeetingForked | Problem::SomebodyBlocked { .. })
                };
                cx.notices.mend(over);
            }
            if std::mem::take(&mut self.group.split) {
                cx.raise(Problem::ForkMended);
            } else if (was || waited) && self.group.shut {
                cx.raise(Problem::ClosedMeanwhile);
            }
            self.group.shut = false;
            self.gate.mended();
            return was || waited;
        }
        if self.group.suspended.is_none() {
            let incidents = self.group.machine.as_ref().map(|machine| &machine.state().incidents);
            let why = incidents.and_then(|all| {
                all.iter().rev().find_map(|(_, incident)| match incident {
                    Incident::Silent { .. } => Some(SuspendedReason::HeartbeatsMissed),
                    Incident::Forked => Some(SuspendedReason::Forked),
                    Incident::Blocked { .. } => Some(SuspendedReason::Blocked),
                    _ => None,
                })
            });
            self.silence(cx, why.unwrap_or(SuspendedReason::Forked));
        }
        false
    }

    /// Nothing is sent any more, and the person is told why.
    fn silence(&mut self, cx: &mut Cx<'_>, reason: SuspendedReason) {
        tracing::warn!(?reason, "nothing is sent any more");
        self.group.suspended = Some((cx.now.wall, reason));
        cx.raise(match reason {
            SuspendedReason::HeartbeatsMissed => Problem::HeartbeatsMissed,
            SuspendedReason::Forked => Problem::MeetingForked,
            SuspendedReason::Blocked => Problem::SomebodyBlocked { name: self.blocked_name() },
        });
        self.group.shut |= self.gate.suspend(cx);
        self.say_media(cx);
    }

    /// Members were shown different histories of this meeting. It is told whichever of them stays, and also where it was
    /// found out only after all had come together again: something that a person has to know has happened.
    fn forked(&mut self, cx: &mut Cx<'_>) {
        self.group.split = true;
        if self.place != Place::Plenary {
            return;
        }
        if !matches!(self.group.suspended, Some((_, SuspendedReason::Forked))) {
            cx.notices.mend(|p| *p == Problem::HeartbeatsMissed);
            self.silence(cx, SuspendedReason::Forked);
        }
    }

    /// Who was let in though their credentials do not hold here.
    fn blocked_name(&self) -> Personal {
        let incidents = self.group.machine.as_ref().map(|machine| &machine.state().incidents);
        let who = incidents.and_then(|all| {
            all.iter().rev().find_map(|(_, incident)| match incident {
                Incident::Blocked { participant, .. } => Some(*participant),
                _ => None,
            })
        });
        who.map(|who| self.called(who)).unwrap_or_default()
    }

    /// What somebody is called: by the leaf that their device signed where they are in, and by their placard at the door.
    fn called(&self, who: ParticipantId) -> Personal {
        let member = self.group.member(who).map(|member| Personal(member.card.name.as_str().to_owned()));
        let card = || self.roster.find(who).and_then(|o| o.card.as_ref());
        member.or_else(|| card().map(|c| Personal(c.name.as_str().to_owned()))).unwrap_or_default()
    }

    /// What the group tells of what was refused or does not fit.
    pub(super) fn incident(&mut self, cx: &mut Cx<'_>, incident: Incident) {
        tracing::debug!(?incident, "the group");
        let name = |who| self.called(who);
        let inside = self.group.machine.as_ref().is_some_and(|machine| machine.state().suspended);
        let problem = match incident {
            // Who is let in by the others is told of as long as it lasts: see `suspend`. A changed root has its own words besides.
            Incident::Blocked { participant, error } => match keys::blocked(&error, name(participant)) {
                Problem::CredentialsInvalid { .. } if inside => return,
                problem => problem,
            },
            Incident::Unconfirmed { removed } => Problem::RemovalHeld { name: name(removed) },
            Incident::Refused { by, why: Refusal::Credential(error) } => keys::blocked(&error, name(by)),
            // The last words of somebody who does not know yet that it was taken out, and what was said in a history that a
            // crash of the server split off: nobody's fault, and nothing came of it.
            Incident::Refused { why: Refusal::Stranger | Refusal::Unreadable, .. } => return,
            // One's own commit that would not have held was never sent; what is to be done is tried anew.
            Incident::Refused { by, .. } if by == self.me => return,
            Incident::Refused { why: Refusal::Binding(_), .. } => Problem::AskedInVain,
            Incident::FramesForged { named } => Problem::FramesForged { name: name(named) },
            Incident::FramesUnsigned { named } => Problem::FramesUnsigned { name: name(named) },
            Incident::Refused { .. } | Incident::Impostor { .. } => Problem::RosterRefused,
            Incident::Forked => return self.forked(cx),
            // Told as long as it lasts, where it keeps one from sending; shown beside the names; or mended by itself.
            Incident::Silent { .. }
            | Incident::ClockDiffers { .. }
            | Incident::Behind
            | Incident::Yielded
            | Incident::Lookalike { .. } => return,
        };
        cx.raise(problem);
    }
}
