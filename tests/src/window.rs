//! Windows of the app under Xvfb, driven through `tauri-driver` (WebDriver) as a person would: by role and name.

use crate::film::{self, GRID, Picture};
use anyhow::{Context, Result, bail};
use chancery_xtask::proc::{Running, built};
use chancery_xtask::setup;
use chancery_xtask::xvfb::Display;
use fantoccini::{Client, ClientBuilder, Locator};
use serde_json::{Value, json};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// Where on the stage a picture is.
#[derive(Clone, Copy, Debug)]
pub enum Spot<'a> {
    /// In the tile of whoever has this name on their placard.
    Tile(&'a str),
    /// One's own, in the holding room.
    Preview,
    /// The shared screen.
    Screen,
}

impl Spot<'_> {
    fn selector(&self) -> String {
        match self {
            Self::Tile(name) => format!("article[aria-label^={}] .picture", json!(name)),
            Self::Preview => ".preview .picture".into(),
            Self::Screen => ".shared-screen .screen".into(),
        }
    }
}

/// The part of the stage's canvas that lies under the element of a selector, as mean brightness of cells. A shared screen
/// is shown whole, so that of its place only the middle of its own shape is looked at.
const PICTURE: &str = "const [selector, across, down] = arguments; \
    const spot = document.querySelector(selector), canvas = document.querySelector('canvas'); \
    if (!spot || !canvas || canvas.width < 4) return null; \
    const s = spot.getBoundingClientRect(), o = canvas.getBoundingClientRect(), r = canvas.width / o.width; \
    const screen = selector.includes('screen'); \
    const w = Math.floor((screen ? Math.min(s.width, s.height * 16 / 9) : s.width) * r); \
    const h = Math.floor((screen ? Math.min(s.height, s.width * 9 / 16) : s.height) * r); \
    const x = Math.round((s.left + s.width / 2 - o.left) * r - w / 2), y = Math.round((s.top + s.height / 2 - o.top) * r - h / 2); \
    if (w < 2 * across || h < 2 * down || x < -1 || y < -1 || x + w > canvas.width + 1 || y + h > canvas.height + 1) return null; \
    const d = canvas.getContext('2d').getImageData(x, y, w, h).data, cells = []; \
    for (let j = 0; j < down; j++) for (let i = 0; i < across; i++) { \
        let sum = 0, n = 0; \
        for (let v = Math.floor(j * h / down); v < Math.floor((j + 1) * h / down); v += 2) \
            for (let u = Math.floor(i * w / across); u < Math.floor((i + 1) * w / across); u += 2) { \
                const at = 4 * (v * w + u); sum += 0.299 * d[at] + 0.587 * d[at + 1] + 0.114 * d[at + 2]; n++; } \
        cells.push(sum / Math.max(1, n)); } \
    return { width: w, height: h, cells };";

/// Notes the time at which an alert first has a text.
const WATCH: &str = "const [text] = arguments; window.alertedAt = null; window.alertWatch?.disconnect(); \
    const look = () => { if (window.alertedAt === null && [...document.querySelectorAll('[role=alert]')].some((a) => a.textContent.includes(text))) \
        window.alertedAt = Date.now(); }; \
    window.alertWatch = new MutationObserver(look); \
    window.alertWatch.observe(document.body, { childList: true, subtree: true, characterData: true }); return true;";

/// One window on a display of its own.
pub struct Window {
    /// The WebDriver session.
    pub page: Client,
    /// Where it is shown.
    pub display: Display,
    /// Where its data lie.
    pub folder: PathBuf,
    driver: Option<Running>,
}

/// Two ports that are free now.
fn ports() -> Result<[u16; 2]> {
    let held = [TcpListener::bind("127.0.0.1:0")?, TcpListener::bind("127.0.0.1:0")?];
    Ok([held[0].local_addr()?.port(), held[1].local_addr()?.port()])
}

/// A WebDriver session on this port: plain HTTP, on loopback.
pub async fn drive(
    port: u16,
    capabilities: &serde_json::Map<String, Value>,
) -> Result<Client, fantoccini::error::NewSessionError> {
    let connector = hyper_util::client::legacy::connect::HttpConnector::new();
    ClientBuilder::new(connector).capabilities(capabilities.clone()).connect(&format!("http://127.0.0.1:{port}")).await
}

impl Window {
    /// Opens the app with these arguments; `namespace`-free, 1280x800.
    pub async fn open(folder: &Path, arguments: &[&str]) -> Result<Self> {
        Self::open_on(folder, arguments, None).await
    }

    /// The same, on this session bus rather than the test's own; an empty address is a bus that is not there.
    pub async fn open_on(folder: &Path, arguments: &[&str], bus: Option<&str>) -> Result<Self> {
        std::fs::create_dir_all(folder)?;
        let display = Display::start(1280, 800)?;
        let [port, native] = ports()?;
        let mut command = Command::new(setup::tools().join("bin/tauri-driver"));
        command
            .args(["--port", &port.to_string(), "--native-port", &native.to_string()])
            .env("DISPLAY", &display.name)
            .env_remove("WAYLAND_DISPLAY")
            .env("GDK_BACKEND", "x11")
            .env("XDG_DATA_HOME", folder.join("xdg"))
            .env("LC_ALL", "C.UTF-8");
        match bus {
            Some("") => {
                command.env_remove("DBUS_SESSION_BUS_ADDRESS").env("XDG_RUNTIME_DIR", folder);
            }
            Some(address) => {
                command.env("DBUS_SESSION_BUS_ADDRESS", address);
            }
            None => {}
        }
        let driver = Running::start(&mut command).context("`cargo xtask setup --tests` installs tauri-driver")?;
        let data = folder.join("data").display().to_string();
        let mut all =
            vec!["--no-single-instance", "--admit", "auto", "--data", &data, "--size", "1280x800", "--language", "en"];
        all.extend(arguments);
        let mut capabilities = serde_json::Map::new();
        capabilities.insert("tauri:options".into(), json!({ "application": built("chancery-desktop"), "args": all }));
        let until = Instant::now() + Duration::from_secs(40);
        let page = loop {
            match drive(port, &capabilities).await {
                Ok(page) => break page,
                Err(error) if Instant::now() > until => bail!("the window could not be driven: {error}"),
                Err(_) => tokio::time::sleep(Duration::from_millis(300)).await,
            }
        };
        Ok(Self { page, display, folder: folder.to_owned(), driver: Some(driver) })
    }

    /// Waits until a script gives something other than `false` or `null`, at most so many seconds.
    pub async fn until(&self, seconds: u64, what: &str, script: &str) -> Result<Value> {
        let until = Instant::now() + Duration::from_secs(seconds);
        loop {
            let told = self.page.execute(script, vec![]).await?;
            if !matches!(told, Value::Null | Value::Bool(false)) {
                return Ok(told);
            }
            if Instant::now() > until {
                let text = self.text().await.unwrap_or_default();
                bail!("{what}: not within {seconds} s; the window says:\n{text}");
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Waits until this text stands in the window.
    pub async fn until_text(&self, seconds: u64, text: &str) -> Result<()> {
        let script = format!("return document.body.innerText.includes({})", json!(text));
        self.until(seconds, &format!("“{text}”"), &script).await.map(|_| ())
    }

    /// All that can be read in the window.
    pub async fn text(&self) -> Result<String> {
        Ok(self.page.execute("return document.body.innerText", vec![]).await?.as_str().unwrap_or_default().to_owned())
    }

    /// Presses the button whose accessible name begins so.
    pub async fn press(&self, name: &str) -> Result<()> {
        let script = format!("{FIND_BUTTON} return find({})", json!(name));
        let found = self.until(10, &format!("button “{name}”"), &format!("{script} ? true : false")).await;
        found?;
        let element = self.page.execute(&script, vec![]).await?;
        let element = fantoccini::elements::Element::from_element_id(
            self.page.clone(),
            fantoccini::elements::ElementRef::from(
                element
                    .as_object()
                    .and_then(|o| o.values().next())
                    .and_then(Value::as_str)
                    .context("no button")?
                    .to_owned(),
            ),
        );
        element.click().await.with_context(|| format!("button “{name}” could not be pressed"))
    }

    /// Types into the field with this label.
    pub async fn write(&self, label: &str, text: &str) -> Result<()> {
        let id = self
            .until(
                10,
                &format!("field “{label}”"),
                &format!(
                    "const l = [...document.querySelectorAll('label')].find((l) => l.textContent.trim().startsWith({0})); \
                     const f = l?.control ?? document.querySelector('[aria-label^=\"' + {0} + '\"]'); \
                     if (!f) return null; f.id ||= 'field-' + Math.random().toString(36).slice(2); return f.id;",
                    json!(label)
                ),
            )
            .await?;
        let field = self.page.find(Locator::Id(id.as_str().unwrap_or_default())).await?;
        field.clear().await?;
        Ok(field.send_keys(text).await?)
    }

    /// Presses a key, or types, where the keyboard is.
    pub async fn key(&self, keys: &str) -> Result<()> {
        self.page.active_element().await?.send_keys(keys).await?;
        Ok(())
    }

    /// Goes on with Tab until the keyboard is at the control whose accessible name begins so: without a pointer there is no
    /// other way to it.
    pub async fn tab_to(&self, name: &str) -> Result<()> {
        let script = format!(
            "const e = document.activeElement; if (!e) return false; \
             const label = e.getAttribute('aria-label') ?? (e.labels?.[0] ?? e).innerText ?? ''; \
             return label.trim().startsWith({})",
            json!(name)
        );
        for _ in 0..60 {
            if self.page.execute(&script, vec![]).await? == true {
                return Ok(());
            }
            self.key("\u{E004}").await?;
        }
        bail!("Tab does not lead to “{name}”; in the window stands:\n{}", self.text().await?)
    }

    /// What is shown at a place of the stage; `None`: no picture is shown there.
    pub async fn picture(&self, spot: &Spot<'_>) -> Result<Option<Picture>> {
        let told = self.page.execute(PICTURE, vec![json!(spot.selector()), json!(GRID.0), json!(GRID.1)]).await?;
        let Some(cells) = told["cells"].as_array() else { return Ok(None) };
        let number = |key: &str| told[key].as_f64().context("the window gave no number");
        Ok(Some(Picture {
            width: number("width")?,
            height: number("height")?,
            cells: cells.iter().filter_map(Value::as_f64).collect(),
        }))
    }

    /// Whether the picture at a place goes on changing: it differs after each of two whiles. A picture that came, or stands
    /// still since, does not.
    pub async fn moves(&self, spot: &Spot<'_>) -> Result<bool> {
        const WHILE: Duration = Duration::from_millis(500);
        const MUCH: f64 = 0.03;
        let Some(mut before) = self.picture(spot).await? else { return Ok(false) };
        for _ in 0..2 {
            tokio::time::sleep(WHILE).await;
            let Some(now) = self.picture(spot).await? else { return Ok(false) };
            if now.changed(&before) < MUCH {
                return Ok(false);
            }
            before = now;
        }
        Ok(true)
    }

    /// Waits until the picture at a place goes on changing.
    pub async fn until_moving(&self, seconds: u64, spot: &Spot<'_>) -> Result<()> {
        let until = Instant::now() + Duration::from_secs(seconds);
        while !self.moves(spot).await? {
            if Instant::now() > until {
                bail!(
                    "{spot:?}: the picture does not move within {seconds} s; the window says:\n{}",
                    self.text().await?
                );
            }
        }
        Ok(())
    }

    /// Waits until what is shown at a place is a picture of this film and not of the other one.
    pub async fn until_shows(&self, seconds: u64, spot: &Spot<'_>, film: &Path, other: &Path) -> Result<()> {
        const ALIKE: f64 = 0.9;
        const APART: f64 = 0.1;
        let until = Instant::now() + Duration::from_secs(seconds);
        loop {
            let mut seen = None;
            if let Some(picture) = self.picture(spot).await? {
                let (own, foreign) = (film::likeness(&picture, film)?, film::likeness(&picture, other)?);
                if own > ALIKE && own > foreign + APART {
                    return Ok(());
                }
                seen = Some((own, foreign));
            }
            if Instant::now() > until {
                bail!("{spot:?} does not show {} within {seconds} s (alike, other: {seen:.2?})", film.display());
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }

    /// From now on remembers when this text first stands in an alert, by the machine's clock.
    pub async fn watch_alerts(&self, text: &str) -> Result<()> {
        self.page.execute(WATCH, vec![json!(text)]).await.map(|_| ())?;
        Ok(())
    }

    /// When it did, in milliseconds since 1970.
    pub async fn alerted(&self) -> Result<f64> {
        let told = self.page.execute("return window.alertedAt", vec![]).await?;
        told.as_f64().context("the window remembers no such alert")
    }

    /// Pictures the display.
    pub fn screenshot(&self, path: &Path) -> Result<()> {
        self.display.screenshot(path)
    }

    /// Closes the window and its driver.
    pub async fn close(mut self) -> Result<()> {
        let closed = self.page.clone().close().await;
        if let Some(mut driver) = self.driver.take() {
            driver.end();
        }
        closed.context("the window did not close")
    }
}

/// Finds a button that is shown by the beginning of its accessible name, of what it says on pointing, or of a line of its text.
const FIND_BUTTON: &str = "const find = (name) => [...document.querySelectorAll('button, [role=button], [role=menuitem]')].find((b) => \
    b.getClientRects().length && !b.disabled && [b.getAttribute('aria-label') ?? '', b.title, ...b.innerText.split('\\n')] \
        .some((said) => said.trim().startsWith(name))) ?? null;";
