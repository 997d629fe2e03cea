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

const clamp = (value: number): number => (value < 0 ? 0 : value > 255 ? 255 : value);

/** Converts into `out` (RGBA, `width * height * 4` bytes), where the browser has no VideoFrame. Integer BT.601. */
export function toRgba(picture: Picture, out: Uint8ClampedArray): void {
  const { width, height, planes } = picture;
  const half = width / 2;
  const u = width * height;
  const v = u + u / 4;
  for (let row = 0; row < height; row += 1) {
    let from = row * width;
    let to = from * 4;
    const chroma = (row >> 1) * half;
    for (let column = 0; column < width; column += 1) {
      const c = 298 * ((planes[from] ?? 16) - 16) + 128;
      const d = (planes[u + chroma + (column >> 1)] ?? 128) - 128;
      const e = (planes[v + chroma + (column >> 1)] ?? 128) - 128;
      out[to] = clamp((c + 409 * e) >> 8);
      out[to + 1] = clamp((c - 100 * d - 208 * e) >> 8);
      out[to + 2] = clamp((c + 516 * d) >> 8);
      out[to + 3] = 255;
      from += 1;
      to += 4;
    }
  }
}
