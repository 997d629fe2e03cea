//! Who asks to be admitted, put to whoever sits at the terminal: y or n, one after the other.

use super::progress::whose_word;
use chancery_client::view::{AdmissionRequest, Stage};
use chancery_client::{Intent, ViewModel};
use chancery_model::ParticipantId;
use tokio::sync::mpsc;

/// Answers that wait.
const WAITING: usize = 16;

/// See the module.
pub(super) struct Door {
    /// Who is asked about, and whether the question was put.
    asked: Option<ParticipantId>,
    /// Who was answered about, while the answer is on its way.
    answered: Option<ParticipantId>,
    lines: mpsc::Receiver<String>,
}

/// What a line means; `None`: neither yes nor no.
fn meant(line: &str) -> Option<bool> {
    match line.trim().to_lowercase().as_str() {
        "y" | "yes" => Some(true),
        "n" | "no" => Some(false),
        _ => None,
    }
}

/// Somebody for whom one's own word is waited for: the one who was asked about, while they wait, else the first.
fn next(
    requests: &[AdmissionRequest],
    asked: Option<ParticipantId>,
    answered: Option<ParticipantId>,
) -> Option<&AdmissionRequest> {
    let mut mine = requests.iter().filter(|request| request.mine && Some(request.id) != answered);
    mine.clone().find(|request| Some(request.id) == asked).or_else(|| mine.next())
}

impl Door {
    /// Listens to standard input from now on.
    pub(super) fn new() -> Self {
        let (lines, queue) = mpsc::channel(WAITING);
        // A read of standard input cannot be broken off: the thread ends with the process.
        std::thread::spawn(move || {
            for line in std::io::stdin().lines() {
                if line.is_ok_and(|line| lines.blocking_send(line).is_ok()) {
                    continue;
                }
                return;
            }
        });
        Self { asked: None, answered: None, lines: queue }
    }

    /// The question to put, where there is a new one.
    pub(super) fn question(&mut self, view: &ViewModel) -> Option<String> {
        let Stage::Meeting(room) = &view.stage else {
            (self.asked, self.answered) = (None, None);
            return None;
        };
        // Who asks anew, after the answer has done its work, is asked about anew.
        self.answered = self.answered.filter(|id| room.requests.iter().any(|r| r.id == *id && r.mine));
        let request = next(&room.requests, self.asked, self.answered);
        let new = request.filter(|request| Some(request.id) != self.asked);
        self.asked = request.map(|request| request.id);
        let request = new?;
        let word = whose_word(&request.identity);
        Some(format!("{} ({}) asks to be admitted{word}: y or n?", &*request.name, request.delegation))
    }

    /// What was answered. `None`: nobody types any more.
    pub(super) async fn answer(&mut self) -> Option<Intent> {
        loop {
            let line = self.lines.recv().await?;
            if let (Some(participant), Some(yes)) = (self.asked, meant(&line)) {
                (self.asked, self.answered) = (None, Some(participant));
                return Some(if yes { Intent::Admit { participant } } else { Intent::RefuseAdmission { participant } });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::meant;

    #[test]
    fn only_a_plain_yes_admits() {
        for (line, means) in [
            ("y", Some(true)),
            (" YES ", Some(true)),
            ("n", Some(false)),
            ("No", Some(false)),
            ("", None),
            ("yn", None),
        ] {
            assert_eq!(meant(line), means, "{line:?}");
        }
    }
}
