//! The newest picture of every source, and what of it the stage does not show yet. A value: no threads, no clock.

use super::layout::{StageLayout, StageSource};
use chancery_media::picture::SharedPicture;
use chancery_media::time::CaptureTime;
use std::collections::HashMap;

/// Tells a stream from the one before it of the same source: a late picture of a stream that has ended is not shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stream(u64);

#[derive(Debug)]
struct Slot {
    stream: Stream,
    newest: Option<SharedPicture>,
    fresh: bool,
}

/// One difference between what the stage shows and what it should.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A new picture.
    Put(StageSource, SharedPicture),
    /// No picture any more.
    Clear(StageSource),
}

/// The newest picture of every source, and the layout.
#[derive(Debug)]
pub struct Board {
    slots: HashMap<StageSource, Slot>,
    ended: Vec<StageSource>,
    layout: StageLayout,
    layout_is_new: bool,
    dirty: bool,
    streams: u64,
}

impl Default for Board {
    fn default() -> Self {
        Self {
            slots: HashMap::new(),
            ended: Vec::new(),
            layout: StageLayout::EMPTY,
            layout_is_new: false,
            dirty: false,
            streams: 0,
        }
    }
}

impl Board {
    /// A stream of this source begins; one that was there before has ended. Its last picture stays until the first new
    /// one comes, so that a stream that begins anew does not flicker.
    pub fn begin(&mut self, source: StageSource) -> Stream {
        self.streams += 1;
        let stream = Stream(self.streams);
        let newest = self.slots.remove(&source).and_then(|slot| slot.newest);
        self.slots.insert(source, Slot { stream, newest, fresh: false });
        stream
    }

    /// The source has nothing to show any more.
    pub fn end(&mut self, source: StageSource) {
        if self.slots.remove(&source).is_some_and(|slot| slot.newest.is_some()) {
            self.ended.push(source);
            self.dirty |= self.shows(source);
        }
    }

    /// One more picture. Whether the stage has something new to show.
    pub fn put(&mut self, source: StageSource, stream: Stream, picture: SharedPicture) -> bool {
        let shown = self.shows(source);
        let Some(slot) = self.slots.get_mut(&source).filter(|slot| slot.stream == stream) else { return false };
        slot.newest = Some(picture);
        slot.fresh = true;
        self.dirty |= shown;
        shown
    }

    /// The stage's layout from now on. Whether it differs.
    pub fn set_layout(&mut self, layout: StageLayout) -> bool {
        let differs = self.layout != layout;
        if differs {
            self.layout = layout;
            self.layout_is_new = true;
            self.dirty = true;
        }
        differs
    }

    /// Everything has to be shown again: a new page looks.
    pub fn refresh(&mut self) {
        self.layout_is_new = true;
        self.dirty = true;
    }

    /// Whether there is something new to show, and somewhere to show it.
    pub fn is_dirty(&self) -> bool {
        self.dirty && !self.layout.is_empty()
    }

    /// What is to be changed on the stage, and the layout where it is new. After this the board counts as shown.
    pub fn take(&mut self, changes: &mut Vec<Change>) -> Option<StageLayout> {
        changes.clear();
        changes.extend(self.ended.drain(..).map(Change::Clear));
        for (source, slot) in &mut self.slots {
            // A composer keeps only what some tile shows: with a new layout it needs the pictures again.
            if let Some(picture) = &slot.newest
                && (slot.fresh || self.layout_is_new)
            {
                changes.push(Change::Put(*source, picture.clone()));
            }
            slot.fresh = false;
        }
        self.dirty = false;
        std::mem::take(&mut self.layout_is_new).then(|| self.layout.clone())
    }

    fn shows(&self, source: StageSource) -> bool {
        self.layout.tiles.iter().any(|tile| tile.source == source)
    }
}

/// When the oldest of the remote pictures among these was captured.
pub fn oldest_remote(changes: &[Change]) -> Option<CaptureTime> {
    changes
        .iter()
        .filter_map(|change| match change {
            Change::Put(StageSource::Camera { .. } | StageSource::Screen { .. }, picture) => Some(picture.captured),
            _ => None,
        })
        .min()
}

#[cfg(test)]
mod tests {
    use super::super::layout::tests::tile;
    use super::*;
    use chancery_media::picture::Picture;
    use chancery_model::ParticipantId;
    use std::sync::Arc;

    fn picture(at: u64) -> SharedPicture {
        let captured = CaptureTime(at);
        Arc::new(Picture { width: 2, height: 2, y: vec![0; 4], u: vec![0], v: vec![0], captured })
    }

    fn showing(sources: &[StageSource]) -> StageLayout {
        let tiles = sources.iter().map(|source| tile(*source, 0, 0, 10, 10)).collect();
        StageLayout { width: 10, height: 10, tiles, background: [0; 3], revision: 0 }
    }

    const ME: StageSource = StageSource::Me;

    fn other() -> StageSource {
        StageSource::Camera { participant: ParticipantId::from_random([1; 16]) }
    }

    #[test]
    fn the_newest_wins_and_what_no_tile_shows_wakes_nobody() {
        let mut board = Board::default();
        let mut changes = Vec::new();
        let me = board.begin(ME);
        let you = board.begin(other());
        assert!(!board.put(ME, me, picture(1)), "there is no stage yet");
        assert!(board.set_layout(showing(&[ME])));
        assert!(!board.set_layout(showing(&[ME])), "the same again");
        assert!(board.put(ME, me, picture(2)));
        assert!(!board.put(other(), you, picture(3)), "not shown");
        assert!(board.is_dirty());
        assert_eq!(board.take(&mut changes), Some(showing(&[ME])));
        assert!(changes.contains(&Change::Put(ME, picture(2))));
        assert!(!board.is_dirty());
        assert_eq!(board.take(&mut changes), None);
        assert_eq!(changes, []);
    }

    #[test]
    fn a_still_screen_is_there_when_its_tile_comes_later() {
        let mut board = Board::default();
        let mut changes = Vec::new();
        let you = board.begin(other());
        board.put(other(), you, picture(9));
        board.set_layout(showing(&[ME]));
        board.take(&mut changes);
        board.set_layout(showing(&[other()]));
        assert!(board.take(&mut changes).is_some());
        assert_eq!(changes, [Change::Put(other(), picture(9))]);
        assert_eq!(oldest_remote(&changes), Some(CaptureTime(9)));
        board.refresh();
        assert!(board.is_dirty());
        assert!(board.take(&mut changes).is_some());
        assert_eq!(changes.len(), 1);
    }

    #[test]
    fn what_ended_is_cleared_and_stays_so() {
        let mut board = Board::default();
        let mut changes = Vec::new();
        board.set_layout(showing(&[ME]));
        let first = board.begin(ME);
        board.put(ME, first, picture(1));
        board.take(&mut changes);
        board.end(ME);
        assert!(board.is_dirty());
        assert!(!board.put(ME, first, picture(2)), "it came too late");
        board.take(&mut changes);
        assert_eq!(changes, [Change::Clear(ME)]);
        board.end(ME);
        assert!(!board.is_dirty(), "it has ended already");
        let second = board.begin(ME);
        assert!(!board.put(ME, first, picture(3)));
        assert!(board.put(ME, second, picture(4)));
    }

    #[test]
    fn a_stream_that_begins_anew_does_not_flicker() {
        let mut board = Board::default();
        let mut changes = Vec::new();
        board.set_layout(showing(&[ME]));
        let first = board.begin(ME);
        board.put(ME, first, picture(1));
        board.take(&mut changes);
        board.begin(ME);
        board.take(&mut changes);
        assert_eq!(changes, [], "nothing is cleared");
    }
}
