//! What goes out of the desk: the note in two languages, the iTIP message, the mail that carries both.

use super::{Desk, Problem, Saved};
use crate::line::Server;
use crate::mail::{Attachment, Composed, Letter, Who, compose, send};
use crate::network::Network;
use chancery_model::Personal;
use chancery_schedule::ical;
use chancery_schedule::invitation::Secret;
use chancery_schedule::note::{self, Language, Note, Unwritten, brief};
use chancery_schedule::plan::compose as itip;
use chancery_schedule::plan::{Person, Plan};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// How an invitation goes out.
#[derive(Clone, Debug, Deserialize)]
pub struct Outgoing {
    /// The plan as it was kept.
    pub plan: Plan,
    /// Languages of the note (BCP 47).
    pub languages: Vec<String>,
    /// Whether the secret of the link goes along.
    #[serde(default)]
    pub with_secret: bool,
}

/// The note in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NoteText {
    /// Which.
    pub language: &'static str,
    /// Its text.
    pub text: String,
}

/// To whom it goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Addressee {
    /// As they are called.
    pub name: Personal,
    /// Their address.
    pub mail: Personal,
    /// Whether they must be there.
    pub required: bool,
}

/// What would be sent, and to whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Preview {
    /// The notes; none while the plan lacks what a note says.
    pub notes: Vec<NoteText>,
    /// To whom.
    pub to: Vec<Addressee>,
}

/// How far sending has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum SendStep {
    /// Before there is a line.
    Writing,
    /// The line is opened.
    Connecting {
        /// To which server.
        server: String,
    },
    /// The mail is handed over.
    Sending {
        /// Mails that are.
        done: usize,
        /// Of so many.
        of: usize,
    },
}

/// What became of sending.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sent {
    /// The plan with its new revision.
    pub saved: Saved,
    /// Whose address the mail server would not take. Always empty here: the mail goes to all or to nobody.
    pub refused: Vec<String>,
}

/// What is ready to go out, and the plan once it has.
#[derive(Clone, Debug)]
pub struct Going {
    from: Plan,
    next: Plan,
    letter: Letter,
}

impl Outgoing {
    fn tongues(&self) -> Vec<Language> {
        let mut all: Vec<Language> = Vec::new();
        for language in self.languages.iter().filter_map(|tag| Language::of(tag)) {
            if !all.contains(&language) {
                all.push(language);
            }
        }
        all
    }

    /// The notes, by language and then by the side that they go to.
    ///
    /// # Errors
    /// [`Unwritten`].
    pub fn notes(&self, now: Timestamp) -> Result<Vec<Note>, Unwritten> {
        let host = self.plan.host_side().map(|side| &side.code);
        let guests: Vec<_> = self.plan.sides.iter().map(|side| &side.code).filter(|code| Some(*code) != host).collect();
        let mut notes = Vec::new();
        for language in self.tongues() {
            for to in &guests {
                notes.push(note::note(&self.plan, to, language, now)?);
            }
        }
        Ok(notes)
    }

    /// What would be sent, and to whom.
    pub fn preview(&self, now: Timestamp) -> Preview {
        let notes = self.notes(now).unwrap_or_default();
        let text = |language: Language| {
            let own: Vec<Note> = notes.iter().filter(|note| note.language == language).cloned().collect();
            let text = note::text(&own).trim_end().to_owned();
            (!own.is_empty()).then(|| NoteText { language: language.tag(), text })
        };
        Preview { notes: self.tongues().into_iter().filter_map(text).collect(), to: addressees(&self.plan) }
    }

    /// The invitation as it goes out. `pdf`: the note on pages, which goes along.
    ///
    /// # Errors
    /// What the plan lacks.
    pub fn going(&self, pdf: Option<Vec<u8>>, now: Timestamp) -> Result<Going, Problem> {
        let secret = if self.with_secret { Secret::InTheCalendar } else { Secret::Elsewhere };
        let made = itip::request(&self.plan, &Personal::default(), secret, now)?;
        let notes = self.notes(now).map_err(|e| Problem::Unreadable { detail: e.to_string() })?;
        let mut going = Going::new(&self.plan, made, note::text(&notes));
        let name = format!("{}.pdf", self.file_name());
        going.letter.attached.extend(pdf.map(|bytes| Attachment { name, kind: "application/pdf".into(), bytes }));
        Ok(going)
    }

    /// What a file of it is called, without its ending: the note's number, else what it is.
    pub fn file_name(&self) -> String {
        let safe = |c: char| if c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ' ') { c } else { '-' };
        let name: String = self.plan.reference.trim().chars().map(safe).take(60).collect();
        let name = name.trim_matches(['.', ' ']);
        if name.is_empty() { "invitation".into() } else { name.into() }
    }
}

fn addressees(plan: &Plan) -> Vec<Addressee> {
    let one =
        |p: &&Person| Addressee { name: p.name.clone(), mail: Personal(p.mail.trim().into()), required: p.required };
    itip::invited(plan).iter().map(one).collect()
}

/// The languages that a plan's sides speak, for what has no choice of its own: each once, English where none is a note's.
fn spoken(plan: &Plan) -> Vec<Language> {
    let mut all: Vec<Language> = Vec::new();
    for side in plan.in_order() {
        if let Some(language) = side.languages.iter().find_map(|tag| Language::of(tag))
            && !all.contains(&language)
        {
            all.push(language);
        }
    }
    if all.is_empty() {
        all.push(Language::En);
    }
    all
}

fn sentences(plan: &Plan, say: fn(&str, Language) -> String) -> String {
    let all: Vec<String> = spoken(plan).into_iter().map(|language| say(plan.title.trim(), language)).collect();
    all.join("\n\n")
}

impl Going {
    fn new(from: &Plan, made: itip::Sent, text: String) -> Self {
        let who = |p: &Person| Who { name: p.name.0.clone(), address: p.mail.trim().to_owned() };
        // The event's own: what may be called by its name is decided there.
        let summary = made.message.parts("VEVENT").find_map(|e| e.value("SUMMARY"));
        let subject = summary.map_or_else(String::new, |summary| ical::unescape(summary).into_owned());
        let letter = Letter {
            from: who(&made.plan.organizer),
            to: itip::invited(&made.plan).into_iter().map(who).collect(),
            subject,
            text,
            calendar: made.message,
            attached: Vec::new(),
        };
        Self { from: from.clone(), next: made.plan, letter }
    }

    /// That the meeting is not held.
    ///
    /// # Errors
    /// [`Problem::MovedOn`]: nobody was invited, or it was cancelled before.
    pub fn cancelling(plan: &Plan, now: Timestamp) -> Result<Self, Problem> {
        Ok(Self::new(plan, itip::cancel(plan, now)?, sentences(plan, brief::cancelled)))
    }

    /// That the time which `who` asked for is not taken.
    ///
    /// # Errors
    /// [`Problem::MovedOn`]: they ask for none any more.
    pub fn declining(plan: &Plan, who: &str, instance: Option<Timestamp>, now: Timestamp) -> Result<Self, Problem> {
        let made = itip::decline_counter(plan, who, instance, now)?;
        let mut going = Self::new(plan, made, sentences(plan, brief::declined));
        going.letter.to.retain(|to| to.address.eq_ignore_ascii_case(who.trim()));
        Ok(going)
    }

    /// The message, as an `.ics` file.
    pub fn calendar(&self) -> String {
        ical::write(&self.letter.calendar)
    }

    /// The mail, as an `.eml` file has it.
    ///
    /// # Errors
    /// [`Problem::MailRefused`]: somebody's address is none, or nobody has one.
    pub fn mail(&self, now: Timestamp, random: [u8; 16]) -> Result<Composed, Problem> {
        Ok(compose(&self.letter, now, random)?)
    }
}

impl Desk {
    /// It has gone out: the plan as it is from now on.
    ///
    /// # Errors
    /// [`Problem::Store`].
    pub fn gone_out(&self, going: &Going, now: Timestamp) -> Result<Saved, Problem> {
        self.became(&going.from, going.next.clone(), now)
    }

    /// Sends it by mail; the plan changes once the server has it.
    ///
    /// # Errors
    /// Why it was not sent; then the plan is as before.
    pub async fn post(
        &self,
        going: &Going,
        (network, server): (&Network, Option<&Server>),
        (now, random): (Timestamp, [u8; 16]),
        step: &(dyn Fn(SendStep) + Send + Sync),
    ) -> Result<Sent, Problem> {
        let server = server.ok_or(Problem::MailUnset)?;
        step(SendStep::Writing);
        let mail = going.mail(now, random)?;
        step(SendStep::Connecting { server: server.host.clone() });
        send(network, server, &mail).await.map_err(|e| Problem::unsent(&e, &server.host))?;
        step(SendStep::Sending { done: 1, of: 1 });
        Ok(Sent { saved: self.gone_out(going, now)?, refused: Vec::new() })
    }
}
