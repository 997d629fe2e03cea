//! The scheduling desk in a real window: a time that suits two capitals is found and proposed, by keyboard, in English and in
//! Arabic. Pictures of it lie in `target/screens` afterwards, for whoever wants to look.

use anyhow::{Result, ensure};
use chancery_tests::window::Window;
use chancery_xtask::proc;
use serde_json::json;

/// Chooses in the n-th list of the page: as a person would, so that the page hears of it.
async fn choose(window: &Window, n: usize, value: &str) -> Result<()> {
    let script = format!(
        "const s = document.querySelectorAll('select')[{n}]; if (![...s.options].some((o) => o.value === {0})) return false; \
         s.value = {0}; s.dispatchEvent(new Event('change', {{ bubbles: true }})); return true",
        json!(value)
    );
    window.until(10, &format!("{value} can be chosen"), &script).await.map(|_| ())
}

/// `january`: how the language writes it beside a day.
async fn find_a_time(language: &str, button: &str, january: &str) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let none = ["--camera", "none", "--microphone", "none", "--speaker", "none"];
    let window = Window::open(folder.path(), &[&none[..], &["--language", language]].concat()).await?;
    window.until_text(20, button).await?;
    window.press(button).await?;
    window.until(10, "the desk's page", "return document.querySelectorAll('select').length >= 3").await?;
    choose(&window, 0, "SA").await?;
    choose(&window, 1, "ID").await?;
    window.until(10, "the grid", "return !!document.querySelector('[role=grid]')").await?;
    // A week in which nobody's clocks change: Riyadh is four hours behind Jakarta.
    window
        .page
        .execute(
            "const d = document.querySelector('input[type=date]'); d.value = '2027-01-04'; d.dispatchEvent(new Event('change', { bubbles: true }));",
            vec![],
        )
        .await?;
    // Not the week before it, which still stands there while this one is worked out.
    let sunday = format!(
        "const h = [...document.querySelectorAll('[role=columnheader]')].at(-1)?.textContent ?? ''; return h.includes('10') && h.includes({})",
        json!(january)
    );
    window.until(10, "that week", &sunday).await?;
    // The grid is one stop of the keyboard: at the fairest time, Monday 09:00 in Riyadh.
    let at = "const c = [...document.querySelectorAll('[role=gridcell]')].find((c) => c.tabIndex === 0); if (!c) return false; \
              c.focus(); return c.dataset.day === '0' && c.dataset.row === '18'";
    window.until(10, "the fairest time of that week", at).await?;
    let weekend =
        "return [...document.querySelectorAll('[data-day=\"4\"][data-row=\"18\"] i')].map((i) => i.className).join()";
    let states = window.page.execute(weekend, vec![]).await?;
    ensure!(states.as_str().is_some_and(|s| s.contains("state-weekend")), "Friday in Riyadh: {states}");
    window.key("\u{E015}").await?;
    window.key("\u{E007}").await?;
    let proposed =
        "const c = document.activeElement; return c.dataset.row === '19' && c.getAttribute('aria-selected') === 'true'";
    window.until(5, "half past nine is proposed", proposed).await?;
    let screens = proc::target().join("screens");
    std::fs::create_dir_all(&screens)?;
    window.screenshot(&screens.join(format!("scheduling-{language}.png")))?;
    window.close().await
}

#[tokio::test]
async fn a_fair_time_in_english() -> Result<()> {
    find_a_time("en", "Find a time", "Jan").await
}

#[tokio::test]
async fn a_fair_time_in_arabic() -> Result<()> {
    find_a_time("ar", "إيجاد موعد", "يناير").await
}
