// The control API by its own description: every reply is compared with the schema for its status.

import assert from 'node:assert/strict';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

export const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

export class ControlApi {
  static async at(endpoint) {
    const reply = await fetch(`${endpoint}/_ivschat/openapi.json`);
    return new ControlApi(endpoint, await reply.text());
  }

  constructor(endpoint, text) {
    Object.assign(this, { endpoint, text, document: JSON.parse(text) });
    this.ajv = new Ajv2020({ strict: false, allErrors: true });
    addFormats(this.ajv);
    this.ajv.addSchema(closed(this.document), 'description');
  }

  /** `path` may be filled in: /sessions/7/close. Nothing is said of a reply whose status is not described. */
  async call(method, path, body, headers = {}) {
    const reply = await this.ask(method, path, body, headers);
    const place = this.find(method, path);
    const described = place && this.document.paths[place.path][place.method].responses[reply.status];
    assert.ok(described, `${method} ${path} answered ${reply.status}, which is not described: ${reply.text}`);
    const [type] = reply.headers.get('content-type').split(';');
    const at = described.$ref ?? pointer('paths', place.path, place.method, 'responses', `${reply.status}`);
    if (type === 'application/json') this.validate(`${at}${pointer('content', type, 'schema').slice(1)}`, reply.json);
    return reply;
  }

  async ask(method, path, body, headers = {}) {
    const type = method === 'GET' ? {} : { 'content-type': 'application/json' };
    // Nothing for an empty text: Node 18 refuses to send that with DELETE.
    const sent = typeof body === 'object' ? JSON.stringify(body) : body || undefined;
    const reply = await fetch(`${this.endpoint}/_ivschat${path}`, { method, headers: { ...type, ...headers }, body: sent });
    const text = await reply.text();
    const isJson = reply.headers.get('content-type')?.startsWith('application/json');
    return { status: reply.status, headers: reply.headers, text, json: isJson ? JSON.parse(text) : undefined };
  }

  find(method, path) {
    const asked = path.split('?')[0].split('/');
    const found = Object.keys(this.document.paths).find((each) => {
      const labels = each.split('/');
      return labels.length === asked.length && labels.every((label, i) => label === '{id}' || label === asked[i]);
    });
    const operation = this.document.paths[found]?.[method.toLowerCase()];
    return operation && { path: found, method: method.toLowerCase() };
  }

  /** `at` is a reference into the description. */
  validate(at, value) {
    const check = this.ajv.getSchema(`description${at}`) ?? this.ajv.compile({ $ref: `description${at}` });
    const complaints = () => this.ajv.errorsText(check.errors, { separator: '\n' });
    assert.ok(check(value), `${at}: ${complaints()}\n${JSON.stringify(value)}`);
  }

  accepts(at, value) {
    return this.ajv.compile({ $ref: `description${at}` })(value);
  }
}

export function pointer(...names) {
  return `#${names.map((name) => `/${encodeURIComponent(name.replace(/~/g, '~0').replace(/\//g, '~1'))}`).join('')}`;
}

/** Replies may get new members, but a test that knows the description allows only those that it has. */
function closed(schema) {
  if (Array.isArray(schema)) return schema.map(closed);
  if (schema === null || typeof schema !== 'object') return schema;
  const copy = Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, closed(value)]));
  const isObject = copy.type === 'object' && typeof copy.properties === 'object';
  return isObject && copy.additionalProperties === undefined ? { ...copy, additionalProperties: false } : copy;
}
