//! What the scheduling desk asks of the program: which capitals there are, which times suit them, and when their people are
//! elsewhere. Decided by `chancery_schedule`, off the thread that draws the window.

use crate::bridge::correspondence::Correspondence;
use crate::bridge::desk_settings::Wrong;
use crate::bridge::planner::Secretary;
use chancery_schedule::slots::{self, Ask, Capital, Grid};
use chancery_secretariat::Network;
use chancery_secretariat::busy::{self, Elsewhere, LONGEST_CALENDAR, NotTaken, Side, Source};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;
use tauri::State;

type Office<'a> = State<'a, Arc<Secretary>>;

/// Of whose calendar.
#[derive(Debug, Deserialize)]
pub struct Whose {
    side: String,
}

/// Of whose calendar, and which is followed from now on.
#[derive(Deserialize)]
pub struct Follow {
    side: String,
    source: Source,
}

/// Why a calendar is not followed.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum NotFollowed {
    /// What it gave.
    NotTaken(NotTaken),
    /// What is set.
    Wrong(Wrong),
}

impl From<NotTaken> for NotFollowed {
    fn from(why: NotTaken) -> Self {
        Self::NotTaken(why)
    }
}

/// Every capital that can be at the table.
#[tauri::command(async)]
pub fn capitals() -> Vec<Capital> {
    slots::capitals()
}

/// The grid of times for these sides, with what is known of their people's other meetings and of who bore it last.
#[tauri::command]
pub async fn slots(request: Ask, office: Office<'_>) -> Result<Grid, String> {
    let office = office.inner().clone();
    let work = move || {
        let now = Timestamp::now();
        let known = office.folder().map(Elsewhere::load).unwrap_or_default();
        asked(&request, &known, &office.held(now), now).map_err(|e| e.to_string())
    };
    tauri::async_runtime::spawn_blocking(work).await.unwrap_or_else(|_| Err("it was interrupted".into()))
}

fn asked(ask: &Ask, known: &Elsewhere, held: &[slots::Held], now: Timestamp) -> Result<Grid, slots::Impossible> {
    let mut request = ask.request(Some(now.as_second()))?;
    let borne = slots::borne(&request.sides, held);
    for (side, borne) in request.sides.iter_mut().zip(borne) {
        side.borne = borne;
        side.busy = known.of(&side.code);
    }
    slots::grid(&request)
}

/// Of whom other meetings are known.
#[tauri::command]
pub async fn busy_times(office: Office<'_>) -> Result<Vec<Side>, NotTaken> {
    Ok(office.folder().map(Elsewhere::load).unwrap_or_default().sides())
}

/// Has a side's calendar chosen, and takes from it when its people are elsewhere; `null`: no file was chosen.
#[tauri::command]
pub async fn read_busy(request: Whose, office: Office<'_>) -> Result<Option<Vec<Side>>, NotTaken> {
    let office = office.inner().clone();
    let Some(path) = office.chooser().open(Some("ics")).await else { return Ok(None) };
    let change = move |known: &mut Elsewhere| known.take(&request.side, &read(&path)?, Timestamp::now());
    changed(office, change).await.map(Some)
}

/// Takes from a server when a side's people are elsewhere, and asks it again every now and then.
#[tauri::command]
pub async fn follow_busy(
    request: Follow,
    office: Office<'_>,
    post: State<'_, Arc<Correspondence>>,
) -> Result<Vec<Side>, NotFollowed> {
    let Follow { side, source } = request;
    let now = Timestamp::now();
    let said = ask(&post, &source, true, now).await?;
    Ok(changed(office.inner().clone(), move |known| known.take_said(&side, said, now)).await?)
}

async fn ask(
    post: &Arc<Correspondence>,
    source: &Source,
    asked: bool,
    now: Timestamp,
) -> Result<busy::Said, NotFollowed> {
    let network = Network::new(None).map_err(|e| NotTaken::Store { detail: e.to_string() })?;
    match source {
        Source::File => Err(NotFollowed::Wrong(Wrong::Unset)),
        Source::Calendar => {
            let (calendar, _) = post.own_calendar(&network, asked).await.map_err(NotFollowed::Wrong)?;
            Ok(busy::of_calendar(&calendar, now).await?)
        }
        Source::Feed { address, seen } => Ok(busy::of_feed(&network, address, seen).await?),
    }
}

/// Asks again where it is time to. What cannot be had now stays as it was known.
pub(crate) async fn ask_again(office: &Arc<Secretary>, post: &Arc<Correspondence>, now: Timestamp) {
    let me = office.clone();
    let load = move || me.folder().map(Elsewhere::load).unwrap_or_default();
    let Ok(known) = tauri::async_runtime::spawn_blocking(load).await else { return };
    for (side, source) in known.to_ask(now) {
        let Ok(said) = ask(post, &source, false, now).await else {
            tracing::debug!("a calendar that is followed could not be read");
            continue;
        };
        // Who was forgotten, or follows another by now, stays so.
        let take = move |known: &mut Elsewhere| {
            if known.follows(&side, &source) { known.take_said(&side, said, now) } else { Ok(()) }
        };
        if changed(office.clone(), take).await.is_err() {
            tracing::info!("busy times could not be kept");
        }
    }
}

/// Forgets what is known of a side.
#[tauri::command]
pub async fn forget_busy(request: Whose, office: Office<'_>) -> Result<Vec<Side>, NotTaken> {
    let change = move |known: &mut Elsewhere| {
        known.forget(&request.side);
        Ok(())
    };
    changed(office.inner().clone(), change).await
}

fn read(path: &Path) -> Result<Vec<u8>, NotTaken> {
    let store = |detail: String| NotTaken::Store { detail };
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(|e| store(e.to_string()))?;
    file.take(LONGEST_CALENDAR as u64 + 1).read_to_end(&mut bytes).map_err(|e| store(e.to_string()))?;
    if bytes.len() > LONGEST_CALENDAR {
        return Err(NotTaken::NoCalendar { detail: format!("longer than {LONGEST_CALENDAR} bytes") });
    }
    Ok(bytes)
}

async fn changed(
    office: Arc<Secretary>,
    change: impl FnOnce(&mut Elsewhere) -> Result<(), NotTaken> + Send + 'static,
) -> Result<Vec<Side>, NotTaken> {
    let interrupted = |detail: &str| NotTaken::Store { detail: detail.into() };
    let work = move || {
        let folder = office.folder().ok_or_else(|| interrupted("this system names no folder for a user's data"))?;
        // Two changes at once would each begin from what was before both.
        let _one = office.busy().lock();
        let mut known = Elsewhere::load(folder);
        change(&mut known)?;
        known.save(folder)?;
        Ok(known.sides())
    };
    tauri::async_runtime::spawn_blocking(work).await.unwrap_or_else(|_| Err(interrupted("it was interrupted")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_meetings_and_earlier_burdens_are_in_the_grid() {
        let ask: Ask =
            serde_json::from_str(r#"{"sides":["FR","NZ"],"from":"2027-01-12","days":1,"minutes":60}"#).expect("an ask");
        let now: Timestamp = "2027-01-01T00:00:00Z".parse().expect("an instant");
        let plain = asked(&ask, &Elsewhere::default(), &[], now).expect("possible");
        let mut known = Elsewhere::default();
        let calendar = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:20270112T080000Z\r\nDTEND:20270112T090000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        known.take("FR", calendar.as_bytes(), now).expect("taken");
        let start = "2026-12-08T07:00:00Z".parse::<Timestamp>().expect("an instant").as_second();
        let held = [slots::Held { start, minutes: 60, sides: vec!["FR".into(), "NZ".into()] }];
        let grid = asked(&ask, &known, &held, now).expect("possible");
        assert!(plain.borne.is_empty());
        assert_eq!((grid.borne[0].side.as_str(), grid.borne.len()), ("NZ", 1));
        let busy = |grid: &Grid| {
            let steps = grid.days.iter().flat_map(|day| day.steps.iter().flatten());
            steps.filter(|step| step.sides[0] == slots::State::Busy).count()
        };
        assert_eq!((busy(&plain), busy(&grid)), (0, 2));
    }
}
