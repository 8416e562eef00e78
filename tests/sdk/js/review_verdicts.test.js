// Every way in which a review can end, with either fallback: what the sender gets, what an onlooker sees and
// what the log says (facts 4).

import assert from 'node:assert/strict';
import test from 'node:test';
import { SendEventCommand } from '@aws-sdk/client-ivschat';
import { SendMessageRequest } from 'amazon-ivs-chat-messaging';
import { Handler, allow, assertInvokes, deny, functionArn, raw } from './support/handler.js';
import { within } from './support/inbox.js';
import { patient, reviewedRoom, say } from './support/reviewed_room.js';
import { withoutOption } from './support/service.js';
import { assertSigned } from './support/signature.js';

const skip = withoutOption('--lambda-endpoint');
const written = { content: 'Hello', attributes: { mood: 'fine' } };
const rejected = 'The message was rejected by the review handler';

const replyRemedy = /A handler answers with ReviewResult, ALLOW or DENY, and for ALLOW with Content/;
const invalid = (name, reply, why) => ({ name, reply, why, remedy: replyRemedy });

const decided = [
  { name: 'allow', reply: allow('Hello'), delivered: written },
  { name: 'changed content', reply: allow('H***o'), delivered: { ...written, content: 'H***o' } },
  { name: 'content as long as the room allows', reply: allow('🎉'.repeat(20)),
    delivered: { ...written, content: '🎉'.repeat(20) } },
  { name: 'changed attributes', reply: allow('Hello', { seen: 'yes', also: 'ü' }),
    delivered: { content: 'Hello', attributes: { seen: 'yes', also: 'ü' } } },
  { name: 'empty attributes', reply: allow('Hello', {}), delivered: { content: 'Hello', attributes: {} } },
  { name: 'null attributes', reply: allow('Hello', null), delivered: written },
  { name: 'further members', reply: { ...allow('Hello'), Score: 0.1 }, delivered: written },
  { name: 'deny with a reason', reply: deny('no shouting: "Ü"'), denied: `${rejected}: no shouting: "Ü"` },
  { name: 'deny without a reason', reply: { ReviewResult: 'DENY', Content: 'Hello' }, denied: rejected },
  { name: 'deny without content', reply: { ReviewResult: 'DENY', Attributes: { Reason: 'rude' } },
    denied: `${rejected}: rude` },
  { name: 'deny with null as content', reply: { ReviewResult: 'DENY', Content: null }, denied: rejected },
  { name: 'deny with empty content', reply: { ReviewResult: 'DENY', Content: '', Attributes: {} }, denied: rejected },
  { name: 'deny with content that is too long', reply: { ReviewResult: 'DENY', Content: 'x'.repeat(600) },
    denied: rejected },
];

const failed = [
  invalid('not JSON', raw({ body: '<html>' }), /its reply is not valid: the reply is not JSON/),
  invalid('nothing', raw({ body: '' }), /the reply is not JSON/),
  invalid('null', null, /the reply must be an object, not null/),
  invalid('a string of JSON', JSON.stringify(allow('Hello')), /the reply must be an object, not/),
  invalid('endless depth', raw({ body: '['.repeat(120_000) + ']'.repeat(120_000) }), /the reply must be an object/),
  invalid('no verdict', { Content: 'Hello' }, /ReviewResult is missing/),
  invalid('another verdict', { ReviewResult: 'allow', Content: 'Hello' },
    /ReviewResult must be ALLOW or DENY, not \\"allow\\"/),
  invalid('allow without content', { ReviewResult: 'ALLOW' }, /Content is missing/),
  invalid('allow with empty content', allow(''), /Content must be 1 to 20 characters long .*it has 0/),
  invalid('allow with content that is too long', allow('x'.repeat(21)),
    /Content must be 1 to 20 characters long .*it has 21/),
  invalid('attributes that are no strings', allow('Hello', { n: 1 }), /Attributes\.n must be a string, not 1/),
  invalid('attributes over 1 KB', allow('Hello', { k: 'v'.repeat(1024) }), /Attributes must be at most 1 KB/),
  invalid('an oversized reply', allow('x'.repeat(300_000)), /too large/),
  { name: 'a function error',
    reply: raw({ headers: { 'x-amz-function-error': 'Unhandled' }, body: JSON.stringify(allow('forged')) }),
    why: /the function failed \(Unhandled\): .*forged/, remedy: /function's log/ },
  { name: 'an unknown function',
    reply: raw({ status: 404, body: '{"Type":"User"}' }), why: /status 404: .*User/, remedy: /function's name/ },
  { name: 'a broken gateway',
    reply: raw({ status: 502, body: JSON.stringify(allow('forged')) }),
    why: /status 502/, remedy: /--lambda-endpoint/ },
  { name: 'no address', isNowhere: true,
    why: /no address is known/, remedy: /--lambda-endpoint URL, or --review-handler FUNCTION=URL/ },
  { name: 'a handler that hangs', isHanging: true,
    why: /took too long: gave up waiting for the reply/, remedy: /Answer within 150 ms, or .* --review-timeout/ },
  { name: 'a connection that is refused', isClosed: true, why: /cannot be reached/, remedy: /Check that the handler runs/ },
];

async function scene(t, row, fallbackResult) {
  const handler = await Handler.start(t, row.isHanging ? undefined : () => row.reply);
  if (row.isClosed) await handler.close();
  const options = [
    ...row.isHanging ? ['--review-timeout', '150ms'] : patient,
    ...row.isNowhere ? [] : ['--lambda-endpoint', handler.url],
  ];
  return reviewedRoom(t, options, { fallbackResult, maximumMessageLength: 20 });
}

const parts = ({ content, attributes }) => ({ content, attributes });

async function assertDelivered({ sender, onlooker }, expected) {
  const request = new SendMessageRequest(written.content, written.attributes);
  const resolved = await within(sender.room.sendMessage(request));
  const seen = await onlooker.expect('message');
  assert.deepEqual(seen, resolved);
  assert.deepEqual(parts(seen), expected);
  assert.deepEqual([seen.requestId, seen.sender.userId], [request.requestId, 'sender']);
}

/** An onlooker sees nothing of it: its next frame is a different one. */
async function assertDenied({ service, sender, onlooker, room }, errorMessage) {
  const request = new SendMessageRequest(written.content, written.attributes);
  const expected = { errorCode: 406, errorMessage, requestId: request.requestId };
  await assert.rejects(within(sender.room.sendMessage(request)), expected);
  sender.room.disconnect();
  await service.client.send(new SendEventCommand({ roomIdentifier: room.arn, eventName: 'next' }));
  assert.equal((await onlooker.expect('event')).eventName, 'next');
}

for (const fallbackResult of ['ALLOW', 'DENY']) {
  for (const row of decided) {
    test(`${row.name}, fallback ${fallbackResult}`, { skip }, async (t) => {
      const made = await scene(t, row, fallbackResult);
      await (row.denied ? assertDenied(made, row.denied) : assertDelivered(made, row.delivered));
      await made.service.stop();
      assert.deepEqual(made.service.log.rest(), []);
    });
  }
  for (const row of failed) {
    test(`${row.name}, fallback ${fallbackResult}`, { skip }, async (t) => {
      const made = await scene(t, row, fallbackResult);
      await (fallbackResult === 'DENY' ? assertDenied(made, rejected) : assertDelivered(made, written));
      const line = await made.service.log.next();
      assert.match(line, / warning A message review failed; the room's fallback applies\./);
      assert.match(line, row.why);
      assert.match(line, row.remedy);
      for (const named of [functionArn('review'), made.room.arn]) assert.ok(line.includes(named), line);
      await made.service.stop();
      assert.deepEqual(made.service.log.rest(), []);
    });
  }
}

test('a handler is invoked as Lambda is, with the documented payload', { skip }, async (t) => {
  const handler = await Handler.start(t);
  const { service, room, sender } = await reviewedRoom(t, [...patient, '--lambda-endpoint', `${handler.url}/base/`]);
  const sent = say(sender, 'Grüße 👋 "<&>\\', { mood: 'fine' });
  const invoked = await handler.next();
  invoked.reply(allow('Hello'));
  const message = await sent;
  assert.equal(invoked.body, JSON.stringify({
    Content: 'Grüße 👋 "<&>\\', MessageId: message.id, RoomArn: room.arn, Attributes: { mood: 'fine' },
    Sender: { Attributes: { colour: 'blue' }, UserId: 'sender', Ip: '127.0.0.1' },
  }));
  assertInvokes({ ...invoked, url: invoked.url.replace(/^\/base/, '') }, 'review/invocations');
  assertSigned(invoked, process.env.AWS_SECRET_ACCESS_KEY ?? 'test');
  assert.deepEqual(service.log.rest(), []);
});

test('a qualified function keeps its qualifier', { skip }, async (t) => {
  const handler = await Handler.start(t);
  const { sender } = await reviewedRoom(t, [...patient, '--lambda-endpoint', handler.url], { name: 'review:live' });
  const sent = say(sender, 'Hello');
  const invoked = await handler.next();
  invoked.reply(allow('Hello'));
  await sent;
  assertInvokes(invoked, 'review/invocations?Qualifier=live');
  assertSigned(invoked, process.env.AWS_SECRET_ACCESS_KEY ?? 'test');
  assert.deepEqual(invoked.payload.Attributes, {});
});

test('a handler of its own with a path is plainly posted to', { skip }, async (t) => {
  const handler = await Handler.start(t);
  const { sender } = await reviewedRoom(
    t, [...patient, '--lambda-endpoint', 'http://127.0.0.1:1', '--review-handler', `review=${handler.url}/look?at=it`]);
  const sent = say(sender, 'Hello');
  const invoked = await handler.next();
  invoked.reply(allow('Hi'));
  assert.equal((await sent).content, 'Hi');
  assert.deepEqual([invoked.method, invoked.url], ['POST', '/look?at=it']);
  assert.equal(invoked.headers['content-type'], 'application/json');
  for (const name of ['authorization', 'x-amz-invocation-type', 'x-amz-date']) {
    assert.equal(invoked.headers[name], undefined, name);
  }
});
