// Frames and events wait here until the test asks for them, in the order of their arrival.

const patience = 10_000; // only a guard against waiting forever

/** The promise, or a failure when it takes longer than any answer should. */
export function within(promise) {
  let guard;
  const late = new Promise((_, reject) => {
    guard = setTimeout(() => reject(new Error(`nothing came within ${patience} ms`)), patience);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(guard));
}

export class Inbox {
  #waiting = [];
  #arrived = [];

  put(item) {
    const taker = this.#waiting.shift();
    if (taker) taker(item);
    else this.#arrived.push(item);
  }

  next() {
    if (this.#arrived.length > 0) return Promise.resolve(this.#arrived.shift());
    return within(new Promise((resolve) => this.#waiting.push(resolve)));
  }

  /** What has arrived and not been asked for. */
  rest() {
    return this.#arrived.splice(0);
  }
}
