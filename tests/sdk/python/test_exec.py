"""`ivschat-local exec`: SDKs find the server without configuration, and Ctrl-C in a terminal arrives once."""

import json
import os
import pty
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import unittest

from support import environment

PATIENCE = 60  # seconds; a command loads an SDK of its own, which is slow on a busy machine
ABSENT = environment.without_option("exec")

BOTO3 = """
import asyncio, os
import boto3, websockets

chat = boto3.client("ivschat", endpoint_url=os.environ["IVSCHAT_ENDPOINT"])
room = chat.create_room(name="lobby")
reply = chat.create_chat_token(roomIdentifier=room["arn"], userId="alice", capabilities=["SEND_MESSAGE"])

async def greet():
    async with websockets.connect(os.environ["IVSCHAT_WS"], subprotocols=[reply["token"]]) as socket:
        await socket.send('{"Action": "SEND_MESSAGE", "RequestId": "", "Content": "Hello"}')
        print(await socket.recv())

asyncio.run(greet())
"""
JAVASCRIPT = """
import { CreateRoomCommand, IvschatClient } from "@aws-sdk/client-ivschat";

const room = await new IvschatClient({}).send(new CreateRoomCommand({ name: "lobby" }));
console.log(JSON.stringify({ arn: room.arn }));
"""
# Prints the signals that it receives. TERM arrives after INT, and after any second INT.
LISTENER = """
import signal
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT, signal.SIGTERM])
print("started", flush=True)
received = None
while received != signal.SIGTERM:
    received = signal.sigwait([signal.SIGINT, signal.SIGTERM])
    print(received.name, flush=True)
"""


def bare_environment(home):
    """Of a machine where nobody has configured AWS or ivschat-local."""
    return {**{name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "IVSCHAT_"))},
            "HOME": home}


def in_terminal(command):
    """The process id and the other end of the terminal."""
    process, terminal = pty.fork()
    if process == 0:
        os.execvp(command[0], command)
    return process, terminal


def read_until(terminal, words):
    """What the terminal shows up to these words."""
    shown = b""
    while words not in shown:
        shown += os.read(terminal, 4096)
    return shown.decode()


@unittest.skipIf(ABSENT, ABSENT)
class ExecTests(unittest.TestCase):
    def exec(self, *command, options=(), folder=None):
        """The output of the command, which must succeed."""
        with tempfile.TemporaryDirectory() as home:
            done = subprocess.run([environment.binary(), "exec", *options, "--", *command], capture_output=True,
                                  text=True, cwd=folder, env=bare_environment(home), timeout=PATIENCE)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def test_boto3_needs_no_configuration_but_the_endpoint(self):
        for options in ([], ["--auth", "strict", "--credentials", "AKIDEXAMPLE:a secret"]):
            with self.subTest(options=options):
                message = json.loads(self.exec(sys.executable, "-c", BOTO3, options=options))
                self.assertEqual((message["Type"], message["Content"]), ("MESSAGE", "Hello"))

    def test_the_javascript_sdk_needs_no_configuration_at_all(self):
        folder = environment.PROJECT / "tests" / "sdk" / "js"
        if not shutil.which("node") or not (folder / "node_modules").is_dir():
            self.skipTest("the packages of tests/sdk/js are not installed")
        room = json.loads(self.exec("node", "--input-type=module", "-e", JAVASCRIPT, options=["--region", "eu-west-1"],
                                    folder=folder))
        self.assertRegex(room["arn"], r"\Aarn:aws:ivschat:eu-west-1:000000000000:room/\w{12}\Z")

    def test_an_interrupt_from_the_terminal_reaches_the_command_once(self):
        process, terminal = in_terminal([environment.binary(), "exec", "--", sys.executable, "-c", LISTENER])
        self.addCleanup(os.close, terminal)
        guard = threading.Timer(PATIENCE, os.kill, [process, 9])
        guard.start()
        self.addCleanup(guard.cancel)
        read_until(terminal, b"started")
        os.write(terminal, b"\x03")
        shown = read_until(terminal, b"SIGINT")
        os.kill(process, 15)
        shown += read_until(terminal, b"SIGTERM")
        self.assertEqual(re.findall("SIG[A-Z]+", shown), ["SIGINT", "SIGTERM"])
        _, status = os.waitpid(process, 0)
        self.assertEqual(os.waitstatus_to_exitcode(status), 0)


if __name__ == "__main__":
    unittest.main()
