"""Quotas of the account, under a server of the test's own with --quotas FILE (facts 3)."""

import tempfile
import unittest

from support import environment
from support.case import DESTINATIONS, PlaneCase
from support.planes import ApiError, Boto3

TOML = """
rooms = 2
logging-configurations = 1
[requests-per-second]
SendEvent = 1
CreateRoom = 3
DeleteMessage = 1
DisconnectUser = 1
"""
# A token bucket refills while the machine stalls; this many quick requests empty it nonetheless.
QUICK = 50
ABSENT = environment.without_option("--quotas")


@unittest.skipIf(ABSENT, ABSENT)
class QuotaTests(PlaneCase):
    def setUp(self):
        file = tempfile.NamedTemporaryFile("w", suffix=".toml")
        self.addCleanup(file.close)
        file.write(TOML)
        file.flush()
        environment.serve(self, "--quotas", file.name)
        # One attempt: boto3 would wait and try again until a throttled request passes.
        self.plane = Boto3(self, retries={"total_max_attempts": 1})

    def refused_soon(self, operation, **members):
        """The refusal of the first request above the quota."""
        for _ in range(QUICK):
            try:
                self.call(operation, **members)
            except ApiError as error:
                return error
        self.fail(f"{QUICK} quick requests of {operation} passed")

    def assert_limited(self, refusal, code, status, limit):
        self.assert_refused(refusal, code, status, limit=limit, resourceType="ROOM")
        self.assertRegex(refusal.members["resourceId"], r"\A[a-zA-Z0-9]+\Z")

    def assert_throttled(self, refusal, limit):
        self.assert_limited(refusal, "ThrottlingException", 429, limit)

    def test_rooms_have_a_quota_and_what_is_over_it_is_not_made(self):
        rooms = [self.call("CreateRoom")["arn"] for _ in range(2)]
        self.assert_limited(self.refusal("CreateRoom"), "ServiceQuotaExceededException", 402, 2)
        self.assertCountEqual([room["arn"] for room in self.call("ListRooms")["rooms"]], rooms)

    def test_logging_configurations_have_a_quota_and_a_deleted_one_makes_place(self):
        create = {"operation": "CreateLoggingConfiguration", "destinationConfiguration": DESTINATIONS["s3"]}
        made = self.call(**create)
        self.assert_limited(self.refusal(**create), "ServiceQuotaExceededException", 402, 1)
        self.call("DeleteLoggingConfiguration", identifier=made["arn"])
        self.assertEqual(self.call(**create).status, 200)

    async def test_too_many_events_in_a_second_are_throttled_and_reach_nobody(self):
        room = self.call("CreateRoom")
        ann = await self.join(room, "ann")
        for event in (f"event-{number}" for number in range(QUICK)):
            try:
                sent = self.call("SendEvent", roomIdentifier=room["arn"], eventName=event)
            except ApiError as error:
                self.assert_throttled(error, 1)
                break
            self.assertEqual((await ann.next())["Id"], sent["id"])
        else:
            self.fail(f"{QUICK} quick events passed")
        request = await ann.send("SEND_MESSAGE", Content="the next frame")
        self.assertEqual((await ann.next())["RequestId"], request)

    def test_too_many_creations_in_a_second_are_throttled(self):
        for _ in range(2):
            self.call("CreateRoom")
        refusal = self.refused_soon_but("ServiceQuotaExceededException", "CreateRoom")
        self.assert_throttled(refusal, 3)

    def refused_soon_but(self, passing, operation):
        """As refused_soon, where refusals of this code count as passed."""
        for _ in range(QUICK):
            refusal = self.refusal(operation)
            if refusal.code != passing:
                return refusal
        self.fail(f"{QUICK} quick requests of {operation} gave {passing}")

    async def test_a_moderation_over_the_socket_counts_with_those_over_the_api(self):
        room = self.call("CreateRoom")
        ann = await self.join(room, "ann")
        for action, members, operation, twin in [
                ("DELETE_MESSAGE", {"Id": "M2YcHkgffEvU"}, "DeleteMessage", {"id": "M2YcHkgffEvU"}),
                ("DISCONNECT_USER", {"UserId": "nobody"}, "DisconnectUser", {"userId": "nobody"})]:
            with self.subTest(operation):
                await ann.send(action, **members)
                self.assertEqual((await ann.next())["Type"], "EVENT")
                refusal = self.refused_soon(operation, roomIdentifier=room["arn"], **twin)
                self.assert_throttled(refusal, 1)

    async def test_moderation_over_the_socket_is_throttled_too(self):
        ann = await self.join(self.call("CreateRoom"), "ann")
        for action, members in [("DELETE_MESSAGE", {"Id": "M2YcHkgffEvU"}), ("DISCONNECT_USER", {"UserId": "nobody"})]:
            with self.subTest(action):
                for _ in range(4):  # both together are fewer than the ten that a connection may send
                    await ann.send(action, **members)
                answers = [await ann.next() for _ in range(4)]
                self.assertEqual(answers[0]["Type"], "EVENT")
                self.assertIn(429, [answer.get("ErrorCode") for answer in answers])

    def test_what_has_no_limit_is_not_throttled(self):
        room = self.call("CreateRoom")["arn"]
        for _ in range(QUICK):
            self.assertEqual(self.call("GetRoom", identifier=room).status, 200)
