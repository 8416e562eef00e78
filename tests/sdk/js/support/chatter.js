// One raw WebSocket session of the messaging endpoint, for the tests that use no chat SDK.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import WebSocket from 'ws';
import { afterwards } from './cleanup.js';
import { Inbox, within } from './inbox.js';

export class Chatter {
  #inbox = new Inbox();

  constructor(socket, token) {
    this.socket = socket;
    this.token = token;
    socket.on('message', (data) => this.#inbox.put(JSON.parse(data.toString())));
    socket.on('close', (code, reason) => this.#inbox.put({ closed: [code, reason.toString()] }));
  }

  static async join(t, url, token) {
    const socket = new WebSocket(url, token);
    const chatter = new Chatter(socket, token);
    afterwards(t, () => socket.terminate());
    await within(new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject)));
    assert.equal(socket.protocol, token, 'the token is echoed as the subprotocol');
    return chatter;
  }

  /** Sends it and returns its RequestId. */
  send(action, members) {
    const requestId = randomUUID();
    this.socket.send(JSON.stringify({ Action: action, RequestId: requestId, ...members }));
    return requestId;
  }

  next() {
    return this.#inbox.next();
  }
}

/** The next frame of each of them, which must be the same for all. */
export async function nextOf(chatters) {
  const frames = await Promise.all(chatters.map((chatter) => chatter.next()));
  for (const frame of frames) assert.deepEqual(frame, frames[0]);
  return frames[0];
}

/** The HTTP status with which the handshake is refused. */
export function refusedStatus(url, token) {
  const socket = new WebSocket(url, token);
  return within(new Promise((resolve, reject) => {
    socket.on('unexpected-response', (request, response) => {
      resolve(response.statusCode);
      request.destroy();
    });
    socket.on('open', () => reject(new Error('the handshake was accepted')));
    socket.on('error', reject);
  }));
}
