//! Pictures into VP8 or VP9, in real time.

use crate::{Codec, VpxError, allowed, checked};
use std::mem::MaybeUninit;
use std::ptr;
use vpx_sys::vp8e_enc_control_id as Control;

/// What the pictures show: it decides how bits are spent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Content {
    /// Film from a camera: everything moves a little, sharpness may give way to rate.
    Camera,
    /// A screen: sharp edges and text, mostly still, sudden changes.
    Screen,
}

/// How to encode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EncoderConfig {
    /// Which codec.
    pub codec: Codec,
    /// What the pictures show.
    pub content: Content,
    /// Pixels across, 1 to [`crate::MAX_SIDE`].
    pub width: u32,
    /// Pixels down, 1 to [`crate::MAX_SIDE`].
    pub height: u32,
    /// Pictures a second that are to be expected; at least 1.
    pub fps: u32,
    /// Bits a second, in thousands; at least 1.
    pub kbps: u32,
    /// Threads that work at once, this one included. More are quicker and cost more altogether.
    pub threads: u32,
    /// How much effort is saved: 0 (best picture) to 16 for VP8, to 9 for VP9. libvpx calls it `cpu-used`.
    pub speed: u8,
}

/// A picture to encode, where it lies: 4:2:0, 8 bits. Chroma planes have half the width and height, rounded up.
#[derive(Clone, Copy, Debug)]
pub struct Planes<'a> {
    /// Luma.
    pub y: &'a [u8],
    /// Bytes from a luma row to the next.
    pub y_stride: usize,
    /// Blue difference.
    pub u: &'a [u8],
    /// Red difference.
    pub v: &'a [u8],
    /// Bytes from a chroma row to the next.
    pub uv_stride: usize,
}

/// What came out of an encode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Encoded {
    /// Whether the frame can be decoded alone.
    pub key: bool,
    /// The quantizer it got: 0 (finest) to 63.
    pub quantizer: u8,
}

/// Clock of the presentation times: 90 kHz, as in RTP.
const CLOCK: i64 = 90_000;

/// A VP8 or VP9 encoder for real time: constant bitrate, no delay, key frames only when asked for.
pub struct Encoder {
    context: Box<vpx_sys::vpx_codec_ctx_t>,
    settings: vpx_sys::vpx_codec_enc_cfg_t,
    config: EncoderConfig,
    last_time: i64,
}

// SAFETY: a codec context may be used from any thread, by one at a time; `&mut self` sees to the latter. It holds no
// thread-local state.
unsafe impl Send for Encoder {}

impl std::fmt::Debug for Encoder {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.debug_struct("Encoder").field("config", &self.config).finish_non_exhaustive()
    }
}

impl Encoder {
    /// Makes an encoder. Its first frame will be a key frame.
    ///
    /// # Errors
    /// The size is out of bounds, or libvpx refuses.
    pub fn new(config: EncoderConfig) -> Result<Self, VpxError> {
        allowed(config.width, config.height)?;
        // SAFETY: the functions give addresses of static tables.
        let interface = unsafe {
            match config.codec {
                Codec::Vp8 => vpx_sys::vpx_codec_vp8_cx(),
                Codec::Vp9 => vpx_sys::vpx_codec_vp9_cx(),
            }
        };
        let mut settings = MaybeUninit::<vpx_sys::vpx_codec_enc_cfg_t>::zeroed();
        // SAFETY: zero is a valid value of every field (enums have a zero variant), and libvpx fills it in.
        let mut settings = unsafe {
            let answer = vpx_sys::vpx_codec_enc_config_default(interface, settings.as_mut_ptr(), 0);
            checked(answer, ptr::null_mut(), "give its defaults")?;
            settings.assume_init()
        };
        apply(&config, &mut settings);
        // SAFETY: all zero is what libvpx documents as an uninitialised context.
        let mut context: Box<vpx_sys::vpx_codec_ctx_t> = Box::new(unsafe { MaybeUninit::zeroed().assume_init() });
        // SAFETY: context and settings live through the call; libvpx copies the settings.
        unsafe {
            let answer = vpx_sys::vpx_codec_enc_init_ver(
                &raw mut *context,
                interface,
                &raw const settings,
                0,
                vpx_sys::VPX_ENCODER_ABI_VERSION as i32,
            );
            checked(answer, &raw mut *context, "start an encoder")?;
        }
        let mut encoder = Self { context, settings, config, last_time: -1 };
        encoder.tune()?;
        Ok(encoder)
    }

    /// The configuration it runs with.
    pub fn config(&self) -> &EncoderConfig {
        &self.config
    }

    /// Changes bitrate, rate, size, speed or all. Another size, codec, content or number of threads begins a new
    /// stream, with a key frame; otherwise the stream goes on.
    ///
    /// # Errors
    /// The size is out of bounds, or libvpx refuses. The encoder then goes on as before.
    pub fn configure(&mut self, config: EncoderConfig) -> Result<(), VpxError> {
        if config == self.config {
            return Ok(());
        }
        let goes_on =
            EncoderConfig { fps: config.fps, kbps: config.kbps, speed: config.speed, ..self.config } == config;
        if !goes_on {
            // libvpx can change the size of a running encoder, but VP8 only to a smaller one, and that path has had
            // its share of faults. A key frame is due anyway.
            *self = Self::new(config)?;
            return Ok(());
        }
        let mut settings = self.settings;
        apply(&config, &mut settings);
        // SAFETY: the context is initialised; libvpx copies the settings.
        unsafe {
            let answer = vpx_sys::vpx_codec_enc_config_set(&raw mut *self.context, &raw const settings);
            checked(answer, &raw mut *self.context, "change the encoder's settings")?;
        }
        self.settings = settings;
        self.config = config;
        self.tune()
    }

    /// Encodes one picture of the configured size that was captured at `time` (90 kHz; has to grow), as a key frame if
    /// `key`. The bitstream replaces what `out` holds. `None`: the encoder left the picture out to keep its bitrate.
    ///
    /// # Errors
    /// A plane is too short, or libvpx fails.
    pub fn encode(
        &mut self,
        planes: Planes<'_>,
        time: i64,
        key: bool,
        out: &mut Vec<u8>,
    ) -> Result<Option<Encoded>, VpxError> {
        out.clear();
        let image = self.image(planes)?;
        let time = time.max(self.last_time + 1);
        self.last_time = time;
        let flags = if key { i64::from(vpx_sys::VPX_EFLAG_FORCE_KF) } else { 0 };
        let length = (CLOCK / i64::from(self.config.fps.max(1))).max(1);
        // SAFETY: the context is initialised. The image points into slices that are borrowed for this call and were
        // checked to be long enough for the size; the encoder reads them, and copies what it keeps (no look-ahead).
        unsafe {
            let answer = vpx_sys::vpx_codec_encode(
                &raw mut *self.context,
                &raw const image,
                time,
                length as _,
                flags as _,
                u64::from(vpx_sys::VPX_DL_REALTIME) as _,
            );
            checked(answer, &raw mut *self.context, "encode a picture")?;
        }
        let mut encoded = None;
        let mut position: vpx_sys::vpx_codec_iter_t = ptr::null();
        loop {
            // SAFETY: the context is initialised and the iterator began as null, as libvpx asks. A packet lives until
            // the next encode.
            let packet = unsafe { vpx_sys::vpx_codec_get_cx_data(&raw mut *self.context, &raw mut position).as_ref() };
            let Some(packet) = packet else { break };
            if packet.kind != vpx_sys::vpx_codec_cx_pkt_kind::VPX_CODEC_CX_FRAME_PKT {
                continue;
            }
            // SAFETY: the kind says that the union holds a frame, whose buffer holds `sz` bytes until the next encode.
            let (bytes, flags) = unsafe {
                let frame = packet.data.frame;
                (std::slice::from_raw_parts(frame.buf.cast::<u8>(), frame.sz as usize), frame.flags)
            };
            out.extend_from_slice(bytes);
            encoded = Some(flags & vpx_sys::VPX_FRAME_IS_KEY != 0);
        }
        Ok(encoded.map(|key| Encoded { key, quantizer: self.quantizer() }))
    }

    /// The planes as libvpx wants to see them, checked against the configured size.
    fn image(&self, planes: Planes<'_>) -> Result<vpx_sys::vpx_image_t, VpxError> {
        let (width, height) = (self.config.width as usize, self.config.height as usize);
        let (half_width, half_height) = (width.div_ceil(2), height.div_ceil(2));
        let long_enough = |plane, data: &[u8], stride: usize, width: usize, height: usize| {
            let needs = stride.saturating_mul(height - 1).saturating_add(width);
            let fits = stride >= width && i32::try_from(stride).is_ok() && data.len() >= needs;
            if fits { Ok(()) } else { Err(VpxError::Plane { plane, has: data.len(), needs }) }
        };
        long_enough("Y", planes.y, planes.y_stride, width, height)?;
        long_enough("U", planes.u, planes.uv_stride, half_width, half_height)?;
        long_enough("V", planes.v, planes.uv_stride, half_width, half_height)?;
        let mut image = MaybeUninit::<vpx_sys::vpx_image_t>::zeroed();
        // SAFETY: `vpx_img_wrap` fills the struct in and allocates nothing, since it is given a buffer; it does
        // arithmetic on that pointer, but reads nothing. Planes and strides are replaced by ours below.
        let mut image = unsafe {
            let made = vpx_sys::vpx_img_wrap(
                image.as_mut_ptr(),
                vpx_sys::vpx_img_fmt::VPX_IMG_FMT_I420,
                self.config.width,
                self.config.height,
                1,
                planes.y.as_ptr().cast_mut(),
            );
            if made.is_null() {
                return Err(VpxError::Size { width: self.config.width, height: self.config.height });
            }
            image.assume_init()
        };
        // The encoder only reads through these.
        image.planes =
            [planes.y.as_ptr().cast_mut(), planes.u.as_ptr().cast_mut(), planes.v.as_ptr().cast_mut(), ptr::null_mut()];
        image.stride = [planes.y_stride as i32, planes.uv_stride as i32, planes.uv_stride as i32, 0];
        Ok(image)
    }

    /// The last frame's quantizer, 0 to 63.
    fn quantizer(&mut self) -> u8 {
        let mut quantizer: i32 = 0;
        // SAFETY: the context is initialised, and this control writes one `int`.
        let answer = unsafe {
            vpx_sys::vpx_codec_control_(
                &raw mut *self.context,
                Control::VP8E_GET_LAST_QUANTIZER_64 as i32,
                &raw mut quantizer,
            )
        };
        if answer == vpx_sys::VPX_CODEC_OK { quantizer.clamp(0, 63) as u8 } else { 63 }
    }

    /// What libvpx takes by its control calls.
    fn tune(&mut self) -> Result<(), VpxError> {
        let config = self.config;
        let screen = config.content == Content::Screen;
        self.control(Control::VP8E_SET_STATIC_THRESHOLD, if screen { 100 } else { 1 })?;
        self.control(Control::VP8E_SET_MAX_INTRA_BITRATE_PCT, MAX_INTRA_PERCENT)?;
        match config.codec {
            Codec::Vp8 => {
                // Negative: this speed and no other. Positive would let libvpx choose by the wall clock, which on a
                // busy machine gives another picture each time.
                self.control(Control::VP8E_SET_CPUUSED, -i32::from(config.speed.min(16)))?;
                self.control(Control::VP8E_SET_NOISE_SENSITIVITY, 0)?;
                self.control(Control::VP8E_SET_TOKEN_PARTITIONS, config.threads.max(1).ilog2().min(3) as i32)?;
                self.control(Control::VP8E_SET_SCREEN_CONTENT_MODE, i32::from(screen))
            }
            Codec::Vp9 => {
                const CYCLIC_REFRESH: i32 = 3;
                const SCREEN: i32 = 1;
                self.control(Control::VP8E_SET_CPUUSED, i32::from(config.speed.min(9)))?;
                self.control(Control::VP9E_SET_AQ_MODE, CYCLIC_REFRESH)?;
                self.control(Control::VP9E_SET_TUNE_CONTENT, if screen { SCREEN } else { 0 })?;
                self.control(Control::VP9E_SET_TILE_COLUMNS, config.threads.max(1).ilog2().min(6) as i32)?;
                self.control(Control::VP9E_SET_ROW_MT, i32::from(config.threads > 1))?;
                self.control(Control::VP9E_SET_NOISE_SENSITIVITY, 0)
            }
        }
    }

    fn control(&mut self, what: Control, value: i32) -> Result<(), VpxError> {
        // SAFETY: the context is initialised, and every control used here takes one `int`.
        unsafe {
            let answer = vpx_sys::vpx_codec_control_(&raw mut *self.context, what as i32, value);
            checked(answer, &raw mut *self.context, "set an encoder control")
        }
    }
}

impl Drop for Encoder {
    fn drop(&mut self) {
        // SAFETY: initialised in `new`, destroyed once. There is nothing to do about an error.
        unsafe {
            vpx_sys::vpx_codec_destroy(&raw mut *self.context);
        }
    }
}

/// How large a key frame may be, in percent of an average frame: a picture at once, though not a burst that stands in
/// the line for long.
const MAX_INTRA_PERCENT: i32 = 600;

/// Below this, in kbit/s, a camera's picture is left out rather than sent over what the line carries,
const SCARCE: u32 = 600;
/// namely when less than so many percent of the rate control's buffer are left.
const LEAVE_OUT: u32 = 30;

/// What libvpx takes by its settings struct.
fn apply(config: &EncoderConfig, settings: &mut vpx_sys::vpx_codec_enc_cfg_t) {
    settings.g_w = config.width;
    settings.g_h = config.height;
    settings.g_threads = config.threads.clamp(1, 16);
    settings.g_timebase.num = 1;
    settings.g_timebase.den = CLOCK as i32;
    settings.g_pass = vpx_sys::vpx_enc_pass::VPX_RC_ONE_PASS;
    settings.g_lag_in_frames = 0;
    // VP8 over a network that loses: entropy contexts do not outlive a frame. Screens (VP9) gain more from keeping them.
    settings.g_error_resilient = if config.codec == Codec::Vp8 { vpx_sys::VPX_ERROR_RESILIENT_DEFAULT } else { 0 };
    settings.kf_mode = vpx_sys::vpx_kf_mode::VPX_KF_FIXED;
    // "Fixed" with these bounds: key frames only when asked for. VP9 counts to the distance even so.
    settings.kf_min_dist = 0;
    settings.kf_max_dist = i32::MAX as u32;
    settings.rc_end_usage = vpx_sys::vpx_rc_mode::VPX_CBR;
    settings.rc_target_bitrate = config.kbps.max(1);
    settings.rc_dropframe_thresh =
        if config.content == Content::Camera && config.kbps < SCARCE { LEAVE_OUT } else { 0 };
    settings.rc_resize_allowed = 0;
    settings.rc_min_quantizer = 2;
    settings.rc_max_quantizer = if config.content == Content::Screen { 52 } else { 56 };
    settings.rc_undershoot_pct = 100;
    settings.rc_overshoot_pct = 15;
    settings.rc_buf_sz = 1000;
    settings.rc_buf_initial_sz = 500;
    settings.rc_buf_optimal_sz = 600;
}
