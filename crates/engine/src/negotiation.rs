//! Perfect negotiation (W3C webrtc-pc section 10.7) as a value: what to do with each description and candidate.
//!
//! Both sides run the same rules and differ in one bit. When both offer at once, the impolite side ignores the other's
//! offer and the polite one takes its own back. The impolite side makes the first offer. Each act is carried out whole
//! before the next input, so that between inputs a side either waits for an answer to an offer of its own or for nothing.

use crate::config::Signal;
use std::collections::VecDeque;

/// The longest description taken, in bytes. Ours have 6 kB, a browser's with all its codecs 20.
const DESCRIPTION_MAX: usize = 64 * 1024;
/// The longest candidate line taken, in bytes.
const CANDIDATE_MAX: usize = 512;
/// The most candidates kept until there is a description that they belong to.
const EARLY_MAX: usize = 64;

/// A candidate of the peer.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Candidate {
    /// The `candidate:` line's value.
    pub(crate) value: String,
    pub(crate) mid: Option<String>,
    pub(crate) line: Option<u16>,
}

/// What to do, in order.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Act {
    /// Make an offer, apply it, send it. `restart`: with new ICE credentials.
    Offer { restart: bool },
    /// Take the own offer back.
    Rollback,
    /// Apply the peer's offer, make an answer, apply it, send it.
    Answer { offer: String },
    /// Apply the peer's answer.
    Accept { answer: String },
    /// Add a candidate of the peer.
    Add(Candidate),
}

impl Act {
    /// For logs: what it is, without what it carries.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Offer { restart: false } => "offer",
            Self::Offer { restart: true } => "restart",
            Self::Rollback => "rollback",
            Self::Answer { .. } => "answer",
            Self::Accept { .. } => "accept",
            Self::Add(_) => "candidate",
        }
    }
}

/// One side.
pub(crate) struct Negotiation {
    polite: bool,
    /// An offer of ours waits for its answer.
    offering: bool,
    /// The peer's description has been applied.
    described: bool,
    /// The peer's last offer was ignored, and so are the candidates that belong to it.
    ignoring: bool,
    early: VecDeque<Candidate>,
}

impl Negotiation {
    pub(crate) fn new(polite: bool) -> Self {
        Self { polite, offering: false, described: false, ignoring: false, early: VecDeque::new() }
    }

    /// The connection was made: the impolite side offers.
    pub(crate) fn begin(&mut self) -> Vec<Act> {
        if self.polite {
            return Vec::new();
        }
        self.offering = true;
        vec![Act::Offer { restart: false }]
    }

    /// A new path is wanted (RFC 8445 section 2.4). An offer that waits is taken back: it may have been lost.
    pub(crate) fn restart(&mut self) -> Vec<Act> {
        if self.polite && !self.described {
            // The peer has still to make its first offer.
            return Vec::new();
        }
        let mut acts = Vec::new();
        if self.offering {
            acts.push(Act::Rollback);
        }
        self.offering = true;
        acts.push(Act::Offer { restart: self.described });
        acts
    }

    /// The peer said something.
    pub(crate) fn signal(&mut self, signal: Signal) -> Vec<Act> {
        match signal {
            Signal::Offer { sdp } if sdp.len() <= DESCRIPTION_MAX => self.offer(sdp),
            Signal::Answer { sdp } if sdp.len() <= DESCRIPTION_MAX => {
                if !self.offering {
                    return Vec::new();
                }
                self.offering = false;
                self.described = true;
                let mut acts = vec![Act::Accept { answer: sdp }];
                acts.extend(self.early.drain(..).map(Act::Add));
                acts
            }
            Signal::Candidate { candidate, mid, line } if candidate.len() <= CANDIDATE_MAX => {
                self.candidate(Candidate { value: candidate, mid, line })
            }
            _ => Vec::new(),
        }
    }

    /// An act failed: the connection is as it was before it.
    pub(crate) fn failed(&mut self, act: &Act) {
        match act {
            Act::Offer { .. } => self.offering = false,
            Act::Answer { .. } | Act::Accept { .. } | Act::Rollback | Act::Add(_) => {}
        }
    }

    fn offer(&mut self, offer: String) -> Vec<Act> {
        self.ignoring = self.offering && !self.polite;
        if self.ignoring {
            return Vec::new();
        }
        let mut acts = Vec::new();
        if self.offering {
            acts.push(Act::Rollback);
        }
        self.offering = false;
        self.described = true;
        acts.push(Act::Answer { offer });
        acts.extend(self.early.drain(..).map(Act::Add));
        acts
    }

    fn candidate(&mut self, candidate: Candidate) -> Vec<Act> {
        if self.ignoring {
            return Vec::new();
        }
        if self.described {
            return vec![Act::Add(candidate)];
        }
        if self.early.len() < EARLY_MAX {
            self.early.push_back(candidate);
        }
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn kinds(acts: &[Act]) -> String {
        acts.iter()
            .map(|act| match act {
                Act::Offer { restart: false } => 'o',
                Act::Offer { restart: true } => 'O',
                Act::Rollback => 'r',
                Act::Answer { .. } => 'a',
                Act::Accept { .. } => 'x',
                Act::Add(_) => 'c',
            })
            .collect()
    }

    fn offer(n: u32) -> Signal {
        Signal::Offer { sdp: n.to_string() }
    }

    fn answer(n: u32) -> Signal {
        Signal::Answer { sdp: n.to_string() }
    }

    fn candidate() -> Signal {
        Signal::Candidate { candidate: "candidate:1".into(), mid: None, line: Some(0) }
    }

    #[test]
    fn the_impolite_side_begins() {
        assert_eq!(kinds(&Negotiation::new(false).begin()), "o");
        assert_eq!(kinds(&Negotiation::new(true).begin()), "");
    }

    #[test]
    fn candidates_wait_for_the_description() {
        let mut side = Negotiation::new(true);
        assert_eq!(kinds(&side.signal(candidate())), "");
        assert_eq!(kinds(&side.signal(offer(1))), "ac");
        assert_eq!(kinds(&side.signal(candidate())), "c");
    }

    #[test]
    fn when_both_offer_the_polite_one_gives_way() {
        let (mut polite, mut impolite) = (Negotiation::new(true), Negotiation::new(false));
        impolite.begin();
        polite.signal(offer(1));
        impolite.signal(answer(1));
        assert_eq!(kinds(&polite.restart()), "O");
        assert_eq!(kinds(&impolite.restart()), "O");
        assert_eq!(kinds(&impolite.signal(offer(2))), "", "ignored");
        assert_eq!(kinds(&impolite.signal(candidate())), "", "and what belongs to it");
        assert_eq!(kinds(&polite.signal(offer(3))), "ra");
        assert_eq!(kinds(&impolite.signal(answer(3))), "x");
        assert_eq!(kinds(&impolite.signal(offer(4))), "a", "the next one is taken again");
    }

    #[test]
    fn an_answer_nobody_asked_for_is_dropped() {
        let mut side = Negotiation::new(false);
        side.begin();
        assert_eq!(kinds(&side.signal(answer(1))), "x");
        assert_eq!(kinds(&side.signal(answer(2))), "");
    }

    #[test]
    fn a_lost_offer_is_made_again() {
        let mut side = Negotiation::new(false);
        side.begin();
        assert_eq!(kinds(&side.restart()), "ro");
        side.signal(answer(1));
        assert_eq!(kinds(&side.restart()), "O");
    }

    #[test]
    fn what_is_too_long_is_dropped() {
        let mut side = Negotiation::new(true);
        assert_eq!(kinds(&side.signal(Signal::Offer { sdp: "x".repeat(DESCRIPTION_MAX + 1) })), "");
        for _ in 0..1_000 {
            side.signal(candidate());
        }
        assert_eq!(side.signal(offer(1)).len(), EARLY_MAX + 1);
    }

    /// What the acts do to a connection's signalling state, and what they send.
    #[derive(Default)]
    struct Connection {
        pending: Option<u32>,
        agreed: (u32, u32),
        made: u32,
        base: u32,
    }

    impl Connection {
        fn carry_out(&mut self, acts: Vec<Act>) -> Vec<Signal> {
            let mut sent = Vec::new();
            for act in acts {
                match act {
                    Act::Offer { .. } => {
                        assert_eq!(self.pending, None, "no offer while one waits");
                        self.made += 1;
                        self.pending = Some(self.base + self.made);
                        sent.push(offer(self.base + self.made));
                    }
                    Act::Rollback => assert!(self.pending.take().is_some(), "there is something to take back"),
                    Act::Answer { offer } => {
                        assert_eq!(self.pending, None, "no answer while an own offer waits");
                        self.made += 1;
                        self.agreed = (offer.parse().unwrap(), self.base + self.made);
                        sent.push(answer(self.base + self.made));
                    }
                    Act::Accept { answer } => {
                        self.agreed = (self.pending.take().unwrap(), answer.parse().unwrap());
                    }
                    Act::Add(_) => assert!(self.agreed.0 > 0, "candidates belong to a description"),
                }
            }
            sent
        }
    }

    proptest! {
        /// However restarts and deliveries interleave: no act is impossible, and when all is delivered both agree.
        #[test]
        fn both_come_to_the_same_end(steps in prop::collection::vec((0u8..8, any::<bool>()), 0..60)) {
            let mut sides = [Negotiation::new(true), Negotiation::new(false)];
            let mut connections = [Connection::default(), Connection { base: 1_000, ..Connection::default() }];
            let mut post: [VecDeque<Signal>; 2] = Default::default();
            let first = sides[1].begin();
            post[0].extend(connections[1].carry_out(first));
            let mut restarts = 0;
            for (step, second) in steps.into_iter().chain([(1, true), (1, false)].into_iter().cycle().take(400)) {
                let who = usize::from(second);
                // A restart taken back and made anew while answers are under way is told apart by time, not here.
                let acts = if step == 0 && restarts < 20 && !sides[who].offering {
                    restarts += 1;
                    sides[who].restart()
                } else {
                    match post[who].pop_front() {
                        Some(signal) => sides[who].signal(signal),
                        None => continue,
                    }
                };
                let sent = connections[who].carry_out(acts);
                post[1 - who].extend(sent);
            }
            prop_assert!(post.iter().all(VecDeque::is_empty));
            prop_assert!(sides.iter().all(|side| !side.offering && side.described));
            prop_assert_eq!(connections[0].agreed, connections[1].agreed);
        }
    }
}
