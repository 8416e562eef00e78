// Fault rules on handshakes and requests, as the chat SDK and a plain WebSocket meet them.

import assert from 'node:assert/strict';
import test from 'node:test';
import { Chatter, refusedStatus } from './support/chatter.js';
import { connects, hears, say, scene } from './support/scene.js';
import { withoutOption } from './support/service.js';

const skip = withoutOption('--control');

for (const { effect, status } of [
  { effect: { refuse: {} }, status: 403 },
  { effect: { refuse: { status: 401 } }, status: 401 },
  { effect: { refuse: { status: 503 } }, status: 503 },
  { effect: { throttle: {} }, status: 429 },
]) {
  test(`a handshake is refused by ${JSON.stringify(effect)} and its token stays good`, { skip }, async (t) => {
    const { emulation, webSocket, token } = await scene(t);
    const spared = await token('ann');
    await emulation.faults([{ match: { plane: 'handshake', first: 1 }, effect }]);
    assert.equal(await refusedStatus(webSocket, spared), status);
    await Chatter.join(t, webSocket, spared);
  });
}

for (const effect of [{ refuse: {} }, { throttle: {} }, { drop: {} }]) {
  const name = Object.keys(effect)[0];

  test(`the SDK reports socketError when its handshake meets ${name}`, { skip }, async (t) => {
    const { emulation, visitor } = await scene(t);
    await emulation.faults([{ match: { plane: 'handshake' }, effect }]);
    const { guest, asked } = visitor('ann', 2);
    await guest.expect('connecting');
    assert.equal(await guest.expect('disconnect'), 'socketError');
    assert.equal(asked.tokens, 3);
  });

  test(`the SDK connects with its third token when two handshakes meet ${name}`, { skip }, async (t) => {
    const { emulation, visitor } = await scene(t);
    await emulation.faults([{ match: { plane: 'handshake', first: 2 }, effect }]);
    const { guest, asked } = visitor('ann', 3);
    await connects(guest);
    assert.equal(asked.tokens, 3);
  });
}

test('a connection is closed as soon as it is open', { skip }, async (t) => {
  const { emulation, visitor, chatter } = await scene(t);
  await emulation.faults([{ match: { plane: 'handshake' }, effect: { close: { code: 1011, reason: 'no' } } }]);
  assert.deepEqual((await (await chatter('ben')).next()).closed, [1011, 'no']);
  const { guest } = visitor('ann', 3);
  await connects(guest);
  assert.equal(await guest.expect('disconnect'), 'serverDisconnect');
});

test('a stalled handshake completes when the rules change or its time is over', { skip }, async (t) => {
  const { emulation, visitor, struck } = await scene(t);
  await emulation.faults([{ name: 'stalls', match: { plane: 'handshake' }, effect: { stall: {} } }]);
  const { guest } = visitor('ann');
  await struck('stalls');
  await guest.expect('connecting');
  assert.equal(guest.room.state, 'connecting');
  await emulation.faults([{ match: { plane: 'handshake' }, effect: { stall: { for: 'PT0.05S' } } }]);
  await guest.expect('connect');
  await connects(visitor('ben').guest);
});

test('a delayed handshake takes its time', { skip }, async (t) => {
  const { emulation, visitor } = await scene(t);
  await emulation.faults([{ match: { plane: 'handshake' }, effect: { delay: 'PT0.1S' } }]);
  const begin = performance.now();
  await connects(visitor('ann').guest);
  assert.ok(performance.now() - begin >= 99);
});

for (const { effect, error } of [
  { effect: { errorFrame: { code: 500, message: 'broken' } }, error: { errorCode: 500, errorMessage: 'broken' } },
  { effect: { errorFrame: { code: 403 } }, error: { errorCode: 403 } },
  { effect: { throttle: {} }, error: { errorCode: 429, errorMessage: 'rate limit exceeded' } },
]) {
  test(`a message is refused by ${JSON.stringify(effect)} and reaches nobody`, { skip }, async (t) => {
    const { emulation, join, chatter } = await scene(t);
    const [ann, ben] = [await join('ann'), await chatter('ben')];
    await emulation.faults([{ match: { action: 'SEND_MESSAGE', first: 1 }, effect }]);
    await assert.rejects(say(ann, 'refused'), error);
    await say(ann, 'passed');
    await hears(ben, 'passed');
  });
}

test('an error frame of 401 makes the SDK reconnect with a new token', { skip }, async (t) => {
  const { emulation, visitor } = await scene(t);
  const { guest, asked } = visitor('ann');
  await connects(guest);
  await emulation.faults([{ match: { plane: 'messaging', first: 1 }, effect: { errorFrame: { code: 401 } } }]);
  await assert.rejects(say(guest, 'refused'), { errorCode: 401 });
  await connects(guest);
  assert.equal(asked.tokens, 2);
  assert.equal((await say(guest, 'passed')).content, 'passed');
});

test('a request closes its connection, and the SDK stays away', { skip }, async (t) => {
  const { emulation, join, chatter } = await scene(t);
  const [ann, ben] = [await join('ann'), await chatter('ben')];
  const effect = { close: { code: 1000, reason: 'enough' } };
  await emulation.faults([{ match: { plane: 'messaging', first: 2 }, effect }]);
  say(ann, 'lost');
  assert.equal(await ann.expect('disconnect'), 'serverDisconnect');
  ben.send('SEND_MESSAGE', { Content: 'lost too' });
  assert.deepEqual((await ben.next()).closed, [1000, 'enough']);
});

test('a request drops its connection, and the SDK comes back with a new token', { skip }, async (t) => {
  const { emulation, visitor, chatter } = await scene(t);
  const { guest, asked } = visitor('ann');
  await connects(guest);
  const ben = await chatter('ben');
  await emulation.faults([{ match: { plane: 'messaging', first: 1 }, effect: { drop: {} } }]);
  say(guest, 'lost');
  await connects(guest);
  assert.equal(asked.tokens, 2);
  await say(guest, 'passed');
  await hears(ben, 'passed');
});

test('a stalled connection is read again when the rules change or its time is over', { skip }, async (t) => {
  const { emulation, join, chatter, struck } = await scene(t);
  const [ann, ben] = [await join('ann'), await chatter('ben')];
  await emulation.faults([{ name: 'stalls', match: { user: 'ann', plane: 'messaging' }, effect: { stall: {} } }]);
  const stalled = [say(ann, 'first'), say(ann, 'second')];
  await struck('stalls');
  ben.send('SEND_MESSAGE', { Content: 'not held up' });
  await hears(ben, 'not held up');
  await emulation.faults([{ match: { user: 'ann', plane: 'messaging' }, effect: { stall: { for: 'PT0.05S' } } }]);
  assert.deepEqual((await Promise.all(stalled)).map(({ content }) => content), ['first', 'second']);
  await hears(ben, 'first');
  await hears(ben, 'second');
});

test('a delayed request keeps those behind it waiting', { skip }, async (t) => {
  const { emulation, join } = await scene(t);
  const ann = await join('ann');
  await emulation.faults([{ match: { plane: 'messaging', first: 1 }, effect: { delay: 'PT0.1S' } }]);
  const begin = performance.now();
  await Promise.all([say(ann, 'first'), say(ann, 'second')]);
  assert.ok(performance.now() - begin >= 99);
  assert.deepEqual([(await ann.expect('message')).content, (await ann.expect('message')).content],
    ['first', 'second']);
});

test('the server stops while connections are stalled', { skip }, async (t) => {
  const { emulation, chatter, struck } = await scene(t);
  const [ann, ben] = [await chatter('ann'), await chatter('ben')];
  await emulation.faults([
    { name: 'reading', match: { user: 'ann', plane: 'messaging' }, effect: { stall: {} } },
    { name: 'writing', match: { user: 'ben', plane: 'delivery' }, effect: { stall: {} } }]);
  ben.send('SEND_MESSAGE', { Content: 'Hi' });
  await hears(ann, 'Hi');
  ann.send('SEND_MESSAGE', { Content: 'Ho' });
  await struck('reading');
  await struck('writing');
});
