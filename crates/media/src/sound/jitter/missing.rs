//! What is played next: the packet that is there, what can be restored of one that is not, silence for a pause, or sound
//! that is made up.

use super::super::BLOCK;
use super::super::codec::{PACKET_MAX, has_fec};
use super::{JitterBuffer, Pulled, State};

/// After so much made-up sound without a packet the voice is taken to have paused: 200 ms.
const PAUSE_AFTER: i64 = 9_600;

/// Made-up sound is as loud as the decoder makes it for 20 ms,
const FADE_BEGINS: i64 = 960;

/// and silent after 100 ms.
const FADE_ENDS: i64 = 4_800;

/// Sound that follows silence rises over 5 ms.
const RISE: f32 = 240.0;

impl JitterBuffer {
    /// Puts more sound on the line: decoded, restored or made up.
    pub(super) fn step(&mut self, now: i64, pulled: &mut Pulled) {
        let Some(head) = self.packets.front() else {
            self.stand();
            return;
        };
        let samples = head.samples;
        let missing = head.sequence - self.next.0;
        let gap = head.timestamp - self.next.1;
        if missing <= 0 {
            if gap > 0 {
                self.fill_pause(gap);
            } else {
                self.decode_head(now, pulled);
            }
            return;
        }
        // The first of the missing packets; of what it was, a part may have been made up already. What of the gap is
        // longer than the missing packets was a pause and is filled when the head is next.
        let lost = gap.clamp(0, self.packet_samples);
        let passed = lost.min(self.standing);
        self.standing -= passed;
        self.unexplained = (self.unexplained - passed).max(0);
        self.stats.concealed_samples += passed as u64;
        self.next = (self.next.0 + 1, self.next.1 + lost);
        let rest = (lost - passed) as usize;
        if missing == 1 {
            self.restore(samples as usize, rest);
        } else if rest > 0 {
            self.make_up(rest);
            self.stats.concealed_samples += rest as u64;
        }
    }

    /// Nothing is there: makes sound up while the line of time stands still.
    pub(super) fn stand(&mut self) {
        self.make_up(BLOCK);
        self.standing += BLOCK as i64;
        self.unexplained += BLOCK as i64;
        if self.standing >= PAUSE_AFTER {
            self.state = State::Paused;
        }
    }

    /// The made-up sound since the line of time stands still stood for something that was missing.
    pub(super) fn explained_as_missing(&mut self) {
        self.stats.concealed_samples += self.unexplained as u64;
        self.unexplained = 0;
        self.standing = 0;
    }

    /// Nothing is missing, the sender was silent for `gap` samples: so much of it as has not passed yet is silence.
    pub(super) fn fill_pause(&mut self, gap: i64) {
        let passed = gap.min(self.standing);
        self.standing -= passed;
        self.unexplained = (self.unexplained - passed).max(0);
        let silence = (gap - passed).min(BLOCK as i64);
        self.line.resize(self.line.len() + silence as usize, 0.0);
        if silence > 0 {
            self.gain = 0.0;
        }
        self.next.1 += passed + silence;
    }

    /// Decodes the packet that is next.
    pub(super) fn decode_head(&mut self, now: i64, pulled: &mut Pulled) {
        let Some(head) = self.packets.pop_front() else { return };
        self.explained_as_missing();
        let ahead = self.ahead() as i64;
        let waited = (now + ahead - head.arrival).max(0) as f64 / 48.0;
        let first = self.stats.real_samples == 0;
        self.stats.buffer_ms = if first { waited } else { self.stats.buffer_ms * 0.98 + waited * 0.02 };
        pulled.captured = head.captured;
        pulled.ahead = ahead as u32;
        if let Some(samples) = self.decoder.decode(&head.payload, &mut self.scratch[..]) {
            self.put_real(0, samples);
        } else {
            self.stats.unreadable += 1;
            self.make_up(head.samples as usize);
            self.stats.concealed_samples += head.samples as u64;
        }
        self.count_restorable(false);
        self.packet_samples = head.samples;
        self.next = (head.sequence + 1, head.timestamp + head.samples);
    }

    /// Restores the packet before the head, of which the last `rest` samples are still wanted.
    pub(super) fn restore(&mut self, samples: usize, rest: usize) {
        let Some(head) = self.packets.front() else { return };
        let carries = has_fec(&head.payload);
        let restored = match rest {
            0 => None,
            _ => self.decoder.restore(&head.payload, &mut self.scratch[..samples]).filter(|made| *made >= rest),
        };
        match restored {
            Some(made) if carries => {
                self.put_real(made - rest, made);
                self.stats.restored_samples += rest as u64;
            }
            Some(made) => {
                self.put_made_up(made - rest, made);
                self.stats.concealed_samples += rest as u64;
            }
            None => {
                self.make_up(rest);
                self.stats.concealed_samples += rest as u64;
            }
        }
        if carries {
            self.count_restorable(true);
        }
    }

    /// Makes up sound.
    pub(super) fn make_up(&mut self, samples: usize) {
        let samples = samples.min(PACKET_MAX);
        // The decoder makes up multiples of 2.5 ms.
        let asked = samples.next_multiple_of(120).min(PACKET_MAX);
        let made =
            if self.made_up < FADE_ENDS { self.decoder.conceal(&mut self.scratch[..asked]).unwrap_or(0) } else { 0 };
        self.scratch[made.min(samples)..samples].fill(0.0);
        self.put_made_up(0, samples);
    }

    pub(super) fn put_real(&mut self, from: usize, to: usize) {
        for s in &self.scratch[from..to] {
            self.gain = (self.gain + 1.0 / RISE).min(1.0);
            self.line.push(s * self.gain);
        }
        self.made_up = 0;
        self.stats.real_samples += (to - from) as u64;
    }

    pub(super) fn put_made_up(&mut self, from: usize, to: usize) {
        for s in &self.scratch[from..to] {
            let fade = (FADE_ENDS - self.made_up) as f32 / (FADE_ENDS - FADE_BEGINS) as f32;
            self.gain = self.gain.min(fade.clamp(0.0, 1.0));
            self.line.push(s * self.gain);
            self.made_up += 1;
        }
    }
}
