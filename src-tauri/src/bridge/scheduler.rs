//! What the scheduling desk asks of the program: which capitals there are, which times suit them, and when their people are
//! elsewhere. Decided by `chancery_schedule`, off the thread that draws the window.

use crate::bridge::planner::Secretary;
use chancery_schedule::slots::{self, Ask, Capital, Grid};
use chancery_secretariat::busy::{Elsewhere, LONGEST_CALENDAR, NotTaken, Side};
use jiff::Timestamp;
use serde::Deserialize;
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
