//! Two participants without a screen, each on a machine of its own (a network namespace), with real film and speech.

use anyhow::{Result, ensure};
use chancery_tests::line::Line;
use chancery_tests::{Links, Server, join, read_stats, received, voice};
use chancery_xtask::samples;
use std::time::Duration;

fn server_on(line: &Line, folder: &std::path::Path) -> Result<Server> {
    Server::start(folder, &format!("{}:8440", line.address(1)), Some(&line.hub()))
}

#[test]
fn they_hear_and_see_each_other() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let folder = folder.path();
    let line = Line::new()?;
    let server = server_on(&line, &folder.join("server"))?;
    let links = Links::convene(&server, Some(&line.hub()))?;
    let heard = folder.join("heard");
    let heard_arg = heard.display().to_string();
    let document = samples::document().display().to_string();
    let mut left = join(
        Some(&line.left()),
        &links.id,
        0,
        folder,
        &["--speaker", "none", "--processing", "off", "--seconds", "16", "--screen", &document],
    )?;
    let mut right = join(
        Some(&line.right()),
        &links.za,
        1,
        folder,
        &["--speaker", "none", "--processing", "off", "--seconds", "14", "--record", &heard_arg],
    )?;
    ensure!(
        right.wait(Duration::from_secs(60)) && left.wait(Duration::from_secs(30)),
        "a participant did not end by itself"
    );
    for side in [0, 1] {
        let stats = read_stats(folder, side)?;
        let (sound, film) = (received(&stats, "audio")?, received(&stats, "video")?);
        ensure!(sound["frames"].as_u64() > Some(300), "hardly any voice: {stats}");
        ensure!(film["frames"].as_u64() > Some(120), "hardly any film: {stats}");
        ensure!(film["width"].as_u64() >= Some(640), "the film is small on a good line: {stats}");
        ensure!(stats["join_ms"].as_f64().is_some(), "no time of joining: {stats}");
    }
    let stats = read_stats(folder, 1)?;
    let screen = received(&stats, "screen")?;
    ensure!(screen["width"] == 1920 && screen["height"] == 1080, "the shared screen was scaled: {screen}");

    // What was recorded is what was said, and not the other voice.
    let wav =
        std::fs::read_dir(&heard)?.flatten().map(|e| e.path()).find(|p| p.extension().is_some_and(|e| e == "wav"));
    let wav = wav.expect("--record writes a WAV per voice");
    let [said, other] = samples::sides();
    voice::ensure_said(&wav, &said.microphone, &other.microphone)
}

#[test]
fn a_pulled_cable_mends_itself() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let folder = folder.path();
    let line = Line::new()?;
    let server = server_on(&line, &folder.join("server"))?;
    let links = Links::convene(&server, Some(&line.hub()))?;
    let mut left = join(Some(&line.left()), &links.id, 0, folder, &["--speaker", "none", "--seconds", "30"])?;
    let mut right = join(Some(&line.right()), &links.za, 1, folder, &["--speaker", "none", "--seconds", "28"])?;
    std::thread::sleep(Duration::from_secs(8));
    line.cut(3, true)?;
    std::thread::sleep(Duration::from_secs(7));
    line.cut(3, false)?;
    ensure!(
        right.wait(Duration::from_secs(60)) && left.wait(Duration::from_secs(30)),
        "a participant did not end by itself"
    );
    for side in [0, 1] {
        let stats = read_stats(folder, side)?;
        let film = received(&stats, "video")?;
        // About eight seconds before the cut and more than ten after it, at 30 a second: with the first part alone the
        // count stays below 300.
        ensure!(film["frames"].as_u64() > Some(400), "the film did not come back: {stats}");
        ensure!(film["freeze_seconds"].as_f64() > Some(4.0), "the cut was not felt: {stats}");
        ensure!(received(&stats, "audio")?["frames"].as_u64() > Some(700), "the voice did not come back: {stats}");
    }
    Ok(())
}

#[test]
fn a_killed_server_ends_no_call_and_clients_come_back() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let folder = folder.path();
    let server = Server::start(&folder.join("server"), "127.0.0.1:0", None)?;
    let links = Links::convene(&server, None)?;
    let mut left = join(None, &links.id, 0, folder, &["--speaker", "none", "--seconds", "60"])?;
    let mut right = join(None, &links.za, 1, folder, &["--speaker", "none", "--seconds", "12"])?;
    std::thread::sleep(Duration::from_secs(6));
    let address = server.address();
    server.kill();
    ensure!(right.wait(Duration::from_secs(40)), "a participant did not end by itself");
    let stats = read_stats(folder, 1)?;
    ensure!(received(&stats, "video")?["frames"].as_u64() > Some(240), "the call ended with the server: {stats}");
    // The server comes back at the same place: who is still there is found by who comes anew.
    let _server = Server::start(&folder.join("server"), &address, None)?;
    let again = tempfile::tempdir_in(folder)?;
    // Whoever is back at the server first finds nobody and opens the meeting; the two find together from there.
    let mut third = join(None, &links.za, 1, again.path(), &["--speaker", "none", "--seconds", "25"])?;
    ensure!(third.wait(Duration::from_secs(40)), "a participant did not end by itself");
    let stats = read_stats(again.path(), 1)?;
    ensure!(
        received(&stats, "video")?["frames"].as_u64() > Some(60),
        "the client that stayed did not come back to the new server: {stats}"
    );
    left.end();
    Ok(())
}
