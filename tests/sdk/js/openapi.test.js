// The description of the control API: valid, complete and true.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import WebSocket from 'ws';
import { afterwards } from './support/cleanup.js';
import { ControlApi, METHODS, pointer } from './support/control_api.js';
import { within } from './support/inbox.js';
import { serviceWith } from './support/service.js';

const ROOM = 'arn:aws:ivschat:us-east-1:123456789012:room/AbCdEfGhIjKl';
const LOGS = 'arn:aws:ivschat:us-east-1:123456789012:logging-configuration/LogsLogsLogs';
const NOBODY = 9999; // the id of no session
const schema = (name) => pointer('components', 'schemas', name);

async function controlOf(t, options = []) {
  const service = await serviceWith(t, options);
  return { ...service, api: await ControlApi.at(service.endpoint) };
}

async function join({ webSocket }, t, token) {
  const socket = new WebSocket(webSocket, token);
  afterwards(t, () => socket.terminate());
  await within(once(socket, 'open'));
  return socket;
}

/** Each operation as [method, path, the path with an id filled in]. */
function operationsOf(document) {
  return Object.entries(document.paths).flatMap(([path, operations]) => Object.keys(operations)
    .map((method) => [method.toUpperCase(), path, path.replace('{id}', NOBODY)]));
}

test('the description is valid OpenAPI 3.1, and served byte for byte', async (t) => {
  const { api } = await controlOf(t);
  const validator = new Validator();
  const { valid, errors } = await validator.validate(JSON.parse(api.text));
  assert.ok(valid, JSON.stringify(errors, null, 1));
  assert.equal(validator.version, '3.1');
  const file = readFileSync(new URL('../../../server/control/openapi.json', import.meta.url), 'utf8');
  assert.equal(api.text, file.replaceAll('@PROJECT_VERSION@', api.document.info.version));
});

test('the validator would complain', async () => {
  const { valid } = await new Validator().validate({ openapi: '3.1.0', info: { title: 'a' }, paths: {} });
  assert.equal(valid, false);
});

test('every operation has a summary and an id of its own, and every reference leads somewhere', async (t) => {
  const { api: { document, text } } = await controlOf(t);
  const operations = Object.values(document.paths).flatMap((each) => Object.values(each));
  assert.equal(new Set(operations.map((each) => each.operationId)).size, operations.length);
  for (const each of operations) assert.ok(each.summary && each.tags.length === 1, each.operationId);
  const used = new Set(text.match(/#\/components\/\w+\/\w+/g));
  for (const each of used) {
    const [, , kind, name] = each.split('/');
    assert.ok(document.components[kind][name], `${each} is not there`);
  }
  for (const [kind, all] of Object.entries(document.components)) {
    for (const name of Object.keys(all)) assert.ok(used.has(`#/components/${kind}/${name}`), `nothing uses ${name}`);
  }
});

test('every example is what its schema allows', async (t) => {
  const { api } = await controlOf(t);
  for (const [name, { examples }] of Object.entries(api.document.components.schemas)) {
    for (const each of examples ?? []) api.validate(schema(name), each);
  }
  for (const [name, { content }] of Object.entries(api.document.components.responses)) {
    api.validate(schema('Error'), content['application/json'].example, name);
  }
});

test('the server has what is described, and says of everything else what there is', async (t) => {
  const { api } = await controlOf(t);
  for (const [method, path, asked] of operationsOf(api.document)) {
    const reply = await api.call(method, asked, method === 'GET' ? undefined : '');
    const error = reply.headers.get('x-amzn-errortype');
    assert.ok(reply.status !== 405 && error !== 'UnknownOperationException', `${method} ${path}: ${reply.text}`);
  }
  for (const path of Object.keys(api.document.paths)) {
    const described = METHODS.filter((each) => api.document.paths[path][each.toLowerCase()]);
    for (const method of METHODS.filter((each) => !described.includes(each))) {
      const reply = await api.ask(method, path.replace('{id}', NOBODY), method === 'GET' ? undefined : '');
      assert.equal(reply.status, 405, `${method} ${path} is not described`);
      assert.equal(reply.headers.get('allow'), described.join(', '), path);
      assert.equal(reply.headers.get('x-amzn-errortype'), 'MethodNotAllowedException');
      api.validate(schema('Error'), reply.json);
    }
  }
});

test('a path that there is not says where the description is', async (t) => {
  const { api } = await controlOf(t);
  for (const path of ['', '/', '/nothing', '/clock/', '/sessions/1', '/sessions//close', '/sessions/1/close/2', '/Clock']) {
    const reply = await api.ask('GET', path);
    assert.deepEqual([reply.status, reply.headers.get('x-amzn-errortype')], [404, 'UnknownOperationException'], path);
    assert.match(reply.json.message, /\/_ivschat\/openapi\.json/);
    api.validate(schema('Error'), reply.json);
  }
});

test('what is asked and answered in a busy hour is as described', async (t) => {
  const service = await controlOf(t);
  const { api } = service;
  const good = async (method, path, body, name) => {
    if (name) api.validate(schema(name), body);
    const reply = await api.call(method, path, body);
    assert.equal(reply.status, 200, reply.text);
    return reply.json;
  };
  await good('PUT', '/state', {
    rooms: [{ arn: ROOM, name: 'lobby', loggingConfigurationIdentifiers: [LOGS], messageReviewHandler: { uri: '' } }],
    loggingConfigurations: [{ arn: LOGS, destinationConfiguration: { firehose: { deliveryStreamName: 'a' } } }],
    faults: { seed: 7, rules: [] },
  }, 'State');
  await good('POST', '/clock', { freeze: true }, 'ClockChange');
  await good('POST', '/clock', { advance: 'PT0.5S' }, 'ClockChange');
  const minted = await good('POST', '/tokens',
    { room: ROOM, user: 'ann', capabilities: ['SEND_MESSAGE'], attributes: { color: 'red' } }, 'TokenWanted');
  const { token } = minted;
  await good('POST', '/tokens/inspect', { token }, 'TokenNamed');
  await good('POST', '/tokens/inspect', { token: 'no-token' }, 'TokenNamed');
  const socket = await join(service, t, token);
  socket.send(JSON.stringify({ Action: 'SEND_MESSAGE', Content: 'hi', RequestId: 'r', Attributes: { a: 'b' } }));
  socket.send(JSON.stringify({ Action: 'DELETE_MESSAGE', Id: 'M2YcHkgffEvU' }));
  socket.send('no JSON');
  await good('POST', '/journal/wait', { kind: 'error', count: 2, code: 400, within: 'PT5S' }, 'Expectation');
  await good('POST', '/journal/wait', { content: { matches: '^h' }, user: { equals: 'ann' }, count: 2 }, 'Expectation');
  const missed = await good('POST', '/journal/wait',
    { room: 'AbCdEfGhIjKl', kind: 'outbound', content: { contains: 'x' }, attributes: { a: 'c' }, session: 1,
      exactly: 1, within: 'PT0S' }, 'Expectation');
  assert.ok(missed.nearestMisses.length > 0);
  const { sessions } = await good('GET', '/sessions?user=ann');
  await good('POST', `/sessions/${sessions[0].id}/stall`, { reading: true, writing: true }, 'Stall');
  await good('POST', `/sessions/${sessions[0].id}/stall`, { reading: false, writing: false }, 'Stall');
  await good('POST', `/sessions/${sessions[0].id}/send`, { text: 'hello' }, 'Frame');
  await good('POST', `/sessions/${sessions[0].id}/close`, { code: 4000, reason: 'bye' }, 'CloseFrame');
  const effects = [{ delay: 'PT0.001S' }, { error: { name: 'ConflictException' } }, { errorFrame: { code: 500 } },
    { refuse: {} }, { close: { code: 4000, reason: 'a' } }, { duplicate: {} }, { reorder: {} }, { stall: { for: 'PT1S' } }];
  const planes = ['control', 'control', 'messaging', 'handshake', 'delivery', 'delivery', 'delivery', 'control'];
  const rules = effects.map((effect, i) => (
    { match: { plane: planes[i], room: ROOM, user: 'bob', skip: 1, every: 2, first: 3, probability: 0.5 }, effect }));
  const told = await good('PUT', '/faults', { rules }, 'FaultPlan');
  api.validate(schema('FaultPlan'), told); // what was told can be sent back
  await good('PUT', '/faults', told, 'FaultPlan');
  await good('PUT', '/state', await good('GET', '/state'), 'State');
  await good('GET', '/faults');
  await good('DELETE', '/faults');
  const journal = await good('GET', '/journal?limit=5');
  assert.equal(journal.more, true);
  await good('GET', '/journal?kind=handshake');
  await good('DELETE', '/journal');
  await good('POST', '/tokens/expire', { token }, 'TokenNamed');
  const flushed = await good('POST', '/logs/flush');
  const [nowhere] = flushed.errors; // the room logs, but the server has neither a directory nor an endpoint
  assert.ok(nowhere.startsWith(`${LOGS}: `) && nowhere.includes('--data-dir'), nowhere);
  assert.deepEqual(flushed, { delivered: 0, pending: 0, dropped: 0, errors: [nowhere] });
  await good('POST', '/reset', { room: ROOM, connections: 'keep' }, 'Reset');
  await good('POST', '/reset');
});

test('what is wrong is refused as described, and the description does not allow it either', async (t) => {
  const { api } = await controlOf(t);
  const rows = [
    ['POST', '/clock', {}, 'ClockChange'], ['POST', '/clock', { freeze: false }, 'ClockChange'],
    ['POST', '/clock', { freeze: true, resume: true }, 'ClockChange'],
    ['POST', '/clock', { advance: '61m' }, 'ClockChange'], ['POST', '/clock', { set: 'tomorrow' }, 'ClockChange'],
    ['POST', '/tokens', {}, 'TokenWanted'], ['POST', '/tokens', { room: 'x', user: 'a' }, 'TokenWanted'],
    ['POST', '/tokens', { room: ROOM, user: 'a', capabilities: ['FLY'] }, 'TokenWanted'],
    ['POST', '/tokens/inspect', { tokn: 'a' }, 'TokenNamed'], ['POST', '/tokens/expire', {}, 'TokenNamed'],
    ['POST', '/reset', { connections: 'maybe' }, 'Reset'], ['POST', '/reset', { room: 'AbCdEfGhIjKl' }, 'Reset'],
    ['PUT', '/state', { rooms: [{ arn: 'x' }] }, 'State'], ['PUT', '/state', { room: [] }, 'State'],
    ['PUT', '/faults', {}, 'FaultPlan'], ['PUT', '/faults', { rules: [{ effect: {} }] }, 'FaultPlan'],
    ['POST', '/sessions/1/close', { code: 99 }, 'CloseFrame'], ['POST', '/sessions/1/stall', {}, 'Stall'],
    ['POST', '/sessions/1/send', { text: 'a', raw: 'YQ==' }, 'Frame'], ['POST', '/sessions/1/send', {}, 'Frame'],
    ['POST', '/journal/wait', { kind: 'nothing' }, 'Expectation'],
    ['POST', '/journal/wait', { knid: 'error' }, 'Expectation'],
    ['POST', '/journal/wait', { content: { like: 'a' } }, 'Expectation'],
    ['POST', '/journal/wait', { code: '400' }, 'Expectation'],
  ];
  for (const [method, path, body, name] of rows) {
    const at = `${method} ${path} ${JSON.stringify(body)}`;
    const reply = await api.call(method, path, body);
    assert.equal(reply.status, 400, at);
    assert.equal(reply.headers.get('x-amzn-errortype'), 'ValidationException', at);
    assert.equal(api.accepts(schema(name), body), false, at);
  }
  for (const path of ['/clock', '/tokens', '/reset', '/journal/wait', '/sessions/1/send']) {
    for (const body of ['{', '[]', '"a"', '{}\0']) {
      const reply = await api.call('POST', path, body);
      assert.equal(reply.status, 400, `${path} ${body}`);
    }
  }
});

test('the errors of the gate are as described', async (t) => {
  const { api } = await controlOf(t);
  for (const [method, path] of operationsOf(api.document)) {
    if (path.startsWith('/health/')) continue;
    const asked = path.replace('{id}', NOBODY);
    assert.equal((await api.call(method, asked, undefined, { 'sec-fetch-site': 'cross-site' })).status, 403, path);
    if (method === 'GET') continue;
    assert.equal((await api.call(method, asked, '{}', { 'content-type': 'text/plain' })).status, 415, path);
  }
});

test('without the control API, only health answers, as described', async (t) => {
  const described = await controlOf(t);
  const { endpoint } = await serviceWith(t, ['--control', 'off']);
  const api = new ControlApi(endpoint, described.api.text);
  for (const [method, path, asked] of operationsOf(api.document)) {
    const reply = await api.call(method, asked, method === 'GET' ? undefined : '');
    assert.equal(reply.status, path.startsWith('/health/') ? 200 : 404, path);
  }
});
