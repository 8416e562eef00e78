// Where the service under test is: named by the environment (it may be AWS), or a server started
// for one test, whose exit is then part of the test.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { IvschatClient } from '@aws-sdk/client-ivschat';
import { afterwards } from './cleanup.js';
import { Emulation } from './emulation.js';
import { Inbox, within } from './inbox.js';

const binary = process.env.IVSCHAT_LOCAL
  ?? fileURLToPath(new URL('../../../../build/release/ivschat-local', import.meta.url));
const accessKeyId = process.env.AWS_ACCESS_KEY_ID ?? 'AKIDEXAMPLE';
const secretAccessKey = process.env.AWS_SECRET_ACCESS_KEY ?? 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
const sessionToken = process.env.AWS_SESSION_TOKEN;
const region = process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION ?? 'us-east-1';

/** The endpoints, and a client for the test that is closed when it ends. */
export async function serviceFor(t) {
  const { IVSCHAT_ENDPOINT: endpoint, IVSCHAT_WS: webSocket } = process.env;
  const where = endpoint ? { endpoint, webSocket } : await startServer(t);
  return { ...where, client: clientFor(t, where.endpoint) };
}

/**
 * A server of the test's own with these options, wherever the service under test is: `log` holds the lines
 * of its standard error, `stop` sends SIGTERM and waits for its end.
 */
export async function serviceWith(t, options, settings) {
  const where = await startServer(t, options);
  const client = clientFor(t, where.endpoint, { accessKeyId, secretAccessKey }, settings);
  return { ...where, client, emulation: new Emulation(where.endpoint) };
}

/** Why a test that starts a server with this option cannot run, or false. */
export function withoutOption(option) {
  const { error, stdout } = spawnSync(binary, ['--help'], { encoding: 'utf8' });
  if (error && process.env.IVSCHAT_ENDPOINT) return `needs a server of its own: ${error.message}`;
  if (error) throw error;
  return stdout.split(/\s+/).includes(option) ? false : `${binary} has no ${option} yet`;
}

export function clientFor(
  t, endpoint, credentials = { accessKeyId, secretAccessKey, sessionToken }, settings = {}) {
  const client = new IvschatClient({ endpoint, region, credentials, ...settings });
  afterwards(t, () => client.destroy());
  return client;
}

export const keyOfNobody = { accessKeyId: 'AKIDUNKNOWN', secretAccessKey: 'wrong' };
export const wrongSecret = { accessKeyId, secretAccessKey: 'wrong' };

async function startServer(t, options = []) {
  const server = spawn(
    binary,
    ['--listen', '127.0.0.1:0', '--auth', 'strict', '--credentials', `${accessKeyId}:${secretAccessKey}`,
      ...options],
    { stdio: ['ignore', 'pipe', 'pipe'] });
  const exit = once(server, 'close'); // what it logged has arrived by then
  exit.catch(() => {}); // a spawn that failed is reported by the wait for the ready line
  const stop = () => stopServer(server, exit);
  afterwards(t, stop);
  const log = new Inbox();
  createInterface({ input: server.stderr }).on('line', (line) => log.put(line));
  const lines = createInterface({ input: server.stdout });
  const [line] = await within(Promise.race([once(lines, 'line'), exit.then((status) => [`exit ${status}`])]));
  const ready = /^ivschat-local ready: (http:\S+) (ws:\S+)$/.exec(line);
  assert.ok(ready, `expected the ready line, got: ${line}`);
  return { endpoint: ready[1], webSocket: ready[2], log, stop };
}

async function stopServer(server, exit) {
  if (!server.kill('SIGTERM')) return;
  const guard = setTimeout(() => server.kill('SIGKILL'), 2000);
  const [status, signal] = await exit;
  clearTimeout(guard);
  assert.deepEqual([status, signal], [0, null], 'SIGTERM ends the server with status 0 within 2 s');
}
