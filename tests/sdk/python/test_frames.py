"""The bytes of the frames: key order, null and empty conventions, time stamps (facts 2.4 to 2.6)."""

from support.case import PlaneCase
from support.environment import setUpModule  # noqa: F401 (unittest calls it)
from support.frames import error, event, message
from support.rooms import ALL


class FrameTests(PlaneCase):
    def setUp(self):
        super().setUp()
        self.room = self.create_room()

    async def test_a_bare_message_has_null_attributes_and_an_empty_request_id(self):
        chatter = await self.join(self.room, "ann")
        await chatter.send_as_is({"Action": "SEND_MESSAGE", "Content": "Hi"})
        await self.assert_next(chatter, message("", "null", "Hi", "ann"))

    async def test_attributes_come_sorted_by_key(self):
        chatter = await self.join(self.room, "ann", attributes={"username": "Ann", "avatar": "dog.png", "Zed": "z"})
        request = await chatter.send("SEND_MESSAGE", Content="Hi", Attributes={"b": "2", "a": "1"})
        await self.assert_next(chatter, message(
            request, '{"a":"1","b":"2"}', "Hi", "ann", '{"Zed":"z","avatar":"dog.png","username":"Ann"}'))

    async def test_a_delete_event_spells_the_message_id_both_ways(self):
        chatter = await self.join(self.room, "ann")
        request = await chatter.send("DELETE_MESSAGE", Id="M2YcHkgffEvU", Reason="spam")
        await self.assert_next(chatter, event(
            request, "aws:DELETE_MESSAGE", '{"MessageID":"M2YcHkgffEvU","MessageId":"M2YcHkgffEvU","Reason":"spam"}'))

    async def test_a_reason_that_was_not_given_is_absent(self):
        chatter = await self.join(self.room, "ann")
        await chatter.send_as_is({"Action": "DELETE_MESSAGE", "Id": "M2YcHkgffEvU"})
        await self.assert_next(chatter, event(
            "", "aws:DELETE_MESSAGE", '{"MessageID":"M2YcHkgffEvU","MessageId":"M2YcHkgffEvU"}'))

    async def test_a_disconnect_event_names_the_user_and_comes_before_the_close(self):
        chatter = await self.join(self.room, "ann")
        request = await chatter.send("DISCONNECT_USER", UserId="ann", Reason="bye")
        await self.assert_next(chatter, event(request, "aws:DISCONNECT_USER", '{"Reason":"bye","UserId":"ann"}'))
        self.assertEqual(await chatter.close_frame(), (1000, "bye"))

    async def test_a_refused_capability_is_an_error_403_that_echoes_the_request_id(self):
        for action, members in [("SEND_MESSAGE", {"Content": "Hi"}), ("DELETE_MESSAGE", {"Id": "M2YcHkgffEvU"}),
                                ("DISCONNECT_USER", {"UserId": "ann"})]:
            with self.subTest(action):
                chatter = await self.join(self.room, "ann", [name for name in ALL if name != action])
                request = await chatter.send(action, **members)
                await self.assert_next(chatter, error(request, 403))

    async def test_keys_are_taken_in_any_case_and_unknown_ones_ignored(self):
        chatter = await self.join(self.room, "ann")
        await chatter.send_as_is({"action": "SEND_MESSAGE", "content": "Hi", "REQUESTID": "r-1", "senderName": "x"})
        await self.assert_next(chatter, message("r-1", "null", "Hi", "ann"))

    async def test_text_that_is_no_request_is_an_error_400(self):
        chatter = await self.join(self.room, "ann")
        for text in ["not json", "[]", "{}", '{"Action":"FLY"}', '{"Action":"SEND_MESSAGE"}',
                     '{"Action":"SEND_MESSAGE","Content":"Hi","Attributes":{"a":1}}']:
            with self.subTest(text):
                await chatter.socket.send(text)
                await self.assert_next(chatter, error("", 400))

    async def test_a_message_that_is_too_long_says_so_in_the_words_of_aws(self):
        chatter = await self.join(self.room, "ann")
        request = await chatter.send("SEND_MESSAGE", Content="x" * 501)
        await self.assert_next(chatter, error(request, 400, "Message exceeds maximum length"))
