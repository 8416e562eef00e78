// Quotas of the account, under a server of the test's own with --quotas FILE (facts 3).

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import {
  CreateLoggingConfigurationCommand, CreateRoomCommand, DeleteLoggingConfigurationCommand, DeleteMessageCommand,
  DisconnectUserCommand, GetRoomCommand, SendEventCommand, ServiceQuotaExceededException, ThrottlingException,
} from '@aws-sdk/client-ivschat';
import { Chatter } from './support/chatter.js';
import { afterwards } from './support/cleanup.js';
import { destinations } from './support/logging_configurations.js';
import { assertRefused } from './support/refusals.js';
import { all, mint } from './support/rooms.js';
import { serviceWith, withoutOption } from './support/service.js';

const toml = `
rooms = 2
logging-configurations = 1
[requests-per-second]
SendEvent = 1
CreateRoom = 3
DeleteMessage = 1
DisconnectUser = 1
`;
// A token bucket refills while the machine stalls; this many quick requests empty it nonetheless.
const quick = 50;
const skip = withoutOption('--quotas');

async function limitedService(t) {
  const folder = await mkdtemp(join(tmpdir(), 'ivschat-quotas-'));
  afterwards(t, () => rm(folder, { recursive: true }));
  const file = join(folder, 'quotas.toml');
  await writeFile(file, toml);
  // One attempt: the SDK would wait and try again until a throttled request passes.
  return serviceWith(t, ['--quotas', file], { maxAttempts: 1 });
}

async function assertLimited(promise, type, status, limit) {
  const { resourceId } = await assertRefused(promise, type, status, { limit, resourceType: 'ROOM' });
  assert.match(resourceId, /^[a-zA-Z0-9]+$/);
}

/** One of many quick requests is throttled; refusals of the class `passing` count as passed. */
async function assertThrottledSoon(client, limit, command, passing) {
  for (let i = 0; i < quick; i += 1) {
    try {
      await client.send(command);
    } catch (error) {
      if (passing && error instanceof passing) continue;
      await assertLimited(Promise.reject(error), ThrottlingException, 429, limit);
      return;
    }
  }
  throw new Error(`${quick} quick requests passed`);
}

test('rooms have a quota', { skip }, async (t) => {
  const { client } = await limitedService(t);
  for (let i = 0; i < 2; i += 1) await client.send(new CreateRoomCommand({}));
  await assertLimited(client.send(new CreateRoomCommand({})), ServiceQuotaExceededException, 402, 2);
});

test('logging configurations have a quota and a deleted one makes place', { skip }, async (t) => {
  const { client } = await limitedService(t);
  const create = new CreateLoggingConfigurationCommand({ destinationConfiguration: destinations.s3 });
  const { arn: identifier } = await client.send(create);
  await assertLimited(client.send(create), ServiceQuotaExceededException, 402, 1);
  await client.send(new DeleteLoggingConfigurationCommand({ identifier }));
  await client.send(create);
});

test('too many requests of one operation in a second are throttled', { skip }, async (t) => {
  const { client } = await limitedService(t);
  const { arn: roomIdentifier } = await client.send(new CreateRoomCommand({}));
  await assertThrottledSoon(client, 1, new SendEventCommand({ roomIdentifier, eventName: 'e' }));
  await assertThrottledSoon(client, 3, new CreateRoomCommand({}), ServiceQuotaExceededException);
  for (let i = 0; i < quick; i += 1) await client.send(new GetRoomCommand({ identifier: roomIdentifier }));
});

test('moderation over the socket counts with that over the API', { skip }, async (t) => {
  const { client, webSocket } = await limitedService(t);
  const room = await client.send(new CreateRoomCommand({}));
  const ann = await Chatter.join(t, webSocket, (await mint(client, room, 'ann', all)).token);
  const roomIdentifier = room.arn;
  for (const [action, members, command] of [
    ['DELETE_MESSAGE', { Id: 'M2YcHkgffEvU' }, new DeleteMessageCommand({ roomIdentifier, id: 'M2YcHkgffEvU' })],
    ['DISCONNECT_USER', { UserId: 'nobody' }, new DisconnectUserCommand({ roomIdentifier, userId: 'nobody' })],
  ]) {
    ann.send(action, members);
    assert.equal((await ann.next()).Type, 'EVENT');
    await assertThrottledSoon(client, 1, command);
  }
});
