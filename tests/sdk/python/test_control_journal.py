"""The journal: what happened, in order, and waiting for it."""

import asyncio
import concurrent.futures
import json
import re
import socket
import time

from support import environment
from support.chat import Chatter, next_of, refused_status
from support.control_api import JSON, ControlCase, ask, tell
from support.planes import ApiError, Boto3
from support.rooms import ALL, mint

WAITERS = 32
MESSAGES = 20


def pairs(entries, *members):
    return [tuple(entry.get(member) for member in members) for entry in entries]


class JournalTests(ControlCase):
    async def test_everything_that_happens_is_told_in_its_order(self):
        room = self.create_room()
        ann, bob = await self.join(room, "ann", attributes={"color": "red"}), await self.join(room, "bob", [])
        asked = await ann.send("SEND_MESSAGE", Content="hi", Attributes={"a": "b"})
        message = await next_of([ann, bob])
        removed = await ann.send("DELETE_MESSAGE", Id=message["Id"], Reason="off topic")
        await next_of([ann, bob])
        refused = await bob.send("SEND_MESSAGE", Content="I may not")
        await bob.next()
        self.call("SendEvent", roomIdentifier=room["arn"], eventName="goal", attributes={"team": "a"})
        await next_of([ann, bob])
        kicked = await ann.send("DISCONNECT_USER", UserId="bob", Reason="rude")
        await next_of([ann, bob])
        await bob.close_frame()
        with self.assertRaises(ApiError):
            self.call("GetRoom", identifier=room["arn"] + "x")
        await refused_status("no-token-of-ours")
        entries = self.entries()
        self.assertEqual([entry["number"] for entry in entries], list(range(1, len(entries) + 1)))
        self.assertEqual(pairs(entries, "kind", "operation", "user", "code", "requestId", "connections"), [
            ("api_call", "CreateRoom", None, 200, None, None),
            ("api_call", "CreateChatToken", "ann", 200, None, None),
            ("handshake", None, "ann", 101, None, None),
            ("api_call", "CreateChatToken", "bob", 200, None, None),
            ("handshake", None, "bob", 101, None, None),
            ("inbound", "SEND_MESSAGE", "ann", None, asked, None),
            ("outbound", "MESSAGE", "ann", None, asked, 2),
            ("inbound", "DELETE_MESSAGE", "ann", None, removed, None),
            ("outbound", "EVENT", None, None, removed, 2),
            ("inbound", "SEND_MESSAGE", "bob", None, refused, None),
            ("error", None, "bob", 403, refused, None),
            ("outbound", "EVENT", None, None, None, 2),
            ("api_call", "SendEvent", None, 200, None, None),
            ("inbound", "DISCONNECT_USER", "ann", None, kicked, None),
            ("outbound", "EVENT", None, None, kicked, 2),
            ("close", None, "bob", 1000, None, None),
            ("api_call", "GetRoom", None, 404, None, None),
            ("handshake", None, None, 403, None, None)])
        by_number = {entry["number"]: entry for entry in entries}
        self.assertEqual(by_number[3]["capabilities"], entries[2]["capabilities"])
        self.assertCountEqual(by_number[3]["capabilities"], ALL)
        self.assertEqual(by_number[3]["attributes"], {"color": "red"})
        self.assertEqual((by_number[7]["content"], by_number[7]["attributes"], by_number[7]["messageId"]),
                         ("hi", {"a": "b"}, message["Id"]))
        self.assertEqual((by_number[8]["messageId"], by_number[8]["reason"]), (message["Id"], "off topic"))
        self.assertEqual(by_number[9]["eventName"], "aws:DELETE_MESSAGE")
        self.assertEqual((by_number[14]["targetUser"], by_number[16]["reason"]), ("bob", "rude"))
        self.assertEqual(by_number[17]["error"], "ResourceNotFoundException")
        for number in (1, 2, 3, 6, 7, 9, 11, 13, 16):
            self.assertEqual(by_number[number]["room"], room["arn"], number)

    async def test_a_clients_own_goodbye_and_its_disappearance_are_told(self):
        room = self.create_room()
        leaving, vanishing = await self.join(room, "leaving"), await self.join(room, "vanishing")
        await leaving.socket.close(1000, "bye")
        self.assertEqual(pairs(self.wait(kind="close", user="leaving")["matches"], "code", "reason"), [(1000, "bye")])
        vanishing.socket.transport.abort()
        await vanishing.socket.wait_closed()
        self.assertEqual(self.wait(kind="close", user="vanishing")["matched"], 1)

    async def test_filters_and_pages_show_a_part(self):
        rooms = [self.create_room() for _ in range(2)]
        chatters = [await self.join(room, "ann") for room in rooms]
        for chatter in chatters:
            for text in ("one", "two"):
                await chatter.send("SEND_MESSAGE", Content=text)
                await chatter.next()
        rows = {"?kind=outbound": 4, f"?kind=outbound&room={rooms[0]['arn']}": 2,
                f"?room={rooms[0]['id']}&content=two": 2, "?user=ann&operation=MESSAGE&content=one": 2,
                "?kind=api_call&code=200&operation=CreateRoom": 2, "?user=nobody": 0, "?user=": 14}
        for query, count in rows.items():
            with self.subTest(query):
                self.assertEqual(len(self.entries(query)), count)
        whole, after, pages = self.entries(), 0, []
        while True:
            page = tell("GET", f"/journal?limit=5&after={after}")
            pages += page["entries"]
            after = page["last"]
            if not page["more"]:
                break
        self.assertEqual(pages, whole)
        self.assertEqual((after, page["lost"]), (len(whole), 0))

    def test_a_query_that_nothing_could_match_is_refused(self):
        for query in ("?kind=message", "?room=a%20b", "?code=abc", "?limit=0", "?limit=10001", "?after=-1",
                      "?usr=ann", "?user=a&user=b"):
            with self.subTest(query):
                answer = ask("GET", "/journal" + query)
                self.assertEqual((answer.status, answer.error), (400, "ValidationException"))

    def test_numbers_go_on_when_the_journal_is_cleared(self):
        self.create_room()
        tell("DELETE", "/journal")
        self.assertEqual(tell("GET", "/journal"), {"entries": [], "last": 1, "more": False, "lost": 0})
        self.create_room()
        self.assertEqual([entry["number"] for entry in self.entries()], [2])

    async def test_the_journal_keeps_the_latest_and_says_how_many_are_lost(self):
        room = self.create_room(maximumMessageRatePerSecond=100)
        tell("PUT", "/faults", {"rules": [{"match": {"plane": "messaging"}, "effect": {"errorFrame": {"code": 500}}}]})
        ann = await self.join(room, "ann")
        for _ in range(60):  # each leaves two entries; waiting for every hundredth reply keeps the queues short
            for _ in range(100):
                await ann.send_as_is({"Action": "SEND_MESSAGE", "Content": "x"})
            for _ in range(100):
                await ann.next_text()
        page = tell("GET", "/journal?limit=10000")
        self.assertEqual(len(page["entries"]), 10_000)
        self.assertEqual(page["lost"], page["entries"][0]["number"] - 1)
        self.assertEqual(page["last"], page["entries"][-1]["number"])
        self.assertGreater(page["lost"], 0)

    async def test_no_token_signature_or_secret_is_ever_in_it(self):
        room = self.create_room()
        secrets = [environment.service.key, environment.service.secret, "wrong-secret", "AKIDUNKNOWN", "SECRETTOKEN"]
        tokens = [mint(self.plane, room, "ann", ALL), self.mint(room["arn"], "bob")]
        for token in tokens:
            await Chatter.join(self, token)
            await refused_status(token)
            self.state_of(token)
            tell("POST", "/tokens/expire", {"token": token})
            await refused_status(token)
        forged = tokens[0][:-6] + "AAAAAA"
        await refused_status(forged)
        signatures = []
        for plane in (Boto3(self, secret="wrong-secret"), Boto3(self, key="AKIDUNKNOWN", secret="wrong-secret"), self.plane):
            plane.client.meta.events.register(
                "before-send.ivschat", lambda request, **_: signatures.append(request.headers["Authorization"]))
            try:
                plane.call("ListRooms")
            except ApiError as error:
                self.assertEqual(error.status, 403)
        for authorization in ("Bearer SECRETTOKEN", "AWS4-HMAC-SHA256 Credential=SECRETTOKEN, Signature=SECRETTOKEN"):
            ask("POST", "/ListRooms", "{}", {**JSON, "Authorization": authorization}, prefix="")
            ask("POST", "/CreateChatToken?X-Amz-Security-Token=SECRETTOKEN", "{", {**JSON, "Authorization": authorization}, "")
        signatures = [re.search(rb"Signature=(\w+)", _bytes(each))[1].decode() for each in signatures]
        self.assertEqual(len(signatures), 3)
        whole = ask("GET", "/journal?limit=10000").text
        self.assertGreaterEqual(len(json.loads(whole)["entries"]), 15)
        told = self.wait(kind="api_call", code=403, content="nothing has it", within="PT0S")
        for secret in [*secrets, *tokens, forged, *signatures]:
            for hidden in {secret, secret[:24] if len(secret) > 40 else secret, secret[-24:] if len(secret) > 40 else secret}:
                self.assertNotIn(hidden, whole)
                self.assertNotIn(hidden, json.dumps(told))


class WaitTests(ControlCase):
    def setUp(self):
        super().setUp()
        self.room = self.create_room(maximumMessageRatePerSecond=100)

    async def later(self, **expectation):
        """A wait on a connection of its own, which has begun when this returns or soon after."""
        return asyncio.get_running_loop().run_in_executor(None, lambda: self.wait(**{"within": "PT10S", **expectation}))

    async def test_what_is_there_already_is_told_at_once(self):
        ann = await self.join(self.room, "ann")
        await ann.send("SEND_MESSAGE", Content="hi")
        await ann.next()
        began = time.monotonic()
        told = self.wait(kind="outbound", room=self.room["id"], user="ann", content={"matches": "^h"}, within="PT5M")
        self.assertLess(time.monotonic() - began, environment.PATIENCE)
        self.assertEqual((told["fulfilled"], told["matched"], told["matches"][0]["content"]), (True, 1, "hi"))

    async def test_what_comes_later_ends_the_wait(self):
        ann = await self.join(self.room, "ann")
        waiting = await self.later(kind="outbound", content="two", count=2)
        for text in ("one", "two", "two"):
            await ann.send("SEND_MESSAGE", Content=text)
        told = await waiting
        self.assertEqual((told["fulfilled"], [entry["content"] for entry in told["matches"]]), (True, ["two", "two"]))
        self.assertFalse(self.wait(kind="outbound", after=told["last"], within="PT0S")["fulfilled"])

    async def test_what_does_not_come_is_told_with_what_came_nearest(self):
        ann = await self.join(self.room, "ann")
        await ann.send("SEND_MESSAGE", Content="hello", Attributes={"color": "blue"})
        await ann.next()
        told = self.wait(kind="outbound", user="bob", attributes={"color": "red"}, content={"contains": "ell"}, within="PT0.01S")
        self.assertEqual((told["fulfilled"], told["matched"], told["atLeast"]), (False, 0, 1))
        self.assertEqual(told["explanation"], "0 entries matched, at least 1 was expected.")
        nearest = told["nearestMisses"][0]
        self.assertEqual(nearest["entry"]["content"], "hello")
        self.assertEqual(nearest["differences"], [{"member": "user", "wanted": "bob", "found": "ann"},
                                                  {"member": "attributes.color", "wanted": "red", "found": "blue"}])

    async def test_too_many_end_the_wait_and_none_is_known_when_the_time_is_over(self):
        ann = await self.join(self.room, "ann")
        waiting = await self.later(kind="outbound", atMost=1)
        for text in ("one", "two"):
            await ann.send("SEND_MESSAGE", Content=text)
        told = await waiting
        self.assertEqual((told["fulfilled"], told["matched"], told["atMost"]), (False, 2, 1))
        self.assertTrue(self.wait(kind="outbound", content="three", exactly=0, within="PT0.01S")["fulfilled"])

    def test_a_wait_does_not_keep_the_server(self):
        server = environment.Server(environment.binary(), *environment.credentials())
        port = int(server.endpoint.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port), timeout=environment.PATIENCE) as waiting:
            body = b'{"kind":"close","within":"PT5M"}'
            waiting.sendall(b"POST /_ivschat/journal/wait HTTP/1.1\r\nHost: localhost\r\n"
                            b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
            with socket.create_connection(("127.0.0.1", port), timeout=environment.PATIENCE) as later:
                later.sendall(b"GET /_ivschat/clock HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                self.assertIn(b" 200 ", later.recv(100))
            server.stop()  # which must end within two seconds

    async def test_of_many_who_wait_none_misses_a_message_that_was_in_flight(self):
        """Each waits for a message of its own, again and again from where it stood, while all are being sent."""
        ann = await self.join(self.room, "ann", ["SEND_MESSAGE"])
        pool = concurrent.futures.ThreadPoolExecutor(WAITERS)
        self.addCleanup(pool.shutdown)

        def follow(number):
            after, requests, seen = 0, 0, []
            while len(seen) < MESSAGES:
                told = self.wait(kind="outbound", content={"matches": f"^{number}/"}, after=after, within="PT10S")
                self.assertTrue(told["fulfilled"], f"{number} has seen {seen}")
                seen += [entry["content"] for entry in told["matches"]]
                after, requests = told["last"], requests + 1
            return requests, seen

        waiting = [pool.submit(follow, number) for number in range(WAITERS)]
        for message in range(MESSAGES):
            for number in range(WAITERS):
                await self.say(ann, f"{number}/{message}")
        for number, each in enumerate(waiting):
            requests, seen = each.result(environment.PATIENCE * 6)
            self.assertEqual(seen, [f"{number}/{message}" for message in range(MESSAGES)])
            self.assertLessEqual(requests, MESSAGES, "nobody asks again for what has not come")

    async def say(self, chatter, text):
        """Sends it once the room takes it: the rate of a room is 100 messages a second."""
        while True:
            await chatter.send("SEND_MESSAGE", Content=text)
            frame = await chatter.next()
            if frame["Type"] == "MESSAGE":
                return
            self.assertEqual(frame["ErrorCode"], 429)
            tell("POST", "/clock", {"advance": "PT1S"})


def _bytes(value):
    return value if isinstance(value, bytes) else value.encode()
