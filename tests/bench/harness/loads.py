"""Runs the load generators."""
import json
import subprocess
import threading

from . import machine
from .contenders import KEY, SECRET

PATIENCE = 240  # seconds; only a generator that hangs takes that long
CONNECTING = 120


class WrongReplies(Exception):
    """The generator received something wrong. The text is what it reported."""


class Loads:
    def __init__(self, tools, scratch):
        self.tools, self.scratch = tools, scratch

    def _run(self, program, **flags):
        command = [str(self.tools / program)]
        for name, value in flags.items():
            command += [f"--{name}", str(value)]
        try:
            done = subprocess.run(machine.pinned(command, machine.generator_cores()),
                                  capture_output=True, text=True, timeout=PATIENCE, check=False)
        except subprocess.TimeoutExpired:
            raise WrongReplies(f"{' '.join(command[1:])}\ndid not end within {PATIENCE} s") from None
        if done.returncode != 0:
            raise WrongReplies(f"{' '.join(command[1:])}\n{done.stderr}{done.stdout}".strip())
        return json.loads(done.stdout) if done.stdout else {}

    def tokens(self, server, is_ours, **flags):
        """Sends CreateChatToken, to which yardsticks have a fixed reply."""
        return self._run("token_load", server=server.address, pids=server.pids, key=KEY,
                         secret=SECRET, **({} if is_ours else {"fixed": 1}), **flags)

    def chat(self, server, is_ours, rooms, token_file="tokens", **flags):
        """Talks in `rooms`. In 1x1000+400x100, the first group talks and the others listen."""
        if is_ours:
            flags = {**flags, "tokens": self.scratch / token_file}
            self._run("token_load", server=server.address, key=KEY, secret=SECRET, rooms=rooms,
                      count=connections(rooms), save=flags["tokens"])
        return self._run("chat_load", server=server.address, pids=server.pids, rooms=rooms,
                         patience=CONNECTING, **flags)


class Churn:
    """Clients that join and leave the talking room as long as the context lasts."""

    def __init__(self, loads, server, room_size=50):
        self.loads, self.server, self.rooms = loads, server, f"1x{room_size}"
        self.rounds, self.error, self.is_over = 0, None, False
        self.thread = threading.Thread(target=self._come_and_go)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.is_over = True
        self.thread.join()

    def _come_and_go(self):
        try:
            while not self.is_over:
                self.loads.chat(self.server, True, self.rooms, seconds=0, settle=0.02,
                                token_file="tokens-of-the-churn")
                self.rounds += 1
        except WrongReplies as wrong:
            self.error = str(wrong)


def connections(rooms):
    groups = [group.split("x") for group in rooms.split("+")]
    return sum(int(count) * int(size) for count, size in groups)
