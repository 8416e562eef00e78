// Clears what a test leaves behind in reverse order (t.after alone keeps the order of registration):
// rooms are deleted before the server that holds them stops.

const stacks = new WeakMap();

export function afterwards(t, clear) {
  if (!stacks.has(t)) {
    stacks.set(t, []);
    t.after(() => clearAll(stacks.get(t)));
  }
  stacks.get(t).push(clear);
}

/** Clears everything even if something fails, and reports the last failure. */
async function clearAll(stack) {
  if (stack.length === 0) return;
  try {
    await stack.pop()();
  } finally {
    await clearAll(stack);
  }
}
