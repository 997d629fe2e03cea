//! Where each picture lies on the stage, as the page says it, made safe to draw by.

use chancery_model::{MediaKind, ParticipantId};
use serde::Deserialize;

/// The largest stage, in device pixels a side: two 4K screens. A larger one is cut.
pub const STAGE_MAX: u32 = 4096;

/// Most tiles on one stage; further ones are not drawn.
pub const TILES_MAX: usize = 64;

/// Whose picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum StageSource {
    /// One's own camera.
    Me,
    /// The screen one shares oneself.
    MyScreen,
    /// A participant's camera.
    Camera {
        /// Whose.
        participant: ParticipantId,
    },
    /// A participant's shared screen.
    Screen {
        /// Whose.
        participant: ParticipantId,
    },
}

impl StageSource {
    /// The source of a stream as the engine names it; `None` for sound, which is not shown.
    pub const fn of(who: Option<ParticipantId>, kind: MediaKind) -> Option<Self> {
        match (who, kind) {
            (None, MediaKind::Video) => Some(Self::Me),
            (None, MediaKind::Screen) => Some(Self::MyScreen),
            (Some(participant), MediaKind::Video) => Some(Self::Camera { participant }),
            (Some(participant), MediaKind::Screen) => Some(Self::Screen { participant }),
            (_, MediaKind::Audio) => None,
        }
    }
}

/// How a picture fills a tile of another shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fit {
    /// Fills the tile; what stands over is cut.
    Cover,
    /// Is seen whole; what is left of the tile shows the background.
    Contain,
}

/// One tile, in device pixels of the stage's canvas.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Tile {
    /// What it shows.
    pub source: StageSource,
    /// From the left edge; may be negative while the page scrolls or moves it.
    pub x: i32,
    /// From the upper edge.
    pub y: i32,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// How it is filled.
    pub fit: Fit,
    /// Radius of the corners; the background shows outside.
    #[serde(default)]
    pub radius: u32,
}

/// The stage: a canvas and the tiles on it, the later ones above.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct StageLayout {
    /// Pixels across; zero: nothing is shown.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// The tiles.
    pub tiles: Vec<Tile>,
    /// What shows between them: red, green, blue.
    pub background: [u8; 3],
    /// The page's number of this layout: told back with each stage composed by it, so that the page knows where on it
    /// the canvas lies.
    #[serde(default)]
    pub revision: u16,
}

impl StageLayout {
    /// Nothing shown.
    pub const EMPTY: Self = Self { width: 0, height: 0, tiles: Vec::new(), background: [0, 0, 0], revision: 0 };

    /// What can be drawn: an even canvas of at most [`STAGE_MAX`] a side, at most [`TILES_MAX`] tiles, each of which
    /// shows at least one pixel of itself and none of which is larger than the largest stage.
    #[must_use]
    pub fn sane(mut self) -> Self {
        self.width = self.width.min(STAGE_MAX) & !1;
        self.height = self.height.min(STAGE_MAX) & !1;
        if self.is_empty() {
            return Self { background: self.background, revision: self.revision, ..Self::EMPTY };
        }
        let (width, height) = (i64::from(self.width), i64::from(self.height));
        self.tiles.retain(|tile| {
            let (x, y) = (i64::from(tile.x), i64::from(tile.y));
            (1..=STAGE_MAX).contains(&tile.width)
                && (1..=STAGE_MAX).contains(&tile.height)
                && x < width
                && y < height
                && x + i64::from(tile.width) > 0
                && y + i64::from(tile.height) > 0
        });
        self.tiles.truncate(TILES_MAX);
        for tile in &mut self.tiles {
            tile.radius = tile.radius.min(tile.width.min(tile.height) / 2);
        }
        self
    }

    /// Whether there is no canvas to draw on.
    pub const fn is_empty(&self) -> bool {
        self.width == 0 || self.height == 0
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use proptest::prelude::*;

    pub(crate) fn tile(source: StageSource, x: i32, y: i32, width: u32, height: u32) -> Tile {
        Tile { source, x, y, width, height, fit: Fit::Cover, radius: 0 }
    }

    #[test]
    fn the_pages_words_are_understood() {
        let id = ParticipantId::from_random([7; 16]);
        let text = format!(
            r#"{{"width":1281,"height":720,"background":[15,22,19],"tiles":[
            {{"source":{{"is":"me"}},"x":0,"y":0,"width":320,"height":180,"fit":"cover","radius":8}},
            {{"source":{{"is":"screen","participant":"{}"}},"x":320,"y":0,"width":960,"height":540,"fit":"contain","radius":0}}]}}"#,
            id.0
        );
        let layout: StageLayout = serde_json::from_str(&text).expect("layout");
        assert_eq!(layout.tiles[0].source, StageSource::Me);
        assert_eq!(layout.tiles[1].source, StageSource::Screen { participant: id });
        let sane = layout.sane();
        assert_eq!((sane.width, sane.height, sane.tiles.len()), (1280, 720, 2));
    }

    #[test]
    fn an_empty_canvas_has_no_tiles() {
        let layout = StageLayout {
            width: 1,
            height: 500,
            tiles: vec![tile(StageSource::Me, 0, 0, 4, 4)],
            background: [1, 2, 3],
            revision: 4,
        };
        assert_eq!(layout.sane(), StageLayout { background: [1, 2, 3], revision: 4, ..StageLayout::EMPTY });
    }

    proptest! {
        #[test]
        fn whatever_the_page_says_what_is_left_can_be_drawn(
            width: u32, height: u32,
            tiles in prop::collection::vec((any::<i32>(), any::<i32>(), any::<u32>(), any::<u32>(), any::<u32>()), 0..80),
        ) {
            let tiles = tiles.into_iter().map(|(x, y, w, h, radius)| Tile {
                // Half of the sizes small, so that some tiles survive.
                x: x % 5000, y: y % 5000, width: w % 5000, height: h % 5000, radius, ..tile(StageSource::Me, 0, 0, 1, 1)
            }).collect();
            let sane = StageLayout { width: width % 6000, height: height % 6000, tiles, background: [0; 3], revision: 0 }.sane();
            prop_assert!(sane.width <= STAGE_MAX && sane.height <= STAGE_MAX && sane.tiles.len() <= TILES_MAX);
            prop_assert!(sane.width.is_multiple_of(2) && sane.height.is_multiple_of(2));
            for tile in &sane.tiles {
                prop_assert!(tile.width >= 1 && tile.height >= 1 && tile.radius * 2 <= tile.width.min(tile.height));
                prop_assert!(i64::from(tile.x) < i64::from(sane.width) && i64::from(tile.x) + i64::from(tile.width) > 0);
                prop_assert!(i64::from(tile.y) < i64::from(sane.height) && i64::from(tile.y) + i64::from(tile.height) > 0);
            }
            prop_assert_eq!(sane.clone().sane(), sane);
        }
    }
}
