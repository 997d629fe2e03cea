//! The routes: registering meetings, looking at one, the WebSocket, health, metrics, and the page behind an https link.

use crate::books;
use crate::database::{StorageTrouble, Stored};
use crate::gate::Pass;
use crate::hub::{Hub, trouble_label};
use crate::socket;
use crate::wire::WireState;
use axum::extract::rejection::BytesRejection;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{DefaultBodyLimit, MatchedPath, Path, Request, State};
use axum::http::header::{
    AUTHORIZATION, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, RETRY_AFTER,
    WWW_AUTHENTICATE, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use chancery_model::MeetingId;
use chancery_signalling::message::{LookRequest, MAX_FRAME, MeetingLook, NewMeeting, RefusalCode};
use chancery_signalling::room::Record;
use jiff::Timestamp;
use ring::digest::{SHA256, digest};
use serde::Serialize;
use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use subtle::ConstantTimeEq as _;
use tower_http::timeout::TimeoutLayer;

/// Bytes of a request's body.
const MAX_BODY: usize = 64 * 1024;
/// Bytes of a sealed meeting.
const MAX_SEALED: usize = 32 * 1024;
/// Sides of one meeting.
const MAX_SIDES: usize = 16;
/// From a meeting's start to its expiry.
const LONGEST_MEETING: Duration = Duration::from_hours(366 * 24);
const JOIN: &str = include_str!("join.html");

/// The TCP connection that a request came on.
#[derive(Clone, Debug)]
pub(crate) struct Peer {
    pub address: SocketAddr,
    pub wire: Arc<WireState>,
    /// Its place among the TCP connections: held as long as anything of it lives.
    pub _pass: Arc<Pass>,
}

pub(crate) fn router(hub: Arc<Hub>) -> Router {
    Router::new()
        .route("/v1/signal", get(signal))
        .route("/v1/meetings", post(register))
        .route("/v1/organiser", get(organiser))
        .route("/v1/meetings/{id}/look", post(look))
        .merge(books::routes())
        .route("/healthz", get(healthz))
        .route("/metrics", get(metrics))
        .route("/join", get(join))
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, hub.config.request_timeout))
        .layer(from_fn_with_state(Arc::clone(&hub), around))
        .with_state(hub)
}

/// What every answer has in common, and its count.
async fn around(State(hub): State<Arc<Hub>>, request: Request, next: Next) -> Response {
    const ROUTES: [&str; 11] = [
        "/v1/signal",
        "/v1/meetings",
        "/v1/meetings/{id}/look",
        "/v1/organiser",
        books::NEW,
        books::ENTRY,
        books::TRAIL,
        books::CHANGES,
        "/healthz",
        "/metrics",
        "/join",
    ];
    let path = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
    let route = ROUTES.into_iter().find(|r| Some(*r) == path).unwrap_or("other");
    let mut response = next.run(request).await;
    hub.metrics.request(route, response.status().as_u16());
    let headers = response.headers_mut();
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// The address that a request is counted under: the peer's, or what a trusted proxy says.
pub(crate) fn client_address(hub: &Hub, peer: &Peer, headers: &HeaderMap) -> IpAddr {
    const FORWARDED: HeaderName = HeaderName::from_static("x-forwarded-for");
    let address = peer.address.ip().to_canonical();
    if !hub.config.trusted_proxies.contains(&address) {
        return address;
    }
    // The last entry is the one that our proxy wrote; those before it are the client's own say.
    let last = headers.get_all(FORWARDED).iter().next_back().and_then(|v| v.to_str().ok());
    last.and_then(|v| v.rsplit(',').next()?.trim().parse().ok()).unwrap_or(address)
}

/// Why a request is refused.
struct Refusal {
    status: StatusCode,
    code: RefusalCode,
    retry: Option<Duration>,
}

impl Refusal {
    fn new(status: StatusCode, code: RefusalCode) -> Self {
        Self { status, code, retry: None }
    }

    fn later(status: StatusCode, code: RefusalCode, seconds: u64) -> Self {
        Self { retry: Some(Duration::from_secs(seconds)), ..Self::new(status, code) }
    }

    fn storage(hub: &Hub, trouble: StorageTrouble) -> Self {
        hub.metrics.storage(trouble_label(trouble));
        if trouble == StorageTrouble::Busy {
            // Nothing is wrong with the disk: there is too much to do just now.
            return Self::later(StatusCode::SERVICE_UNAVAILABLE, RefusalCode::TooFast, 2);
        }
        Self::later(StatusCode::SERVICE_UNAVAILABLE, RefusalCode::Storage, 5)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        #[derive(Serialize)]
        struct Body {
            code: RefusalCode,
        }
        let mut response = (self.status, Json(Body { code: self.code })).into_response();
        if let Some(retry) = self.retry {
            response.headers_mut().insert(RETRY_AFTER, retry.as_secs().into());
        }
        if self.status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

fn read<T: serde::de::DeserializeOwned>(body: Result<Bytes, BytesRejection>) -> Result<T, Refusal> {
    let body = body.map_err(|rejection| match rejection.into_response().status() {
        StatusCode::PAYLOAD_TOO_LARGE => Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, RefusalCode::TooLarge),
        _ => Refusal::new(StatusCode::BAD_REQUEST, RefusalCode::Malformed),
    })?;
    serde_json::from_slice(&body).map_err(|_| Refusal::new(StatusCode::BAD_REQUEST, RefusalCode::Malformed))
}

async fn signal(
    State(hub): State<Arc<Hub>>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    let address = client_address(&hub, &peer, &headers);
    let pass = hub.clients.enter(address, hub.is_exempt(address));
    upgrade
        .max_message_size(MAX_FRAME)
        .max_frame_size(MAX_FRAME)
        // The library's own would be 128 KiB for each client.
        .read_buffer_size(2 * 1024)
        .write_buffer_size(8 * 1024)
        .on_upgrade(move |socket| socket::run(socket, hub, peer, pass))
}

async fn register(
    State(hub): State<Arc<Hub>>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<StatusCode, Refusal> {
    organises(&hub, &headers)?;
    let address = client_address(&hub, &peer, &headers);
    let cost = 3_600 / u64::from(hub.config.meetings_per_hour.clamp(1, 3_600));
    if !hub.is_exempt(address) && !hub.registering.take(hub.now().tick, address, cost) {
        return Err(Refusal::later(StatusCode::TOO_MANY_REQUESTS, RefusalCode::TooFast, cost));
    }
    let meeting: NewMeeting = read(body)?;
    check(&meeting, hub.now().wall)?;
    match hub.database.store(&meeting, hub.config.max_meetings).await {
        Ok(Stored::Yes) => {
            hub.metrics.registered();
            tracing::info!(sides = meeting.sides.len(), "a meeting was registered");
            Ok(StatusCode::CREATED)
        }
        Ok(Stored::Taken) => Err(Refusal::new(StatusCode::CONFLICT, RefusalCode::AlreadyHere)),
        Ok(Stored::TooMany) => Err(Refusal::later(StatusCode::SERVICE_UNAVAILABLE, RefusalCode::ServerFull, 3_600)),
        Err(trouble) => Err(Refusal::storage(&hub, trouble)),
    }
}

/// Whether who asks may convene here.
async fn organiser(
    State(hub): State<Arc<Hub>>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
) -> Result<StatusCode, Refusal> {
    let address = client_address(&hub, &peer, &headers);
    if !hub.is_exempt(address) && !hub.looking.take(hub.now().tick, address, 1) {
        return Err(Refusal::later(StatusCode::TOO_MANY_REQUESTS, RefusalCode::TooFast, 1));
    }
    organises(&hub, &headers).map(|()| StatusCode::NO_CONTENT)
}

fn organises(hub: &Hub, headers: &HeaderMap) -> Result<(), Refusal> {
    match &hub.config.organiser_sha256 {
        Some(expected) if !is_organiser(headers, expected) => {
            Err(Refusal::new(StatusCode::UNAUTHORIZED, RefusalCode::OrganisersOnly))
        }
        _ => Ok(()),
    }
}

pub(crate) fn is_organiser(headers: &HeaderMap, expected: &[u8; 32]) -> bool {
    let token = headers.get(AUTHORIZATION).and_then(|v| v.as_bytes().strip_prefix(b"Bearer ")).unwrap_or_default();
    digest(&SHA256, token.trim_ascii()).as_ref().ct_eq(expected).into()
}

/// Whether a meeting can be registered as it is.
fn check(meeting: &NewMeeting, now: Timestamp) -> Result<(), Refusal> {
    if meeting.sealed.0.len() > MAX_SEALED {
        return Err(Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, RefusalCode::TooLarge));
    }
    let codes: BTreeSet<_> = meeting.sides.iter().map(|s| &s.delegation).collect();
    let lasts = meeting.expires.duration_since(meeting.starts);
    let fits = (1..=MAX_SIDES).contains(&meeting.sides.len())
        && codes.len() == meeting.sides.len()
        && meeting.sides.iter().all(|s| s.access_sha256.0.len() == 32)
        && !meeting.sealed.0.is_empty()
        && lasts.is_positive()
        && lasts.unsigned_abs() <= LONGEST_MEETING
        && meeting.expires > now;
    if fits { Ok(()) } else { Err(Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, RefusalCode::Malformed)) }
}

async fn look(
    State(hub): State<Arc<Hub>>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
    Path(id): Path<String>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<MeetingLook>, Refusal> {
    let address = client_address(&hub, &peer, &headers);
    if !hub.is_exempt(address) && !hub.looking.take(hub.now().tick, address, 1) {
        return Err(Refusal::later(StatusCode::TOO_MANY_REQUESTS, RefusalCode::TooFast, 1));
    }
    let request: LookRequest = read(body)?;
    let unknown = || Refusal::new(StatusCode::NOT_FOUND, RefusalCode::NoSuchMeeting);
    let id: MeetingId = id.parse().map_err(|_| unknown())?;
    let record = hub.database.find(id).await.map_err(|trouble| Refusal::storage(&hub, trouble))?;
    // One answer for: unknown, over, not of this side, wrong token.
    let admitted = Record::admits(record.as_ref(), &request.delegation, &request.access);
    let record = record.filter(|r| admitted && hub.now().wall < r.expires).ok_or_else(unknown)?;
    Ok(Json(MeetingLook { sealed: record.sealed, present: hub.present(id) }))
}

async fn healthz(State(hub): State<Arc<Hub>>) -> Response {
    #[derive(Serialize)]
    struct Health {
        ok: bool,
        version: &'static str,
        database: &'static str,
    }
    let database = hub.health().await;
    let ok = database == "ok";
    let status = if ok { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(Health { ok, version: env!("CARGO_PKG_VERSION"), database })).into_response()
}

async fn metrics(State(hub): State<Arc<Hub>>) -> impl IntoResponse {
    let page = hub.metrics.page(hub.counts(), hub.sockets.inside(), hub.started_unix);
    ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], page)
}

/// What a browser shows of an https link. It runs no script, so that nothing in a browser reads the fragment.
async fn join() -> impl IntoResponse {
    let style = JOIN.split("<style>").nth(1).and_then(|s| s.split("</style>").next()).unwrap_or_default();
    let hash = STANDARD.encode(digest(&SHA256, style.as_bytes()));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    ([(CONTENT_TYPE, "text/html; charset=utf-8".to_owned()), (CONTENT_SECURITY_POLICY, policy)], JOIN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chancery_model::DelegationCode;
    use chancery_signalling::message::{NewSide, Sealed};

    #[test]
    fn what_cannot_be_a_meeting_is_refused() {
        let now: Timestamp = "2026-12-01T07:00:00Z".parse().unwrap();
        let side = |code: &str, bytes| NewSide {
            delegation: DelegationCode::new(code).unwrap(),
            access_sha256: Sealed(vec![1; bytes]),
        };
        let good = NewMeeting {
            id: MeetingId::from_random([1; 16]),
            starts: "2026-12-01T07:00:00Z".parse().unwrap(),
            expires: "2026-12-01T09:00:00Z".parse().unwrap(),
            sides: vec![side("ID", 32), side("ZA", 32)],
            sealed: Sealed(vec![0]),
        };
        assert!(check(&good, now).is_ok());
        let bad = [
            NewMeeting { sides: vec![], ..good.clone() },
            NewMeeting { sides: vec![side("ID", 32), side("ID", 32)], ..good.clone() },
            NewMeeting { sides: vec![side("ID", 31)], ..good.clone() },
            NewMeeting { sides: (10..27).map(|n| side(&n.to_string(), 32)).collect(), ..good.clone() },
            NewMeeting { sealed: Sealed(vec![]), ..good.clone() },
            NewMeeting { sealed: Sealed(vec![0; MAX_SEALED + 1]), ..good.clone() },
            NewMeeting { expires: good.starts, ..good.clone() },
            NewMeeting { expires: Timestamp::MAX, ..good.clone() },
            NewMeeting { starts: Timestamp::MIN, expires: Timestamp::MAX, ..good.clone() },
            NewMeeting {
                starts: "2026-11-01T07:00:00Z".parse().unwrap(),
                expires: "2026-11-01T09:00:00Z".parse().unwrap(),
                ..good.clone()
            },
        ];
        for meeting in bad {
            assert!(check(&meeting, now).is_err(), "{meeting:?}");
        }
    }

    #[test]
    fn the_organisers_token() {
        let expected: [u8; 32] = digest(&SHA256, b"a long enough token").as_ref().try_into().unwrap();
        let with = |value: &'static str| HeaderMap::from_iter([(AUTHORIZATION, HeaderValue::from_static(value))]);
        assert!(is_organiser(&with("Bearer a long enough token"), &expected));
        for wrong in ["Bearer a long enough toke", "a long enough token", "Basic a long enough token", "Bearer ", ""] {
            assert!(!is_organiser(&with(wrong), &expected), "{wrong}");
        }
        assert!(!is_organiser(&HeaderMap::new(), &expected));
    }

    #[test]
    fn the_page_loads_nothing() {
        for forbidden in ["<script", "<img", "<link", "<form", "<iframe", "://", "style=", "url(", "@import", "onload"]
        {
            assert!(!JOIN.contains(forbidden), "{forbidden}");
        }
        assert_eq!(JOIN.matches("<style>").count(), 1);
    }
}
