// The clock of the emulator, moved while the chat SDK and the AWS SDK are in use.

import assert from 'node:assert/strict';
import test from 'node:test';
import { GetRoomCommand } from '@aws-sdk/client-ivschat';
import { SendMessageRequest } from 'amazon-ivs-chat-messaging';
import { Chatter, refusedStatus } from './support/chatter.js';
import { Guest } from './support/guest.js';
import { repliesOf } from './support/replies.js';
import { all, createRoom, mint } from './support/rooms.js';
import { serviceWith, withoutOption } from './support/service.js';

const skip = withoutOption('--control');
const minute = 60_000;
const rounds = Number(process.env.IVSCHAT_CLOCK_ROUNDS ?? 200);
// In real time. A quiet machine stays under 200; a busy one should fail no test.
const longestRound = Number(process.env.IVSCHAT_CLOCK_ROUND_MS ?? 5000);

const say = (guest, content) => guest.room.sendMessage(new SendMessageRequest(content));

/** Connects for an hour, lets the hour pass, and waits until the SDK reports it. Returns ms of real time. */
async function outliveSession(t, service, room) {
  const begin = performance.now();
  const guest = await Guest.join(t, service, room, 'ann', all, { sessionDurationInMinutes: 60 });
  await service.emulation.clock({ advance: 'PT60M' });
  assert.equal(await guest.expect('disconnect'), 'serverDisconnect');
  assert.equal(guest.room.state, 'disconnected');
  assert.throws(() => say(guest, 'too late'), /not connected/);
  return performance.now() - begin;
}

test(`a session of an hour ends by the clock ${rounds} times in a row`, { skip }, async (t) => {
  const service = await serviceWith(t);
  const room = await createRoom(t, service.client);
  const took = [];
  for (let i = 0; i < rounds; i += 1) took.push(await outliveSession(t, service, room));
  took.sort((a, b) => a - b);
  const [median, worst] = [took[Math.floor(took.length / 2)], took.at(-1)];
  t.diagnostic(`median ${median.toFixed(1)} ms, worst ${worst.toFixed(1)} ms`);
  assert.ok(worst < longestRound, `a round took ${worst} ms`);
});

test('a session lives until its last minute and says why it ends', { skip }, async (t) => {
  const { client, emulation, webSocket } = await serviceWith(t);
  const room = await createRoom(t, client);
  await emulation.clock({ freeze: true });
  const ann = await Chatter.join(t, webSocket, (await mint(client, room, 'ann', all)).token);
  await emulation.clock({ advance: 'PT59M59.999S' });
  ann.send('SEND_MESSAGE', { Content: 'still here' });
  assert.equal((await ann.next()).Content, 'still here');
  await emulation.clock({ advance: 'PT0.001S' });
  assert.deepEqual((await ann.next()).closed, [1000, '{"ErrorCode":401,"ErrorMessage":"Token expired"}']);
});

test('a room that was thrown out by the clock comes back with a new token', { skip }, async (t) => {
  const service = await serviceWith(t);
  const room = await createRoom(t, service.client);
  const guest = await Guest.join(t, service, room, 'ann', all);
  await service.emulation.clock({ advance: 'PT60M' });
  assert.equal(await guest.expect('disconnect'), 'serverDisconnect');
  guest.room.connect();
  await guest.expect('connecting');
  await guest.expect('connect');
  assert.equal((await say(guest, 'Hi again')).content, 'Hi again');
});

test('a token that expired before it was used is refused with 401', { skip }, async (t) => {
  const { client, emulation, webSocket } = await serviceWith(t);
  const { token } = await mint(client, await createRoom(t, client), 'ann');
  await emulation.clock({ advance: 'PT60M' });
  assert.equal(await refusedStatus(webSocket, token), 401);
});

test('the SDK asks its tokenProvider again when the first token has expired', { skip }, async (t) => {
  const { client, emulation, webSocket } = await serviceWith(t);
  const room = await createRoom(t, client);
  const stale = await mint(client, room, 'ann', all);
  await emulation.clock({ advance: 'PT60M' });
  const tokens = [stale, await mint(client, room, 'ann', all)];
  const guest = new Guest(t, webSocket, async () => tokens.shift(), 1);
  await guest.expect('connecting');
  await guest.expect('connect');
  assert.equal(tokens.length, 0);
});

test('the rate of a room is counted by the clock', { skip }, async (t) => {
  const service = await serviceWith(t);
  const room = await createRoom(t, service.client, { maximumMessageRatePerSecond: 10 });
  await service.emulation.clock({ freeze: true });
  // Two of them: a connection has a limit of its own.
  const guests = [await Guest.join(t, service, room, 'ann', all), await Guest.join(t, service, room, 'ben', all)];
  for (let second = 0; second < 3; second += 1) {
    for (let i = 0; i < 10; i += 1) assert.equal((await say(guests[i % 2], `${i}`)).content, `${i}`);
    for (const guest of guests) {
      await assert.rejects(say(guest, 'one too many'), { errorCode: 429, errorMessage: 'rate limit exceeded' });
    }
    await service.emulation.clock({ advance: 'PT1S' });
  }
});

test('under a frozen clock everything happens at the same time', { skip }, async (t) => {
  const service = await serviceWith(t);
  const { client, emulation } = service;
  await emulation.clock({ freeze: true });
  await emulation.clock({ set: '2040-02-29T12:00:00Z' });
  const now = new Date('2040-02-29T12:00:00Z');
  const room = await createRoom(t, client);
  assert.deepEqual([room.createTime, room.updateTime], [now, now]);
  const { tokenExpirationTime, sessionExpirationTime } = await mint(
    client, room, 'ann', [], { sessionDurationInMinutes: 180 });
  assert.deepEqual(tokenExpirationTime, new Date(now.getTime() + 60 * minute));
  assert.deepEqual(sessionExpirationTime, new Date(now.getTime() + 180 * minute));
  const ann = await Chatter.join(t, service.webSocket, (await mint(client, room, 'ann', all)).token);
  for (const content of ['first', 'second']) {
    ann.send('SEND_MESSAGE', { Content: content });
    assert.equal((await ann.next()).SendTime, '2040-02-29T12:00:00Z');
  }
});

test('signatures and the Date header stay with the real time', { skip }, async (t) => {
  const { client, emulation } = await serviceWith(t, [], { maxAttempts: 1 });
  const { arn: identifier } = await createRoom(t, client);
  await emulation.clock({ advance: 'P365D' });
  const replies = repliesOf(client);
  // An SDK that took another time from the Date header would sign the second request with it.
  for (let i = 0; i < 2; i += 1) await client.send(new GetRoomCommand({ identifier }));
  for (const { headers } of replies) assert.ok(Math.abs(new Date(headers.date) - Date.now()) < minute);
  assert.equal(client.config.systemClockOffset, 0);
});
