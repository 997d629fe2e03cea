//! What the scheduling desk asks of the program: which capitals there are, and which times suit them. Decided by
//! `chancery_schedule`, off the thread that draws the window.

use chancery_schedule::slots::{self, Ask, Capital, Grid};

/// Every capital that can be at the table.
#[tauri::command(async)]
pub fn capitals() -> Vec<Capital> {
    slots::capitals()
}

/// The grid of times for these sides.
#[tauri::command(async)]
pub fn slots(request: Ask) -> Result<Grid, String> {
    let now = jiff::Timestamp::now().as_second();
    request.request(Some(now)).and_then(|request| slots::grid(&request)).map_err(|impossible| impossible.to_string())
}
