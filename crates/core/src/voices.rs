//! Who speaks: loudness as the engine measures it, with a hold so that the mark does not flicker between words.

use chancery_model::{ParticipantId, Tick};
use std::time::Duration;

/// From this loudness (0 to 100 by decibels) a voice counts as speaking: above the noise of a room, below quiet talk.
const LOUD: u8 = 35;
/// How long the mark stays after the last loud moment.
const HOLD: Duration = Duration::from_millis(500);
/// The engine measures ten times a second while something changes: an older level is silence.
const STALE: Duration = Duration::from_secs(2);

#[derive(Debug)]
struct Voice {
    who: ParticipantId,
    loud_until: Tick,
}

/// Own level and the voices that are heard.
#[derive(Debug, Default)]
pub(crate) struct Voices {
    own: u8,
    measured: Tick,
    own_loud_until: Tick,
    heard: Vec<Voice>,
}

impl Voices {
    /// Takes what the engine measured.
    pub(crate) fn levels(&mut self, now: Tick, own: u8, voices: &[(ParticipantId, u8)]) {
        self.own = own.min(100);
        self.measured = now;
        if own >= LOUD {
            self.own_loud_until = now + HOLD;
        }
        for &(who, level) in voices {
            if level < LOUD {
                continue;
            }
            let loud_until = now + HOLD;
            match self.heard.iter_mut().find(|v| v.who == who) {
                Some(voice) => voice.loud_until = loud_until,
                None => self.heard.push(Voice { who, loud_until }),
            }
        }
        self.expire(now);
    }

    /// Forgets marks whose hold has passed.
    pub(crate) fn expire(&mut self, now: Tick) {
        self.heard.retain(|v| v.loud_until > now);
    }

    /// When a mark goes out by itself.
    pub(crate) fn deadline(&self, now: Tick) -> Option<Tick> {
        let own = Some(self.own_loud_until).filter(|t| *t > now);
        let stale = Some(self.measured + STALE).filter(|t| *t > now && self.own > 0);
        self.heard.iter().map(|v| v.loud_until).filter(|t| *t > now).chain(own).chain(stale).min()
    }

    /// One's own loudness.
    pub(crate) fn level(&self, now: Tick) -> u8 {
        if now - self.measured < STALE { self.own } else { 0 }
    }

    /// Whether one's own microphone hears speech.
    pub(crate) fn own_speaks(&self, now: Tick) -> bool {
        self.own_loud_until > now
    }

    /// Whether another speaks.
    pub(crate) fn speaks(&self, who: ParticipantId, now: Tick) -> bool {
        self.heard.iter().any(|v| v.who == who && v.loud_until > now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_holds_between_words_and_then_goes_out() {
        let who = ParticipantId::from_random([1; 16]);
        let mut voices = Voices::default();
        voices.levels(Tick(1_000), 60, &[(who, 60)]);
        voices.levels(Tick(1_100), 5, &[(who, 5)]);
        assert!(voices.speaks(who, Tick(1_400)) && voices.own_speaks(Tick(1_400)));
        assert_eq!(voices.deadline(Tick(1_400)), Some(Tick(1_500)));
        assert!(!voices.speaks(who, Tick(1_500)) && !voices.own_speaks(Tick(1_500)));
        assert_eq!(voices.level(Tick(1_200)), 5);
        assert_eq!(voices.level(Tick(3_100)), 0, "nothing measured for two seconds is silence");
    }

    #[test]
    fn a_quiet_room_does_not_speak() {
        let who = ParticipantId::from_random([1; 16]);
        let mut voices = Voices::default();
        voices.levels(Tick(1_000), LOUD - 1, &[(who, LOUD - 1)]);
        assert!(!voices.speaks(who, Tick(1_000)) && !voices.own_speaks(Tick(1_000)));
    }
}
