// Logging configurations for a test; they are deleted when it ends, after the rooms that were made later.

import { CreateLoggingConfigurationCommand, DeleteLoggingConfigurationCommand } from '@aws-sdk/client-ivschat';
import { afterwards } from './cleanup.js';
import { unlessGone } from './rooms.js';

export const destinations = {
  s3: { s3: { bucketName: 'chat-logs.of-2024' } },
  cloudWatchLogs: { cloudWatchLogs: { logGroupName: '/aws/ivs_chat.logs#1-a' } },
  firehose: { firehose: { deliveryStreamName: 'Chat_logs-1.a' } },
};

export async function createLoggingConfiguration(t, client, kind = 's3', members = {}) {
  const made = await client.send(
    new CreateLoggingConfigurationCommand({ destinationConfiguration: destinations[kind], ...members }));
  afterwards(t, () => unlessGone(client.send(new DeleteLoggingConfigurationCommand({ identifier: made.arn }))));
  return made;
}
