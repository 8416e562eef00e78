"""Limits of a room and of a connection, sessions side by side, and tokens at the handshake."""

from support.case import PlaneCase
from support.chat import Chatter, next_of, refused_status
from support.environment import setUpModule  # noqa: F401 (unittest calls it)
from support.rooms import mint


class SessionTests(PlaneCase):
    async def test_the_room_refuses_messages_beyond_its_rate(self):
        chatter = await self.join(self.create_room(maximumMessageRatePerSecond=1), "ann")
        requests = [await chatter.send("SEND_MESSAGE", Content=text) for text in ("first", "second")]
        message, error = await chatter.next(), await chatter.next()
        self.assertEqual((message["RequestId"], message["Content"]), (requests[0], "first"))
        self.assertEqual((error["ErrorCode"], error["ErrorMessage"], error["RequestId"]),
                         (429, "rate limit exceeded", requests[1]))

    async def test_the_rate_of_a_room_is_shared_by_its_speakers(self):
        room = self.create_room(maximumMessageRatePerSecond=1)
        ann, ben = await self.join(room, "ann"), await self.join(room, "ben")
        await ann.send("SEND_MESSAGE", Content="first")
        await next_of([ann, ben])
        request = await ben.send("SEND_MESSAGE", Content="second")
        error = await ben.next()
        self.assertEqual((error["ErrorCode"], error["RequestId"]), (429, request))

    async def test_the_eleventh_request_within_a_second_is_refused_whatever_it_asks(self):
        chatter = await self.join(self.create_room(maximumMessageRatePerSecond=100), "ann")
        kinds = [("SEND_MESSAGE", {"Content": "Hi"}), ("DELETE_MESSAGE", {"Id": "M2YcHkgffEvU"}),
                 ("DISCONNECT_USER", {"UserId": "nobody"})]
        # A few more than eleven, in case the bucket refills while this machine stalls.
        requests = [await chatter.send(action, **members) for action, members in (kinds * 5)]
        answers = {}
        for _ in requests:
            frame = await chatter.next()
            answers[frame["RequestId"]] = frame.get("ErrorCode", "passed")
        codes = [answers[request] for request in requests]
        self.assertEqual(codes[:10], ["passed"] * 10)
        self.assertIn(429, codes[10:])

    async def test_the_length_of_a_message_is_counted_in_code_points(self):
        chatter = await self.join(self.create_room(maximumMessageLength=5), "ann")
        await chatter.send("SEND_MESSAGE", Content="🎉" * 5)
        self.assertEqual((await chatter.next())["Content"], "🎉" * 5)
        request = await chatter.send("SEND_MESSAGE", Content="🎉" * 6)
        error = await chatter.next()
        self.assertEqual((error["ErrorCode"], error["RequestId"]), (400, request))

    async def test_two_sessions_of_one_user_see_the_same_frames_and_end_together(self):
        room = self.create_room()
        twins = [await self.join(room, "ann"), await self.join(room, "ann")]
        ben = await self.join(room, "ben")
        await twins[0].send("SEND_MESSAGE", Content="Hi")
        await next_of([*twins, ben])
        await ben.send("DISCONNECT_USER", UserId="ann", Reason="both")
        await next_of([*twins, ben])
        self.assertEqual([await twin.close_frame() for twin in twins], [(1000, "both")] * 2)

    async def test_a_long_reason_is_cut_between_characters_to_what_a_close_frame_holds(self):
        ann = await self.join(self.create_room(), "ann")
        await ann.send("DISCONNECT_USER", UserId="ann", Reason="é" * 256)
        self.assertEqual((await ann.next())["Attributes"]["Reason"], "é" * 256)
        self.assertEqual(await ann.close_frame(), (1000, "é" * 61))

    async def test_rooms_do_not_hear_each_other(self):
        ann = await self.join(self.create_room(), "ann")
        ben = await self.join(self.create_room(), "ben")
        await ann.send("SEND_MESSAGE", Content="in one room")
        await ben.send("SEND_MESSAGE", Content="in the other")
        self.assertEqual((await ben.next())["Content"], "in the other")
        self.assertEqual((await ann.next())["Content"], "in one room")

    async def test_a_token_that_was_altered_opens_nothing(self):
        token = mint(self.plane, self.create_room(), "ann")
        middle = len(token) // 2
        altered = token[:middle] + ("A" if token[middle] != "A" else "B") + token[middle + 1:]
        self.assertIn(await refused_status(altered), (401, 403))
        await Chatter.join(self, token)

    async def test_a_room_that_was_deleted_lets_nobody_in_and_nobody_is_thrown_out(self):
        room = self.create_room()
        early, late = await self.join(room, "early"), mint(self.plane, room, "late")
        self.plane.call("DeleteRoom", identifier=room["arn"])
        self.assertIn(await refused_status(late), (401, 403, 404))
        await (await early.socket.ping())
