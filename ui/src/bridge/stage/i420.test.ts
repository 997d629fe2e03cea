// Pictures as bytes: read, refused, converted.
import { describe, expect, it } from 'vitest';
import { parsePicture, PictureError, toRgba } from './i420.ts';

function message(width: number, height: number, fill: [number, number, number], change: (view: DataView) => void = () => undefined): ArrayBuffer {
  const size = width * height;
  const buffer = new ArrayBuffer(12 + size * 1.5);
  const view = new DataView(buffer);
  view.setUint8(0, 1);
  view.setUint16(2, width, true);
  view.setUint16(4, height, true);
  view.setUint16(6, 9, true);
  view.setUint32(8, 7, true);
  const planes = new Uint8Array(buffer, 12);
  planes.fill(fill[0], 0, size);
  planes.fill(fill[1], size, size * 1.25);
  planes.fill(fill[2], size * 1.25);
  change(view);
  return buffer;
}

describe('parsePicture', () => {
  it('reads size, number and planes', () => {
    const picture = parsePicture(message(4, 2, [16, 128, 128]));
    expect([picture.width, picture.height, picture.revision, picture.sequence, picture.planes.length]).toEqual([4, 2, 9, 7, 12]);
  });

  it.each<[string, ArrayBuffer]>([
    ['nothing', new ArrayBuffer(0)],
    ['half a header', new ArrayBuffer(11)],
    ['another version', message(2, 2, [0, 0, 0], (view) => view.setUint8(0, 2))],
    ['another format', message(2, 2, [0, 0, 0], (view) => view.setUint8(1, 1))],
    ['an odd width', message(2, 2, [0, 0, 0], (view) => view.setUint16(2, 3, true))],
    ['no height', message(2, 2, [0, 0, 0], (view) => view.setUint16(4, 0, true))],
    ['a size that is not there', message(2, 2, [0, 0, 0], (view) => view.setUint16(2, 4096, true))],
    ['something at its end', message(2, 2, [0, 0, 0]).slice(0, 17)],
  ])('refuses %s', (_name, bytes) => {
    expect(() => parsePicture(bytes)).toThrow(PictureError);
  });
});

describe('toRgba', () => {
  const colour = (fill: [number, number, number]): number[] => {
    const out = new Uint32Array(2 * 2);
    toRgba(parsePicture(message(2, 2, fill)), out);
    // All four pixels are alike.
    expect(new Set(out).size).toBe(1);
    return [...new Uint8Array(out.buffer).slice(0, 4)];
  };

  // The corners of BT.601 in limited range.
  it.each<[string, [number, number, number], [number, number, number]]>([
    ['black', [16, 128, 128], [0, 0, 0]],
    ['blacker than black', [0, 128, 128], [0, 0, 0]],
    ['whiter than white', [255, 128, 128], [255, 255, 255]],
    ['the paper of the stage', [210, 122, 131], [231, 226, 213]],
    ['white', [235, 128, 128], [255, 255, 255]],
    ['red', [81, 90, 240], [255, 0, 0]],
    ['green', [145, 54, 34], [0, 255, 0]],
    ['blue', [41, 240, 110], [0, 0, 255]],
  ])('%s', (_name, fill, [red, green, blue]) => {
    const [r, g, b, alpha] = colour(fill);
    expect(Math.abs((r ?? 0) - red)).toBeLessThanOrEqual(2);
    expect(Math.abs((g ?? 0) - green)).toBeLessThanOrEqual(2);
    expect(Math.abs((b ?? 0) - blue)).toBeLessThanOrEqual(2);
    expect(alpha).toBe(255);
  });

  it('gives each pixel its own chroma', () => {
    const picture = parsePicture(message(4, 2, [145, 54, 34]));
    // The right half is red.
    picture.planes.set([145, 145, 81, 81, 145, 145, 81, 81], 0);
    picture.planes.set([54, 90], 8);
    picture.planes.set([34, 240], 10);
    const pixels = new Uint32Array(4 * 2);
    toRgba(picture, pixels);
    const out = new Uint8Array(pixels.buffer);
    expect(out[1]).toBeGreaterThan(250);
    expect(out[4 * 4 + 2 * 4]).toBeGreaterThan(250);
    expect(out[4 * 4 + 2 * 4 + 1]).toBeLessThan(5);
  });
});
