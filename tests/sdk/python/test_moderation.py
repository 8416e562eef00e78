"""SendEvent, DeleteMessage and DisconnectUser as chat clients see them (facts 1.7, 2.4 to 2.7)."""

import json

from support.case import PlaneCase
from support.chat import next_of
from support.environment import setUpModule  # noqa: F401 (unittest calls it)
from support.frames import error, event, masked, message
from support.rooms import ALL

MESSAGE_ID = "M2YcHkgffEvU"


class ModerationTests(PlaneCase):
    def setUp(self):
        super().setUp()
        self.room = self.create_room()

    def act(self, operation, **members):
        return self.call(operation, roomIdentifier=self.room["arn"], **members)

    async def test_an_event_reaches_everybody_with_sorted_attributes_and_the_id_of_the_reply(self):
        ann, ben = await self.join(self.room, "ann"), await self.join(self.room, "ben", [])
        reply = self.act("SendEvent", eventName="app:GIFT", attributes={"to": "ben", "amount": "3", "Zed": "🎉"})
        for chatter in ann, ben:
            await self.assert_next(chatter, event(
                "", "app:GIFT", '{"Zed":"🎉","amount":"3","to":"ben"}', id=reply["id"]))

    async def test_an_event_without_attributes_says_null(self):
        ann = await self.join(self.room, "ann")
        reply = self.act("SendEvent", eventName="Fête 🎉")
        await self.assert_next(ann, event("", "Fête 🎉", "null", id=reply["id"]))

    async def test_attributes_hold_4096_bytes_of_keys_and_values(self):
        ann = await self.join(self.room, "ann")
        full = {"é": "é" * 1000, "key": "v" * (4096 - 2 - 2000 - 3)}
        self.act("SendEvent", eventName="full", attributes=full)
        self.assertEqual(json.loads(await ann.next_text())["Attributes"], full)
        refusal = self.refusal("SendEvent", roomIdentifier=self.room["arn"], eventName="full",
                               attributes={**full, "é": "é" * 1000 + "x"})
        self.assert_invalid(refusal, {"attributes"})
        reply = self.act("SendEvent", eventName="next")  # and of the refused one nothing was seen
        await self.assert_next(ann, event("", "next", "null", id=reply["id"]))

    async def test_an_event_name_has_one_to_a_hundred_characters(self):
        ann = await self.join(self.room, "ann")
        self.act("SendEvent", eventName="é" * 100)
        self.assertEqual((await ann.next())["EventName"], "é" * 100)
        for wrong in ("", "é" * 101):
            self.assert_invalid(self.refusal("SendEvent", roomIdentifier=self.room["arn"], eventName=wrong),
                                {"eventName"})

    async def test_the_id_of_an_event_can_be_deleted(self):
        ann = await self.join(self.room, "ann")
        sent = self.act("SendEvent", eventName="app:GIFT")
        deleted = self.act("DeleteMessage", id=sent["id"])
        self.assertNotEqual(deleted["id"], sent["id"])
        await ann.next()
        await self.assert_next(ann, event(
            "", "aws:DELETE_MESSAGE", f'{{"MessageID":"{sent["id"]}","MessageId":"{sent["id"]}"}}', id=deleted["id"]))

    async def test_a_deletion_looks_like_the_one_of_a_moderator(self):
        ann, moderator = await self.join(self.room, "ann"), await self.join(self.room, "moderator")
        for reason in ({"Reason": "spam 🎉"}, {}):
            with self.subTest(reason):
                await moderator.send_as_is({"Action": "DELETE_MESSAGE", "Id": MESSAGE_ID, **reason})
                reply = self.act("DeleteMessage", id=MESSAGE_ID, **lowered(reason))
                twins = [[await chatter.next_text() for _ in range(2)] for chatter in (ann, moderator)]
                self.assertEqual(twins[0], twins[1])
                self.assertEqual(masked(twins[0][0]), masked(twins[0][1]))
                self.assertIn(reply["id"], [json.loads(text)["Id"] for text in twins[0]])

    async def test_a_message_that_never_was_can_be_deleted(self):
        ann = await self.join(self.room, "ann")
        reply = self.act("DeleteMessage", id="NeverAMessag")
        self.assertEqual(reply.status, 200)
        self.assertRegex(reply["id"], r"\A[A-Za-z0-9]{12}\Z")
        self.assertEqual((await ann.next())["Id"], reply["id"])

    async def test_a_disconnection_looks_like_the_one_of_a_moderator(self):
        viewer, moderator = await self.join(self.room, "viewer", []), await self.join(self.room, "moderator")
        for reason in ({"Reason": "bye 🎉"}, {}):
            with self.subTest(reason):
                seen, closes = [], []
                for disconnect in (
                        lambda: moderator.send_as_is({"Action": "DISCONNECT_USER", "UserId": "ann", **reason}),
                        lambda: self.disconnect("ann", **lowered(reason))):
                    ann = await self.join(self.room, "ann")
                    await disconnect()
                    texts = [await chatter.next_text() for chatter in (ann, viewer, moderator)]
                    self.assertEqual(len(set(texts)), 1)
                    seen.append(masked(texts[0]))
                    closes.append(await ann.close_frame())
                self.assertEqual(seen[0], seen[1])
                self.assertEqual(closes, [(1000, reason.get("Reason", ""))] * 2)

    async def disconnect(self, user, **members):
        reply = self.act("DisconnectUser", userId=user, **members)
        self.assertEqual((reply.status, reply), (200, {}))

    async def test_a_disconnection_ends_all_sessions_of_the_user_in_this_room_alone(self):
        elsewhere = await self.join(self.create_room(), "ann")
        twins = [await self.join(self.room, "ann"), await self.join(self.room, "ann")]
        ben = await self.join(self.room, "ben")
        await self.disconnect("ann", reason="both")
        await next_of([*twins, ben])
        self.assertEqual([await twin.close_frame() for twin in twins], [(1000, "both")] * 2)
        for chatter, user in [(ben, "ben"), (elsewhere, "ann")]:
            await chatter.send_as_is({"Action": "SEND_MESSAGE", "Content": "Hi"})
            await self.assert_next(chatter, message("", "null", "Hi", user))

    async def test_a_user_who_is_absent_can_be_disconnected_and_everybody_is_told(self):
        ann = await self.join(self.room, "ann")
        await self.disconnect("nobody")
        await self.assert_next(ann, event("", "aws:DISCONNECT_USER", '{"UserId":"nobody"}'))

    def test_an_empty_room_takes_them_all(self):
        self.assertRegex(self.act("SendEvent", eventName="e", attributes={})["id"], r"\A[A-Za-z0-9]{12}\Z")
        self.assertRegex(self.act("DeleteMessage", id=MESSAGE_ID)["id"], r"\A[A-Za-z0-9]{12}\Z")
        self.assertEqual(self.act("DisconnectUser", userId="nobody").status, 200)

    async def test_clients_of_a_deleted_room_stay_and_what_they_send_is_an_error_404(self):
        ann, ben = await self.join(self.room, "ann", ALL), await self.join(self.room, "ben")
        self.call("DeleteRoom", identifier=self.room["arn"])
        for action, members in [("SEND_MESSAGE", {"Content": "Hi"}), ("DELETE_MESSAGE", {"Id": MESSAGE_ID}),
                                ("DISCONNECT_USER", {"UserId": "ben"})]:
            request = await ann.send(action, **members)
            await self.assert_next(ann, error(request, 404))
        # The other client is still connected and got nothing of it: its next frame is the reply to its own request.
        request = await ben.send("SEND_MESSAGE", Content="Hi")
        await self.assert_next(ben, error(request, 404))


def lowered(members):
    """The members of a frame under the names that the API has for them."""
    return {name[:1].lower() + name[1:]: value for name, value in members.items()}
