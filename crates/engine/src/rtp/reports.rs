//! Reception as RFC 3550 counts it (appendix A.1, A.3, A.8), and round trips from reports (section 6.4.1; RFC 3611
//! sections 4.4 and 4.5 where nothing is sent).

use super::clock;
use super::sequence::Widener;
use rtc::rtcp::reception_report::ReceptionReport;
use std::time::{Duration, Instant};

/// Counts one stream's packets for the reports to its sender.
#[derive(Debug)]
pub(crate) struct Reception {
    ssrc: u32,
    rate: u32,
    widener: Widener,
    first: Option<u64>,
    highest: u64,
    received: u64,
    expected_before: u64,
    received_before: u64,
    jitter: f64,
    transit: Option<f64>,
    sender_report: Option<(u32, Instant)>,
}

impl Reception {
    /// `rate`: RTP timestamp units a second.
    pub(crate) fn new(ssrc: u32, rate: u32) -> Self {
        Self {
            ssrc,
            rate,
            widener: Widener::default(),
            first: None,
            highest: 0,
            received: 0,
            expected_before: 0,
            received_before: 0,
            jitter: 0.0,
            transit: None,
            sender_report: None,
        }
    }

    /// A packet came by itself; what is sent again does not count. `elapsed`: time since any fixed moment.
    pub(crate) fn arrived(&mut self, elapsed: Duration, sequence: u16, timestamp: u32) {
        let number = self.widener.widen(sequence);
        let first = *self.first.get_or_insert(number);
        if number < first {
            return;
        }
        self.highest = self.highest.max(number);
        self.received += 1;
        let transit = elapsed.as_secs_f64() * f64::from(self.rate) - f64::from(timestamp);
        if let Some(before) = self.transit.replace(transit) {
            // Timestamps turn over every 13 hours (at 90 kHz); one such step is no jitter.
            let step = (transit - before).abs();
            if step < f64::from(self.rate) * 10.0 {
                self.jitter += (step - self.jitter) / 16.0;
            }
        }
    }

    /// A sender report came.
    pub(crate) fn sender_report(&mut self, now: Instant, ntp: u64) {
        self.sender_report = Some((clock::compact(ntp), now));
    }

    /// Packets missing of those expected; those that were sent again count as missing.
    pub(crate) fn lost(&self) -> u64 {
        self.first.map_or(0, |first| (self.highest + 1 - first).saturating_sub(self.received))
    }

    /// The block of this stream for the next report; `None` before anything came. Begins a new interval.
    pub(crate) fn report(&mut self, now: Instant) -> Option<ReceptionReport> {
        let first = self.first?;
        let expected = self.highest + 1 - first;
        let in_interval = expected - self.expected_before;
        let received = self.received - self.received_before;
        self.expected_before = expected;
        self.received_before = self.received;
        let lost = in_interval.saturating_sub(received);
        let fraction = (lost * 256).checked_div(in_interval).unwrap_or(0);
        let (last_sender_report, delay) = match self.sender_report {
            Some((ntp, at)) => (ntp, clock::to_compact(now.saturating_duration_since(at))),
            None => (0, 0),
        };
        Some(ReceptionReport {
            ssrc: self.ssrc,
            fraction_lost: fraction.min(255) as u8,
            total_lost: self.lost().min(0x7F_FFFF) as u32,
            last_sequence_number: self.highest as u32,
            jitter: self.jitter as u32,
            last_sender_report,
            delay,
        })
    }
}

/// The round trip that an echoed timestamp gives: now, minus when it was sent, minus how long it lay there.
pub(crate) fn round_trip(now: u32, echoed: u32, lay: u32) -> Option<Duration> {
    if echoed == 0 {
        return None;
    }
    clock::span(now.wrapping_sub(echoed).wrapping_sub(lay)).filter(|rtt| *rtt < Duration::from_secs(60))
}

/// A round trip smoothed as RFC 6298 does it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct RoundTrip {
    smooth: Option<Duration>,
    last: Option<Duration>,
}

impl RoundTrip {
    pub(crate) fn measured(&mut self, rtt: Duration) {
        self.last = Some(rtt);
        self.smooth = Some(self.smooth.map_or(rtt, |smooth| (smooth * 7 + rtt) / 8));
    }

    /// Smoothed; `None`: never measured.
    pub(crate) fn smooth(&self) -> Option<Duration> {
        self.smooth
    }

    /// The last one.
    pub(crate) fn last(&self) -> Option<Duration> {
        self.last
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feed(reception: &mut Reception, numbers: impl IntoIterator<Item = u16>) {
        for number in numbers {
            let elapsed = Duration::from_millis(20 * u64::from(number));
            reception.arrived(elapsed, number, 960 * u32::from(number));
        }
    }

    #[test]
    fn losses_are_counted_by_interval_and_in_all() {
        let now = Instant::now();
        let mut reception = Reception::new(7, 48_000);
        assert!(reception.report(now).is_none());
        feed(&mut reception, (0..100).filter(|n| n % 4 != 3));
        let report = reception.report(now).unwrap();
        assert_eq!(report.total_lost, 24, "the last one is not known to be missing");
        assert_eq!(report.fraction_lost, (24 * 256 / 99) as u8);
        feed(&mut reception, 99..200);
        let report = reception.report(now).unwrap();
        assert_eq!((report.fraction_lost, report.total_lost), (0, 24));
        assert_eq!(report.last_sequence_number & 0xFFFF, 199);
        assert_eq!(report.jitter, 0, "they came evenly");
    }

    #[test]
    fn doubles_and_early_ones_never_make_a_negative_loss() {
        let now = Instant::now();
        let mut reception = Reception::new(7, 48_000);
        feed(&mut reception, [10, 10, 10, 9, 8, 11]);
        let report = reception.report(now).unwrap();
        assert_eq!((report.fraction_lost, report.total_lost), (0, 0));
    }

    #[test]
    fn a_round_trip_from_an_echo() {
        let sent = 100u32 << 16;
        let lay = clock::to_compact(Duration::from_millis(300));
        let now = sent + clock::to_compact(Duration::from_millis(340));
        let rtt = round_trip(now, sent, lay).unwrap();
        assert!((39..=40).contains(&rtt.as_millis()), "{rtt:?}");
        assert_eq!(round_trip(now, 0, lay), None);
        assert_eq!(round_trip(sent, sent, lay), None, "a clock that was set back");
    }
}
