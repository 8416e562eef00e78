// Fault rules on the AWS API, as the AWS SDK for JavaScript meets them, and how often a rule is applied.

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import {
  AccessDeniedException, ConflictException, CreateRoomCommand, GetRoomCommand, InternalServerException,
  ListRoomsCommand, ListTagsForResourceCommand, PendingVerification, ResourceNotFoundException, SendEventCommand,
  ServiceQuotaExceededException, ThrottlingException, ValidationException,
} from '@aws-sdk/client-ivschat';
import { afterwards } from './support/cleanup.js';
import { assertRefused, refusalOf } from './support/refusals.js';
import { createRoom } from './support/rooms.js';
import { clientFor, serviceWith, withoutOption } from './support/service.js';

const skip = withoutOption('--control');
const once = { maxAttempts: 1 }; // otherwise the SDK retries until the fault has passed

const getRoom = ({ arn }) => new GetRoomCommand({ identifier: arn });
const createAnother = () => new CreateRoomCommand({});
const sendEvent = ({ arn }) => new SendEventCommand({ roomIdentifier: arn, eventName: 'e' });
const listTags = ({ arn }) => new ListTagsForResourceCommand({ resourceArn: arn });

// Each error of the API model on an operation that has it, with the members it must have.
const errors = [
  { type: AccessDeniedException, status: 403, operation: 'GetRoom', command: getRoom },
  { type: PendingVerification, status: 403, operation: 'CreateRoom', command: createAnother },
  { type: InternalServerException, status: 500, operation: 'ListTagsForResource', command: listTags },
  { type: ThrottlingException, status: 429, operation: 'SendEvent', command: sendEvent,
    members: ({ id }) => ({ resourceId: id, resourceType: 'ROOM', limit: 1 }) },
  { type: ServiceQuotaExceededException, status: 402, operation: 'CreateRoom', command: createAnother,
    members: () => ({ resourceId: 'none', resourceType: 'ROOM', limit: 1 }) },
  { type: ConflictException, status: 409, operation: 'CreateRoom', command: createAnother,
    members: () => ({ resourceId: 'none', resourceType: 'ROOM' }) },
  { type: ResourceNotFoundException, status: 404, operation: 'GetRoom', command: getRoom,
    members: ({ id }) => ({ resourceId: id, resourceType: 'ROOM' }) },
  { type: ValidationException, status: 400, operation: 'GetRoom', command: getRoom,
    members: () => ({ reason: 'OTHER' }) },
];

for (const { type, status, operation, command, members = () => ({}) } of errors) {
  test(`a rule provokes ${type.name}, which the SDK throws as its own class`, { skip }, async (t) => {
    const { client, emulation } = await serviceWith(t, [], once);
    const room = await createRoom(t, client);
    const effect = { error: { name: type.name, message: 'as the rule says' } };
    await emulation.faults([{ match: { operation }, effect }]);
    const error = await assertRefused(client.send(command(room)), type, status, members(room));
    assert.equal(error.message, 'as the rule says');
    await emulation.noFaults();
    await client.send(command(room));
  });
}

test('an operation that a rule refuses does not happen', { skip }, async (t) => {
  const { client, emulation } = await serviceWith(t, [], once);
  await emulation.faults([{ match: { operation: 'CreateRoom' }, effect: { throttle: {} } }]);
  await assertRefused(client.send(createAnother()), ThrottlingException, 429);
  assert.deepEqual((await client.send(new ListRoomsCommand({}))).rooms, []);
});

for (const { name, effect } of [
  { name: 'throttled', effect: { throttle: {} } },
  { name: 'answered with 500', effect: { error: { name: 'InternalServerException' } } },
  { name: 'answered with 503', effect: { error: { name: 'ServiceUnavailable' } } },
  { name: 'dropped', effect: { drop: {} } },
]) {
  test(`the SDK gets through with its third attempt when two are ${name}`, { skip }, async (t) => {
    const { client, emulation } = await serviceWith(t);
    const room = await createRoom(t, client);
    await emulation.faults([{ name: 'twice', match: { plane: 'control', first: 2 }, effect }]);
    const reply = await client.send(getRoom(room));
    assert.deepEqual([reply.arn, reply.$metadata.attempts], [room.arn, 3]);
    assert.deepEqual(await emulation.hits(), { twice: 2 });
  });
}

test('the SDK gives up when its last attempt is throttled too', { skip }, async (t) => {
  const { client, emulation } = await serviceWith(t);
  const room = await createRoom(t, client);
  await emulation.faults([{ name: 'always', match: { operation: 'SendEvent' }, effect: { throttle: {} } }]);
  const error = await assertRefused(client.send(sendEvent(room)), ThrottlingException, 429);
  assert.equal(error.$metadata.attempts, 3);
  assert.deepEqual(await emulation.hits(), { always: 3 });
});

test('a dropped call is a connection that was reset', { skip }, async (t) => {
  const { client, emulation } = await serviceWith(t, [], once);
  const room = await createRoom(t, client);
  await emulation.faults([{ match: { operation: 'GetRoom' }, effect: { drop: {} } }]);
  assert.equal((await refusalOf(client.send(getRoom(room)))).code, 'ECONNRESET');
});

test('a delayed call takes its time and then happens', { skip }, async (t) => {
  const { client, emulation } = await serviceWith(t);
  const room = await createRoom(t, client);
  await emulation.faults([{ match: { operation: 'GetRoom', first: 1 }, effect: { delay: 'PT0.1S' } }]);
  const begin = performance.now();
  assert.equal((await client.send(getRoom(room))).arn, room.arn);
  assert.ok(performance.now() - begin >= 99); // of a clock that is not the server's
});

test('a call that is delayed longer than the SDK waits is a timeout', { skip }, async (t) => {
  const { endpoint, client, emulation } = await serviceWith(t);
  const room = await createRoom(t, client);
  await emulation.faults([{ match: { operation: 'GetRoom' }, effect: { delay: 'PT5S' } }]);
  const impatient = clientFor(
    t, endpoint, undefined, { ...once, requestHandler: { requestTimeout: 50, throwOnRequestTimeout: true } });
  assert.equal((await refusalOf(impatient.send(getRoom(room)))).name, 'TimeoutError');
});

test('a stalled call goes on when the rules change or its time is over', { skip }, async (t) => {
  const { client, emulation } = await serviceWith(t);
  const room = await createRoom(t, client);
  await emulation.faults([{ name: 'stalls', match: { operation: 'GetRoom', first: 1 }, effect: { stall: {} } }]);
  const stalled = client.send(getRoom(room));
  while ((await emulation.hits()).stalls === 0); // until it is there
  await emulation.noFaults();
  assert.equal((await stalled).arn, room.arn);
  await emulation.faults([{ match: { operation: 'GetRoom' }, effect: { stall: { for: 'PT0.1S' } } }]);
  const begin = performance.now();
  assert.equal((await client.send(getRoom(room))).arn, room.arn);
  assert.ok(performance.now() - begin >= 99);
});

test('the server stops while a call is stalled', { skip }, async (t) => {
  const { client, emulation } = await serviceWith(t, [], once);
  await emulation.faults([{ name: 'stalls', match: { plane: 'control' }, effect: { stall: {} } }]);
  client.send(new ListRoomsCommand({})).catch(() => {});
  while ((await emulation.hits()).stalls === 0);
}); // support/service.js checks how it ends

/** Which of the calls were refused, as a string of x and dots. */
async function pattern(client, count) {
  let marks = '';
  for (let i = 0; i < count; i += 1) {
    const error = await client.send(new ListRoomsCommand({})).then(() => undefined, (refusal) => refusal);
    marks += error ? 'x' : '.';
  }
  return marks;
}

for (const { limits, marks } of [
  { limits: {}, marks: 'xxxxxxxxxxxx' },
  { limits: { first: 3 }, marks: 'xxx.........' },
  { limits: { skip: 3 }, marks: '...xxxxxxxxx' },
  { limits: { every: 3 }, marks: '..x..x..x..x' },
  { limits: { skip: 2, every: 3, first: 2 }, marks: '....x..x....' },
  { limits: { probability: 0 }, marks: '............' },
]) {
  test(`a rule with ${JSON.stringify(limits)} strikes ${marks}`, { skip }, async (t) => {
    const { client, emulation } = await serviceWith(t, [], once);
    await emulation.faults([{ match: { operation: 'ListRooms', ...limits }, effect: { throttle: {} } }]);
    assert.equal(await pattern(client, marks.length), marks);
  });
}

test('a probability strikes alike for the same seed and otherwise for another', { skip }, async (t) => {
  const { client, emulation } = await serviceWith(t, [], once);
  const rules = [{ match: { operation: 'ListRooms', probability: 0.5 }, effect: { throttle: {} } }];
  const patterns = [];
  for (const seed of [7, 7, 8]) {
    await emulation.faults(rules, seed);
    patterns.push(await pattern(client, 64));
  }
  assert.equal(patterns[0], patterns[1]);
  assert.notEqual(patterns[0], patterns[2]);
  assert.match(patterns[0], /x/);
  assert.match(patterns[0], /\./);
});

test('a rule for one room leaves the others alone', { skip }, async (t) => {
  const { client, emulation } = await serviceWith(t, [], once);
  const [struck, spared] = [await createRoom(t, client), await createRoom(t, client)];
  await emulation.faults([{ match: { plane: 'control', room: struck.arn }, effect: { throttle: {} } }]);
  await assertRefused(client.send(getRoom(struck)), ThrottlingException, 429);
  await client.send(getRoom(spared));
  await emulation.noFaults(); // or the rooms could not be deleted
});

test('a rule of a seed file strikes from the first request on', { skip }, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'ivschat-faults-'));
  afterwards(t, () => rm(folder, { recursive: true }));
  const file = join(folder, 'seed.json');
  const rules = [{ name: 'at once', match: { plane: 'control', first: 1 }, effect: { throttle: {} } }];
  await writeFile(file, JSON.stringify({ faults: { rules } }));
  const { client, emulation } = await serviceWith(t, ['--seed', file], once);
  await assertRefused(client.send(createAnother()), ThrottlingException, 429);
  await client.send(createAnother());
  assert.deepEqual(await emulation.hits(), { 'at once': 1 });
});
