"""Checks that the load generators notice mistakes, by running them against servers that make some."""
import os
import re
import select
import socket
import struct
import subprocess
import threading

ACCEPTED = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="  # for the only key that chat_load sends
FAULTY = 5  # the number of the message that is wrong

CHAT_FAULTS = {  # what is wrong -> the figure that must show it
    "none": None, "lost": "lost", "repeated": "out_of_order", "swapped": "out_of_order",
    "damaged": "damaged", "stray": "stray", "closed": "closed"}
TOKEN_FAULTS = {"none": None, "repeated": "wrong", "failed": "wrong", "too long": "wrong"}


class FaultyServer(threading.Thread):
    """Serves one run of a generator, in a thread of its own."""

    def __init__(self, fault):
        super().__init__(daemon=True)
        self.fault = fault
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = "127.0.0.1:%d" % self.listener.getsockname()[1]

    def run(self):
        try:
            with self.listener:
                self.serve()
        except (OSError, ValueError):
            pass  # the generator is done

    def accept(self):
        connection, _ = self.listener.accept()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection


class FaultyChat(FaultyServer):
    """Room 0 has two members, of whom the first talks, and room 1 has one."""

    def serve(self):
        rooms = {0: [], 1: []}
        for _ in range(3):
            connection = self.accept()
            path = re.match(rb"GET /room/(\d) ", connection.recv(4096))
            connection.sendall(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                               b"Connection: Upgrade\r\nSec-WebSocket-Accept: "
                               + ACCEPTED.encode() + b"\r\n\r\n")
            rooms[int(path[1])].append(connection)
        members = rooms[0]
        number, held, received = 0, b"", {each: b"" for each in members}
        while True:
            for ready in select.select(members, [], [])[0]:
                came = ready.recv(65536)
                if not came:
                    return
                received[ready] += came
                while (taken := self.take(received[ready])) is not None:
                    payload, received[ready] = taken
                    held = self.deliver(number, payload, held, members, rooms[1][0])
                    number += 1

    @staticmethod
    def take(data):
        """Returns a payload of 126 bytes or more and the bytes that follow it, if it is complete."""
        if len(data) < 8:
            return None
        size = struct.unpack(">H", data[2:4])[0]
        if len(data) < 8 + size:
            return None
        mask = data[4:8] * (size // 4 + 1)
        return bytes(a ^ b for a, b in zip(data[8:8 + size], mask)), data[8 + size:]

    def deliver(self, number, payload, held, members, stranger):
        """Returns what the second member gets after the next message."""
        frame = b"\x81\x7e" + struct.pack(">H", len(payload)) + payload
        members[0].sendall(frame)
        fault = self.fault if number == FAULTY else None
        if fault == "swapped":
            return frame
        if fault == "damaged":
            frame = frame[:-20] + b"?" + frame[-19:]
        if fault == "stray":
            stranger.sendall(frame)
        if fault == "closed":
            members.pop().close()
        elif fault != "lost" and len(members) > 1:
            members[1].sendall((frame + frame if fault == "repeated" else frame) + held)
        return b""


class FaultyTokens(FaultyServer):
    def serve(self):
        connection, number = self.accept(), 0
        while connection.recv(4096):
            status = "500 Oops" if self.fault == "failed" and number == FAULTY else "200 OK"
            token = number - 1 if self.fault == "repeated" and number == FAULTY else number
            body = '{"token":"%d"}' % token
            more = "more" if self.fault == "too long" and number == FAULTY else ""
            connection.sendall(f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n\r\n{body}{more}"
                               .encode())
            number += 1


def _missed(tools, program, faulty_server, fault, figure, flags):
    """Returns nothing if the generator noticed. On a busy machine it may not get far enough in a short
    time, so it then gets more."""
    for seconds in (0.05, 1, 5):
        server = faulty_server(fault)
        server.start()
        done = subprocess.run([tools / program, "--server", server.address, "--pids",
                               str(os.getpid()), "--warmup", "0", "--seconds", str(seconds), *flags],
                              capture_output=True, text=True, timeout=30, check=False)
        server.join(1)
        told = re.search(rf'"{figure}": (\d+)', done.stdout)
        if figure is None and done.returncode == 0:
            return None
        if figure is not None and done.returncode == 1 and told and int(told[1]) > 0:
            return None
    return f"{program} did not notice this fault of a server: {fault}\n{done.stdout}{done.stderr}"


def missed(tools):
    """Describes the faults that the generators did not notice."""
    chat = ["--rooms", "1x2+1x1", "--window", "4", "--settle", "0", "--drain", "0.1"]
    tokens = ["--connections", "1"]
    found = [_missed(tools, "chat_load", FaultyChat, fault, figure, chat)
             for fault, figure in CHAT_FAULTS.items()]
    found += [_missed(tools, "token_load", FaultyTokens, fault, figure, tokens)
              for fault, figure in TOKEN_FAULTS.items()]
    return [each for each in found if each]
