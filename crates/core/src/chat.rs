//! The chat: what was said, what waits to be sent, what the server has proven to have, and what has to be said again to
//! somebody who was away.
//!
//! The server keeps nothing. A line that was sent while another's socket was dead would be lost to them; so each client
//! keeps its own lines and says those again to whoever comes back. Receivers know a line by its number and show it once.

use crate::Problem;
use crate::view::{self, ChatLine};
use chancery_model::{DelegationCode, Now, ParticipantId, Personal, Tick};
use chancery_signalling::peer::{CHAT_MAX, PeerMessage};
use jiff::Timestamp;
use std::collections::{HashSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

/// How many lines are shown.
const LINES: usize = 500;
/// How many numbers of lines are remembered, to show each once.
const SEEN: usize = 4_000;
/// How many of one's own lines are kept to be said again.
const MINE: usize = 500;
/// How many wait to be said again.
const AGAIN: usize = 4_000;
/// How many are sent at once; then a pause: a server cuts off whoever says too much.
const AT_ONCE: usize = 40;
/// See [`AT_ONCE`].
const PAUSE: Duration = Duration::from_secs(1);

/// A line of one's own.
#[derive(Debug)]
struct Mine {
    id: ParticipantId,
    at: Timestamp,
    text: Personal,
    /// When it was last sent to all; `None`: not yet.
    sent: Option<Tick>,
    /// The server has it.
    proven: bool,
}

impl Mine {
    fn waits(&self) -> bool {
        !self.proven && self.sent.is_none()
    }

    fn message(&self) -> PeerMessage {
        PeerMessage::Chat { id: self.id, at: self.at, text: self.text.clone() }
    }
}

/// Who wrote a line, as it stood on the placard then.
#[derive(Debug)]
pub(crate) struct Author {
    pub(crate) name: Personal,
    pub(crate) delegation: DelegationCode,
    pub(crate) me: bool,
}

/// The chat.
#[derive(Debug, Default)]
pub(crate) struct Chat {
    lines: Arc<Vec<ChatLine>>,
    seen: HashSet<ParticipantId>,
    seen_order: VecDeque<ParticipantId>,
    mine: VecDeque<Mine>,
    /// Lines of one's own to be said again, and to whom.
    again: VecDeque<(ParticipantId, ParticipantId)>,
    /// When more is to be sent; `None`: at once.
    next_at: Option<Tick>,
    draft: Personal,
    unread: u32,
    open: bool,
    problem: Option<Problem>,
}

impl Chat {
    /// What stands in the field.
    pub(crate) fn draft(&mut self, text: Personal) {
        if self.draft != text {
            self.draft = text;
            self.problem = None;
        }
    }

    /// Shown or not.
    pub(crate) fn show(&mut self, open: bool) {
        self.open = open;
        if open {
            self.unread = 0;
        }
    }

    /// Takes what stands in the field as a line that waits. One that is too long stays in the field.
    pub(crate) fn write(&mut self, now: Now, id: ParticipantId, author: Author) {
        let text = clean(&self.draft);
        if text.is_empty() {
            return;
        }
        if text.chars().count() > CHAT_MAX {
            self.problem = Some(Problem::ChatTooLong);
            return;
        }
        self.draft = Personal::default();
        self.problem = None;
        let text = Personal(text);
        if self.mine.len() == MINE {
            self.mine.pop_front();
        }
        self.mine.push_back(Mine { id, at: now.wall, text: text.clone(), sent: None, proven: false });
        self.remember(id);
        self.push(id, now.wall, text, author, true);
    }

    /// A line of another. `false`: known already, or not fit to be shown.
    pub(crate) fn heard(&mut self, id: ParticipantId, at: Timestamp, text: &str, author: Author) -> bool {
        let text = clean(text);
        if text.is_empty() || text.chars().count() > CHAT_MAX || !self.remember(id) {
            return false;
        }
        self.push(id, at, Personal(text), author, false);
        if !self.open {
            self.unread = self.unread.saturating_add(1);
        }
        true
    }

    fn push(&mut self, id: ParticipantId, at: Timestamp, text: Personal, author: Author, pending: bool) {
        let Author { name, delegation, me } = author;
        let lines = Arc::make_mut(&mut self.lines);
        if lines.len() >= LINES {
            lines.remove(0);
        }
        lines.push(ChatLine { id, name, delegation, me, at: at.to_string(), text, pending });
    }

    /// Whether a number is new.
    fn remember(&mut self, id: ParticipantId) -> bool {
        if !self.seen.insert(id) {
            return false;
        }
        self.seen_order.push_back(id);
        if self.seen_order.len() > SEEN
            && let Some(oldest) = self.seen_order.pop_front()
        {
            self.seen.remove(&oldest);
        }
        true
    }

    /// What is to be sent now: lines that wait, to all (`None`), and those that somebody missed, to that one. Not more
    /// than [`AT_ONCE`] in [`PAUSE`].
    pub(crate) fn next(&mut self, now: Tick) -> Vec<(Option<ParticipantId>, PeerMessage)> {
        if self.next_at.is_some_and(|at| at > now) {
            return Vec::new();
        }
        let waiting = self.mine.iter_mut().filter(|m| m.waits()).take(AT_ONCE).map(|m| {
            m.sent = Some(now);
            (None, m.message())
        });
        let mut next: Vec<_> = waiting.collect();
        while next.len() < AT_ONCE
            && let Some((who, id)) = self.again.pop_front()
        {
            next.extend(self.mine.iter().find(|m| m.id == id).map(|m| (Some(who), m.message())));
        }
        let more = !self.again.is_empty() || self.mine.iter().any(Mine::waits);
        self.next_at = more.then_some(now + PAUSE);
        next
    }

    /// When more is to be sent.
    pub(crate) fn deadline(&self) -> Option<Tick> {
        self.next_at
    }

    /// The server has all that was sent before this moment.
    pub(crate) fn proven(&mut self, before: Tick) {
        let lines = &mut self.lines;
        for mine in &mut self.mine {
            if !mine.proven && mine.sent.is_some_and(|sent| sent < before) {
                mine.proven = true;
                if let Some(at) = lines.iter().rposition(|l| l.id == mine.id) {
                    Arc::make_mut(lines)[at].pending = false;
                }
            }
        }
    }

    /// The socket is gone: what was not proven waits again.
    pub(crate) fn lost(&mut self) {
        for mine in self.mine.iter_mut().filter(|m| !m.proven) {
            mine.sent = None;
        }
        self.next_at = None;
    }

    /// Somebody may have missed one's own lines since `since`.
    pub(crate) fn missed(&mut self, who: ParticipantId, since: Tick) {
        let lines = self.mine.iter().filter(|m| m.sent.is_some_and(|sent| sent >= since)).map(|m| (who, m.id));
        self.again.retain(|(to, _)| *to != who);
        self.again.extend(lines);
        let excess = self.again.len().saturating_sub(AGAIN);
        self.again.drain(..excess);
    }

    /// Leaving: what nobody has been proven to have got goes back into the field, before what stands there.
    pub(crate) fn recall(&mut self) {
        let unsent: Vec<ParticipantId> = self.mine.iter().filter(|m| !m.proven).map(|m| m.id).collect();
        if unsent.is_empty() {
            return;
        }
        let mut parts: Vec<String> = self.mine.iter().filter(|m| !m.proven).map(|m| m.text.0.clone()).collect();
        if !self.draft.is_empty() {
            parts.push(self.draft.0.clone());
        }
        self.draft = Personal(parts.join("\n"));
        self.mine.retain(|m| m.proven);
        self.again.clear();
        self.next_at = None;
        Arc::make_mut(&mut self.lines).retain(|l| !unsent.contains(&l.id));
    }

    /// What stands in the field.
    pub(crate) fn drafted(&self) -> &Personal {
        &self.draft
    }

    /// For the screen.
    pub(crate) fn view(&self) -> view::Chat {
        view::Chat {
            lines: Arc::clone(&self.lines),
            draft: self.draft.clone(),
            unread: self.unread,
            open: self.open,
            problem: self.problem.clone(),
        }
    }
}

/// A text without control characters, save line break and tabulator, and without white space around it.
fn clean(text: &str) -> String {
    let fits = |c: &char| !c.is_control() || matches!(c, '\n' | '\t');
    text.trim().chars().filter(fits).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cx::bench::Bench;

    fn author(me: bool) -> Author {
        Author { name: "A".into(), delegation: DelegationCode::new("ZA").unwrap(), me }
    }

    fn id(n: u8) -> ParticipantId {
        ParticipantId::from_random([n; 16])
    }

    fn texts(messages: &[(Option<ParticipantId>, PeerMessage)]) -> Vec<(Option<ParticipantId>, &str)> {
        let text = |(to, m): &'_ (Option<ParticipantId>, PeerMessage)| match m {
            PeerMessage::Chat { .. } => *to,
            other => panic!("{other:?}"),
        };
        let words = messages.iter().map(|(_, m)| if let PeerMessage::Chat { text, .. } = m { &**text } else { "" });
        messages.iter().map(text).zip(words).collect()
    }

    #[test]
    fn a_line_waits_is_sent_is_proven() {
        let bench = Bench::new();
        let mut chat = Chat::default();
        chat.draft("  Article 7\u{7} ".into());
        chat.write(bench.now, id(1), author(true));
        assert!(chat.view().draft.is_empty() && chat.view().lines[0].pending);
        assert_eq!(texts(&chat.next(Tick(10))), [(None, "Article 7")]);
        assert!(chat.next(Tick(11)).is_empty());
        chat.proven(Tick(10));
        assert!(chat.view().lines[0].pending, "the ping may have gone out before the line");
        chat.proven(Tick(11));
        assert!(!chat.view().lines[0].pending);
        chat.lost();
        assert!(chat.next(Tick(12)).is_empty(), "what is proven is not sent again to all");
        chat.missed(id(9), Tick(11));
        assert!(chat.next(Tick(13)).is_empty(), "sent before that one was away");
        chat.missed(id(9), Tick(10));
        assert_eq!(texts(&chat.next(Tick(14))), [(Some(id(9)), "Article 7")]);
    }

    #[test]
    fn what_was_lost_is_sent_again_and_shown_once() {
        let bench = Bench::new();
        let (mut a, mut b) = (Chat::default(), Chat::default());
        a.draft("one".into());
        a.write(bench.now, id(1), author(true));
        let first = a.next(Tick(1));
        a.lost();
        let second = a.next(Tick(2));
        assert_eq!(first, second);
        for (_, message) in first.iter().chain(&second) {
            let PeerMessage::Chat { id, at, text } = message else { panic!() };
            b.heard(*id, *at, text, author(false));
        }
        assert_eq!((b.view().lines.len(), b.view().unread), (1, 1));
        b.show(true);
        assert_eq!(b.view().unread, 0);
    }

    #[test]
    fn a_long_absence_is_made_up_for_in_pieces() {
        let bench = Bench::new();
        let mut chat = Chat::default();
        for n in 0..100 {
            chat.draft("x".into());
            chat.write(bench.now, id(n), author(true));
        }
        let mut sent = vec![];
        let mut now = Tick(10);
        while let Some(at) = chat.next_at.or((now == Tick(10)).then_some(now)) {
            now = at;
            let piece = chat.next(now);
            assert!(piece.len() <= AT_ONCE);
            sent.push(piece.len());
            assert!(now == Tick(10) || !piece.is_empty());
        }
        assert_eq!(sent, [40, 40, 20]);
        chat.missed(id(200), Tick(0));
        chat.missed(id(200), Tick(0));
        assert_eq!(chat.again.len(), 100, "told twice, said once");
    }

    #[test]
    fn too_long_stays_and_leaving_loses_nothing() {
        let bench = Bench::new();
        let mut chat = Chat::default();
        let long = Personal("x".repeat(CHAT_MAX + 1));
        chat.draft(long.clone());
        chat.write(bench.now, id(1), author(true));
        assert_eq!((chat.view().draft, chat.view().problem), (long, Some(Problem::ChatTooLong)));
        chat.draft("unsent".into());
        chat.write(bench.now, id(2), author(true));
        chat.draft("typing".into());
        chat.recall();
        assert_eq!(&**chat.drafted(), "unsent\ntyping");
        assert!(chat.view().lines.is_empty());
        assert!(!chat.heard(id(3), bench.now.wall, &"y".repeat(CHAT_MAX + 1), author(false)), "nor from others");
    }

    #[test]
    fn memory_is_bounded() {
        let bench = Bench::new();
        let mut chat = Chat::default();
        for n in 0..(SEEN as u128 + 10) {
            chat.heard(ParticipantId::from_random(n.to_le_bytes()), bench.now.wall, "x", author(false));
        }
        assert_eq!(chat.view().lines.len(), LINES);
        assert_eq!((chat.seen.len(), chat.seen_order.len()), (SEEN, SEEN));
    }
}
