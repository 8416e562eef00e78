// Errors arrive as the classes that the AWS SDK models, with their members.

import assert from 'node:assert/strict';
import test from 'node:test';
import {
  CreateChatTokenCommand, DeleteRoomCommand, GetRoomCommand, ListRoomsCommand,
  ResourceNotFoundException, ValidationException,
} from '@aws-sdk/client-ivschat';
import { createRoom } from './support/rooms.js';
import { clientFor, keyOfNobody, serviceFor, wrongSecret } from './support/service.js';

async function refusalOf(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('it was not refused');
}

test('an unknown room is a ResourceNotFoundException with its id and type', async (t) => {
  const { client } = await serviceFor(t);
  const { arn } = await createRoom(t, client);
  const identifier = arn.replace(/[^/]*$/, 'NoSuchRoom12');
  const commands = [
    new GetRoomCommand({ identifier }), new DeleteRoomCommand({ identifier }),
    new CreateChatTokenCommand({ roomIdentifier: identifier, userId: 'u' }),
  ];
  for (const command of commands) {
    const error = await refusalOf(client.send(command));
    assert.ok(error instanceof ResourceNotFoundException, `${command.constructor.name}: ${error}`);
    assert.deepEqual(
      [error.$metadata.httpStatusCode, error.resourceId, error.resourceType], [404, 'NoSuchRoom12', 'ROOM']);
    assert.ok(error.message);
  }
});

async function assertInvalid(client, input, members) {
  const error = await refusalOf(client.send(new CreateChatTokenCommand(input)));
  assert.ok(error instanceof ValidationException, String(error));
  assert.deepEqual([error.$metadata.httpStatusCode, error.reason], [400, 'FIELD_VALIDATION_FAILED']);
  const named = error.fieldList.map(({ name }) => /^\/?(\w*)/.exec(name)[1]);
  assert.deepEqual([...new Set(named)].sort(), [...members].sort());
  for (const field of error.fieldList) assert.ok(field.message);
}

test('a validation error names every failing member', async (t) => {
  const { client } = await serviceFor(t);
  const wrong = {
    roomIdentifier: 'AbCdEfGhIjKl', userId: 'u'.repeat(129), capabilities: ['SEND_MESSAGE', 'FLY'],
    sessionDurationInMinutes: 181, attributes: { key: 'v'.repeat(1022) },
  };
  await assertInvalid(client, wrong, Object.keys(wrong));
});

test('a validation error names every missing member', async (t) => {
  const { client } = await serviceFor(t);
  await assertInvalid(client, {}, ['roomIdentifier', 'userId']);
});

test('a wrong secret is an InvalidSignatureException', async (t) => {
  const { endpoint } = await serviceFor(t);
  const error = await refusalOf(clientFor(t, endpoint, wrongSecret).send(new ListRoomsCommand({})));
  assert.deepEqual([error.name, error.$metadata.httpStatusCode], ['InvalidSignatureException', 403]);
});

test('an unknown access key is an UnrecognizedClientException', async (t) => {
  const { endpoint } = await serviceFor(t);
  const error = await refusalOf(clientFor(t, endpoint, keyOfNobody).send(new ListRoomsCommand({})));
  assert.deepEqual([error.name, error.$metadata.httpStatusCode], ['UnrecognizedClientException', 403]);
});
