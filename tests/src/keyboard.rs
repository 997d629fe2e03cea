//! A window without a pointer: only what Tab leads to can be used.

use crate::window::Window;
use anyhow::{Result, bail};
use serde_json::json;

const TAB: &str = "\u{E004}";
const BACK: &str = "\u{E008}\u{E004}\u{E000}";
const ENTER: &str = "\u{E007}";
const ALL: &str = "\u{E009}a\u{E000}";
/// Stops of the keyboard on the longest page there is.
const STOPS: usize = 200;

/// Whether the control where the keyboard is has an accessible name that begins so. What isolates a name in another direction is
/// not part of it.
fn at(name: &str) -> String {
    format!(
        "const e = document.activeElement; if (!e || e === document.body) return false; \
         const label = e.getAttribute('aria-label') ?? (e.labels?.[0] ?? e).innerText ?? ''; \
         return label.replace(/[\\u2066-\\u2069]/g, '').trim().startsWith({})",
        json!(name)
    )
}

impl Window {
    async fn walk(&self, key: &str, what: &str, script: &str) -> Result<()> {
        for _ in 0..STOPS {
            self.key(key).await?;
            if self.page.execute(script, vec![]).await? == true {
                return Ok(());
            }
        }
        bail!("the keyboard does not lead to {what}; in the window stands:\n{}", self.text().await?)
    }

    /// Stays where the keyboard is at a control of this name, else goes on to it.
    pub async fn to(&self, name: &str) -> Result<()> {
        if self.page.execute(&at(name), vec![]).await? == true {
            return Ok(());
        }
        self.on_to(name).await
    }

    /// Goes on until the keyboard is at the next control of this name.
    pub async fn on_to(&self, name: &str) -> Result<()> {
        self.walk(TAB, &format!("“{name}”"), &at(name)).await
    }

    /// Goes on until a script says that the keyboard is there.
    pub async fn on_until(&self, what: &str, script: &str) -> Result<()> {
        self.walk(TAB, what, script).await
    }

    /// Goes back until the keyboard is at a control of this name.
    pub async fn back_to(&self, name: &str) -> Result<()> {
        self.walk(BACK, &format!("“{name}”"), &at(name)).await
    }

    /// Goes on to a button of this name, and presses it.
    pub async fn enter(&self, name: &str) -> Result<()> {
        self.on_to(name).await?;
        self.key(ENTER).await
    }

    /// Goes back to a button of this name, and presses it.
    pub async fn enter_back(&self, name: &str) -> Result<()> {
        self.back_to(name).await?;
        self.key(ENTER).await
    }

    /// Types over what stands in the field where the keyboard is.
    pub async fn type_over(&self, text: &str) -> Result<()> {
        self.key(ALL).await?;
        self.key(text).await
    }

    /// Goes on to the field of this name, and types over what stands in it.
    pub async fn fill(&self, name: &str, text: &str) -> Result<()> {
        self.on_to(name).await?;
        self.type_over(text).await
    }

    /// Goes on to the list of this name, and chooses in it. What the list drops down is the system's, out of WebDriver's reach:
    /// what it would tell the page is told.
    pub async fn choose(&self, name: &str, value: &str) -> Result<()> {
        self.on_to(name).await?;
        let script = format!(
            "const s = document.activeElement; if (s.tagName !== 'SELECT' || ![...s.options].some((o) => o.value === {0})) return false; \
             s.value = {0}; s.dispatchEvent(new Event('change', {{ bubbles: true }})); return true",
            json!(value)
        );
        self.until(10, &format!("{value} can be chosen in “{name}”"), &script).await.map(|_| ())
    }
}
