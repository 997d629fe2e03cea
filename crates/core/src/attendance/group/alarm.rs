//! What a person has to know of the group: that nothing may be sent and why, that it may again, what was refused.

use super::super::Attendance;
use crate::cx::Cx;
use crate::view::SuspendedReason;
use crate::{Problem, keys};
use chancery_model::{Personal, Place};
use chancery_trust::group::{Incident, Refusal};

impl Attendance {
    /// Takes note of whether anything may be sent. `true`: it may again.
    pub(super) fn suspend(&mut self, cx: &mut Cx<'_>, suspended: bool) -> bool {
        if !suspended {
            let waited = self.group.without.take().is_some() | std::mem::take(&mut self.group.closed);
            let was = self.group.suspended.take().is_some();
            if was {
                cx.notices.mend(|p| matches!(p, Problem::HeartbeatsMissed | Problem::MeetingForked));
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
            let silent = incidents.is_some_and(|all| {
                let why =
                    |i: &&Incident| matches!(i, Incident::Silent { .. } | Incident::Forked | Incident::Blocked { .. });
                all.iter().rev().map(|(_, i)| i).find(why).is_none_or(|i| matches!(i, Incident::Silent { .. }))
            });
            self.silence(cx, if silent { SuspendedReason::HeartbeatsMissed } else { SuspendedReason::Forked });
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

    /// What the group tells of what was refused or does not fit.
    pub(super) fn incident(&mut self, cx: &mut Cx<'_>, incident: Incident) {
        tracing::debug!(?incident, "the group");
        let name = |who| {
            let card = self.roster.find(who).and_then(|o| o.card.as_ref());
            card.map(|c| Personal(c.name.as_str().to_owned())).unwrap_or_default()
        };
        let problem = match incident {
            Incident::Blocked { participant, error } => keys::blocked(&error, name(participant)),
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
