//! Writing to the terminal. A reader that has gone away (a closed pipe) is no reason to stop a meeting; a result that could
//! not be written (a full disk) is one to say so at the end.

use chancery_client::Problem;
use std::io::{self, ErrorKind, Write};
use std::sync::atomic::{AtomicBool, Ordering};

/// A result was lost, and not since its reader had enough of it.
static LOST: AtomicBool = AtomicBool::new(false);

/// A line of the result, on standard output.
pub fn result(line: &str) {
    let mut out = io::stdout();
    let written = writeln!(out, "{line}").and_then(|()| out.flush());
    if written.is_err_and(|e| e.kind() != ErrorKind::BrokenPipe) {
        LOST.store(true, Ordering::Relaxed);
    }
}

/// Whether a line of the result could not be written.
pub fn lost() -> bool {
    LOST.load(Ordering::Relaxed)
}

/// A line about how it goes, on standard error.
pub fn progress(line: &str) {
    let _ = writeln!(io::stderr(), "{}", plain(line));
}

/// Why it failed, on standard error.
pub fn error(line: &str) {
    let _ = writeln!(io::stderr(), "chancery: {}", plain(line));
}

/// A reason as a sentence: a capital first, a stop last.
pub fn sentence(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("{}.", capital(text)) }
}

/// The same with a capital first; a path at the beginning is left as it is.
pub fn capital(text: &str) -> String {
    if text.split(' ').next().is_some_and(|word| word.trim_end_matches('.').contains(['/', '\\', '.'])) {
        return text.to_owned();
    }
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| format!("{}{}", first.to_uppercase(), chars.as_str()))
}

/// A problem's sentence; for those of the way to a server, where to find out more.
pub fn problem(problem: &Problem, server: Option<&str>) -> String {
    let sentence = problem.sentence();
    match (problem, server) {
        (Problem::ServerUnreachable | Problem::ServerNonsense, Some(server)) => {
            format!("{sentence} What is wrong, in detail: chancery doctor --server {server}.")
        }
        _ => sentence,
    }
}

/// What came from elsewhere must not command the terminal (escape sequences, carriage returns).
fn plain(line: &str) -> String {
    line.chars().map(|c| if c.is_control() && c != '\n' { '\u{FFFD}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_doctor_is_named_where_it_can_help() {
        let said = problem(&Problem::ServerNonsense, Some("https://meet.example.org"));
        assert!(said.contains("doctor --server https://meet.example.org"), "{said}");
        assert_eq!(problem(&Problem::LinkExpired, Some("x")), Problem::LinkExpired.sentence());
    }

    #[test]
    fn control_characters_do_not_reach_the_terminal() {
        assert_eq!(plain("a\u{1b}[2Jb\r\u{9b}c\nd"), "a\u{FFFD}[2Jb\u{FFFD}\u{FFFD}c\nd");
    }
}
