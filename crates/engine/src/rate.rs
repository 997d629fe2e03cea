//! How much picture a line to one peer carries, from what its reports say of loss and round trip.
//!
//! Not a full congestion control (RFC 8836 says what one needs): it obeys at once what the receiving end says its line
//! carries ([`crate::rtp::estimate`]); where that end says nothing, it reacts to a queue that grows (the round trip rises
//! above its floor). It backs off before loss, and climbs steadily when there is neither. Where half the rate brought
//! no less loss, the loss is the line's own and is not obeyed for a while, so that a poor line does not end in no picture
//! at all. The voice is not its business: it is small and is never held back.

use crate::rtp::estimate::UNLIMITED;
use crate::rtp::pacer::Width;
use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// Never less than this, in kbit/s.
pub(crate) const FLOOR: f32 = 120.0;
/// For how long a loss that backing off did not lessen is taken for the line's own.
const OWN_LOSS: Duration = Duration::from_secs(15);
/// Loss beyond this is obeyed.
const HIGH_LOSS: f32 = 0.10;
/// Loss below this is no reason to hold still.
const LOW_LOSS: f32 = 0.03;
/// Over how long the floor of the round trip is taken.
const FLOOR_WINDOW: Duration = Duration::from_secs(20);
/// How many round trips in a row have to show a queue: a single one may have waited for this machine or the other.
const RECENT: usize = 3;
/// What the receiving end said is taken for true for so long.
const SAID: Duration = Duration::from_secs(3);
/// For how long a line that made us slow down counts as narrow.
const NARROW: Duration = Duration::from_secs(10);
/// What a voice, the headers of its fifty packets a second and the reports take of the line, in kbit/s.
const VOICE: f32 = 75.0;
/// What the headers of the pictures' packets leave of the rest.
const PAYLOAD: f32 = 0.92;
/// How much more is tried each second while nothing is known to stand against it: while it is little and the receiving
/// end says that it sees no queue; and else,
const STARTING_SEEN: f32 = 1.0;
const STARTING: f32 = 0.6;
/// and from which rate on, in kbit/s, a line is taken for an open one.
const OPEN: f32 = 1_000.0;
/// Of what is allowed so much has to be used before more is tried: encoders follow a higher aim slowly, and while a line
/// is started what it carries is doubled each second.
const USED: f32 = 0.6;
const USED_STARTING: f32 = 0.45;
/// How long to hold still after backing off: the queue has to drain before the next report means anything.
const HOLD: Duration = Duration::from_millis(1_200);

/// The rate of one line.
#[derive(Debug)]
pub(crate) struct RateControl {
    kbps: f32,
    /// Lowest round trips of late, ascending in time and value: the front is the floor.
    floor: VecDeque<(Instant, Duration)>,
    /// The last round trips: a queue is what even the shortest of them has waited in.
    recent: VecDeque<Duration>,
    smooth_loss: f32,
    hold_until: Option<Instant>,
    last: Option<Instant>,
    /// Rate and loss where the present backing off began.
    trial: Option<(f32, f32)>,
    /// The line's own loss, and until when it is taken for that.
    own: Option<(f32, Instant)>,
    /// What the receiving end last said, and when.
    said: Option<(f32, Instant)>,
    /// Nothing has made us slow down yet: climb fast.
    starting: bool,
    slowed: Option<Instant>,
}

impl RateControl {
    /// Starts at `kbps`.
    pub(crate) fn new(kbps: f32) -> Self {
        Self {
            kbps,
            floor: VecDeque::new(),
            recent: VecDeque::new(),
            smooth_loss: 0.0,
            hold_until: None,
            last: None,
            trial: None,
            own: None,
            said: None,
            starting: true,
            slowed: None,
        }
    }

    /// What pictures may use now, in kbit/s.
    pub(crate) fn kbps(&self) -> f32 {
        self.kbps
    }

    /// Packets lost of late, 0 to 1.
    pub(crate) fn loss(&self) -> f32 {
        self.smooth_loss
    }

    /// How bursts would be borne.
    pub(crate) fn width(&self, now: Instant) -> Width {
        let recent = |at: &Instant| now.saturating_duration_since(*at) < NARROW;
        let limited = self.limit(now).is_some_and(|limit| limit < self.kbps * 1.5);
        if limited || self.slowed.is_some_and(|at| recent(&at)) {
            Width::Narrow
        } else if self.starting && self.kbps < OPEN {
            Width::Unknown
        } else {
            Width::Open
        }
    }

    /// The receiving end says that its line carries `kbps`. `true`: there is less for pictures than before.
    pub(crate) fn said(&mut self, now: Instant, kbps: f32) -> bool {
        self.said = Some((kbps, now));
        let pictures = pictures(kbps);
        let less = pictures < self.kbps;
        if less {
            self.kbps = pictures;
            self.slow(now);
        }
        less
    }

    /// What the receiving end says pictures may use, where it said so lately and there is a limit.
    fn limit(&self, now: Instant) -> Option<f32> {
        let (kbps, at) = self.said?;
        let fresh = now.saturating_duration_since(at) < SAID;
        (fresh && kbps < UNLIMITED).then(|| pictures(kbps))
    }

    fn slow(&mut self, now: Instant) {
        self.starting = false;
        self.slowed = Some(now);
    }

    /// A report came: `loss` of our packets since the last one (`None`: it says nothing of that), the last round trip.
    /// `used`: what pictures used in that time, `ceiling`: the most they could use, both in kbit/s.
    pub(crate) fn report(&mut self, now: Instant, loss: Option<f32>, rtt: Option<Duration>, used: f32, ceiling: f32) {
        let ceiling = ceiling.max(FLOOR);
        let queue = rtt.map_or(0.0, |rtt| self.queue(now, rtt));
        if let Some(loss) = loss {
            self.smooth_loss += (loss.clamp(0.0, 1.0) - self.smooth_loss) * 0.5;
        }
        let since = self.last.replace(now).map_or(0.5, |last| now.saturating_duration_since(last).as_secs_f32());
        if self.hold_until.is_some_and(|until| now < until) {
            return;
        }
        let floor = self.floor.front().map_or(0.0, |(_, floor)| floor.as_secs_f32());
        let heard = self.said.is_some_and(|(_, at)| now.saturating_duration_since(at) < SAID);
        // What overshoots by half fills the queue of a wide line sooner than anybody can say so.
        let quick = self.starting && heard && self.kbps < OPEN;
        let queued = !heard && queue > (floor * 0.5).max(0.06);
        let own = self.own.filter(|(_, until)| now < *until).map_or(0.0, |(loss, _)| loss);
        if queued {
            // What was used is about what the line carried; a little less lets the queue drain.
            let down = if queue > 0.25 { 0.6 } else { 0.8 };
            self.kbps = (self.kbps * down).min((used * 1.1).max(2.0 * FLOOR)).max(FLOOR);
            self.recent.clear();
            self.hold_until = Some(now + HOLD);
            self.slow(now);
        } else if self.smooth_loss > own + HIGH_LOSS {
            self.back_off(now);
        } else if self.smooth_loss < own * 1.2 + LOW_LOSS && used > self.kbps * if quick { USED_STARTING } else { USED }
        {
            // While the line is really used: ten per cent a second and at least some; faster where nothing is known to
            // stand against it.
            let share = if self.limit(now).is_some_and(|limit| limit > self.kbps) {
                1.0
            } else if self.starting {
                if quick { STARTING_SEEN } else { STARTING }
            } else {
                0.10
            };
            self.kbps += (self.kbps * share + 12.0) * since.min(1.0);
            self.trial = None;
        }
        self.kbps = self.kbps.min(ceiling).min(self.limit(now).unwrap_or(f32::INFINITY)).max(FLOOR);
    }

    /// There is much loss: less, or if less did not help, as before.
    fn back_off(&mut self, now: Instant) {
        let (rate, loss) = *self.trial.get_or_insert((self.kbps, self.smooth_loss));
        self.slow(now);
        self.hold_until = Some(now + HOLD);
        if self.kbps <= (rate * 0.55).max(FLOOR) {
            if self.smooth_loss > loss * 0.75 {
                self.own = Some((self.smooth_loss, now + OWN_LOSS));
                self.kbps = (rate * 0.9).max(FLOOR);
                self.trial = None;
                return;
            }
            self.trial = Some((self.kbps, self.smooth_loss));
        }
        self.kbps = (self.kbps * (1.0 - 0.5 * self.smooth_loss)).max(FLOOR);
    }

    /// How long packets wait in the line's queue, in seconds: the round trip above its floor.
    fn queue(&mut self, now: Instant, rtt: Duration) -> f32 {
        while self.floor.front().is_some_and(|(at, _)| now.saturating_duration_since(*at) > FLOOR_WINDOW) {
            self.floor.pop_front();
        }
        while self.floor.back().is_some_and(|(_, value)| *value >= rtt) {
            self.floor.pop_back();
        }
        self.floor.push_back((now, rtt));
        self.recent.push_back(rtt);
        if self.recent.len() > RECENT {
            self.recent.pop_front();
        } else if self.recent.len() < RECENT {
            return 0.0;
        }
        let shortest = self.recent.iter().min().copied().unwrap_or_default();
        let floor = self.floor.front().map_or(shortest, |(_, floor)| *floor);
        shortest.saturating_sub(floor).as_secs_f32()
    }
}

/// What a line that carries `kbps` has for pictures themselves.
fn pictures(kbps: f32) -> f32 {
    ((kbps - VOICE) * PAYLOAD).max(FLOOR)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const STEP: Duration = Duration::from_millis(500);

    /// A line with a capacity, a queue of 300 ms and a loss of its own, driven by the rate it is given.
    struct Line {
        now: Instant,
        capacity: f32,
        loss: f32,
        queue_kbit: f32,
    }

    impl Line {
        fn new(capacity: f32, loss: f32) -> Self {
            Self { now: Instant::now(), capacity, loss, queue_kbit: 0.0 }
        }

        fn step(&mut self, control: &mut RateControl, wanted: f32) -> f32 {
            self.now += STEP;
            let used = control.kbps().min(wanted);
            self.queue_kbit = (self.queue_kbit + (used - self.capacity) * 0.5).max(0.0);
            let most = self.capacity * 0.3;
            let overflow = (self.queue_kbit - most).max(0.0) / (used * 0.5).max(1.0);
            self.queue_kbit = self.queue_kbit.min(most);
            let rtt = Duration::from_secs_f32(0.05 + self.queue_kbit / self.capacity);
            control.report(self.now, Some((self.loss + overflow).min(1.0)), Some(rtt), used, wanted);
            used
        }
    }

    fn settle(capacity: f32, loss: f32, wanted: f32) -> Vec<f32> {
        let mut line = Line::new(capacity, loss);
        let mut control = RateControl::new(900.0);
        (0..120).map(|_| line.step(&mut control, wanted)).collect()
    }

    #[test]
    fn a_wide_line_is_used_in_full() {
        let used = settle(20_000.0, 0.0, 1_700.0);
        assert!(used[20] > 1_600.0, "{used:?}");
    }

    #[test]
    fn a_narrow_line_is_found_and_mostly_used() {
        for capacity in [300.0, 700.0, 1_200.0] {
            let used = settle(capacity, 0.0, 1_700.0);
            let late = &used[60..];
            let mean = late.iter().sum::<f32>() / late.len() as f32;
            assert!(mean < capacity * 1.05 && mean > capacity * 0.55, "{capacity}: {mean}");
        }
    }

    #[test]
    fn random_loss_does_not_end_the_picture() {
        let used = settle(20_000.0, 0.20, 1_700.0);
        assert!(used.iter().all(|used| *used >= 400.0), "{used:?}");
    }

    #[test]
    fn it_recovers_when_the_line_does() {
        let mut line = Line::new(250.0, 0.0);
        let mut control = RateControl::new(900.0);
        for _ in 0..40 {
            line.step(&mut control, 1_700.0);
        }
        assert!(control.kbps() < 400.0);
        line.capacity = 5_000.0;
        for _ in 0..60 {
            line.step(&mut control, 1_700.0);
        }
        assert!(control.kbps() > 1_200.0, "{}", control.kbps());
    }

    #[test]
    fn what_the_receiving_end_says_holds_at_once_and_is_followed_upwards() {
        let mut line = Line::new(20_000.0, 0.0);
        let mut control = RateControl::new(1_000.0);
        assert!(!control.said(line.now, UNLIMITED * 1.1));
        line.step(&mut control, 1_700.0);
        assert!(control.kbps() > 1_200.0 && control.width(line.now) == Width::Open, "it starts fast");
        assert!(control.said(line.now, 450.0));
        assert!(control.kbps() == 345.0 && control.width(line.now) == Width::Narrow);
        for _ in 0..4 {
            control.said(line.now, 750.0);
            line.step(&mut control, 1_700.0);
        }
        assert_eq!(control.kbps(), 621.0);
        assert!(control.said(line.now, 0.0));
        assert_eq!(control.kbps(), FLOOR);
    }

    #[test]
    fn a_line_of_which_nothing_is_known_gets_small_bursts_until_it_has_carried_much() {
        let mut line = Line::new(20_000.0, 0.0);
        let mut control = RateControl::new(400.0);
        assert_eq!(control.width(line.now), Width::Unknown);
        for _ in 0..8 {
            line.step(&mut control, 1_700.0);
        }
        assert_eq!(control.width(line.now), Width::Open);
        assert!(control.kbps() > 1_600.0, "four seconds to full size: {}", control.kbps());
    }

    /// As beside a page, where the encoder's output lags behind its aim: half of what is allowed is used.
    #[test]
    fn a_line_on_which_the_receiving_end_sees_no_queue_is_started_in_two_seconds() {
        let mut line = Line::new(20_000.0, 0.0);
        let mut control = RateControl::new(400.0);
        for _ in 0..4 {
            control.said(line.now, UNLIMITED * 1.1);
            line.now += STEP;
            let used = control.kbps() * if control.kbps() < OPEN { 0.5 } else { 0.7 };
            control.report(line.now, Some(0.0), Some(Duration::from_millis(20)), used, 2_000.0);
        }
        assert!(control.kbps() > 1_500.0, "{}", control.kbps());
        assert!(control.said(line.now, 500.0), "and slowed at once");
        assert_eq!(control.width(line.now), Width::Narrow);
    }

    #[test]
    fn what_is_not_used_does_not_grow() {
        let mut line = Line::new(20_000.0, 0.0);
        let mut control = RateControl::new(900.0);
        for _ in 0..100 {
            line.now += STEP;
            control.report(line.now, Some(0.0), Some(Duration::from_millis(50)), 100.0, 8_000.0);
        }
        assert!(control.kbps() < 1_000.0, "{}", control.kbps());
    }

    proptest! {
        #[test]
        fn it_stays_in_its_bounds(
            reports in prop::collection::vec((prop::option::of(-1f32..2.0), prop::option::of(0u64..5_000), 0f32..9_000.0), 0..200),
        ) {
            let mut control = RateControl::new(900.0);
            let mut now = Instant::now();
            for (loss, rtt, used) in reports {
                now += STEP;
                control.report(now, loss, rtt.map(Duration::from_millis), used, 4_000.0);
                prop_assert!((FLOOR..=4_000.0).contains(&control.kbps()), "{}", control.kbps());
                prop_assert!((0.0..=1.0).contains(&control.loss()));
            }
        }
    }
}
