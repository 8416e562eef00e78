// Buckets of s3rver, an S3 server that is not ours, read with AWS's own client.

import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { afterwards } from './cleanup.js';
import { within } from './inbox.js';

const require = createRequire(import.meta.url);
const S3rver = require('s3rver');
const { DUMMY_ACCOUNT } = require('s3rver/lib/models/account');

const credentials = { accessKeyId: 'AKIDOFS3', secretAccessKey: 'secretOfS3' };

export class Buckets {
  /** What the server under test needs in its environment to write here. */
  static environment = { AWS_ACCESS_KEY_ID: credentials.accessKeyId, AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey };

  static async open(t, ...names) {
    const directory = await mkdtemp(join(tmpdir(), 'ivschat-s3-'));
    afterwards(t, () => rm(directory, { recursive: true }));
    DUMMY_ACCOUNT.createKeyPair(credentials.accessKeyId, credentials.secretAccessKey);
    const server = new S3rver({
      address: '127.0.0.1', port: 0, silent: true, directory, configureBuckets: names.map((name) => ({ name })),
    });
    const { port } = await server.run();
    afterwards(t, () => server.close());
    const buckets = new Buckets();
    buckets.firstArrival = new Promise((resolve) => server.once('event', resolve));
    buckets.endpoint = `http://127.0.0.1:${port}`;
    buckets.client = new S3Client({ endpoint: buckets.endpoint, region: 'us-east-1', credentials, forcePathStyle: true });
    afterwards(t, () => buckets.client.destroy());
    return buckets;
  }

  async keys(Bucket) {
    const { Contents = [] } = await this.client.send(new ListObjectsV2Command({ Bucket }));
    return Contents.map(({ Key }) => Key);
  }

  /** Of the first object that came into any bucket, once it is there. */
  async firstKey(bucket) {
    await within(this.firstArrival);
    const [key] = await this.keys(bucket);
    return key;
  }

  /** The lines of a compressed object. */
  async lines(Bucket, Key) {
    const { Body } = await this.client.send(new GetObjectCommand({ Bucket, Key }));
    const text = gunzipSync(await Body.transformToByteArray()).toString();
    if (!text.endsWith('\n')) throw new Error('the last record has no line feed');
    return text.slice(0, -1).split('\n');
  }
}
