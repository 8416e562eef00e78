// The clock and the fault rules of the emulator, under /_ivschat/.

import assert from 'node:assert/strict';

export class Emulation {
  #base;

  constructor(endpoint) {
    this.#base = `${endpoint}/_ivschat`;
  }

  /** One of { freeze: true }, { resume: true }, { set: TIME } and { advance: DURATION }. */
  clock(change) {
    return this.#ask('POST', '/clock', change);
  }

  /** Replaces all rules. `seed` is for rules with a probability. */
  faults(rules, seed) {
    return this.#ask('PUT', '/faults', { seed, rules });
  }

  noFaults() {
    return this.#ask('DELETE', '/faults');
  }

  /** How often each rule was applied, by its name. */
  async hits() {
    const { rules } = await this.#ask('GET', '/faults');
    return Object.fromEntries(rules.map(({ name, counts }) => [name, counts.hits]));
  }

  async #ask(method, path, document) {
    const response = await fetch(this.#base + path, {
      method, body: JSON.stringify(document), headers: { 'Content-Type': 'application/json' } });
    const text = await response.text();
    assert.equal(response.status, 200, text);
    return JSON.parse(text);
  }
}
