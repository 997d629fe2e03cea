//! What is told while a meeting runs: a line for each change that a person would want to know.

use chancery_client::view::{Identity, Link, Person, Reach, Role, SecurityState, Seen, Stage, Standing};
use chancery_client::{Problem, ViewModel};
use chancery_model::{MediaState, ParticipantId};
use std::collections::BTreeMap;

#[derive(Clone, PartialEq, Eq)]
struct Shown {
    media: MediaState,
    reach: Reach,
    /// Who they are, as a part of a sentence.
    standing: String,
}

/// Remembers what was told.
pub(super) struct Progress {
    people: BTreeMap<ParticipantId, (String, Shown)>,
    last_notice: Option<u64>,
    down: bool,
    chat: usize,
    stage: Option<&'static str>,
    hindrance: Option<Problem>,
}

fn placard(person: &Person) -> String {
    let name = if person.name.is_empty() { "Somebody" } else { &*person.name };
    format!("{name} ({})", person.delegation)
}

fn standing(person: &Person) -> String {
    person.identity.as_ref().map(whose_word).unwrap_or_default()
}

/// By whose word somebody is who they say, and whether this machine met their device before: a part of a sentence.
pub(super) fn whose_word(identity: &Identity) -> String {
    let word = match &identity.standing {
        Standing::Credentialed { ministry, role, .. } => {
            let role = match role {
                Role::Chair => "chair",
                Role::Member => "member",
                Role::Interpreter => "interpreter",
                Role::Expert => "expert",
                Role::NoteTaker => "note-taker",
            };
            let ministry = if ministry.is_empty() { "their ministry" } else { ministry };
            format!(", {role} by the word of {ministry}")
        }
        Standing::Unpinned { ministry, .. } => {
            let ministry = if ministry.is_empty() { "a ministry" } else { ministry };
            format!(", by the word of {ministry}, whose root is not pinned here")
        }
        Standing::Invalid => ", with credentials that do not hold here".to_owned(),
        Standing::SelfIssued => ", by their own word and the invitation’s".to_owned(),
    };
    let met = match identity.seen {
        Seen::First => "; their device is new to this one",
        Seen::Known => "",
        Seen::Changed => "; the name is known here with another device",
    };
    word + met
}

impl Progress {
    pub(super) fn new() -> Self {
        Self { people: BTreeMap::new(), last_notice: None, down: false, chat: 0, stage: None, hindrance: None }
    }

    /// What is new in a view.
    pub(super) fn lines(&mut self, view: &ViewModel) -> Vec<String> {
        let mut lines = Vec::new();
        for notice in view.notices.iter().filter(|notice| self.last_notice.is_none_or(|last| notice.id > last)) {
            lines.push(notice.problem.sentence());
        }
        self.last_notice = self.last_notice.max(view.notices.iter().map(|notice| notice.id).max());
        self.stage(view, &mut lines);
        self.link(view, &mut lines);
        if let Stage::Meeting(room) = &view.stage {
            let now: BTreeMap<_, _> = room
                .people
                .iter()
                .filter(|person| !person.me)
                .map(|person| {
                    (
                        person.id,
                        (
                            placard(person),
                            Shown { media: person.media, reach: person.reach, standing: standing(person) },
                        ),
                    )
                })
                .collect();
            self.people(&now, &mut lines);
            self.people = now;
            for line in room.chat.lines.iter().skip(self.chat).filter(|line| !line.me) {
                lines.push(format!("{} ({}) writes: {}", &*line.name, line.delegation, &*line.text));
            }
            // At its limit the chat drops its oldest lines: what came with it then is not told again.
            self.chat = room.chat.lines.len();
        }
        lines
    }

    /// What keeps a person who goes on waiting in the holding room: told once, however often it is tried again meanwhile.
    pub(super) fn hindrance(&mut self, view: &ViewModel) -> Option<String> {
        let Stage::HoldingRoom(room) = &view.stage else {
            self.hindrance = None;
            return None;
        };
        let problem = room.problem.as_ref().filter(|problem| self.hindrance.as_ref() != Some(*problem))?;
        self.hindrance = Some(problem.clone());
        Some(problem.sentence())
    }

    fn stage(&mut self, view: &ViewModel, lines: &mut Vec<String>) {
        let (stage, text) = match &view.stage {
            Stage::HoldingRoom(room) if matches!(room.security.state, SecurityState::Asking { .. }) => {
                ("asking", Some("Asking to be admitted, off air"))
            }
            Stage::HoldingRoom(room) if room.entered => ("holding", Some("In the holding room, off air")),
            Stage::HoldingRoom(_) => ("entering", Some("Reaching the server")),
            Stage::Desk(_) => ("desk", None),
            Stage::Meeting(_) => ("meeting", None),
            Stage::Ended(_) => ("ended", None),
        };
        if self.stage != Some(stage) {
            self.stage = Some(stage);
            lines.extend(text.map(str::to_owned));
        }
    }

    fn link(&mut self, view: &ViewModel, lines: &mut Vec<String>) {
        let down = matches!(view.link, Link::Down { .. });
        if let (Link::Down { problem, .. }, false) = (&view.link, self.down) {
            lines.push(problem.sentence());
        } else if self.down && view.link == Link::Up {
            lines.push("The server answers again".into());
        }
        // Between two tries the link may show as connecting: that is no change worth a line.
        self.down = down || (self.down && view.link != Link::Up);
    }

    fn people(&self, now: &BTreeMap<ParticipantId, (String, Shown)>, lines: &mut Vec<String>) {
        for (id, (name, seen)) in now {
            let before = self.people.get(id).map(|(_, seen)| seen);
            let Some(before) = before else {
                lines.push(format!("{name} is in the meeting{}", seen.standing));
                continue;
            };
            if before.reach != seen.reach {
                let said = match seen.reach {
                    Reach::Connected => "is connected",
                    Reach::Interrupted => "is not heard: the line is interrupted",
                    Reach::Unreachable => "cannot be reached; it is tried on",
                    Reach::Connecting | Reach::Local => continue,
                };
                lines.push(format!("{name} {said}"));
            }
            for (what, was, is) in [
                ("microphone", before.media.microphone, seen.media.microphone),
                ("camera", before.media.camera, seen.media.camera),
                ("screen", before.media.screen, seen.media.screen),
            ] {
                if was != is {
                    lines.push(format!("{name}: {what} {}", if is { "open" } else { "closed" }));
                }
            }
        }
        for (name, _) in self.people.iter().filter(|(id, _)| !now.contains_key(id)).map(|(_, told)| told) {
            lines.push(format!("{name} has left"));
        }
    }
}

#[cfg(test)]
mod tests;
