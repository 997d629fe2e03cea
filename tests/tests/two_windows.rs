//! Real windows of the app under Xvfb, driven as a person would: two delegations meet, talk, share, chat and leave; the
//! server dies; the network goes; all by keyboard, in Arabic.

use anyhow::{Result, ensure};
use chancery_tests::line::Line;
use chancery_tests::window::{Spot, Window};
use chancery_tests::{Links, Server, join, read_stats, voice};
use chancery_xtask::samples;
use serde_json::Value;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

fn shown(path: &Path) -> String {
    path.display().to_string()
}

/// Arguments for a window with the film and voice of a side.
fn sources(side: usize) -> Vec<String> {
    let sample = &samples::sides()[side];
    vec![
        "--camera".into(),
        shown(&sample.camera),
        "--microphone".into(),
        shown(&sample.microphone),
        "--screen".into(),
        shown(&samples::document()),
    ]
}

async fn open(folder: &Path, side: usize, more: &[&str]) -> Result<Window> {
    let mut all = sources(side);
    if !more.contains(&"--speaker") {
        all.extend(["--speaker".into(), "none".into()]);
    }
    all.extend(more.iter().map(ToString::to_string));
    Window::open(folder, &all.iter().map(String::as_str).collect::<Vec<_>>()).await
}

/// A file with the link, as an argument.
fn link_file(folder: &Path, link: &str) -> Result<String> {
    std::fs::create_dir_all(folder)?;
    let path = folder.join("link");
    std::fs::write(&path, link)?;
    Ok(format!("@{}", path.display()))
}

/// A window that goes into the meeting by itself.
async fn open_joined(folder: &Path, side: usize, link: &str, more: &[&str]) -> Result<Window> {
    let name = ["Retno Wibowo", "Thandi Nkosi"][side];
    // The driver starts the window: the link goes by a file, so that it stands in no list of processes.
    let file = link_file(folder, link)?;
    let mut all = vec![file.as_str(), "--join", "--name", name, "--title", "Head of delegation"];
    all.extend(more);
    let window = open(folder, side, &all).await?;
    window.until_text(20, "On air").await?;
    Ok(window)
}

const RETNO: Spot = Spot::Tile("Retno Wibowo");
const THANDI: Spot = Spot::Tile("Thandi Nkosi");

/// Waits until a window shows that somebody speaks, or no longer does.
async fn until_speaking(window: &Window, name: &str, speaks: bool) -> Result<()> {
    let script = format!(
        "const t = document.querySelector('article[aria-label^={}]'); return !!t && t.getAttribute('aria-label').includes('speaking') === {speaks}",
        serde_json::json!(name)
    );
    window.until(15, &format!("{name} speaks: {speaks}"), &script).await.map(|_| ())
}

/// Waits until a window shows that somebody's microphone is closed, or open.
async fn until_muted(window: &Window, name: &str, muted: bool) -> Result<()> {
    let script = format!(
        "const t = document.querySelector('article[aria-label^={}]'); return !!t && t.getAttribute('aria-label').includes('microphone closed') === {muted}",
        serde_json::json!(name)
    );
    window.until(10, &format!("{name}'s microphone is closed: {muted}"), &script).await.map(|_| ())
}

fn clock_ms() -> Result<f64> {
    Ok(SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs_f64() * 1e3)
}

#[tokio::test]
async fn two_delegations_meet_talk_share_and_leave() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let folder = folder.path();
    let server = Server::start(&folder.join("server"), "127.0.0.1:0", None)?;
    let links = Links::convene(&server, None)?;
    let (heard, heard_za) = (folder.join("heard.wav"), folder.join("heard-za.wav"));
    let [indonesia, south_africa] = samples::sides();

    // South Africa comes by itself; Indonesia goes through desk and holding room by hand.
    let listens = ["--speaker", &shown(&heard_za), "--processing", "off"];
    let za = open_joined(&folder.join("za"), 1, &links.za, &listens).await?;
    let id = open(&folder.join("id"), 0, &["--speaker", &shown(&heard), "--processing", "off"]).await?;
    id.write("Invitation link", &links.id).await?;
    id.press("Put on the desk").await?;
    id.until_text(10, "Fisheries agreement").await?;
    id.until_text(5, "Pretoria").await?;
    id.press("Enter the holding room").await?;
    id.until_text(10, "Off air").await?;
    id.write("Name", "Retno Wibowo").await?;
    id.until_text(10, "Thandi Nkosi").await?;
    id.until_moving(10, &Spot::Preview).await?;
    id.until_shows(10, &Spot::Preview, &indonesia.camera, &south_africa.camera).await?;
    // Who waits is told of, and is neither seen nor at the table.
    za.until(10, "somebody waits", "return !!document.querySelector('.side .waiting')").await?;
    ensure!(za.picture(&RETNO).await?.is_none(), "who waits is not on air");
    let tiles = "return document.querySelectorAll('article').length";
    ensure!(za.page.execute(tiles, vec![]).await? == 1, "who waits has a tile at the table");
    id.press("Join the meeting").await?;
    id.until_text(10, "On air").await?;

    // Both see each other: placards, and in the other's tile the other's film, which moves.
    za.until_text(10, "Retno Wibowo").await?;
    id.until_moving(15, &THANDI).await?;
    za.until_moving(15, &RETNO).await?;
    id.until_shows(10, &THANDI, &south_africa.camera, &indonesia.camera).await?;
    za.until_shows(10, &RETNO, &indonesia.camera, &south_africa.camera).await?;
    // And hear each other: a tile says whose voice comes.
    until_speaking(&id, "Thandi Nkosi", true).await?;
    until_speaking(&za, "Retno Wibowo", true).await?;

    // Chat goes both ways; what was typed leaves the field once it is on its way.
    id.press("Chat").await?;
    id.write("Message to everyone", "We can live with twelve hours.").await?;
    id.press("Send").await?;
    let unread = "return [...document.querySelectorAll('.badge')].some((b) => b.textContent.trim() === '1')";
    za.until(5, "one message is unread", unread).await?;
    za.press("Chat").await?;
    za.until_text(5, "We can live with twelve hours.").await?;

    // The shared screen becomes the stage on both sides.
    za.press("Share a screen").await?;
    share_if_asked(&za).await?;
    // By whom stands between marks of direction.
    let shared = "return /Shared by \\W?Thandi Nkosi/.test(document.querySelector('figcaption')?.textContent ?? '')";
    id.until(10, "Thandi shares", shared).await?;
    id.until_shows(10, &Spot::Screen, &samples::document(), &south_africa.camera).await?;
    // Whoever shares sees that they do; their own screen would only mirror itself.
    za.until_text(10, "You share this screen. The others see it.").await?;
    za.press("Stop sharing").await?;
    id.until(10, "the share ends", "return !document.body.innerText.includes('Shared by')").await?;

    // A closed microphone is seen, and nothing opens it but the person.
    id.press("Close the microphone").await?;
    until_muted(&za, "Retno Wibowo", true).await?;
    until_speaking(&za, "Retno Wibowo", false).await?;
    until_muted(&za, "Thandi Nkosi", false).await?;
    id.press("Open the microphone").await?;
    until_muted(&za, "Retno Wibowo", false).await?;
    until_speaking(&za, "Retno Wibowo", true).await?;

    // Let some more of the voice come, then leave and come back.
    tokio::time::sleep(Duration::from_secs(6)).await;
    id.press("Leave").await?;
    id.until_text(5, "You have left the meeting").await?;
    // The loudspeaker's file begins anew when the window comes back.
    let first = folder.join("first.wav");
    std::fs::copy(&heard, &first)?;
    za.until_text(10, "is at the table").await?;
    id.press("Back to the holding room").await?;
    id.until_text(5, "Off air").await?;
    id.press("Join the meeting").await?;
    id.until_text(10, "On air").await?;
    id.until_moving(15, &THANDI).await?;
    id.press("Leave").await?;
    id.close().await?;
    za.close().await?;

    // What came out of each loudspeaker is what the other side said.
    voice::ensure_said(&first, &south_africa.microphone, &indonesia.microphone)?;
    voice::ensure_said(&heard_za, &indonesia.microphone, &south_africa.microphone)
}

/// Where a choice of screens is offered, takes the first.
async fn share_if_asked(window: &Window) -> Result<()> {
    let _: Value = window
        .page
        .execute(
            "const d = [...document.querySelectorAll('[role=dialog], dialog[open], [role=menu]')].find((d) => d.getClientRects().length); \
             const b = d && [...d.querySelectorAll('button, [role=menuitem], [role=option]')].find((b) => b.innerText && !/close|cancel/i.test(b.innerText)); \
             if (b) b.click(); return !!b;",
            vec![],
        )
        .await?;
    Ok(())
}

#[tokio::test]
async fn a_dead_server_ends_no_call() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let folder = folder.path();
    let server = Server::start(&folder.join("server"), "127.0.0.1:0", None)?;
    let links = Links::convene(&server, None)?;
    let id = open_joined(&folder.join("id"), 0, &links.id, &[]).await?;
    let za = open_joined(&folder.join("za"), 1, &links.za, &[]).await?;
    id.until_moving(15, &THANDI).await?;
    za.until_moving(15, &RETNO).await?;
    id.press("Close the microphone").await?;

    let address = server.address();
    server.kill();
    id.until_text(5, "The server is away").await?;
    ensure!(id.moves(&THANDI).await? && za.moves(&RETNO).await?, "the call stopped with the server");

    // What is written meanwhile waits, and goes when the server is back.
    id.press("Chat").await?;
    id.write("Message to everyone", "Written while the server was away").await?;
    id.press("Send").await?;
    let server = Server::start(&folder.join("server"), &address, None)?;
    id.until(20, "the server is back", "return !document.body.innerText.includes('The server is away')").await?;
    za.press("Chat").await?;
    za.until_text(10, "Written while the server was away").await?;
    ensure!(id.moves(&THANDI).await? && za.moves(&RETNO).await?, "the call stopped when the server came back");
    id.until_text(2, "On air").await?;
    id.until(
        5,
        "the microphone stays closed",
        "return [...document.querySelectorAll('button')].some((b) => b.title.startsWith('Open the microphone'))",
    )
    .await?;
    id.close().await?;
    za.close().await?;
    server.stop();
    Ok(())
}

#[tokio::test]
async fn a_lost_network_is_said_and_mends_itself() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let folder = folder.path();
    let line = Line::new()?;
    line.reach_here()?;
    let server = Server::start(&folder.join("server"), &format!("{}:8440", line.address(1)), Some(&line.hub()))?;
    let links = Links::convene(&server, Some(&line.hub()))?;
    let mut right = join(Some(&line.right()), &links.za, 1, folder, &["--speaker", "none"])?;
    let id = open_joined(&folder.join("id"), 0, &links.id, &[]).await?;
    id.until_moving(20, &THANDI).await?;
    id.press("Close the camera").await?;

    // Within two seconds, by the window's own note of when it said so. A machine that stood still meanwhile makes that late
    // and is no fault of the window's: then once more, twice at most.
    let mut took = Vec::new();
    while took.iter().all(|ms| *ms > 2_000.0) {
        ensure!(took.len() < 3, "a lost network is said {took:.0?} ms after it was cut");
        id.watch_alerts("The network is lost").await?;
        let at = clock_ms()?;
        line.cut(4, true)?;
        id.until_text(20, "The network is lost").await?;
        took.push(id.alerted().await? - at);
        tokio::time::sleep(Duration::from_secs(4)).await;
        ensure!(!id.moves(&THANDI).await?, "a picture moves that cannot come");
        line.cut(4, false)?;
        id.until(25, "the network is back", "return !document.body.innerText.includes('The network is lost')").await?;
        id.until_moving(20, &THANDI).await?;
    }
    id.until(
        5,
        "the camera stays closed",
        "return [...document.querySelectorAll('button')].some((b) => b.title.startsWith('Open the camera'))",
    )
    .await?;
    id.close().await?;
    right.end();
    let stats = read_stats(folder, 1)?;
    ensure!(stats["received"].as_array().is_some_and(|all| !all.is_empty()), "nothing was received: {stats}");
    Ok(())
}

#[tokio::test]
async fn all_by_keyboard_in_arabic() -> Result<()> {
    const ENTER: &str = "\u{E007}";
    let folder = tempfile::tempdir()?;
    let folder = folder.path();
    let server = Server::start(&folder.join("server"), "127.0.0.1:0", None)?;
    let links = Links::convene(&server, None)?;
    let za = open_joined(&folder.join("za"), 1, &links.za, &[]).await?;
    let link = link_file(&folder.join("id"), &links.id)?;
    let window = open(&folder.join("id"), 0, &[&link, "--language", "ar"]).await?;
    window.until(20, "a page, right to left", "return document.documentElement.dir === 'rtl'").await?;

    // Through desk and holding room.
    window.until_text(10, "دخول قاعة الانتظار").await?;
    window.tab_to("دخول قاعة الانتظار").await?;
    window.key(ENTER).await?;
    window.until_text(10, "خارج البث").await?;
    window.tab_to("الاسم").await?;
    window.key("رتنو ويبوو").await?;
    window.tab_to("الانضمام إلى الاجتماع").await?;
    window
        .until(10, "the server let one in", "return document.activeElement.getAttribute('aria-disabled') === 'false'")
        .await?;
    window.key(ENTER).await?;
    window.until_text(20, "قيد البث").await?;
    za.until_text(10, "رتنو ويبوو").await?;
    za.until_moving(15, &Spot::Tile("رتنو ويبوو")).await?;

    // Microphone and camera by their keys; the other side sees it.
    let body = window.page.find(fantoccini::Locator::Css("body")).await?;
    body.send_keys("m").await?;
    until_muted(&za, "رتنو ويبوو", true).await?;
    body.send_keys("m").await?;
    until_muted(&za, "رتنو ويبوو", false).await?;
    body.send_keys("v").await?;
    za.until(10, "the camera is closed", "return [...document.querySelectorAll('article')].some((t) => /camera closed/.test(t.getAttribute('aria-label')))").await?;
    body.send_keys("v").await?;
    za.until_moving(15, &Spot::Tile("رتنو ويبوو")).await?;

    // The chat: its key opens it with the keyboard in the field; what is typed there is text and no key of the meeting.
    body.send_keys("c").await?;
    window
        .until(5, "the keyboard is in the chat", "return document.activeElement?.matches('textarea, input[type=text]')")
        .await?;
    window.key("موافقون: mvl").await?;
    window.key(ENTER).await?;
    za.press("Chat").await?;
    za.until_text(10, "موافقون: mvl").await?;

    // And out again, which may ask.
    window.key("\u{E00C}").await?;
    body.send_keys("l").await?;
    // A letter is soon pressed by mistake: it is asked first.
    window.until_text(5, "مغادرة الاجتماع؟").await?;
    window.tab_to("مغادرة").await?;
    window.key(ENTER).await?;
    za.until(
        15,
        "who left is gone",
        "return ![...document.querySelectorAll('article')].some((t) => t.innerText.includes('رتنو'))",
    )
    .await?;
    window.close().await?;
    za.close().await
}
