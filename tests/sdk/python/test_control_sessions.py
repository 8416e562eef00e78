"""Live connections under the control API: listed, closed, dropped, stalled, and sent what AWS would not send."""

import base64
import json

import websockets

from support.control_api import JSON, ControlCase, ask, tell
from support.frames import error
from support.raw_websocket import RawClient
from support.rooms import ALL

BROKEN = bytes([0xF1, 0x85]) + b"oops!"  # reserved bits, an opcode of text, and masked as only clients may


class SessionTests(ControlCase):
    def setUp(self):
        super().setUp()
        self.room = self.create_room()

    async def enter(self, user, room=None):
        chatter = await self.join(room or self.room, user, attributes={"color": "red"})
        return chatter, self.sessions(f"?user={user}")[-1]["id"]

    async def test_connections_are_listed_in_the_order_in_which_they_came(self):
        other = self.create_room()
        for user, room in [("bob", self.room), ("ann", other), ("bob", other)]:
            await self.enter(user, room)
        listed = self.sessions()
        self.assertEqual([(session["user"], session["room"]) for session in listed],
                         [("bob", self.room["arn"]), ("ann", other["arn"]), ("bob", other["arn"])])
        self.assertEqual(listed[0], {**listed[0], "attributes": {"color": "red"}, "capabilities": listed[0]["capabilities"],
                                     "ip": "127.0.0.1"})
        self.assertCountEqual(listed[0]["capabilities"], ALL)
        self.assertLess(listed[0]["connected"], listed[0]["expires"])
        ids = [session["id"] for session in listed]
        self.assertEqual(ids, sorted(set(ids)))
        rows = {"?user=bob": [0, 2], f"?room={other['arn']}": [1, 2], f"?room={other['id']}&user=bob": [2],
                "?user=nobody": [], f"?room={other['id'][1:]}": []}
        for query, places in rows.items():
            with self.subTest(query):
                self.assertEqual([session["id"] for session in self.sessions(query)], [ids[place] for place in places])
        self.assertEqual(ask("GET", "/sessions?usr=bob").status, 400)

    async def test_a_connection_is_listed_with_the_time_of_its_handshake(self):
        tell("POST", "/clock", {"freeze": True})
        tell("POST", "/clock", {"set": "2030-01-01T00:00:00Z"})
        await self.enter("ann")
        tell("POST", "/clock", {"advance": "PT1M"})
        await self.enter("bob")
        self.assertEqual([session["connected"] for session in self.sessions()],
                         ["2030-01-01T00:00:00Z", "2030-01-01T00:01:00Z"])

    async def test_a_connection_is_closed_with_any_code_that_a_frame_may_carry(self):
        rows = [(None, (1000, "")), ({"code": 1001, "reason": "Grüße"}, (1001, "Grüße")),
                ({"code": 4999, "reason": "r" * 123}, (4999, "r" * 123)), ({"code": 1013}, (1013, ""))]
        for asked, seen in rows:
            with self.subTest(asked):
                ann, id = await self.enter("ann")
                tell("POST", f"/sessions/{id}/close", asked)
                self.assertEqual(self.sessions(), [])
                self.assertEqual(await ann.close_frame(), seen)
        for wrong in ({"code": 1005}, {"code": 1006}, {"code": 1015}, {"code": 2000}, {"code": 5000},
                      {"reason": "ü" * 62}, {"cod": 1000}):
            with self.subTest(wrong):
                self.assertEqual(ask("POST", f"/sessions/{id}/close", json.dumps(wrong), JSON).status, 400)

    async def test_a_dropped_connection_ends_without_a_close_frame(self):
        ann, id = await self.enter("ann")
        bob, _ = await self.enter("bob")
        tell("POST", f"/sessions/{id}/drop")
        self.assertEqual([session["user"] for session in self.sessions()], ["bob"])
        with self.assertRaises(websockets.ConnectionClosed) as closed:
            await ann.next_text()
        self.assertIsNone(closed.exception.rcvd)
        await bob.send("SEND_MESSAGE", Content="still here")
        self.assertEqual((await bob.next())["Content"], "still here")

    async def test_what_is_said_while_reading_is_held_is_handled_later_in_its_order(self):
        ann, id = await self.enter("ann")
        bob, _ = await self.enter("bob")
        tell("POST", f"/sessions/{id}/stall", {"reading": True})
        for text in ("one", "two"):
            await ann.send("SEND_MESSAGE", Content=text)
        await bob.send("SEND_MESSAGE", Content="from bob")
        self.assertEqual((await bob.next())["Content"], "from bob")
        self.assertEqual(self.entries("?kind=inbound&user=ann"), [])
        tell("POST", f"/sessions/{id}/stall", {"reading": False})
        self.assertEqual([(await bob.next())["Content"] for _ in range(2)], ["one", "two"])
        self.assertEqual([(await ann.next())["Content"] for _ in range(3)], ["from bob", "one", "two"])

    async def test_what_is_sent_while_writing_is_held_leaves_later_in_its_order(self):
        ann, id = await self.enter("ann")
        bob, _ = await self.enter("bob")
        tell("POST", f"/sessions/{id}/stall", {"writing": True})
        for text in ("one", "two"):
            await bob.send("SEND_MESSAGE", Content=text)
            await bob.next()
        self.assertRegex(ask("GET", "/metrics").text, r"\nivschat_send_queue_bytes [1-9]")
        tell("POST", f"/sessions/{id}/stall", {"writing": False})
        self.assertEqual([(await ann.next())["Content"] for _ in range(2)], ["one", "two"])

    async def test_new_fault_rules_end_what_is_held(self):
        ann, id = await self.enter("ann")
        tell("POST", f"/sessions/{id}/stall", {"reading": True, "writing": True})
        await ann.send("SEND_MESSAGE", Content="hi")
        tell("DELETE", "/faults")
        self.assertEqual((await ann.next())["Content"], "hi")

    async def test_a_connection_that_is_held_can_be_closed_once_it_goes_on(self):
        ann, id = await self.enter("ann")
        tell("POST", f"/sessions/{id}/stall", {"writing": True})
        tell("POST", f"/sessions/{id}/close", {"code": 4000})
        tell("POST", f"/sessions/{id}/stall", {"writing": False})
        self.assertEqual(await ann.close_frame(), (4000, ""))

    async def test_one_connection_is_sent_a_text_of_any_kind(self):
        ann, id = await self.enter("ann")
        bob, _ = await self.enter("bob")
        for text in ('{"Type":"MESSAGE"}', "no JSON", "Grüße 👋", "x" * 70_000):
            tell("POST", f"/sessions/{id}/send", {"text": text})
            self.assertEqual(await ann.next_text(), text)
        await bob.send("SEND_MESSAGE", Content="for all")
        self.assertEqual((await bob.next())["Content"], "for all")

    async def test_bytes_reach_the_client_as_they_are(self):
        client = RawClient(self, self.mint(self.room["arn"], "raw"))
        id = self.sessions("?user=raw")[0]["id"]
        for raw in (base64.b64encode(BROKEN), base64.urlsafe_b64encode(BROKEN).rstrip(b"=")):
            tell("POST", f"/sessions/{id}/send", {"raw": raw.decode()})
            self.assertEqual(client.read(len(BROKEN)), BROKEN)
        self.call("SendEvent", roomIdentifier=self.room["arn"], eventName="goal")
        self.assertEqual(client.read(1), b"\x81")  # a good frame again

    async def test_a_client_of_good_manners_fails_on_a_malformed_frame(self):
        ann, id = await self.enter("ann")
        tell("POST", f"/sessions/{id}/send", {"raw": base64.b64encode(BROKEN).decode()})
        with self.assertRaises(websockets.ConnectionClosed) as closed:
            await ann.next_text()
        self.assertEqual(closed.exception.sent.code, 1002)
        self.assertEqual(self.wait(kind="close", user="ann", code=1002)["matched"], 1)

    def test_a_session_that_is_not_there_is_not_found(self):
        for name, body in [("close", None), ("drop", None), ("stall", {"reading": True}), ("send", {"text": "a"})]:
            for id in ("1", "0", "-1", "ann", "99999999999999999999"):
                with self.subTest(name=name, id=id):
                    answer = ask("POST", f"/sessions/{id}/{name}", json.dumps(body) if body else "", JSON)
                    self.assertEqual((answer.status, answer.error), (404, "ResourceNotFoundException"))
                    self.assertIn(id, answer.members["message"])

    async def test_an_error_of_the_service_still_reaches_a_connection_that_was_played_with(self):
        ann, id = await self.enter("ann")
        tell("POST", f"/sessions/{id}/stall", {"reading": True, "writing": True})
        tell("POST", f"/sessions/{id}/stall", {"reading": False, "writing": False})
        await ann.send_as_is({"Action": "SHOUT", "RequestId": "r"})
        await self.assert_next(ann, error("r", 400))
