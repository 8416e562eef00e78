"""Chat logs at their destinations (facts 5.1), signed as botocore signs and shaped as it demands."""

import datetime
import json
import os
import unittest.mock

from support.case import DESTINATIONS, PlaneCase
from support.environment import serve, setUpModule, without_option  # noqa: F401 (unittest calls setUpModule)
from support.log_services import KEY, SECRET, LogServices

BUCKET, GROUP, STREAM = (list(of[kind].values())[0] for kind, of in DESTINATIONS.items())
MILLISECOND = datetime.timedelta(milliseconds=1)
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)


def record_of(frame):
    """Makes a record from the text of a frame, with the time cut to milliseconds."""
    members = json.loads(frame)
    when = members["SendTime"][:-1].partition(".")
    return (f'{{"event_timestamp":"{when[0]}.{when[2][:3]:0<3}Z","type":"{members["Type"]}","payload":{frame},'
            '"version":"1.0"}')


def milliseconds(record):
    when = datetime.datetime.fromisoformat(json.loads(record)["event_timestamp"].replace("Z", "+00:00"))
    return (when - EPOCH) // MILLISECOND


class ChatLogTests(PlaneCase):
    def setUp(self):
        reason = without_option("--aws-endpoint")
        if reason:
            self.skipTest(reason)
        self.services = LogServices(self)
        # The server under test signs with what is in its environment.
        with unittest.mock.patch.dict(os.environ, AWS_ACCESS_KEY_ID=KEY, AWS_SECRET_ACCESS_KEY=SECRET):
            serve(self, "--aws-endpoint", self.services.endpoint, "--log-delay", "2s")
            super().setUp()

    async def test_the_frames_of_a_room_arrive_at_every_destination(self):
        configurations = [self.create_logging_configuration(kind)["arn"] for kind in DESTINATIONS]
        room = self.create_room(loggingConfigurationIdentifiers=configurations)
        ann = await self.join(room, "ann")
        await ann.send("SEND_MESSAGE", Content='Hi 🎉\n"all"', Attributes={"mood": "good"})
        frames = [await ann.next_text()]
        await ann.send("DELETE_MESSAGE", Id="M2YcHkgffEvU", Reason="off topic")
        frames.append(await ann.next_text())
        records = [record_of(frame) for frame in frames]

        path, text = self.services.next("s3")
        self.assertRegex(path, rf"\A/{BUCKET}/AWSLogs/\d{{12}}/IVSChatLogs/1\.0/[a-z0-9-]+/room_{room['id']}/")
        self.assertEqual(text, "".join(record + "\n" for record in records))
        (members,) = self.services.next("logs")
        # The timestamps are those of the server's real clock: here they are a little later than the records' own.
        times = [event.pop("timestamp") for event in members["logEvents"]]
        self.assertEqual(times, sorted(times))
        for time, record in zip(times, records, strict=True):
            self.assertTrue(0 <= time - milliseconds(record) < 10_000, (time, record))
        self.assertEqual(members, {
            "logGroupName": GROUP, "logStreamName": f"aws/IVSChatLogs/1.0/room_{room['id']}",
            "logEvents": [{"message": record} for record in records]})
        self.assertEqual(self.services.next("firehose"), (STREAM, [record + "\n" for record in records]))
        self.assertEqual(self.services.faults, [])
