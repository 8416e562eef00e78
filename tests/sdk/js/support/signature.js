// Signature Version 4 of a request to Lambda, computed anew.

import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';

const hash = (text) => createHash('sha256').update(text).digest('hex');
const hmac = (key, text) => createHmac('sha256', key).update(text).digest();
// Services other than S3 sign the path as it is encoded, once more.
const twice = (path) => path.split('/').map((segment) => encodeURIComponent(segment)).join('/');

export function assertSigned({ method, url, headers, body }, secret, region = 'us-east-1') {
  const form = /^AWS4-HMAC-SHA256 Credential=(\w+)\/(\d{8})\/(.+), ?SignedHeaders=([a-z0-9;-]+), ?Signature=(\w+)$/;
  const [, , date, scope, names, signature] = form.exec(headers.authorization) ?? assert.fail(headers.authorization);
  assert.equal(scope, `${region}/lambda/aws4_request`);
  assert.ok(Math.abs(Date.parse(iso(headers['x-amz-date'])) - Date.now()) < 60_000);
  for (const name of ['host', 'x-amz-date']) assert.ok(names.split(';').includes(name), name);
  const [path, query = ''] = url.split('?');
  const signed = names.split(';').map((name) => `${name}:${headers[name]}\n`).join('');
  const request = [method, twice(path), query, signed, names, hash(body)].join('\n');
  const text = ['AWS4-HMAC-SHA256', headers['x-amz-date'], `${date}/${scope}`, hash(request)].join('\n');
  const key = [date, region, 'lambda', 'aws4_request'].reduce(hmac, `AWS4${secret}`);
  assert.equal(signature, hmac(key, text).toString('hex'));
}

const iso = (stamp) => stamp.replace(/^(....)(..)(..T..)(..)/, '$1-$2-$3:$4:');
