// Rooms and tokens for a test; the rooms are deleted when it ends.

import { randomUUID } from 'node:crypto';
import { CreateChatTokenCommand, CreateRoomCommand, DeleteRoomCommand } from '@aws-sdk/client-ivschat';
import { afterwards } from './cleanup.js';

export const all = ['SEND_MESSAGE', 'DELETE_MESSAGE', 'DISCONNECT_USER'];

export const freshName = () => `sdk-test-${randomUUID()}`;

export async function createRoom(t, client, members = {}) {
  const room = await client.send(new CreateRoomCommand(members));
  afterwards(t, () => deleteRoom(client, room.arn));
  return room;
}

async function deleteRoom(client, identifier) {
  try {
    await client.send(new DeleteRoomCommand({ identifier }));
  } catch (error) {
    if (error.name !== 'ResourceNotFoundException') throw error;
  }
}

export function mint(client, room, userId, capabilities = [], members = {}) {
  return client.send(new CreateChatTokenCommand({ roomIdentifier: room.arn, userId, capabilities, ...members }));
}
