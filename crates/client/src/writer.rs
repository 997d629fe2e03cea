//! Writing to the store without keeping the app waiting: a thread of its own; of several settings in a row the newest is
//! written; what could not be written is tried again until it can.

use crate::store::Store;
use chancery_core::StoreCommand;
use chancery_core::view::Settings;
use chancery_model::Personal;
use chancery_trust::Pins;
use parking_lot::{Condvar, Mutex};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How long the first of several changes waits for the others: somebody who types a name makes one every tenth of a
/// second.
const GATHER: Duration = Duration::from_millis(200);
/// How long after a failure it is tried again.
const AGAIN: Duration = Duration::from_secs(10);

#[derive(Default)]
struct Pending {
    settings: Option<Settings>,
    links: Option<Vec<Personal>>,
    pins: Option<Pins>,
    stop: bool,
}

impl Pending {
    fn any(&self) -> bool {
        self.settings.is_some() || self.links.is_some() || self.pins.is_some()
    }
}

#[derive(Default)]
struct Shared {
    pending: Mutex<Pending>,
    changed: Condvar,
}

/// The writing thread. Dropping it writes what is pending, and waits for that.
pub(crate) struct Writer {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
    /// Settings and links too, not only what is remembered of others.
    all: bool,
}

impl Writer {
    /// Starts the thread. `failed` is told once when writing begins to fail, with what the system said, and again when
    /// the reason changes.
    pub(crate) fn start(store: Store, all: bool, failed: impl Fn(String) + Send + 'static) -> std::io::Result<Self> {
        let shared = Arc::new(Shared::default());
        let thread = std::thread::Builder::new().name("chancery-store".into()).spawn({
            let shared = shared.clone();
            move || run(&store, &shared, failed)
        })?;
        Ok(Self { shared, thread: Some(thread), all })
    }

    /// Has something written soon; returns at once.
    pub(crate) fn write(&self, command: StoreCommand) {
        let mut pending = self.shared.pending.lock();
        match command {
            StoreCommand::Settings(_) | StoreCommand::Links(_) if !self.all => {}
            StoreCommand::Settings(settings) => pending.settings = Some(settings),
            StoreCommand::Links(links) => pending.links = Some(links),
            StoreCommand::Pins(pins) => pending.pins = Some(pins),
        }
        drop(pending);
        self.shared.changed.notify_one();
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.shared.pending.lock().stop = true;
        self.shared.changed.notify_one();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn run(store: &Store, shared: &Shared, failed: impl Fn(String)) {
    let mut said: Option<String> = None;
    loop {
        let mut pending = shared.pending.lock();
        while !pending.any() && !pending.stop {
            shared.changed.wait(&mut pending);
        }
        let until = Instant::now() + GATHER;
        while !pending.stop && !shared.changed.wait_until(&mut pending, until).timed_out() {}
        let (settings, links, pins) = (pending.settings.take(), pending.links.take(), pending.pins.take());
        let stop = pending.stop;
        drop(pending);

        let wrote_settings = settings.as_ref().map_or(Ok(()), |s| store.save_settings(s));
        let wrote_links = links.as_ref().map_or(Ok(()), |l| store.save_links(l));
        let wrote_pins = pins.as_ref().map_or(Ok(()), |p| store.save_pins(p));
        let failures = [&wrote_settings, &wrote_links, &wrote_pins];
        let failure = failures.into_iter().find_map(|wrote| wrote.as_ref().err()).map(ToString::to_string);
        if stop {
            if let Some(detail) = failure {
                failed(detail);
            }
            return;
        }
        let Some(detail) = failure else {
            said = None;
            continue;
        };
        let mut pending = shared.pending.lock();
        // What failed goes back, unless something newer has come meanwhile.
        if wrote_settings.is_err() {
            pending.settings = pending.settings.take().or(settings);
        }
        if wrote_links.is_err() {
            pending.links = pending.links.take().or(links);
        }
        if wrote_pins.is_err() {
            pending.pins = pending.pins.take().or(pins);
        }
        if said.as_ref() != Some(&detail) {
            failed(detail.clone());
            said = Some(detail);
        }
        if !pending.stop {
            shared.changed.wait_for(&mut pending, AGAIN);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    fn named(name: &str) -> StoreCommand {
        StoreCommand::Settings(Settings { name: name.into(), ..Settings::default() })
    }

    #[test]
    fn the_newest_is_written_and_stopping_waits_for_it() {
        let dir = tempfile::tempdir().unwrap();
        let writer = Writer::start(Store::new(dir.path().to_owned()), true, |e| panic!("{e}")).unwrap();
        for i in 0..500 {
            writer.write(named(&format!("name {i}")));
        }
        writer.write(StoreCommand::Links(vec!["a link".into()]));
        drop(writer);
        let stored = Store::new(dir.path().to_owned()).load();
        assert_eq!((&*stored.settings.name, stored.links.len()), ("name 499", 1));
    }

    #[test]
    fn a_failure_is_said_once_and_what_failed_is_written_when_it_can_be() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("data");
        std::fs::write(&folder, "a file where the folder should be").unwrap();
        let (tell, told) = mpsc::channel();
        let writer = Writer::start(Store::new(folder.clone()), true, move |e| {
            let _ = tell.send(e);
        })
        .unwrap();
        writer.write(named("kept"));
        let detail = told.recv_timeout(Duration::from_secs(20)).unwrap();
        assert!(!detail.is_empty());
        std::fs::remove_file(&folder).unwrap();
        // Something else to write wakes it before its time; the settings that failed go with it.
        writer.write(StoreCommand::Links(vec![]));
        drop(writer);
        assert_eq!(&*Store::new(folder).load().settings.name, "kept");
        assert!(told.try_recv().is_err(), "said once");
    }
}
