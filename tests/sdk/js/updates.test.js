// UpdateRoom and what ListRooms then shows, through @aws-sdk/client-ivschat.

import assert from 'node:assert/strict';
import test from 'node:test';
import { GetRoomCommand, ListRoomsCommand, UpdateRoomCommand } from '@aws-sdk/client-ivschat';
import { createLoggingConfiguration } from './support/logging_configurations.js';
import { assertMissing, missing } from './support/refusals.js';
import { laterThan, plain } from './support/replies.js';
import { createRoom, freshLambda, freshName } from './support/rooms.js';
import { serviceFor } from './support/service.js';

const get = async (client, { arn }) => plain(await client.send(new GetRoomCommand({ identifier: arn })));

async function update(client, room, members) {
  const updated = plain(await client.send(new UpdateRoomCommand({ identifier: room.arn, ...members })));
  assert.deepEqual(await get(client, room), updated);
  return updated;
}

test('each member is updated alone and absent ones are kept', async (t) => {
  const { client } = await serviceFor(t);
  const [first, second] = [await createLoggingConfiguration(t, client), await createLoggingConfiguration(t, client)];
  const room = await createRoom(t, client, {
    name: freshName(), maximumMessageLength: 7, maximumMessageRatePerSecond: 8, tags: { team: 'chat' },
    messageReviewHandler: { uri: freshLambda(), fallbackResult: 'DENY' },
    loggingConfigurationIdentifiers: [first.arn],
  });
  let expected = plain(room, 'updateTime');
  for (const change of [
    { name: freshName() }, { maximumMessageLength: 500 }, { maximumMessageRatePerSecond: 100 },
    { messageReviewHandler: { uri: freshLambda(), fallbackResult: 'ALLOW' } },
    { loggingConfigurationIdentifiers: [second.arn] }, { name: '' },
  ]) {
    expected = { ...expected, ...change };
    const updated = await laterThan(room.updateTime, () => update(client, room, change));
    assert.deepEqual(plain(updated, 'updateTime'), expected);
  }
});

test('logging configurations are replaced and an empty list takes them away', async (t) => {
  const { client } = await serviceFor(t);
  const arns = [];
  for (const kind of ['s3', 'cloudWatchLogs', 'firehose']) {
    arns.push((await createLoggingConfiguration(t, client, kind)).arn);
  }
  const room = await createRoom(t, client, { loggingConfigurationIdentifiers: arns.slice(0, 2) });
  for (const wanted of [arns.slice(2), arns, arns.slice(0, 1)]) {
    const updated = await update(client, room, { loggingConfigurationIdentifiers: wanted });
    assert.deepEqual(updated.loggingConfigurationIdentifiers, wanted);
  }
  const { loggingConfigurationIdentifiers = [] } = await update(client, room, { loggingConfigurationIdentifiers: [] });
  assert.deepEqual(loggingConfigurationIdentifiers, []);
});

test('a missing logging configuration is told by its id and nothing is updated', async (t) => {
  const { client } = await serviceFor(t);
  const configuration = await createLoggingConfiguration(t, client);
  const room = await createRoom(t, client);
  const loggingConfigurationIdentifiers = [configuration.arn, missing(configuration)];
  const command = new UpdateRoomCommand({ identifier: room.arn, name: freshName(), loggingConfigurationIdentifiers });
  await assertMissing(client.send(command));
  await assertMissing(createRoom(t, client, { loggingConfigurationIdentifiers }));
  assert.deepEqual(await get(client, room), plain(room));
});

test('an empty uri leaves a review handler with an empty uri', async (t) => {
  const { client } = await serviceFor(t);
  const name = freshName();
  const room = await createRoom(t, client, { name, messageReviewHandler: { uri: freshLambda() } });
  assert.equal(room.messageReviewHandler.fallbackResult, 'ALLOW');
  const updated = await update(client, room, { messageReviewHandler: { uri: '' } });
  assert.equal(updated.messageReviewHandler.uri, '');
  const { rooms } = await client.send(new ListRoomsCommand({ name }));
  assert.equal(rooms[0].messageReviewHandler.uri, '');
});

test('an updated room is the first of the list', async (t) => {
  const { client } = await serviceFor(t);
  const name = freshName();
  const rooms = [];
  for (let i = 0; i < 3; i += 1) rooms.push(await createRoom(t, client, { name }));
  const order = async () => (await client.send(new ListRoomsCommand({ name }))).rooms
    .map(({ arn }) => rooms.findIndex((room) => room.arn === arn));
  assert.deepEqual(await order(), [2, 1, 0]);
  await update(client, rooms[0], { maximumMessageLength: 9 });
  assert.deepEqual(await order(), [0, 2, 1]);
  await update(client, rooms[2], { maximumMessageLength: 9 });
  assert.deepEqual(await order(), [2, 0, 1]);
});

test('each filter picks exact matches and together they narrow', async (t) => {
  const { client } = await serviceFor(t);
  const [name, messageReviewHandlerUri] = [freshName(), freshLambda()];
  const { arn: loggingConfigurationIdentifier } = await createLoggingConfiguration(t, client);
  const { arn: other } = await createLoggingConfiguration(t, client);
  await createRoom(t, client, {
    name: `${name}-longer`, messageReviewHandler: { uri: `${messageReviewHandlerUri}-longer` },
    loggingConfigurationIdentifiers: [other],
  });
  const messageReviewHandler = { uri: messageReviewHandlerUri };
  const named = await createRoom(t, client, { name });
  const reviewed = await createRoom(t, client, { name, messageReviewHandler });
  const logged = await createRoom(t, client, {
    messageReviewHandler, loggingConfigurationIdentifiers: [other, loggingConfigurationIdentifier] });
  for (const [filters, expected] of [
    [{ name }, [reviewed, named]], [{ messageReviewHandlerUri }, [logged, reviewed]],
    [{ loggingConfigurationIdentifier }, [logged]], [{ name, messageReviewHandlerUri }, [reviewed]],
    [{ name, loggingConfigurationIdentifier }, []],
  ]) {
    const { rooms } = await client.send(new ListRoomsCommand(filters));
    const summaries = expected.map((room) => plain(room, 'maximumMessageLength', 'maximumMessageRatePerSecond'));
    assert.deepEqual(rooms.map((room) => plain(room)), summaries);
  }
});
