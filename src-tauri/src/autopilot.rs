//! What the command line asks for, done as a person would: by intents, one after another, when the screen is there for
//! them. A value: the view goes in, intents come out.

use chancery_core::Intent;
use chancery_core::view::{Stage, Theme, ViewModel};
use chancery_model::{MeetingId, Personal};

/// What is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The link to open.
    pub link: Option<Personal>,
    /// The meeting of that link, where it can be read.
    pub meeting: Option<MeetingId>,
    /// Name and function.
    pub profile: Option<(Personal, Personal)>,
    /// The language.
    pub language: Option<String>,
    /// The appearance.
    pub theme: Option<Theme>,
    /// Into the meeting.
    pub join: bool,
    /// With the microphone open.
    pub microphone: bool,
    /// With the camera open.
    pub camera: bool,
    /// Then share the screen.
    pub share: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Begin,
    AtTheDesk(MeetingId),
    InTheHoldingRoom(MeetingId),
    Joining(MeetingId),
    Done,
}

/// Carries out a [`Plan`].
#[derive(Debug)]
pub struct Autopilot {
    plan: Plan,
    step: Step,
}

impl Autopilot {
    /// Will carry out this plan.
    pub const fn new(plan: Plan) -> Self {
        Self { plan, step: Step::Begin }
    }

    /// Whether there is nothing left to do.
    pub fn is_done(&self) -> bool {
        self.step == Step::Done
    }

    /// What to do now that the screen is so. To be called with the first view and with every later one. Each step is
    /// done once: a person who goes elsewhere meanwhile is not fetched back.
    pub fn next(&mut self, view: &ViewModel) -> Vec<Intent> {
        let mut intents = Vec::new();
        match (self.step, &view.stage) {
            (Step::Begin, _) => {
                let plan = &self.plan;
                intents.extend(plan.language.clone().map(|language| Intent::SetLanguage { language }));
                intents.extend(plan.theme.map(|theme| Intent::SetTheme { theme }));
                intents.extend(plan.profile.clone().map(|(name, title)| Intent::SetProfile { name, title }));
                intents.extend(plan.link.clone().map(|text| Intent::OpenLink { text }));
                self.step = match plan.meeting {
                    Some(meeting) if plan.join => Step::AtTheDesk(meeting),
                    _ => Step::Done,
                };
            }
            (Step::AtTheDesk(meeting), Stage::Desk(desk)) => {
                if desk.meetings.iter().any(|line| line.id == meeting) {
                    intents.push(Intent::EnterHoldingRoom { meeting });
                    self.step = Step::InTheHoldingRoom(meeting);
                } else if desk.link_problem.is_some() {
                    self.step = Step::Done;
                }
            }
            (Step::InTheHoldingRoom(meeting), Stage::HoldingRoom(room)) if room.id == meeting => {
                let (microphone, camera) = (self.plan.microphone, self.plan.camera);
                if room.will_open.microphone != microphone {
                    intents.push(Intent::SetMicrophone { open: microphone });
                }
                if room.will_open.camera != camera {
                    intents.push(Intent::SetCamera { open: camera });
                }
                // Devices as asked first, so that the preview is there; joining once the server has let us in.
                if room.entered && intents.is_empty() {
                    intents.push(Intent::Join);
                    self.step = Step::Joining(meeting);
                }
            }
            (Step::Joining(meeting), Stage::Meeting(room)) if room.id == meeting => {
                if self.plan.share {
                    intents.push(Intent::ShareScreen { device: None });
                }
                self.step = Step::Done;
            }
            _ => (),
        }
        intents
    }
}
