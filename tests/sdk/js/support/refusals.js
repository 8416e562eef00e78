// Errors as the AWS SDK hands them over: instances of the modelled classes, with their members.

import assert from 'node:assert/strict';
import { ResourceNotFoundException, ValidationException } from '@aws-sdk/client-ivschat';

export const nobody = 'NoSuchThing1'; // the form of an id, and of no resource

/** An ARN like this one, of a resource that does not exist. */
export const missing = ({ arn }) => arn.replace(/[^/]*$/, nobody);

export async function refusalOf(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('it was not refused');
}

export async function assertRefused(promise, type, status, members = {}) {
  const error = await refusalOf(promise);
  assert.ok(error instanceof type, `expected a ${type.name}: ${error}`);
  assert.equal(error.$metadata.httpStatusCode, status);
  assert.ok(error.message);
  for (const [name, value] of Object.entries(members)) assert.deepEqual(error[name], value, name);
  return error;
}

export async function assertMissing(promise, resourceId = nobody) {
  await assertRefused(promise, ResourceNotFoundException, 404, { resourceId, resourceType: 'ROOM' });
}

/** Names is what the members that fail are, in any order. */
export async function assertInvalid(promise, names) {
  const error = await assertRefused(promise, ValidationException, 400, { reason: 'FIELD_VALIDATION_FAILED' });
  const named = error.fieldList.map(({ name }) => /^\/?(\w*)/.exec(name)[1]);
  assert.deepEqual([...new Set(named)].sort(), [...names].sort());
  for (const field of error.fieldList) assert.ok(field.message);
}
