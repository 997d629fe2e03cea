//! How a plan stands in the ministry's calendar, for its page: decided by [`chancery_secretariat::desk::Desk::place`], asking no
//! server.

use crate::bridge::planner::{Secretary, slowly};
use chancery_secretariat::desk::{Place, Problem};
use jiff::Timestamp;
use serde::Deserialize;
use std::sync::Arc;
use tauri::State;

/// Which plan.
#[derive(Deserialize)]
pub struct Which {
    uid: String,
}

/// How it stands there.
#[tauri::command]
pub async fn plan_in_calendar(request: Which, office: State<'_, Arc<Secretary>>) -> Result<Place, Problem> {
    let office = office.inner().clone();
    slowly(move || office.desk()?.place(&request.uid, Timestamp::now())).await
}
