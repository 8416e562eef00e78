// A ChatRoom of amazon-ivs-chat-messaging with everything it reports in one inbox.

import { ChatRoom } from 'amazon-ivs-chat-messaging';
import WebSocket from 'ws';
import { afterwards } from './cleanup.js';
import { Inbox } from './inbox.js';
import { mint } from './rooms.js';

// The SDK is made for browsers, so it uses the global WebSocket.
globalThis.WebSocket = WebSocket;

const silence = { debug() {}, info() {}, error() {} };
const reported = ['connecting', 'connect', 'disconnect', 'message', 'event', 'messageDelete', 'userDisconnect'];

export class Guest {
  #inbox = new Inbox();

  /** `tokenProvider` as the SDK wants it: it resolves to a CreateChatToken reply. */
  constructor(t, regionOrUrl, tokenProvider, maxReconnectAttempts = 0) {
    this.room = new ChatRoom({ regionOrUrl, tokenProvider, maxReconnectAttempts });
    this.room.logger = silence;
    for (const name of reported) this.room.addListener(name, (item) => this.#inbox.put([name, item]));
    afterwards(t, () => this.room.disconnect());
    this.room.connect();
  }

  static async join(t, { webSocket, client }, room, userId, capabilities, members) {
    const guest = new Guest(t, webSocket, () => mint(client, room, userId, capabilities, members));
    await guest.expect('connecting');
    await guest.expect('connect');
    return guest;
  }

  /** The payload of the next thing reported, which must be of this name. */
  async expect(name) {
    const [actual, item] = await this.#inbox.next();
    if (actual !== name) throw new Error(`expected ${name}, got ${actual}: ${JSON.stringify(item)}`);
    return item;
  }
}
