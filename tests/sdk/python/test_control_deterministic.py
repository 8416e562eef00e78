"""--deterministic: two processes with the same input have the same output, byte for byte."""

import json
import unittest

from support import environment
from support.case import PlaneCase
from support.control_api import ask, tell
from support.planes import ApiError, Boto3
from support.raw_websocket import RawClient
from support.rooms import ALL, mint

ABSENT = environment.without_option("--deterministic")
TIME = "2100-01-01T00:00:00Z"
RULES = [{"name": "echo", "match": {"plane": "delivery", "probability": 0.5}, "effect": {"duplicate": {}}},
         {"name": "off", "match": {"plane": "messaging", "user": "bob", "every": 2}, "effect": {"errorFrame": {"code": 500}}}]


@unittest.skipIf(ABSENT, ABSENT)
class DeterministicTests(PlaneCase):
    def setUp(self):
        pass  # each test begins servers of its own

    def begin(self, *options):
        environment.serve(self, *options)
        self.plane = Boto3(self)
        self.start_over()

    def start_over(self):
        tell("POST", "/clock", {"freeze": True})
        tell("POST", "/clock", {"set": TIME})

    def play(self):
        """All that clients see of a scenario, and the journal that it leaves."""
        seen = []
        logs = self.call("CreateLoggingConfiguration", destinationConfiguration={"s3": {"bucketName": "abc"}})
        room = self.call("CreateRoom", name="lobby", tags={"a": "b"}, loggingConfigurationIdentifiers=[logs["arn"]])
        seen += [logs.body, room.body, self.call("GetRoom", identifier=room["arn"]).body]
        tokens = [mint(self.plane, room, user, ALL) for user in ("ann", "bob")]
        tokens.append(tell("POST", "/tokens", {"room": room["arn"], "user": "cyn", "tokenLifetime": "PT90M"})["token"])
        clients = [RawClient(self, token) for token in tokens]
        ann, bob, cyn = clients
        seen += [*tokens, *(client.head for client in clients)]
        tell("PUT", "/faults", {"seed": 7, "rules": RULES})
        for number in range(6):
            ann.send({"Action": "SEND_MESSAGE", "Content": f"{number}", "RequestId": f"r-{number}"})
            self.wait_for(f"r-{number}", "outbound")
            bob.send({"Action": "DELETE_MESSAGE", "Id": "AbCdEfGhIjKl", "RequestId": f"d-{number}"})
            self.wait_for(f"d-{number}", "outbound" if number % 2 == 0 else "error")
            tell("POST", "/clock", {"advance": "PT0.25S"})
        cyn.send({"Action": "SEND_MESSAGE", "Content": "I may not", "RequestId": "c"})
        self.wait_for("c", "error")
        seen.append(self.call("SendEvent", roomIdentifier=room["arn"], eventName="goal").body)
        try:
            self.call("GetRoom", identifier=room["arn"] + "x")
        except ApiError as error:
            seen.append(self.plane.raw["body"])
            self.assertEqual(error.status, 404)
        tell("POST", "/clock", {"advance": "PT2H"})  # all sessions end
        seen += [self.all_frames(client) for client in clients]
        seen += [ask("GET", path).text for path in ("/journal?limit=10000", "/state", "/faults", "/sessions")]
        return seen

    def wait_for(self, request_id, kind):
        """Waits until the request has been handled, since requests on different connections have no order."""
        which = {"requestId": request_id, **({"kind": kind} if kind else {})}
        told = tell("POST", "/journal/wait", {**which, "within": "PT10S"})
        self.assertTrue(told["fulfilled"], told)

    def all_frames(self, client):
        """Up to the close frame."""
        frames = []
        while not frames or frames[-1][0] != 0x88:
            frames.append(client.frame())
        return b"".join(frames)

    def compare(self, first, second):
        self.assertEqual(len(first), len(second))
        for number, (one, other) in enumerate(zip(first, second)):
            self.assertEqual(one, other, f"part {number}")

    def test_two_processes_leave_the_same_frames_and_journals(self):
        self.begin("--deterministic", "7")
        first = self.play()
        self.begin("--deterministic", "7")
        ask("GET", "/health/live")  # an onlooker changes nothing
        self.compare(first, self.play())
        journal = json.loads(first[-4])["entries"]
        self.assertGreater(len(journal), 30)
        self.assertIn("fault", {entry["kind"] for entry in journal})

    def test_another_seed_leaves_others(self):
        self.begin("--deterministic", "7")
        first = self.play()
        self.begin("--deterministic", "8")
        second = self.play()
        self.assertTrue(all(one != other for one, other in zip(first[:3], second)))

    def test_without_it_no_two_are_the_same(self):
        self.begin()
        first = self.play()
        self.begin()
        self.assertTrue(all(one != other for one, other in zip(first[:3], self.play())))

    def test_a_reset_begins_the_same_again(self):
        self.begin("--deterministic", "7")
        first = self.play()
        tell("POST", "/reset")
        self.start_over()
        second = self.play()
        # Numbers of entries and sessions continue; ids, tokens and frames repeat.
        self.compare(first[:-4], second[:-4])
        self.compare([first[-3]], [second[-3]])
