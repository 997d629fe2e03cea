//! Every decoder that eats bytes from the network or a link: one function each, that takes any bytes and only panics where
//! the decoder is at fault. `fuzz/` runs them with libFuzzer; `tests/corpus.rs` replays what was found, with every test.

mod calendar;
mod desk;
mod files;
mod group;
mod media;
mod text;

pub use calendar::calendar;
pub use desk::{books, mails, multistatus, plans};
pub use files::{codes, files, logs, stun};
pub use group::group;
pub use media::{frames, packets, pictures};
pub use text::{descriptions, identity, invitation, messages, texts};

/// A decoder: takes any bytes.
pub type Decoder = fn(&[u8]);

/// All of them, by the names of their corpora and fuzz targets.
pub const ALL: &[(&str, Decoder)] = &[
    ("books", books),
    ("calendar", calendar),
    ("codes", codes),
    ("descriptions", descriptions),
    ("files", files),
    ("frames", frames),
    ("group", group),
    ("identity", identity),
    ("invitation", invitation),
    ("logs", logs),
    ("mails", mails),
    ("messages", messages),
    ("multistatus", multistatus),
    ("packets", packets),
    ("pictures", pictures),
    ("plans", plans),
    ("stun", stun),
    ("texts", texts),
];

/// Real input of each decoder, for a corpus to begin with: its name, and what it is to be called.
pub fn beginnings() -> Vec<(&'static str, Vec<u8>)> {
    let mut all = calendar::beginnings();
    all.extend(desk::beginnings());
    all.extend(files::beginnings());
    all.extend(group::beginnings());
    all.extend(media::beginnings());
    all.extend(text::beginnings());
    all
}
