//! What the screen says, in any of its languages: read from its own messages, so that a test names a sentence and does not
//! repeat it.

use anyhow::{Context, Result};
use chancery_xtask::proc;
use std::collections::BTreeMap;

/// The sentences of one language.
#[derive(Debug)]
pub struct Words {
    /// BCP 47.
    pub language: String,
    all: BTreeMap<String, String>,
}

impl Words {
    /// Those of a language of the screen.
    pub fn of(language: &str) -> Result<Self> {
        let path = proc::root().join(format!("ui/src/i18n/messages/{language}.ftl"));
        let text = std::fs::read_to_string(&path).with_context(|| format!("no messages at {}", path.display()))?;
        let one = |line: &str| line.split_once(" = ").map(|(key, said)| (key.to_owned(), said.to_owned()));
        Ok(Self { language: language.to_owned(), all: text.lines().filter_map(one).collect() })
    }

    /// A sentence, up to the first thing that is put into it.
    pub fn say(&self, key: &str) -> Result<&str> {
        let said = self.all.get(key).with_context(|| format!("the screen has no sentence “{key}”"))?;
        Ok(said.split('{').next().unwrap_or_default().trim())
    }

    /// Whether it is written from right to left.
    pub fn right_to_left(&self) -> bool {
        self.language == "ar"
    }

    /// The arrow key that goes on to what follows, as WebDriver writes it.
    pub fn forward(&self) -> &'static str {
        if self.right_to_left() { "\u{E012}" } else { "\u{E014}" }
    }
}
