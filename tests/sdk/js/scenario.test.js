// The scenario of every client, here by @aws-sdk/client-ivschat and a plain WebSocket.

import assert from 'node:assert/strict';
import test from 'node:test';
import { Chatter, nextOf, refusedStatus } from './support/chatter.js';
import { all, createRoom, mint } from './support/rooms.js';
import { serviceFor } from './support/service.js';

test('a moderator deletes a message and throws its speaker out', async (t) => {
  const { client, webSocket } = await serviceFor(t);
  const room = await createRoom(t, client);
  const join = async (...who) => Chatter.join(t, webSocket, (await mint(client, room, ...who)).token);
  let speaker = await join('speaker', ['SEND_MESSAGE']);
  const viewer = await join('viewer');
  const moderator = await join('moderator', all);

  const sent = speaker.send('SEND_MESSAGE', { Content: 'Hi all' });
  const message = await nextOf([speaker, viewer, moderator]);
  assert.deepEqual(
    [message.Type, message.Content, message.RequestId, message.Sender.UserId],
    ['MESSAGE', 'Hi all', sent, 'speaker']);

  const refused = viewer.send('SEND_MESSAGE', { Content: 'I may not' });
  const error = await viewer.next();
  assert.deepEqual([error.Type, error.ErrorCode, error.RequestId], ['ERROR', 403, refused]);

  // This is the next frame of the others, so they got nothing of the refusal.
  const deletion = moderator.send('DELETE_MESSAGE', { Id: message.Id, Reason: 'off topic' });
  const deleted = await nextOf([speaker, viewer, moderator]);
  assert.deepEqual(
    [deleted.Type, deleted.EventName, deleted.RequestId], ['EVENT', 'aws:DELETE_MESSAGE', deletion]);
  assert.deepEqual(
    deleted.Attributes, { MessageID: message.Id, MessageId: message.Id, Reason: 'off topic' });

  const kick = moderator.send('DISCONNECT_USER', { UserId: 'speaker', Reason: 'kicked out' });
  const kicked = await nextOf([speaker, viewer, moderator]);
  assert.deepEqual([kicked.Type, kicked.EventName, kicked.RequestId], ['EVENT', 'aws:DISCONNECT_USER', kick]);
  assert.deepEqual(kicked.Attributes, { Reason: 'kicked out', UserId: 'speaker' });
  assert.deepEqual(await speaker.next(), { closed: [1000, 'kicked out'] });

  assert.equal(await refusedStatus(webSocket, speaker.token), 401);
  speaker = await join('speaker', ['SEND_MESSAGE']);
  speaker.send('SEND_MESSAGE', { Content: 'I am back' });
  assert.equal((await nextOf([speaker, viewer, moderator])).Content, 'I am back');
});
