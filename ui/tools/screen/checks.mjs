// What is looked for in a shown page. Runs inside the page: no imports.

/**
 * Everything that is cut off without saying so: a page that scrolls sideways, and text whose box is smaller than it is.
 * Names that are shortened on purpose carry `data-short`; lists that scroll carry `scroll`.
 * @returns {string[]}
 */
export function clipped() {
  const found = [];
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) found.push(`the page is ${root.scrollWidth - root.clientWidth} px too wide`);
  if (root.scrollHeight > root.clientHeight) found.push(`the page is ${root.scrollHeight - root.clientHeight} px too high`);
  for (const element of document.body.querySelectorAll('*')) {
    if (!(element instanceof HTMLElement)) continue;
    if (element.closest('.hidden-but-spoken, option')) continue;
    const style = getComputedStyle(element);
    if (style.display === 'none' || style.visibility === 'hidden' || style.display === 'inline') continue;
    const name = `${element.tagName.toLowerCase()}.${[...element.classList].filter((each) => !each.startsWith('svelte-')).join('.')} “${(element.textContent ?? '').trim().slice(0, 40)}”`;
    const wide = element.scrollWidth - element.clientWidth;
    const high = element.scrollHeight - element.clientHeight;
    if (element.classList.contains('scroll')) {
      // A table of data may scroll both ways where the window is small (WCAG 2.2, 1.4.10).
      if (wide > 1 && !(element.matches('[role="grid"]') && innerWidth <= 640)) found.push(`${name} scrolls sideways by ${wide} px`);
      continue;
    }
    if (element.matches('textarea, blockquote')) continue;
    // What was typed may be longer than a line of the smallest window: it moves with the caret.
    if (element.matches('input') && innerWidth <= 640) continue;
    if (style.overflowX !== 'visible' && wide > 1 && !element.hasAttribute('data-short')) found.push(`${name} is cut by ${wide} px`);
    if (style.overflowY !== 'visible' && high > 2 && !element.hasAttribute('data-short')) found.push(`${name} is cut below by ${high} px`);
    // Text that sticks out of a control.
    if (style.overflowX === 'visible' && element.matches('button, p, h1, h2, h3, label, li') && wide > 1 && element.clientWidth > 0) {
      found.push(`${name} sticks out by ${wide} px`);
    }
    if (element.matches('button, article, footer, header, h1, input, select')) {
      const box = element.getBoundingClientRect();
      if (box.width > 0 && (box.left < -1 || box.right > innerWidth + 1)) found.push(`${name} lies outside of the window`);
    }
  }
  // Controls must not lie over one another.
  const controls = [...document.querySelectorAll('button, input, select, textarea')].filter(
    (each) => each instanceof HTMLElement && each.offsetParent !== null && getComputedStyle(each).opacity !== '0',
  );
  const boxes = controls.map((each) => each.getBoundingClientRect());
  const dialog = document.querySelector('dialog[open]');
  boxes.forEach((a, i) =>
    boxes.slice(i + 1).forEach((b, j) => {
      const [first, second] = [controls[i], controls[i + 1 + j]];
      if (!first || !second || (dialog && dialog.contains(first) !== dialog.contains(second))) return;
      if (first.closest('.scroll') !== second.closest('.scroll')) return;
      const over = Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
      if (over) found.push(`controls overlap: “${first.textContent?.trim()}” and “${second.textContent?.trim()}”`);
    }),
  );
  return [...new Set(found)];
}

/**
 * Whether the program was told where the pictures really are: each hole in the page against the last layout.
 * @returns {string[]}
 */
export function misplaced() {
  const layout = /** @type {any} */ (globalThis).lastLayout;
  const holes = [...document.querySelectorAll('.picture, .screen')];
  if (holes.length === 0) return layout && layout.tiles.length > 0 ? ['pictures are asked for, and there is no place for them'] : [];
  if (!layout) return ['the program was not told where the pictures are'];
  // The canvas is no larger than the tiles need: it lies where they begin.
  const stage = document.querySelector('.stage canvas')?.getBoundingClientRect();
  if (!stage) return ['there is no stage'];
  /** @param {number[]} box */
  const key = (box) => box.map((each) => Math.round(each)).join(',');
  const told = layout.tiles.map((/** @type {any} */ tile) => key([tile.x, tile.y, tile.width, tile.height])).sort();
  const seen = holes
    .map((hole) => {
      const box = hole.getBoundingClientRect();
      const [left, top] = [Math.round(box.left - stage.left), Math.round(box.top - stage.top)];
      return key([left, top, Math.round(box.right - stage.left) - left, Math.round(box.bottom - stage.top) - top]);
    })
    .sort();
  return JSON.stringify(told) === JSON.stringify(seen) ? [] : [`pictures at ${told.join(' ')}, but their places are ${seen.join(' ')}`];
}
