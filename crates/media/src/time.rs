//! When a sample or a picture was captured: carried with it from the device to the other side's screen.

use std::time::{SystemTime, UNIX_EPOCH};

/// Microseconds since the Unix epoch, by the clock of the machine that captured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CaptureTime(pub u64);

impl CaptureTime {
    /// Now, by this machine's clock. For the edges only: sources and receivers.
    pub fn now() -> Self {
        let micros = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_micros();
        Self(u64::try_from(micros).unwrap_or(u64::MAX))
    }

    /// Milliseconds from `self` to `later`; 0 where `later` is earlier.
    pub fn millis_until(self, later: Self) -> f64 {
        later.0.saturating_sub(self.0) as f64 / 1_000.0
    }

    /// In the form of RTP's absolute capture time extension: NTP timestamp, 32.32 fixed point (RFC 5905 section 6).
    pub fn to_ntp(self) -> u64 {
        const UNIX_TO_NTP: u64 = 2_208_988_800;
        let seconds = self.0 / 1_000_000 + UNIX_TO_NTP;
        let fraction = ((self.0 % 1_000_000) << 32) / 1_000_000;
        (seconds << 32) | fraction
    }

    /// From an NTP timestamp, 32.32 fixed point.
    pub fn from_ntp(ntp: u64) -> Self {
        const UNIX_TO_NTP: u64 = 2_208_988_800;
        let seconds = (ntp >> 32).saturating_sub(UNIX_TO_NTP);
        Self(seconds * 1_000_000 + (((ntp & 0xFFFF_FFFF) * 1_000_000) >> 32))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ntp_and_back_loses_at_most_a_microsecond() {
        for micros in [0, 1, 999_999, 1_000_000, 1_790_000_000_123_456] {
            let back = CaptureTime::from_ntp(CaptureTime(micros).to_ntp()).0;
            assert!(micros - back <= 1, "{micros} became {back}");
        }
    }
}
