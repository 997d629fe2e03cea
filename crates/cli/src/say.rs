//! Writing to the terminal. A reader that has gone away (a closed pipe) is no reason to stop a meeting.

use std::io::{self, Write};

/// A line of the result, on standard output.
pub fn result(line: &str) {
    let _ = writeln!(io::stdout(), "{line}");
}

/// A line about how it goes, on standard error.
pub fn progress(line: &str) {
    let _ = writeln!(io::stderr(), "{}", plain(line));
}

/// Why it failed, on standard error.
pub fn error(line: &str) {
    let _ = writeln!(io::stderr(), "chancery: {}", plain(line));
}

/// What came from elsewhere must not command the terminal (escape sequences, carriage returns).
fn plain(line: &str) -> String {
    line.chars().map(|c| if c.is_control() && c != '\n' { '\u{FFFD}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_do_not_reach_the_terminal() {
        assert_eq!(plain("a\u{1b}[2Jb\r\u{9b}c\nd"), "a\u{FFFD}[2Jb\u{FFFD}\u{FFFD}c\nd");
    }
}
