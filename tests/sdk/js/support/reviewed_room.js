// A room with a review handler, a sender and an onlooker, under a server of the test's own.

import { CreateRoomCommand } from '@aws-sdk/client-ivschat';
import { SendMessageRequest } from 'amazon-ivs-chat-messaging';
import { Guest } from './guest.js';
import { functionArn } from './handler.js';
import { within } from './inbox.js';
import { serviceWith } from './service.js';

/** A timeout for tests in which no review should reach it. */
export const patient = ['--review-timeout', '10s'];

/** `members` are the room's; `options` the server's. */
export async function reviewedRoom(t, options, { name = 'review', fallbackResult = 'ALLOW', ...members } = {}) {
  const service = await serviceWith(t, ['--log-level', 'warning', ...options]);
  return { service, ...await roomOf(t, service, { name, fallbackResult, ...members }) };
}

/** Another room of that server; without a `name` none of its messages are reviewed. */
export async function roomOf(t, service, { name, fallbackResult = 'ALLOW', ...members } = {}) {
  const messageReviewHandler = name && { uri: functionArn(name), fallbackResult };
  const room = await service.client.send( // it ends with its server
    new CreateRoomCommand({ maximumMessageRatePerSecond: 100, messageReviewHandler, ...members }));
  const sender = await Guest.join(
    t, service, room, 'sender', ['SEND_MESSAGE'], { attributes: { colour: 'blue' } });
  const onlooker = await Guest.join(t, service, room, 'onlooker');
  return { room, sender, onlooker };
}

/** Resolves to the delivered message, or is rejected as the chat SDK does it. */
export const say = (guest, content, attributes) =>
  within(guest.room.sendMessage(new SendMessageRequest(content, attributes)));
