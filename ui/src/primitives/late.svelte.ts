// Waiting is shown only when it is long enough to be noticed, and explained when it is too long.

export class Late {
  /** Milliseconds of waiting after which each stage is reached, the first being zero. */
  stage = $state(0);
  #timers: ReturnType<typeof setTimeout>[] = [];

  /** Starts to count (`true`) or ends it, as an effect of whatever is waited for. */
  wait(waiting: boolean, ...after: number[]): () => void {
    if (waiting) {
      this.#timers = after.map((ms, index) => setTimeout(() => (this.stage = index + 1), ms));
    }
    return () => {
      this.#timers.forEach(clearTimeout);
      this.#timers = [];
      this.stage = 0;
    };
  }
}
