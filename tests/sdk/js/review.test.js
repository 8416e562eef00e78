// Message review while other things happen: many at a time, in order, with clients that leave, rooms that go and
// a server that stops; and who the sender is to the handler (facts 4).

import assert from 'node:assert/strict';
import { writeFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { DeleteRoomCommand, SendEventCommand, UpdateRoomCommand } from '@aws-sdk/client-ivschat';
import WebSocket from 'ws';
import { Chatter } from './support/chatter.js';
import { afterwards } from './support/cleanup.js';
import { Handler, allow, functionArn } from './support/handler.js';
import { within } from './support/inbox.js';
import { patient, reviewedRoom, roomOf, say } from './support/reviewed_room.js';
import { mint } from './support/rooms.js';
import { withoutOption } from './support/service.js';

const skip = withoutOption('--lambda-endpoint');
const endless = ['--review-timeout', '60s'];
const at = (handler) => ['--lambda-endpoint', handler.url];
const range = (count) => Array.from({ length: count }, (_, i) => i);
const upper = (payload) => allow(payload.Content.toUpperCase());

/** As many requests of a connection as a test likes. */
async function unhurried(t) {
  const folder = await mkdtemp(join(tmpdir(), 'ivschat-review-'));
  afterwards(t, () => rm(folder, { recursive: true }));
  const file = join(folder, 'quotas.toml');
  await writeFile(file, 'requests-per-second-of-a-connection = 0\n');
  return ['--quotas', file];
}

const take = async (count, next) => {
  const taken = [];
  while (taken.length < count) taken.push(await next());
  return taken;
};

test('messages of a connection keep their order, whatever the order of the answers', { skip }, async (t) => {
  const handler = await Handler.start(t);
  const { sender, onlooker } = await reviewedRoom(t, [...patient, ...at(handler), ...await unhurried(t)]);
  const sent = range(20).map((i) => say(sender, `${i}`));
  const invoked = await take(20, () => handler.next());
  assert.equal(handler.mostAtOnce, 20);
  for (const { payload, reply } of invoked.reverse()) reply(allow(`seen ${payload.Content}`));
  const expected = range(20).map((i) => `seen ${i}`);
  assert.deepEqual((await take(20, () => onlooker.expect('message'))).map(({ content }) => content), expected);
  assert.deepEqual((await Promise.all(sent)).map(({ content }) => content), expected);
});

test('messages of ten senders, answered in any order, arrive once each and in order', { skip }, async (t) => {
  const handler = await Handler.start(t);
  const { service, room, onlooker } = await reviewedRoom(t, [...patient, ...at(handler), ...await unhurried(t)]);
  const join = async (i) => (await mint(service.client, room, `sender ${i}`, ['SEND_MESSAGE'])).token;
  const senders = await Promise.all(range(10).map(async (i) => Chatter.join(t, service.webSocket, await join(i))));
  for (const i of range(10)) for (const sender of senders) sender.send('SEND_MESSAGE', { Content: `${i}` });
  const invoked = await take(100, () => handler.next());
  // 37 is prime to 100: all of them, far from the order in which they came.
  for (const i of range(100)) {
    const { payload, reply } = invoked[(i * 37) % 100];
    reply(allow(payload.Content));
  }
  const seen = await take(100, () => onlooker.expect('message'));
  for (const i of range(10)) {
    const ofOne = seen.filter(({ sender }) => sender.userId === `sender ${i}`);
    assert.deepEqual(ofOne.map(({ content }) => content), range(10).map(String));
  }
});

test('one connection carries one review after another', { skip }, async (t) => {
  const handler = await Handler.start(t, upper);
  const { sender } = await reviewedRoom(t, [...patient, ...at(handler)]);
  for (const i of range(8)) assert.equal((await say(sender, `m${i}`)).content, `M${i}`);
  assert.equal(handler.connections, 1);
});

test('no more reviews run at a time than allowed, and none is lost', { skip }, async (t) => {
  const handler = await Handler.start(t);
  const { sender, onlooker } = await reviewedRoom(t, [...patient, ...at(handler), '--review-concurrency', '2']);
  const sent = range(10).map((i) => say(sender, `${i}`));
  for (let i = 0; i < 10; i += 2) {
    const pair = await take(2, () => handler.next());
    for (const { payload, reply } of pair) reply(allow(payload.Content));
  }
  await Promise.all(sent);
  const contents = (await take(10, () => onlooker.expect('message'))).map(({ content }) => content);
  assert.deepEqual(contents, range(10).map(String));
  assert.equal(handler.mostAtOnce, 2);
});

test('those that wait for a turn fall back in time, and the log says how to allow more', { skip }, async (t) => {
  const handler = await Handler.start(t);
  const { service, sender } = await reviewedRoom(
    t, ['--review-timeout', '1s', ...at(handler), '--review-concurrency', '1']);
  const contents = (await Promise.all(range(3).map((i) => say(sender, `${i}`)))).map(({ content }) => content);
  assert.deepEqual(contents, ['0', '1', '2']);
  const lines = (await take(2, () => service.log.next())).join('\n');
  assert.match(lines, /took too long.*--review-timeout/);
  assert.match(lines, /waited too long in the queue.*--review-concurrency/);
});

test('a handler that hangs holds up no other room', { skip }, async (t) => {
  const [hung, quick] = [await Handler.start(t), await Handler.start(t, upper)];
  const { service, sender } = await reviewedRoom(t, [
    ...endless, '--review-concurrency', '10', ...at(hung), '--review-handler', `quick=${quick.url}`]);
  // More than may run at a time, but the other handler keeps its share.
  const held = range(10).map((i) => say(sender, `${i}`).catch(() => {}));
  await take(9, () => hung.next());
  const [reviewed, free] = [await roomOf(t, service, { name: 'quick' }), await roomOf(t, service)];
  for (const i of range(5)) {
    assert.equal((await say(reviewed.sender, `m${i}`)).content, `M${i}`);
    assert.equal((await say(free.sender, `m${i}`)).content, `m${i}`);
  }
  assert.equal(hung.connections, 9);
  await service.stop(); // which ends the hanging ones
  await Promise.all(held);
});

test('a message outlives its sender\'s connection', { skip }, async (t) => {
  const handler = await Handler.start(t);
  const { service, room, onlooker } = await reviewedRoom(t, [...patient, ...at(handler)]);
  const leaver = await Chatter.join(
    t, service.webSocket, (await mint(service.client, room, 'leaver', ['SEND_MESSAGE'])).token);
  leaver.send('SEND_MESSAGE', { Content: 'bye' });
  const { payload, reply } = await handler.next();
  leaver.socket.close();
  await leaver.next();
  reply(upper(payload));
  const message = await onlooker.expect('message');
  assert.deepEqual([message.content, message.sender.userId, message.id], ['BYE', 'leaver', payload.MessageId]);
});

test('a message outlives its room', { skip }, async (t) => {
  const handler = await Handler.start(t);
  const { service, room, sender, onlooker } = await reviewedRoom(t, [...patient, ...at(handler)]);
  const sent = say(sender, 'still here');
  const { payload, reply } = await handler.next();
  await service.client.send(new DeleteRoomCommand({ identifier: room.arn }));
  reply(upper(payload));
  assert.equal((await sent).content, 'STILL HERE');
  assert.equal((await onlooker.expect('message')).content, 'STILL HERE');
  await assert.rejects(say(sender, 'late'), { errorCode: 404 });
});

for (const [fallbackResult, answers] of [['ALLOW', true], ['ALLOW', false], ['DENY', false]]) {
  const name = `a server stops while a handler ${answers ? 'answers' : 'hangs'}, fallback ${fallbackResult}`;
  test(name, { skip }, async (t) => {
    const handler = await Handler.start(t);
    const { service, sender, onlooker } = await reviewedRoom(t, [...patient, ...at(handler)], { fallbackResult });
    const sent = say(sender, 'hi').then(({ content }) => content, ({ errorCode }) => errorCode);
    const { payload, reply } = await handler.next();
    const stopped = service.stop();
    if (answers) reply(upper(payload));
    const expected = answers ? 'HI' : 'hi';
    assert.equal(await sent, fallbackResult === 'DENY' ? 406 : expected);
    if (fallbackResult === 'ALLOW') assert.equal((await onlooker.expect('message')).content, expected);
    assert.equal(await onlooker.expect('disconnect'), 'serverDisconnect');
    await stopped;
  });
}

test('an empty uri ends reviews, and behind those under way the order holds', { skip }, async (t) => {
  const handler = await Handler.start(t);
  const { service, room, sender, onlooker } = await reviewedRoom(t, [...patient, ...at(handler)]);
  const first = say(sender, 'first');
  const { payload, reply } = await handler.next();
  await service.client.send(new UpdateRoomCommand({ identifier: room.arn, messageReviewHandler: { uri: '' } }));
  const second = say(sender, 'second');
  await service.client.send(new SendEventCommand({ roomIdentifier: room.arn, eventName: 'overtakes' }));
  assert.equal((await onlooker.expect('event')).eventName, 'overtakes');
  reply(upper(payload));
  assert.deepEqual([(await first).content, (await second).content], ['FIRST', 'second']);
  const seen = await take(2, () => onlooker.expect('message'));
  assert.deepEqual(seen.map(({ content }) => content), ['FIRST', 'second']);
  assert.equal((await say(sender, 'third')).content, 'third');
});

test('a handler that is set later reviews what comes then', { skip }, async (t) => {
  const handler = await Handler.start(t, upper);
  const { service } = await reviewedRoom(t, [...patient, ...at(handler)]);
  const { room, sender } = await roomOf(t, service);
  assert.equal((await say(sender, 'one')).content, 'one');
  await service.client.send(
    new UpdateRoomCommand({ identifier: room.arn, messageReviewHandler: { uri: functionArn('later') } }));
  assert.equal((await say(sender, 'two')).content, 'TWO');
});

for (const { name, options = [], forwardedFor, ip } of [
  { name: 'the peer', ip: '127.0.0.1' },
  { name: 'the peer, whatever it claims', forwardedFor: '203.0.113.9', ip: '127.0.0.1' },
  { name: 'whom a trusted proxy names', options: ['127.0.0.1'], forwardedFor: '203.0.113.9', ip: '203.0.113.9' },
  { name: 'the last that no proxy is', options: ['127.0.0.0/8', '10.0.0.0/8'],
    forwardedFor: '198.51.100.1, 2001:db8::7, 10.1.2.3', ip: '2001:db8::7' },
]) {
  test(`the sender's address is that of ${name}`, { skip }, async (t) => {
    const handler = await Handler.start(t);
    const { service, room } = await reviewedRoom(
      t, [...patient, ...at(handler), ...options.flatMap((each) => ['--trusted-proxy', each])]);
    const { token } = await mint(service.client, room, 'remote', ['SEND_MESSAGE']);
    const socket = new WebSocket(
      service.webSocket, token, { headers: forwardedFor && { 'X-Forwarded-For': forwardedFor } });
    afterwards(t, () => socket.terminate());
    await within(new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject)));
    socket.send(JSON.stringify({ Action: 'SEND_MESSAGE', Content: 'hi' }));
    const { payload, reply } = await handler.next();
    assert.equal(payload.Sender.Ip, ip);
    reply(allow('hi'));
  });
}
