//! What the operator's Prometheus reads: counts and times, no names, identifiers or addresses. Atomic numbers, written
//! out in the text exposition format, version 0.0.4.

use chancery_signalling::calendar::Why;
use chancery_signalling::message::{ClientMessage, RefusalCode};
use chancery_signalling::room::{CloseReason, Counts};
use parking_lot::Mutex;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

/// Upper bounds of the histogram's buckets, in microseconds.
const BOUNDS: [u64; 9] = [10, 25, 50, 100, 250, 1_000, 5_000, 25_000, 100_000];

/// Everything that is counted.
#[derive(Debug, Default)]
pub(crate) struct Metrics {
    opened: AtomicU64,
    turned_away: AtomicU64,
    received: [AtomicU64; RECEIVED.len()],
    sent: AtomicU64,
    sent_bytes: AtomicU64,
    too_slow: AtomicU64,
    registered: AtomicU64,
    books: AtomicU64,
    written: AtomicU64,
    overtaken: AtomicU64,
    buckets: [AtomicU64; BOUNDS.len()],
    handled: AtomicU64,
    handled_us: AtomicU64,
    // Rare, so a lock is cheap; the labels are a fixed few.
    labelled: Mutex<Labelled>,
}

#[derive(Debug, Default)]
struct Labelled {
    refused: BTreeMap<&'static str, u64>,
    closed: BTreeMap<&'static str, u64>,
    storage: BTreeMap<&'static str, u64>,
    books: BTreeMap<&'static str, u64>,
    requests: BTreeMap<(&'static str, u16), u64>,
}

const RECEIVED: [&str; 7] = ["hello", "enter", "move", "relay", "leave", "ping", "order"];

impl Metrics {
    pub fn opened(&self) {
        self.opened.fetch_add(1, Relaxed);
    }

    /// A TCP connection was closed unheard, there being too many.
    pub fn turned_away(&self) {
        self.turned_away.fetch_add(1, Relaxed);
    }

    pub fn received(&self, message: &ClientMessage) {
        let n = match message {
            ClientMessage::Hello { .. } => 0,
            ClientMessage::Enter { .. } => 1,
            ClientMessage::Move { .. } => 2,
            ClientMessage::Relay { .. } => 3,
            ClientMessage::Leave => 4,
            ClientMessage::Ping { .. } => 5,
            ClientMessage::Order { .. } => 6,
        };
        self.received[n].fetch_add(1, Relaxed);
    }

    pub fn sent(&self, times: usize, bytes: usize) {
        self.sent.fetch_add(times as u64, Relaxed);
        self.sent_bytes.fetch_add((times * bytes) as u64, Relaxed);
    }

    pub fn too_slow(&self) {
        self.too_slow.fetch_add(1, Relaxed);
    }

    pub fn registered(&self) {
        self.registered.fetch_add(1, Relaxed);
    }

    pub fn book_opened(&self) {
        self.books.fetch_add(1, Relaxed);
    }

    /// A version of an entry was written.
    pub fn written(&self) {
        self.written.fetch_add(1, Relaxed);
    }

    /// A version was not written, since somebody else was faster.
    pub fn overtaken(&self) {
        self.overtaken.fetch_add(1, Relaxed);
    }

    pub fn book_refused(&self, why: Why) {
        *self.labelled.lock().books.entry(why_label(why)).or_default() += 1;
    }

    pub fn refused(&self, code: RefusalCode) {
        *self.labelled.lock().refused.entry(code_label(code)).or_default() += 1;
    }

    pub fn closed(&self, why: CloseReason) {
        *self.labelled.lock().closed.entry(close_label(why)).or_default() += 1;
    }

    pub fn storage(&self, kind: &'static str) {
        *self.labelled.lock().storage.entry(kind).or_default() += 1;
    }

    /// `route` is a pattern, never a path that was asked for.
    pub fn request(&self, route: &'static str, status: u16) {
        *self.labelled.lock().requests.entry((route, status)).or_default() += 1;
    }

    /// One input was handled and everything that came of it lies in the queues.
    pub fn handled(&self, took: Duration) {
        let us = took.as_micros() as u64;
        self.handled.fetch_add(1, Relaxed);
        self.handled_us.fetch_add(us, Relaxed);
        if let Some(n) = BOUNDS.iter().position(|bound| us <= *bound) {
            self.buckets[n].fetch_add(1, Relaxed);
        }
    }

    /// The page.
    pub fn page(&self, counts: Counts, sockets: usize, started_unix: i64) -> String {
        let mut page = Page(String::with_capacity(4_096));
        let get = |n: &AtomicU64| n.load(Relaxed);
        page.one(
            "chancery_info",
            "gauge",
            "The version.",
            &format!("{{version=\"{}\"}}", env!("CARGO_PKG_VERSION")),
            1,
        );
        page.one("chancery_sockets", "gauge", "TCP connections now.", "", sockets as u64);
        page.one("chancery_clients", "gauge", "WebSockets now.", "", counts.connections as u64);
        page.one("chancery_meetings", "gauge", "Meetings in which somebody is.", "", counts.meetings as u64);
        page.one(
            "chancery_seats",
            "gauge",
            "Participants, those lost for the moment included.",
            "",
            counts.seats as u64,
        );
        page.one("chancery_clients_total", "counter", "WebSockets opened.", "", get(&self.opened));
        page.one(
            "chancery_sockets_refused_total",
            "counter",
            "TCP connections beyond the limit.",
            "",
            get(&self.turned_away),
        );
        page.one(
            "chancery_clients_too_slow_total",
            "counter",
            "Clients dropped since they did not read.",
            "",
            get(&self.too_slow),
        );
        page.one("chancery_meetings_registered_total", "counter", "Meetings registered.", "", get(&self.registered));
        page.one("chancery_books_opened_total", "counter", "Books opened.", "", get(&self.books));
        page.one("chancery_entries_written_total", "counter", "Versions of entries written.", "", get(&self.written));
        page.one(
            "chancery_entries_overtaken_total",
            "counter",
            "Versions not written since somebody else was faster.",
            "",
            get(&self.overtaken),
        );
        page.head("chancery_messages_received_total", "counter", "Messages from clients.");
        for (n, is) in RECEIVED.iter().enumerate() {
            page.line("chancery_messages_received_total", &format!("{{is=\"{is}\"}}"), get(&self.received[n]));
        }
        page.one("chancery_messages_sent_total", "counter", "Messages to clients.", "", get(&self.sent));
        page.one(
            "chancery_sent_bytes_total",
            "counter",
            "Bytes to clients, without framing.",
            "",
            get(&self.sent_bytes),
        );
        {
            let labelled = self.labelled.lock();
            for (name, help, label, map) in [
                ("chancery_refusals_total", "Refusals.", "code", &labelled.refused),
                ("chancery_closed_total", "WebSockets closed by the server.", "why", &labelled.closed),
                ("chancery_storage_troubles_total", "What the database did not do.", "kind", &labelled.storage),
                ("chancery_book_refusals_total", "Refusals to do with books.", "code", &labelled.books),
            ] {
                page.head(name, "counter", help);
                for (value, n) in map {
                    page.line(name, &format!("{{{label}=\"{value}\"}}"), *n);
                }
            }
            page.head("chancery_http_requests_total", "counter", "HTTP requests answered.");
            for ((route, status), n) in &labelled.requests {
                let labels = format!("{{route=\"{route}\",status=\"{status}\"}}");
                page.line("chancery_http_requests_total", &labels, *n);
            }
        }
        let name = "chancery_handle_seconds";
        page.head(name, "histogram", "From a message read to everything that comes of it in the queues.");
        let mut below = 0;
        for (n, bound) in BOUNDS.iter().enumerate() {
            below += get(&self.buckets[n]);
            page.line(&format!("{name}_bucket"), &format!("{{le=\"{}\"}}", *bound as f64 / 1e6), below);
        }
        page.line(&format!("{name}_bucket"), "{le=\"+Inf\"}", get(&self.handled));
        let _ = writeln!(page.0, "{name}_sum {}", get(&self.handled_us) as f64 / 1e6);
        page.line(&format!("{name}_count"), "", get(&self.handled));
        page.one("process_start_time_seconds", "gauge", "Start, Unix time.", "", started_unix.unsigned_abs());
        if let Some(bytes) = resident_bytes() {
            page.one("process_resident_memory_bytes", "gauge", "Resident memory.", "", bytes);
        }
        page.0
    }
}

struct Page(String);

impl Page {
    fn head(&mut self, name: &str, kind: &str, help: &str) {
        let _ = writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    fn line(&mut self, name: &str, labels: &str, value: u64) {
        let _ = writeln!(self.0, "{name}{labels} {value}");
    }

    fn one(&mut self, name: &str, kind: &str, help: &str, labels: &str, value: u64) {
        self.head(name, kind, help);
        self.line(name, labels, value);
    }
}

/// Resident memory of this process, where the system tells (Linux).
fn resident_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|l| l.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kb| kb * 1_024)
}

fn code_label(code: RefusalCode) -> &'static str {
    match code {
        RefusalCode::Version => "version",
        RefusalCode::NoSuchMeeting => "no_such_meeting",
        RefusalCode::NotOpen => "not_open",
        RefusalCode::AlreadyHere => "already_here",
        RefusalCode::MeetingFull => "meeting_full",
        RefusalCode::PlenaryFull => "plenary_full",
        RefusalCode::ServerFull => "server_full",
        RefusalCode::TooFast => "too_fast",
        RefusalCode::TooLarge => "too_large",
        RefusalCode::Malformed => "malformed",
        RefusalCode::Storage => "storage",
        RefusalCode::OrganisersOnly => "organisers_only",
    }
}

fn why_label(why: Why) -> &'static str {
    match why {
        Why::NoSuchBook => "no_such_book",
        Why::NoSuchEntry => "no_such_entry",
        Why::Taken => "taken",
        Why::OrganisersOnly => "organisers_only",
        Why::BookFull => "book_full",
        Why::ServerFull => "server_full",
        Why::TooFast => "too_fast",
        Why::TooLarge => "too_large",
        Why::Malformed => "malformed",
        Why::Storage => "storage",
    }
}

fn close_label(why: CloseReason) -> &'static str {
    match why {
        CloseReason::Full => "full",
        CloseReason::NoHello => "no_hello",
        CloseReason::Version => "version",
        CloseReason::Silent => "silent",
        CloseReason::TooFast => "too_fast",
        CloseReason::TooLarge => "too_large",
        CloseReason::Malformed => "malformed",
        CloseReason::Replaced => "replaced",
        CloseReason::Stopping => "stopping",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_has_the_form_of_the_text_format() {
        let m = Metrics::default();
        m.opened();
        m.received(&ClientMessage::Leave);
        m.refused(RefusalCode::Storage);
        m.closed(CloseReason::Silent);
        m.storage("locked");
        m.book_refused(Why::BookFull);
        m.request("/healthz", 200);
        m.handled(Duration::from_micros(30));
        m.handled(Duration::from_secs(1));
        let page = m.page(Counts { connections: 3, meetings: 1, seats: 2 }, 4, 1_800_000_000);
        let mut typed = std::collections::BTreeSet::new();
        for line in page.lines() {
            if let Some(rest) = line.strip_prefix("# TYPE ") {
                assert!(typed.insert(rest.split(' ').next().unwrap().to_owned()), "declared twice: {line}");
            } else if !line.starts_with("# HELP ") {
                let (series, value) = line.rsplit_once(' ').unwrap();
                value.parse::<f64>().unwrap();
                let name = series.split('{').next().unwrap();
                let base = ["_bucket", "_sum", "_count"].iter().find_map(|s| name.strip_suffix(s)).unwrap_or(name);
                assert!(typed.contains(base) || typed.contains(name), "not declared: {line}");
            }
        }
        for expected in [
            "chancery_clients 3",
            "chancery_messages_received_total{is=\"leave\"} 1",
            "chancery_refusals_total{code=\"storage\"} 1",
            "chancery_closed_total{why=\"silent\"} 1",
            "chancery_book_refusals_total{code=\"book_full\"} 1",
            "chancery_http_requests_total{route=\"/healthz\",status=\"200\"} 1",
            "chancery_handle_seconds_bucket{le=\"0.00005\"} 1",
            "chancery_handle_seconds_bucket{le=\"0.1\"} 1",
            "chancery_handle_seconds_bucket{le=\"+Inf\"} 2",
            "chancery_handle_seconds_count 2",
        ] {
            assert!(page.lines().any(|l| l == expected), "{expected}\n{page}");
        }
    }
}
