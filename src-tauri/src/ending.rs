//! The orderly end: out of the meeting, devices closed, the report written, and only then the process.
//!
//! Whatever ends the window (its close button, a signal, `--seconds`, the desktop session) goes through here, once.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// The most that leaving may take; the other side is told by the server then.
pub const PATIENCE: Duration = Duration::from_millis(2_500);

/// Makes sure that there is one end only.
#[derive(Debug, Default)]
pub struct Ending {
    begun: AtomicBool,
}

impl Ending {
    /// Whether this caller is the first, who has to do it.
    pub fn begin(&self) -> bool {
        !self.begun.swap(true, Ordering::SeqCst)
    }

    /// Whether it has begun.
    pub fn has_begun(&self) -> bool {
        self.begun.load(Ordering::SeqCst)
    }
}

/// Waits for the system's wish that this program should end (SIGTERM, SIGINT, SIGHUP; Ctrl-C elsewhere).
pub async fn asked_by_the_system() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let (Ok(mut term), Ok(mut int), Ok(mut hup)) =
            (signal(SignalKind::terminate()), signal(SignalKind::interrupt()), signal(SignalKind::hangup()))
        else {
            tracing::warn!("signals cannot be heard: they end this window without leaving the meeting in order");
            return std::future::pending().await;
        };
        tokio::select! {
            _ = term.recv() => (),
            _ = int.recv() => (),
            _ = hup.recv() => (),
        }
    }
    #[cfg(not(unix))]
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_one_end() {
        let ending = Ending::default();
        assert!(!ending.has_begun());
        assert!(ending.begin());
        assert!(!ending.begin());
        assert!(ending.has_begun());
    }
}
