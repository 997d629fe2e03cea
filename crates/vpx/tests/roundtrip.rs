//! What is encoded comes back, and what anyone may send is decoded or refused.

use chancery_vpx::{Codec, Content, Decoder, Encoded, Encoder, EncoderConfig, FrameInfo, MAX_SIDE, Planes, VpxError};
use proptest::prelude::*;

const CODECS: [Codec; 2] = [Codec::Vp8, Codec::Vp9];

fn config(codec: Codec, width: u32, height: u32) -> EncoderConfig {
    let content = if codec == Codec::Vp8 { Content::Camera } else { Content::Screen };
    EncoderConfig { codec, content, width, height, fps: 30, kbps: 600, threads: 1, speed: 8 }
}

/// A picture with edges and slopes that moves with `step`.
struct Pattern {
    width: usize,
    y: Vec<u8>,
    u: Vec<u8>,
    v: Vec<u8>,
}

impl Pattern {
    fn new(width: u32, height: u32, step: usize) -> Self {
        let (width, height) = (width as usize, height as usize);
        let (half_width, half_height) = (width.div_ceil(2), height.div_ceil(2));
        let plane = |width: usize, height: usize, f: &dyn Fn(usize, usize) -> usize| -> Vec<u8> {
            (0..width * height).map(|i| (16 + f(i % width, i / width) % 220) as u8).collect()
        };
        Self {
            width,
            y: plane(width, height, &|x, y| if ((x + step) / 16).is_multiple_of(2) { x + 2 * y } else { 120 + y }),
            u: plane(half_width, half_height, &|x, y| 60 + (x + step) / 4 + y / 8),
            v: plane(half_width, half_height, &|x, y| 100 + x / 8 + y / 4),
        }
    }

    fn planes(&self) -> Planes<'_> {
        Planes { y: &self.y, y_stride: self.width, u: &self.u, v: &self.v, uv_stride: self.width.div_ceil(2) }
    }
}

fn encode(encoder: &mut Encoder, step: usize, key: bool) -> (Vec<u8>, Encoded) {
    let EncoderConfig { width, height, .. } = *encoder.config();
    let mut out = Vec::new();
    let encoded = encoder.encode(Pattern::new(width, height, step).planes(), 3_000 * step as i64, key, &mut out);
    (out, encoded.unwrap().expect("nothing is left out with these settings"))
}

fn psnr(a: &[u8], b: &[u8]) -> f64 {
    assert_eq!(a.len(), b.len());
    let sum: u64 = a.iter().zip(b).map(|(&a, &b)| u64::from(a.abs_diff(b)).pow(2)).sum();
    10.0 * (255.0_f64.powi(2) / (sum as f64 / a.len() as f64).max(1e-9)).log10()
}

#[test]
fn what_is_encoded_comes_back() {
    for codec in CODECS {
        for (width, height) in [(320, 180), (64, 64), (317, 179), (2, 2), (1, 1)] {
            let mut encoder = Encoder::new(config(codec, width, height)).unwrap();
            let mut decoder = Decoder::new(codec, 1).unwrap();
            for step in 0..20 {
                let (data, encoded) = encode(&mut encoder, step, false);
                assert_eq!(encoded.key, step == 0, "{codec:?} {width}x{height}: key frames come only when asked for");
                let info = FrameInfo::read(codec, &data).unwrap();
                assert_eq!(info.key, encoded.key);
                assert!(info.size.is_none_or(|size| size == (width, height)));
                let picture = decoder.decode(&data).unwrap().expect("every frame is shown");
                assert_eq!((picture.width, picture.height), (width, height));
                let sent = Pattern::new(width, height, step);
                let mut got = [vec![], vec![], vec![]];
                picture.y.append_to(&mut got[0]);
                picture.u.append_to(&mut got[1]);
                picture.v.append_to(&mut got[2]);
                for (sent, got) in [&sent.y, &sent.u, &sent.v].into_iter().zip(&got) {
                    let near = psnr(sent, got);
                    assert!(near > 25.0, "{codec:?} {width}x{height} step {step}: {near:.1} dB");
                }
            }
        }
    }
}

#[test]
fn a_key_frame_comes_when_asked_for_and_can_begin() {
    for codec in CODECS {
        let mut encoder = Encoder::new(config(codec, 160, 120)).unwrap();
        let frames: Vec<_> = (0..12).map(|step| encode(&mut encoder, step, step == 6)).collect();
        let keys: Vec<_> = (0..12).filter(|&i| frames[i].1.key).collect();
        assert_eq!(keys, [0, 6], "{codec:?}");
        let mut decoder = Decoder::new(codec, 1).unwrap();
        for (i, (data, _)) in frames.iter().enumerate().skip(3) {
            match decoder.decode(data) {
                Ok(Some(_)) => assert!(i >= 6, "{codec:?}: frame {i} refers to what never came"),
                Err(VpxError::NeedKey) => assert!(i < 6, "{codec:?}: frame {i}"),
                other => panic!("{codec:?} frame {i}: {other:?}"),
            }
        }
    }
}

#[test]
fn size_and_bitrate_change_while_it_runs() {
    for codec in CODECS {
        let mut encoder = Encoder::new(EncoderConfig { kbps: 2_000, ..config(codec, 320, 240) }).unwrap();
        let mut decoder = Decoder::new(codec, 1).unwrap();
        let mut bytes = [0; 2];
        for (half, kbps) in [(0, 2_000), (1, 150)] {
            encoder.configure(EncoderConfig { kbps, ..*encoder.config() }).unwrap();
            for step in 0..90 {
                let (data, encoded) = encode(&mut encoder, half * 90 + step, false);
                assert_eq!(encoded.key, half == 0 && step == 0, "{codec:?}: another bitrate needs no key frame");
                bytes[half] += if step < 30 { 0 } else { data.len() };
                assert!(decoder.decode(&data).unwrap().is_some());
            }
        }
        assert!(bytes[1] * 3 < bytes[0], "{codec:?}: {bytes:?}");
        for (width, height) in [(640, 360), (160, 90)] {
            encoder.configure(EncoderConfig { width, height, ..*encoder.config() }).unwrap();
            let (data, encoded) = encode(&mut encoder, 200, false);
            assert!(encoded.key, "{codec:?}: another size is another stream");
            let picture = decoder.decode(&data).unwrap().unwrap();
            assert_eq!((picture.width, picture.height), (width, height));
        }
    }
}

#[test]
fn sizes_out_of_bounds_and_short_planes_are_refused() {
    for codec in CODECS {
        for (width, height) in [(0, 10), (10, 0), (MAX_SIDE + 1, 10), (u32::MAX, u32::MAX)] {
            let refused = Encoder::new(config(codec, width, height)).map(|_| ());
            assert_eq!(refused, Err(VpxError::Size { width, height }));
        }
        let mut encoder = Encoder::new(config(codec, 64, 64)).unwrap();
        let small = Pattern::new(64, 63, 0);
        let refused = encoder.encode(small.planes(), 0, false, &mut Vec::new());
        assert!(matches!(refused, Err(VpxError::Plane { plane: "Y", .. })), "{refused:?}");
        let narrow = Planes { y_stride: 63, ..small.planes() };
        assert!(encoder.encode(narrow, 0, false, &mut Vec::new()).is_err());
    }
}

#[test]
fn after_damage_a_key_frame_goes_on() {
    for codec in CODECS {
        let mut encoder = Encoder::new(config(codec, 320, 240)).unwrap();
        let mut decoder = Decoder::new(codec, 1).unwrap();
        let (key, _) = encode(&mut encoder, 0, false);
        assert!(decoder.decode(&key).unwrap().is_some());
        // Cut off within the key frame: an error, and so is what follows until the next key frame.
        let (key, _) = encode(&mut encoder, 1, true);
        assert!(decoder.decode(&key[..key.len() / 3]).is_err(), "{codec:?}");
        let (delta, _) = encode(&mut encoder, 2, false);
        assert_eq!(decoder.decode(&delta).map(|_| ()), Err(VpxError::NeedKey), "{codec:?}");
        let (key, _) = encode(&mut encoder, 3, true);
        assert!(decoder.decode(&key).unwrap().is_some(), "{codec:?}");
    }
}

#[test]
fn what_follows_a_frame_is_not_taken_for_another() {
    // A frame of forbidden size behind a good one: libvpx alone would decode it too.
    let mut encoder = Encoder::new(config(Codec::Vp9, 64, 64)).unwrap();
    let (mut data, _) = encode(&mut encoder, 0, false);
    data.extend([0x82, 0x49, 0x83, 0x42, 0x2f, 0xff, 0xff, 0xff, 0xf0, 0x00, 0x01]);
    let mut decoder = Decoder::new(Codec::Vp9, 1).unwrap();
    if let Ok(Some(picture)) = decoder.decode(&data) {
        assert_eq!((picture.width, picture.height), (64, 64));
    }
}

/// A stream of both codecs to damage: a key frame and some that refer to it.
fn stream(codec: Codec) -> Vec<Vec<u8>> {
    let mut encoder = Encoder::new(config(codec, 96, 80)).unwrap();
    (0..6).map(|step| encode(&mut encoder, step, step == 4).0).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_bytes_are_decoded_or_refused(data in proptest::collection::vec(any::<u8>(), 0..600)) {
        for codec in CODECS {
            let mut decoder = Decoder::new(codec, 1).unwrap();
            let _ = decoder.decode(&data);
            let _ = decoder.decode(&data);
        }
    }

    #[test]
    fn a_head_with_anything_behind_it(width in 1u16..5000, height in 1u16..5000, body in proptest::collection::vec(any::<u8>(), 0..300)) {
        let mut data = vec![0x10, 0x02, 0, 0x9d, 0x01, 0x2a];
        data.extend(width.to_le_bytes());
        data.extend(height.to_le_bytes());
        data.extend(&body);
        let mut decoder = Decoder::new(Codec::Vp8, 1).unwrap();
        let decoded = decoder.decode(&data);
        if u32::from(width) > MAX_SIDE || u32::from(height) > MAX_SIDE {
            prop_assert!(decoded.is_err());
        }
    }

    #[test]
    fn damaged_streams_never_panic_and_mend(
        hits in proptest::collection::vec((0usize..6, any::<prop::sample::Index>(), any::<u8>()), 1..12),
        cut in proptest::option::of((0usize..6, any::<prop::sample::Index>())),
        threads in 1u32..3,
    ) {
        for codec in CODECS {
            let clean = stream(codec);
            let mut frames = clean.clone();
            for (frame, at, value) in &hits {
                let at = at.index(frames[*frame].len());
                frames[*frame][at] ^= value;
            }
            if let Some((frame, at)) = &cut {
                let at = at.index(frames[*frame].len());
                frames[*frame].truncate(at);
            }
            let mut decoder = Decoder::new(codec, threads).unwrap();
            for frame in &frames {
                if let Ok(Some(picture)) = decoder.decode(frame) {
                    prop_assert!(picture.width <= MAX_SIDE && picture.height <= MAX_SIDE);
                    prop_assert_eq!(picture.y.rows().count(), picture.height as usize);
                }
            }
            // Whatever was fed before, a good key frame shows its picture.
            let picture = decoder.decode(&clean[4]).unwrap().unwrap();
            prop_assert_eq!((picture.width, picture.height), (96, 80));
        }
    }
}
