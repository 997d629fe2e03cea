// A text field whose text lives in the program: shown at once, sent on each change, and never overwritten by its own
// echo. What the program says otherwise (a chat message went out, a link was taken) wins.

/** Texts sent and not yet echoed, at most; older ones no longer matter. */
const REMEMBERED = 64;

export class Draft {
  text = $state('');
  readonly #send: (text: string) => void;
  #awaited: string[] = [];

  constructor(initial: string, send: (text: string) => void) {
    this.text = initial;
    this.#send = send;
  }

  /** The person typed. */
  type(text: string): void {
    if (text === this.text) return;
    this.text = text;
    this.#awaited.push(text);
    if (this.#awaited.length > REMEMBERED) this.#awaited.shift();
    this.#send(text);
  }

  /** The program's text, whenever it changed. */
  adopt(text: string): void {
    const at = this.#awaited.indexOf(text);
    if (at >= 0) this.#awaited.splice(0, at + 1);
    else this.#awaited = [];
    if (this.#awaited.length === 0) this.text = text;
  }

  /** The text is about to be taken by the program: an empty field afterwards is its answer, not an echo. */
  taken(): void {
    this.#awaited = this.#awaited.filter((text) => text !== '');
  }
}
