// A server of the test's own with one room, and who meets in it while fault rules strike.

import assert from 'node:assert/strict';
import { SendMessageRequest } from 'amazon-ivs-chat-messaging';
import { Chatter } from './chatter.js';
import { Guest } from './guest.js';
import { all, createRoom, mint } from './rooms.js';
import { serviceWith } from './service.js';

export async function scene(t) {
  const service = await serviceWith(t);
  const room = await createRoom(t, service.client);
  const { client, webSocket, emulation } = service;
  return {
    room, client, webSocket, emulation,
    join: (user) => Guest.join(t, service, room, user, all),
    token: async (user) => (await mint(client, room, user, all)).token,
    chatter: async (user) => Chatter.join(t, webSocket, (await mint(client, room, user, all)).token),
    /** A guest that is not connected yet and counts the tokens it asks for. */
    visitor: (user, attempts) => {
      const asked = { tokens: 0 };
      const provide = async () => {
        asked.tokens += 1;
        // Without an expiry: the timer for its refresh is one that the SDK forgets to clear when it
        // reconnects, and this process would stay for an hour.
        return { token: (await mint(client, room, user, all)).token };
      };
      return { guest: new Guest(t, webSocket, provide, attempts), asked };
    },
    struck: async (name) => { while ((await emulation.hits())[name] === 0); },
  };
}

export const say = (guest, content) => guest.room.sendMessage(new SendMessageRequest(content));

export async function connects(guest) {
  await guest.expect('connecting');
  await guest.expect('connect');
}

export async function hears(chatter, content) {
  assert.equal((await chatter.next()).Content, content);
}
