"""Export, load and reset of the whole state, as clients see them."""

import json
import tempfile
import time

from support.case import without
from support.chat import Chatter, refused_status
from support.control_api import JSON, ControlCase, ask, tell

ROOM = "arn:aws:ivschat:us-east-1:000000000000:room/SeededRoomAa"
OTHER = "arn:aws:ivschat:us-east-1:000000000000:room/SeededRoomBb"
RULES = {"seed": 7, "rules": [
    {"name": "flaky", "match": {"operation": "GetRoom", "room": OTHER, "every": 2, "probability": 0.5},
     "effect": {"delay": "PT0.001S", "error": {"name": "ConflictException", "message": "so"}}},
    {"match": {"plane": "delivery", "user": "bob"}, "effect": {"duplicate": {"copies": 2}}}]}
WENT_AWAY = (1001, "The server was reset.")


class StateTests(ControlCase):
    def test_what_was_exported_is_loaded_again_rules_and_all(self):
        logs = self.create_logging_configuration("cloudWatchLogs", name="logs", tags={"a": "b"})["arn"]
        self.create_room(name="one", tags={"c": "d"}, loggingConfigurationIdentifiers=[logs],
                         messageReviewHandler={"uri": "", "fallbackResult": "DENY"}, maximumMessageLength=7)
        self.create_room()
        tell("PUT", "/faults", RULES)
        exported = ask("GET", "/state").text
        tell("POST", "/reset")
        self.assertEqual(tell("GET", "/state"), {"rooms": [], "loggingConfigurations": []})
        tell("PUT", "/state", json.loads(exported))
        self.assertEqual(ask("GET", "/state").text, exported)
        again = tell("GET", "/faults")
        self.assertEqual([without(rule, "counts") for rule in again["rules"]], json.loads(exported)["faults"]["rules"])

    def test_a_loaded_room_replies_as_it_did_when_it_was_exported(self):
        room = self.create_room(name="one", tags={"a": "b"})
        exported = tell("GET", "/state")
        before = without(self.call("GetRoom", identifier=room["arn"]), "ResponseMetadata")
        tell("PUT", "/state", {"rooms": []})
        self.assert_missing(self.refusal("GetRoom", identifier=room["arn"]), room["id"])
        tell("PUT", "/state", exported)
        self.assertEqual(self.call("GetRoom", identifier=room["arn"]), before)

    def test_what_is_wrong_in_a_state_changes_nothing(self):
        room = self.create_room()
        before = ask("GET", "/state").text
        rows = {"no JSON": "{", "an unknown member": {"romms": []}, "no ARN": {"rooms": [{"arn": "x"}]},
                "the same twice": {"rooms": [{"arn": ROOM}, {"arn": ROOM}]},
                "a logging configuration that is not there":
                    {"rooms": [{"arn": ROOM, "loggingConfigurationIdentifiers": [
                        "arn:aws:ivschat:us-east-1:000000000000:logging-configuration/NotThereAtAl"]}]},
                "rules that are none": {"rooms": [], "faults": {"rules": [{"effect": {}}]}}}
        for name, body in rows.items():
            with self.subTest(name):
                answer = ask("PUT", "/state", body if isinstance(body, str) else json.dumps(body), JSON)
                self.assertEqual((answer.status, answer.error), (400, "ValidationException"))
                self.assertRegex(answer.members["message"], r"\AThe state: ")
                self.assertEqual(ask("GET", "/state").text, before)
        self.call("DeleteRoom", identifier=room["arn"])

    async def test_a_load_keeps_connections_and_those_without_a_room_are_told_404(self):
        rooms = [self.create_room(), self.create_room()]
        kept, lost = [await self.join(room, "ann") for room in rooms]
        tell("PUT", "/state", {"rooms": [{"arn": rooms[0]["arn"]}]})
        await kept.send("SEND_MESSAGE", Content="still here")
        self.assertEqual((await kept.next())["Type"], "MESSAGE")
        await lost.send("SEND_MESSAGE", Content="anybody?")
        self.assertEqual((await lost.next())["ErrorCode"], 404)

    def test_a_thousand_rooms_are_loaded_and_reset_in_no_time(self):
        rooms = [{"arn": f"arn:aws:ivschat:us-east-1:000000000000:room/Room{number:08}"} for number in range(1000)]
        tell("PUT", "/state", {"rooms": rooms})
        self.assertEqual(len(tell("GET", "/state")["rooms"]), 1000)
        began = time.monotonic()
        tell("POST", "/reset")
        self.assertLess(time.monotonic() - began, 2)  # milliseconds are expected, but machines stall
        self.assertEqual(tell("GET", "/state")["rooms"], [])


class ResetTests(ControlCase):
    def setUp(self):
        with tempfile.NamedTemporaryFile("w", suffix=".json") as seed:
            json.dump({"rooms": [{"arn": ROOM, "name": "seeded"}, {"arn": OTHER}],
                       "faults": {"rules": [{"name": "seeded", "effect": {"duplicate": {}}}]}}, seed)
            seed.flush()
            self.options = ("--seed", seed.name)
            super().setUp()

    def name_of(self, room):
        return self.call("GetRoom", identifier=room).get("name")

    async def test_a_reset_of_everything_goes_back_to_the_seeds(self):
        seeded = ask("GET", "/state").text
        made = self.create_room()
        self.call("UpdateRoom", identifier=ROOM, name="changed")
        self.call("DeleteRoom", identifier=OTHER)
        tell("DELETE", "/faults")
        tell("POST", "/clock", {"freeze": True})
        tell("POST", "/clock", {"advance": "P30D"})
        ann = await self.join({"arn": ROOM}, "ann")
        tell("POST", "/reset")
        self.assertEqual(await ann.close_frame(), WENT_AWAY)
        self.assertEqual(self.sessions(), [])
        self.assertEqual(self.entries(), [])
        self.assertEqual(ask("GET", "/state").text, seeded)
        self.assertEqual([rule["name"] for rule in tell("GET", "/faults")["rules"]], ["seeded"])
        clock = tell("GET", "/clock")
        self.assertFalse(clock["frozen"])
        self.assertEqual(clock["now"][:10], clock["realTime"][:10])
        self.assert_missing(self.refusal("GetRoom", identifier=made["arn"]), made["id"])

    async def test_tokens_are_void_after_a_reset_of_everything_only(self):
        token = self.mint(ROOM, "ann")
        expired = self.mint(ROOM, "bob")
        unused = self.mint(ROOM, "cyn")
        await Chatter.join(self, token)
        tell("POST", "/tokens/expire", {"token": expired})
        for reset in ({"room": ROOM}, {"tokens": "keep"}):
            tell("POST", "/reset", reset)
            self.assertEqual([self.state_of(each) for each in (token, expired, unused)],
                             ["used", "expired", "unused"])
            self.assertEqual(await refused_status(token), 401)
        tell("POST", "/reset")
        for each in (token, expired, unused):
            self.assertEqual(self.state_of(each), "expired")
            self.assertEqual(await refused_status(each), 401)
        await Chatter.join(self, self.mint(ROOM, "ann"))

    async def test_a_reset_of_one_room_leaves_the_others(self):
        here, there = [await Chatter.join(self, self.mint(room, "ann", capabilities=["SEND_MESSAGE"]))
                       for room in (ROOM, OTHER)]
        for room in (ROOM, OTHER):
            self.call("UpdateRoom", identifier=room, name="changed")
        tell("POST", "/clock", {"freeze": True})
        tell("POST", "/reset", {"room": ROOM})
        self.assertEqual((self.name_of(ROOM), self.name_of(OTHER)), ("seeded", "changed"))
        self.assertEqual(await here.close_frame(), WENT_AWAY)
        self.assertEqual([session["room"] for session in self.sessions()], [OTHER])
        await there.send("SEND_MESSAGE", Content="still here")
        self.assertEqual((await there.next())["Content"], "still here")
        self.assertTrue(tell("GET", "/clock")["frozen"])
        self.assertTrue(self.entries())

    def test_a_reset_removes_a_room_that_no_seed_has(self):
        made = self.create_room()
        tell("POST", "/reset", {"room": made["arn"]})
        self.assert_missing(self.refusal("GetRoom", identifier=made["arn"]), made["id"])
        self.assertEqual(self.name_of(ROOM), "seeded")

    async def test_connections_may_be_kept_and_time_does_not_go_back_under_them(self):
        tell("POST", "/clock", {"freeze": True})
        tell("POST", "/clock", {"advance": "P30D"})
        ann = await Chatter.join(self, self.mint(ROOM, "ann", capabilities=["SEND_MESSAGE"]))
        before = tell("GET", "/clock")["now"]
        tell("DELETE", "/faults")
        tell("POST", "/reset", {"connections": "keep"})
        clock = tell("GET", "/clock")
        self.assertFalse(clock["frozen"])
        self.assertGreaterEqual(clock["now"][:19], before[:19])
        tell("DELETE", "/faults")  # the seed's, which came back
        await ann.send("SEND_MESSAGE", Content="still here")
        self.assertEqual((await ann.next())["Content"], "still here")
        self.assertEqual([session["user"] for session in self.sessions()], ["ann"])

    async def test_a_reset_puts_rates_at_rest(self):
        for room in (ROOM, OTHER):
            self.call("UpdateRoom", identifier=room, maximumMessageRatePerSecond=1)
        tell("POST", "/clock", {"freeze": True})  # so that no bucket refills
        tell("DELETE", "/faults")
        chatters = {room: await Chatter.join(self, self.mint(room, "ann", capabilities=["SEND_MESSAGE"]))
                    for room in (ROOM, OTHER)}

        async def said(room):
            await chatters[room].send("SEND_MESSAGE", Content="hi")
            return (await chatters[room].next()).get("ErrorCode", 200)

        self.assertEqual([await said(room) for room in (ROOM, OTHER, ROOM, OTHER)], [200, 200, 429, 429])
        tell("POST", "/reset", {"room": ROOM, "connections": "keep"})
        self.assertEqual([await said(room) for room in (ROOM, OTHER)], [200, 429])
        tell("POST", "/reset", {"connections": "keep"})
        tell("DELETE", "/faults")  # the seed's, which came back
        self.assertEqual([await said(room) for room in (ROOM, OTHER)], [200, 200])
