// Tokens and the sessions they open, through @aws-sdk/client-ivschat and a plain WebSocket.

import assert from 'node:assert/strict';
import test from 'node:test';
import { Chatter, nextOf } from './support/chatter.js';
import { all, createRoom, mint } from './support/rooms.js';
import { serviceFor } from './support/service.js';

const minute = 60_000;

test('a token is good for an hour but never longer than the session', async (t) => {
  const { client } = await serviceFor(t);
  const room = await createRoom(t, client);
  for (const [members, session, token] of [
    [{}, 60, 60],
    [{ sessionDurationInMinutes: 5 }, 5, 5],
    [{ sessionDurationInMinutes: 180 }, 180, 60],
  ]) {
    const before = Date.now();
    const { tokenExpirationTime, sessionExpirationTime } = await mint(client, room, 'u', [], members);
    assert.equal(sessionExpirationTime.getTime() - tokenExpirationTime.getTime(), (session - token) * minute);
    assert.ok(Math.abs(sessionExpirationTime.getTime() - before - session * minute) < minute);
  }
});

test('text of every script reaches the sender of a message', async (t) => {
  const { client, webSocket } = await serviceFor(t);
  const room = await createRoom(t, client);
  const user = 'Zoë 李小龍 👩‍🚀 "<&>\\';
  const attributes = { émoji: '🎉', имя: 'Зоя', 'a\tb': '\n\u2028' };
  const chatter = await Chatter.join(t, webSocket, (await mint(client, room, user, all, { attributes })).token);
  chatter.send('SEND_MESSAGE', { Content: 'Grüße 👋' });
  const message = await chatter.next();
  assert.deepEqual(message.Sender, { UserId: user, Attributes: attributes });
  assert.equal(message.Content, 'Grüße 👋');
});

test('two sessions of one user see the same frames and end together', async (t) => {
  const { client, webSocket } = await serviceFor(t);
  const room = await createRoom(t, client);
  const join = async (user) => Chatter.join(t, webSocket, (await mint(client, room, user, all)).token);
  const twins = [await join('ann'), await join('ann')];
  const ben = await join('ben');
  twins[0].send('SEND_MESSAGE', { Content: 'Hi' });
  await nextOf([...twins, ben]);
  ben.send('DISCONNECT_USER', { UserId: 'ann', Reason: 'both' });
  await nextOf([...twins, ben]);
  assert.deepEqual(await nextOf(twins), { closed: [1000, 'both'] });
});

test('the eleventh request of a connection within a second is refused', async (t) => {
  const { client, webSocket } = await serviceFor(t);
  const room = await createRoom(t, client, { maximumMessageRatePerSecond: 100 });
  const chatter = await Chatter.join(t, webSocket, (await mint(client, room, 'ann', all)).token);
  // A few more than eleven, in case the bucket refills while this machine stalls.
  const requests = Array.from({ length: 15 }, (_, i) => chatter.send('SEND_MESSAGE', { Content: `${i}` }));
  const answers = new Map();
  for (let i = 0; i < requests.length; i += 1) {
    const frame = await chatter.next();
    answers.set(frame.RequestId, frame.ErrorCode ?? 'passed');
  }
  const codes = requests.map((request) => answers.get(request));
  assert.deepEqual(codes.slice(0, 10), Array(10).fill('passed'));
  assert.ok(codes.slice(10).includes(429), codes.join());
});

test('the length of a message is counted in code points', async (t) => {
  const { client, webSocket } = await serviceFor(t);
  const room = await createRoom(t, client, { maximumMessageLength: 5 });
  const chatter = await Chatter.join(t, webSocket, (await mint(client, room, 'ann', all)).token);
  chatter.send('SEND_MESSAGE', { Content: '🎉'.repeat(5) });
  assert.equal((await chatter.next()).Content, '🎉'.repeat(5));
  const refused = chatter.send('SEND_MESSAGE', { Content: '🎉'.repeat(6) });
  const error = await chatter.next();
  assert.deepEqual([error.ErrorCode, error.RequestId], [400, refused]);
});
