// Fault rules on frames on their way to one connection, as the chat SDK and a plain WebSocket meet them.

import assert from 'node:assert/strict';
import test from 'node:test';
import { SendEventCommand } from '@aws-sdk/client-ivschat';
import { connects, hears, say, scene } from './support/scene.js';
import { withoutOption } from './support/service.js';

const skip = withoutOption('--control');
const patience = 5000; // ms; only a guard against waiting forever

test('the frame for one user closes that connection only', { skip }, async (t) => {
  const { emulation, join, chatter } = await scene(t);
  const [ann, ben] = [await join('ann'), await chatter('ben')];
  const effect = { close: { code: 4000, reason: 'enough' } };
  await emulation.faults([{ match: { plane: 'delivery', user: 'ann' }, effect }]);
  ben.send('SEND_MESSAGE', { Content: 'Hi' });
  assert.equal(await ann.expect('disconnect'), 'serverDisconnect');
  await hears(ben, 'Hi');
});

test('the frame for one user drops that connection, and the SDK comes back', { skip }, async (t) => {
  const { emulation, visitor, chatter } = await scene(t);
  const { guest: ann, asked } = visitor('ann');
  await connects(ann);
  const ben = await chatter('ben');
  await emulation.faults([{ match: { plane: 'delivery', user: 'ann', first: 1 }, effect: { drop: {} } }]);
  ben.send('SEND_MESSAGE', { Content: 'first' });
  await hears(ben, 'first');
  await connects(ann);
  assert.equal(asked.tokens, 2);
  ben.send('SEND_MESSAGE', { Content: 'second' });
  assert.equal((await ann.expect('message')).content, 'second');
});

test('a duplicate has the same id, and the SDK reports it once', { skip }, async (t) => {
  const { emulation, join, chatter } = await scene(t);
  const [ann, ben] = [await join('ann'), await chatter('ben')];
  await emulation.faults([{ match: { action: 'MESSAGE', first: 2 }, effect: { duplicate: { copies: 2 } } }]);
  await say(ann, 'first');
  await say(ann, 'second');
  const copies = [await ben.next(), await ben.next(), await ben.next()];
  for (const copy of copies) assert.deepEqual(copy, copies[0]);
  await hears(ben, 'second');
  assert.equal((await ann.expect('message')).content, 'first');
  assert.equal((await ann.expect('message')).content, 'second');
});

test('a reordered frame is overtaken by the next', { skip }, async (t) => {
  const { emulation, join, chatter } = await scene(t);
  const [ann, ben] = [await join('ann'), await chatter('ben')];
  await emulation.faults([{ match: { action: 'MESSAGE', user: 'ann', first: 1 }, effect: { reorder: {} } }]);
  await Promise.all([say(ann, 'first'), say(ann, 'second')]);
  assert.deepEqual([(await ann.expect('message')).content, (await ann.expect('message')).content],
    ['second', 'first']);
  await hears(ben, 'first');
  await hears(ben, 'second');
});

test('a reordered frame that nothing overtakes comes after its time', { skip }, async (t) => {
  const { emulation, join } = await scene(t);
  const ann = await join('ann');
  const effect = { reorder: { releaseAfter: 'PT0.05S' } };
  await emulation.faults([{ match: { plane: 'delivery' }, effect }]);
  assert.equal((await say(ann, 'alone')).content, 'alone');
});

test('a rule for events leaves messages alone', { skip }, async (t) => {
  const { client, emulation, join, room } = await scene(t);
  const ann = await join('ann');
  await emulation.faults([{ match: { action: 'EVENT' }, effect: { close: { code: 1000 } } }]);
  await say(ann, 'Hi');
  await ann.expect('message');
  await client.send(new SendEventCommand({ roomIdentifier: room.arn, eventName: 'e' }));
  assert.equal(await ann.expect('disconnect'), 'serverDisconnect');
});

test('a stalled delivery goes on when the rules change or its time is over', { skip }, async (t) => {
  const { emulation, join, chatter } = await scene(t);
  const [ann, ben] = [await join('ann'), await chatter('ben')];
  const match = { user: 'ann', plane: 'delivery', first: 1 };
  await emulation.faults([{ match, effect: { stall: {} } }]);
  const stalled = [say(ann, 'first'), say(ann, 'second')];
  await hears(ben, 'first');
  await hears(ben, 'second');
  await emulation.faults([{ match, effect: { stall: { for: 'PT0.05S' } } }]);
  assert.deepEqual((await Promise.all(stalled)).map(({ content }) => content), ['first', 'second']);
  assert.equal((await say(ann, 'third')).content, 'third');
});

test('delayed frames arrive while others follow', { skip }, async (t) => {
  const { emulation, chatter } = await scene(t);
  const [ann, ben] = [await chatter('ann'), await chatter('ben')];
  await emulation.faults([{ match: { user: 'ann', plane: 'delivery' }, effect: { delay: 'PT0.1S' } }]);
  const begin = performance.now();
  let arrival;
  const first = ann.next().then((frame) => { arrival = performance.now() - begin; return frame; });
  for (let i = 0; arrival === undefined; i += 1) { // Ben keeps sending
    assert.ok(performance.now() - begin < patience, 'nothing came');
    ben.send('SEND_MESSAGE', { Content: `${i}` });
    await ben.next(); // or is told that it was too fast
  }
  assert.equal((await first).Content, '0');
  assert.ok(arrival >= 99);
  await hears(ann, '1');
});

for (const { effect, code } of [
  { effect: { close: { code: 4000 } }, code: 4000 },
  { effect: { drop: {} }, code: 1006 },
]) {
  test(`${Object.keys(effect)[0]} after a delay ends a connection behind the frames before it`, { skip }, async (t) => {
    const { emulation, chatter } = await scene(t);
    const [ann, ben] = [await chatter('ann'), await chatter('ben')];
    const match = { user: 'ann', plane: 'delivery' };
    await emulation.faults([
      { match: { ...match, first: 1 }, effect: { delay: 'PT0.1S' } },
      { match: { ...match, skip: 1, first: 1 }, effect: { delay: 'PT0.01S', ...effect } }]);
    const begin = performance.now();
    for (const content of ['first', 'second', 'third']) ben.send('SEND_MESSAGE', { Content: content });
    await hears(ann, 'first');
    assert.equal((await ann.next()).closed[0], code);
    assert.ok(performance.now() - begin >= 99);
    await hears(ben, 'first');
  });
}

test('what is refused behind a delayed frame waits for it', { skip }, async (t) => {
  const { emulation, chatter } = await scene(t);
  const ann = await chatter('ann');
  await emulation.faults([{ match: { plane: 'delivery', first: 1 }, effect: { delay: 'PT0.05S' } }]);
  ann.send('SEND_MESSAGE', { Content: 'Hi' });
  ann.send('NONSENSE');
  await hears(ann, 'Hi');
  assert.equal((await ann.next()).ErrorCode, 400);
});
