// Watches where the tiles of a stage are, tells the program, and paints what comes back.
import type { Backend, Source, StageLayout } from '../backend.ts';
import { cropped, rgb, stageLayout, tileSizes, type Origin, type Placed } from './layout.ts';
import { Painter } from './painter.ts';
import { PictureSocket } from './picture-socket.ts';

type Watched = { element: HTMLElement; source: () => Source; fit: 'cover' | 'contain' };

/** Layouts whose pictures may still be on their way. */
const REMEMBERED = 8;

/** One stage: the element that holds the tiles, and the canvas under them. */
export class Director {
  readonly #root: HTMLElement;
  readonly #backend: Backend;
  readonly #painter: Painter;
  readonly #socket: PictureSocket | null;
  readonly #resize: ResizeObserver;
  readonly #watched = new Set<Watched>();
  readonly #onMissing: (missing: boolean) => void;
  #ratio: MediaQueryList | null = null;
  readonly #attributes: MutationObserver;
  #timer: ReturnType<typeof setInterval>;
  #pending = 0;
  #told = '';
  #revision = 0;
  /** Where the canvas lies, by the layout that a picture was composed by. */
  readonly #origins = new Map<number, Origin>();
  #toldSizes = '';

  constructor(root: HTMLElement, canvas: HTMLCanvasElement, backend: Backend, onMissing: (missing: boolean) => void) {
    this.#root = root;
    this.#backend = backend;
    this.#onMissing = onMissing;
    this.#painter = new Painter(canvas);
    this.#socket = backend.paintStage
      ? null
      : new PictureSocket({
          info: () => backend.rendererInfo(),
          onPicture: (picture) => this.#painter.paint(picture, this.#origins.get(picture.revision)),
          onState: (up) => this.#onMissing(!up),
        });
    this.#resize = new ResizeObserver(() => this.measure());
    this.#resize.observe(root);
    // Another language mirrors the page, another appearance has another background.
    this.#attributes = new MutationObserver(() => this.measure());
    this.#attributes.observe(document.documentElement, { attributes: true });
    // Whatever else may move a tile without changing its size (a font that came late): a few rectangles read twice a
    // second cost nothing, a picture beside its placard would be a bug that is seen.
    this.#timer = setInterval(() => this.measure(), 500);
    this.#watchRatio();
  }

  /** A tile that wants a picture; gives back what takes it off. */
  add(element: HTMLElement, source: () => Source, fit: 'cover' | 'contain'): () => void {
    const watched = { element, source, fit };
    this.#watched.add(watched);
    this.#resize.observe(element);
    this.measure();
    return () => {
      this.#watched.delete(watched);
      this.#resize.unobserve(element);
      this.measure();
    };
  }

  /** Something may have moved: measures before the next painting, once, however often it is asked. */
  measure(): void {
    if (this.#pending !== 0) return;
    this.#pending = requestAnimationFrame(() => {
      this.#pending = 0;
      this.#tell();
    });
  }

  close(): void {
    cancelAnimationFrame(this.#pending);
    clearInterval(this.#timer);
    this.#attributes.disconnect();
    this.#resize.disconnect();
    this.#ratio?.removeEventListener('change', this.#onRatio);
    this.#socket?.close();
    // Nothing is shown any more: nobody has to send or compose pictures for this window.
    this.#backend.stageLayout({ width: 2, height: 2, tiles: [], background: [0, 0, 0] }).catch(() => undefined);
    if (this.#toldSizes !== '') this.#backend.dispatch({ is: 'layout', tiles: [] }).catch(() => undefined);
  }

  #layout(): StageLayout | null {
    const placed: Placed[] = [];
    for (const { element, source, fit } of this.#watched) {
      const radius = Number.parseFloat(getComputedStyle(element).borderTopLeftRadius) || 0;
      placed.push({ source: source(), box: element.getBoundingClientRect(), fit, radius });
    }
    const background = rgb(getComputedStyle(this.#root).backgroundColor);
    return stageLayout(this.#root.getBoundingClientRect(), placed, window.devicePixelRatio || 1, background);
  }

  #tell(): void {
    const whole = this.#layout();
    if (!whole) return;
    const text = JSON.stringify(whole);
    if (text === this.#told) return;
    this.#told = text;
    const { layout, origin } = cropped(whole);
    this.#revision = (this.#revision % 0xffff) + 1;
    layout.revision = this.#revision;
    this.#origins.set(this.#revision, origin);
    for (const old of this.#origins.keys()) {
      if (this.#origins.size <= REMEMBERED) break;
      this.#origins.delete(old);
    }
    // The program composes anew on each layout, but with no tile there is nothing to compose.
    if (layout.tiles.length === 0) this.#painter.clear(layout.width, layout.height, layout.background);
    if (this.#backend.paintStage && this.#painter.context) {
      this.#painter.resize(layout.width, layout.height);
      this.#painter.place(origin);
      this.#backend.paintStage(this.#painter.context, layout);
    }
    this.#backend.stageLayout(layout).catch(() => {
      // Told again with the next measurement.
      this.#told = '';
      this.#onMissing(true);
    });
    const sizes = tileSizes(layout);
    const sizesText = JSON.stringify(sizes);
    if (sizesText === this.#toldSizes) return;
    this.#toldSizes = sizesText;
    this.#backend.dispatch({ is: 'layout', tiles: sizes }).catch(() => {
      this.#toldSizes = '';
    });
  }

  #onRatio = (): void => {
    this.#watchRatio();
    this.measure();
  };

  /** A window may move to a screen of another density. */
  #watchRatio(): void {
    this.#ratio?.removeEventListener('change', this.#onRatio);
    this.#ratio = window.matchMedia(`(resolution: ${window.devicePixelRatio || 1}dppx)`);
    this.#ratio.addEventListener('change', this.#onRatio);
  }
}
