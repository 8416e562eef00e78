// Logging configurations through @aws-sdk/client-ivschat.

import assert from 'node:assert/strict';
import test from 'node:test';
import {
  ConflictException, CreateLoggingConfigurationCommand, DeleteLoggingConfigurationCommand, DeleteRoomCommand,
  GetLoggingConfigurationCommand, UpdateLoggingConfigurationCommand, UpdateRoomCommand,
  paginateListLoggingConfigurations,
} from '@aws-sdk/client-ivschat';
import { createLoggingConfiguration, destinations } from './support/logging_configurations.js';
import { assertMissing, assertRefused, refusalOf } from './support/refusals.js';
import { laterThan, plain } from './support/replies.js';
import { createRoom, freshName } from './support/rooms.js';
import { serviceFor } from './support/service.js';

const get = async (client, { arn }) =>
  plain(await client.send(new GetLoggingConfigurationCommand({ identifier: arn })));

test('each destination makes an active configuration that reads back as created', async (t) => {
  const { client } = await serviceFor(t);
  for (const [kind, destination] of Object.entries(destinations)) {
    const made = await createLoggingConfiguration(t, client, kind);
    assert.equal(made.$metadata.httpStatusCode, 200);
    assert.match(made.id, /^[a-zA-Z0-9]{12}$/);
    assert.match(made.arn, new RegExp(`^arn:aws:ivschat:[a-z0-9-]+:\\d{12}:logging-configuration/${made.id}$`));
    assert.deepEqual([made.destinationConfiguration, made.state, made.tags], [destination, 'ACTIVE', {}]);
    assert.ok(made.createTime instanceof Date && made.updateTime >= made.createTime);
    assert.deepEqual(await get(client, made), plain(made));
  }
});

test('a destination is exactly one', async (t) => {
  const { client } = await serviceFor(t);
  const made = await createLoggingConfiguration(t, client, 's3', { name: freshName(), tags: { team: 'chat' } });
  for (const destinationConfiguration of [{}, { ...destinations.s3, ...destinations.firehose }]) {
    for (const command of [
      new CreateLoggingConfigurationCommand({ destinationConfiguration }),
      new UpdateLoggingConfigurationCommand({ identifier: made.arn, destinationConfiguration }),
    ]) {
      const error = await refusalOf(client.send(command));
      assert.deepEqual([error.name, error.$metadata.httpStatusCode], ['SerializationException', 400]);
    }
  }
  assert.deepEqual(await get(client, made), plain(made));
});

test('an update keeps absent members and replaces the destination', async (t) => {
  const { client } = await serviceFor(t);
  const made = await createLoggingConfiguration(t, client, 's3', { name: freshName(), tags: { team: 'chat' } });
  let expected = plain(made, 'updateTime');
  for (const change of [
    { destinationConfiguration: destinations.cloudWatchLogs }, { name: freshName() },
    { destinationConfiguration: destinations.firehose }, { name: '' },
  ]) {
    expected = { ...expected, ...change };
    const command = new UpdateLoggingConfigurationCommand({ identifier: made.arn, ...change });
    const updated = await laterThan(made.updateTime, () => client.send(command));
    assert.deepEqual(plain(updated, 'updateTime'), expected);
    assert.deepEqual(await get(client, made), plain(updated));
  }
});

test('paginateListLoggingConfigurations walks every page, newest first', async (t) => {
  const { client } = await serviceFor(t);
  const made = [];
  for (const kind of Object.keys(destinations)) made.unshift(await createLoggingConfiguration(t, client, kind));
  const listed = [];
  for await (const { loggingConfigurations } of paginateListLoggingConfigurations({ client, pageSize: 2 }, {})) {
    assert.ok(loggingConfigurations.length <= 2);
    listed.push(...loggingConfigurations);
  }
  const ours = listed.filter(({ arn }) => made.some((one) => one.arn === arn));
  assert.deepEqual(ours.map((one) => plain(one)), made.map((one) => plain(one)));
});

test('a deleted configuration is gone', async (t) => {
  const { client } = await serviceFor(t);
  const { arn: identifier, id } = await createLoggingConfiguration(t, client);
  const reply = await client.send(new DeleteLoggingConfigurationCommand({ identifier }));
  assert.equal(reply.$metadata.httpStatusCode, 204);
  await assertMissing(client.send(new GetLoggingConfigurationCommand({ identifier })), id);
  await assertMissing(client.send(new DeleteLoggingConfigurationCommand({ identifier })), id);
});

test('what a room holds is not deleted until the room lets go', async (t) => {
  const { client } = await serviceFor(t);
  const { arn, id } = await createLoggingConfiguration(t, client);
  const first = await createRoom(t, client, { loggingConfigurationIdentifiers: [arn] });
  const second = await createRoom(t, client, { loggingConfigurationIdentifiers: [arn] });
  const remove = () => client.send(new DeleteLoggingConfigurationCommand({ identifier: arn }));
  const conflict = () => assertRefused(remove(), ConflictException, 409, { resourceId: id, resourceType: 'ROOM' });
  await conflict();
  await client.send(new UpdateRoomCommand({ identifier: first.arn, loggingConfigurationIdentifiers: [] }));
  await conflict();
  await client.send(new DeleteRoomCommand({ identifier: second.arn }));
  assert.equal((await remove()).$metadata.httpStatusCode, 204);
});
