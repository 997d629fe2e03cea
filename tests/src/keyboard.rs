//! A window without a pointer: only what Tab leads to can be used.

use crate::window::Window;
use anyhow::{Result, bail};
use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use serde_json::json;

const TAB: char = '\u{E004}';
const ENTER: char = '\u{E007}';
const ALL: &str = "\u{E009}a\u{E000}";
/// Stops of the keyboard on the longest page there is.
const STOPS: usize = 200;

/// The first stops, told where none is the right one.
const TOLD: usize = 12;
/// What a control is and is called.
const NAME: &str = "const e = document.activeElement; if (!e) return ''; \
    return e.tagName + ' ' + (e.getAttribute('aria-label') ?? (e.labels?.[0] ?? e).innerText ?? '').trim().slice(0, 40)";

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
    /// A key, wherever the keyboard is. It is told to no element: that would be given the keyboard anew (a date has several places
    /// in it), and one that is gone as soon as it is pressed would be waited for without an end.
    pub async fn stroke(&self, value: char) -> Result<()> {
        let pressed = KeyActions::new("keyboard".into()).then(KeyAction::Down { value });
        Ok(self.page.perform_actions(pressed.then(KeyAction::Up { value })).await?)
    }

    async fn walk(&self, what: &str, script: &str) -> Result<()> {
        let mut passed = Vec::new();
        for _ in 0..STOPS {
            self.stroke(TAB).await?;
            if self.page.execute(script, vec![]).await? == true {
                return Ok(());
            }
            if passed.len() < TOLD {
                let name = self.page.execute(NAME, vec![]).await?;
                passed.push(name.as_str().unwrap_or_default().to_owned());
            }
        }
        bail!("the keyboard does not lead to {what}, but to {passed:?}; in the window stands:\n{}", self.text().await?)
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
        self.walk(&format!("“{name}”"), &at(name)).await
    }

    /// Goes on until a script says that the keyboard is there.
    pub async fn on_until(&self, what: &str, script: &str) -> Result<()> {
        self.walk(what, script).await
    }

    /// Goes on to a button of this name, and presses it.
    pub async fn enter(&self, name: &str) -> Result<()> {
        self.on_to(name).await?;
        self.stroke(ENTER).await
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
