// How many columns, and how large a tile: the largest pictures that fit, within shapes that keep a face in frame.

export type Arrangement = { columns: number; width: number; height: number };

export type Shape = {
  /** Between tiles, in pixels. */
  gap: number;
  /** The placard under each picture, in pixels. */
  placard: number;
  /** What surrounds picture and placard, both edges together, in pixels. */
  frame: number;
  /** Width by height of the picture: the narrowest and the widest that is good. */
  narrowest: number;
  widest: number;
};

/** The best grid for `count` tiles in a space. Zero by zero where nothing fits or nothing is there. */
export function arrange(count: number, width: number, height: number, shape: Shape): Arrangement {
  let best: Arrangement = { columns: 1, width: 0, height: 0 };
  let most = 0;
  for (let columns = 1; columns <= count; columns += 1) {
    const rows = Math.ceil(count / columns);
    let across = (width - shape.gap * (columns - 1)) / columns - shape.frame;
    let down = (height - shape.gap * (rows - 1)) / rows - shape.placard - shape.frame;
    if (across <= 0 || down <= 0) continue;
    if (across / down < shape.narrowest) down = across / shape.narrowest;
    else if (across / down > shape.widest) across = down * shape.widest;
    const area = across * down;
    // A wider grid has to be clearly better: one column reads as a row of seats.
    if (area > most * 1.02) {
      most = area;
      best = { columns, width: Math.floor(across + shape.frame), height: Math.floor(down + shape.placard + shape.frame) };
    }
  }
  return best;
}

/** Who sits on which side, in the order of the sides; whoever belongs to none is put at the end. */
export function seats<P extends { delegation: string }, D extends { code: string }>(
  people: readonly P[],
  delegations: readonly D[],
): { delegation: D; people: P[] }[] {
  const sides = delegations.map((delegation) => ({
    delegation,
    people: people.filter((person) => person.delegation === delegation.code),
  }));
  const others = people.filter((person) => !delegations.some((delegation) => delegation.code === person.delegation));
  sides.at(-1)?.people.push(...others);
  return sides;
}
