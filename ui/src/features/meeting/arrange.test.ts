// How a table of one to eight is laid out.
import { describe, expect, it } from 'vitest';
import { arrange, seats, type Shape } from './arrange.ts';

const shape: Shape = { gap: 8, frame: 8, placard: 60, narrowest: 1.15, widest: 16 / 9 };

describe('arrange', () => {
  it('lets one person have the space, in a good shape', () => {
    const one = arrange(1, 600, 620, shape);
    expect(one.columns).toBe(1);
    expect(one.width).toBe(600);
    expect((one.width - 8) / (one.height - 68)).toBeCloseTo(1.15, 1);
  });

  it('stacks two in a tall space and sets them side by side in a wide one', () => {
    expect(arrange(2, 400, 700, shape).columns).toBe(1);
    expect(arrange(2, 900, 300, shape).columns).toBe(2);
  });

  it('always fits, and keeps the shape', () => {
    for (let count = 1; count <= 8; count += 1) {
      for (const width of [170, 320, 600, 950]) {
        for (const height of [300, 580, 900]) {
          const grid = arrange(count, width, height, shape);
          const rows = Math.ceil(count / grid.columns);
          expect(grid.columns * grid.width + (grid.columns - 1) * shape.gap).toBeLessThanOrEqual(width);
          expect(rows * grid.height + (rows - 1) * shape.gap).toBeLessThanOrEqual(height);
          if (grid.width === 0) continue;
          const ratio = (grid.width - 8) / (grid.height - 68);
          expect(ratio).toBeGreaterThan(1.1);
          expect(ratio).toBeLessThan(1.85);
        }
      }
    }
  });

  it('has no size where nothing fits, or nobody is there', () => {
    expect(arrange(0, 600, 600, shape)).toEqual({ columns: 1, width: 0, height: 0 });
    expect(arrange(3, 600, 40, shape)).toEqual({ columns: 1, width: 0, height: 0 });
  });
});

it('seats puts each on their side, and loses nobody', () => {
  const people = [{ id: 1, delegation: 'ID' }, { id: 2, delegation: 'ZA' }, { id: 3, delegation: 'XX' }, { id: 4, delegation: 'ID' }];
  const sides = seats(people, [{ code: 'ID' }, { code: 'ZA' }]);
  expect(sides.map((side) => side.people.map((person) => person.id))).toEqual([[1, 4], [2, 3]]);
});
