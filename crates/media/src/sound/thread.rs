//! A thread that stops when its owner is dropped, without ever holding the owner up for long.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// How long a dropped owner waits for the thread; a device that hangs keeps it longer, but not its owner.
const PATIENCE: Duration = Duration::from_millis(700);

/// A thread with a flag that tells it to stop.
pub(super) struct Worker {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Worker {
    /// Starts a thread. Where the system gives none, nothing runs: the work's owner sees neither sound nor error, the
    /// log says why.
    pub fn start(name: &str, work: impl FnOnce(&AtomicBool) + Send + 'static) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let thread = thread::Builder::new().name(name.into()).spawn({
            let stop = stop.clone();
            move || work(&stop)
        });
        if let Err(error) = &thread {
            tracing::error!(%error, "no thread for sound");
        }
        Self { stop, thread: thread.ok() }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Release);
        let Some(thread) = self.thread.take() else { return };
        if thread.thread().id() == thread::current().id() {
            // Dropped from one of its own callbacks: it ends when that returns.
            return;
        }
        thread.thread().unpark();
        let until = Instant::now() + PATIENCE;
        while !thread.is_finished() && Instant::now() < until {
            thread::sleep(Duration::from_millis(2));
        }
        if thread.is_finished() {
            let _ = thread.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    #[test]
    fn it_stops_with_its_owner() {
        let (ended, end) = mpsc::channel();
        let worker = Worker::start("test", move |stop| {
            while !stop.load(Ordering::Acquire) {
                thread::sleep(Duration::from_millis(1));
            }
            ended.send(()).unwrap();
        });
        drop(worker);
        end.try_recv().expect("it has ended when drop returns");
    }

    #[test]
    fn a_thread_that_hangs_does_not_hold_its_owner() {
        let (release, wait) = mpsc::channel::<()>();
        let worker = Worker::start("test", move |_| {
            let _ = wait.recv();
        });
        let begun = Instant::now();
        drop(worker);
        assert!(begun.elapsed() < Duration::from_secs(20));
        drop(release);
    }
}
