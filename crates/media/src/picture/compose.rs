//! Several pictures into one: what the stage of the window shows, no larger than shown.

use super::convert::colour;
use super::scale::{Crop, Rect, Scaler};
use super::{Picture, SharedPicture};
use crate::time::CaptureTime;

/// The largest width or height of a stage.
const MAX_STAGE: u32 = 8192;

/// How a picture fills its tile when the shapes differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// Fills the tile; what stands over is cut off evenly.
    Cover,
    /// Is wholly seen; the rest of the tile shows the background.
    Contain,
}

/// A tile on the stage, in device pixels. `K` says whose picture it shows. Edges are moved to even pixels.
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
    /// Radius of the rounded corners; 0: square. Outside them the background is seen.
    pub radius: u32,
}

/// Composes the newest picture of each tile into one. Only what changed is drawn again.
#[derive(Debug)]
pub struct Composer<K> {
    stage: Picture,
    background: [u8; 3],
    tiles: Vec<Placed<K>>,
    /// Something changed since the last call of [`Self::compose`].
    changed: bool,
    scaler: Scaler,
    corner: Corner,
}

/// A tile with what it shows.
#[derive(Debug)]
struct Placed<K> {
    tile: Tile<K>,
    area: Area,
    picture: Option<SharedPicture>,
    /// Where the picture was drawn last.
    drawn: Option<Area>,
    changed: bool,
}

/// A rectangle that may lie outside the stage; edges are even.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Area {
    left: i64,
    top: i64,
    right: i64,
    bottom: i64,
}

impl Area {
    fn overlaps(self, other: Self) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }

    fn width(self) -> i64 {
        self.right - self.left
    }

    fn height(self) -> i64 {
        self.bottom - self.top
    }

    /// What of it lies on a stage of this size.
    fn on(self, width: u32, height: u32) -> Option<Rect> {
        let (left, top) = (self.left.max(0), self.top.max(0));
        let (right, bottom) = (self.right.min(i64::from(width)), self.bottom.min(i64::from(height)));
        (left < right && top < bottom).then(|| Rect {
            left: left as u32,
            top: top as u32,
            width: (right - left) as u32,
            height: (bottom - top) as u32,
        })
    }
}

fn even(edge: i64) -> i64 {
    edge.div_euclid(2) * 2
}

impl<K: Clone + Eq> Composer<K> {
    /// An empty, black stage of the smallest size.
    pub fn new() -> Self {
        Self {
            stage: Picture::black(2, 2, CaptureTime(0)),
            background: [16, 128, 128],
            tiles: Vec::new(),
            changed: true,
            scaler: Scaler::default(),
            corner: Corner::default(),
        }
    }

    /// The stage's size (made even, at most 8192 each), its background (red, green, blue) and its tiles, lowest first.
    /// Pictures of tiles that stay are kept.
    pub fn set_layout(&mut self, width: u32, height: u32, background: [u8; 3], tiles: Vec<Tile<K>>) {
        let side = |side: u32| (side.clamp(2, MAX_STAGE) / 2) * 2;
        let before = std::mem::take(&mut self.tiles);
        self.background = colour(background);
        self.stage.resize(side(width), side(height));
        let Picture { y, u, v, .. } = &mut self.stage;
        for (plane, value) in [y, u, v].into_iter().zip(self.background) {
            plane.fill(value);
        }
        self.tiles = tiles
            .into_iter()
            .map(|tile| {
                let (x, y) = (i64::from(tile.x), i64::from(tile.y));
                let area = Area {
                    left: even(x),
                    top: even(y),
                    right: even(x + i64::from(tile.width)),
                    bottom: even(y + i64::from(tile.height)),
                };
                let kept = before.iter().find(|placed| placed.tile.key == tile.key);
                let picture = kept.and_then(|placed| placed.picture.clone());
                Placed { tile, area, picture, drawn: None, changed: true }
            })
            .collect();
        self.changed = true;
    }

    /// The newest picture of `key`. Kept only where a tile shows it.
    pub fn put(&mut self, key: &K, picture: SharedPicture) {
        for placed in self.tiles.iter_mut().filter(|placed| placed.tile.key == *key) {
            placed.picture = Some(SharedPicture::clone(&picture));
            placed.changed = true;
            self.changed = true;
        }
    }

    /// `key` has no picture any more: its tiles show the background.
    pub fn clear(&mut self, key: &K) {
        for placed in self.tiles.iter_mut().filter(|placed| placed.tile.key == *key && placed.picture.is_some()) {
            placed.picture = None;
            placed.changed = true;
            self.changed = true;
        }
    }

    /// Draws what changed. `None`: nothing did since the last call.
    pub fn compose(&mut self) -> Option<&Picture> {
        if !std::mem::take(&mut self.changed) {
            return None;
        }
        for index in 0..self.tiles.len() {
            if !std::mem::take(&mut self.tiles[index].changed) {
                continue;
            }
            self.draw(index);
            // What lies above has been drawn over.
            let area = self.tiles[index].area;
            for above in &mut self.tiles[index + 1..] {
                above.changed |= above.area.overlaps(area);
            }
        }
        Some(&self.stage)
    }

    fn draw(&mut self, index: usize) {
        let placed = &mut self.tiles[index];
        let Some(picture) = placed.picture.clone() else {
            placed.drawn = None;
            let area = placed.area;
            self.fill(area);
            return;
        };
        let Some((area, crop)) = place(&picture, placed.area, placed.tile.fit) else { return };
        let (tile, radius) = (placed.area, placed.tile.radius);
        if placed.drawn.replace(area) != Some(area) && area != tile {
            self.fill(tile);
        }
        let Some(rect) = area.on(self.stage.width, self.stage.height) else { return };
        // What of the picture is seen when a part of its tile lies outside the stage.
        let (across, down) = (crop.width / area.width() as f64, crop.height / area.height() as f64);
        let seen = Crop {
            left: crop.left + (i64::from(rect.left) - area.left) as f64 * across,
            top: crop.top + (i64::from(rect.top) - area.top) as f64 * down,
            width: f64::from(rect.width) * across,
            height: f64::from(rect.height) * down,
        };
        self.scaler.place(&picture, seen, &mut self.stage, rect);
        self.stage.captured = self.stage.captured.max(picture.captured);
        let most = (area.width().min(area.height()) / 2).max(0) as u32;
        self.corner.round(radius.min(most), area, self.background, &mut self.stage);
    }

    /// Paints an area with the background.
    fn fill(&mut self, area: Area) {
        let Some(rect) = area.on(self.stage.width, self.stage.height) else { return };
        let stride = self.stage.width as usize;
        let Picture { y, u, v, .. } = &mut self.stage;
        let half = Rect { left: rect.left / 2, top: rect.top / 2, width: rect.width / 2, height: rect.height / 2 };
        for (plane, stride, rect, value) in [
            (y, stride, rect, self.background[0]),
            (u, stride / 2, half, self.background[1]),
            (v, stride / 2, half, self.background[2]),
        ] {
            for row in plane.chunks_exact_mut(stride).skip(rect.top as usize).take(rect.height as usize) {
                row[rect.left as usize..(rect.left + rect.width) as usize].fill(value);
            }
        }
    }
}

impl<K: Clone + Eq> Default for Composer<K> {
    fn default() -> Self {
        Self::new()
    }
}

/// Where a picture lands in its tile, and which part of it. `None`: the tile has no pixels.
fn place(picture: &Picture, tile: Area, fit: Fit) -> Option<(Area, Crop)> {
    if tile.width() <= 0 || tile.height() <= 0 {
        return None;
    }
    let (width, height) = (f64::from(picture.width), f64::from(picture.height));
    let (across, down) = (tile.width() as f64 / width, tile.height() as f64 / height);
    match fit {
        Fit::Cover => {
            let scale = across.max(down);
            let (seen_width, seen_height) =
                ((tile.width() as f64 / scale).min(width), (tile.height() as f64 / scale).min(height));
            let crop = Crop {
                left: (width - seen_width) / 2.0,
                top: (height - seen_height) / 2.0,
                width: seen_width,
                height: seen_height,
            };
            Some((tile, crop))
        }
        Fit::Contain => {
            let scale = across.min(down);
            let size = |side: f64, most: i64| ((side * scale / 2.0).round() as i64 * 2).clamp(2, most);
            let (shown_width, shown_height) = (size(width, tile.width()), size(height, tile.height()));
            let left = tile.left + even((tile.width() - shown_width) / 2);
            let top = tile.top + even((tile.height() - shown_height) / 2);
            let area = Area { left, top, right: left + shown_width, bottom: top + shown_height };
            Some((area, Crop { left: 0.0, top: 0.0, width, height }))
        }
    }
}

/// How much of each pixel of a rounded corner lies inside (0 to 255); worked out once for a radius.
#[derive(Debug, Default)]
struct Corner {
    radius: u32,
    inside: Vec<u8>,
}

impl Corner {
    /// Cuts off the corners of `area`.
    fn round(&mut self, radius: u32, area: Area, background: [u8; 3], stage: &mut Picture) {
        if radius == 0 {
            return;
        }
        if radius != self.radius {
            self.prepare(radius);
        }
        let (width, height) = (i64::from(stage.width), i64::from(stage.height));
        let mix = |under: &mut u8, over: u8, inside: u32| {
            *under = ((u32::from(*under) * inside + u32::from(over) * (255 - inside) + 127) / 255) as u8;
        };
        let radius = i64::from(radius);
        // Over the quarter's bounding square, luma and then chroma (whose pixels are four).
        for (step, planes) in [(1, 0..1), (2, 1..3)] {
            for j in (0..radius).step_by(step as usize) {
                for i in (0..radius).step_by(step as usize) {
                    let inside = if step == 1 { self.at(i, j) } else { self.average(i, j) };
                    if inside == 255 {
                        continue;
                    }
                    for (x, y) in [
                        (area.left + i, area.top + j),
                        (area.right - step - i, area.top + j),
                        (area.left + i, area.bottom - step - j),
                        (area.right - step - i, area.bottom - step - j),
                    ] {
                        if !(0..width).contains(&x) || !(0..height).contains(&y) {
                            continue;
                        }
                        let index = (y / step * (width / step) + x / step) as usize;
                        for plane in planes.clone() {
                            let pixels = match plane {
                                0 => &mut stage.y,
                                1 => &mut stage.u,
                                _ => &mut stage.v,
                            };
                            mix(&mut pixels[index], background[plane], inside);
                        }
                    }
                }
            }
        }
    }

    fn prepare(&mut self, radius: u32) {
        const PARTS: u32 = 4;
        let r = f64::from(radius);
        let within = |x: u32, y: u32, i: u32, j: u32| {
            let middle = |pixel: u32, part: u32| f64::from(pixel) + (f64::from(part) + 0.5) / f64::from(PARTS) - r;
            middle(x, i).hypot(middle(y, j)) <= r
        };
        self.radius = radius;
        self.inside = (0..radius * radius)
            .map(|at| {
                let (x, y) = (at % radius, at / radius);
                let parts = (0..PARTS * PARTS).filter(|part| within(x, y, part % PARTS, part / PARTS)).count();
                (parts * 255 / (PARTS * PARTS) as usize) as u8
            })
            .collect();
    }

    /// Of a pixel, counted from the corner.
    fn at(&self, x: i64, y: i64) -> u32 {
        let radius = i64::from(self.radius);
        if x >= radius || y >= radius { 255 } else { u32::from(self.inside[(y * radius + x) as usize]) }
    }

    /// Of four pixels.
    fn average(&self, x: i64, y: i64) -> u32 {
        (self.at(x, y) + self.at(x + 1, y) + self.at(x, y + 1) + self.at(x + 1, y + 1)) / 4
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::sync::Arc;

    fn plain(width: u32, height: u32, value: u8) -> SharedPicture {
        let mut picture = Picture::black(width, height, CaptureTime(u64::from(value)));
        picture.y.fill(value);
        Arc::new(picture)
    }

    fn tile(key: u8, x: i32, y: i32, width: u32, height: u32, fit: Fit) -> Tile<u8> {
        Tile { key, x, y, width, height, fit, radius: 0 }
    }

    fn luma(picture: &Picture, x: usize, y: usize) -> u8 {
        picture.y[y * picture.width as usize + x]
    }

    #[test]
    fn each_tile_shows_its_picture_and_the_rest_the_background() {
        let mut composer = Composer::new();
        composer.set_layout(
            101,
            60,
            [0, 0, 0],
            vec![tile(1, 0, 0, 40, 40, Fit::Cover), tile(2, 50, 10, 40, 40, Fit::Contain)],
        );
        composer.put(&1, plain(64, 48, 100));
        composer.put(&2, plain(64, 32, 200));
        composer.put(&3, plain(64, 32, 250));
        let stage = composer.compose().unwrap();
        assert_eq!((stage.width, stage.height, stage.captured), (100, 60, CaptureTime(200)));
        for (x, y, value) in [
            (0, 0, 100),
            (39, 39, 100),
            (40, 0, 16),
            (0, 40, 16),
            (50, 30, 200),
            (89, 30, 200),
            (70, 12, 16),
            (70, 48, 16),
            (90, 30, 16),
        ] {
            assert_eq!(luma(stage, x, y), value, "at {x},{y}");
        }
    }

    #[test]
    fn nothing_is_drawn_when_nothing_changed_and_only_what_changed_otherwise() {
        let mut composer = Composer::new();
        let tiles = vec![tile(1, 0, 0, 20, 20, Fit::Cover), tile(2, 20, 0, 20, 20, Fit::Cover)];
        composer.set_layout(40, 20, [0, 0, 0], tiles.clone());
        composer.put(&1, plain(20, 20, 100));
        composer.put(&2, plain(20, 20, 120));
        assert!(composer.compose().is_some());
        assert!(composer.compose().is_none());
        // Vandalised behind its back: only the tile that changes is drawn again.
        composer.stage.y.fill(77);
        composer.put(&2, plain(20, 20, 130));
        let stage = composer.compose().unwrap();
        assert_eq!((luma(stage, 5, 5), luma(stage, 25, 5)), (77, 130));
        composer.put(&9, plain(20, 20, 130));
        assert!(composer.compose().is_none(), "nobody shows it");
        // Another layout keeps the pictures.
        composer.set_layout(40, 20, [0, 0, 0], tiles.into_iter().rev().collect());
        let stage = composer.compose().unwrap();
        assert_eq!((luma(stage, 5, 5), luma(stage, 25, 5)), (100, 130));
        composer.clear(&1);
        assert_eq!(luma(composer.compose().unwrap(), 5, 5), 16);
    }

    #[test]
    fn what_lies_above_stays_above() {
        let mut composer = Composer::new();
        composer.set_layout(
            40,
            40,
            [0, 0, 0],
            vec![tile(1, 0, 0, 40, 40, Fit::Cover), tile(2, 20, 20, 10, 10, Fit::Cover)],
        );
        composer.put(&1, plain(40, 40, 100));
        composer.put(&2, plain(40, 40, 200));
        composer.compose();
        composer.put(&1, plain(40, 40, 110));
        let stage = composer.compose().unwrap();
        assert_eq!((luma(stage, 5, 5), luma(stage, 25, 25), luma(stage, 35, 35)), (110, 200, 110));
    }

    #[test]
    fn cover_shows_the_middle_and_contain_all() {
        // Left half dark, right half bright.
        let mut halves = Picture::black(80, 20, CaptureTime(0));
        for row in halves.y.chunks_exact_mut(80) {
            row[40..].fill(200);
        }
        let halves = Arc::new(halves);
        for (fit, dark, bright) in [(Fit::Cover, (2, 10), (17, 10)), (Fit::Contain, (2, 10), (17, 10))] {
            let mut composer = Composer::new();
            composer.set_layout(20, 20, [255, 255, 255], vec![tile(1, 0, 0, 20, 20, fit)]);
            composer.put(&1, Arc::clone(&halves));
            let stage = composer.compose().unwrap();
            assert!(luma(stage, dark.0, dark.1) < 30 && luma(stage, bright.0, bright.1) > 180, "{fit:?}");
            assert_eq!(luma(stage, 10, 0) == 235, fit == Fit::Contain, "bars only where it is wholly seen");
        }
    }

    #[test]
    fn a_tile_half_outside_shows_its_other_half() {
        let mut halves = Picture::black(40, 20, CaptureTime(0));
        for row in halves.y.chunks_exact_mut(40) {
            row[20..].fill(200);
        }
        let mut composer = Composer::new();
        composer.set_layout(40, 20, [0, 0, 0], vec![tile(1, -20, 0, 40, 20, Fit::Cover)]);
        composer.put(&1, Arc::new(halves));
        let stage = composer.compose().unwrap();
        assert_eq!((luma(stage, 5, 10), luma(stage, 15, 10), luma(stage, 25, 10)), (200, 200, 16));
    }

    #[test]
    fn corners_are_round() {
        let mut composer = Composer::new();
        let rounded = Tile { radius: 10, ..tile(1, 10, 10, 60, 40, Fit::Cover) };
        composer.set_layout(80, 60, [0, 0, 0], vec![rounded]);
        for _ in 0..3 {
            composer.put(&1, plain(60, 40, 200));
            composer.compose();
        }
        let stage = &composer.stage;
        for (x, y) in [(10, 10), (69, 10), (10, 49), (69, 49)] {
            assert_eq!(luma(stage, x, y), 16, "the corner at {x},{y}");
        }
        for (x, y) in [(20, 10), (10, 20), (59, 10), (69, 39), (14, 14), (40, 30)] {
            assert!(luma(stage, x, y) > 150, "inside, at {x},{y}: {}", luma(stage, x, y));
        }
    }

    proptest! {
        #[test]
        fn any_layout_is_composed(
            width in 0u32..200, height in 0u32..200,
            tiles in proptest::collection::vec(
                (0u8..4, -300i32..300, -300i32..300, 0u32..400, 0u32..400, any::<bool>(), 0u32..90), 0..6),
            pictures in proptest::collection::vec((0u8..4, 1u32..70, 1u32..70), 0..6),
        ) {
            let mut composer = Composer::new();
            let tiles = tiles.into_iter().map(|(key, x, y, width, height, cover, radius)| {
                Tile { radius, ..tile(key, x, y, width, height, if cover { Fit::Cover } else { Fit::Contain }) }
            });
            composer.set_layout(width, height, [1, 2, 3], tiles.collect());
            for (key, width, height) in pictures {
                composer.put(&key, plain(width, height, 99));
                let _ = composer.compose();
            }
            let stage = &composer.stage;
            prop_assert!(stage.width % 2 == 0 && stage.height % 2 == 0);
            prop_assert_eq!(stage.y.len(), (stage.width * stage.height) as usize);
            prop_assert_eq!(stage.u.len() * 4, stage.y.len());
        }
    }
}
