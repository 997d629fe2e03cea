//! The server's HTTP interface: looking at a meeting from the desk, registering one, and the health check. Every call
//! has a time limit and a limit on what it reads.

use crate::address::{BadAddress, ServerAddress};
use crate::tls;
use chancery_core::Problem;
use chancery_model::MeetingId;
use chancery_signalling::message::{LookRequest, MAX_FRAME, MeetingLook, NewMeeting, RefusalCode};
use reqwest::StatusCode;
use serde::Deserialize;
use std::time::Duration;
use thiserror::Error;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const TIMEOUT: Duration = Duration::from_secs(10);

/// Why a call gave no answer that can be used.
#[derive(Debug, Error)]
pub(crate) enum CallError {
    /// Nothing answered in time, or the line broke.
    #[error("the server does not answer")]
    Unreachable,
    /// Something answered, but not as a Chancery server does.
    #[error("what answers is not a Chancery server")]
    Nonsense,
    /// The server said no.
    #[error("the server refused ({0:?})")]
    Refused(RefusalCode),
    /// The identifier is taken (HTTP 409).
    #[error("the meeting's identifier is taken")]
    Taken,
}

impl From<BadAddress> for CallError {
    fn from(_: BadAddress) -> Self {
        Self::Nonsense
    }
}

/// Whether an error, or one that it wraps, is as wanted. An io error hides what it wraps from `source`.
fn holds(
    error: &(dyn std::error::Error + 'static),
    wanted: &dyn Fn(&(dyn std::error::Error + 'static)) -> bool,
) -> bool {
    let inside = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
    wanted(error) || inside.is_some_and(|e| holds(e, wanted)) || error.source().is_some_and(|e| holds(e, wanted))
}

impl From<reqwest::Error> for CallError {
    fn from(error: reqwest::Error) -> Self {
        // A certificate for another name, or a port without TLS: somebody is there, but not whom we look for.
        if holds(&error, &|e| e.is::<rustls::Error>()) {
            return Self::Nonsense;
        }
        let io = holds(&error, &|e| e.is::<std::io::Error>());
        if error.is_connect() || error.is_timeout() || io { Self::Unreachable } else { Self::Nonsense }
    }
}

impl CallError {
    /// As the person has to know it.
    pub(crate) fn problem(&self) -> Problem {
        match self {
            Self::Unreachable => Problem::ServerUnreachable,
            Self::Nonsense | Self::Taken => Problem::ServerNonsense,
            Self::Refused(code) => crate::refusal::problem(*code),
        }
    }
}

#[derive(Deserialize)]
struct Refusal {
    code: RefusalCode,
}

/// A client of the HTTP interface; cheap to clone, connections are kept and shared.
#[derive(Clone)]
pub(crate) struct Http {
    client: reqwest::Client,
}

impl Http {
    pub(crate) fn new() -> Self {
        let client = reqwest::Client::builder()
            .use_preconfigured_tls((*tls::config()).clone())
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(TIMEOUT)
            // A redirect would carry the proof of an invitation to somebody else.
            .redirect(reqwest::redirect::Policy::none())
            // As the socket, which knows no proxy: one that only half of the client uses hides what is wrong.
            .no_proxy()
            .pool_max_idle_per_host(2)
            .user_agent(concat!("chancery/", env!("CARGO_PKG_VERSION")))
            .build()
            .expect("the TLS configuration is of the rustls version that reqwest uses");
        Self { client }
    }

    async fn call(&self, request: reqwest::RequestBuilder) -> Result<(StatusCode, Vec<u8>), CallError> {
        let mut answer = request.send().await?;
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await? {
            if body.len() + chunk.len() > MAX_FRAME {
                return Err(CallError::Nonsense);
            }
            body.extend_from_slice(&chunk);
        }
        Ok((answer.status(), body))
    }

    /// What an answer that is no success means.
    fn refused(status: StatusCode, body: &[u8]) -> CallError {
        if status == StatusCode::CONFLICT {
            return CallError::Taken;
        }
        match serde_json::from_slice::<Refusal>(body) {
            Ok(refusal) => CallError::Refused(refusal.code),
            // A gateway before a server that is away answers for it.
            Err(_) if status.is_server_error() => CallError::Unreachable,
            Err(_) => CallError::Nonsense,
        }
    }

    /// `POST /v1/meetings/{id}/look`.
    pub(crate) async fn look(
        &self,
        server: &str,
        meeting: MeetingId,
        request: &LookRequest,
    ) -> Result<MeetingLook, CallError> {
        let url = ServerAddress::parse(server)?.resource(&format!("v1/meetings/{meeting}/look"));
        let (status, body) = self.call(self.client.post(url).json(request)).await?;
        if status.is_success() {
            return serde_json::from_slice(&body).map_err(|_| CallError::Nonsense);
        }
        Err(Self::refused(status, &body))
    }

    /// `POST /v1/meetings`.
    pub(crate) async fn create(
        &self,
        server: &ServerAddress,
        meeting: &NewMeeting,
        organiser: Option<&str>,
    ) -> Result<(), CallError> {
        let mut request = self.client.post(server.resource("v1/meetings")).json(meeting);
        if let Some(token) = organiser {
            request = request.bearer_auth(token);
        }
        let (status, body) = self.call(request).await?;
        match status {
            StatusCode::CREATED => Ok(()),
            // Some other web server may answer 200 to anything.
            status if status.is_success() => Err(CallError::Nonsense),
            status => Err(Self::refused(status, &body)),
        }
    }

    /// `GET /v1/organiser`: whether this token may convene.
    pub(crate) async fn organiser(&self, server: &ServerAddress, token: Option<&str>) -> Result<(), CallError> {
        let mut request = self.client.get(server.resource("v1/organiser"));
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        let (status, body) = self.call(request).await?;
        match status {
            StatusCode::NO_CONTENT => Ok(()),
            status if status.is_success() => Err(CallError::Nonsense),
            status => Err(Self::refused(status, &body)),
        }
    }

    /// `GET /healthz`: the status code.
    pub(crate) async fn health(&self, server: &ServerAddress) -> Result<u16, CallError> {
        let (status, _) = self.call(self.client.get(server.resource("healthz"))).await?;
        Ok(status.as_u16())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_read_and_anything_else_is_told_apart() {
        let problem =
            |status: u16, body: &str| Http::refused(StatusCode::from_u16(status).unwrap(), body.as_bytes()).problem();
        assert_eq!(problem(404, r#"{"code":"no_such_meeting"}"#), Problem::NoSuchMeeting);
        assert_eq!(problem(503, r#"{"code":"storage"}"#), Problem::ServerStorage);
        assert_eq!(problem(404, "<html>404 Not Found</html>"), Problem::ServerNonsense);
        assert_eq!(problem(502, "<html>Bad Gateway</html>"), Problem::ServerUnreachable);
        assert!(matches!(Http::refused(StatusCode::CONFLICT, b""), CallError::Taken));
    }
}
