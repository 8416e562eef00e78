// Errors arrive as the classes that the AWS SDK models, with their members. Quotas and throttling are in
// quotas.test.js; AccessDenied, PendingVerification and InternalServer cannot be provoked here.

import assert from 'node:assert/strict';
import test from 'node:test';
import * as sdk from '@aws-sdk/client-ivschat';
import { createLoggingConfiguration } from './support/logging_configurations.js';
import { assertInvalid, assertMissing, assertRefused, missing, refusalOf } from './support/refusals.js';
import { createRoom } from './support/rooms.js';
import { clientFor, keyOfNobody, serviceFor, wrongSecret } from './support/service.js';

// Of every operation that names a resource: the member that names it, and what else must be there.
const ofRooms = [
  [sdk.GetRoomCommand, 'identifier'], [sdk.UpdateRoomCommand, 'identifier'], [sdk.DeleteRoomCommand, 'identifier'],
  [sdk.CreateChatTokenCommand, 'roomIdentifier', { userId: 'u' }],
  [sdk.SendEventCommand, 'roomIdentifier', { eventName: 'e' }],
  [sdk.DeleteMessageCommand, 'roomIdentifier', { id: 'M2YcHkgffEvU' }],
  [sdk.DisconnectUserCommand, 'roomIdentifier', { userId: 'u' }],
];
const ofLoggingConfigurations = [
  [sdk.GetLoggingConfigurationCommand, 'identifier'], [sdk.UpdateLoggingConfigurationCommand, 'identifier'],
  [sdk.DeleteLoggingConfigurationCommand, 'identifier'],
];
const ofAny = [
  [sdk.ListTagsForResourceCommand, 'resourceArn'], [sdk.TagResourceCommand, 'resourceArn', { tags: { a: '1' } }],
  [sdk.UntagResourceCommand, 'resourceArn', { tagKeys: ['a'] }],
];

test('an unknown resource is a ResourceNotFoundException with its id and type', async (t) => {
  const { client } = await serviceFor(t);
  const room = missing(await createRoom(t, client));
  const configuration = missing(await createLoggingConfiguration(t, client));
  for (const [operations, arn] of [
    [[...ofRooms, ...ofAny], room], [[...ofLoggingConfigurations, ...ofAny], configuration],
  ]) {
    for (const [Command, member, members] of operations) {
      await assertMissing(client.send(new Command({ [member]: arn, ...members })));
    }
  }
});

test('an id alone is no identifier', async (t) => {
  const { client } = await serviceFor(t);
  for (const [Command, member, members] of [...ofRooms, ...ofLoggingConfigurations, ...ofAny]) {
    await assertInvalid(client.send(new Command({ [member]: 'AbCdEfGhIjKl', ...members })), [member]);
  }
});

const wrong = [
  [sdk.CreateChatTokenCommand, {
    roomIdentifier: 'AbCdEfGhIjKl', userId: 'u'.repeat(129), capabilities: ['SEND_MESSAGE', 'FLY'],
    sessionDurationInMinutes: 181, attributes: { key: 'v'.repeat(1022) },
  }],
  [sdk.CreateRoomCommand, {
    name: 'a b', maximumMessageRatePerSecond: 101, maximumMessageLength: 0, tags: { 'aws:a': '' },
    messageReviewHandler: { uri: 'arn:aws:s3:::x', fallbackResult: 'MAYBE' },
    loggingConfigurationIdentifiers: ['AbCdEfGhIjKl'],
  }],
  [sdk.UpdateRoomCommand, {
    identifier: 'x', name: 'x'.repeat(129), maximumMessageRatePerSecond: 0, maximumMessageLength: 501,
    messageReviewHandler: { uri: 'x'.repeat(171) }, loggingConfigurationIdentifiers: ['x'],
  }],
  [sdk.ListRoomsCommand, {
    name: 'é', nextToken: 'x'.repeat(1025), maxResults: 51, messageReviewHandlerUri: 'x',
    loggingConfigurationIdentifier: 'x',
  }],
  [sdk.SendEventCommand, { roomIdentifier: 'x', eventName: '', attributes: { k: 'v'.repeat(4096) } }],
  [sdk.DeleteMessageCommand, { roomIdentifier: 'x', id: 'x', reason: 'x'.repeat(257) }],
  [sdk.DisconnectUserCommand, { roomIdentifier: 'x', userId: '', reason: '' }],
  [sdk.CreateLoggingConfigurationCommand, {
    name: 'a b', destinationConfiguration: { s3: { bucketName: 'UPPER' } }, tags: { '': 'v' },
  }],
  [sdk.UpdateLoggingConfigurationCommand, {
    identifier: 'x', name: 'a/b', destinationConfiguration: { cloudWatchLogs: { logGroupName: 'a b' } },
  }],
  [sdk.ListLoggingConfigurationsCommand, { nextToken: 'x'.repeat(1025), maxResults: 0 }],
  [sdk.TagResourceCommand, { resourceArn: 'x', tags: { k: 'v'.repeat(257) } }],
  [sdk.UntagResourceCommand, { resourceArn: 'x', tagKeys: ['k'.repeat(129)] }],
];

test('a validation error names every failing member', async (t) => {
  const { client } = await serviceFor(t);
  for (const [Command, input] of wrong) await assertInvalid(client.send(new Command(input)), Object.keys(input));
});

test('a validation error names every missing member', async (t) => {
  const { client } = await serviceFor(t);
  for (const [Command, member, members = {}] of [...ofRooms, ...ofLoggingConfigurations]) {
    await assertInvalid(client.send(new Command({})), [member, ...Object.keys(members)]);
  }
  await assertInvalid(client.send(new sdk.CreateLoggingConfigurationCommand({})), ['destinationConfiguration']);
});

test('a logging configuration in use is a ConflictException with its id and type', async (t) => {
  const { client } = await serviceFor(t);
  const { arn, id } = await createLoggingConfiguration(t, client);
  await createRoom(t, client, { loggingConfigurationIdentifiers: [arn] });
  await assertRefused(
    client.send(new sdk.DeleteLoggingConfigurationCommand({ identifier: arn })),
    sdk.ConflictException, 409, { resourceId: id, resourceType: 'ROOM' });
});

test('a wrong secret is an InvalidSignatureException', async (t) => {
  const { endpoint } = await serviceFor(t);
  const error = await refusalOf(clientFor(t, endpoint, wrongSecret).send(new sdk.ListRoomsCommand({})));
  assert.deepEqual([error.name, error.$metadata.httpStatusCode], ['InvalidSignatureException', 403]);
});

test('an unknown access key is an UnrecognizedClientException', async (t) => {
  const { endpoint } = await serviceFor(t);
  const error = await refusalOf(clientFor(t, endpoint, keyOfNobody).send(new sdk.ListRoomsCommand({})));
  assert.deepEqual([error.name, error.$metadata.httpStatusCode], ['UnrecognizedClientException', 403]);
});
