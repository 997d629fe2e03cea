//! What can be read on the wire, at the server and in what it keeps: nothing of who met, about what, or how they found
//! each other; and what somebody gets who was never admitted: nothing at all.

use anyhow::{Context, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use chancery_tests::middle::Middle;
use chancery_tests::participant::{Logged, Participant};
use chancery_tests::{Links, join_command, read_stats, received};
use chancery_xtask::proc::built;
use serde_json::Value;
use std::collections::HashMap;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

/// What is written in the chat, by each side.
const SAID: [&str; 2] = ["Twelve nautical miles, and no herring before April", "Kuota teri disepakati"];

/// What nobody but the participants may read.
const WORDS: [&str; 19] = [
    "Retno Wibowo",
    "Wibowo",
    "Thandi Nkosi",
    "Nkosi",
    "Head of delegation",
    "Fisheries agreement",
    "South Africa",
    "v=0\r\n",
    "v=0\\r\\n",
    "a=ice-ufrag",
    "a=ice-pwd",
    "a=fingerprint",
    "m=audio",
    "typ host",
    SAID[0],
    "nautical",
    "herring",
    SAID[1],
    "disepakati",
];

/// A word as it is, in UTF-16 of both orders, and in the base64 of anything that contains it, wherever in it it stands.
fn forms(word: &str) -> Vec<Vec<u8>> {
    let mut all = vec![word.as_bytes().to_vec()];
    all.push(word.encode_utf16().flat_map(u16::to_le_bytes).collect());
    all.push(word.encode_utf16().flat_map(u16::to_be_bytes).collect());
    for before in 0..3 {
        let bytes = [&vec![0; before][..], word.as_bytes()].concat();
        // Letters that are of the word alone.
        let letters = (before * 8).div_ceil(6)..bytes.len() * 8 / 6;
        all.push(STANDARD_NO_PAD.encode(&bytes).as_bytes()[letters.clone()].to_vec());
        all.push(URL_SAFE_NO_PAD.encode(&bytes).as_bytes()[letters].to_vec());
    }
    all
}

fn holds(bytes: &[u8], word: &str) -> bool {
    let forms = forms(word);
    let starts: [bool; 256] = std::array::from_fn(|b| forms.iter().any(|form| usize::from(form[0]) == b));
    (0..bytes.len()).any(|at| starts[usize::from(bytes[at])] && forms.iter().any(|form| bytes[at..].starts_with(form)))
}

fn ensure_nothing(what: &str, bytes: &[u8]) -> Result<()> {
    for word in WORDS {
        ensure!(!holds(bytes, word), "“{word}” stands in {what}");
    }
    Ok(())
}

/// All files of a folder, one after the other.
fn contents(folder: &Path) -> Result<Vec<u8>> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() { all.extend(contents(&path)?) } else { all.extend(std::fs::read(path)?) }
    }
    Ok(all)
}

fn page(url: &str, path: &str) -> Result<Vec<u8>> {
    let address = url.trim_start_matches("http://");
    let mut stream = TcpStream::connect(address)?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut all = Vec::new();
    stream.read_to_end(&mut all)?;
    Ok(all)
}

/// Every `sealed` and `card` in a message, decoded.
fn decoded(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::String(text) => out.extend(URL_SAFE_NO_PAD.decode(text).unwrap_or_default()),
        Value::Array(all) => all.iter().for_each(|value| decoded(value, out)),
        Value::Object(all) => all.values().for_each(|value| decoded(value, out)),
        _ => {}
    }
}

/// How often each byte stands first in the payload of a stream's packets, by SSRC: of every RTP packet (RFC 3550 section
/// 5.1) over UDP in a recording of the loopback (pcap, Ethernet headers).
fn first_bytes(capture: &[u8]) -> Result<HashMap<u32, [u32; 256]>> {
    ensure!(capture.get(..4) == Some(&[0xd4, 0xc3, 0xb2, 0xa1]) && capture.get(20) == Some(&1), "no pcap of Ethernet");
    let mut streams: HashMap<u32, [u32; 256]> = HashMap::new();
    let mut rest = &capture[24..];
    while let Some(header) = rest.get(..16) {
        let length = u32::from_le_bytes(header[8..12].try_into()?) as usize;
        // The last one may be cut off.
        let Some(frame) = rest.get(16..16 + length) else { break };
        rest = &rest[16 + length..];
        // UDP over IPv4, or over IPv6 without extension headers: which of them a call takes is decided anew each time.
        let Some(ip) = frame.get(14..).filter(|ip| ip.len() > 48) else { continue };
        let udp = match (&frame[12..14], ip[0] >> 4) {
            ([0x08, 0x00], 4) if ip[9] == 17 => usize::from(ip[0] & 15) * 4,
            ([0x86, 0xdd], 6) if ip[6] == 17 => 40,
            _ => continue,
        };
        let Some(rtp) = ip.get(udp + 8..) else { continue };
        // Version 2, and a type that is not one of RTCP's (RFC 5761 section 4).
        if rtp.len() < 16 || rtp[0] >> 6 != 2 || (64..96).contains(&(rtp[1] & 0x7f)) {
            continue;
        }
        let mut payload = 12 + usize::from(rtp[0] & 15) * 4;
        if rtp[0] & 0x10 != 0 {
            let Some(words) = rtp.get(payload + 2..payload + 4) else { continue };
            payload += 4 + usize::from(u16::from_be_bytes(words.try_into()?)) * 4;
        }
        let Some(first) = rtp.get(payload) else { continue };
        streams.entry(u32::from_be_bytes(rtp[8..12].try_into()?)).or_insert([0; 256])[usize::from(*first)] += 1;
    }
    Ok(streams)
}

#[test]
fn a_stream_in_the_clear_is_seen() -> Result<()> {
    let mut capture = vec![0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 1, 0, 0, 0];
    for n in 0..300_u16 {
        // Opus behind a header extension of one word.
        let mut frame = vec![0; 12];
        // By turns over IPv4 and over IPv6.
        if n % 2 == 0 {
            frame.extend([0x08, 0x00, 0x45, 0, 0, 0, 0, 0, 0, 0, 64, 17, 0, 0, 127, 0, 0, 1, 127, 0, 0, 1]);
        } else {
            frame.extend([0x86, 0xdd, 0x60, 0, 0, 0, 0, 0, 17, 64]);
            frame.extend([0; 32]);
        }
        frame.extend([0; 8]);
        frame.extend([
            0x90,
            111,
            (n >> 8) as u8,
            n as u8,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            7,
            0xbe,
            0xde,
            0,
            1,
            0,
            0,
            0,
            0,
            0x78,
            n as u8,
        ]);
        capture.extend([0; 8]);
        capture.extend((frame.len() as u32).to_le_bytes());
        capture.extend((frame.len() as u32).to_le_bytes());
        capture.extend(frame);
    }
    let streams = first_bytes(&capture)?;
    ensure!(streams.len() == 1 && streams[&7][0x78] == 300, "300 packets that begin alike were not seen");
    Ok(())
}

#[test]
fn a_word_is_found_in_every_form() {
    for word in WORDS {
        for before in 0..3 {
            let text = format!("{}{word} and so on", "xyz".get(..before).unwrap_or_default());
            assert!(holds(STANDARD_NO_PAD.encode(&text).as_bytes(), word), "{word} behind {before}");
            assert!(holds(URL_SAFE_NO_PAD.encode(&text).as_bytes(), word), "{word} behind {before}");
            assert!(holds(text.as_bytes(), word));
        }
        let wide: Vec<u8> = format!("x{word}").encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(holds(&wide, word) && !holds(&wide[..wide.len() - 2], word));
        assert!(!holds(b"Somebody said something to nobody.", word));
    }
}

#[test]
fn a_recorded_call_tells_nothing() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let folder = folder.path();
    let capture = folder.join("capture.pcap");
    let mut tcpdump = Command::new("tcpdump");
    // As root it would become another user, who may not write here.
    tcpdump.args(["-i", "lo", "-U", "-s", "0", "-B", "32768", "-Z", "root", "-w"]).arg(&capture);
    let mut tcpdump = Logged::start(&tcpdump, folder.join("tcpdump.log"))?;
    tcpdump.wait_for("listening on").context("tcpdump has to record: this test needs root and tcpdump")?;

    let mut server = Command::new(built("chancery-server"));
    server.args(["--listen", "127.0.0.1:0", "--log", "text", "--log-level", "trace", "--data"]);
    let mut server = Logged::start(server.arg(folder.join("server")), folder.join("server.log"))?;
    let line = server.first_line()?;
    let url = line.strip_prefix("listening on ").context("the server does not say where it listens")?;
    // What clients send is masked on the wire (RFC 6455): it is written down as the server reads it.
    let middle = Middle::before(url)?;
    let links = Links::convene_at(&middle.url, None)?;
    let mut people = Vec::new();
    for (side, link) in [&links.id, &links.za].into_iter().enumerate() {
        let command = join_command(None, side, folder, &["--speaker", "none", "--say", SAID[side]]);
        let mut person = Logged::start(&command, folder.join(format!("said-{side}.log")))?;
        person.input().context("nowhere to write the link")?.write_all(link.as_bytes())?;
        people.push(person);
    }
    // Each reads what the other wrote: it went over the wire.
    for (person, said) in people.iter_mut().zip([SAID[1], SAID[0]]) {
        person.wait_for(&format!("writes: {said}"))?;
    }
    std::thread::sleep(Duration::from_secs(6));
    let metrics = page(url, "/metrics")?;
    for person in people {
        person.end()?;
    }
    for side in [0, 1] {
        let stats = read_stats(folder, side)?;
        ensure!(received(&stats, "video")?["frames"].as_u64() > Some(60), "there was no call: {stats}");
        ensure!(received(&stats, "audio")?["frames"].as_u64() > Some(60), "there was no call: {stats}");
    }
    let said = server.end()?;
    tcpdump.end()?;

    // The search finds what is there, in each place.
    let (wire, kept) = (std::fs::read(&capture)?, contents(&folder.join("server"))?);
    for known in ["/v1/signal", "POST /v1/meetings", "\"is\":\"relayed\"", "\"is\":\"ordered\"", "\"is\":\"entered\""] {
        ensure!(holds(&wire, known), "the recording has no {known}: the search proves nothing");
    }
    ensure!(holds(&kept, "SQLite format"), "the server kept no database");
    ensure!(holds(&metrics, "chancery_"), "the server has no metrics");
    ensure!(said.contains("chancery_server"), "the server logged nothing");
    // As long as film and speech are; what is not recorded cannot be found.
    ensure!(wire.len() > 1_000_000, "only {} bytes were recorded", wire.len());

    ensure_nothing("the recording", &wire)?;
    ensure_nothing("the database", &kept)?;
    ensure_nothing("the metrics", &metrics)?;
    ensure_nothing("the server's log", said.as_bytes())?;
    let (mut messages, mut opened) = (Vec::new(), Vec::new());
    for p in middle.transcript() {
        messages.extend(p.message.to_string().into_bytes());
        decoded(&p.message, &mut opened);
    }
    ensure!(opened.len() > 10_000, "only {} sealed bytes went through the server", opened.len());
    ensure_nothing("what the server was told", &messages)?;
    ensure_nothing("what was sealed", &opened)?;

    // Neither do voice and pictures: in the clear, a stream begins each of its packets with one of few bytes (Opus with its
    // table of contents, RFC 6716 section 3.1; VP8 with its descriptor, RFC 7741 section 4.2).
    let streams = first_bytes(&wire)?;
    let long: Vec<_> = streams.values().filter(|counts| counts.iter().sum::<u32>() > 200).collect();
    ensure!(long.len() >= 4, "only {} streams of voice and pictures were recorded", long.len());
    for counts in long {
        let share = f64::from(counts.iter().copied().max().unwrap_or(0)) / f64::from(counts.iter().sum::<u32>());
        ensure!(share < 0.1, "a stream shows what it carries: {share:.2} of its packets begin alike");
    }
    Ok(())
}

#[test]
fn who_was_never_admitted_receives_nothing() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let folder = folder.path();
    let server = chancery_tests::Server::start(&folder.join("server"), "127.0.0.1:0", None)?;
    let links = Links::convene(&server, None)?;
    let mut chair = Participant::join(folder, "Retno", &links.id, &["--admit", "ask"])?;
    chair.joined()?;
    let mut typed = chair.program.input().context("nowhere to type")?;
    let mut other = Participant::join(folder, "Thandi", &links.za, &["--admit", "ask"])?;
    chair.program.wait_for("asks to be admitted")?;
    typed.write_all(b"y\n")?;
    other.joined()?;
    let mut asking = Participant::join(folder, "Sipho", &links.za, &["--wait"])?;
    chair.program.wait_for("Sipho (ZA) asks to be admitted")?;
    asking.program.wait_for("Asking to be admitted")?;
    // A call, with somebody at its door who asks all the time.
    for _ in 0..3 {
        chair.sees()?;
        other.sees()?;
    }
    ensure!(asking.pictures() == 0 && asking.recorded() == 0, "something was recorded at the door");
    let (said, stats) = asking.end()?;
    ensure!(!said.contains("Joined") && !said.contains("is in the meeting"), "it came in:\n{said}");
    let all = stats["received"].as_array().context("the report lists nothing")?;
    let sum = |key: &str| all.iter().filter_map(|r| r[key].as_u64()).sum::<u64>();
    ensure!(sum("frames") == 0 && sum("bytes") == 0, "it received something: {stats}");
    for kind in ["audio", "video", "screen"] {
        ensure!(stats["sent"][kind]["packets"].as_u64().unwrap_or(0) == 0, "it sent something: {stats}");
    }
    for admitted in [chair, other] {
        let (_, stats) = admitted.end()?;
        ensure!(received(&stats, "video")?["frames"].as_u64() > Some(60), "there was no call: {stats}");
    }
    Ok(())
}
