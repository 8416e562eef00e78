// A message review handler as Lambda's Invoke API serves it, or plain HTTP: it answers when and what the test says.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterwards } from './cleanup.js';
import { Inbox } from './inbox.js';

/** A function's ARN; each test takes names of its own. */
export const functionArn = (name) => `arn:aws:lambda:us-east-1:123456789012:function:${name}`;

export class Handler {
  #server;
  #inbox = new Inbox();
  #underWay = 0;
  connections = 0;
  mostAtOnce = 0;

  /** `answer(payload)` is what every invocation gets at once; without it the test takes each by `next`. */
  static async start(t, answer) {
    const handler = new Handler();
    handler.#server = createServer((request, response) => handler.#take(request, response, answer));
    handler.#server.on('connection', () => { handler.connections += 1; });
    handler.#server.listen(0, '127.0.0.1');
    await once(handler.#server, 'listening');
    handler.url = `http://127.0.0.1:${handler.#server.address().port}`;
    afterwards(t, () => handler.close());
    return handler;
  }

  /** The next invocation: its parts, its payload and `reply(what)`. */
  next() {
    return this.#inbox.next();
  }

  /** Stops listening. */
  async close() {
    if (!this.#server.listening) return;
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  async #take(request, response, answer) {
    this.#underWay += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.#underWay);
    response.on('close', () => { this.#underWay -= 1; });
    request.on('error', () => {}); // the service closed the connection
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const payload = JSON.parse(body);
    const reply = (what) => write(response, what);
    if (answer) reply(answer(payload));
    else this.#inbox.put({ method: request.method, url: request.url, headers: request.headers, body, payload, reply });
  }
}

/** A reply: the value that the function returned, or `raw` for one that is not as it should be. */
function write(response, what) {
  const { status = 200, headers = {}, body = JSON.stringify(what) } = what?.raw ?? {};
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
}

export const raw = (reply) => ({ raw: reply });

export const allow = (Content, Attributes) => ({ ReviewResult: 'ALLOW', Content, Attributes });
export const deny = (Reason) => ({ ReviewResult: 'DENY', Content: '', Attributes: { Reason } });

/** Checks that it speaks the Invoke API, except for the signature. */
export function assertInvokes({ method, url, headers }, path) {
  assert.deepEqual([method, url], ['POST', `/2015-03-31/functions/${path}`]);
  assert.equal(headers['x-amz-invocation-type'], 'RequestResponse');
  assert.equal(headers['content-type'], 'application/json');
}
