//! What encoding, decoding, scaling and composing cost on this machine, and how good the pictures are.
//!
//! `cargo run -p chancery-media --example picture_bench -- FILM.y4m [frames] [camera|screen|compose|join|sizes|slides]`,
//! or in real time `… -- SOURCE SECONDS camera-live|screen-live`.
#![allow(clippy::print_stdout, reason = "it prints its figures")]

use chancery_media::picture::{
    Composer, Fit, Picture, PictureCodec, PictureDecoder, PictureSender, PictureSink, PictureTarget, SharedPicture,
    Tile, Y4mReader, open_camera, open_screen,
};
use chancery_media::spec::SourceSpec;
use chancery_media::time::CaptureTime;
use chancery_vpx::{Codec, Content, Decoder, Encoder, EncoderConfig, Planes};
use std::fs::File;
use std::io::BufReader;
use std::sync::Arc;
use std::time::Instant;

fn load(path: &str, count: usize) -> Vec<Arc<Picture>> {
    let file = File::open(path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let mut reader = Y4mReader::new(BufReader::new(file)).unwrap_or_else(|error| panic!("{path}: {error}"));
    (0..count)
        .map(|_| {
            let mut picture = Picture::black(1, 1, CaptureTime(0));
            reader.read(&mut picture).expect("a whole picture");
            Arc::new(picture)
        })
        .collect()
}

fn planes(picture: &Picture) -> Planes<'_> {
    let width = picture.width as usize;
    Planes { y: &picture.y, y_stride: width, u: &picture.u, v: &picture.v, uv_stride: width.div_ceil(2) }
}

fn squared(a: &[u8], b: &[u8]) -> f64 {
    a.iter().zip(b).map(|(&a, &b)| f64::from(i32::from(a) - i32::from(b)).powi(2)).sum::<f64>() / a.len() as f64
}

fn decibel(squared: f64) -> f64 {
    10.0 * (255.0_f64.powi(2) / squared.max(1e-9)).log10()
}

/// CPU seconds of this process, all threads.
fn cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<_> = stat.rsplit(')').next().unwrap_or("").split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<f64>().ok()).unwrap_or(0.0);
    (ticks(11) + ticks(12)) / 100.0
}

fn code(title: &str, film: &[Arc<Picture>], config: EncoderConfig, still: bool) {
    let mut encoder = Encoder::new(config).expect("an encoder");
    let mut data = Vec::new();
    let mut stream = Vec::new();
    let (began, cpu_began) = (Instant::now(), cpu());
    let mut slowest = 0.0_f64;
    let mut quantizers = Vec::new();
    for i in 0..film.len() {
        let picture = &film[if still { 0 } else { i }];
        let one = Instant::now();
        let time = i as i64 * 90_000 / i64::from(config.fps);
        let encoded = encoder.encode(planes(picture), time, false, &mut data).expect("encoded");
        slowest = slowest.max(one.elapsed().as_secs_f64() * 1e3);
        if let Some(encoded) = encoded {
            quantizers.push(encoded.quantizer);
            stream.push((i, data.clone()));
        }
    }
    let count = film.len() as f64;
    let encode = began.elapsed().as_secs_f64() * 1e3 / count;
    let encode_cpu = (cpu() - cpu_began) * 1e3 / count;
    let mut decoder = Decoder::new(config.codec, 1).expect("a decoder");
    let mut decode = 0.0;
    let (mut errors, mut first, mut last) = (0.0, 0.0, 0.0);
    for (i, data) in &stream {
        let began = Instant::now();
        let decoded = decoder.decode(data).expect("decoded").expect("shown");
        let mut y = Vec::new();
        decoded.y.append_to(&mut y);
        decode += began.elapsed().as_secs_f64() * 1e3;
        let error = squared(&y, &film[if still { 0 } else { *i }].y);
        errors += error;
        if *i == 0 {
            first = error;
        }
        last = error;
    }
    let bytes: usize = stream.iter().map(|(_, data)| data.len()).sum();
    let largest = stream.iter().skip(1).map(|(_, data)| data.len()).max().unwrap_or(0);
    let sum: u32 = quantizers.iter().map(|&q| u32::from(q)).sum();
    println!(
        "{title}: encode {encode:.2} ms ({encode_cpu:.2} CPU, slowest {slowest:.1}), decode {:.2} ms, {:.0} kbit/s, left out {}, \
         PSNR {:.2} dB (first {:.2}, last {:.2}), q {:.0} (last {}), first {} B, largest then {largest} B",
        decode / stream.len() as f64,
        bytes as f64 * 8.0 / 1000.0 / (count / f64::from(config.fps)),
        film.len() - stream.len(),
        decibel(errors / stream.len() as f64),
        decibel(first),
        decibel(last),
        f64::from(sum) / stream.len() as f64,
        quantizers.last().unwrap_or(&0),
        stream[0].1.len(),
    );
}

fn compose(film: &[Arc<Picture>]) {
    let tile = |key, x, y, width, height, radius| Tile { key, x, y, width, height, fit: Fit::Cover, radius };
    for (title, tiles) in [
        ("1 tile of 1280x720", vec![tile(0, 0, 0, 1280, 720, 0)]),
        ("1 tile of 640x360", vec![tile(0, 0, 0, 640, 360, 0)]),
        ("1 tile of 640x360, round", vec![tile(0, 0, 0, 640, 360, 12)]),
        ("1 tile of 960x540", vec![tile(0, 0, 0, 960, 540, 0)]),
        ("1 tile of 320x180", vec![tile(0, 0, 0, 320, 180, 0)]),
        ("1 tile of 1000x700", vec![tile(0, 0, 0, 1000, 700, 0)]),
        ("1 tile of 1920x1080", vec![tile(0, 0, 0, 1920, 1080, 0)]),
        ("4 tiles of 640x360", (0..4).map(|i| tile(i, i % 2 * 640, i / 2 * 360, 640, 360, 12)).collect()),
    ] {
        let mut composer = Composer::new();
        let keys = tiles.len() as i32;
        composer.set_layout(1920, 1080, [20, 30, 40], tiles);
        let (began, cpu_began) = (Instant::now(), cpu());
        for picture in film {
            for key in 0..keys {
                composer.put(&key, Arc::clone(picture));
            }
            assert!(composer.compose().is_some());
        }
        let each = |seconds: f64| seconds * 1e3 / film.len() as f64;
        println!("compose {title}: {:.2} ms ({:.2} CPU)", each(began.elapsed().as_secs_f64()), each(cpu() - cpu_began));
    }
}

fn scaled(picture: &Arc<Picture>, width: u32, height: u32) -> Arc<Picture> {
    let mut composer = Composer::new();
    let whole = Tile { key: 0, x: 0, y: 0, width, height, fit: Fit::Cover, radius: 0 };
    composer.set_layout(width, height, [0, 0, 0], vec![whole]);
    composer.put(&0, Arc::clone(picture));
    Arc::new(composer.compose().expect("it changed").clone())
}

/// Which size looks best at which bitrate: measured where it is seen, at the film's size.
fn sizes(film: &[Arc<Picture>]) {
    let (width, height) = (film[0].width, film[0].height);
    for kbps in [100, 150, 250, 350, 500, 700, 1000, 1500] {
        print!("{kbps} kbit/s:");
        for part in [1.0, 0.75, 0.5625, 0.421_875, 0.316_406] {
            let even = |side: u32| (f64::from(side) * part / 2.0).round() as u32 * 2;
            let (small_width, small_height) = (even(width), even(height));
            let config = EncoderConfig {
                codec: Codec::Vp8,
                content: Content::Camera,
                width: small_width,
                height: small_height,
                fps: 30,
                kbps,
                threads: 1,
                speed: 6,
            };
            let mut encoder = Encoder::new(config).expect("an encoder");
            let mut decoder = Decoder::new(Codec::Vp8, 1).expect("a decoder");
            let (mut data, mut bytes, mut error, mut quantizers) = (Vec::new(), 0, 0.0, 0);
            for (i, picture) in film.iter().enumerate() {
                let small = scaled(picture, small_width, small_height);
                let encoded = encoder.encode(planes(&small), i as i64 * 3000, false, &mut data).expect("encoded");
                quantizers += u32::from(encoded.expect("not left out").quantizer);
                bytes += data.len();
                let decoded = decoder.decode(&data).expect("decoded").expect("shown");
                let mut shown = Picture::black(small_width, small_height, CaptureTime(0));
                shown.y.clear();
                decoded.y.append_to(&mut shown.y);
                error += squared(&scaled(&Arc::new(shown), width, height).y, &picture.y);
            }
            let count = film.len() as f64;
            print!(
                "  {small_height}p {:.2} dB q {:.0} {:.0} kbit/s",
                decibel(error / count),
                f64::from(quantizers) / count,
                bytes as f64 * 0.24 / count
            );
        }
        println!();
    }
}

/// What a key frame in the middle of a film costs and how it looks, and the frames after it: what one who joins sees.
fn join(film: &[Arc<Picture>], config: EncoderConfig) {
    let mut encoder = Encoder::new(config).expect("an encoder");
    let mut decoder = Decoder::new(Codec::Vp8, 1).expect("a decoder");
    let mut data = Vec::new();
    print!("{} kbit/s speed {}:", config.kbps, config.speed);
    for (i, picture) in film.iter().enumerate().skip(film.len() / 3) {
        let key = i == film.len() / 2;
        let encoded = encoder.encode(planes(picture), i as i64 * 3000, key, &mut data).expect("encoded").expect("all");
        let decoded = decoder.decode(&data).expect("decoded").expect("shown");
        let mut y = Vec::new();
        decoded.y.append_to(&mut y);
        let from = i.wrapping_sub(film.len() / 3);
        if from < 4 || from == 10 || (0..5).contains(&(i as i64 - film.len() as i64 / 2)) {
            print!(
                "  {i}: {:.1} dB {:.1} kB q{}",
                decibel(squared(&y, &picture.y)),
                data.len() as f64 / 1e3,
                encoded.quantizer
            );
        }
    }
    println!();
}

struct Nowhere;

impl PictureSink for Nowhere {
    fn picture(&self, _: SharedPicture) {}
}

/// The whole way but for the network, in real time: source, encoder, decoder.
fn live(spec: &str, screen: bool, seconds: u64) {
    let Ok(spec) = spec.parse::<SourceSpec>();
    let (codec, target) = if screen {
        (PictureCodec::Vp9, PictureTarget { max_width: 2560, max_height: 1440, max_fps: 15, kbps: 2500 })
    } else {
        (PictureCodec::Vp8, PictureTarget { max_width: 1280, max_height: 720, max_fps: 30, kbps: 1700 })
    };
    let decoder =
        Arc::new(PictureDecoder::start(codec, Arc::new(Nowhere), Box::new(|| println!("a key frame is needed"))));
    let pushed = Arc::clone(&decoder);
    let cpu_began = cpu();
    let sender = PictureSender::start(
        move || {
            let opened = if screen { open_screen(&spec)? } else { open_camera(&spec)? };
            Ok(opened.expect("a source"))
        },
        codec,
        target,
        None,
        Box::new(move |encoded| pushed.push(encoded)),
        Box::new(|error| println!("the source failed: {error}")),
    );
    sender.set_open(true);
    for _ in 0..seconds.div_ceil(5) {
        let before = cpu();
        std::thread::sleep(std::time::Duration::from_secs(5));
        let stats = sender.stats();
        println!(
            "{:?}: {:.1} % of a core; sent {} frames, {} key, {:.1} fps, {}x{}, {} kB, {:.1} ms to encode",
            sender.name(),
            (cpu() - before) * 20.0,
            stats.frames,
            stats.key_frames,
            stats.fps,
            stats.width,
            stats.height,
            stats.bytes / 1000,
            stats.encode_ms
        );
    }
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default();
    println!("{:?}\n{:.1} s of CPU, {peak}", decoder.stats(), cpu() - cpu_began);
}

/// A film of slides, each for two seconds at 15 pictures a second: how large the change is and how soon it is sharp.
fn slides(film: &[Arc<Picture>]) {
    let (width, height) = (film[0].width, film[0].height);
    for kbps in [800, 1500, 2500] {
        for speed in [6, 7, 8, 9] {
            let config = EncoderConfig {
                codec: Codec::Vp9,
                content: Content::Screen,
                width,
                height,
                fps: 15,
                kbps,
                threads: 1,
                speed,
            };
            let mut encoder = Encoder::new(config).expect("an encoder");
            let mut decoder = Decoder::new(Codec::Vp9, 1).expect("a decoder");
            let mut data = Vec::new();
            let cpu_began = cpu();
            let mut shown = Vec::new();
            for (i, picture) in film.iter().enumerate() {
                let began = Instant::now();
                let encoded = encoder.encode(planes(picture), i as i64 * 6000, false, &mut data).expect("encoded");
                let took = began.elapsed().as_secs_f64() * 1e3;
                let decoded = decoder.decode(&data).expect("decoded").expect("shown");
                let mut y = Vec::new();
                decoded.y.append_to(&mut y);
                shown.push((decibel(squared(&y, &picture.y)), data.len(), took, encoded.map_or(64, |e| e.quantizer)));
            }
            let cpu_each = (cpu() - cpu_began) * 1e3 / film.len() as f64;
            println!("{kbps} kbit/s speed {speed}: {cpu_each:.1} ms of CPU each, with decoding");
            for slide in shown.chunks(30) {
                print!("   ");
                for at in [0, 1, 2, 3, 5, 8, 14, 29] {
                    if let Some((psnr, bytes, took, q)) = slide.get(at) {
                        print!(" {at}: {psnr:.1} dB {:.0} kB {took:.0} ms q{q};", *bytes as f64 / 1e3);
                    }
                }
                println!();
            }
        }
    }
}

/// A page of text, which scrolls from time to time: what is hard about a screen.
fn page(width: u32, height: u32, scroll: u32) -> Picture {
    let mut picture = Picture::black(width, height, CaptureTime(0));
    for (at, pixel) in picture.y.iter_mut().enumerate() {
        let (x, y) = (at as u32 % width, at as u32 / width + scroll);
        let (column, row) = (x / 8, y / 14);
        let letter = column.wrapping_mul(2_654_435_761) ^ row.wrapping_mul(40_503);
        let inside = x % 8 > 0 && y % 14 > 3 && !letter.is_multiple_of(6);
        let stroke = (letter >> ((x % 8) + (y % 14) / 2)) & 1 == 1;
        *pixel = if inside && stroke { 30 } else { 235 };
    }
    picture
}

fn main() {
    let mut args = std::env::args().skip(1);
    let path = args.next().expect("a Y4M file");
    let count = args.next().map_or(300, |count| count.parse().expect("a number of frames"));
    let only = args.next().unwrap_or_default();
    if only == "camera-live" || only == "screen-live" {
        return live(&path, only == "screen-live", count as u64);
    }
    let film = load(&path, count);
    let (width, height) = (film[0].width, film[0].height);
    let camera = EncoderConfig {
        codec: Codec::Vp8,
        content: Content::Camera,
        width,
        height,
        fps: 30,
        kbps: 1700,
        threads: 1,
        speed: 8,
    };
    if only.is_empty() || only == "camera" {
        for speed in [4, 5, 6, 7, 8, 10, 12, 14, 16] {
            code(&format!("VP8 speed {speed}"), &film, EncoderConfig { speed, ..camera }, false);
        }
        code("VP8 speed 8, 2 threads", &film, EncoderConfig { threads: 2, ..camera }, false);
        for kbps in [300, 600, 1000, 2500] {
            code(&format!("VP8 {kbps} kbit/s"), &film, EncoderConfig { kbps, ..camera }, false);
        }
    }
    if only.is_empty() || only == "screen" {
        let (width, height) = (1920, 1080);
        let pages: Vec<_> = (0..90).map(|i| Arc::new(page(width, height, i / 30 * 40))).collect();
        for kbps in [500, 1500, 2500] {
            for speed in [7, 8, 9] {
                let screen = EncoderConfig {
                    codec: Codec::Vp9,
                    content: Content::Screen,
                    width,
                    height,
                    fps: 15,
                    kbps,
                    threads: 1,
                    speed,
                };
                code(&format!("VP9 screen {kbps} kbit/s speed {speed}, three pages"), &pages, screen, false);
                code(&format!("VP9 screen {kbps} kbit/s speed {speed}, still"), &pages, screen, true);
            }
        }
    }
    if only == "join" {
        for kbps in [600, 1000, 1700, 2500] {
            join(&film, EncoderConfig { kbps, speed: 6, ..camera });
        }
    }
    if only == "slides" {
        slides(&film);
    }
    if only == "sizes" {
        sizes(&film);
    }
    if only.is_empty() || only == "compose" {
        compose(&film);
    }
}
