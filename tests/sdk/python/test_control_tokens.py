"""Chat tokens under the control API: what they say, tokens that AWS would not create, and expiry ahead of time."""

import datetime
import json

from support.case import missing
from support.chat import Chatter, refused_status
from support.control_api import ControlCase, JSON, ask, tell
from support.environment import serve
from support.rooms import mint

EXPIRED = (1000, '{"ErrorCode":401,"ErrorMessage":"Token expired"}')


def at(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


class TokenTests(ControlCase):
    def inspect(self, token):
        return tell("POST", "/tokens/inspect", {"token": token})

    async def test_a_token_is_unused_then_used_then_expired(self):
        room = self.create_room()
        token = mint(self.plane, room, "ann", ["SEND_MESSAGE"], attributes={"color": "red"}, sessionDurationInMinutes=90)
        said = self.inspect(token)
        self.assertEqual({name: said[name] for name in ("state", "room", "user", "capabilities", "attributes")},
                         {"state": "unused", "room": room["arn"], "user": "ann", "capabilities": ["SEND_MESSAGE"],
                          "attributes": {"color": "red"}})
        self.assertEqual(at(said["sessionExpires"]) - at(said["issued"]), datetime.timedelta(minutes=90))
        self.assertEqual(at(said["tokenExpires"]) - at(said["issued"]), datetime.timedelta(minutes=60))
        chatter = await Chatter.join(self, token)
        self.assertEqual(self.inspect(token), {**said, "state": "used"})
        await chatter.socket.close()
        self.assertEqual(self.state_of(token), "used")
        tell("POST", "/clock", {"advance": "PT60M"})
        self.assertEqual(self.inspect(token), {**said, "state": "expired"})

    def test_what_is_no_token_of_this_server_is_forged_and_why_is_told(self):
        token = self.mint("arn:aws:ivschat:us-east-1:123456789012:room/AbCdEfGhIjKl", "ann")
        changed = token[:40] + ("A" if token[40] != "A" else "B") + token[41:]
        serve(self)  # another server, with another key
        strange = self.mint("arn:aws:ivschat:us-east-1:123456789012:room/AbCdEfGhIjKl", "ann")
        rows = {"text": "no token at all", "cut": strange[:-4], "changed": strange[:-9] + "AAAAAAAAA", "of another": token,
                "of another, changed": changed, "short": "A", "not ASCII": "é" * 100}
        for name, forged in rows.items():
            with self.subTest(name):
                said = self.inspect(forged)
                self.assertEqual(said["state"], "forged")
                self.assertRegex(said["why"], r"\AThe token .+\.\Z")
                self.assertEqual(set(said), {"state", "why"})
                refused = ask("POST", "/tokens/expire", f'{{"token":"{forged}"}}'.encode(), JSON)
                self.assertEqual((refused.status, refused.error), (400, "ValidationException"))
        self.assertEqual(self.state_of(strange), "unused")
        reasons = {self.inspect(rows[name])["why"] for name in ("text", "of another")}
        self.assertEqual(len(reasons), 2, "that it is none is another reason than that it is another server's")

    async def test_lifetimes_of_seconds_end_by_the_servers_clock(self):
        room = self.create_room()["arn"]
        tell("POST", "/clock", {"freeze": True})
        lives = {"tokenLifetime": "PT5S", "sessionLifetime": "PT10S"}
        ann = await Chatter.join(self, self.mint(room, "ann", **lives))
        late = self.mint(room, "bob", **lives)
        tell("POST", "/clock", {"advance": "PT4.999S"})
        self.assertEqual(self.state_of(late), "unused")
        tell("POST", "/clock", {"advance": "PT0.001S"})
        self.assertEqual(self.state_of(late), "expired")
        self.assertEqual(await refused_status(late), 401)
        self.assertEqual(len(self.sessions()), 1)
        tell("POST", "/clock", {"advance": "PT5S"})
        self.assertEqual(await ann.close_frame(), EXPIRED)
        self.assertEqual(self.sessions(), [])

    async def test_a_token_that_never_lived_opens_nothing(self):
        token = self.mint(self.create_room()["arn"], "ann", tokenLifetime="PT0S")
        self.assertEqual(self.state_of(token), "expired")
        self.assertEqual(await refused_status(token), 401)

    async def test_a_token_for_a_room_that_is_not_there_waits_for_it(self):
        room = self.create_room()
        token = self.mint(missing(room), "ann")
        self.assertEqual(self.state_of(token), "unused")
        self.assertEqual(await refused_status(token), 403)
        tell("PUT", "/state", {"rooms": [{"arn": missing(room)}]})
        await Chatter.join(self, token)

    async def test_an_expired_token_opens_nothing_and_closes_what_it_opened(self):
        room = self.create_room()["arn"]
        opened, kept, fresh = (self.mint(room, user) for user in ("ann", "bob", "cyn"))
        ann, bob = await Chatter.join(self, opened), await Chatter.join(self, kept)
        for token in (opened, fresh, fresh):
            self.assertEqual(tell("POST", "/tokens/expire", {"token": token}), {"state": "expired"})
            self.assertEqual(self.state_of(token), "expired")
        self.assertEqual(await ann.close_frame(), EXPIRED)
        self.assertEqual(await refused_status(fresh), 401)
        self.assertEqual([session["user"] for session in self.sessions()], ["bob"])
        await (await bob.socket.ping())

    def test_what_is_wrong_is_named(self):
        room = "arn:aws:ivschat:us-east-1:123456789012:room/AbCdEfGhIjKl"
        for members, name in [({"user": "a"}, "room"), ({"room": "AbCdEfGhIjKl", "user": "a"}, "room"),
                              ({"room": room}, "user"), ({"capabilities": "SEND_MESSAGE"}, "capabilities"),
                              ({"capabilities": ["send_message"]}, "capabilities"), ({"attributes": {"a": 1}}, "attributes"),
                              ({"attributes": {"a": "b" * 1024}}, "attributes"), ({"tokenLifetime": "5s"}, "tokenLifetime"),
                              ({"sessionLifetime": "P366D"}, "sessionLifetime"), ({"userId": "a"}, "userId")]:
            whole = members if name in ("room", "user") else {"room": room, "user": "a", **members}
            with self.subTest(whole):
                answer = ask("POST", "/tokens", json.dumps(whole), JSON)
                self.assertEqual((answer.status, answer.error), (400, "ValidationException"))
                self.assertEqual([field["name"] for field in answer.members["fieldList"]], [name])
