//! Screens on X11: the server says what changed (DAMAGE extension), only that is fetched, and the pointer is drawn in
//! (XFIXES extension), which the server does not do. A screen on which nothing happens costs nearly nothing.

use super::convert::{colour, convert_part};
use super::scale::Rect;
use super::screen::{Ticks, not_there};
use super::{FrameSource, Picture, SharedPicture, SourceError, pool::PicturePool};
use crate::time::CaptureTime;
use std::time::{Duration, Instant};
use xcb::{Connection, Extension, Xid, damage, randr, x, xfixes};

/// The whole screen is fetched this often even if the server says that nothing changed: some drivers draw past it.
const LOOK_AGAIN: Duration = Duration::from_secs(2);

/// A monitor: what people call it, and where it lies on the root window.
struct Monitor {
    id: String,
    primary: bool,
    at: (i16, i16),
    size: (u16, u16),
}

/// The connection to the X server, where there is one and it is not only a guest on Wayland (there it sees nothing).
fn connect() -> Option<(Connection, i32)> {
    let says = |name: &str| std::env::var(name).unwrap_or_default();
    if says("DISPLAY").is_empty() || !says("WAYLAND_DISPLAY").is_empty() || says("XDG_SESSION_TYPE") == "wayland" {
        return None;
    }
    Connection::connect_with_extensions(None, &[], &[Extension::Damage, Extension::XFixes, Extension::RandR]).ok()
}

fn root(connection: &Connection, screen: i32) -> Option<x::ScreenBuf> {
    connection.get_setup().roots().nth(usize::try_from(screen).ok()?).map(ToOwned::to_owned)
}

/// The monitors; without RANDR the whole screen is one.
fn monitors(connection: &Connection, screen: &x::Screen) -> Vec<Monitor> {
    let whole = || Monitor {
        id: "screen".into(),
        primary: true,
        at: (0, 0),
        size: (screen.width_in_pixels(), screen.height_in_pixels()),
    };
    let asked = connection.active_extensions().any(|extension| extension == Extension::RandR);
    let reply = asked.then(|| {
        let cookie = connection.send_request(&randr::GetMonitors { window: screen.root(), get_active: true });
        connection.wait_for_reply(cookie).ok()
    });
    let Some(Some(reply)) = reply else { return vec![whole()] };
    let mut found: Vec<_> = reply
        .monitors()
        .filter(|monitor| monitor.width() > 0 && monitor.height() > 0)
        .map(|monitor| {
            let cookie = connection.send_request(&x::GetAtomName { atom: monitor.name() });
            let name = connection.wait_for_reply(cookie).map(|reply| reply.name().to_utf8().into_owned());
            Monitor {
                id: name.unwrap_or_else(|_| format!("screen {}", monitor.name().resource_id())),
                primary: monitor.primary(),
                at: (monitor.x(), monitor.y()),
                size: (monitor.width(), monitor.height()),
            }
        })
        .collect();
    if found.is_empty() {
        found.push(whole());
    }
    found
}

/// Identifiers and names of the monitors; `None`: this is not X11.
pub(crate) fn list() -> Option<Vec<(String, String)>> {
    let (connection, screen) = connect()?;
    let screen = root(&connection, screen)?;
    let name = |monitor: &Monitor| format!("{} ({} × {})", monitor.id, monitor.size.0, monitor.size.1);
    Some(monitors(&connection, &screen).iter().map(|monitor| (monitor.id.clone(), name(monitor))).collect())
}

/// Opens a monitor; `None`: this is not X11, or its pixels are not laid out as every screen's are today.
pub(crate) fn open(id: Option<&str>) -> Option<Result<Box<dyn FrameSource>, SourceError>> {
    let (connection, number) = connect()?;
    let screen = root(&connection, number)?;
    let setup = connection.get_setup();
    let four_bytes = setup
        .pixmap_formats()
        .iter()
        .any(|format| format.depth() == screen.root_depth() && format.bits_per_pixel() == 32);
    let bgra = screen
        .allowed_depths()
        .flat_map(|depth| depth.visuals().to_vec())
        .any(|visual| visual.visual_id() == screen.root_visual() && visual.red_mask() == 0x00ff_0000);
    if !four_bytes || !bgra || setup.image_byte_order() != x::ImageOrder::LsbFirst {
        return None;
    }
    let found = monitors(&connection, &screen);
    let monitor = if let Some(id) = id {
        found.into_iter().find(|monitor| monitor.id == id)
    } else {
        let main = found.iter().position(|monitor| monitor.primary).unwrap_or(0);
        found.into_iter().nth(main)
    };
    let Some(monitor) = monitor else { return Some(Err(not_there(id))) };
    let opened = X11Screen::new(connection, number, screen.root(), monitor);
    Some(opened.map(|screen| Box::new(screen) as Box<dyn FrameSource>))
}

/// The pointer: where its picture lies on the root window, and its pixels (premultiplied alpha, red, green, blue).
#[derive(Clone, Debug, PartialEq, Eq)]
struct Pointer {
    left: i32,
    top: i32,
    width: usize,
    pixels: Vec<u32>,
}

/// One monitor that is looked at 15 times a second.
struct X11Screen {
    connection: Connection,
    number: i32,
    root: x::Window,
    monitor: Monitor,
    damage: Option<damage::Damage>,
    pointers: bool,
    /// What the monitor shows, without the pointer.
    base: Picture,
    pointer: Option<Pointer>,
    looked: Option<Instant>,
    ticks: Ticks,
    pool: PicturePool,
}

impl X11Screen {
    fn new(connection: Connection, number: i32, root: x::Window, monitor: Monitor) -> Result<Self, SourceError> {
        let lost = |error: xcb::Error| said(&monitor, &error);
        // XFIXES and DAMAGE answer nothing else before they were asked for their version.
        let has = |extension| connection.active_extensions().any(|active| active == extension);
        let pointers = has(Extension::XFixes)
            && connection
                .wait_for_reply(
                    connection.send_request(&xfixes::QueryVersion { client_major_version: 4, client_minor_version: 0 }),
                )
                .is_ok();
        let mut watched = None;
        if pointers && has(Extension::Damage) {
            let version =
                connection.send_request(&damage::QueryVersion { client_major_version: 1, client_minor_version: 1 });
            if connection.wait_for_reply(version).is_ok() {
                let damage: damage::Damage = connection.generate_id();
                let level = damage::ReportLevel::BoundingBox;
                let create = damage::Create { damage, drawable: x::Drawable::Window(root), level };
                let made = connection.check_request(connection.send_request_checked(&create));
                watched = made.is_ok().then_some(damage);
            }
        }
        connection.flush().map_err(|error| lost(error.into()))?;
        let base = Picture::black(u32::from(monitor.size.0), u32::from(monitor.size.1), CaptureTime(0));
        Ok(Self {
            connection,
            number,
            root,
            monitor,
            damage: watched,
            pointers,
            base,
            pointer: None,
            looked: None,
            ticks: Ticks::default(),
            pool: PicturePool::new(4),
        })
    }

    /// The pointer as it is now, where it touches this monitor.
    fn pointer_now(&self) -> Result<Option<Pointer>, xcb::Error> {
        if !self.pointers {
            return Ok(None);
        }
        let reply = self.connection.wait_for_reply(self.connection.send_request(&xfixes::GetCursorImage {}))?;
        let left = i32::from(reply.x()) - i32::from(reply.xhot()) - i32::from(self.monitor.at.0);
        let top = i32::from(reply.y()) - i32::from(reply.yhot()) - i32::from(self.monitor.at.1);
        let (width, height) = (i32::from(reply.width()), i32::from(reply.height()));
        let touches =
            left < self.base.width as i32 && left + width > 0 && top < self.base.height as i32 && top + height > 0;
        let whole = reply.cursor_image().len() == width as usize * height as usize;
        Ok((touches && whole && width > 0).then(|| Pointer {
            left,
            top,
            width: width as usize,
            pixels: reply.cursor_image().to_vec(),
        }))
    }

    /// The rectangle that changed since the last time, in the monitor's pixels. Asks the server, so that whatever
    /// changed before is known afterwards.
    fn changed(&mut self, now: Instant) -> Result<Option<Rect>, xcb::Error> {
        let whole = Rect { left: 0, top: 0, width: self.base.width, height: self.base.height };
        let Some(damage) = self.damage else { return Ok(Some(whole)) };
        self.connection.send_request(&damage::Subtract {
            damage,
            repair: xfixes::Region::none(),
            parts: xfixes::Region::none(),
        });
        // Any answer would do: what the server sent before it has arrived by then.
        self.connection.wait_for_reply(self.connection.send_request(&x::GetInputFocus {}))?;
        let mut bounds: Option<(i32, i32, i32, i32)> = None;
        while let Some(happened) = self.connection.poll_for_event()? {
            if let xcb::Event::Damage(damage::Event::Notify(notice)) = happened {
                let area = notice.area();
                let left = i32::from(area.x) - i32::from(self.monitor.at.0);
                let top = i32::from(area.y) - i32::from(self.monitor.at.1);
                let (right, bottom) = (left + i32::from(area.width), top + i32::from(area.height));
                bounds = Some(bounds.map_or((left, top, right, bottom), |(l, t, r, b)| {
                    (l.min(left), t.min(top), r.max(right), b.max(bottom))
                }));
            }
        }
        let again = self.looked.is_none_or(|looked| now.duration_since(looked) >= LOOK_AGAIN);
        if again {
            self.looked = Some(now);
            return Ok(Some(whole));
        }
        Ok(bounds.and_then(|(left, top, right, bottom)| even(left, top, right, bottom, whole)))
    }

    /// Fetches a rectangle of the monitor; says whether it looks different.
    fn fetch(&mut self, part: Rect) -> Result<bool, xcb::Error> {
        let reply = self.connection.wait_for_reply(self.connection.send_request(&x::GetImage {
            format: x::ImageFormat::ZPixmap,
            drawable: x::Drawable::Window(self.root),
            x: self.monitor.at.0 + part.left as i16,
            y: self.monitor.at.1 + part.top as i16,
            width: part.width as u16,
            height: part.height as u16,
            plane_mask: u32::MAX,
        }))?;
        let rows =
            part.top as usize * self.base.width as usize..(part.top + part.height) as usize * self.base.width as usize;
        let before = (part.width == self.base.width).then(|| self.base.y[rows.clone()].to_vec());
        // It fails only for a reply of another length than was asked for; then the old picture stays.
        let drawn = convert_part(reply.data(), part, &mut self.base).is_ok();
        Ok(drawn && before.is_none_or(|before| before != self.base.y[rows]))
    }

    /// Whether the monitor has another place or size by now; follows it.
    fn follow(&mut self) -> Result<bool, SourceError> {
        let Some(screen) = root(&self.connection, self.number) else { return Ok(false) };
        let now = monitors(&self.connection, &screen).into_iter().find(|monitor| monitor.id == self.monitor.id);
        let now = now.ok_or_else(|| not_there(Some(&self.monitor.id)))?;
        let moved = (now.at, now.size) != (self.monitor.at, self.monitor.size);
        self.monitor = now;
        self.base.resize(u32::from(self.monitor.size.0), u32::from(self.monitor.size.1));
        self.looked = None;
        Ok(moved)
    }
}

/// A rectangle of even edges around these bounds, within `whole`; `None`: they lie outside.
fn even(left: i32, top: i32, right: i32, bottom: i32, whole: Rect) -> Option<Rect> {
    let down = |edge: i32| (edge.max(0) / 2 * 2) as u32;
    let up = |edge: i32, most: u32| ((edge.max(0) as u32).div_ceil(2) * 2).min(most);
    let (left, top, right, bottom) = (down(left), down(top), up(right, whole.width), up(bottom, whole.height));
    (left < right && top < bottom).then(|| Rect { left, top, width: right - left, height: bottom - top })
}

fn said(monitor: &Monitor, error: &xcb::Error) -> SourceError {
    SourceError::Device(format!("the screen {} cannot be captured any more: {error}", monitor.id))
}

impl FrameSource for X11Screen {
    fn name(&self) -> String {
        self.monitor.id.clone()
    }

    fn next(&mut self) -> Result<Option<SharedPicture>, SourceError> {
        std::thread::sleep(self.ticks.wait(Instant::now()));
        let first = self.looked.is_none();
        let looked = |this: &mut Self| {
            let changed = this.changed(Instant::now())?;
            let different = changed.map_or(Ok(false), |part| this.fetch(part))?;
            let pointer = this.pointer_now()?;
            let moved = pointer != this.pointer;
            this.pointer = pointer;
            Ok(different || moved)
        };
        let different = match looked(self) {
            Ok(different) => different,
            // The rectangle lies outside the screen: it got another size.
            Err(xcb::Error::Protocol(_)) if self.follow()? => return Ok(None),
            Err(error) => return Err(said(&self.monitor, &error)),
        };
        if !different && !first {
            return Ok(None);
        }
        let (base, pointer) = (&self.base, &self.pointer);
        let Ok(picture) = self.pool.fill(base.width, base.height, CaptureTime::now(), |picture| {
            picture.y.copy_from_slice(&base.y);
            picture.u.copy_from_slice(&base.u);
            picture.v.copy_from_slice(&base.v);
            if let Some(pointer) = pointer {
                draw(pointer, picture);
            }
            Ok::<_, std::convert::Infallible>(())
        });
        Ok(Some(picture))
    }
}

/// Draws the pointer into a picture.
fn draw(pointer: &Pointer, picture: &mut Picture) {
    let half_width = picture.width.div_ceil(2) as usize;
    for (i, &pixel) in pointer.pixels.iter().enumerate() {
        let x = pointer.left + (i % pointer.width) as i32;
        let y = pointer.top + (i / pointer.width) as i32;
        let inside = (0..picture.width as i32).contains(&x) && (0..picture.height as i32).contains(&y);
        let [alpha, r, g, b] = pixel.to_be_bytes();
        if !inside || alpha == 0 {
            continue;
        }
        let plain = |part: u8| (u32::from(part) * 255 / u32::from(alpha)).min(255) as u8;
        let [luma, blue, red] = colour([plain(r), plain(g), plain(b)]);
        let mix = |under: &mut u8, over: u8, weight: u32| {
            *under = ((u32::from(*under) * (255 - weight) + u32::from(over) * weight + 127) / 255) as u8;
        };
        let (x, y) = (x as usize, y as usize);
        mix(&mut picture.y[y * picture.width as usize + x], luma, u32::from(alpha));
        // Four pixels share one colour: each has a quarter of a say.
        let chroma = y / 2 * half_width + x / 2;
        mix(&mut picture.u[chroma], blue, u32::from(alpha) / 4);
        mix(&mut picture.v[chroma], red, u32::from(alpha) / 4);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_become_even_and_stay_inside() {
        let whole = Rect { left: 0, top: 0, width: 101, height: 51 };
        assert_eq!(even(3, 5, 8, 9, whole), Some(Rect { left: 2, top: 4, width: 6, height: 6 }));
        assert_eq!(even(-10, -10, 1, 1, whole), Some(Rect { left: 0, top: 0, width: 2, height: 2 }));
        assert_eq!(even(100, 50, 300, 300, whole), Some(Rect { left: 100, top: 50, width: 1, height: 1 }));
        assert_eq!(even(102, 0, 120, 10, whole), None);
        assert_eq!(even(-20, 0, -3, 10, whole), None);
    }

    #[test]
    fn the_pointer_is_drawn_where_it_is_and_nowhere_else() {
        let mut picture = Picture::black(8, 6, CaptureTime(0));
        let pointer = Pointer { left: 6, top: -1, width: 3, pixels: [0xffff_ffff, 0, 0x8080_8080].repeat(3) };
        draw(&pointer, &mut picture);
        for y in 0..6 {
            for x in 0..8 {
                let expected = if x == 6 && y < 2 { 235 } else { 16 };
                assert_eq!(picture.y[y * 8 + x], expected, "at {x},{y}");
            }
        }
    }
}
