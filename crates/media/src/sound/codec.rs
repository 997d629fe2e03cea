//! Opus (RFC 6716): one voice at 48 kHz, 20 ms a packet, forward error correction in band.

use super::{BLOCK, SAMPLE_RATE};
use opus::{Application, Bitrate, Channels, Signal};

/// Samples in one packet of ours: 20 ms.
pub(crate) const PACKET: usize = 2 * BLOCK;

/// The longest packet there is, in samples: 120 ms (RFC 6716 section 3.2).
pub(crate) const PACKET_MAX: usize = 5_760;

/// More bytes than 20 ms at the highest rate take.
const BYTES_MAX: usize = 1_500;

/// How a voice is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct EncoderConfig {
    /// Bits a second, in thousands.
    pub kbps: u32,
    /// Packet loss to prepare for, in percent.
    pub expected_loss: u8,
    /// Every packet of the same size.
    pub constant_bitrate: bool,
}

/// Encodes one voice.
pub(crate) struct Encoder {
    opus: opus::Encoder,
    packet: [u8; BYTES_MAX],
    expected_loss: u8,
}

impl Encoder {
    /// A new encoder.
    pub fn new(config: EncoderConfig) -> Result<Self, opus::Error> {
        let mut opus = opus::Encoder::new(SAMPLE_RATE, Channels::Mono, Application::Voip)?;
        opus.set_signal(Signal::Voice)?;
        opus.set_complexity(10)?;
        opus.set_bitrate(Bitrate::Bits(config.kbps.clamp(6, 128) as i32 * 1_000))?;
        opus.set_vbr(!config.constant_bitrate)?;
        // Silence has to sound and to look like speech on the wire: the pauses of who speaks are nobody's business.
        opus.set_dtx(false)?;
        opus.set_inband_fec(true)?;
        let expected_loss = config.expected_loss.min(50);
        opus.set_packet_loss_perc(expected_loss.into())?;
        Ok(Self { opus, packet: [0; BYTES_MAX], expected_loss })
    }

    /// Packet loss to prepare for, in percent.
    pub fn set_expected_loss(&mut self, percent: u8) {
        let percent = percent.min(50);
        if percent != self.expected_loss && self.opus.set_packet_loss_perc(percent.into()).is_ok() {
            self.expected_loss = percent;
        }
    }

    /// Forgets what it heard: nothing of before is in what it encodes next.
    pub fn forget(&mut self) {
        let _ = self.opus.reset_state();
    }

    /// Encodes 20 ms.
    pub fn encode(&mut self, sound: &[f32; PACKET]) -> Result<Vec<u8>, opus::Error> {
        let bytes = self.opus.encode_float(sound, &mut self.packet)?;
        Ok(self.packet[..bytes].to_vec())
    }
}

/// Decodes one voice. Whatever the bytes are, it gives sound or an error.
pub(crate) struct Decoder {
    opus: opus::Decoder,
}

/// The length of a packet in samples at 48 kHz; `None`: this is no Opus packet.
pub(crate) fn packet_samples(packet: &[u8]) -> Option<usize> {
    let samples = opus::packet::get_nb_samples(packet, SAMPLE_RATE).ok()?;
    (1..=PACKET_MAX).contains(&samples).then_some(samples)
}

/// Whether a packet carries forward error correction for the one before it (RFC 6716 section 4.2.4: the LBRR flag of
/// the SILK layer's first frame, which stands after one voice activity flag per 20 ms).
pub(crate) fn has_fec(packet: &[u8]) -> bool {
    let Some(&toc) = packet.first() else { return false };
    let configuration = toc >> 3;
    let silk_frames = match configuration {
        // SILK only: 10, 20, 40, 60 ms in turn.
        0..=11 => [1, 1, 2, 3][usize::from(configuration & 3)],
        // SILK under CELT: 10 or 20 ms.
        12..=15 => 1,
        // CELT only carries none.
        _ => return false,
    };
    let Ok(parsed) = opus::packet::parse(packet) else { return false };
    let first = parsed.frames.first().and_then(|frame| frame.first());
    first.is_some_and(|flags| flags >> (7 - silk_frames) & 1 == 1)
}

impl Decoder {
    /// A new decoder.
    pub fn new() -> Result<Self, opus::Error> {
        Ok(Self { opus: opus::Decoder::new(SAMPLE_RATE, Channels::Mono)? })
    }

    /// Forgets what it heard.
    pub fn forget(&mut self) {
        let _ = self.opus.reset_state();
    }

    /// Decodes a packet; gives the number of samples. `sound` has room for [`PACKET_MAX`].
    pub fn decode(&mut self, packet: &[u8], sound: &mut [f32]) -> Option<usize> {
        // An empty slice would mean "lost" to the library.
        if packet.is_empty() {
            return None;
        }
        let samples = self.opus.decode_float(packet, sound, false).ok()?;
        Self::finite(&mut sound[..samples]);
        Some(samples)
    }

    /// Restores the packet before `next` from the forward error correction in it; `sound` is as long as that packet
    /// was. Without such data in `next` it is concealed.
    pub fn restore(&mut self, next: &[u8], sound: &mut [f32]) -> Option<usize> {
        if next.is_empty() {
            return None;
        }
        let samples = self.opus.decode_float(next, sound, true).ok()?;
        Self::finite(&mut sound[..samples]);
        Some(samples)
    }

    /// Makes up sound in the place of what is missing; the length is a multiple of 2.5 ms.
    pub fn conceal(&mut self, sound: &mut [f32]) -> Option<usize> {
        let samples = self.opus.decode_float(&[], sound, false).ok()?;
        Self::finite(&mut sound[..samples]);
        Some(samples)
    }

    fn finite(sound: &mut [f32]) {
        for s in sound {
            *s = if s.is_finite() { s.clamp(-1.0, 1.0) } else { 0.0 };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const CONFIG: EncoderConfig = EncoderConfig { kbps: 32, expected_loss: 20, constant_bitrate: false };

    /// Something like a voice: a pitch of 120 Hz with harmonics whose loudness swells.
    fn voice(n: usize) -> [f32; PACKET] {
        std::array::from_fn(|i| {
            let t = (n * PACKET + i) as f32 / 48_000.0;
            let swell = 0.5 + 0.5 * (t * 9.0).sin();
            let sum: f32 = (1..20).map(|h| (std::f32::consts::TAU * 120.0 * h as f32 * t).sin() / h as f32).sum();
            sum * 0.15 * swell
        })
    }

    #[test]
    fn a_voice_comes_back() {
        let mut encoder = Encoder::new(CONFIG).unwrap();
        let mut decoder = Decoder::new().unwrap();
        let mut out = vec![0.0; PACKET_MAX];
        for n in 0..50 {
            let packet = encoder.encode(&voice(n)).unwrap();
            assert_eq!(packet_samples(&packet), Some(PACKET));
            assert_eq!(decoder.decode(&packet, &mut out), Some(PACKET));
        }
        let power = |s: &[f32]| s.iter().map(|s| s * s).sum::<f32>();
        let ratio = power(&out[..PACKET]) / power(&voice(49));
        assert!((0.5..2.0).contains(&ratio), "{ratio}");
    }

    #[test]
    fn forward_error_correction_is_there_and_seen() {
        let mut with = Encoder::new(CONFIG).unwrap();
        let mut without = Encoder::new(EncoderConfig { expected_loss: 0, ..CONFIG }).unwrap();
        let (mut seen, mut unseen) = (0, 0);
        for n in 0..50 {
            seen += usize::from(has_fec(&with.encode(&voice(n)).unwrap()));
            unseen += usize::from(has_fec(&without.encode(&voice(n)).unwrap()));
        }
        assert!(seen > 25, "{seen} of 50");
        assert_eq!(unseen, 0);
    }

    #[test]
    fn what_was_lost_is_restored_better_than_made_up() {
        let mut encoder = Encoder::new(CONFIG).unwrap();
        let (mut whole, mut restoring, mut making_up) =
            (Decoder::new().unwrap(), Decoder::new().unwrap(), Decoder::new().unwrap());
        let (mut restored_error, mut made_up_error) = (0.0, 0.0);
        let packets: Vec<_> = (0..200).map(|n| encoder.encode(&voice(n)).unwrap()).collect();
        let [mut a, mut b, mut c] = [0; 3].map(|_| vec![0.0; PACKET_MAX]);
        for (n, packet) in packets.iter().enumerate() {
            whole.decode(packet, &mut a);
            if n % 10 == 9 && n + 1 < packets.len() {
                restoring.restore(&packets[n + 1], &mut b[..PACKET]);
                making_up.conceal(&mut c[..PACKET]);
                let error = |x: &[f32]| x.iter().zip(&a).take(PACKET).map(|(x, y)| (x - y).powi(2)).sum::<f32>();
                restored_error += error(&b);
                made_up_error += error(&c);
            } else {
                restoring.decode(packet, &mut b);
                making_up.decode(packet, &mut c);
            }
        }
        assert!(restored_error < made_up_error * 0.7, "{restored_error} against {made_up_error}");
    }

    #[test]
    fn a_constant_bitrate_is_constant() {
        for expected_loss in [0, 5, 20] {
            let config = EncoderConfig { kbps: 40, expected_loss, constant_bitrate: true };
            let mut encoder = Encoder::new(config).unwrap();
            for n in 0..60 {
                let sound = if n % 2 == 0 { voice(n) } else { [0.0; PACKET] };
                assert_eq!(encoder.encode(&sound).unwrap().len(), 100, "packet {n}");
            }
        }
    }

    proptest! {
        #[test]
        fn any_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let mut decoder = Decoder::new().unwrap();
            let mut sound = vec![0.0; PACKET_MAX];
            let _ = packet_samples(&bytes);
            let _ = has_fec(&bytes);
            let _ = decoder.decode(&bytes, &mut sound);
            let _ = decoder.restore(&bytes, &mut sound[..PACKET]);
            let _ = decoder.conceal(&mut sound[..BLOCK]);
            prop_assert!(sound.iter().all(|s| s.is_finite() && s.abs() <= 1.0));
        }
    }
}
