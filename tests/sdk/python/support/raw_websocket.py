"""A WebSocket client that returns the bytes as they were received, and always sends the same ones."""

import json
import socket
import struct

from . import environment
from .control_api import address

KEY = "dGhlIHNhbXBsZSBub25jZQ=="  # RFC 6455, 1.3
MASK = b"\x00\x00\x00\x00"  # which leaves the payload as it is


class RawClient:
    def __init__(self, test, token):
        self.socket = socket.create_connection(address(), timeout=environment.PATIENCE)
        test.addCleanup(self.socket.close)
        self.stream = self.socket.makefile("rb")
        test.addCleanup(self.stream.close)
        self.socket.sendall((f"GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                             f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {KEY}\r\n"
                             f"Sec-WebSocket-Protocol: {token}\r\n\r\n").encode())
        self.head = b"".join(iter(self.stream.readline, b"\r\n"))
        test.assertTrue(self.head.startswith(b"HTTP/1.1 101 "), self.head)

    def send(self, members):
        text = json.dumps(members).encode()
        length = struct.pack("!B", 0x80 | len(text)) if len(text) < 126 else struct.pack("!BH", 0x80 | 126, len(text))
        self.socket.sendall(b"\x81" + length + MASK + text)

    def read(self, size):
        return self.stream.read(size)

    def frame(self):
        """The next frame, header and all."""
        head = self.read(2)
        length, more = head[1], b""
        if length == 126:
            more = self.read(2)
            (length,) = struct.unpack("!H", more)
        return head + more + self.read(length)
