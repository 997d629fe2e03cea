//! A screen without a screen: an X server that only exists in memory, on which something is drawn and captured.
#![cfg(target_os = "linux")]

use chancery_media::picture::{FrameSource, Picture, list_screens, open_screen};
use chancery_media::spec::SourceSpec;
use std::io::Read;
use std::process::{Child, Command, Stdio};
use xcb::{Xid, x};

/// Ends the server with the test.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The display is told by the environment, which a test may not change for itself: so it runs itself once more.
#[test]
fn a_screen_is_captured() {
    let started = Command::new("Xvfb")
        .args(["-displayfd", "1", "-screen", "0", "800x600x24", "-nolisten", "tcp"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    // Developers' machines may lack it; the one that checks every change has it.
    let Ok(mut started) = started else { return };
    let mut told = started.stdout.take().expect("piped");
    let server = Server(started);
    let mut number = Vec::new();
    let mut byte = [0];
    while told.read_exact(&mut byte).is_ok() && byte != *b"\n" {
        number.push(byte[0]);
    }
    let display = format!(":{}", String::from_utf8(number).expect("a number"));
    let done = Command::new(std::env::current_exe().expect("this test"))
        .args(["--ignored", "--exact", "within_the_display", "--nocapture"])
        .env("DISPLAY", display)
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("XDG_SESSION_TYPE")
        .status()
        .expect("this test runs");
    drop(server);
    assert!(done.success());
}

fn luma(picture: &Picture, x: usize, y: usize) -> u8 {
    picture.y[y * picture.width as usize + x]
}

/// The next new picture; what nothing changes gives none, for about `looks` fifteenths of a second.
fn next(source: &mut dyn FrameSource, looks: usize) -> Option<std::sync::Arc<Picture>> {
    (0..looks).find_map(|_| source.next().expect("the screen is there"))
}

#[test]
#[ignore = "run by a_screen_is_captured, within a display of its own"]
fn within_the_display() {
    let (connection, screen) = xcb::Connection::connect(None).expect("the display");
    let root = connection.get_setup().roots().nth(screen as usize).expect("its screen").to_owned();
    let paint = |x: i16, y: i16, side: u16, colour: u32| {
        let gc: x::Gcontext = connection.generate_id();
        connection.send_request(&x::CreateGc {
            cid: gc,
            drawable: x::Drawable::Window(root.root()),
            value_list: &[x::Gc::Foreground(colour), x::Gc::SubwindowMode(x::SubwindowMode::IncludeInferiors)],
        });
        connection.send_request(&x::PolyFillRectangle {
            drawable: x::Drawable::Window(root.root()),
            gc,
            rectangles: &[x::Rectangle { x, y, width: side, height: side }],
        });
        // An answer means that it is done.
        let cookie = connection.send_request(&x::GetInputFocus {});
        connection.wait_for_reply(cookie).expect("an answer");
    };
    let point = |x: i16, y: i16| {
        connection.send_request(&x::WarpPointer {
            src_window: x::Window::none(),
            dst_window: root.root(),
            src_x: 0,
            src_y: 0,
            src_width: 0,
            src_height: 0,
            dst_x: x,
            dst_y: y,
        });
        let cookie = connection.send_request(&x::GetInputFocus {});
        connection.wait_for_reply(cookie).expect("an answer");
    };
    point(700, 500);
    paint(0, 0, 800, 0x0000_0000);

    let screens = list_screens();
    assert_eq!(screens.len(), 1, "{screens:?}");
    let unknown = open_screen(&SourceSpec::Device(Some("no such screen".into())));
    assert!(unknown.err().is_some_and(|error| error.to_string().contains("no such screen")));

    let mut source = open_screen(&SourceSpec::Device(Some(screens[0].0.clone()))).expect("it opens").expect("a screen");
    let first = next(&mut *source, 1).expect("the first picture comes at once");
    assert_eq!((first.width, first.height), (800, 600));
    assert_eq!((luma(&first, 100, 100), luma(&first, 5, 5)), (16, 16));
    assert!(next(&mut *source, 10).is_none(), "nothing changed");

    paint(101, 51, 20, 0x00ff_ffff);
    let changed = next(&mut *source, 15).expect("something changed");
    for (x, y, value) in [(101, 51, 235), (120, 70, 235), (100, 51, 16), (121, 60, 16), (110, 50, 16), (110, 71, 16)] {
        assert_eq!(luma(&changed, x, y), value, "at {x},{y}");
    }
    paint(0, 0, 800, 0x00ff_0000);
    let red = next(&mut *source, 15).expect("all of it changed");
    assert!(luma(&red, 400, 300).abs_diff(81) <= 2 && red.v[0] > 230, "{} {}", luma(&red, 400, 300), red.v[0]);

    let around = |picture: &Picture, x: usize, y: usize| {
        (y - 10..y + 10)
            .flat_map(|y| (x - 10..x + 10).map(move |x| (x, y)))
            .any(|(x, y)| luma(picture, x, y).abs_diff(81) > 20)
    };
    point(300, 200);
    let pointed = next(&mut *source, 15).expect("the pointer moved");
    assert!(around(&pointed, 300, 200), "the pointer is seen where it is");
    assert!(!around(&pointed, 700, 500), "and not where it was");
}
