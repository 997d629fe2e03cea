//! What goes out of the desk: the note in two languages, the iTIP message, the mail that carries both.

use super::{Desk, Problem, Saved};
use crate::line::Server;
use crate::links::Links;
use crate::mail::{Attachment, Composed, Letter, Who, compose, send};
use crate::network::Network;
use chancery_model::{DelegationCode, Personal};
use chancery_schedule::ical;
use chancery_schedule::invitation::Secret;
use chancery_schedule::note::{self, Language, Note, Unwritten, brief};
use chancery_schedule::plan::compose::{self as itip, Unsent};
use chancery_schedule::plan::{self, Person, Plan, Side};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// How an invitation goes out.
#[derive(Clone, Debug, Deserialize)]
pub struct Outgoing {
    /// The plan as it was kept.
    pub plan: Plan,
    /// Languages of the note (BCP 47).
    pub languages: Vec<String>,
    /// Whether each side's link goes along.
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
    /// The meeting is convened, so that there are links.
    Convening {
        /// On which server.
        server: String,
    },
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
    /// To whom it did not go, where some already have theirs: each side's mail goes to all of that side or to nobody.
    pub refused: Vec<String>,
}

/// What is ready to go out, and the plan once it has.
#[derive(Clone, Debug)]
pub struct Going {
    from: Plan,
    next: Plan,
    letters: Vec<Addressed>,
    /// To those who are not invited any more.
    withdrawn: Option<Letter>,
}

/// A letter, and the one side that it is for; `None`: the same goes to all.
#[derive(Clone, Debug)]
struct Addressed {
    side: Option<DelegationCode>,
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

    /// Whether it proposes times, none being chosen: in words alone.
    pub fn proposes(&self) -> bool {
        self.plan.start.is_none() && !self.plan.proposals.is_empty()
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

    /// The invitation as it goes out: one letter to all, or where the links go along, one to each side with its own.
    /// `pdf`: the note on pages, which goes along. `links`: those that fit the plan.
    ///
    /// # Errors
    /// What the plan lacks.
    pub fn going(&self, pdf: Option<&[u8]>, links: Option<&Links>, now: Timestamp) -> Result<Going, Problem> {
        let proposed = if self.proposes() { Some(itip::propose(&self.plan)?) } else { None };
        let notes = self.notes(now).map_err(|e| Problem::Unreadable { detail: e.to_string() })?;
        let text = note::text(&notes);
        let link = |links: &Links| links.sides.first().map(|own| own.link.clone()).unwrap_or_default();
        let made = |link: &Personal, secret| itip::request(&self.plan, link, secret, now);
        let mut going = match (proposed, links.filter(|_| self.with_secret)) {
            (Some(next), _) => Going::proposing(&self.plan, next, text),
            (None, None) => {
                let made = made(&links.map(link).unwrap_or_default(), Secret::Elsewhere)?;
                Going::new(&self.plan, made, text)
            }
            (None, Some(links)) => {
                let mut going: Option<Going> = None;
                for (side, people) in by_side(&self.plan) {
                    let link = links.of(&side.code).cloned().unwrap_or_default();
                    // Of a series the links open one time alone, and the calendar has all of them in one event.
                    let once = self.plan.recurrence.is_none();
                    let secret = if once { Secret::InTheCalendar } else { Secret::Elsewhere };
                    let text = format!("{}\n\n{}", text.trim_end(), self.joining(side, links, &link));
                    let mut own = Going::new(&self.plan, made(&link, secret)?, text);
                    for addressed in &mut own.letters {
                        addressed.side = Some(side.code.clone());
                        addressed.letter.to = people.iter().map(|person| who(person)).collect();
                        let theirs = |one: &itip::Deputy| {
                            people.iter().any(|person| person.mail.trim().eq_ignore_ascii_case(&one.of.0))
                        };
                        let deputies = itip::deputies(&self.plan).into_iter().filter(theirs).map(deputy);
                        addressed.letter.to.extend(deputies);
                    }
                    match &mut going {
                        Some(going) => going.letters.append(&mut own.letters),
                        None => going = Some(own),
                    }
                }
                going.ok_or(Problem::MailRefused { detail: "nobody is invited".into() })?
            }
        };
        let name = format!("{}.pdf", self.file_name());
        if let Some(bytes) = pdf {
            for Addressed { letter, .. } in &mut going.letters {
                let (name, kind) = (name.clone(), "application/pdf".into());
                letter.attached.push(Attachment { name, kind, bytes: bytes.to_vec() });
            }
        }
        going.withdraw(now)?;
        Ok(going)
    }

    /// How to join, in each language of the note.
    fn joining(&self, side: &Side, links: &Links, link: &Personal) -> String {
        let begins = links.meeting.starts.as_second();
        let time = (begins, begins + i64::from(links.meeting.minutes) * 60);
        let mut out: Vec<String> = self.tongues().into_iter().map(|l| brief::joining(side, time, l)).collect();
        out.push(link.0.clone());
        out.join("\n\n")
    }

    /// What a file of it is called, without its ending: the note's number, else what it is.
    pub fn file_name(&self) -> String {
        let safe = |c: char| if c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ' ') { c } else { '-' };
        let name: String = self.plan.reference.trim().chars().map(safe).take(60).collect();
        let name = name.trim_matches(['.', ' ']);
        if name.is_empty() { "invitation".into() } else { name.into() }
    }
}

fn who(person: &Person) -> Who {
    Who { name: person.name.0.clone(), address: person.mail.trim().to_owned() }
}

/// Who is invited, by the side that they sit on; sides to whom nobody is written are left out.
fn by_side(plan: &Plan) -> Vec<(&Side, Vec<&Person>)> {
    let invited = itip::invited(plan);
    let of = |side: &Side| -> Vec<&Person> {
        let own = |person: &&Person| side.people().any(|each| std::ptr::eq(each, *person));
        invited.iter().copied().filter(own).collect()
    };
    plan.in_order().into_iter().map(|side| (side, of(side))).filter(|(_, people)| !people.is_empty()).collect()
}

fn addressees(plan: &Plan) -> Vec<Addressee> {
    let one =
        |p: &&Person| Addressee { name: p.name.clone(), mail: Personal(p.mail.trim().into()), required: p.required };
    let deputy = |one: itip::Deputy| Addressee { name: Personal::default(), mail: one.mail, required: false };
    let deputies = itip::deputies(plan).into_iter().map(deputy);
    itip::invited(plan).iter().map(one).chain(deputies).collect()
}

/// All to whom a plan's invitation is written: those who are invited, and whoever comes in their place.
pub fn everybody(plan: &Plan) -> Vec<Who> {
    let deputies = itip::deputies(plan).into_iter().map(deputy);
    itip::invited(plan).into_iter().map(who).chain(deputies).collect()
}

fn deputy(one: itip::Deputy) -> Who {
    Who { name: String::new(), address: one.mail.0 }
}

/// The languages that a plan's sides speak (BCP 47), for what has no choice of its own.
pub fn tongues_of(plan: &Plan) -> Vec<String> {
    spoken(plan).into_iter().map(|language| language.tag().to_owned()).collect()
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

/// To those who were invited by a plan as it was sent last, and are not any more: that they are not. `next`: as it goes out to the
/// others.
///
/// # Errors
/// What the plan lacks.
pub fn withdrawal(from: &Plan, next: &Plan, now: Timestamp) -> Result<Option<Letter>, Unsent> {
    let whom = itip::uninvited(from);
    if whom.is_empty() {
        return Ok(None);
    }
    Ok(Some(Letter {
        from: who(&next.organizer),
        to: whom.iter().map(|mail| Who { name: String::new(), address: mail.0.clone() }).collect(),
        subject: itip::summary(next).0,
        text: sentences(from, brief::withdrawn),
        calendar: Some(itip::withdraw(next, &whom, now)?),
        attached: Vec::new(),
    }))
}

impl Going {
    fn new(from: &Plan, made: itip::Sent, text: String) -> Self {
        // The event's own: what may be called by its name is decided there.
        let summary = made.message.parts("VEVENT").find_map(|e| e.value("SUMMARY"));
        let subject = summary.map_or_else(String::new, |summary| ical::unescape(summary).into_owned());
        let letter = Letter {
            from: who(&made.plan.organizer),
            to: everybody(&made.plan),
            subject,
            text,
            calendar: Some(made.message),
            attached: Vec::new(),
        };
        Self { from: from.clone(), next: made.plan, letters: vec![Addressed { side: None, letter }], withdrawn: None }
    }

    fn proposing(from: &Plan, next: Plan, text: String) -> Self {
        let letter = Letter {
            from: who(&next.organizer),
            to: everybody(&next),
            subject: itip::summary(&next).0,
            text,
            calendar: None,
            attached: Vec::new(),
        };
        Self { from: from.clone(), next, letters: vec![Addressed { side: None, letter }], withdrawn: None }
    }

    /// Those who were invited and are not any more are told so, and no more than that.
    fn withdraw(&mut self, now: Timestamp) -> Result<(), Problem> {
        if self.letters.iter().any(|own| own.letter.calendar.is_some()) {
            self.withdrawn = withdrawal(&self.from, &self.next, now)?;
        }
        Ok(())
    }

    /// The message to those who are not invited any more, as a file.
    pub fn withdrawn_calendar(&self) -> Option<String> {
        self.withdrawn.as_ref()?.calendar.as_ref().map(ical::write)
    }

    /// The mail to those who are not invited any more.
    ///
    /// # Errors
    /// As [`Going::mails`].
    pub fn withdrawn_mail(&self, now: Timestamp, random: [u8; 16]) -> Result<Option<Composed>, Problem> {
        self.withdrawn.as_ref().map(|letter| Ok(compose(letter, now, random)?)).transpose()
    }

    /// That the meeting is not held: by a note as it was invited by, in the languages of the sides.
    ///
    /// # Errors
    /// [`Problem::MovedOn`]: nobody was invited, or it was cancelled before.
    pub fn cancelling(plan: &Plan, now: Timestamp) -> Result<Self, Problem> {
        let made = itip::cancel(plan, now)?;
        let languages = tongues_of(plan);
        let note =
            Outgoing { plan: Plan { status: plan::Status::Cancelled, ..plan.clone() }, languages, with_secret: false };
        // What lacks what a note says is cancelled by a sentence: that must not fail.
        let text = note.notes(now).ok().filter(|notes| !notes.is_empty()).map(|notes| note::text(&notes));
        let mut going = Self::new(plan, made, text.unwrap_or_else(|| sentences(plan, brief::cancelled)));
        // Who was taken off the list since the invitation went out has it in the calendar still.
        let dropped = itip::uninvited(plan).into_iter();
        let dropped: Vec<Who> = dropped.map(|mail| Who { name: String::new(), address: mail.0 }).collect();
        for Addressed { letter, .. } in &mut going.letters {
            letter.to.extend(dropped.iter().cloned());
        }
        Ok(going)
    }

    /// That the time which `who` asked for is not taken.
    ///
    /// # Errors
    /// [`Problem::MovedOn`]: they ask for none any more.
    pub fn declining(plan: &Plan, who: &str, instance: Option<Timestamp>, now: Timestamp) -> Result<Self, Problem> {
        let made = itip::decline_counter(plan, who, instance, now)?;
        let mut going = Self::new(plan, made, sentences(plan, brief::declined));
        for Addressed { letter, .. } in &mut going.letters {
            letter.to.retain(|to| to.address.eq_ignore_ascii_case(who.trim()));
        }
        Ok(going)
    }

    /// The messages, as `.ics` files: one, or one for each side; none of what goes out in words alone.
    pub fn calendars(&self) -> Vec<(Option<&DelegationCode>, String)> {
        let all = self.letters.iter();
        all.filter_map(|own| Some((own.side.as_ref(), ical::write(own.letter.calendar.as_ref()?)))).collect()
    }

    /// The mails, as `.eml` files have them: one, or one for each side. `random` is asked for each.
    ///
    /// # Errors
    /// [`Problem::MailRefused`]: somebody's address is none, or nobody has one.
    pub fn mails(
        &self,
        now: Timestamp,
        random: impl Fn() -> [u8; 16],
    ) -> Result<Vec<(Option<&DelegationCode>, Composed)>, Problem> {
        self.letters.iter().map(|own| Ok((own.side.as_ref(), compose(&own.letter, now, random())?))).collect()
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

    /// Sends it by mail; the plan changes once the server has it. `random` is asked for each mail.
    ///
    /// # Errors
    /// Why nothing was sent; then the plan is as before.
    pub async fn post(
        &self,
        going: &Going,
        (network, server): (&Network, Option<&Server>),
        (now, random): (Timestamp, impl Fn() -> [u8; 16]),
        step: &(dyn Fn(SendStep) + Send + Sync),
    ) -> Result<Sent, Problem> {
        let server = server.ok_or(Problem::MailUnset)?;
        step(SendStep::Writing);
        let mails = going.mails(now, &random)?;
        let withdrawn = going.withdrawn_mail(now, random())?;
        step(SendStep::Connecting { server: server.host.clone() });
        let (of, mut refused) = (mails.len(), Vec::new());
        for (done, ((_, mail), own)) in mails.iter().zip(&going.letters).enumerate() {
            match send(network, server, mail).await {
                Ok(()) => step(SendStep::Sending { done: done + 1, of }),
                // Nobody has it yet: it did not go out.
                Err(e) if done == 0 => return Err(Problem::unsent(&e, &server.host)),
                Err(_) => refused.extend(own.letter.to.iter().map(|to| to.address.clone())),
            }
        }
        // The others have theirs: that one who is not invited any more could not be told is said, and no reason to begin anew.
        if let (Some(mail), Some(letter)) = (&withdrawn, &going.withdrawn)
            && send(network, server, mail).await.is_err()
        {
            refused.extend(letter.to.iter().map(|to| to.address.clone()));
        }
        Ok(Sent { saved: self.gone_out(going, now)?, refused })
    }
}
