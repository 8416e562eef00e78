// SendEvent, DeleteMessage and DisconnectUser of @aws-sdk/client-ivschat, as chat clients see them.

import assert from 'node:assert/strict';
import test from 'node:test';
import {
  DeleteMessageCommand, DeleteRoomCommand, DisconnectUserCommand, SendEventCommand,
} from '@aws-sdk/client-ivschat';
import { SendMessageRequest } from 'amazon-ivs-chat-messaging';
import { Chatter, nextOf } from './support/chatter.js';
import { Guest } from './support/guest.js';
import { assertInvalid } from './support/refusals.js';
import { all, createRoom, mint } from './support/rooms.js';
import { serviceFor } from './support/service.js';

const messageId = 'M2YcHkgffEvU';

/** A service, a room, and ways to join the room and to act on it. */
async function stage(t) {
  const service = await serviceFor(t);
  const room = await createRoom(t, service.client);
  return {
    service, room,
    join: async (userId) => Chatter.join(t, service.webSocket, (await mint(service.client, room, userId, all)).token),
    act: (Command, members) => service.client.send(new Command({ roomIdentifier: room.arn, ...members })),
  };
}

/** A frame as text without the parts that differ each time, so that frames with the same meaning are equal. */
const masked = (frame) => JSON.stringify({ ...frame, Id: '*', SendTime: '*', RequestId: '*' });

test('an event reaches everybody with sorted attributes and the id of the reply', async (t) => {
  const { act, join } = await stage(t);
  const everyone = [await join('ann'), await join('ben')];
  const attributes = { to: 'ben', Zed: '🎉', amount: '3' };
  const { id } = await act(SendEventCommand, { eventName: 'app:GIFT', attributes });
  const { SendTime, ...event } = await nextOf(everyone);
  assert.equal(JSON.stringify(event), JSON.stringify({
    Type: 'EVENT', Id: id, RequestId: '', EventName: 'app:GIFT', Attributes: { Zed: '🎉', amount: '3', to: 'ben' } }));
  assert.ok(Date.parse(SendTime) > 0);
});

test('an event without attributes says null', async (t) => {
  const { act, join } = await stage(t);
  const ann = await join('ann');
  const { id } = await act(SendEventCommand, { eventName: 'Fête 🎉' });
  const event = await ann.next();
  assert.deepEqual([event.Id, event.EventName, event.Attributes], [id, 'Fête 🎉', null]);
});

test('attributes of an event hold 4096 bytes of keys and values', async (t) => {
  const { act, join } = await stage(t);
  const ann = await join('ann');
  const attributes = { é: 'é'.repeat(1000), key: 'v'.repeat(4096 - 2 - 2000 - 3) };
  await act(SendEventCommand, { eventName: 'full', attributes });
  assert.deepEqual((await ann.next()).Attributes, attributes);
  const tooMuch = { ...attributes, key: `${attributes.key}x` };
  await assertInvalid(act(SendEventCommand, { eventName: 'too much', attributes: tooMuch }), ['attributes']);
  await act(SendEventCommand, { eventName: 'next' });
  assert.equal((await ann.next()).EventName, 'next');
});

test('a deletion looks like the one of a moderator, also of what never was a message', async (t) => {
  const { act, join } = await stage(t);
  const everyone = [await join('ann'), await join('moderator')];
  for (const reason of ['spam 🎉', undefined]) {
    everyone[1].send('DELETE_MESSAGE', { Id: messageId, Reason: reason });
    const twin = await nextOf(everyone);
    const { id } = await act(DeleteMessageCommand, { id: messageId, reason });
    const event = await nextOf(everyone);
    assert.deepEqual([event.Id, event.RequestId, event.EventName], [id, '', 'aws:DELETE_MESSAGE']);
    assert.equal(masked(event), masked(twin));
  }
});

test('a disconnection looks like the one of a moderator and ends all sessions of the user', async (t) => {
  const { act, join } = await stage(t);
  const moderator = await join('moderator');
  for (const reason of ['bye 🎉', undefined]) {
    const frames = [];
    for (const disconnect of [
      () => moderator.send('DISCONNECT_USER', { UserId: 'ann', Reason: reason }),
      () => act(DisconnectUserCommand, { userId: 'ann', reason }),
    ]) {
      const twins = [await join('ann'), await join('ann')];
      await disconnect();
      frames.push(await nextOf([...twins, moderator]));
      assert.deepEqual(await nextOf(twins), { closed: [1000, reason ?? ''] });
    }
    assert.equal(frames[1].RequestId, '');
    assert.equal(masked(frames[1]), masked(frames[0]));
  }
});

test('a user who is absent can be disconnected', async (t) => {
  const { act, join } = await stage(t);
  const ann = await join('ann');
  assert.equal((await act(DisconnectUserCommand, { userId: 'nobody' })).$metadata.httpStatusCode, 200);
  const event = await ann.next();
  assert.deepEqual([event.EventName, event.Attributes], ['aws:DISCONNECT_USER', { UserId: 'nobody' }]);
});

test('the chat SDK reports what the backend does', async (t) => {
  const { act, room, service } = await stage(t);
  const guest = await Guest.join(t, service, room, 'ann', all);
  const { id } = await act(SendEventCommand, { eventName: 'app:GIFT', attributes: { to: 'ann' } });
  const event = await guest.expect('event');
  assert.deepEqual([event.id, event.eventName, event.attributes], [id, 'app:GIFT', { to: 'ann' }]);
  await act(DeleteMessageCommand, { id, reason: 'spam' });
  const deletion = await guest.expect('messageDelete');
  assert.deepEqual([deletion.messageId, deletion.reason], [id, 'spam']);
  await act(DisconnectUserCommand, { userId: 'ann', reason: 'bye' });
  const kick = await guest.expect('userDisconnect');
  assert.deepEqual([kick.userId, kick.reason], ['ann', 'bye']);
  assert.equal(await guest.expect('disconnect'), 'serverDisconnect');
});

test('clients of a deleted room stay and what they send is an error 404', async (t) => {
  const { join, room, service } = await stage(t);
  const ann = await join('ann');
  const guest = await Guest.join(t, service, room, 'guest', all);
  await service.client.send(new DeleteRoomCommand({ identifier: room.arn }));
  for (const [action, members] of [
    ['SEND_MESSAGE', { Content: 'Hi' }], ['DELETE_MESSAGE', { Id: messageId }],
    ['DISCONNECT_USER', { UserId: 'guest' }],
  ]) {
    const request = ann.send(action, members);
    const error = await ann.next();
    assert.deepEqual([error.Type, error.ErrorCode, error.RequestId], ['ERROR', 404, request]);
  }
  await assert.rejects(guest.room.sendMessage(new SendMessageRequest('Hi')), { errorCode: 404 });
});

test('half an emoji, as JSON.stringify writes it, arrives as a replacement character', async (t) => {
  const { join } = await stage(t);
  const ann = await join('ann');
  const requestId = ann.send('SEND_MESSAGE', { Content: 'cut \ud83d', Attributes: { '\ude00': '🎉\ud83d' } });
  const message = await ann.next();
  assert.deepEqual([message.Content, message.Attributes, message.RequestId],
    ['cut \ufffd', { '\ufffd': '🎉\ufffd' }, requestId]);
});
