// What a test leaves behind is cleared in reverse order (t.after alone keeps the order of registration):
// rooms are deleted before the server that holds them stops.

const stacks = new WeakMap();

export function afterwards(t, clear) {
  if (!stacks.has(t)) {
    stacks.set(t, []);
    t.after(() => clearAll(stacks.get(t)));
  }
  stacks.get(t).push(clear);
}

/** Everything is cleared even if something fails; the last failure is the one reported. */
async function clearAll(stack) {
  if (stack.length === 0) return;
  try {
    await stack.pop()();
  } finally {
    await clearAll(stack);
  }
}
