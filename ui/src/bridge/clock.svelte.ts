// The screen's own clock: the time of day, told once a second, on the second, while something shows it.
import { createSubscriber } from 'svelte/reactivity';

class Clock {
  #subscribe = createSubscriber((update) => {
    let timer: ReturnType<typeof setTimeout>;
    const next = (): void => {
      timer = setTimeout(() => {
        update();
        next();
      }, 1_000 - (Date.now() % 1_000));
    };
    next();
    return () => clearTimeout(timer);
  });

  /** Milliseconds since 1970, to the second. */
  get now(): number {
    this.#subscribe();
    return Math.floor(Date.now() / 1_000) * 1_000;
  }
}

export const clock = new Clock();
