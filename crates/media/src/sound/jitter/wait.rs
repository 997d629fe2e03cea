//! How long sound waits before it is played: what is aimed at, and how the wait is brought there by taking pieces out of
//! what lies ahead or putting some in.

use super::super::BLOCK;
use super::stretch::{self, Care};
use super::{JitterBuffer, Pulled, State};

/// A sample may wait this much longer than the target before something is taken out: 6 ms.
const LONGER: i64 = 288;

/// A packet may have this much less reserve than the target before something is put in: 3 ms.
const SHORTER: i64 = 144;

/// From here on the wait is changed in haste: 60 ms.
const HASTE: i64 = 2_880;

/// From here on it is changed at any price: 200 ms.
const ANY_PRICE: i64 = 9_600;

/// A wait longer than the target by this is not stretched away but skipped: 500 ms.
pub(super) const SKIP: i64 = 24_000;

/// The reserve is judged by the smallest of so many packets: 300 ms.
pub(super) const JUDGED: usize = 15;

/// Pulls between two changes of the wait.
const CHANGE_EVERY: u32 = 10;

/// The same, in haste.
const CHANGE_EVERY_IN_HASTE: u32 = 3;

/// What one packet weighs in the share of packets that were lost and could be restored: seen for about 5 s.
const RESTORABLE_WEIGHT: f32 = 0.004;

/// From this share on it is worth to wait for the packet that restores,
const RESTORABLE_MANY: f32 = 0.01;

/// and from this on no more.
const RESTORABLE_FEW: f32 = 0.003;

impl JitterBuffer {
    /// How long after it could have come first the next sample is played, if it is played now.
    pub(super) fn wait(&self, now: i64) -> Option<i64> {
        Some(now - (self.delay.fastest()? + self.next.1 - self.ahead() as i64))
    }

    /// How long after it could have come first a packet is best needed.
    pub(super) fn target(&self) -> i64 {
        self.delay.target() + if self.keeps_for_restoring { self.packet_samples } else { 0 }
    }

    /// Counts a packet that came (false) or was lost and could be restored (true).
    pub(super) fn count_restorable(&mut self, lost: bool) {
        self.restorable *= 1.0 - RESTORABLE_WEIGHT;
        self.restorable += if lost { RESTORABLE_WEIGHT } else { 0.0 };
        let bound = if self.keeps_for_restoring { RESTORABLE_FEW } else { RESTORABLE_MANY };
        self.keeps_for_restoring = self.restorable > bound;
    }

    /// After a long outage everything comes at once: what is too old is left out.
    pub(super) fn skip_if_far_behind(&mut self, now: i64) {
        let Some(wait) = self.wait(now) else { return };
        let excess = wait - self.target();
        if excess <= SKIP || self.packets.is_empty() {
            return;
        }
        let to = self.next.1 + excess;
        while self.packets.len() > 1 && self.packets.front().is_some_and(|p| p.timestamp + p.samples <= to) {
            self.packets.pop_front();
        }
        let Some(head) = self.packets.front() else { return };
        if head.timestamp > self.next.1 {
            self.stats.skipped_samples += (head.timestamp - self.next.1) as u64;
            self.next = (head.sequence, head.timestamp);
            self.explained_as_missing();
            self.gain = 0.0;
            self.reserves.clear();
        }
    }

    /// A packet is needed now: notes how long after it could have come first.
    pub(super) fn note_reserve(&mut self, now: i64) {
        let Some(fastest) = self.delay.fastest() else { return };
        self.early = self.ahead() as i64;
        self.reserves.push_back(now - (fastest + self.next.1));
        if self.reserves.len() > JUDGED {
            self.reserves.pop_front();
        }
    }

    /// Takes a piece out of what lies ahead or puts one in, so that packets have the reserve that their delays need
    /// and no sample waits longer than that takes.
    pub(super) fn keep_the_wait(&mut self, now: i64, pulled: &mut Pulled) {
        self.pulls_since_change = self.pulls_since_change.saturating_add(1);
        if self.standing > 0 || self.made_up > 0 || self.state != State::Playing {
            self.reserves.clear();
            return;
        }
        let smallest = self.reserves.iter().min().filter(|_| self.reserves.len() >= JUDGED);
        let Some(smallest) = smallest else { return };
        let excess = smallest - self.target();
        let (every, care) = match excess.abs() {
            ANY_PRICE.. => (CHANGE_EVERY_IN_HASTE, Care::None),
            HASTE.. => (CHANGE_EVERY_IN_HASTE, Care::Hasty),
            _ => (CHANGE_EVERY, Care::Gentle),
        };
        if self.pulls_since_change < every {
            return;
        }
        let change = if excess < -SHORTER {
            self.read_ahead(now, stretch::PERIOD_MAX, pulled);
            let added = stretch::lengthen(&mut self.line, self.at, stretch::PERIOD_MAX, care);
            self.stats.added_samples += added as u64;
            added as i64
        } else if excess + self.early > LONGER {
            // Pulls come a block apart, so the reserve changes in steps of a block: taking out no more than lay ahead
            // when the packet was needed changes nothing of it, each sample more costs a whole block of it.
            let block = BLOCK as i64;
            let most = self.early + (excess + SHORTER).max(0) / block * block;
            if most < stretch::PERIOD_MIN as i64 {
                return;
            }
            self.read_ahead(now, stretch::AHEAD, pulled);
            let removed = stretch::shorten(&mut self.line, self.at, most as usize, care);
            self.stats.removed_samples += removed as u64;
            -(removed as i64)
        } else {
            0
        };
        if change == 0 {
            return;
        }
        self.pulls_since_change = 0;
        if care == Care::Gentle {
            self.reserves.clear();
        } else {
            for reserve in &mut self.reserves {
                *reserve += change;
            }
        }
    }

    /// Decodes packets that wait and follow each other until so many samples lie ahead.
    pub(super) fn read_ahead(&mut self, now: i64, samples: usize, pulled: &mut Pulled) {
        while self.ahead() < samples
            && self.packets.front().is_some_and(|head| (head.sequence, head.timestamp) == self.next)
        {
            self.decode_head(now, pulled);
        }
    }
}
