// A text field whose text lives in the program: shown at once, sent on each change, and never overwritten by its own
// echo, however late that comes. What the program says otherwise (a link was taken) wins.
//
// The view comes many times a second, mostly with a draft that has not changed since the last one. Such a repetition is
// older than what was typed meanwhile and says nothing.

/** Texts sent and not yet echoed, at most: as many as the program lets wait. */
const REMEMBERED = 1_000;

export class Draft {
  text = $state('');
  readonly #send: (text: string) => void;
  /** What the program said last. */
  #told: string;
  /** What was sent since and not yet echoed, oldest first. */
  #awaited: string[] = [];
  #taken = false;

  constructor(initial: string, send: (text: string) => void) {
    this.text = initial;
    this.#told = initial;
    this.#send = send;
  }

  /** The person typed. */
  type(text: string): void {
    if (text === this.text) return;
    this.#show(text);
    this.#send(text);
  }

  /** The program's text, whenever a view came. */
  adopt(text: string): void {
    // Where the program took the text before it told of it, an empty field follows an empty one.
    if (text === this.#told && !(this.#taken && text === '')) return;
    this.#told = text;
    const at = this.#awaited.indexOf(text);
    if (at >= 0) this.#awaited.splice(0, at + 1);
    else this.#awaited = [];
    if (this.#awaited.length > 0) return;
    this.text = text;
    this.#taken = false;
  }

  /** The program is asked to take the text and may refuse it: an empty field afterwards is its answer, not an echo. */
  taken(): void {
    this.#awaited = this.#awaited.filter((text) => text !== '');
    this.#taken = true;
  }

  /** The text goes out for certain: the field is free at once for what is typed next. Gives what stood there. */
  leave(): string {
    const text = this.text;
    this.#show('');
    return text;
  }

  /** What left did not go out: it stands in the field again, before what was typed since. */
  comeBack(text: string): void {
    this.type(this.text === '' ? text : `${text}\n${this.text}`);
  }

  #show(text: string): void {
    this.text = text;
    this.#taken = false;
    this.#awaited.push(text);
    if (this.#awaited.length > REMEMBERED) this.#awaited.shift();
  }
}
