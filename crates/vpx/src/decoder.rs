//! VP8 or VP9 into pictures. The bytes come from the network: nothing about them is taken for granted.

use crate::header::{FrameInfo, vp9, vp9_frames};
use crate::{Codec, VpxError, allowed, checked};
use std::mem::MaybeUninit;
use std::ptr;

/// A plane of a decoded picture.
#[derive(Clone, Copy, Debug)]
pub struct Plane<'a> {
    data: &'a [u8],
    stride: usize,
    width: usize,
}

impl<'a> Plane<'a> {
    /// Its rows, from the top, without padding.
    pub fn rows(self) -> impl Iterator<Item = &'a [u8]> {
        self.data.chunks(self.stride).map(move |row| &row[..self.width])
    }

    /// Appends its rows to `out`, without padding.
    pub fn append_to(self, out: &mut Vec<u8>) {
        if self.stride == self.width {
            out.extend_from_slice(self.data);
        } else {
            self.rows().for_each(|row| out.extend_from_slice(row));
        }
    }
}

/// A decoded picture, within the decoder's memory: valid until the next one is decoded.
#[derive(Clone, Copy, Debug)]
pub struct Decoded<'a> {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Luma.
    pub y: Plane<'a>,
    /// Blue difference; half the size, rounded up.
    pub u: Plane<'a>,
    /// Red difference; half the size, rounded up.
    pub v: Plane<'a>,
}

/// A VP8 or VP9 decoder.
pub struct Decoder {
    context: Box<vpx_sys::vpx_codec_ctx_t>,
    codec: Codec,
    threads: u32,
    /// Nothing is decoded before a key frame, nor after an error until the next one.
    ready: bool,
    /// libvpx failed on a frame: what it kept of it can spoil even a good key frame, so it begins anew.
    spoilt: bool,
    /// VP9 frames with the index that keeps libvpx within them.
    framed: Vec<u8>,
}

// SAFETY: a codec context may be used from any thread, by one at a time; `&mut self` sees to the latter. It holds no
// thread-local state.
unsafe impl Send for Decoder {}

impl std::fmt::Debug for Decoder {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.debug_struct("Decoder").field("codec", &self.codec).field("ready", &self.ready).finish_non_exhaustive()
    }
}

impl Decoder {
    /// Makes a decoder that works on `threads` threads, the caller's included.
    ///
    /// # Errors
    /// libvpx refuses.
    pub fn new(codec: Codec, threads: u32) -> Result<Self, VpxError> {
        let context = start(codec, threads)?;
        Ok(Self { context, codec, threads, ready: false, spoilt: false, framed: Vec::new() })
    }

    /// Decodes one frame as it came out of an encoder. `None`: it shows nothing (a frame that others refer to).
    ///
    /// After an error only a key frame goes on: until one comes, the answer is [`VpxError::NeedKey`].
    ///
    /// # Errors
    /// The bytes are no frame, the picture is too large, damaged, or a key frame is needed first.
    pub fn decode(&mut self, data: &[u8]) -> Result<Option<Decoded<'_>>, VpxError> {
        let info = FrameInfo::read(self.codec, data)?;
        if !self.ready && !info.key {
            return Err(VpxError::NeedKey);
        }
        if self.spoilt {
            self.end();
            self.context = start(self.codec, self.threads)?;
        }
        (self.ready, self.spoilt) = (false, true);
        self.feed(data)?;
        self.undamaged()?;
        let picture = picture(&mut self.context, self.codec)?;
        (self.ready, self.spoilt) = (true, false);
        Ok(picture)
    }

    /// Only a key frame will be decoded next: what comes between refers to something that was lost.
    pub fn forget(&mut self) {
        self.ready = false;
    }

    /// Ends libvpx's part.
    fn end(&mut self) {
        // SAFETY: a context that was initialised, or one that was destroyed before, which libvpx answers with an error.
        unsafe {
            vpx_sys::vpx_codec_destroy(&raw mut *self.context);
        }
    }

    /// Gives `data` to libvpx.
    fn feed(&mut self, data: &[u8]) -> Result<(), VpxError> {
        let data = match self.codec {
            Codec::Vp8 => data,
            Codec::Vp9 => {
                let frames = vp9_frames(data)?;
                for frame in &frames {
                    // Every frame may say a size of its own, not only the first.
                    vp9(&data[frame.clone()])?;
                }
                // Without an index libvpx takes what follows the first frame for further frames, whose sizes nobody
                // has looked at. So every frame gets an index (annex B), which says where it ends.
                self.framed.clear();
                for frame in &frames {
                    self.framed.extend_from_slice(&data[frame.clone()]);
                }
                let marker = 0b1101_1000 | (frames.len() - 1) as u8;
                self.framed.push(marker);
                for frame in &frames {
                    self.framed.extend_from_slice(&(frame.len() as u32).to_le_bytes());
                }
                self.framed.push(marker);
                &self.framed
            }
        };
        let length = u32::try_from(data.len())
            .map_err(|_| VpxError::Malformed { codec: self.codec.name(), what: "longer than 4 GB" })?;
        // SAFETY: the context is initialised; libvpx reads `length` bytes during the call and keeps none of them.
        unsafe {
            let answer = vpx_sys::vpx_codec_decode(&raw mut *self.context, data.as_ptr(), length, ptr::null_mut(), 0);
            checked(answer, &raw mut *self.context, "decode a frame")
        }
    }

    /// Whether what was decoded is whole.
    fn undamaged(&mut self) -> Result<(), VpxError> {
        let mut damaged: i32 = 0;
        // SAFETY: the context is initialised, and this control writes one `int`.
        unsafe {
            let answer = vpx_sys::vpx_codec_control_(
                &raw mut *self.context,
                vpx_sys::vp8_dec_control_id::VP8D_GET_FRAME_CORRUPTED as i32,
                &raw mut damaged,
            );
            checked(answer, &raw mut *self.context, "say whether a frame is whole")?;
        }
        if damaged == 0 { Ok(()) } else { Err(VpxError::Corrupt) }
    }
}

impl Drop for Decoder {
    fn drop(&mut self) {
        self.end();
    }
}

/// A context of libvpx's that is ready to decode.
fn start(codec: Codec, threads: u32) -> Result<Box<vpx_sys::vpx_codec_ctx_t>, VpxError> {
    // SAFETY: the functions give addresses of static tables.
    let interface = unsafe {
        match codec {
            Codec::Vp8 => vpx_sys::vpx_codec_vp8_dx(),
            Codec::Vp9 => vpx_sys::vpx_codec_vp9_dx(),
        }
    };
    let settings = vpx_sys::vpx_codec_dec_cfg_t { threads: threads.clamp(1, 16), w: 0, h: 0 };
    // SAFETY: all zero is what libvpx documents as an uninitialised context.
    let mut context: Box<vpx_sys::vpx_codec_ctx_t> = Box::new(unsafe { MaybeUninit::zeroed().assume_init() });
    // SAFETY: context and settings live through the call; libvpx copies the settings.
    unsafe {
        let answer = vpx_sys::vpx_codec_dec_init_ver(
            &raw mut *context,
            interface,
            &raw const settings,
            0,
            vpx_sys::VPX_DECODER_ABI_VERSION as i32,
        );
        checked(answer, &raw mut *context, "start a decoder")?;
    }
    Ok(context)
}

/// The last picture of what was fed.
fn picture(context: &mut vpx_sys::vpx_codec_ctx_t, codec: Codec) -> Result<Option<Decoded<'_>>, VpxError> {
    let mut position: vpx_sys::vpx_codec_iter_t = ptr::null();
    let mut last: *mut vpx_sys::vpx_image_t = ptr::null_mut();
    loop {
        // SAFETY: the context is initialised and the iterator began as null, as libvpx asks.
        let image = unsafe { vpx_sys::vpx_codec_get_frame(&raw mut *context, &raw mut position) };
        if image.is_null() {
            break;
        }
        last = image;
    }
    // SAFETY: null, or an image that lives until the next decode, which the borrow of the context forbids meanwhile.
    let Some(image) = (unsafe { last.as_ref() }) else { return Ok(None) };
    if image.fmt != vpx_sys::vpx_img_fmt::VPX_IMG_FMT_I420 {
        return Err(VpxError::Malformed { codec: codec.name(), what: "not 8 bits, 4:2:0" });
    }
    let (width, height) = (image.d_w, image.d_h);
    allowed(width, height)?;
    let plane = |index: usize, width: u32, height: u32| {
        let (width, height) = (width as usize, height as usize);
        let stride = usize::try_from(image.stride[index]).ok().filter(|&stride| stride >= width);
        match stride {
            Some(stride) if !image.planes[index].is_null() => {
                let length = stride * (height - 1) + width;
                // SAFETY: libvpx allocated the plane for at least this many rows of this stride, and it stays as it
                // is until the next decode.
                let data = unsafe { std::slice::from_raw_parts(image.planes[index].cast_const(), length) };
                Ok(Plane { data, stride, width })
            }
            _ => Err(VpxError::Corrupt),
        }
    };
    let (half_width, half_height) = (width.div_ceil(2), height.div_ceil(2));
    Ok(Some(Decoded {
        width,
        height,
        y: plane(0, width, height)?,
        u: plane(1, half_width, half_height)?,
        v: plane(2, half_width, half_height)?,
    }))
}
