// Chat logs in S3 (facts 5.1): written by the server under test, kept by s3rver, read by @aws-sdk/client-s3.
// (s3rver knows access keys but does not compute SigV4 signatures: test_chat_logs.py does, for all destinations.)

import assert from 'node:assert/strict';
import test from 'node:test';
import { CreateLoggingConfigurationCommand, CreateRoomCommand } from '@aws-sdk/client-ivschat';
import { Buckets } from './support/buckets.js';
import { Chatter, nextOf } from './support/chatter.js';
import { all, mint } from './support/rooms.js';
import { serviceWith, withoutOption } from './support/service.js';

const skip = withoutOption('--s3-endpoint');
const bucket = 'chat-logs.of-2026';

// The room is not deleted: its server is gone before the test ends.
async function loggedRoom(t, ...options) {
  const buckets = await Buckets.open(t, bucket);
  Object.assign(process.env, Buckets.environment);
  const service = await serviceWith(t, ['--s3-endpoint', buckets.endpoint, ...options]);
  const destinationConfiguration = { s3: { bucketName: bucket } };
  const { arn } = await service.client.send(new CreateLoggingConfigurationCommand({ destinationConfiguration }));
  const room = await service.client.send(new CreateRoomCommand({ loggingConfigurationIdentifiers: [arn] }));
  return { buckets, service, room };
}

async function converse(t, { service, room }) {
  const join = async (...who) => Chatter.join(t, service.webSocket, (await mint(service.client, room, ...who)).token);
  const chatters = [await join('ann', all), await join('ben', all)];
  const frames = [];
  for (const [action, members] of [
    ['SEND_MESSAGE', { Content: 'Hi 🎉\n"all"', Attributes: { mood: 'good' } }],
    ['SEND_MESSAGE', { Content: 'bye' }],
    ['DELETE_MESSAGE', { Id: 'M2YcHkgffEvU', Reason: 'off topic' }],
  ]) {
    chatters[0].send(action, members);
    frames.push(await nextOf(chatters));
  }
  chatters[1].send('SEND_MESSAGE', {}); // refused, and so in no log
  assert.equal((await chatters[1].next()).Type, 'ERROR');
  return frames;
}

function assertRecords(lines, frames) {
  const expected = frames.map((payload) => JSON.stringify({
    event_timestamp: `${new Date(payload.SendTime).toISOString()}`, type: payload.Type, payload, version: '1.0',
  }));
  assert.deepEqual(lines, expected);
}

function assertKey(key, { arn, id }, { SendTime }) {
  const [, , , region, account] = arn.split(':');
  const [day, time] = SendTime.split('T');
  const [hours, minutes] = time.split(':');
  const prefix = `AWSLogs/${account}/IVSChatLogs/1.0/${region}/room_${id}/${day.replaceAll('-', '/')}/${hours}/`
    + `${account}_IVSChatLogs_1.0_${region}_room_${id}_${day.replaceAll('-', '')}T${hours}${minutes}Z_`;
  assert.equal(key.slice(0, prefix.length), prefix);
  assert.match(key.slice(prefix.length), /^[0-9a-f]{8}\.log\.gz$/);
}

test('what was said in a room is one object in the bucket once the server has stopped', { skip }, async (t) => {
  const logged = await loggedRoom(t);
  const frames = await converse(t, logged);
  assert.deepEqual(await logged.buckets.keys(bucket), [], 'nothing is delivered before its time');
  await logged.service.stop();
  const keys = await logged.buckets.keys(bucket);
  assert.equal(keys.length, 1);
  assertKey(keys[0], logged.room, frames[0]);
  assertRecords(await logged.buckets.lines(bucket, keys[0]), frames);
});

test('an object is delivered when it is due, while the server runs', { skip }, async (t) => {
  const logged = await loggedRoom(t, '--log-delay', '500ms');
  const frames = await converse(t, logged);
  const key = await logged.buckets.firstKey(bucket);
  assertKey(key, logged.room, frames[0]);
  const lines = await logged.buckets.lines(bucket, key);
  assertRecords(lines, frames.slice(0, lines.length));
});
