"""What every control-plane client must see: mixed into a client's PlaneCase."""

import datetime

from .case import NOBODY, missing
from .chat import Chatter, next_of
from .rooms import ALL, as_time, create_room, fresh_name, mint
from .scenario import moderate_a_room

MINUTE = datetime.timedelta(minutes=1)


class ControlPlaneTests:
    async def test_a_moderator_deletes_a_message_and_throws_its_speaker_out(self):
        await moderate_a_room(self, self.plane)

    def test_a_room_has_defaults_and_reads_back_as_created(self):
        room = create_room(self, self.plane)
        self.assertEqual(room.status, 200)
        self.assertRegex(room["id"], r"\A[a-zA-Z0-9]{12}\Z")
        self.assertRegex(room["arn"], rf"\Aarn:aws:ivschat:[a-z0-9-]+:\d{{12}}:room/{room['id']}\Z")
        self.assertEqual(room["createTime"], room["updateTime"])
        self.assertEqual((room["maximumMessageLength"], room["maximumMessageRatePerSecond"], room["tags"]),
                         (500, 10, {}))
        self.assertNotIn("messageReviewHandler", room)
        self.assertNotIn("loggingConfigurationIdentifiers", room)
        self.assertEqual(self.plane.call("GetRoom", identifier=room["arn"]), room)

    def test_a_room_keeps_the_members_it_was_given(self):
        given = {"name": fresh_name(), "maximumMessageLength": 7, "maximumMessageRatePerSecond": 100,
                 "tags": {"team": "chat"}}
        room = create_room(self, self.plane, **given)
        read = self.plane.call("GetRoom", identifier=room["arn"])
        self.assertEqual({member: read[member] for member in given}, given)

    def test_rooms_are_listed_by_exact_name_newest_first_page_by_page(self):
        name = fresh_name()
        rooms = [create_room(self, self.plane, name=name) for _ in range(3)]
        create_room(self, self.plane, name=name + "-longer")
        first = self.plane.call("ListRooms", name=name, maxResults=2)
        self.assertEqual(len(first["rooms"]), 2)
        second = self.plane.call("ListRooms", name=name, maxResults=2, nextToken=first["nextToken"])
        self.assertFalse(second.get("nextToken"))
        listed = first["rooms"] + second["rooms"]
        self.assertCountEqual([room["arn"] for room in listed], [room["arn"] for room in rooms])
        times = [as_time(room["updateTime"]) for room in listed]
        self.assertEqual(times, sorted(times, reverse=True))
        self.assertNotIn("maximumMessageLength", listed[0], "a summary has no limits")

    def test_a_deleted_room_is_gone(self):
        room = create_room(self, self.plane)
        self.assertEqual(self.plane.call("DeleteRoom", identifier=room["arn"]), {})
        self.assertEqual(self.refusal("GetRoom", identifier=room["arn"]).code, "ResourceNotFoundException")

    def test_deleting_a_room_answers_204(self):
        room = create_room(self, self.plane)
        self.assertEqual(self.plane.call("DeleteRoom", identifier=room["arn"]).status, 204)

    def test_an_unknown_room_is_a_resource_not_found(self):
        room = create_room(self, self.plane)
        unknown = missing(room)
        for operation, members in [("GetRoom", {"identifier": unknown}), ("DeleteRoom", {"identifier": unknown}),
                                   ("CreateChatToken", {"roomIdentifier": unknown, "userId": "u"})]:
            with self.subTest(operation):
                self.assert_missing(self.refusal(operation, **members), NOBODY)

    def test_a_validation_error_names_every_failing_member(self):
        wrong = {"roomIdentifier": "AbCdEfGhIjKl", "userId": "u" * 129, "capabilities": ["SEND_MESSAGE", "FLY"],
                 "sessionDurationInMinutes": 181, "attributes": {"key": "v" * 1022}}
        self.assert_invalid(self.refusal("CreateChatToken", **wrong), set(wrong))

    def test_a_validation_error_names_every_missing_member(self):
        self.assert_invalid(self.refusal("CreateChatToken"), {"roomIdentifier", "userId"})

    def test_a_wrong_secret_is_an_invalid_signature(self):
        refusal = self.refusal("ListRooms", self.plane_type(self, secret="wrong"))
        self.assertEqual((refusal.code, refusal.status), ("InvalidSignatureException", 403))

    def test_an_unknown_access_key_is_an_unrecognized_client(self):
        refusal = self.refusal("ListRooms", self.plane_type(self, key="AKIDUNKNOWN", secret="wrong"))
        self.assertEqual((refusal.code, refusal.status), ("UnrecognizedClientException", 403))

    def test_a_token_is_good_for_an_hour_but_never_longer_than_the_session(self):
        room = create_room(self, self.plane)
        for asked, session, token in [({}, 60, 60), ({"sessionDurationInMinutes": 5}, 5, 5),
                                      ({"sessionDurationInMinutes": 180}, 180, 60)]:
            with self.subTest(asked):
                before = datetime.datetime.now(datetime.timezone.utc)
                reply = self.plane.call("CreateChatToken", roomIdentifier=room["arn"], userId="u", **asked)
                token_end, session_end = as_time(reply["tokenExpirationTime"]), as_time(reply["sessionExpirationTime"])
                self.assertEqual(session_end - token_end, (session - token) * MINUTE)
                self.assertAlmostEqual(session_end, before + session * MINUTE, delta=MINUTE)

    async def test_text_of_every_script_reaches_the_sender_of_a_message(self):
        room = create_room(self, self.plane)
        user, attributes = "Zoë 李小龍 👩‍🚀 \"<&>\\", {"émoji": "🎉", "имя": "Зоя", "a\tb": "\n\u2028"}
        chatter = await Chatter.join(self, mint(self.plane, room, user, ALL, attributes=attributes))
        await chatter.send("SEND_MESSAGE", Content="Grüße 👋")
        message = await next_of([chatter])
        self.assertEqual(message["Sender"], {"UserId": user, "Attributes": attributes})
        self.assertEqual(message["Content"], "Grüße 👋")
