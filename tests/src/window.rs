//! Windows of the app under Xvfb, driven through `tauri-driver` (WebDriver) as a person would: by role and name.

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

    /// The colours at a grid of points of the stage canvas: two of these differ where the picture moved.
    pub async fn pixels(&self) -> Result<Vec<u64>> {
        let told = self
            .page
            .execute(
                "const c = document.querySelector('canvas'); if (!c || !c.width) return []; \
                 const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data; const out = []; \
                 for (let y = 8; y < c.height; y += 24) for (let x = 8; x < c.width; x += 24) { const i = 4 * (y * c.width + x); out.push(d[i] + 256 * d[i + 1] + 65536 * d[i + 2]); } \
                 return out;",
                vec![],
            )
            .await?;
        Ok(told.as_array().map(|all| all.iter().filter_map(Value::as_u64).collect()).unwrap_or_default())
    }

    /// How many of those points change within so long.
    pub async fn moving(&self, within: Duration) -> Result<usize> {
        let before = self.pixels().await?;
        tokio::time::sleep(within).await;
        let after = self.pixels().await?;
        if before.len() != after.len() {
            return Ok(before.len().max(after.len()));
        }
        Ok(before.iter().zip(&after).filter(|(a, b)| a != b).count())
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
