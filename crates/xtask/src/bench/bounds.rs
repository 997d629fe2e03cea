//! What the measured figures have to be: each bound is held against the report, and the verdict stands in the report itself.

use serde_json::{Value, json};

/// On which side of the bound a figure has to be.
#[derive(Clone, Copy)]
enum Side {
    AtMost,
    AtLeast,
}

/// One figure of the report and its bound. Where the pointer leads to an array, every entry counts.
struct Bound {
    /// JSON pointer (RFC 6901) to the figure, or to the array of entries.
    at: &'static str,
    /// Within an entry; empty: the figure itself.
    key: &'static str,
    side: Side,
    limit: f64,
}

const fn most(at: &'static str, key: &'static str, limit: f64) -> Bound {
    Bound { at, key, side: Side::AtMost, limit }
}

const fn least(at: &'static str, key: &'static str, limit: f64) -> Bound {
    Bound { at, key, side: Side::AtLeast, limit }
}

const BOUNDS: &[Bound] = &[
    most("/ratio/first_picture", "", 0.5),
    most("/ratio/cpu", "", 0.7),
    most("/ratio/memory", "", 0.35),
    // 30 pictures a second, without a freeze in a minute, at every end.
    least("/chancery_each", "fps_decoded", 29.5),
    most("/chancery_each", "freezes", 0.0),
    most("/chancery_each", "capture_to_decoded_p50_ms", 45.0),
    least("/pesq_wb/median", "", 4.2),
    most("/trust/encryption_in_the_call", "percent_of_the_participants_cpu", 3.0),
    most("/trust/re_key/longest_gap_ms", "", 100.0),
    most("/trust/joining/added_ms", "", 60.0),
    least("/calendar/times_faster/expanding_than_libical", "", 1.0),
    least("/calendar/times_faster/expanding_than_python", "", 5.0),
    least("/calendar/times_faster/reading_than_libical", "", 1.0),
    least("/calendar/times_faster/reading_than_python", "", 5.0),
    // As somebody drags.
    most("/calendar/grid/median_ms", "", 50.0),
];

/// Every bound with the worst figure that the report has for it. What was not measured is left out; `held` is false where
/// what was measured is no number.
pub fn compare(report: &Value) -> Value {
    let lines: Vec<Value> = BOUNDS.iter().filter_map(|bound| line(report, bound)).collect();
    let held = !lines.is_empty() && lines.iter().all(|line| line["held"] == true);
    json!({ "held": held, "lines": lines })
}

fn line(report: &Value, bound: &Bound) -> Option<Value> {
    let found = report.pointer(bound.at)?;
    let entries = found.as_array().map_or_else(|| vec![found], |all| all.iter().collect());
    let figures: Vec<Option<f64>> = entries
        .iter()
        .map(|entry| if bound.key.is_empty() { entry.as_f64() } else { entry[bound.key].as_f64() })
        .collect();
    let all: Option<Vec<f64>> = figures.into_iter().collect();
    let worst = all.filter(|all| !all.is_empty()).map(|all| match bound.side {
        Side::AtMost => all.into_iter().fold(f64::NEG_INFINITY, f64::max),
        Side::AtLeast => all.into_iter().fold(f64::INFINITY, f64::min),
    });
    let held = worst.is_some_and(|worst| match bound.side {
        Side::AtMost => worst <= bound.limit,
        Side::AtLeast => worst >= bound.limit,
    });
    let what = if bound.key.is_empty() { bound.at.to_owned() } else { format!("{}: {}", bound.at, bound.key) };
    let wanted = match bound.side {
        Side::AtMost => "at_most",
        Side::AtLeast => "at_least",
    };
    Some(json!({ "what": what, "worst": worst, wanted: bound.limit, "held": held }))
}

#[cfg(test)]
mod tests {
    use super::compare;
    use serde_json::json;

    #[test]
    fn the_worst_end_counts() {
        let mut report = json!({
            "ratio": { "cpu": 0.6 },
            "chancery_each": [
                { "fps_decoded": 30.0, "freezes": 0.0, "capture_to_decoded_p50_ms": 9.0 },
                { "fps_decoded": 29.9, "freezes": 0.0, "capture_to_decoded_p50_ms": 44.0 },
            ],
        });
        assert_eq!(compare(&report)["held"], true);
        report["chancery_each"][1]["freezes"] = json!(1.0);
        let verdict = compare(&report);
        assert_eq!(verdict["held"], false);
        let broken: Vec<_> =
            verdict["lines"].as_array().expect("lines").iter().filter(|l| l["held"] == false).collect();
        assert_eq!(broken.len(), 1);
        assert_eq!(broken[0]["worst"], 1.0);
    }

    #[test]
    fn what_was_measured_and_is_no_number_does_not_hold() {
        assert_eq!(compare(&json!({ "ratio": { "cpu": null } }))["held"], false);
        assert_eq!(compare(&json!({ "trust": { "re_key": { "longest_gap_ms": null } } }))["held"], false);
        assert_eq!(compare(&json!({}))["held"], false);
    }
}
