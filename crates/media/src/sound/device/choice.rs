//! Which of a device's formats is used: the one nearest to 48 kHz, mono, float, in short pieces.

use crate::sound::SAMPLE_RATE;
use crate::sound::resample::{RATE_MAX, RATE_MIN};
use cpal::{BufferSize, SampleFormat, StreamConfig, SupportedBufferSize, SupportedStreamConfigRange};

/// What a device is opened with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Choice {
    pub config: StreamConfig,
    pub format: SampleFormat,
}

/// The best of what a device can do, in pieces of so many milliseconds; `None` where nothing fits.
pub(super) fn choose(ranges: impl Iterator<Item = SupportedStreamConfigRange>, piece: u32) -> Option<Choice> {
    ranges
        .filter_map(|range| rate(&range).and_then(|rate| Some((badness(&range, rate)?, rate, range))))
        .min_by_key(|(b, ..)| *b)
        .map(|(_, rate, range)| {
            let piece = rate / 1_000 * piece;
            let buffer_size = match range.buffer_size() {
                SupportedBufferSize::Range { min, max } if min <= max => BufferSize::Fixed(piece.clamp(*min, *max)),
                _ => BufferSize::Default,
            };
            let config = StreamConfig { channels: range.channels(), sample_rate: rate, buffer_size };
            Choice { config, format: range.sample_format() }
        })
}

/// The rate of a range nearest to ours.
fn rate(range: &SupportedStreamConfigRange) -> Option<u32> {
    let (min, max) = (range.min_sample_rate().max(RATE_MIN), range.max_sample_rate().min(RATE_MAX));
    (min <= max).then(|| SAMPLE_RATE.clamp(min, max))
}

/// Smaller is better; `None`: not usable.
fn badness(range: &SupportedStreamConfigRange, rate: u32) -> Option<(bool, u32, u8, u16)> {
    let format = match range.sample_format() {
        SampleFormat::F32 => 0,
        SampleFormat::I32 => 1,
        SampleFormat::I24 => 2,
        SampleFormat::I16 => 3,
        SampleFormat::U16 => 4,
        SampleFormat::U8 => 5,
        _ => return None,
    };
    let too_slow = rate < SAMPLE_RATE;
    (range.channels() > 0).then_some((too_slow, rate.abs_diff(SAMPLE_RATE), format, range.channels()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(channels: u16, min: u32, max: u32, format: SampleFormat) -> SupportedStreamConfigRange {
        SupportedStreamConfigRange::new(channels, min, max, SupportedBufferSize::Range { min: 64, max: 4_096 }, format)
    }

    #[test]
    fn ours_is_taken_where_it_is_offered() {
        let choice = choose(
            [
                range(2, 44_100, 44_100, SampleFormat::F32),
                range(2, 8_000, 96_000, SampleFormat::I16),
                range(1, 8_000, 96_000, SampleFormat::I16),
                range(32, 8_000, 96_000, SampleFormat::F32),
                range(2, 8_000, 96_000, SampleFormat::F32),
            ]
            .into_iter(),
            20,
        )
        .unwrap();
        assert_eq!(choice.config.sample_rate, 48_000);
        assert_eq!((choice.config.channels, choice.format), (2, SampleFormat::F32));
        assert_eq!(choice.config.buffer_size, BufferSize::Fixed(960));
    }

    #[test]
    fn the_nearest_rate_is_taken_where_ours_is_not() {
        let choice = choose(
            [range(1, 16_000, 16_000, SampleFormat::F32), range(2, 44_100, 44_100, SampleFormat::I16)].into_iter(),
            20,
        );
        assert_eq!(choice.unwrap().config.sample_rate, 44_100);
    }

    #[test]
    fn nothing_usable_is_none() {
        assert_eq!(choose([range(1, 48_000, 48_000, SampleFormat::F64)].into_iter(), 20), None);
        assert_eq!(choose([range(1, 1, 2, SampleFormat::F32)].into_iter(), 20), None);
        assert_eq!(choose(std::iter::empty(), 20), None);
    }
}
