//! SFrame (RFC 9605) on whole encoded frames, under keys that the meeting's MLS group gives (section 5.2).

mod epoch;

pub use epoch::EpochKeys;
