"""The scenario that every client walks through: send, be refused, delete, disconnect, reconnect."""

from .chat import Chatter, next_of, refused_status
from .rooms import ALL, create_room, mint


async def moderate_a_room(test, plane):
    room = create_room(test, plane)
    speaker = await Chatter.join(test, mint(plane, room, "speaker", ["SEND_MESSAGE"]))
    viewer = await Chatter.join(test, mint(plane, room, "viewer"))
    moderator = await Chatter.join(test, mint(plane, room, "moderator", ALL))
    everyone = [speaker, viewer, moderator]

    request = await speaker.send("SEND_MESSAGE", Content="Hi all")
    message = await next_of(everyone)
    test.assertEqual(
        (message["Type"], message["Content"], message["RequestId"], message["Sender"]["UserId"]),
        ("MESSAGE", "Hi all", request, "speaker"))

    request = await viewer.send("SEND_MESSAGE", Content="I may not")
    error = await viewer.next()
    test.assertEqual((error["Type"], error["ErrorCode"], error["RequestId"]), ("ERROR", 403, request))

    # This is the next frame of the others, so they got nothing of the refusal.
    request = await moderator.send("DELETE_MESSAGE", Id=message["Id"], Reason="off topic")
    event = await next_of(everyone)
    test.assertEqual((event["Type"], event["EventName"], event["RequestId"]),
                     ("EVENT", "aws:DELETE_MESSAGE", request))
    test.assertEqual(event["Attributes"],
                     {"MessageID": message["Id"], "MessageId": message["Id"], "Reason": "off topic"})

    request = await moderator.send("DISCONNECT_USER", UserId="speaker", Reason="kicked out")
    event = await next_of(everyone)
    test.assertEqual((event["Type"], event["EventName"], event["RequestId"]),
                     ("EVENT", "aws:DISCONNECT_USER", request))
    test.assertEqual(event["Attributes"], {"Reason": "kicked out", "UserId": "speaker"})
    test.assertEqual(await speaker.close_frame(), (1000, "kicked out"))

    test.assertEqual(await refused_status(speaker.token), 401)
    speaker = await Chatter.join(test, mint(plane, room, "speaker", ["SEND_MESSAGE"]))
    await speaker.send("SEND_MESSAGE", Content="I am back")
    message = await next_of([speaker, viewer, moderator])
    test.assertEqual(message["Content"], "I am back")
