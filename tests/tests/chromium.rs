//! Another stack at the other end: Chromium and `sdp_peer`, either of them offers and the other answers, media go both
//! ways, both count what came.

use anyhow::{Context, Result, ensure};
use chancery_tests::window::drive;
use chancery_tests::{received, voice};
use chancery_xtask::proc::{Running, built};
use chancery_xtask::samples;
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

const PAGE: &str = "<!doctype html><title>peer</title><video id=picture autoplay playsinline></video>";

/// A page on localhost: a browser gives camera and microphone to secure places only.
fn serve_page() -> Result<u16> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let port = listener.local_addr()?.port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let _ = stream.read(&mut [0; 4096]);
            let _ = write!(
                stream,
                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{PAGE}",
                PAGE.len()
            );
        }
    });
    Ok(port)
}

/// Runs a script that ends by calling `done(value)`.
async fn run(page: &fantoccini::Client, script: &str) -> Result<Value> {
    let wrapped = format!(
        "const done = arguments[arguments.length - 1]; (async () => {{ {script} }})().then(done, (e) => done({{ error: String(e) }}));"
    );
    let told = page.execute_async(&wrapped, vec![]).await?;
    ensure!(told.get("error").is_none(), "{told}");
    Ok(told)
}

/// A connection with camera and microphone that shows and plays what comes.
const CONNECTION: &str = "
    const pc = (window.pc = new RTCPeerConnection());
    const media = await navigator.mediaDevices.getUserMedia({ video: { width: 1280, height: 720, frameRate: 30 },
        audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false } });
    const shown = document.getElementById('picture');
    pc.ontrack = ({ track, streams }) => { const stream = streams[0] ?? new MediaStream([track]);
        if (track.kind === 'video') shown.srcObject ??= stream; else { const a = new Audio(); a.srcObject = stream; a.play(); } };";

const DESCRIPTION: &str = "
    if (pc.iceGatheringState !== 'complete') await new Promise((r) => pc.onicegatheringstatechange = () => pc.iceGatheringState === 'complete' && r());
    return pc.localDescription.sdp;";

const ADD: &str = "for (const track of media.getTracks()) pc.addTrack(track, media);";

const STATS: &str = "
    const out = {};
    // Of two pictures, camera and screen, the one that comes.
    for (const s of (await pc.getStats()).values()) if (s.type === 'inbound-rtp' && !(out[s.kind]?.frames >= s.framesDecoded))
        out[s.kind] = { frames: s.framesDecoded, width: s.frameWidth, energy: s.totalAudioEnergy, concealed: s.concealedSamples / s.totalSamplesReceived, freezes: s.freezeCount };
    return out;";

/// Who makes the offer.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Offers {
    Chromium,
    Ours,
}

#[tokio::test]
async fn chromium_offers_and_both_hear_and_see_each_other() -> Result<()> {
    meet(Offers::Chromium).await
}

#[tokio::test]
async fn sdp_peer_offers_and_both_hear_and_see_each_other() -> Result<()> {
    meet(Offers::Ours).await
}

/// A page in a headless Chromium whose camera and microphone are files, and what drives it.
async fn browser(folder: &Path, camera: &Path, microphone: &Path) -> Result<(Running, fantoccini::Client)> {
    let page_port = serve_page()?;
    let driver_port = { TcpListener::bind("127.0.0.1:0")?.local_addr()?.port() };
    let driver = Running::start(Command::new("chromedriver").arg(format!("--port={driver_port}")))?;
    let arguments = [
        "--headless".to_owned(),
        "--no-sandbox".into(),
        "--disable-gpu".into(),
        "--disable-quic".into(),
        "--no-first-run".into(),
        "--disable-background-networking".into(),
        "--disable-component-update".into(),
        "--disable-sync".into(),
        "--use-fake-device-for-media-stream".into(),
        "--use-fake-ui-for-media-stream".into(),
        "--allow-loopback-in-peer-connection".into(),
        "--disable-features=WebRtcHideLocalIpsWithMdns".into(),
        "--autoplay-policy=no-user-gesture-required".into(),
        format!("--user-data-dir={}", folder.join("profile").display()),
        format!("--use-file-for-fake-video-capture={}", camera.display()),
        format!("--use-file-for-fake-audio-capture={}", microphone.display()),
    ];
    let mut capabilities = serde_json::Map::new();
    capabilities.insert("goog:chromeOptions".into(), json!({ "args": arguments, "binary": "/usr/bin/chromium" }));
    let mut tries = 0;
    let page = loop {
        match drive(driver_port, &capabilities).await {
            Ok(page) => break page,
            Err(error) if tries > 50 => return Err(error).context("Chromium could not be driven"),
            Err(_) => tries += 1,
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    };
    page.goto(&format!("http://localhost:{page_port}/")).await?;
    Ok((driver, page))
}

/// Starts `sdp_peer`; gives what reads its description.
fn peer(
    offers: Offers,
    camera: &Path,
    microphone: &Path,
    heard: &Path,
) -> Result<(Child, impl FnOnce() -> Result<String>)> {
    let mut command = Command::new(built("examples/sdp_peer"));
    command.arg("--camera").arg(camera).arg("--microphone").arg(microphone).arg("--record").arg(heard);
    if offers == Offers::Ours {
        command.arg("--offer");
    }
    let mut peer = command
        .args(["--seconds", "14"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    // Its description has no end mark: it is whole when nothing more comes for a while.
    let (told, chunks) = std::sync::mpsc::channel();
    let mut stdout = peer.stdout.take().context("no standard output")?;
    std::thread::spawn(move || {
        let mut buffer = [0; 4096];
        while let Ok(n @ 1..) = stdout.read(&mut buffer) {
            let _ = told.send(buffer[..n].to_vec());
        }
    });
    let description = move || {
        let mut text = chunks.recv_timeout(Duration::from_secs(10)).context("sdp_peer gave no description")?;
        while let Ok(more) = chunks.recv_timeout(Duration::from_millis(400)) {
            text.extend(more);
        }
        Ok(String::from_utf8(text)?)
    };
    Ok((peer, description))
}

/// Chromium and `sdp_peer` meet.
async fn meet(offers: Offers) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let folder = folder.path();
    let [ours, theirs] = samples::sides();
    let (_driver, page) = browser(folder, &theirs.camera, &theirs.microphone).await?;
    let heard = folder.join("heard");
    let (mut peer, description) = peer(offers, &ours.camera, &ours.microphone, &heard)?;
    let mut stdin = peer.stdin.take().context("no standard input")?;
    match offers {
        Offers::Chromium => {
            let script =
                format!("{CONNECTION} {ADD} await pc.setLocalDescription(await pc.createOffer()); {DESCRIPTION}");
            let offer = run(&page, &script).await?;
            stdin.write_all(offer.as_str().context("no offer")?.as_bytes())?;
            drop(stdin);
            let answer = json!({ "type": "answer", "sdp": description()? });
            run(&page, &format!("await pc.setRemoteDescription({answer}); return true;")).await?;
        }
        Offers::Ours => {
            let offer = json!({ "type": "offer", "sdp": description()? });
            let script = format!(
                "{CONNECTION} await pc.setRemoteDescription({offer}); {ADD} \
                 await pc.setLocalDescription(await pc.createAnswer()); {DESCRIPTION}"
            );
            let answer = run(&page, &script).await?;
            stdin.write_all(answer.as_str().context("no answer")?.as_bytes())?;
            drop(stdin);
        }
    }
    tokio::time::sleep(Duration::from_secs(9)).await;
    let theirs_count = run(&page, STATS).await?;
    let out = tokio::task::spawn_blocking(move || peer.wait_with_output()).await??;
    page.close().await?;

    // Chromium's own statistics of what it received from us.
    ensure!(theirs_count["video"]["frames"].as_u64() > Some(120), "Chromium decoded too few pictures: {theirs_count}");
    ensure!(theirs_count["audio"]["energy"].as_f64() > Some(0.001), "Chromium heard silence: {theirs_count}");
    // And ours of what came from Chromium.
    let report = String::from_utf8_lossy(&out.stderr).into_owned();
    let at = report.find('{').with_context(|| format!("sdp_peer printed no report: {report}"))?;
    let stats: Value = serde_json::Deserializer::from_str(&report[at..]).into_iter().next().context("no report")??;
    ensure!(received(&stats, "video")?["frames"].as_u64() > Some(120), "too few pictures from Chromium: {stats}");
    let wav = std::fs::read_dir(&heard)?
        .flatten()
        .map(|e| e.path())
        .find(|p| p.extension().is_some_and(|e| e == "wav"))
        .context("no voice was recorded")?;
    voice::ensure_said(&wav, &theirs.microphone, &ours.microphone)
}
