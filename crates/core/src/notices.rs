//! What went wrong and is still to be told: at most eight, one of each kind, oldest first.

use crate::Problem;
use crate::view::Notice;
use std::mem::discriminant;

/// How many are kept; the oldest gives way.
const MAX: usize = 8;

/// The notices.
#[derive(Debug, Default)]
pub(crate) struct Notices {
    next: u64,
    list: Vec<Notice>,
}

impl Notices {
    /// Tells a problem. One of the same kind is replaced, so that a device that fails again and again is told once.
    pub(crate) fn raise(&mut self, problem: Problem) {
        if self.list.iter().any(|n| n.problem == problem) {
            return;
        }
        // Each damaged file is a thing of its own.
        if !matches!(problem, Problem::StoreDamaged { .. }) {
            self.mend(|p| discriminant(p) == discriminant(&problem));
        }
        if self.list.len() == MAX {
            self.list.remove(0);
        }
        self.next += 1;
        self.list.push(Notice { id: self.next, problem });
    }

    /// Takes back what is mended.
    pub(crate) fn mend(&mut self, mended: impl Fn(&Problem) -> bool) {
        self.list.retain(|n| !mended(&n.problem));
    }

    /// The person has read it.
    pub(crate) fn dismiss(&mut self, id: u64) {
        self.list.retain(|n| n.id != id);
    }

    /// For the screen.
    pub(crate) fn view(&self) -> Vec<Notice> {
        self.list.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_a_kind_and_at_most_eight() {
        let mut notices = Notices::default();
        notices.raise(Problem::NoCamera { detail: "a".into() });
        notices.raise(Problem::NoCamera { detail: "b".into() });
        let told = notices.view();
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].problem, Problem::NoCamera { detail: "b".into() });
        notices.raise(Problem::NoCamera { detail: "b".into() });
        assert_eq!(notices.view(), told, "the same again keeps its number, so that the screen does not speak it twice");
        let many = [
            Problem::NoPath,
            Problem::CannotOpen,
            Problem::SeatTaken,
            Problem::TooFast,
            Problem::ServerFull,
            Problem::MeetingFull,
            Problem::NameEmpty,
            Problem::NameTooLong,
        ];
        for problem in many.clone() {
            notices.raise(problem);
        }
        let told: Vec<_> = notices.view().into_iter().map(|n| n.problem).collect();
        assert_eq!(told, many);
    }

    #[test]
    fn read_or_mended_it_goes() {
        let mut notices = Notices::default();
        notices.raise(Problem::NoPath);
        notices.raise(Problem::CannotOpen);
        let first = notices.view()[0].id;
        notices.dismiss(first);
        notices.mend(|p| matches!(p, Problem::CannotOpen));
        assert!(notices.view().is_empty());
    }
}
