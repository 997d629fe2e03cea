//! Two officers changed one plan at the same time: their changes brought together, so that neither loses a word.
//!
//! The merge goes over the document as a tree: by field, and in lists by `id`. Where one side alone changed
//! something, its change holds. Where both did: a text is merged by words if they wrote in different places of it; else
//! one of the two stays in the document and the other is kept beside it as a [`Conflict`], which travels with the plan until
//! somebody decides. Which one stays does not depend on who is called mine and theirs, so that two programs that merge
//! the same changes come to the same document.

use super::{Plan, Status};
use chancery_model::Personal;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::{HashMap, HashSet};
use thiserror::Error;
use ts_rs::TS;

/// A field that two officers wrote differently.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[ts(rename = "PlanConflict")]
pub struct Conflict {
    /// Which: the way to it, such as `title` or `agenda/7f/minutes` (the item whose `id` is `7f`).
    /// In an `id`, `~` stands as `~0` and `/` as `~1` (RFC 6901).
    pub field: String,
    /// What stands in the document; as JSON where it is no text. Empty where it is nothing.
    pub kept: Personal,
    /// What the other officer wrote, in the same form; empty where they took it away.
    pub other: Personal,
}

/// What came of a merge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// The document; its `conflicts` hold the new ones and those still open.
    pub plan: Plan,
    /// The conflicts that this merge found, by field.
    pub conflicts: Vec<Conflict>,
}

/// The changes of both against `base`, the version that both began from.
pub fn merge(base: &Plan, mine: &Plan, theirs: &Plan) -> Merged {
    let mut conflicts = Vec::new();
    let merged = value("", &tree(base), &tree(mine), &tree(theirs), &mut conflicts);
    conflicts.sort();
    conflicts.dedup();
    // A merge of two readable trees of one shape has that shape; were it otherwise, mine would stand and theirs be kept whole.
    let mut plan = serde_json::from_value::<Plan>(merged).unwrap_or_else(|_| {
        conflicts = vec![Conflict { field: String::new(), kept: text(&tree(mine)), other: text(&tree(theirs)) }];
        mine.clone()
    });
    for conflict in &conflicts {
        if !plan.conflicts.contains(conflict) {
            plan.conflicts.push(conflict.clone());
        }
    }
    plan.conflicts.sort();
    Merged { plan, conflicts }
}

/// The parts of a plan that differ between two versions of it, by the names of [`Plan`]'s fields: `title`, `agenda`.
pub fn parts_changed(before: &Plan, after: &Plan) -> Vec<String> {
    let (before, after) = (tree(before), tree(after));
    let parts = after.as_object().into_iter().flatten();
    parts.filter(|(name, part)| before.get(name.as_str()) != Some(part)).map(|(name, _)| name.clone()).collect()
}

fn tree(plan: &Plan) -> Value {
    serde_json::to_value(plan).unwrap_or_default()
}

fn text(value: &Value) -> Personal {
    match value {
        Value::Null => Personal::default(),
        Value::String(text) => Personal(text.clone()),
        other => Personal(other.to_string()),
    }
}

fn value(path: &str, base: &Value, mine: &Value, theirs: &Value, out: &mut Vec<Conflict>) -> Value {
    if mine == theirs || theirs == base {
        return mine.clone();
    }
    if mine == base {
        return theirs.clone();
    }
    match (mine, theirs) {
        (Value::Object(m), Value::Object(t)) if same_thing(m, t) => {
            let empty = Map::new();
            let b = base.as_object().filter(|b| same_thing(b, m)).unwrap_or(&empty);
            let mut merged = Map::new();
            let nothing = Value::Null;
            for key in m.keys().chain(t.keys().filter(|k| !m.contains_key(*k))) {
                let at = |map: &Map<String, Value>| map.get(key).unwrap_or(&nothing).clone();
                merged.insert(key.clone(), value(&join(path, key), &at(b), &at(m), &at(t), out));
            }
            Value::Object(merged)
        }
        (Value::Array(m), Value::Array(t)) => {
            Value::Array(array(path, base.as_array().map_or(&[], Vec::as_slice), m, t, out))
        }
        (Value::String(m), Value::String(t)) => match base.as_str().and_then(|b| words(b, m, t)) {
            Some(merged) => Value::String(merged),
            None => both(path, mine, theirs, out),
        },
        // The revision that was last sent: sent is sent.
        (Value::Number(m), Value::Number(t)) if path == "sequence" => {
            Value::from(m.as_u64().unwrap_or(0).max(t.as_u64().unwrap_or(0)))
        }
        _ => both(path, mine, theirs, out),
    }
}

/// Whether two objects are versions of one thing: a person put in the place of another is no change of that person.
fn same_thing(a: &Map<String, Value>, b: &Map<String, Value>) -> bool {
    a.get("id") == b.get("id")
}

/// Keeps one in the document and the other beside it.
fn both(path: &str, mine: &Value, theirs: &Value, out: &mut Vec<Conflict>) -> Value {
    let (kept, other) = if rank(path, mine) >= rank(path, theirs) { (mine, theirs) } else { (theirs, mine) };
    out.push(Conflict { field: path.to_owned(), kept: text(kept), other: text(other) });
    kept.clone()
}

/// What decides which of two stays: the same for both officers' programs.
fn rank(path: &str, value: &Value) -> (u64, String) {
    let first = match value {
        Value::Null => 0,
        // A cancelled meeting stays so, whatever else somebody made of it.
        Value::String(_) if path == "status" => {
            serde_json::from_value::<Status>(value.clone()).map_or(0, |status| status as u64 + 1)
        }
        Value::Number(number) => number.as_u64().unwrap_or(0).saturating_add(1),
        _ => 1,
    };
    (first, value.to_string())
}

fn join(path: &str, key: &str) -> String {
    let key = key.replace('~', "~0").replace('/', "~1");
    if path.is_empty() { key } else { format!("{path}/{key}") }
}

/// What names an element of a list, so that its versions are found again.
fn name(path: &str, element: &Value) -> String {
    let field = |name: &str| element.get(name).and_then(Value::as_str).unwrap_or_default();
    match path {
        "sides" => field("code").to_owned(),
        "answers" => format!("{} {}", field("who"), field("instance")),
        _ => element.get("id").and_then(Value::as_str).map_or_else(|| text(element).0, str::to_owned),
    }
}

/// Names that stand twice get a number, so that no element hides another.
fn named<'a>(path: &str, list: &'a [Value]) -> Vec<(String, &'a Value)> {
    let mut seen: HashMap<String, u32> = HashMap::new();
    let name = |element| {
        let name = name(path, element);
        let times = seen.entry(name.clone()).or_default();
        *times += 1;
        if *times == 1 { name } else { format!("{name}#{times}") }
    };
    list.iter().map(name).zip(list).collect()
}

fn array(path: &str, base: &[Value], mine: &[Value], theirs: &[Value], out: &mut Vec<Conflict>) -> Vec<Value> {
    let (base, mine, theirs) = (named(path, base), named(path, mine), named(path, theirs));
    let find = |list: &[(String, &Value)]| -> HashMap<String, Value> {
        list.iter().map(|(name, value)| (name.clone(), (*value).clone())).collect()
    };
    let (in_base, in_mine, in_theirs) = (find(&base), find(&mine), find(&theirs));
    let mut merged: HashMap<String, Value> = HashMap::new();
    for name in mine.iter().chain(&theirs).map(|(name, _)| name) {
        if merged.contains_key(name) {
            continue;
        }
        let here = join(path, name);
        let kept = match (in_base.get(name), in_mine.get(name), in_theirs.get(name)) {
            (b, Some(m), Some(t)) if path == "answers" => Some(later(b, m, t)),
            (b, Some(m), Some(t)) => Some(value(&here, b.unwrap_or(&Value::Null), m, t, out)),
            // New, or taken away by the other: if it was changed here, it stays and that is said.
            (None, Some(only), None) | (None, None, Some(only)) => Some(only.clone()),
            (Some(b), Some(only), None) | (Some(b), None, Some(only)) if b != only => {
                out.push(Conflict { field: here, kept: text(only), other: Personal::default() });
                Some(only.clone())
            }
            _ => None,
        };
        if let Some(kept) = kept {
            merged.insert(name.clone(), kept);
        }
    }
    let names = |list: Vec<(String, &Value)>| -> Vec<String> { list.into_iter().map(|(name, _)| name).collect() };
    let order = order(&names(base), &names(mine), &names(theirs));
    order.into_iter().filter_map(|name| merged.remove(&name)).collect()
}

/// Of two versions of an answer the one that was said later.
fn later(base: Option<&Value>, mine: &Value, theirs: &Value) -> Value {
    if base == Some(mine) {
        return theirs.clone();
    }
    if base == Some(theirs) {
        return mine.clone();
    }
    let at = |v: &Value| {
        let at = v.get("at").and_then(Value::as_str).and_then(|at| at.parse::<jiff::Timestamp>().ok());
        (at, v.to_string())
    };
    if at(mine) >= at(theirs) { mine.clone() } else { theirs.clone() }
}

/// All names of both, in an order that keeps what either moved. Where both moved, one order holds; nothing is lost by that.
fn order(base: &[String], mine: &[String], theirs: &[String]) -> Vec<String> {
    // What both have already: whose order of it is the changed one?
    let sets: [HashSet<&String>; 2] = [mine.iter().collect(), theirs.iter().collect()];
    let shared = |list: &[String]| -> Vec<String> {
        list.iter().filter(|n| sets.iter().all(|set| set.contains(n))).cloned().collect()
    };
    let (b, m, t) = (shared(base), shared(mine), shared(theirs));
    let (mut out, mine_rules) = if m == t {
        (m.clone(), mine >= theirs)
    } else if m == b {
        (t.clone(), false)
    } else if t == b {
        (m.clone(), true)
    } else {
        (m.clone().max(t.clone()), m >= t)
    };
    let (first, second) = if mine_rules { (mine, theirs) } else { (theirs, mine) };
    // What only one has goes behind what it stands behind there. The one that rules is put in last, and so stands nearest.
    let mut placed: HashSet<String> = out.iter().cloned().collect();
    for list in [second, first] {
        for (i, name) in list.iter().enumerate() {
            if !placed.insert(name.clone()) {
                continue;
            }
            let before = list[..i].iter().rev().find_map(|n| out.iter().position(|o| o == n));
            out.insert(before.map_or(0, |p| p + 1), name.clone());
        }
    }
    out
}

/// A text that both changed, if they did so in different places; by words, with a word between them that both left as it was.
fn words(base: &str, mine: &str, theirs: &str) -> Option<String> {
    let (base, mine, theirs) = (cut(base), cut(mine), cut(theirs));
    let (m, t) = (changed(&base, &mine), changed(&base, &theirs));
    let (first, second, a, b) = if m.from < t.from { (m, t, &mine, &theirs) } else { (t, m, &theirs, &mine) };
    if first.to >= second.from {
        return None;
    }
    let new = |change: &Change, words: &[&str]| words[change.from..words.len() - change.after].concat();
    Some(
        [
            base[..first.from].concat(),
            new(&first, a),
            base[first.to..second.from].concat(),
            new(&second, b),
            base[second.to..].concat(),
        ]
        .concat(),
    )
}

/// The part of a text that was replaced, in words of the base: `from..to`, and how many follow unchanged.
struct Change {
    from: usize,
    to: usize,
    after: usize,
}

fn changed(base: &[&str], now: &[&str]) -> Change {
    let from = base.iter().zip(now).take_while(|(a, b)| a == b).count();
    let most = base.len().min(now.len()) - from;
    let after = base.iter().rev().zip(now.iter().rev()).take(most).take_while(|(a, b)| a == b).count();
    Change { from, to: base.len() - after, after }
}

/// Words and what stands between them.
fn cut(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut from = 0;
    let mut before = None;
    for (at, c) in text.char_indices() {
        let space = c.is_whitespace();
        if before.is_some_and(|b| b != space) {
            out.push(&text[from..at]);
            from = at;
        }
        before = Some(space);
    }
    if from < text.len() {
        out.push(&text[from..]);
    }
    out
}

/// How a conflict is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "PlanChoice")]
pub enum Choice {
    /// What stands in the document stays.
    Kept,
    /// What the other officer wrote takes its place.
    Other,
    /// Both stand there, one behind the other; for what is no text, as `Kept`.
    Both,
}

/// A decision about something that is not there any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("this place of the plan was changed again or taken away since: look at it and write there what shall stand")]
pub struct NoSuchField;

/// The plan after a decision. What the person has typed since is not overwritten: where the field no longer holds what the
/// conflict says, only `Kept` is taken.
///
/// # Errors
/// [`NoSuchField`]; the conflict stays.
pub fn settle(plan: &Plan, conflict: &Conflict, choice: Choice) -> Result<Plan, NoSuchField> {
    let mut next = plan.clone();
    if choice != Choice::Kept {
        let mut tree = tree(plan);
        if conflict.other.is_empty() && choice == Choice::Other && remove(&mut tree, &conflict.field) {
            next = serde_json::from_value(tree).map_err(|_| NoSuchField)?;
        } else {
            let place = find(&mut tree, "", &conflict.field).ok_or(NoSuchField)?;
            if text(place) != conflict.kept {
                return Err(NoSuchField);
            }
            let texts = choice == Choice::Both && place.is_string() && !conflict.other.is_empty();
            let other = match (choice, texts) {
                (Choice::Both, true) => Some(format!("{} \u{2014} {}", &*conflict.kept, &*conflict.other)),
                (Choice::Both, false) => None,
                _ => Some(conflict.other.0.clone()),
            };
            if let Some(other) = other {
                let structured = serde_json::from_str::<Value>(&other).unwrap_or(Value::Null);
                let before = place.clone();
                *place = if before.is_string() { Value::String(other.clone()) } else { structured.clone() };
                let plain = serde_json::from_value::<Plan>(tree.clone()).ok();
                next = if let Some(plan) = plain {
                    plan
                } else {
                    // A text in the place of nothing.
                    let place = find(&mut tree, "", &conflict.field).ok_or(NoSuchField)?;
                    *place = if before.is_string() { structured } else { Value::String(other) };
                    serde_json::from_value(tree).map_err(|_| NoSuchField)?
                };
            }
        }
    }
    next.conflicts.retain(|c| c != conflict);
    Ok(next)
}

/// The value at a place, found as [`merge()`] names it.
fn find<'a>(tree: &'a mut Value, here: &str, field: &str) -> Option<&'a mut Value> {
    if here == field {
        return Some(tree);
    }
    let leads = |next: &str| field == next || field.strip_prefix(next).is_some_and(|rest| rest.starts_with('/'));
    match tree {
        Value::Object(map) => {
            let (key, value) = map.iter_mut().find(|(key, _)| leads(&join(here, key)))?;
            find(value, &join(here, key), field)
        }
        Value::Array(list) => {
            let at = named(here, list).iter().position(|(name, _)| leads(&join(here, name)))?;
            let next = join(here, &named(here, list)[at].0);
            find(&mut list[at], &next, field)
        }
        _ => None,
    }
}

/// Takes an element out of its list; `false` where the place is no element of one.
fn remove(tree: &mut Value, field: &str) -> bool {
    let Some((parent, _)) = field.rsplit_once('/') else { return false };
    let Some(Value::Array(list)) = find(tree, "", parent) else { return false };
    let at = named(parent, list).iter().position(|(name, _)| join(parent, name) == field);
    at.map(|at| list.remove(at)).is_some()
}
