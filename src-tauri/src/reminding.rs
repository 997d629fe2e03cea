//! Reminders on the desktop: what is due is decided by [`chancery_secretariat::reminders`]; here is the clock, where meetings
//! are looked up, and the system's notifications. A desktop without them is no failure.
//!
//! A notification says when a meeting begins, on each side's clock, and what it is called unless that is secret. Numbers and
//! names alone, so that it is right in every language.

use crate::bridge::desk_settings::DeskSettings;
use crate::bridge::planner::Secretary;
use chancery_client::Client;
use chancery_core::view::Stage;
use chancery_model::Personal;
use chancery_schedule::plan::{self, Confidentiality, Plan, Status};
use chancery_secretariat::desk::Accepted;
use chancery_secretariat::reminders::{Coming, Reminders};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;
use std::time::Duration;

/// How often is looked, at the least: a meeting may be moved, or put on the desk.
const LOOK: Duration = Duration::from_secs(20);
/// Times of one plan that are looked at.
const TIMES: usize = 8;
/// Where neither plan nor server says when it ends.
const LENGTH: SignedDuration = SignedDuration::from_mins(60);
/// What it is called where its title is nobody's business.
const UNTITLED: &str = "Chancery";

/// What is said of one meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Its title, or the program's name.
    pub title: Personal,
    /// When, on each side's clock.
    pub body: Personal,
}

/// When it begins on each of these clocks: `14:00 Jakarta · 09:00 Riyadh`.
fn times<'a>(start: Timestamp, clocks: impl Iterator<Item = (&'a str, &'a str)>) -> Personal {
    let one = |(zone, place): (&str, &str)| {
        let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
        format!("{} {place}", start.to_zoned(zone).strftime("%H:%M"))
    };
    Personal(clocks.map(one).collect::<Vec<_>>().join(" · "))
}

fn titled(title: &Personal, secret: bool) -> Personal {
    let title = title.trim();
    Personal(if secret || title.is_empty() { UNTITLED.into() } else { title.to_owned() })
}

/// The next times of a plan that was sent out, and what is said of each.
pub fn of_plan(plan: &Plan, now: Timestamp) -> Vec<(Coming, Said)> {
    if !matches!(plan.status, Status::Invited | Status::Confirmed) {
        return Vec::new();
    }
    let secret = matches!(plan.confidentiality, Confidentiality::Confidential | Confidentiality::Secret);
    // What began within the last day may be under way.
    let from = now.saturating_sub(SignedDuration::from_hours(24)).unwrap_or(now);
    let one = |(start, end): (Timestamp, Timestamp)| {
        let clocks = plan.sides.iter().map(|side| (side.zone.as_str(), side.capital.as_str()));
        let said = Said { title: titled(&plan.title, secret), body: times(start, clocks) };
        (Coming { id: plan.uid.clone(), start, end }, said)
    };
    plan::dates(plan, from, TIMES).into_iter().map(one).collect()
}

/// A meeting of others that was accepted, on the clock that it was called by.
pub fn of_invitation(accepted: Accepted) -> (Coming, Said) {
    let Accepted { uid, title, zone, start, end } = accepted;
    let zone = zone.unwrap_or_else(|| "UTC".into());
    let place = zone.rsplit('/').next().unwrap_or(&zone).replace('_', " ");
    let body = times(start, std::iter::once((zone.as_str(), place.as_str())));
    (Coming { id: uid, start, end }, Said { title: titled(&title, false), body })
}

/// The meetings on the desk, and what is said of each. Their titles are shown to whoever sees the desk.
pub fn of_desk(stage: &Stage) -> Vec<(Coming, Said)> {
    let Stage::Desk(desk) = stage else { return Vec::new() };
    let one = |meeting: &chancery_core::view::DeskMeeting| {
        let info = meeting.info.as_ref();
        let start: Timestamp = info.map_or(&meeting.starts, |info| &info.starts).parse().ok()?;
        let length = info.map_or(LENGTH, |info| SignedDuration::from_mins(info.minutes.into()));
        let clocks = info.into_iter().flat_map(|info| &info.delegations);
        let body = times(start, clocks.filter_map(|side| Some((side.zone.as_deref()?, side.capital.as_deref()?))));
        let title = titled(&info.map(|info| info.title.clone()).unwrap_or_default(), false);
        let end = start.saturating_add(length).unwrap_or(start);
        Some((Coming { id: meeting.id.to_string(), start, end }, Said { title, body }))
    };
    desk.meetings.iter().filter_map(one).collect()
}

/// Both, each meeting once: what stands on the desk under its plan's time is that plan's.
fn together(plans: Vec<(Coming, Said)>, desk: &[(Coming, Said)]) -> Vec<(Coming, Said)> {
    let mut all = plans;
    for (coming, said) in desk {
        if all.iter().all(|(other, _)| other.start != coming.start) {
            all.push((coming.clone(), said.clone()));
        }
    }
    all
}

/// Reminds until the client has ended.
pub async fn remind(client: Arc<Client>, secretary: Arc<Secretary>, settings: Arc<DeskSettings>) {
    let view = client.view();
    let mut reminders = Reminders::default();
    // In a meeting the desk is not shown, and what stood on it still comes.
    let mut desk = Vec::new();
    while view.has_changed().is_ok() {
        let newest = view.borrow().clone();
        if matches!(newest.stage, Stage::Desk(_)) {
            desk = of_desk(&newest.stage);
        }
        let (office, behind) = (secretary.clone(), settings.clone());
        let look = move || (office.sent_out(Timestamp::now()), behind.reminder());
        let Ok((plans, minutes)) = tauri::async_runtime::spawn_blocking(look).await else { return };
        let all = together(plans, &desk);
        let coming: Vec<Coming> = all.iter().map(|(coming, _)| coming.clone()).collect();
        let now = Timestamp::now();
        let due = reminders.due(now, &coming, minutes);
        for place in due.now {
            let said = all[place].1.clone();
            // It may wait for a service that does not answer.
            drop(tauri::async_runtime::spawn_blocking(move || show(&said)));
        }
        let next = due.next.map(|next| Duration::try_from(now.duration_until(next)).unwrap_or_default());
        tokio::time::sleep(next.map_or(LOOK, |next| next.clamp(Duration::from_millis(100), LOOK))).await;
    }
}

fn show(said: &Said) {
    let mut notification = notify_rust::Notification::new();
    notification.appname("Chancery").summary(&said.title).body(&said.body);
    if notification.show().is_err() {
        // Without what was said.
        tracing::info!("this desktop shows no notifications: a reminder was not shown");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chancery_model::DelegationCode;
    use chancery_schedule::plan::Side;

    fn plan() -> Plan {
        let side = |code: &str| Side::new(DelegationCode::new(code).expect("a code"), "");
        Plan {
            title: "Fisheries".into(),
            status: Status::Invited,
            minutes: 60,
            sides: vec![side("ID"), side("SA")],
            start: Some("2026-12-08T07:00:00Z".parse().expect("an instant")),
            zone: "Asia/Jakarta".into(),
            ..Plan::new("1")
        }
    }

    #[test]
    fn a_reminder_has_each_sides_clock_and_no_secret() {
        let now: Timestamp = "2026-12-08T06:50:00Z".parse().expect("an instant");
        let all = of_plan(&plan(), now);
        assert_eq!(all.len(), 1);
        assert_eq!(
            (all[0].1.title.0.as_str(), all[0].1.body.0.as_str()),
            ("Fisheries", "14:00 Jakarta · 10:00 Riyadh")
        );
        let secret = Plan { confidentiality: Confidentiality::Secret, ..plan() };
        assert_eq!(of_plan(&secret, now)[0].1.title.0.as_str(), UNTITLED);
        assert!(of_plan(&Plan { status: Status::Cancelled, ..plan() }, now).is_empty());
        assert!(!format!("{:?}", all[0].1).contains("Fisheries"));
        // The same on the desk is not told of twice; another is.
        let other = Coming { id: "x".into(), start: now, end: now };
        let desk = [(Coming { id: "m".into(), ..all[0].0.clone() }, all[0].1.clone()), (other, all[0].1.clone())];
        let together = together(all, &desk);
        assert_eq!(together.iter().map(|(coming, _)| coming.id.as_str()).collect::<Vec<_>>(), ["1", "x"]);
    }
}
