//! How large and at which rate camera and screen are encoded, from what the peers want and what their lines carry.
//!
//! One encoder a kind serves all peers, so the largest wish sets the size and the poorest line the rate.

use crate::config::WantedSize;
use chancery_media::picture::PictureTarget;

/// Height, width and what a moving face needs at 30 pictures a second, in kbit/s.
const RUNGS: [(u32, u32, u32); 5] =
    [(180, 320, 150), (270, 480, 300), (360, 640, 500), (540, 960, 900), (720, 1280, 1_700)];
/// A rung is left upwards only when there is this much more than it needs.
const MARGIN: f32 = 1.15;
/// What a screen of small text gets, in kbit/s: least and most.
const SCREEN: (f32, f32) = (250.0, 2_500.0);
/// The camera is not given less than this, in kbit/s.
const LEAST: u32 = 100;
/// Pictures a second of the screen, and its largest size.
const SCREEN_FPS: u32 = 15;
const SCREEN_SIZE: (u32, u32) = (2560, 1600);

/// What is to be divided.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Demand {
    /// The largest camera picture that any peer shows; `None`: none shows it.
    pub(crate) camera: Option<WantedSize>,
    /// The camera is open.
    pub(crate) camera_open: bool,
    /// The screen is open.
    pub(crate) screen_open: bool,
    /// What the screen needs now, in kbit/s ([`crate::need`]).
    pub(crate) screen_kbps: f32,
    /// What the poorest line carries, in kbit/s.
    pub(crate) line_kbps: f32,
    /// This peer's share of the uplink, in kbit/s.
    pub(crate) share_kbps: f32,
}

impl Demand {
    /// What there is for pictures to each peer, in kbit/s.
    fn total(&self) -> f32 {
        self.line_kbps.min(self.share_kbps)
    }

    /// The most that pictures could use to fulfil it on a line without limits, in kbit/s.
    pub(crate) fn ceiling(&self) -> f32 {
        let camera = self.camera.filter(|_| self.camera_open).map_or(0, |wanted| RUNGS[wanted_rung(wanted)].2);
        let screen = if self.screen_open { SCREEN.1 } else { 0.0 };
        // Some more, so that the highest rung is reached with its margin.
        (camera as f32 + screen) * 1.2
    }
}

/// How to encode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Plan {
    pub(crate) camera: PictureTarget,
    pub(crate) screen: PictureTarget,
}

impl Plan {
    /// What both together may use, of those that are open, in kbit/s. The camera has what the screen does not need now,
    /// so that their targets may together be more than the line carries.
    pub(crate) fn kbps(&self, demand: &Demand) -> u32 {
        let of = |open: bool, target: PictureTarget| if open { target.kbps } else { 0 };
        let both = of(demand.camera_open && demand.camera.is_some(), self.camera) + of(demand.screen_open, self.screen);
        both.min((demand.total() as u32).max(LEAST))
    }
}

/// Chooses rungs, remembering the last one so that it does not waver between two.
#[derive(Debug)]
pub(crate) struct Ladder {
    rung: usize,
}

impl Ladder {
    pub(crate) fn new() -> Self {
        Self { rung: RUNGS.len() - 1 }
    }

    /// The plan for a demand.
    pub(crate) fn plan(&mut self, demand: &Demand) -> Plan {
        let total = demand.total();
        // The screen is what is being talked about: it comes first, and leaves the camera a face's worth.
        let screen = if demand.screen_open {
            let rest = if demand.camera_open { RUNGS[0].2 as f32 } else { 0.0 };
            (total * 0.65).min(total - rest).clamp(SCREEN.0.min(total), SCREEN.1)
        } else {
            total.clamp(SCREEN.0, SCREEN.1)
        };
        // What the screen does not need now is the camera's.
        let camera =
            if demand.screen_open { (total - demand.screen_kbps.min(screen)).max(LEAST as f32) } else { total };
        let wanted = demand.camera.map_or(0, wanted_rung);
        let affordable = self.affordable(camera);
        self.rung = wanted.min(affordable);
        let (height, width, needs) = RUNGS[self.rung];
        // A poor line gets fewer pictures before it gets mud.
        let fps = if camera < 110.0 { 15 } else { 30 };
        let kbps = camera.min(needs as f32).max(60.0) as u32;
        Plan {
            camera: PictureTarget { max_width: width, max_height: height, max_fps: fps, kbps },
            screen: PictureTarget {
                max_width: SCREEN_SIZE.0,
                max_height: SCREEN_SIZE.1,
                max_fps: if screen < 400.0 { 8 } else { SCREEN_FPS },
                kbps: screen as u32,
            },
        }
    }

    /// The highest rung that `kbps` pays for; higher than the last one only with a margin. The rate of a rung may be
    /// a good half of what it needs before it is left.
    fn affordable(&self, kbps: f32) -> usize {
        let pays = |rung: usize| {
            let needs = RUNGS[rung].2 as f32 * 0.55;
            kbps >= if rung > self.rung { needs * MARGIN } else { needs }
        };
        (0..RUNGS.len()).rev().find(|rung| pays(*rung)).unwrap_or(0)
    }
}

/// The smallest rung that fills the tile.
fn wanted_rung(wanted: WantedSize) -> usize {
    RUNGS
        .iter()
        .position(|(height, width, _)| *height >= u32::from(wanted.height) && *width >= u32::from(wanted.width))
        .unwrap_or(RUNGS.len() - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn demand(width: u16, height: u16, line_kbps: f32) -> Demand {
        let camera = Some(WantedSize { width, height });
        Demand { camera, camera_open: true, screen_open: false, screen_kbps: 0.0, line_kbps, share_kbps: 8_000.0 }
    }

    #[test]
    fn the_tile_sets_the_size_and_the_line_the_rate() {
        let mut ladder = Ladder::new();
        let plan = ladder.plan(&demand(1280, 720, 3_000.0));
        assert_eq!((plan.camera.max_height, plan.camera.kbps, plan.camera.max_fps), (720, 1_700, 30));
        let plan = ladder.plan(&demand(400, 225, 3_000.0));
        assert_eq!((plan.camera.max_height, plan.camera.kbps), (270, 300));
        let plan = ladder.plan(&demand(1920, 1080, 400.0));
        assert_eq!((plan.camera.max_height, plan.camera.kbps), (360, 400));
        let plan = ladder.plan(&demand(1920, 1080, 120.0));
        assert_eq!(plan.camera.max_height, 180);
    }

    #[test]
    fn it_does_not_waver() {
        let mut ladder = Ladder::new();
        ladder.plan(&demand(1280, 720, 1_100.0));
        let mut sizes = Vec::new();
        for n in 0..40 {
            sizes
                .push(ladder.plan(&demand(1280, 720, 935.0 + if n % 2 == 0 { 40.0 } else { -40.0 })).camera.max_height);
        }
        sizes.dedup();
        assert!(sizes.len() <= 2, "{sizes:?}");
    }

    #[test]
    fn the_screen_comes_first_and_the_camera_stays() {
        let mut ladder = Ladder::new();
        let busy = |line: f32| Demand { screen_open: true, screen_kbps: f32::INFINITY, ..demand(1280, 720, line) };
        let plan = ladder.plan(&busy(1_500.0));
        assert!(plan.screen.kbps > 900 && plan.camera.kbps >= 150, "{plan:?}");
        assert!(plan.screen.kbps + plan.camera.kbps <= 1_500);
        let plan = ladder.plan(&busy(200.0));
        assert!(plan.screen.kbps + plan.camera.kbps <= 320, "{plan:?}");
    }

    #[test]
    fn beside_a_still_screen_the_camera_has_the_line_and_no_more_is_sent_than_it_carries() {
        let mut ladder = Ladder::new();
        let still = Demand { screen_open: true, screen_kbps: 40.0, ..demand(1280, 720, 1_500.0) };
        let plan = ladder.plan(&still);
        assert_eq!((plan.camera.max_height, plan.camera.kbps), (720, 1_460));
        assert!(plan.screen.kbps > 900, "the next page comes as quickly as before");
        assert_eq!(plan.kbps(&still), 1_500);
        let closed = Demand { camera_open: false, ..still };
        assert_eq!(ladder.plan(&closed).kbps(&closed), 974);
    }

    proptest! {
        #[test]
        fn targets_are_sane(
            width in any::<u16>(), height in any::<u16>(), line in 0f32..20_000.0, share in 0f32..20_000.0,
            shown in any::<bool>(), camera_open in any::<bool>(), screen_open in any::<bool>(),
            screen_kbps in 0f32..4_000.0,
        ) {
            let camera = shown.then_some(WantedSize { width, height });
            let demand = Demand { camera, camera_open, screen_open, screen_kbps, line_kbps: line, share_kbps: share };
            let plan = Ladder::new().plan(&demand);
            for target in [plan.camera, plan.screen] {
                prop_assert!(target.kbps <= 2_500 && target.max_fps >= 8 && target.max_width >= 320);
            }
            prop_assert!(plan.camera.kbps >= 60);
        }
    }
}
