// The pictures that come from the program: their header, and the way from I420 to what a canvas shows.

/** A composed picture: planar YUV 4:2:0, BT.601 limited range, planes without padding, even width and height. */
export type Picture = {
  width: number;
  height: number;
  sequence: number;
  /** Which layout it was composed by; 0: not told. */
  revision: number;
  /** Y (`width * height` bytes), then U and V (a quarter of that each). */
  planes: Uint8Array<ArrayBuffer>;
};

/** Bytes of a message that is no picture. */
export class PictureError extends Error {
  override readonly name = 'PictureError';
}

const HEADER = 12;
const VERSION = 1;
const I420 = 0;
/** Larger than any stage; a broken header must not make the page allocate gigabytes. */
const LARGEST = 16_384;

/** Reads one message of the picture socket. */
export function parsePicture(message: ArrayBuffer): Picture {
  if (message.byteLength < HEADER) throw new PictureError('a picture message without a whole header');
  const view = new DataView(message);
  if (view.getUint8(0) !== VERSION) throw new PictureError('a picture message of another version');
  if (view.getUint8(1) !== I420) throw new PictureError('a picture message of another format');
  const width = view.getUint16(2, true);
  const height = view.getUint16(4, true);
  if (width === 0 || height === 0 || width % 2 !== 0 || height % 2 !== 0 || width > LARGEST || height > LARGEST) {
    throw new PictureError('a picture of an impossible size');
  }
  const length = (width * height * 3) / 2;
  if (message.byteLength !== HEADER + length) throw new PictureError('a picture message of a wrong length');
  return { width, height, sequence: view.getUint32(8, true), revision: view.getUint16(6, true), planes: new Uint8Array(message, HEADER, length) };
}

/** Added to every sum below, so that it is a place in `CLAMPED` also where it is less than nothing. */
const OFFSET = 384;
/** What a sum is as a byte: 0 to 255, whatever it is. */
const CLAMPED = Uint8Array.from({ length: 1_024 }, (_, sum) => Math.min(255, Math.max(0, sum - OFFSET)));
const table = (of: (byte: number) => number): Int16Array => Int16Array.from({ length: 256 }, (_, byte) => Math.round(of(byte)));
// BT.601, limited range (ITU-R BT.601-7, section 2.5): what each byte adds to red, green and blue.
const LUMA = table((y) => (255 / 219) * (y - 16) + OFFSET);
const RED_V = table((v) => 1.596027 * (v - 128));
const GREEN_U = table((u) => -0.391762 * (u - 128));
const GREEN_V = table((v) => -0.812968 * (v - 128));
const BLUE_U = table((u) => 2.017232 * (u - 128));

/**
 * Converts into `out`: one opaque pixel each, red in the lowest byte (as image data are on every machine that this runs
 * on: they are little-endian). By tables, two by two pixels at a time: measured in WebKitGTK, that takes 2 ms for
 * 1240x504 where a VideoFrame takes 3 ms, and 12 ms now and then; and it makes white white, which a VideoFrame's
 * converter misses by some levels, so that the background of the canvas could be told from the page's.
 */
export function toRgba(picture: Picture, out: Uint32Array): void {
  const { width, height, planes } = picture;
  const half = width / 2;
  const u = width * height;
  const v = u + u / 4;
  const pixel = (y: number, red: number, green: number, blue: number): number =>
    0xff000000 |
    ((CLAMPED[y + blue] as number) << 16) |
    ((CLAMPED[y + green] as number) << 8) |
    (CLAMPED[y + red] as number);
  for (let row = 0; row < height; row += 2) {
    let at = row * width;
    let chroma = (row / 2) * half;
    for (let column = 0; column < half; column += 1) {
      const blueness = planes[u + chroma] as number;
      const redness = planes[v + chroma] as number;
      const red = RED_V[redness] as number;
      const green = (GREEN_U[blueness] as number) + (GREEN_V[redness] as number);
      const blue = BLUE_U[blueness] as number;
      const below = at + width;
      out[at] = pixel(LUMA[planes[at] as number] as number, red, green, blue);
      out[at + 1] = pixel(LUMA[planes[at + 1] as number] as number, red, green, blue);
      out[below] = pixel(LUMA[planes[below] as number] as number, red, green, blue);
      out[below + 1] = pixel(LUMA[planes[below + 1] as number] as number, red, green, blue);
      at += 2;
      chroma += 1;
    }
  }
}
