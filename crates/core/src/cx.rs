//! What every part of the client has at hand while it handles one input: the time, random bytes, the effects it gives,
//! the notices.

use crate::keys::Keys;
use crate::notices::Notices;
use crate::{Effect, EngineCommand, Problem, RandomSource, StoreCommand};
use chancery_model::{Now, Tick};

/// Passed down from [`crate::App::handle`].
pub(crate) struct Cx<'a> {
    /// Both clocks.
    pub(crate) now: Now,
    /// Random bytes.
    pub(crate) random: &'a mut dyn RandomSource,
    /// What is to be done.
    pub(crate) out: &'a mut Vec<Effect>,
    /// What is to be told.
    pub(crate) notices: &'a mut Notices,
    /// The keys of this machine.
    pub(crate) keys: &'a mut Keys,
}

impl Cx<'_> {
    pub(crate) fn tick(&self) -> Tick {
        self.now.tick
    }

    pub(crate) fn engine(&mut self, command: EngineCommand) {
        self.out.push(Effect::Engine(command));
    }

    pub(crate) fn store(&mut self, command: StoreCommand) {
        self.out.push(Effect::Store(command));
    }

    pub(crate) fn raise(&mut self, problem: Problem) {
        self.notices.raise(problem);
    }
}

/// The earlier of two deadlines, either of which may be absent.
pub(crate) fn earlier(a: Option<Tick>, b: Option<Tick>) -> Option<Tick> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

#[cfg(test)]
pub(crate) mod bench {
    //! A bench for unit tests: a context with a counting random source.
    use super::*;

    pub(crate) struct Counting(pub(crate) u64);

    impl RandomSource for Counting {
        fn fill(&mut self, bytes: &mut [u8]) {
            for chunk in bytes.chunks_mut(8) {
                self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                chunk.copy_from_slice(&self.0.to_le_bytes()[..chunk.len()]);
            }
        }
    }

    pub(crate) struct Bench {
        pub(crate) now: Now,
        pub(crate) random: Counting,
        pub(crate) out: Vec<Effect>,
        pub(crate) notices: Notices,
        pub(crate) keys: Keys,
    }

    impl Bench {
        pub(crate) fn new() -> Self {
            let wall = "2026-12-01T07:00:00Z".parse().expect("a time");
            Self {
                now: Now { tick: Tick(1_000_000), wall },
                random: Counting(1),
                out: Vec::new(),
                notices: Notices::default(),
                keys: Keys::default(),
            }
        }

        pub(crate) fn cx(&mut self) -> Cx<'_> {
            Cx {
                now: self.now,
                random: &mut self.random,
                out: &mut self.out,
                notices: &mut self.notices,
                keys: &mut self.keys,
            }
        }

        /// Both clocks go on.
        pub(crate) fn pass(&mut self, ms: u64) {
            self.now.tick.0 += ms;
            self.now.wall += jiff::SignedDuration::from_millis(ms as i64);
        }

        /// What was commanded to the engine since the last call.
        pub(crate) fn engine(&mut self) -> Vec<EngineCommand> {
            std::mem::take(&mut self.out)
                .into_iter()
                .filter_map(|e| if let Effect::Engine(c) = e { Some(c) } else { None })
                .collect()
        }
    }
}
