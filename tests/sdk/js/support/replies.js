// Replies of the AWS SDK.

import assert from 'node:assert/strict';

/** Without what the SDK adds, and without these members. */
export function plain(reply, ...left) {
  const stays = ([name, value]) => name !== '$metadata' && value !== undefined && !left.includes(name);
  return Object.fromEntries(Object.entries(reply).filter(stays));
}

const tries = 100; // attempts at an update; a hundred requests take longer than a millisecond, the resolution of replies

/** The reply to an update, which is repeated until its time is later than before. */
export async function laterThan(time, update) {
  for (let i = 0; i < tries; i += 1) {
    const updated = await update();
    if (updated.updateTime > time) return updated;
    assert.deepEqual(updated.updateTime, time);
  }
  throw new Error(`the updateTime has not moved in ${tries} updates`);
}

/** The raw replies that the client gets from now on, as they come: status and headers. */
export function repliesOf(client) {
  const replies = [];
  const keep = (next) => async (args) => {
    const result = await next(args);
    replies.push(result.response);
    return result;
  };
  client.middlewareStack.add(keep, { step: 'deserialize', priority: 'low' });
  return replies;
}
