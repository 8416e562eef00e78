// Tags of rooms and logging configurations, by the percent-encoded paths of @aws-sdk/client-ivschat.

import assert from 'node:assert/strict';
import test from 'node:test';
import {
  CreateRoomCommand, GetLoggingConfigurationCommand, GetRoomCommand, ListLoggingConfigurationsCommand,
  ListRoomsCommand, ListTagsForResourceCommand, TagResourceCommand, UntagResourceCommand,
} from '@aws-sdk/client-ivschat';
import { createLoggingConfiguration } from './support/logging_configurations.js';
import { assertInvalid } from './support/refusals.js';
import { createRoom, freshName } from './support/rooms.js';
import { serviceFor } from './support/service.js';

const awkward = {
  plain: 'value', 'with space': 'a b', 'plus+sign': '1+1=2', 'path/to/key': 'a/b//c', 'colon:key': 'k:v',
  größe: 'Ünïcode', ключ: 'значение', 鍵: '値', '🎉': '👩‍🚀', 'per%20cent': '100%', 'a=b&c': 'd=e&f',
  "!'()*": 'what encodeURIComponent leaves', 'at@_.-': '', ['é'.repeat(128)]: '🎉'.repeat(128),
};

class Tagged {
  constructor(client, { arn, name }) {
    Object.assign(this, { client, arn, name });
  }

  send(Command, members) {
    return this.client.send(new Command({ resourceArn: this.arn, ...members }));
  }

  async tag(tags) {
    assert.equal((await this.send(TagResourceCommand, { tags })).$metadata.httpStatusCode, 200);
  }

  async untag(...tagKeys) {
    assert.equal((await this.send(UntagResourceCommand, { tagKeys })).$metadata.httpStatusCode, 200);
  }

  /** As every way of reading them says. */
  async expect(tags) {
    const isRoom = this.arn.includes(':room/');
    const [Get, List] = isRoom
      ? [GetRoomCommand, ListRoomsCommand] : [GetLoggingConfigurationCommand, ListLoggingConfigurationsCommand];
    const page = await this.client.send(new List(isRoom ? { name: this.name } : {}));
    const summary = (page.rooms ?? page.loggingConfigurations).find(({ arn }) => arn === this.arn);
    const read = await this.client.send(new Get({ identifier: this.arn }));
    const listed = await this.send(ListTagsForResourceCommand);
    for (const reply of [listed, read, summary]) assert.deepEqual(reply.tags, tags);
  }
}

async function bothKinds(t) {
  const { client } = await serviceFor(t);
  const members = { name: freshName() };
  const made = [
    await createRoom(t, client, members), await createLoggingConfiguration(t, client, 's3', members)];
  return made.map((resource) => new Tagged(client, resource));
}

test('tags are added, replaced and taken away', async (t) => {
  for (const resource of await bothKinds(t)) {
    await resource.expect({});
    await resource.tag({ a: '1', b: '2' });
    await resource.tag({ b: 'two', c: '3' });
    await resource.expect({ a: '1', b: 'two', c: '3' });
    await resource.untag('a', 'c');
    await resource.expect({ b: 'two' });
  }
});

test('keys and values of every script and sign come back, and go one by one', async (t) => {
  const [resource] = await bothKinds(t);
  await resource.tag(awkward);
  const left = { ...awkward };
  for (const key of Object.keys(awkward)) {
    await resource.expect(left);
    delete left[key];
    await resource.untag(key);
  }
  await resource.expect({});
});

test('many awkward keys are taken away at once, and absent ones do not matter', async (t) => {
  for (const resource of await bothKinds(t)) {
    await resource.tag(awkward);
    await resource.expect(awkward);
    await resource.untag('not there', ...Object.keys(awkward).filter((key) => key !== 'plain'), 'é', 'Plain');
    await resource.expect({ plain: 'value' });
  }
});

test('keys of AWS are refused and nothing is changed', async (t) => {
  for (const resource of await bothKinds(t)) {
    await assertInvalid(resource.send(TagResourceCommand, { tags: { a: '1', 'aws:b': '2' } }), ['tags']);
    await resource.expect({});
  }
});

test('fifty tags fit and the fifty-first is refused and changes nothing', async (t) => {
  const fifty = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`key-${i}`, `${i}`]));
  for (const resource of await bothKinds(t)) {
    await resource.tag(fifty);
    await assertInvalid(resource.send(TagResourceCommand, { tags: { 'key-0': 'x', 'one more': 'x' } }), ['tags']);
    await resource.expect(fifty);
    await resource.untag('key-1');
    await resource.tag({ 'one more': 'x' });
    const { 'key-1': gone, ...rest } = fifty;
    await resource.expect({ ...rest, 'one more': 'x' });
    await assertInvalid(resource.client.send(new CreateRoomCommand({ tags: { ...fifty, more: '' } })), ['tags']);
  }
});
