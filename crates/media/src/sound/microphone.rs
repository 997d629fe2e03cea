//! The microphone's thread: capture, echo cancelling, Opus.

use super::{EncodedSound, RenderTap, SoundSource};
use crate::picture::SourceError;

/// How a microphone is processed and encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MicrophoneConfig {
    /// Echo cancelling, noise suppression and gain control.
    pub processing: bool,
    /// Bits a second, in thousands (6 to 128).
    pub kbps: u32,
    /// Packet loss to prepare for, in percent (0 to 50): how much goes into forward error correction.
    pub expected_loss: u8,
    /// Whether every packet has the same size, so that encrypted sizes tell nothing of what is said (RFC 6562).
    pub constant_bitrate: bool,
}

impl Default for MicrophoneConfig {
    fn default() -> Self {
        Self { processing: true, kbps: 40, expected_loss: 5, constant_bitrate: true }
    }
}

/// A running microphone. Dropping it stops it and releases the device.
pub struct Microphone {}

impl Microphone {
    /// Opens the source on a thread of its own and starts to listen, closed: nothing is encoded before
    /// [`Microphone::set_open`]. `out` is called on that thread for every packet, `on_error` at most once, when the
    /// source cannot be opened or is lost; the owner may then start another.
    pub fn start(
        open: impl FnOnce() -> Result<Box<dyn SoundSource>, SourceError> + Send + 'static,
        config: MicrophoneConfig,
        render: RenderTap,
        out: Box<dyn FnMut(EncodedSound) + Send>,
        on_error: Box<dyn FnOnce(SourceError) + Send>,
    ) -> Self {
        let _ = (open, config, render, out, on_error);
        Self {}
    }
    /// Opens or closes it. Closed, sound is measured and nothing at all is encoded.
    pub fn set_open(&self, open: bool) {
        let _ = open;
    }
    /// How loud it is, open or closed: 0 to 100, by decibels.
    pub fn level(&self) -> u8 {
        0
    }
    /// Whether someone speaks into it, open or closed.
    pub fn speaking(&self) -> bool {
        false
    }
    /// Packet loss to prepare for, in percent.
    pub fn set_expected_loss(&self, percent: u8) {
        let _ = percent;
    }
    /// For people: the device's or the file's name; empty until it is open.
    pub fn name(&self) -> String {
        String::new()
    }
}
