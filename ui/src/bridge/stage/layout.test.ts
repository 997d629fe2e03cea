// Where tiles lie, in device pixels.
import { describe, expect, it } from 'vitest';
import { cropped, rgb, stageLayout, tileSizes, type Placed } from './layout.ts';

const camera = (participant: string, left: number, top: number, width: number, height: number): Placed => ({
  source: { is: 'camera', participant }, box: { left, top, width, height }, fit: 'cover', radius: 8,
});

describe('stageLayout', () => {
  it('counts device pixels from the corner of the stage', () => {
    const layout = stageLayout({ left: 100, top: 50, width: 800, height: 600 }, [camera('a', 110, 70, 200, 100)], 1.5, [1, 2, 3]);
    expect(layout).toEqual({
      width: 1200, height: 900, background: [1, 2, 3],
      tiles: [{ source: { is: 'camera', participant: 'a' }, x: 15, y: 30, width: 300, height: 150, fit: 'cover', radius: 12 }],
    });
  });

  it('is even, whole and inside', () => {
    const layout = stageLayout({ left: 0.3, top: 0.7, width: 333.3, height: 221.9 }, [camera('a', -10, 200, 400, 100.4)], 1, [0, 0, 0]);
    expect(layout?.width).toBe(332);
    expect(layout?.height).toBe(222);
    const tile = layout?.tiles[0];
    expect([tile?.x, tile?.y, tile?.width, tile?.height]).toEqual([0, 199, 332, 23]);
  });

  it('leaves out what is not shown', () => {
    expect(stageLayout({ left: 0, top: 0, width: 0, height: 10 }, [], 1, [0, 0, 0])).toBeNull();
    const layout = stageLayout({ left: 0, top: 0, width: 100, height: 100 }, [camera('a', 0, 0, 0, 0), camera('b', 200, 0, 10, 10)], 1, [0, 0, 0]);
    expect(layout?.tiles).toEqual([]);
  });

  it('has no seam between neighbours at a broken ratio', () => {
    const layout = stageLayout({ left: 0, top: 0, width: 101, height: 50 }, [camera('a', 0, 0, 50.5, 50), camera('b', 50.5, 0, 50.5, 50)], 1.25, [0, 0, 0]);
    const [a, b] = layout?.tiles ?? [];
    expect((a?.x ?? 0) + (a?.width ?? 0)).toBe(b?.x);
  });
});

describe('cropped', () => {
  const stage = { left: 0, top: 0, width: 801, height: 600 };

  it('is the smallest even canvas that holds all tiles', () => {
    const whole = stageLayout(stage, [camera('a', 11, 20, 300, 201), camera('b', 400, 40, 300, 200)], 1, [1, 2, 3]);
    expect(whole && cropped(whole)).toEqual({
      origin: { x: 11, y: 20 },
      layout: {
        width: 690, height: 220, background: [1, 2, 3],
        tiles: [
          { source: { is: 'camera', participant: 'a' }, x: 0, y: 0, width: 300, height: 201, fit: 'cover', radius: 8 },
          { source: { is: 'camera', participant: 'b' }, x: 389, y: 20, width: 300, height: 200, fit: 'cover', radius: 8 },
        ],
      },
    });
  });

  it('never lies over the edge of the stage', () => {
    const whole = stageLayout(stage, [camera('a', 791, 589, 20, 20)], 1, [0, 0, 0]);
    expect([whole?.width, whole?.height]).toEqual([800, 600]);
    const { layout, origin } = whole ? cropped(whole) : { layout: undefined, origin: undefined };
    expect([origin, layout?.width, layout?.height]).toEqual([{ x: 790, y: 588 }, 10, 12]);
    expect(layout?.tiles[0]).toMatchObject({ x: 1, y: 1, width: 9, height: 11 });
  });

  it('is next to nothing without tiles', () => {
    const whole = stageLayout(stage, [], 1, [0, 0, 0]);
    expect(whole && cropped(whole).layout).toMatchObject({ width: 2, height: 2, tiles: [] });
  });
});

it('tileSizes tells each camera of the others once, in one order', () => {
  const own: Placed = { source: { is: 'me' }, box: { left: 0, top: 0, width: 10, height: 10 }, fit: 'cover', radius: 0 };
  const layout = stageLayout({ left: 0, top: 0, width: 100, height: 100 }, [camera('b', 0, 0, 20, 20), own, camera('a', 20, 0, 30, 20)], 2, [0, 0, 0]);
  expect(layout && tileSizes(layout)).toEqual([
    { participant: 'a', width: 60, height: 40 },
    { participant: 'b', width: 40, height: 40 },
  ]);
});

it('rgb reads a computed colour, and nothing else', () => {
  expect(rgb('rgb(15, 22, 19)')).toEqual([15, 22, 19]);
  expect(rgb('rgba(15, 22, 19, 0.5)')).toEqual([15, 22, 19]);
  expect(rgb('rgb(300 1.6 0)')).toEqual([255, 2, 0]);
  expect(rgb('transparent')).toEqual([0, 0, 0]);
});
