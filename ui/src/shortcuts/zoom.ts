// How large everything is shown: Ctrl (on a Mac, Command) with plus, minus and nought, as in every browser, also while one types. The
// program enlarges the page; this knows the steps and remembers the last one.

const STEPS = [0.75, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3];
const PLACE = 'chancery.zoom';

type Pressed = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey'>;

/** The size after a key; `null`: the key means something else. */
export function zoomOf(event: Pressed, now: number): number | null {
  if (event.ctrlKey === event.metaKey || event.altKey) return null;
  const at = STEPS.findIndex((step) => step >= now);
  const from = at < 0 ? STEPS.length - 1 : at;
  if (['+', '='].includes(event.key) || event.code === 'NumpadAdd') return STEPS[Math.min(from + 1, STEPS.length - 1)] ?? 1;
  if (['-', '_'].includes(event.key) || event.code === 'NumpadSubtract') return STEPS[Math.max(from - 1, 0)] ?? 1;
  if (event.key === '0' || event.code === 'Digit0' || event.code === 'Numpad0') return 1;
  return null;
}

/** The size that was chosen last. */
export function zoomKept(): number {
  try {
    const kept = Number(localStorage.getItem(PLACE));
    return STEPS.includes(kept) ? kept : 1;
  } catch {
    return 1;
  }
}

/** Listens until the returned function is called; `show` is called with each size, the kept one first. */
export function zooms(target: Window, show: (factor: number) => void): () => void {
  let now = zoomKept();
  if (now !== 1) show(now);
  const down = (event: KeyboardEvent): void => {
    const next = zoomOf(event, now);
    if (next === null) return;
    event.preventDefault();
    if (next === now) return;
    now = next;
    show(now);
    try {
      localStorage.setItem(PLACE, String(now));
    } catch {
      // Where nothing can be kept it holds until the window is closed.
    }
  };
  target.addEventListener('keydown', down);
  return () => target.removeEventListener('keydown', down);
}
