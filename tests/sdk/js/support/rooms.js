// Rooms and tokens for a test; the rooms are deleted when it ends.

import { randomUUID } from 'node:crypto';
import { CreateChatTokenCommand, CreateRoomCommand, DeleteRoomCommand } from '@aws-sdk/client-ivschat';
import { afterwards } from './cleanup.js';

export const all = ['SEND_MESSAGE', 'DELETE_MESSAGE', 'DISCONNECT_USER'];

export const freshName = () => `sdk-test-${randomUUID()}`;

export async function createRoom(t, client, members = {}) {
  const room = await client.send(new CreateRoomCommand(members));
  afterwards(t, () => unlessGone(client.send(new DeleteRoomCommand({ identifier: room.arn }))));
  return room;
}

export async function unlessGone(deletion) {
  try {
    await deletion;
  } catch (error) {
    if (error.name !== 'ResourceNotFoundException') throw error;
  }
}

/** A review handler's uri that no other room has. No test calls it. */
export const freshLambda = () => `arn:aws:lambda:us-east-1:123456789012:function:review-${randomUUID()}`;

export function mint(client, room, userId, capabilities = [], members = {}) {
  return client.send(new CreateChatTokenCommand({ roomIdentifier: room.arn, userId, capabilities, ...members }));
}
