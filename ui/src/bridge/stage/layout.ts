// From rectangles on the page to what the program composes: device pixels, whole, inside the stage.
import type { Source, StageLayout, StageTile } from '../backend.ts';
import type { TileSize } from '../types.ts';

/** A rectangle in CSS pixels, as `getBoundingClientRect` gives it. */
export type Box = { left: number; top: number; width: number; height: number };

export type Placed = { source: Source; box: Box; fit: 'cover' | 'contain'; radius: number };

const even = (value: number): number => Math.max(2, Math.floor(value / 2) * 2);

/** The layout of a stage. `null` where the stage is not shown. */
export function stageLayout(
  stage: Box,
  placed: readonly Placed[],
  ratio: number,
  background: [number, number, number],
): StageLayout | null {
  if (stage.width < 2 || stage.height < 2) return null;
  // Pictures are 4:2:0: an odd last column or row of the page stays uncovered.
  const width = even(Math.round(stage.width * ratio));
  const height = even(Math.round(stage.height * ratio));
  const tiles: StageTile[] = [];
  for (const { source, box, fit, radius } of placed) {
    const left = Math.round((box.left - stage.left) * ratio);
    const top = Math.round((box.top - stage.top) * ratio);
    const right = Math.round((box.left + box.width - stage.left) * ratio);
    const bottom = Math.round((box.top + box.height - stage.top) * ratio);
    const x = Math.min(Math.max(left, 0), width);
    const y = Math.min(Math.max(top, 0), height);
    const across = Math.min(Math.max(right, 0), width) - x;
    const down = Math.min(Math.max(bottom, 0), height) - y;
    if (across < 2 || down < 2) continue;
    tiles.push({ source, x, y, width: across, height: down, fit, radius: Math.round(radius * ratio) });
  }
  return { width, height, tiles, background };
}

/** Where the canvas lies on its stage, in device pixels from the physical top left corner. */
export type Origin = { x: number; y: number };

/**
 * The same tiles on the smallest even canvas that holds them. Every pixel of it is composed, sent, converted and painted
 * thirty times a second, and around the tiles the page shows the same background by itself.
 */
export function cropped(layout: StageLayout): { layout: StageLayout; origin: Origin } {
  if (layout.tiles.length === 0) return { layout: { ...layout, width: 2, height: 2 }, origin: { x: 0, y: 0 } };
  const span = (from: 'x' | 'y', size: 'width' | 'height'): [start: number, length: number] => {
    const start = Math.min(...layout.tiles.map((tile) => tile[from]));
    const end = Math.max(...layout.tiles.map((tile) => tile[from] + tile[size]));
    const length = Math.min(Math.ceil((end - start) / 2) * 2, layout[size]);
    return [Math.min(start, layout[size] - length), length];
  };
  const [x, width] = span('x', 'width');
  const [y, height] = span('y', 'height');
  const tiles = layout.tiles.map((tile) => ({ ...tile, x: tile.x - x, y: tile.y - y }));
  return { layout: { ...layout, width, height, tiles }, origin: { x, y } };
}

/** How large each participant's camera is shown: what the others need to send. */
export function tileSizes(layout: StageLayout): TileSize[] {
  const sizes: TileSize[] = [];
  for (const { source, width, height } of layout.tiles) {
    if (source.is === 'camera') sizes.push({ participant: source.participant, width, height });
  }
  return sizes.sort((a, b) => (a.participant < b.participant ? -1 : 1));
}

/** A CSS colour as computed (`rgb(15, 22, 19)`) in numbers; black for anything else. */
export function rgb(colour: string): [number, number, number] {
  const [red, green, blue] = (/^rgba?\(([^)]*)\)$/.exec(colour)?.[1] ?? '').split(/[\s,/]+/).map(Number);
  return [red, green, blue].map((part) => (Number.isFinite(part) ? Math.min(255, Math.max(0, Math.round(part ?? 0))) : 0)) as [
    number,
    number,
    number,
  ];
}
