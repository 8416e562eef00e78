// amazon-ivs-chat-messaging: the SDK that applications use in the browser.

import assert from 'node:assert/strict';
import test from 'node:test';
import { DeleteMessageRequest, DisconnectUserRequest, SendMessageRequest } from 'amazon-ivs-chat-messaging';
import { Guest } from './support/guest.js';
import { all, createRoom, mint } from './support/rooms.js';
import { serviceFor } from './support/service.js';

/** What each of them reports next, which must be of this name and the same for all. */
async function expectFromAll(guests, name) {
  const items = await Promise.all(guests.map((guest) => guest.expect(name)));
  for (const item of items) assert.deepEqual(item, items[0]);
  return items[0];
}

test('a moderator deletes a message and throws its speaker out', async (t) => {
  const service = await serviceFor(t);
  const room = await createRoom(t, service.client);
  const token = await mint(service.client, room, 'speaker', ['SEND_MESSAGE']);
  let speaker = new Guest(t, service.webSocket, async () => token);
  await speaker.expect('connecting');
  await speaker.expect('connect');
  const viewer = await Guest.join(t, service, room, 'viewer');
  const moderator = await Guest.join(t, service, room, 'moderator', all);
  const everyone = [speaker, viewer, moderator];

  const request = new SendMessageRequest('Hi all');
  const sent = await speaker.room.sendMessage(request);
  const message = await expectFromAll(everyone, 'message');
  assert.deepEqual(message, sent);
  assert.deepEqual(
    [message.content, message.sender.userId, message.requestId], ['Hi all', 'speaker', request.requestId]);
  assert.ok(message.sendTime instanceof Date);

  await assert.rejects(viewer.room.sendMessage(new SendMessageRequest('I may not')), { errorCode: 403 });

  const deleted = await moderator.room.deleteMessage(new DeleteMessageRequest(message.id, 'off topic'));
  assert.deepEqual([deleted.messageId, deleted.reason], [message.id, 'off topic']);
  assert.deepEqual(await expectFromAll(everyone, 'messageDelete'), deleted);

  const kicked = await moderator.room.disconnectUser(new DisconnectUserRequest('speaker', 'kicked out'));
  assert.deepEqual([kicked.userId, kicked.reason], ['speaker', 'kicked out']);
  assert.deepEqual(await expectFromAll(everyone, 'userDisconnect'), kicked);
  assert.equal(await speaker.expect('disconnect'), 'serverDisconnect');

  const late = new Guest(t, service.webSocket, async () => token);
  await late.expect('connecting');
  assert.equal(await late.expect('disconnect'), 'socketError');

  speaker = await Guest.join(t, service, room, 'speaker', ['SEND_MESSAGE']);
  await speaker.room.sendMessage(new SendMessageRequest('I am back'));
  assert.equal((await expectFromAll([speaker, viewer, moderator], 'message')).content, 'I am back');
});

test('attributes and text of every script come back as they were sent', async (t) => {
  const service = await serviceFor(t);
  const room = await createRoom(t, service.client);
  const userId = 'Zoë 李小龍 👩‍🚀 "<&>\\';
  const attributes = { émoji: '🎉', имя: 'Зоя' };
  const guest = await Guest.join(t, service, room, userId, all, { attributes });
  const message = await guest.room.sendMessage(new SendMessageRequest('Grüße 👋', { colour: 'blå' }));
  assert.deepEqual(message.sender, { userId, attributes });
  assert.deepEqual([message.content, message.attributes], ['Grüße 👋', { colour: 'blå' }]);
});

test('a room that leaves reports clientDisconnect and may come back with a new token', async (t) => {
  const service = await serviceFor(t);
  const room = await createRoom(t, service.client);
  const guest = await Guest.join(t, service, room, 'ann', all);
  guest.room.disconnect();
  assert.equal(await guest.expect('disconnect'), 'clientDisconnect');
  guest.room.connect();
  await guest.expect('connecting');
  await guest.expect('connect');
  assert.equal((await guest.room.sendMessage(new SendMessageRequest('Hi again'))).content, 'Hi again');
});

test('a message that is longer than the room allows is rejected with 400', async (t) => {
  const service = await serviceFor(t);
  const room = await createRoom(t, service.client, { maximumMessageLength: 5 });
  const guest = await Guest.join(t, service, room, 'ann', all);
  await assert.rejects(guest.room.sendMessage(new SendMessageRequest('🎉'.repeat(6))), { errorCode: 400 });
});

test('a message beyond the rate of the room is rejected with 429', async (t) => {
  const service = await serviceFor(t);
  const room = await createRoom(t, service.client, { maximumMessageRatePerSecond: 1 });
  const guest = await Guest.join(t, service, room, 'ann', all);
  const first = guest.room.sendMessage(new SendMessageRequest('first'));
  const second = guest.room.sendMessage(new SendMessageRequest('second'));
  await assert.rejects(second, { errorCode: 429, errorMessage: 'rate limit exceeded' });
  assert.equal((await first).content, 'first');
});
