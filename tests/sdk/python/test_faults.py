"""Fault rules on the AWS API, as boto3 meets them. What chat connections meet is in the JavaScript suite."""

import concurrent.futures
import json
import tempfile
import time
import unittest
from unittest import mock

from botocore.exceptions import ConnectionClosedError, ReadTimeoutError

from support import environment
from support.case import PlaneCase
from support.emulation import clear_faults, hits, set_clock, set_faults
from support.planes import ApiError, Boto3

ABSENT = environment.without_option("--control")
ONCE = {"total_max_attempts": 1}  # otherwise boto3 retries until the fault has passed

# Each error of the API model on an operation that has it, with the members it must have.
ERRORS = [
    {"name": "AccessDeniedException", "status": 403, "operation": "GetRoom", "member": "identifier"},
    {"name": "PendingVerification", "status": 403, "operation": "DeleteRoom", "member": "identifier"},
    {"name": "InternalServerException", "status": 500, "operation": "ListTagsForResource", "member": "resourceArn"},
    {"name": "ThrottlingException", "status": 429, "operation": "SendEvent", "member": "roomIdentifier",
     "more": {"eventName": "e"}, "members": ("resourceId", "resourceType", "limit")},
    {"name": "ServiceQuotaExceededException", "status": 402, "operation": "CreateRoom",
     "members": ("resourceId", "resourceType", "limit")},
    {"name": "ConflictException", "status": 409, "operation": "CreateRoom", "members": ("resourceId", "resourceType")},
    {"name": "ResourceNotFoundException", "status": 404, "operation": "GetRoom", "member": "identifier",
     "members": ("resourceId", "resourceType")},
    {"name": "ValidationException", "status": 400, "operation": "GetRoom", "member": "identifier",
     "members": ("reason",)},
]


@unittest.skipIf(ABSENT, ABSENT)
class FaultTests(PlaneCase):
    def setUp(self):
        environment.serve(self)
        self.plane = Boto3(self, retries=ONCE)
        self.room = self.create_room()["arn"]
        self.addCleanup(clear_faults)  # before the room is deleted

    def get_room(self, plane=None):
        return (plane or self.plane).call("GetRoom", identifier=self.room)

    def test_every_modelled_error_comes_as_boto3s_own_class_with_its_members(self):
        for row in ERRORS:
            with self.subTest(row["name"]):
                set_faults({"match": {"operation": row["operation"]}, "effect": {"error": {"name": row["name"]}}})
                about = {row["member"]: self.room} if "member" in row else {}
                refusal = self.refusal(row["operation"], **about, **row.get("more", {}))
                id = self.room.rpartition("/")[2] if about else "none"
                values = {"resourceId": id, "resourceType": "ROOM", "limit": 1, "reason": "OTHER"}
                self.assert_refused(refusal, row["name"], row["status"],
                                    **{member: values[member] for member in row.get("members", ())})

    def test_the_message_and_the_status_are_the_rules(self):
        set_faults({"match": {"operation": "GetRoom"},
                    "effect": {"error": {"name": "AccessDeniedException", "status": 418, "message": "Grüße"}}})
        refusal = self.refusal("GetRoom", identifier=self.room)
        self.assertEqual((refusal.code, refusal.status, refusal.members["Error"]["Message"]),
                         ("AccessDeniedException", 418, "Grüße"))

    def test_boto3_gets_through_with_its_fifth_attempt(self):
        for effect in [{"throttle": {}}, {"error": {"name": "InternalServerException"}}, {"drop": {}}]:
            with self.subTest(effect), mock.patch("botocore.endpoint.time.sleep") as waits:
                set_faults({"name": "four", "match": {"plane": "control", "first": 4}, "effect": effect})
                self.assertEqual(self.get_room(Boto3(self)).status, 200)
                self.assertEqual((hits(), waits.call_count), ({"four": 4}, 4))

    def test_boto3_gives_up_after_its_last_attempt(self):
        self.plane = Boto3(self)
        set_faults({"name": "always", "match": {"plane": "control"}, "effect": {"throttle": {}}})
        with mock.patch("botocore.endpoint.time.sleep"):
            refusal = self.refusal("GetRoom", identifier=self.room)
        self.assert_refused(refusal, "ThrottlingException", 429)
        self.assertEqual(refusal.members["ResponseMetadata"]["RetryAttempts"], 4)
        self.assertEqual(hits(), {"always": 5})

    def test_a_dropped_call_is_a_connection_that_was_closed(self):
        set_faults({"match": {"operation": "GetRoom"}, "effect": {"drop": {}}})
        with self.assertRaises(ConnectionClosedError):
            self.get_room()

    def test_a_delay_longer_than_boto3_waits_is_a_timeout(self):
        set_faults({"match": {"operation": "GetRoom"}, "effect": {"delay": "PT5S"}})
        with self.assertRaises(ReadTimeoutError):
            self.get_room(Boto3(self, retries=ONCE, read_timeout=0.05))

    def test_a_delayed_call_takes_its_time_and_then_happens(self):
        set_faults({"match": {"operation": "GetRoom"}, "effect": {"delay": "PT0.1S"}})
        begin = time.monotonic()
        self.assertEqual(self.get_room()["arn"], self.room)
        self.assertGreaterEqual(time.monotonic() - begin, 0.099)

    def test_a_stalled_call_goes_on_when_the_rules_change(self):
        set_faults({"name": "stalls", "match": {"operation": "GetRoom"}, "effect": {"stall": {}}})
        with concurrent.futures.ThreadPoolExecutor() as threads:
            stalled = threads.submit(self.get_room)
            while hits()["stalls"] == 0 and not stalled.done():
                pass
            self.assertFalse(stalled.done())
            clear_faults()
            self.assertEqual(stalled.result(environment.PATIENCE)["arn"], self.room)

    def test_a_call_that_is_not_valid_is_refused_before_a_rule_sees_it(self):
        set_faults({"name": "unasked", "match": {"operation": "GetRoom"}, "effect": {"throttle": {}}})
        self.assert_refused(self.refusal("GetRoom", identifier="x"), "ValidationException", 400)
        self.assertEqual(hits(), {"unasked": 0})

    def test_a_probability_strikes_alike_for_the_same_seed(self):
        rule = {"match": {"operation": "GetRoom", "probability": 0.5}, "effect": {"throttle": {}}}
        patterns = []
        for seed in (7, 7, 8):
            set_faults(rule, seed=seed)
            patterns.append([self.is_throttled() for _ in range(64)])
        self.assertEqual(patterns[0], patterns[1])
        self.assertNotEqual(patterns[0], patterns[2])
        self.assertEqual(set(patterns[0]), {True, False})

    def is_throttled(self):
        try:
            self.get_room()
        except ApiError as error:
            self.assertEqual(error.status, 429)
            return True
        return False

    def test_boto3_calls_on_when_the_clock_is_years_ahead(self):
        set_clock(set="2040-01-01T00:00:00Z")
        for _ in range(2):
            self.assertEqual(self.get_room().status, 200)
        self.assertEqual(self.create_room()["createTime"].year, 2040)


@unittest.skipIf(ABSENT, ABSENT)
class SeededFaultTests(PlaneCase):
    def test_a_rule_of_a_seed_file_strikes_from_the_first_call_on(self):
        rule = {"name": "at once", "match": {"plane": "control", "first": 1}, "effect": {"throttle": {}}}
        with tempfile.NamedTemporaryFile("w", suffix=".json") as seed:
            json.dump({"faults": {"rules": [rule]}}, seed)
            seed.flush()
            environment.serve(self, "--seed", seed.name)
        self.plane = Boto3(self, retries=ONCE)
        self.assert_refused(self.refusal("ListRooms"), "ThrottlingException", 429)
        self.assertEqual(self.call("ListRooms").status, 200)
        self.assertEqual(hits(), {"at once": 1})

    def setUp(self):
        pass  # the service is started by the test
