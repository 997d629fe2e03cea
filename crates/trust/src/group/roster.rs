//! Who sits at which leaf, who of them is chair, and which names look alike.

use super::binding::Leaf;
use chancery_model::ParticipantId;
use std::collections::{BTreeMap, BTreeSet};
use unicode_security::confusable_detection::skeleton;

/// One leaf and since which epoch it is there.
#[derive(Clone, Debug)]
pub(super) struct Seated {
    pub(super) leaf: Leaf,
    pub(super) since: u64,
}

/// By leaf index. The same for every member of an epoch.
#[derive(Clone, Debug, Default)]
pub(super) struct Roster(pub(super) BTreeMap<u32, Seated>);

impl Roster {
    pub(super) fn get(&self, leaf: u32) -> Option<&Seated> {
        self.0.get(&leaf)
    }

    pub(super) fn leaf_of(&self, participant: ParticipantId) -> Option<u32> {
        self.0.iter().find(|(_, seated)| seated.leaf.participant == participant).map(|(at, _)| *at)
    }

    pub(super) fn by_key(&self, key: &[u8]) -> Option<u32> {
        self.0.iter().find(|(_, seated)| seated.leaf.key == key).map(|(at, _)| *at)
    }

    /// Each side's chair, by side: who is credentialed as chair, else who is there longest; among equals the lowest leaf.
    /// A newcomer that fills a leaver's leaf does not become chair by that. `without` are not counted.
    pub(super) fn chairs(&self, without: &BTreeSet<u32>) -> BTreeMap<usize, u32> {
        let mut best: BTreeMap<usize, ((bool, u64, u32), u32)> = BTreeMap::new();
        for (at, seated) in self.0.iter().filter(|(at, _)| !without.contains(at)) {
            let rank = (!seated.leaf.is_credentialed_chair(), seated.since, *at);
            let entry = best.entry(seated.leaf.side).or_insert((rank, *at));
            if rank < entry.0 {
                *entry = (rank, *at);
            }
        }
        best.into_iter().map(|(side, (_, at))| (side, at)).collect()
    }

    pub(super) fn is_chair(&self, leaf: u32) -> bool {
        self.chairs(&BTreeSet::new()).values().any(|chair| *chair == leaf)
    }

    /// How many sides have somebody in.
    pub(super) fn sides(&self) -> usize {
        self.0.values().map(|seated| seated.leaf.side).collect::<BTreeSet<_>>().len()
    }
}

/// A name as the eye takes it: confusable letters of other scripts folded (UTS 39), case and spaces too.
pub(super) fn looks(name: &str) -> String {
    let folded: String = skeleton(name).collect::<String>().to_lowercase();
    let spaceless: String = folded.chars().filter(|c| !c.is_whitespace() && !matches!(c, '\u{200C}' | '\u{200D}')).collect();
    // Lower case may be confusable where upper case was not.
    skeleton(&spaceless).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_look_alike_are_one() {
        for (a, b) in [("Retno Wibowo", "Rеtno Wibоwo"), ("Thandi Nkosi", "thandi  nkosi"), ("Paul", "PauI")] {
            assert_eq!(looks(a), looks(b), "{a} {b}");
        }
        for (a, b) in [("Retno Wibowo", "Retno Wibawa"), ("王小明", "王小朋")] {
            assert_ne!(looks(a), looks(b));
        }
    }
}
