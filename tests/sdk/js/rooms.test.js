// Rooms through @aws-sdk/client-ivschat.

import assert from 'node:assert/strict';
import test from 'node:test';
import { DeleteRoomCommand, GetRoomCommand, ListRoomsCommand, paginateListRooms } from '@aws-sdk/client-ivschat';
import { plain } from './support/replies.js';
import { createRoom, freshName } from './support/rooms.js';
import { serviceFor } from './support/service.js';

test('a room has defaults and reads back as created', async (t) => {
  const { client } = await serviceFor(t);
  const room = await createRoom(t, client);
  assert.equal(room.$metadata.httpStatusCode, 200);
  assert.match(room.$metadata.requestId, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  assert.match(room.id, /^[a-zA-Z0-9]{12}$/);
  assert.match(room.arn, new RegExp(`^arn:aws:ivschat:[a-z0-9-]+:\\d{12}:room/${room.id}$`));
  assert.ok(room.createTime instanceof Date);
  assert.deepEqual(room.createTime, room.updateTime);
  assert.deepEqual([room.maximumMessageLength, room.maximumMessageRatePerSecond, room.tags], [500, 10, {}]);
  const read = await client.send(new GetRoomCommand({ identifier: room.arn }));
  assert.deepEqual(plain(read), plain(room));
  assert.ok(!('messageReviewHandler' in plain(room)) && !('loggingConfigurationIdentifiers' in plain(room)));
});

test('rooms are listed by exact name, newest first', async (t) => {
  const { client } = await serviceFor(t);
  const name = freshName();
  const rooms = [];
  for (let i = 0; i < 3; i += 1) rooms.push(await createRoom(t, client, { name }));
  await createRoom(t, client, { name: `${name}-longer` });
  const listed = (await client.send(new ListRoomsCommand({ name }))).rooms;
  assert.deepEqual(listed.map(({ arn }) => arn).sort(), rooms.map(({ arn }) => arn).sort());
  const times = listed.map(({ updateTime }) => updateTime.getTime());
  assert.deepEqual(times, [...times].sort((a, b) => b - a));
});

test('paginateListRooms walks every page', async (t) => {
  const { client } = await serviceFor(t);
  const name = freshName();
  const rooms = [];
  for (let i = 0; i < 5; i += 1) rooms.push(await createRoom(t, client, { name }));
  const pages = [];
  for await (const page of paginateListRooms({ client, pageSize: 2 }, { name })) pages.push(page.rooms);
  assert.deepEqual(pages.map(({ length }) => length), [2, 2, 1]);
  assert.deepEqual(pages.flat().map(({ arn }) => arn).sort(), rooms.map(({ arn }) => arn).sort());
});

test('deleting a room answers 204, and then it is gone', async (t) => {
  const { client } = await serviceFor(t);
  const { arn: identifier } = await createRoom(t, client);
  const reply = await client.send(new DeleteRoomCommand({ identifier }));
  assert.equal(reply.$metadata.httpStatusCode, 204);
  await assert.rejects(client.send(new GetRoomCommand({ identifier })), { name: 'ResourceNotFoundException' });
});
