// The screen's one state: the view model as the program last told it, and the way back to the program.
import type { Backend, Update } from './backend.ts';
import { applyPatch } from './patch.ts';
import type { Intent, ViewModel } from './types.ts';

/** Something that went wrong between the screen and the program; everything else that goes wrong is in the view. */
export type Failure = { id: number; is: 'dispatch' | 'picture' };

const AGAIN = 1_000;

export class Store {
  readonly backend: Backend;
  /** `null` until the first snapshot. Never changed in place: each part that is the same object is the same. */
  view = $state.raw<ViewModel | null>(null);
  /** The program does not answer at all. */
  lost = $state(false);
  failures = $state.raw<readonly Failure[]>([]);
  version = $state('');
  #next = 0;
  #subscription = 0;

  constructor(backend: Backend) {
    this.backend = backend;
  }

  start(): void {
    void this.#subscribe();
    this.backend.appInfo().then(
      (info) => (this.version = info.version),
      () => undefined,
    );
  }

  /** Sends a wish. Where the program does not take it, the screen says so; it never throws. */
  dispatch = (intent: Intent): void => {
    void this.send(intent);
  };

  /** The same, telling whether it was taken. */
  async send(intent: Intent): Promise<boolean> {
    try {
      await this.backend.dispatch(intent);
      this.#forget('dispatch');
      return true;
    } catch {
      this.fail('dispatch');
      return false;
    }
  }

  fail(is: Failure['is']): void {
    // Said once, however often it happens.
    if (this.failures.some((failure) => failure.is === is)) return;
    this.failures = [...this.failures, { id: this.#next++, is }];
  }

  mended(is: Failure['is']): void {
    this.#forget(is);
  }

  dismiss(id: number): void {
    this.failures = this.failures.filter((failure) => failure.id !== id);
  }

  #forget(is: Failure['is']): void {
    if (this.failures.some((failure) => failure.is === is)) {
      this.failures = this.failures.filter((failure) => failure.is !== is);
    }
  }

  async #subscribe(): Promise<void> {
    this.#subscription += 1;
    const mine = this.#subscription;
    try {
      await this.backend.subscribe((update) => {
        if (mine === this.#subscription) this.#take(update);
      });
      this.lost = false;
    } catch {
      this.lost = this.view === null;
      this.#later();
    }
  }

  #take(update: Update): void {
    if (update.is === 'snapshot') {
      this.view = update.view;
      this.lost = false;
      return;
    }
    try {
      if (this.view === null) throw new Error('a patch before a snapshot');
      this.view = applyPatch(this.view, update.ops);
    } catch {
      // The two ends no longer agree. What is shown stays until the new snapshot is there; later patches of this
      // subscription are not applied to it.
      this.#subscription += 1;
      this.#later();
    }
  }

  #later(): void {
    setTimeout(() => void this.#subscribe(), AGAIN);
  }
}
