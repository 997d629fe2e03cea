//! The course of a participant without a hand on the mouse: from the desk through the holding room into the plenary, as
//! a decision from one view to the next wishes.

use super::Open;
use chancery_client::view::{Desk, HoldingRoom, Link, MeetingRoom, SecurityState, Stage};
use chancery_client::{Intent, Problem, TileSize, ViewModel};
use chancery_model::{MeetingId, ParticipantId, Personal};

/// The size at which each remote camera is wanted: what a statistic is worth is of a picture in full.
const TILE: (u16, u16) = (1280, 720);

/// What to do after looking at a view.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Wishes for the app.
    Dispatch(Vec<Intent>),
    /// Nothing, until the view changes.
    Wait,
    /// It cannot be done.
    Failed(Problem),
}

/// How far it is. Each wish is made once; the view shows what became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Opening,
    Entering,
    Joining,
    Inside,
}

/// See the module.
#[derive(Debug)]
pub(super) struct Course {
    meeting: Option<MeetingId>,
    wait: bool,
    open: Open,
    state: State,
    shown: Vec<ParticipantId>,
    again: bool,
    /// What is still to be said in the chat.
    say: Option<Personal>,
}

impl Course {
    /// `meeting`: the one that the link is for; `None`: the link cannot be read, and the app will say why.
    pub(super) fn new(meeting: Option<MeetingId>, wait: bool, open: Open) -> Self {
        Self { meeting, wait, open, state: State::Opening, shown: Vec::new(), again: false, say: None }
    }

    /// Says this in the chat, once, when somebody else is at the table too: before, nobody would read it.
    pub(super) fn say(mut self, text: Option<Personal>) -> Self {
        self.say = text;
        self
    }

    /// Whether the plenary was reached.
    pub(super) fn joined(&self) -> bool {
        self.state == State::Inside
    }

    /// Whoever waits asks again at the next look.
    pub(super) fn again(&mut self) {
        self.again = true;
    }

    /// Looks at a view.
    pub(super) fn next(&mut self, view: &ViewModel) -> Next {
        if let Some(problem) = trouble(view)
            && (self.state == State::Inside || !self.bearable(&problem))
            && (self.state != State::Inside || matches!(view.stage, Stage::Ended(_)))
        {
            return Next::Failed(problem);
        }
        match &view.stage {
            Stage::Desk(desk) => self.desk(desk),
            Stage::HoldingRoom(room) => self.holding_room(room),
            Stage::Meeting(room) => self.meeting(room),
            // Put out without a reason that is told: there is nothing to wait for.
            Stage::Ended(ended) if self.state == State::Inside => {
                Next::Failed(ended.problem.clone().unwrap_or(Problem::SeatTaken))
            }
            Stage::Ended(_) => Next::Wait,
        }
    }

    /// Whether it is worth trying on: a network or a server may come back within the time that is given.
    fn bearable(&self, problem: &Problem) -> bool {
        match problem {
            Problem::ServerUnreachable | Problem::ServerFull | Problem::TooFast | Problem::ServerStorage => true,
            // A clock that is off, a missing device or path is told, and joining goes on.
            Problem::ClockOff { .. } | Problem::NoPath => true,
            Problem::NoCamera { .. }
            | Problem::NoMicrophone { .. }
            | Problem::NoSpeaker { .. }
            | Problem::NoScreen { .. } => true,
            Problem::ServerNonsense | Problem::MeetingNotOpen | Problem::MeetingFull | Problem::PlenaryFull => {
                self.wait
            }
            _ => false,
        }
    }

    fn desk(&mut self, desk: &Desk) -> Next {
        let Some(meeting) = self.meeting.filter(|id| desk.meetings.iter().any(|m| m.id == *id)) else {
            return Next::Wait;
        };
        if self.state != State::Opening {
            return Next::Wait;
        }
        self.state = State::Entering;
        Next::Dispatch(vec![
            Intent::EnterHoldingRoom { meeting },
            Intent::SetMicrophone { open: self.open.microphone },
            Intent::SetCamera { open: self.open.camera },
        ])
    }

    fn holding_room(&mut self, room: &HoldingRoom) -> Next {
        if std::mem::take(&mut self.again) {
            self.state = State::Entering;
            return Next::Dispatch(vec![Intent::RetryNow]);
        }
        // What is to be open was wished before, and the app takes wishes in order. A device that is missing stays closed.
        if self.state == State::Entering && room.entered && !room.joining {
            self.state = State::Joining;
            return Next::Dispatch(vec![Intent::Join]);
        }
        Next::Wait
    }

    fn meeting(&mut self, room: &MeetingRoom) -> Next {
        let mut intents = Vec::new();
        if self.state != State::Inside {
            self.state = State::Inside;
            if self.open.screen {
                intents.push(Intent::ShareScreen { device: None });
            }
        }
        let others: Vec<_> = room.people.iter().filter(|person| !person.me).map(|person| person.id).collect();
        if others != self.shown {
            let (width, height) = TILE;
            let tiles = others.iter().map(|&participant| TileSize { participant, width, height }).collect();
            intents.push(Intent::Layout { tiles });
            self.shown = others;
        }
        if !self.shown.is_empty()
            && let Some(text) = self.say.take()
        {
            intents.extend([Intent::DraftChat { text }, Intent::SendChat]);
        }
        if intents.is_empty() { Next::Wait } else { Next::Dispatch(intents) }
    }
}

/// Whether admission was asked for and not answered yet.
pub(super) fn asks(view: &ViewModel) -> bool {
    matches!(&view.stage, Stage::HoldingRoom(room) if matches!(room.security.state, SecurityState::Asking { .. }))
}

/// What stands in the way, wherever the view says it.
pub(super) fn trouble(view: &ViewModel) -> Option<Problem> {
    let here = match &view.stage {
        Stage::Desk(desk) => desk.link_problem.clone(),
        Stage::HoldingRoom(room) => room.problem.clone(),
        Stage::Meeting(_) => None,
        Stage::Ended(ended) => ended.problem.clone(),
    };
    let link = || match &view.link {
        Link::Down { problem, .. } => Some(problem.clone()),
        _ => None,
    };
    here.or_else(link)
}

#[cfg(test)]
mod tests;
