// Puts a picture on the canvas.
import { toRgba, type Picture } from './i420.ts';
import type { Origin } from './layout.ts';

/** A canvas that takes the size of the picture it shows: one device pixel of it for each of the picture. */
export class Painter {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D | null;
  /** Used again for every picture of the same size. */
  #own: { image: ImageData; pixels: Uint32Array } | null = null;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    // Opaque: nothing under it has to be blended. No `desynchronized`: it tears without a compositor.
    this.#context = canvas.getContext('2d', { alpha: false });
  }

  /**
   * Draws it. A canvas loses what it shows when its size is set, so it is set only together with a picture: between a
   * new layout and its first picture the old one stays, at its own size and place.
   */
  paint(picture: Picture, origin: Origin | undefined): void {
    const context = this.#context;
    if (!context) return;
    this.resize(picture.width, picture.height);
    if (origin) this.place(origin);
    let own = this.#own;
    if (own?.image.width !== picture.width || own.image.height !== picture.height) {
      const image = context.createImageData(picture.width, picture.height);
      own = { image, pixels: new Uint32Array(image.data.buffer) };
      this.#own = own;
    }
    toRgba(picture, own.pixels);
    context.putImageData(own.image, 0, 0);
  }

  /** Fills it with one colour: nothing is to be shown. */
  clear(width: number, height: number, [red, green, blue]: readonly [number, number, number]): void {
    this.resize(width, height);
    if (!this.#context) return;
    this.#context.fillStyle = `rgb(${red} ${green} ${blue})`;
    this.#context.fillRect(0, 0, width, height);
  }

  /** Puts the canvas where it lies on its stage. */
  place({ x, y }: Origin): void {
    const ratio = window.devicePixelRatio || 1;
    const [inline, block] = [`${x / ratio}px`, `${y / ratio}px`];
    if (this.#canvas.style.insetInlineStart !== inline) this.#canvas.style.insetInlineStart = inline;
    if (this.#canvas.style.insetBlockStart !== block) this.#canvas.style.insetBlockStart = block;
  }

  get context(): CanvasRenderingContext2D | null {
    return this.#context;
  }

  resize(width: number, height: number): void {
    if (this.#canvas.width !== width) this.#canvas.width = width;
    if (this.#canvas.height !== height) this.#canvas.height = height;
    const ratio = window.devicePixelRatio || 1;
    const [inline, block] = [`${width / ratio}px`, `${height / ratio}px`];
    if (this.#canvas.style.width !== inline) this.#canvas.style.width = inline;
    if (this.#canvas.style.height !== block) this.#canvas.style.height = block;
  }
}
