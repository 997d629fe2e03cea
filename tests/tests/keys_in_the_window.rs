//! The key of a machine in a real window: kept under a passphrase and opened with it; kept by a keyring that is locked at the
//! next start, and found again once it was unlocked.

use anyhow::{Context, Result, ensure};
use chancery_tests::keyring::Keyring;
use chancery_tests::window::Window;
use std::path::Path;

const PASSPHRASE: &str = "moss table river lamp";
/// No devices: nobody meets here.
const NONE: [&str; 6] = ["--camera", "none", "--microphone", "none", "--speaker", "none"];
const UNKEPT: &str = "Your key is not kept";

async fn open(folder: &Path, bus: &str) -> Result<Window> {
    Window::open_on(folder, &NONE, Some(bus)).await
}

async fn until_gone(window: &Window, text: &str) -> Result<()> {
    let script = format!("return !document.body.innerText.includes({})", serde_json::json!(text));
    window.until(15, &format!("“{text}” is gone"), &script).await.map(|_| ())
}

/// Turns to the page of keys, waits until it says this of where the key is kept, and reads the fingerprint there.
async fn fingerprint(window: &Window, kept: &str) -> Result<String> {
    window.press("Settings").await?;
    window.press("Identity and keys").await?;
    window.until_text(10, kept).await?;
    let digits = "return document.querySelector('.own .fingerprint')?.textContent.replace(/\\s/g, '') ?? null";
    let told = window.until(10, "the fingerprint", digits).await?;
    let digits = told.as_str().context("the fingerprint is a text")?.to_owned();
    ensure!(digits.len() == 64, "{digits}");
    Ok(digits)
}

#[tokio::test]
async fn a_key_is_kept_under_a_passphrase_and_opened_with_it() -> Result<()> {
    const FILE: &str = "encrypted with your passphrase";
    let folder = tempfile::tempdir()?;
    let window = open(folder.path(), "").await?;
    window.until_text(30, UNKEPT).await?;
    window.press("Set a passphrase").await?;
    window.write("Passphrase", PASSPHRASE).await?;
    window.until_text(5, "Hard to guess").await?;
    window.write("The same once more", PASSPHRASE).await?;
    window.press("Keep the key").await?;
    until_gone(&window, UNKEPT).await?;
    let first = fingerprint(&window, FILE).await?;
    window.close().await?;

    let key = folder.path().join("data/device.key");
    let text = std::fs::read_to_string(&key)?;
    ensure!(text.contains("argon2id") && !text.contains("moss"), "it is locked");
    {
        use std::os::unix::fs::PermissionsExt;
        ensure!(std::fs::metadata(&key)?.permissions().mode() & 0o777 == 0o600, "others can read it");
    }

    let window = open(folder.path(), "").await?;
    window.until_text(30, "Unlock your key").await?;
    window.write("Passphrase", "moss table river lamb").await?;
    window.key("\u{E007}").await?;
    window.until_text(15, "This is not the passphrase").await?;
    window.write("Passphrase", PASSPHRASE).await?;
    window.key("\u{E007}").await?;
    until_gone(&window, "Unlock your key").await?;
    let second = fingerprint(&window, FILE).await?;
    ensure!(second == first, "the others see another device: {first} {second}");
    window.close().await
}

#[tokio::test]
async fn a_keyring_that_is_locked_is_tried_again() -> Result<()> {
    const KEYRING: &str = "in the system’s keyring";
    let folder = tempfile::tempdir()?;
    let mut keyring = Keyring::start(&folder.path().join("keyring"))?;
    let bus = keyring.bus();
    let data = folder.path().join("window");
    let window = open(&data, &bus).await?;
    window.until_text(30, "Invitation link").await?;
    let first = fingerprint(&window, KEYRING).await?;
    window.close().await?;
    ensure!(!data.join("data/device.key").exists(), "the keyring has it, and no file");

    keyring.lock()?;
    let window = open(&data, &bus).await?;
    // The window does not open before the keyring has answered, or was silent for too long.
    window.until_text(120, UNKEPT).await?;
    window.until_text(5, "keyring is locked").await?;
    // Another key over the one that is kept is not offered.
    let offered = window.page.execute("return document.body.innerText.includes('Set a passphrase')", vec![]).await?;
    ensure!(offered == false, "a second key is offered");

    keyring.unlock()?;
    window.press("Try again").await?;
    until_gone(&window, UNKEPT).await?;
    let second = fingerprint(&window, KEYRING).await?;
    ensure!(second == first, "the others see another device: {first} {second}");
    window.close().await
}
