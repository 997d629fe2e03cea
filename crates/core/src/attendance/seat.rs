//! A seat in the plenary, where there may be none left: [`PLENARY_SEATS`] laptops, each of which sends to all others.
//!
//! Whoever joins a full plenary asks nobody: the person stays in the holding room, is told so, and goes on asking as soon
//! as somebody has left. What is known here of who is inside decides whether it is worth asking; the server, which sees
//! all that come at once, has the last word.

use super::{Attendance, Seat};
use crate::Problem;
use crate::cx::Cx;
use chancery_model::{PLENARY_SEATS, Place};
use std::time::Duration;

/// After how long the holding room is entered by one who was refused the plenary.
const INSTEAD: Duration = Duration::from_millis(100);

impl Attendance {
    /// Every seat is taken, as far as is known here.
    pub(super) fn is_full(&self) -> bool {
        self.roster.others().iter().filter(|o| o.place == Place::Plenary).count() >= PLENARY_SEATS
    }

    /// Somebody came, went or moved: there may be a seat for one who waits for it.
    pub(super) fn look_for_seat(&mut self, cx: &mut Cx<'_>) {
        if self.no_seat {
            self.ask(cx);
        }
    }

    /// The server says that every seat is taken. `false`: nobody asked for one.
    pub(super) fn turned_away(&mut self, cx: &mut Cx<'_>) -> bool {
        if self.place != Place::HoldingRoom || !(self.asking || self.joining.is_some()) {
            return false;
        }
        self.joining = None;
        if !self.asking {
            self.asking = true;
            self.asked = Some(cx.now);
        }
        self.leave_group(cx);
        self.no_seat = true;
        self.problem = Some(Problem::PlenaryFull);
        if matches!(self.seat, Seat::Asked(_)) {
            self.seat = Seat::Wanted { after: cx.tick() + INSTEAD };
        }
        true
    }
}
