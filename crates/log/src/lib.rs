//! Which log lines leave a Chancery program: those of our own packages, and no others.
//!
//! The libraries below print addresses, host names and whole session descriptions into their logs, and nothing keeps the
//! next version of one from printing more. So there is no list of those to be silenced: whatever filter is asked for
//! (`CHANCERY_LOG=debug`, `trace`, `webrtc=trace`), a line passes only if its target is ours. Our own lines carry no
//! names, addresses, descriptions or secrets; a test of a whole call holds them to it.

use std::io::IsTerminal as _;
use tracing::Subscriber;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::{ParseError, filter_fn};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// The environment variable that says what is logged.
pub const VARIABLE: &str = "CHANCERY_LOG";

/// How lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// Why logging did not start.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// What is to be logged cannot be understood.
    #[error("{0}. Write error, warn, info, debug or trace, or such as info,chancery_engine=debug.")]
    Filter(#[from] ParseError),
    /// Something logs already.
    #[error("this process logs already")]
    Twice,
}

/// Whether a line of this target may be logged: it comes from a `chancery` package.
pub fn is_ours(target: &str) -> bool {
    let root = target.split("::").next().unwrap_or_default();
    root == "chancery" || root.starts_with("chancery_")
}

/// What is asked for in the environment; `default` where nothing is, or nothing that can be understood.
pub fn asked(default: &str) -> String {
    std::env::var(VARIABLE).ok().filter(|f| EnvFilter::try_new(f).is_ok()).unwrap_or_else(|| default.to_owned())
}

/// Sends log lines to standard error from now on. `filter`: as `tracing_subscriber`'s `EnvFilter`.
///
/// # Errors
/// The filter cannot be understood, or it was called before.
pub fn start(filter: &str, form: Form) -> Result<(), LogError> {
    let colours = form == Form::Text && std::io::stderr().is_terminal();
    subscriber(filter, form, colours, std::io::stderr)?.try_init().map_err(|_| LogError::Twice)
}

fn subscriber<W>(filter: &str, form: Form, colours: bool, to: W) -> Result<Box<dyn Subscriber + Send + Sync>, LogError>
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let filter = EnvFilter::try_new(filter)?;
    // Spans as well: the fields of a foreign one would stand on every line within it.
    let ours = filter_fn(|metadata| is_ours(metadata.target()));
    let lines = tracing_subscriber::fmt::layer().with_ansi(colours).with_writer(to);
    let base = tracing_subscriber::registry().with(filter).with(ours);
    Ok(match form {
        Form::Text => Box::new(base.with(lines)),
        Form::Json => Box::new(base.with(lines.json())),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use parking_lot::Mutex;
    use std::io::Write;
    use std::sync::Arc;

    #[derive(Clone, Default)]
    struct Sink(Arc<Mutex<Vec<u8>>>);

    impl Write for Sink {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    fn logged(filter: &str, form: Form) -> String {
        let sink = Sink::default();
        let to = sink.clone();
        let subscriber = subscriber(filter, form, false, move || to.clone()).expect("a filter");
        tracing::subscriber::with_default(subscriber, || {
            tracing::error!(target: "rtc::peer_connection", "a=candidate:1 1 udp 1 192.0.2.1 9 typ host");
            tracing::debug!(target: "webrtc", "v=0");
            tracing::trace!(target: "hyper::client", "connecting to 192.0.2.1:443");
            tracing::error!(target: "chancerylike::spy", "192.0.2.1");
            let foreign = tracing::error_span!(target: "tower_http::trace", "request", uri = "192.0.2.1");
            let _inside = foreign.enter();
            tracing::debug!(target: "chancery_engine::task", "ours");
            tracing::warn!(target: "chancery", "ours as well");
        });
        String::from_utf8(sink.0.lock().clone()).expect("UTF-8")
    }

    #[test]
    fn only_our_own_lines_pass_whatever_is_asked_for() {
        for filter in ["trace", "debug", "rtc=trace,webrtc=trace,hyper=trace,debug", "rtc::peer_connection=error,trace"]
        {
            for form in [Form::Text, Form::Json] {
                let all = logged(filter, form);
                assert_eq!(all.lines().count(), 2, "{filter}: {all}");
                assert!(!all.contains("192.0.2.1") && !all.contains("v=0"), "{filter}: {all}");
            }
        }
    }

    #[test]
    fn less_is_possible() {
        assert_eq!(logged("warn", Form::Text).lines().count(), 1);
        assert_eq!(logged("off", Form::Text), "");
        assert_eq!(logged("webrtc=trace", Form::Text), "");
    }

    #[test]
    fn what_makes_no_sense_is_said() {
        let wrong = subscriber("a=b=c", Form::Text, false, std::io::sink).err().expect("no filter").to_string();
        assert!(wrong.contains("Write error, warn"), "{wrong}");
    }
}
