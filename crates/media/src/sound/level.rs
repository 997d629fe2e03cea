//! How loud a voice is, for meters, and whether it speaks.

use super::Block;

/// Decibels below full scale that a meter shows as 0.
const FLOOR_DB: f32 = -60.0;

/// A sine of full scale has this mean power; it is what a meter shows as 100.
const FULL_SCALE_POWER: f32 = 0.5;

/// The level falls by at most this much a block, so that a meter can be read: from 100 to 0 in half a second.
const RELEASE_PER_BLOCK: f32 = 2.0;

/// Speech has to stand this far above the background, in decibels.
const SPEECH_OVER_FLOOR_DB: f32 = 9.0;

/// Anything softer than this is not speech, however quiet the background.
const SPEECH_LEAST_DB: f32 = -50.0;

/// So many loud blocks in a row make speech: 40 ms, longer than a knock on the table.
const SPEECH_BEGINS_AFTER: u32 = 4;

/// Speech goes on so many blocks after the last loud one: 400 ms, the pause between words.
const SPEECH_HOLDS_FOR: u32 = 40;

/// Follows one voice, block by block.
#[derive(Debug)]
pub(crate) struct LevelMeter {
    level: f32,
    background_db: f32,
    loud_blocks: u32,
    hold: u32,
}

impl Default for LevelMeter {
    fn default() -> Self {
        Self { level: 0.0, background_db: FLOOR_DB, loud_blocks: 0, hold: 0 }
    }
}

/// Mean power of a block in decibels under a full-scale sine; -120 for silence.
pub(crate) fn decibels(block: &[f32]) -> f32 {
    let power = block.iter().map(|s| s * s).sum::<f32>() / block.len().max(1) as f32;
    10.0 * (power / FULL_SCALE_POWER).max(1e-12).log10()
}

impl LevelMeter {
    /// Hears one more block.
    pub fn hear(&mut self, block: &Block) {
        let db = decibels(block);
        let now = ((db - FLOOR_DB) / -FLOOR_DB * 100.0).clamp(0.0, 100.0);
        self.level = now.max(self.level - RELEASE_PER_BLOCK);

        // The background falls at once to what is quieter and rises slowly (2 dB a second), so that speech itself,
        // with its pauses, does not become background.
        self.background_db = if db < self.background_db {
            self.background_db + 0.3 * (db.max(-90.0) - self.background_db)
        } else {
            (self.background_db + 0.02).min(db)
        };
        let loud = db > SPEECH_LEAST_DB && db > self.background_db + SPEECH_OVER_FLOOR_DB;
        self.loud_blocks = if loud { self.loud_blocks + 1 } else { 0 };
        if self.loud_blocks >= SPEECH_BEGINS_AFTER {
            self.hold = SPEECH_HOLDS_FOR;
        } else {
            self.hold = self.hold.saturating_sub(1);
        }
    }

    /// 0 (-60 dB or less) to 100 (a sine of full scale).
    pub fn level(&self) -> u8 {
        self.level.round() as u8
    }

    /// Whether it speaks.
    pub fn speaking(&self) -> bool {
        self.hold > 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sound::BLOCK;

    fn sine(amplitude: f32) -> Block {
        std::array::from_fn(|i| amplitude * (i as f32 * 0.1).sin())
    }

    #[test]
    fn silence_is_nothing_and_full_scale_is_a_hundred() {
        let mut meter = LevelMeter::default();
        meter.hear(&[0.0; BLOCK]);
        assert_eq!(meter.level(), 0);
        meter.hear(&sine(1.0));
        assert!(meter.level() >= 99, "{}", meter.level());
    }

    #[test]
    fn half_the_decibels_are_half_the_meter() {
        let mut meter = LevelMeter::default();
        meter.hear(&sine(0.0316));
        assert!((48..=52).contains(&meter.level()), "{}", meter.level());
    }

    #[test]
    fn the_meter_falls_slowly() {
        let mut meter = LevelMeter::default();
        meter.hear(&sine(1.0));
        meter.hear(&[0.0; BLOCK]);
        assert!(meter.level() > 90);
        for _ in 0..60 {
            meter.hear(&[0.0; BLOCK]);
        }
        assert_eq!(meter.level(), 0);
    }

    #[test]
    fn a_voice_speaks_and_then_does_not() {
        let mut meter = LevelMeter::default();
        for _ in 0..100 {
            meter.hear(&sine(0.001));
        }
        assert!(!meter.speaking());
        for _ in 0..10 {
            meter.hear(&sine(0.1));
        }
        assert!(meter.speaking());
        for _ in 0..20 {
            meter.hear(&sine(0.001));
        }
        assert!(meter.speaking(), "a pause between words is still speech");
        for _ in 0..40 {
            meter.hear(&sine(0.001));
        }
        assert!(!meter.speaking());
    }

    #[test]
    fn a_knock_is_not_speech() {
        let mut meter = LevelMeter::default();
        meter.hear(&[0.0; BLOCK]);
        meter.hear(&sine(0.5));
        meter.hear(&sine(0.5));
        meter.hear(&[0.0; BLOCK]);
        assert!(!meter.speaking());
    }

    #[test]
    fn a_steady_hum_becomes_background() {
        let mut meter = LevelMeter::default();
        for _ in 0..3_000 {
            meter.hear(&sine(0.02));
        }
        assert!(!meter.speaking());
    }
}
