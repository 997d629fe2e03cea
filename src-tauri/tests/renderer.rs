//! The canvas renderer as the page sees it, and as hostile neighbours on this machine see it: over a real socket.

use chancery_desktop::renderer::canvas::CanvasRenderer;
use chancery_desktop::renderer::{Fit, Measures, Renderer, RendererInfo, StageLayout, StageSource, Tile};
use chancery_media::picture::{Picture, SharedPicture};
use chancery_media::time::CaptureTime;
use chancery_model::{MediaKind, ParticipantId};
use futures_util::{SinkExt, StreamExt};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message, http::HeaderValue};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

type Page = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Far longer than anything here takes, so that only a hang reaches it.
const LONG: Duration = Duration::from_secs(20);
/// The page's number of its layout.
const REVISION: u16 = 700;
/// Long enough for something to come that should not.
const A_WHILE: Duration = Duration::from_millis(300);

fn renderer() -> CanvasRenderer {
    CanvasRenderer::start(&tokio::runtime::Handle::current()).expect("a port on 127.0.0.1")
}

async fn knock(url: &str, origin: Option<&'static str>) -> Result<Page, Error> {
    let mut request = url.into_client_request()?;
    if let Some(origin) = origin {
        request.headers_mut().insert("origin", HeaderValue::from_static(origin));
    }
    tokio_tungstenite::connect_async(request).await.map(|(page, _)| page)
}

async fn enter(info: &RendererInfo) -> Page {
    let mut page = knock(&info.url, Some("tauri://localhost")).await.expect("the window's own page is let in");
    page.send(Message::text(info.token.clone())).await.expect("sent");
    page
}

/// The next stage: width, height, sequence and the luma plane.
async fn stage(page: &mut Page) -> (u32, u32, u32, Vec<u8>) {
    let message = tokio::time::timeout(LONG, page.next()).await.expect("in time").expect("open").expect("fine");
    let Message::Binary(bytes) = message else { panic!("a stage is binary, this is {message:?}") };
    assert_eq!(&bytes[..2], &[1, 0], "version and format");
    assert_eq!(u16::from_le_bytes([bytes[6], bytes[7]]), REVISION, "composed by the layout that the page told last");
    let width = u32::from(u16::from_le_bytes([bytes[2], bytes[3]]));
    let height = u32::from(u16::from_le_bytes([bytes[4], bytes[5]]));
    let sequence = u32::from_le_bytes([bytes[8], bytes[9], bytes[10], bytes[11]]);
    assert_eq!(bytes.len() as u32, 12 + width * height * 3 / 2);
    (width, height, sequence, bytes[12..(12 + width * height) as usize].to_vec())
}

async fn ack(page: &mut Page) {
    page.send(Message::text("ack")).await.expect("sent");
}

/// Whether nothing comes for a while.
async fn silent(page: &mut Page) -> bool {
    tokio::time::timeout(A_WHILE, page.next()).await.is_err()
}

/// Whether the connection ends, whatever is said before.
async fn ends(page: &mut Page) -> bool {
    tokio::time::timeout(LONG, async { while let Some(Ok(_)) = page.next().await {} }).await.is_ok()
}

async fn until(renderer: &CanvasRenderer, what: impl Fn(&Measures) -> bool) -> Measures {
    let deadline = tokio::time::Instant::now() + LONG;
    loop {
        let measures = renderer.measures();
        if what(&measures) {
            return measures;
        }
        assert!(tokio::time::Instant::now() < deadline, "never came: {measures:?}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

fn plain(luma: u8, width: u32, height: u32) -> SharedPicture {
    let chroma = (width.div_ceil(2) * height.div_ceil(2)) as usize;
    Arc::new(Picture {
        width,
        height,
        y: vec![luma; (width * height) as usize],
        u: vec![128; chroma],
        v: vec![128; chroma],
        captured: CaptureTime::now(),
    })
}

fn whole(source: StageSource, width: u32, height: u32) -> StageLayout {
    let tile = Tile { source, x: 0, y: 0, width, height, fit: Fit::Cover, radius: 0 };
    StageLayout { width, height, tiles: vec![tile], background: [0, 0, 0], revision: REVISION }
}

fn somebody() -> ParticipantId {
    ParticipantId::from_random([5; 16])
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_come_composed_and_not_more_than_two_ahead_of_the_page() {
    let renderer = renderer();
    let sink = renderer.hub().sink(Some(somebody()), MediaKind::Video);
    renderer.set_layout(whole(StageSource::Camera { participant: somebody() }, 64, 36));
    let mut page = enter(&renderer.invite().expect("token")).await;

    sink.picture(plain(200, 128, 72));
    // The empty stage may come first, or the picture at once.
    let mut last = stage(&mut page).await;
    if last.3[0] != 200 {
        ack(&mut page).await;
        last = stage(&mut page).await;
    }
    assert_eq!((last.0, last.1), (64, 36), "no larger than shown");
    assert!(last.3.iter().all(|luma| luma.abs_diff(200) <= 1), "the whole tile is covered");

    // Without an acknowledgement one more may come, and no third.
    for luma in 100..120 {
        sink.picture(plain(luma, 128, 72));
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    stage(&mut page).await;
    assert!(silent(&mut page).await, "two are on their way");
    assert_eq!(renderer.measures().composed - renderer.measures().presented, 2);

    // Room again: the newest picture comes, not one of those between.
    ack(&mut page).await;
    let newest = stage(&mut page).await;
    assert!(newest.3[0].abs_diff(119) <= 1, "{}", newest.3[0]);
    assert!(newest.2 > last.2);
    ack(&mut page).await;
    ack(&mut page).await;
    let measures = until(&renderer, |m| m.presented == m.composed).await;
    assert!(measures.drawn_ms.is_some() && measures.capture_to_drawn_ms.is_some());
    assert!(silent(&mut page).await, "nothing new, nothing sent");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_tile_shows_is_not_composed_and_what_ended_goes() {
    let renderer = renderer();
    let hub = renderer.hub();
    let (mine, theirs) = (hub.sink(None, MediaKind::Video), hub.sink(Some(somebody()), MediaKind::Screen));
    renderer.set_layout(whole(StageSource::Me, 32, 32));
    let mut page = enter(&renderer.invite().expect("token")).await;
    mine.picture(plain(180, 32, 32));
    while stage(&mut page).await.3[0] < 170 {
        ack(&mut page).await;
    }
    ack(&mut page).await;
    theirs.picture(plain(90, 32, 32));
    assert!(silent(&mut page).await);

    // It was kept: a tile for it has it at once, without a new picture.
    renderer.set_layout(whole(StageSource::Screen { participant: somebody() }, 32, 32));
    let screen = stage(&mut page).await;
    assert!(screen.3[0].abs_diff(90) <= 1, "{}", screen.3[0]);
    ack(&mut page).await;
    hub.gone(Some(somebody()), MediaKind::Screen);
    let after = stage(&mut page).await;
    assert!(after.3[0] < 30, "the background shows: {}", after.3[0]);
    theirs.picture(plain(90, 32, 32));
    ack(&mut page).await;
    assert!(silent(&mut page).await, "a late picture of what ended is not shown");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_loaded_anew_takes_the_place_of_the_old() {
    let renderer = renderer();
    let sink = renderer.hub().sink(None, MediaKind::Video);
    renderer.set_layout(whole(StageSource::Me, 32, 32));
    sink.picture(plain(150, 32, 32));
    let mut first = enter(&renderer.invite().expect("token")).await;
    stage(&mut first).await;
    let mut second = enter(&renderer.invite().expect("token")).await;
    let (_, _, sequence, luma) = stage(&mut second).await;
    assert_eq!(sequence, 1, "a connection counts from one");
    assert!(luma[0].abs_diff(150) <= 1, "the still picture is sent to the new page");
    assert!(ends(&mut first).await, "the old one is cut off");
    assert_eq!(renderer.measures().let_in, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn other_pages_and_other_programs_are_turned_away() {
    let renderer = renderer();
    let info = renderer.invite().expect("token");
    for origin in [None, Some("http://127.0.0.1"), Some("https://example.org"), Some("null")] {
        let Err(Error::Http(refusal)) = knock(&info.url, origin).await else { panic!("{origin:?} was let in") };
        assert_eq!(refusal.status(), 403);
    }
    for wrong in ["", "x", "ack", &info.token[1..]] {
        let mut page = knock(&info.url, Some("tauri://localhost")).await.expect("the origin is right");
        page.send(Message::text(wrong)).await.expect("sent");
        assert!(ends(&mut page).await, "{wrong}");
    }
    let mut page = knock(&info.url, Some("tauri://localhost")).await.expect("the origin is right");
    page.send(Message::binary(info.token.clone().into_bytes())).await.expect("sent");
    assert!(ends(&mut page).await, "a token is text");
    assert_eq!(renderer.measures().let_in, 0);

    // All that did not void the token; using it does.
    let mut page = enter(&info).await;
    until(&renderer, |m| m.let_in == 1).await;
    let mut thief = enter(&info).await;
    assert!(ends(&mut thief).await);
    assert!(silent(&mut page).await, "the page itself is not disturbed");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_says_nothing_or_too_much_is_cut_off() {
    let renderer = renderer();
    let info = renderer.invite().expect("token");
    let address = info.url.trim_start_matches("ws://").trim_end_matches('/').to_owned();

    // Says nothing at all; says half a request, slowly; shakes hands and then is silent.
    let mut mute = TcpStream::connect(&address).await.expect("port");
    let mut slow = TcpStream::connect(&address).await.expect("port");
    slow.write_all(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n").await.expect("sent");
    let mut patient = knock(&info.url, Some("tauri://localhost")).await.expect("the origin is right");
    for stream in [&mut mute, &mut slow] {
        let mut rest = Vec::new();
        let read = tokio::time::timeout(LONG, stream.read_to_end(&mut rest)).await.expect("closed in time");
        assert!(read.is_err() || rest.is_empty(), "nothing is told to a stranger");
    }
    assert!(ends(&mut patient).await);

    // Speaks something else than HTTP, without end.
    let mut loud = TcpStream::connect(&address).await.expect("port");
    let flood = async { while loud.write_all(&[0x16; 4096]).await.is_ok() {} };
    tokio::time::timeout(LONG, flood).await.expect("cut off");

    // Too long a token.
    let mut page = knock(&info.url, Some("tauri://localhost")).await.expect("the origin is right");
    let _ = page.send(Message::text("a".repeat(100_000))).await;
    assert!(ends(&mut page).await);

    // Let in, but acknowledging what never was sent.
    let mut page = enter(&info).await;
    until(&renderer, |m| m.let_in == 1).await;
    for _ in 0..10 {
        if page.send(Message::text("ack")).await.is_err() {
            break;
        }
    }
    assert!(ends(&mut page).await);
    let mut page = enter(&renderer.invite().expect("token")).await;
    until(&renderer, |m| m.let_in == 2).await;
    page.send(Message::text("something else")).await.expect("sent");
    assert!(ends(&mut page).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crowd_at_the_door_does_not_keep_the_window_out_for_long() {
    let renderer = renderer();
    let info = renderer.invite().expect("token");
    let address = info.url.trim_start_matches("ws://").trim_end_matches('/').to_owned();
    let mut crowd = Vec::new();
    for _ in 0..64 {
        crowd.push(TcpStream::connect(&address).await.expect("port"));
    }
    let turned = until(&renderer, |m| m.turned_away >= 64 - 8).await;
    assert_eq!(turned.let_in, 0);
    until(&renderer, |m| m.turned_away == 64).await;
    let _page = enter(&info).await;
    until(&renderer, |m| m.let_in == 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn stopping_ends_the_thread_and_the_connections() {
    let renderer = renderer();
    renderer.set_layout(whole(StageSource::Me, 32, 32));
    let sink = renderer.hub().sink(None, MediaKind::Video);
    let info = renderer.invite().expect("token");
    let mut page = enter(&info).await;
    until(&renderer, |m| m.let_in == 1).await;
    let renderer = tokio::task::spawn_blocking(move || {
        renderer.stop();
        renderer
    })
    .await
    .expect("stops");
    assert!(ends(&mut page).await);
    sink.picture(plain(1, 2, 2));
    assert!(knock(&info.url, Some("tauri://localhost")).await.is_err(), "nobody listens");
    drop(renderer);
}
