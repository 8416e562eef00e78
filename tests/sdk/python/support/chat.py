"""One WebSocket session of the messaging endpoint, and what a test does with it."""

import asyncio
import json
import uuid

import websockets

from . import environment


class Chatter:
    def __init__(self, socket, token):
        self.socket, self.token = socket, token

    @classmethod
    async def join(cls, test, token):
        socket = await websockets.connect(environment.service.websocket, subprotocols=[token])
        test.addAsyncCleanup(socket.close)
        test.assertEqual(socket.subprotocol, token, "the token is echoed as the subprotocol")
        return cls(socket, token)

    async def send(self, action, **members):
        """Sends it and returns its RequestId."""
        request_id = str(uuid.uuid4())
        await self.send_as_is({"Action": action, "RequestId": request_id, **members})
        return request_id

    async def send_as_is(self, members):
        await self.socket.send(json.dumps(members))

    async def next_text(self):
        return await asyncio.wait_for(self.socket.recv(), environment.PATIENCE)

    async def next(self):
        return json.loads(await self.next_text())

    async def close_frame(self):
        """The code and reason of the close that must come next."""
        try:
            frame = await self.next_text()
        except websockets.ConnectionClosed as closed:
            return closed.rcvd.code, closed.rcvd.reason
        raise AssertionError(f"expected the close, got {frame}")


async def next_of(chatters):
    """The next frame of each of them, which must be the same for all."""
    frames = [await chatter.next_text() for chatter in chatters]
    if len(set(frames)) != 1:
        raise AssertionError("they got different frames:\n" + "\n".join(frames))
    return json.loads(frames[0])


async def refused_status(token):
    """The HTTP status with which the handshake is refused."""
    try:
        socket = await websockets.connect(environment.service.websocket, subprotocols=[token])
    except websockets.InvalidStatusCode as refusal:
        return refusal.status_code
    await socket.close()
    raise AssertionError("the handshake was accepted")
