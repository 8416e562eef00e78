"""What the test cases share: a client of their own, and rooms and logging configurations that are deleted when the
test ends."""

import re
import unittest
import uuid

from botocore.exceptions import ClientError

from .chat import Chatter
from .planes import ApiError, Boto3
from .rooms import ALL, create_room, delete_unless_gone, mint

DESTINATIONS = {
    "s3": {"s3": {"bucketName": "chat-logs.of-2024"}},
    "cloudWatchLogs": {"cloudWatchLogs": {"logGroupName": "/aws/ivs_chat.logs#1-a"}},
    "firehose": {"firehose": {"deliveryStreamName": "Chat_logs-1.a"}},
}
NOBODY = "NoSuchThing1"  # the form of an id, and of no resource
TRIES = 100  # attempts at an update; a hundred requests take longer than a millisecond, the resolution of replies


class PlaneCase(unittest.IsolatedAsyncioTestCase):
    plane_type = Boto3

    def setUp(self):
        self.plane = self.plane_type(self)

    def call(self, operation, **members):
        return self.plane.call(operation, **members)

    def create_room(self, **members):
        return create_room(self, self.plane, **members)

    def create_logging_configuration(self, kind="s3", **members):
        made = self.call("CreateLoggingConfiguration", **{"destinationConfiguration": DESTINATIONS[kind], **members})
        self.addCleanup(delete_unless_gone, self.plane, "DeleteLoggingConfiguration", made["arn"])
        return made

    def later_than(self, time, update):
        """The reply to an update, which is repeated until its time is later than before."""
        for _ in range(TRIES):
            updated = update()
            if updated["updateTime"] > time:
                return updated
            self.assertEqual(updated["updateTime"], time)
        self.fail(f"the updateTime has not moved in {TRIES} updates")

    async def join(self, room, user, capabilities=ALL, **members):
        return await Chatter.join(self, mint(self.plane, room, user, capabilities, **members))

    async def assert_next(self, chatter, pattern):
        self.assertRegex(await chatter.next_text(), rf"\A{pattern}\Z")

    def refusal(self, operation, plane=None, **members):
        with self.assertRaises(ApiError) as caught:
            (plane or self.plane).call(operation, **members)
        return caught.exception

    def assert_invalid(self, refusal, members):
        self.assert_refused(refusal, "ValidationException", 400)
        self.assertEqual(refusal.members["reason"], "FIELD_VALIDATION_FAILED")
        named = {re.match(r"/?(\w*)", field["name"])[1] for field in refusal.members["fieldList"]}
        self.assertEqual(named, set(members))
        self.assertTrue(all(field["message"] for field in refusal.members["fieldList"]))

    def assert_refused(self, refusal, code, status, **members):
        self.assertEqual((refusal.code, refusal.status), (code, status), refusal)
        self.assertTrue(refusal.members["message"])
        self.assertEqual({member: refusal.members.get(member) for member in members}, members)
        if isinstance(refusal.__cause__, ClientError):  # boto3 has a class for each modelled error
            self.assertIsInstance(refusal.__cause__, getattr(self.plane.client.exceptions, code))

    def assert_missing(self, refusal, id):
        self.assert_refused(refusal, "ResourceNotFoundException", 404, resourceId=id, resourceType="ROOM")


def missing(resource):
    """An ARN like this one, of a resource that does not exist."""
    return resource["arn"].rpartition("/")[0] + "/" + NOBODY


def without(reply, *members):
    return {member: value for member, value in reply.items() if member not in members}


def fresh_lambda():
    """A review handler's uri that no other room has. No test calls it."""
    return f"arn:aws:lambda:us-east-1:123456789012:function:review-{uuid.uuid4()}"
