//! VP8 and VP9 through libvpx, in real time: a small safe wrapper, and the only `unsafe` code of the tree.
//!
//! An [`Encoder`] takes planes as they lie in memory and gives bitstream; its bitrate, rate and size change while it
//! runs. A [`Decoder`] takes bytes that anyone may have sent: every frame's header is read in safe Rust first
//! ([`FrameInfo`]), so that a picture larger than [`MAX_SIDE`] is refused before libvpx allocates for it.
//!
//! Neither starts before it is asked to, and neither reads a clock: time is passed in.

mod decoder;
mod encoder;
mod header;

pub use decoder::{Decoded, Decoder, Plane};
pub use encoder::{Content, Encoded, Encoder, EncoderConfig, Planes};
pub use header::FrameInfo;

use std::ffi::CStr;
use thiserror::Error;

/// The largest width or height that is encoded or decoded.
pub const MAX_SIDE: u32 = 4096;

/// Which codec.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Codec {
    /// VP8 (RFC 6386).
    Vp8,
    /// VP9, profile 0 (8 bits, 4:2:0).
    Vp9,
}

impl Codec {
    /// As people write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Vp8 => "VP8",
            Self::Vp9 => "VP9",
        }
    }
}

/// Why a picture could not be encoded or decoded.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum VpxError {
    /// The picture is larger than [`MAX_SIDE`], or has no pixels.
    #[error("a picture of {width}x{height} pixels cannot be used: each side has to be 1 to {MAX_SIDE}")]
    Size {
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
    },
    /// A plane holds fewer bytes than its size asks for.
    #[error("the {plane} plane has {has} bytes and needs {needs}")]
    Plane {
        /// Which.
        plane: &'static str,
        /// Bytes that are there.
        has: usize,
        /// Bytes that are needed.
        needs: usize,
    },
    /// The bytes are not what the codec says they are.
    #[error("not a {codec} frame: {what}")]
    Malformed {
        /// VP8 or VP9.
        codec: &'static str,
        /// What is wrong.
        what: &'static str,
    },
    /// Decoding has to begin with a key frame.
    #[error("a key frame is needed first")]
    NeedKey,
    /// The frame was decoded with errors: what it shows is wrong, and so will be what refers to it.
    #[error("the frame is damaged")]
    Corrupt,
    /// libvpx refused.
    #[error("libvpx could not {doing}: {said}")]
    Library {
        /// What was asked of it.
        doing: &'static str,
        /// What it said.
        said: String,
    },
}

/// Turns libvpx's answer into ours, with what it says about it.
///
/// # Safety
/// `context` is a codec context that libvpx has initialised or that is all zero.
unsafe fn checked(
    answer: vpx_sys::vpx_codec_err_t,
    context: *mut vpx_sys::vpx_codec_ctx_t,
    doing: &'static str,
) -> Result<(), VpxError> {
    if answer == vpx_sys::VPX_CODEC_OK {
        return Ok(());
    }
    // SAFETY: both functions only read the context, and give a static string, a string that lives as long as the
    // context, or null.
    let (error, detail) =
        unsafe { (vpx_sys::vpx_codec_err_to_string(answer), vpx_sys::vpx_codec_error_detail(context)) };
    let text = |from: *const std::ffi::c_char| {
        // SAFETY: not null, and NUL-terminated as libvpx's strings are; copied before anything else is asked of it.
        (!from.is_null()).then(|| unsafe { CStr::from_ptr(from) }.to_string_lossy().into_owned())
    };
    let mut said = text(error).unwrap_or_else(|| "unknown error".to_owned());
    if let Some(detail) = text(detail) {
        said.push_str(": ");
        said.push_str(&detail);
    }
    Err(VpxError::Library { doing, said })
}

/// Whether a picture of this size may be encoded or decoded.
fn allowed(width: u32, height: u32) -> Result<(), VpxError> {
    let fits = |side| (1..=MAX_SIDE).contains(&side);
    if fits(width) && fits(height) { Ok(()) } else { Err(VpxError::Size { width, height }) }
}
