//! The view for the page: the whole of it first, then what changed (JSON Patch, RFC 6902).

use chancery_core::view::ViewModel;
use serde::Serialize;
use serde_json::Value;

/// One message to the page.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Update {
    /// The whole view.
    Snapshot {
        /// As `ui/src/bridge/generated/ViewModel.ts` has it.
        view: Value,
    },
    /// What differs from the view before.
    Patch {
        /// The operations `add`, `remove` and `replace`, in order.
        ops: json_patch::Patch,
    },
}

/// Remembers what the page knows, and tells what it does not.
#[derive(Debug, Default)]
pub struct Patcher {
    known: Option<Value>,
}

impl Patcher {
    /// What to send so that the page knows this view; `None`: it does already.
    ///
    /// # Errors
    /// Where the view cannot be written as JSON; no view that the core makes is such.
    pub fn update(&mut self, view: &ViewModel) -> Result<Option<Update>, serde_json::Error> {
        Ok(self.next(serde_json::to_value(view)?))
    }

    fn next(&mut self, view: Value) -> Option<Update> {
        let update = match &self.known {
            None => Update::Snapshot { view: view.clone() },
            Some(known) => {
                let ops = json_patch::diff(known, &view);
                if ops.0.is_empty() {
                    return None;
                }
                Update::Patch { ops }
            }
        };
        self.known = Some(view);
        Some(update)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn a_snapshot_first_then_what_changed_then_nothing() {
        let mut patcher = Patcher::default();
        let first = patcher.next(json!({"stage": {"is": "desk", "meetings": []}, "link": {"is": "idle"}}));
        let sent = serde_json::to_value(first).expect("json");
        assert_eq!(sent["is"], "snapshot");
        assert_eq!(sent["view"]["stage"]["is"], "desk");
        let second = patcher.next(json!({"stage": {"is": "desk", "meetings": [1]}, "link": {"is": "idle"}}));
        assert_eq!(
            serde_json::to_value(second).expect("json"),
            json!({"is": "patch", "ops": [{"op": "add", "path": "/stage/meetings/0", "value": 1}]})
        );
        assert_eq!(patcher.next(json!({"stage": {"is": "desk", "meetings": [1]}, "link": {"is": "idle"}})), None);
    }

    fn json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i32>().prop_map(Value::from),
            "[a-c/~]{0,3}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 32, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::btree_map("[a-c/~]{0,2}", inner, 0..6)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn whoever_applies_the_patches_has_the_view(views in prop::collection::vec(json(), 1..6)) {
            let mut patcher = Patcher::default();
            let mut page = None;
            for view in views {
                match patcher.next(view.clone()) {
                    Some(Update::Snapshot { view }) => {
                        prop_assert!(page.is_none());
                        page = Some(view);
                    }
                    Some(Update::Patch { ops }) => {
                        // The page speaks three operations only.
                        for op in serde_json::to_value(&ops).expect("json").as_array().expect("list") {
                            prop_assert!(["add", "remove", "replace"].contains(&op["op"].as_str().expect("op")));
                        }
                        json_patch::patch(page.as_mut().expect("snapshot first"), &ops).expect("applies");
                    }
                    None => (),
                }
                prop_assert_eq!(page.as_ref(), Some(&view));
            }
        }
    }
}
