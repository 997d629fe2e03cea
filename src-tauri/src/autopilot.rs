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
    /// Whether the person is asked before somebody is admitted.
    pub ask: Option<bool>,
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
    /// Until the meeting is on the desk.
    AtTheDesk(MeetingId),
    /// Until the holding room is there.
    Entering(MeetingId),
    /// Until the server has let us into the holding room; microphone and camera are as asked.
    InTheHoldingRoom(MeetingId),
    /// Until the meeting is there.
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
    /// done once, and a person who goes elsewhere meanwhile takes over: nothing is joined or shared behind their back.
    pub fn next(&mut self, view: &ViewModel) -> Vec<Intent> {
        let mut intents = Vec::new();
        self.step = match (self.step, &view.stage) {
            (Step::Begin, _) => {
                let plan = &self.plan;
                intents.extend(plan.language.clone().map(|language| Intent::SetLanguage { language }));
                intents.extend(plan.theme.map(|theme| Intent::SetTheme { theme }));
                intents.extend(plan.ask.map(|ask| Intent::SetAdmission { ask }));
                intents.extend(plan.profile.clone().map(|(name, title)| Intent::SetProfile { name, title }));
                intents.extend(plan.link.clone().map(|text| Intent::OpenLink { text }));
                match plan.meeting {
                    Some(meeting) if plan.join => Step::AtTheDesk(meeting),
                    _ => Step::Done,
                }
            }
            (Step::AtTheDesk(meeting), Stage::Desk(desk)) => {
                if desk.meetings.iter().any(|line| line.id == meeting) {
                    intents.push(Intent::EnterHoldingRoom { meeting });
                    Step::Entering(meeting)
                } else if desk.link_problem.is_some() {
                    Step::Done
                } else {
                    self.step
                }
            }
            (Step::Entering(_), Stage::Desk(_)) => self.step,
            (Step::Entering(meeting), Stage::HoldingRoom(room)) if room.id == meeting => {
                // Once, and not until it is so: without a camera it stays closed, and one joins all the same.
                intents.push(Intent::SetMicrophone { open: self.plan.microphone });
                intents.push(Intent::SetCamera { open: self.plan.camera });
                Step::InTheHoldingRoom(meeting)
            }
            (Step::InTheHoldingRoom(meeting), Stage::HoldingRoom(room)) if room.id == meeting => {
                if room.entered {
                    intents.push(Intent::Join);
                    Step::Joining(meeting)
                } else {
                    self.step
                }
            }
            (Step::Joining(meeting), Stage::HoldingRoom(room)) if room.id == meeting => self.step,
            (Step::Joining(meeting), Stage::Meeting(room)) if room.id == meeting => {
                if self.plan.share {
                    intents.push(Intent::ShareScreen { device: None });
                }
                Step::Done
            }
            _ => Step::Done,
        };
        intents
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chancery_core::Problem;
    use chancery_core::view::{
        Chat, Desk, DeskMeeting, Devices, Due, HoldingRoom, Keys, Link, MeetingInfo, MeetingRoom, Security, Settings,
    };
    use chancery_model::{DelegationCode, MediaState};

    fn id(n: u8) -> MeetingId {
        MeetingId::from_random([n; 16])
    }

    fn view(stage: Stage) -> ViewModel {
        ViewModel {
            settings: Settings::default(),
            devices: Devices::default(),
            link: Link::Idle,
            notices: vec![],
            keys: Keys::default(),
            stage,
        }
    }

    fn desk(meetings: &[MeetingId], link_problem: Option<Problem>) -> ViewModel {
        let meetings = meetings
            .iter()
            .map(|id| DeskMeeting {
                id: *id,
                info: None,
                mine: DelegationCode::new("ID").expect("code"),
                starts: String::new(),
                due: Due::Now,
                present: None,
                problem: None,
            })
            .collect();
        view(Stage::Desk(Desk { meetings, link_draft: "".into(), link_problem }))
    }

    fn holding_room(meeting: MeetingId, entered: bool) -> ViewModel {
        view(Stage::HoldingRoom(HoldingRoom {
            id: meeting,
            info: None,
            mine: DelegationCode::new("ID").expect("code"),
            entered,
            waiting: vec![],
            inside: vec![],
            will_open: MediaState::CLOSED,
            level: 0,
            microphone: None,
            camera: None,
            problem: None,
            joining: false,
            security: Security::default(),
        }))
    }

    fn in_the_meeting(meeting: MeetingId) -> ViewModel {
        let info = MeetingInfo {
            title: "T".into(),
            starts: String::new(),
            zone: "UTC".into(),
            minutes: 60,
            delegations: vec![],
        };
        view(Stage::Meeting(MeetingRoom {
            id: meeting,
            info,
            mine: DelegationCode::new("ID").expect("code"),
            people: vec![],
            waiting: vec![],
            on_air: MediaState::CLOSED,
            sharing: None,
            level: 0,
            chat: Chat::default(),
            since: String::new(),
            security: Security::default(),
            requests: vec![],
        }))
    }

    fn plan() -> Plan {
        Plan {
            link: Some("chancery://join/#x".into()),
            meeting: Some(id(1)),
            profile: Some(("N".into(), "T".into())),
            join: true,
            microphone: true,
            share: true,
            ..Plan::default()
        }
    }

    #[test]
    fn it_goes_through_the_holding_room_into_the_meeting_and_shares() {
        let mut pilot = Autopilot::new(plan());
        let begun = pilot.next(&desk(&[id(2)], None));
        assert_eq!(
            begun,
            [
                Intent::SetProfile { name: "N".into(), title: "T".into() },
                Intent::OpenLink { text: "chancery://join/#x".into() }
            ]
        );
        assert_eq!(pilot.next(&desk(&[id(2)], None)), [], "not on the desk yet");
        assert_eq!(pilot.next(&desk(&[id(2), id(1)], None)), [Intent::EnterHoldingRoom { meeting: id(1) }]);
        assert_eq!(pilot.next(&desk(&[id(2), id(1)], None)), [], "once");
        let opened = pilot.next(&holding_room(id(1), false));
        assert_eq!(opened, [Intent::SetMicrophone { open: true }, Intent::SetCamera { open: false }]);
        assert_eq!(pilot.next(&holding_room(id(1), false)), [], "the server has not let us in");
        assert_eq!(pilot.next(&holding_room(id(1), true)), [Intent::Join]);
        assert_eq!(pilot.next(&holding_room(id(1), true)), []);
        assert_eq!(pilot.next(&in_the_meeting(id(1))), [Intent::ShareScreen { device: None }]);
        assert!(pilot.is_done());
        assert_eq!(pilot.next(&in_the_meeting(id(1))), []);
    }

    #[test]
    fn a_person_who_goes_elsewhere_takes_over() {
        let mut pilot = Autopilot::new(plan());
        pilot.next(&desk(&[], None));
        pilot.next(&desk(&[id(1)], None));
        pilot.next(&holding_room(id(1), false));
        assert_eq!(pilot.next(&desk(&[id(1)], None)), []);
        assert!(pilot.is_done());
        assert_eq!(pilot.next(&holding_room(id(1), true)), [], "it does not join any more");

        let mut pilot = Autopilot::new(plan());
        pilot.next(&desk(&[], None));
        pilot.next(&desk(&[id(1)], None));
        pilot.next(&holding_room(id(1), true));
        pilot.next(&holding_room(id(1), true));
        pilot.next(&desk(&[id(1)], None));
        assert_eq!(pilot.next(&in_the_meeting(id(1))), [], "and shares nothing");

        let mut pilot = Autopilot::new(plan());
        pilot.next(&desk(&[], None));
        pilot.next(&desk(&[id(1)], None));
        pilot.next(&holding_room(id(2), true));
        assert!(pilot.is_done(), "another meeting");
    }

    #[test]
    fn a_link_that_cannot_be_read_is_opened_so_that_the_desk_says_why() {
        let mut pilot = Autopilot::new(Plan { meeting: None, ..plan() });
        assert_eq!(pilot.next(&desk(&[], None)).len(), 2);
        assert!(pilot.is_done());

        let mut pilot = Autopilot::new(plan());
        pilot.next(&desk(&[], None));
        assert_eq!(pilot.next(&desk(&[], Some(Problem::LinkExpired))), []);
        assert!(pilot.is_done());
    }

    #[test]
    fn without_join_only_what_was_said_is_set() {
        let plan = Plan { join: false, share: false, language: Some("ar".into()), theme: Some(Theme::Dark), ..plan() };
        let mut pilot = Autopilot::new(plan);
        assert_eq!(pilot.next(&desk(&[id(1)], None)).len(), 4);
        assert!(pilot.is_done());
        assert_eq!(Autopilot::new(Plan::default()).next(&desk(&[], None)), []);
    }
}
