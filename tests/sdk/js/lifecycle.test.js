// A resource's life as Terraform's provider leads it, and the replies that have no body.

import assert from 'node:assert/strict';
import test from 'node:test';
import {
  DeleteLoggingConfigurationCommand, DeleteRoomCommand, DisconnectUserCommand, GetLoggingConfigurationCommand,
  GetRoomCommand, TagResourceCommand, UntagResourceCommand, UpdateLoggingConfigurationCommand, UpdateRoomCommand,
} from '@aws-sdk/client-ivschat';
import { createLoggingConfiguration, destinations } from './support/logging_configurations.js';
import { repliesOf } from './support/replies.js';
import { createRoom, freshLambda, freshName } from './support/rooms.js';
import { serviceFor } from './support/service.js';

const tries = 20; // without a pause in between; the first attempt should succeed here

async function untilActive(client, identifier, pending) {
  for (let i = 0; i < tries; i += 1) {
    const found = await client.send(new GetLoggingConfigurationCommand({ identifier }));
    if (found.state === 'ACTIVE') return found;
    assert.equal(found.state, pending);
  }
  throw new Error(`still ${pending} after ${tries} tries`);
}

async function untilGone(client, command) {
  for (let i = 0; i < tries; i += 1) {
    try {
      await client.send(command);
    } catch (error) {
      assert.equal(error.name, 'ResourceNotFoundException');
      return;
    }
  }
  throw new Error(`still there after ${tries} tries`);
}

test('a logging configuration is created, updated and deleted', async (t) => {
  const { client } = await serviceFor(t);
  const { arn: identifier } = await createLoggingConfiguration(t, client);
  assert.deepEqual((await untilActive(client, identifier, 'CREATING')).destinationConfiguration, destinations.s3);
  await client.send(new UpdateLoggingConfigurationCommand({
    identifier, destinationConfiguration: destinations.firehose }));
  const updated = await untilActive(client, identifier, 'UPDATING');
  assert.deepEqual(updated.destinationConfiguration, destinations.firehose);
  await client.send(new DeleteLoggingConfigurationCommand({ identifier }));
  await untilGone(client, new GetLoggingConfigurationCommand({ identifier }));
});

test('a room is created, updated and deleted with its logging configuration', async (t) => {
  const { client } = await serviceFor(t);
  const { arn: configuration } = await createLoggingConfiguration(t, client);
  const { arn: identifier, name } = await createRoom(t, client, { loggingConfigurationIdentifiers: [configuration] });
  assert.equal(name, '');
  for (const change of [
    { name: freshName(), maximumMessageRatePerSecond: 5 },
    { messageReviewHandler: { uri: freshLambda(), fallbackResult: 'DENY' } },
    { messageReviewHandler: { uri: '', fallbackResult: 'DENY' } },
  ]) {
    await client.send(new UpdateRoomCommand({ identifier, ...change }));
    const found = await client.send(new GetRoomCommand({ identifier }));
    for (const [member, value] of Object.entries(change)) assert.deepEqual(found[member], value);
  }
  await client.send(new DeleteRoomCommand({ identifier }));
  await untilGone(client, new GetRoomCommand({ identifier }));
  await client.send(new DeleteLoggingConfigurationCommand({ identifier: configuration }));
  await untilGone(client, new GetLoggingConfigurationCommand({ identifier: configuration }));
});

test('the deletes answer 204 and what else has no members 200 with no body', async (t) => {
  const { client } = await serviceFor(t);
  const { arn: configuration } = await createLoggingConfiguration(t, client);
  const { arn: resourceArn } = await createRoom(t, client);
  const replies = repliesOf(client);
  await client.send(new DisconnectUserCommand({ roomIdentifier: resourceArn, userId: 'nobody' }));
  await client.send(new TagResourceCommand({ resourceArn, tags: { a: '1' } }));
  await client.send(new UntagResourceCommand({ resourceArn, tagKeys: ['a'] }));
  await client.send(new DeleteRoomCommand({ identifier: resourceArn }));
  await client.send(new DeleteLoggingConfigurationCommand({ identifier: configuration }));
  assert.deepEqual(replies.map(({ statusCode }) => statusCode), [200, 200, 200, 204, 204]);
  // The length of a 204 is not to be told (RFC 9110, 8.6); it has no body by definition.
  for (const { headers } of replies.slice(0, 3)) assert.equal(headers['content-length'], '0');
});
