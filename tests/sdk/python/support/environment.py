"""Where the service under test is: named by the environment, or started here.

With IVSCHAT_ENDPOINT and IVSCHAT_WS set, the tests go there (it may be AWS); without, each test
module that imports setUpModule from here gets a server of its own.
"""

import dataclasses
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import threading
import unittest

PROJECT = pathlib.Path(__file__).resolve().parents[4]
READY = re.compile(r"ivschat-local ready: (http://\S+) (ws://\S+)\n")
PATIENCE = 10  # seconds; only a guard against waiting forever


@dataclasses.dataclass
class Service:
    endpoint: str
    websocket: str
    key: str
    secret: str
    session_token: str
    region: str


class Server:
    """A server process of our own, under strict authentication."""

    def __init__(self, binary, key, secret, *options):
        self.log = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            [binary, "--listen", "127.0.0.1:0", "--auth", "strict", "--credentials", f"{key}:{secret}",
             *options],
            stdout=subprocess.PIPE, stderr=self.log, text=True)
        guard = threading.Timer(PATIENCE, self.process.kill)
        guard.start()
        line = self.process.stdout.readline()
        guard.cancel()
        ready = READY.fullmatch(line)
        if not ready:
            self.process.kill()
            raise RuntimeError(f"no ready line but {line!r}; the log says:\n{self.log_text()}")
        self.endpoint, self.websocket = ready.groups()

    def log_text(self):
        self.process.wait()
        self.log.seek(0)
        return self.log.read().decode(errors="replace")

    def stop(self):
        """Raises unless SIGTERM ends the server with status 0 within two seconds."""
        self.process.send_signal(signal.SIGTERM)
        try:
            status = self.process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            self.process.kill()
            status = "still running after 2 s"
        more = self.process.stdout.read()
        self.process.stdout.close()
        if status != 0 or more:
            raise AssertionError(f"SIGTERM: status {status}, more output {more!r}, log:\n{self.log_text()}")
        self.log.close()


def binary():
    return os.environ.get("IVSCHAT_LOCAL", str(PROJECT / "build" / "release" / "ivschat-local"))


def credentials():
    return (os.environ.get("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"),
            os.environ.get("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"))


service: Service = None


def region():
    return os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or "us-east-1"


def setUpModule():
    global service
    key, secret = credentials()
    endpoint, websocket = os.environ.get("IVSCHAT_ENDPOINT"), os.environ.get("IVSCHAT_WS")
    if not endpoint:
        server = Server(binary(), key, secret)
        unittest.addModuleCleanup(server.stop)
        endpoint, websocket = server.endpoint, server.websocket
    service = Service(endpoint, websocket, key, secret, os.environ.get("AWS_SESSION_TOKEN", ""), region())


def serve(test, *options):
    """A server with these options, instead of the service under test, until the test ends."""
    global service
    server = Server(binary(), *credentials(), *options)
    test.addCleanup(server.stop)
    test.addCleanup(setattr, sys.modules[__name__], "service", service)
    service = Service(server.endpoint, server.websocket, *credentials(), "", region())


def without_option(option):
    """Why a test that starts a server with this option cannot run, or nothing."""
    if not os.access(binary(), os.X_OK) and os.environ.get("IVSCHAT_ENDPOINT"):
        return f"needs a server of its own, and {binary()} is not there"
    help_text = subprocess.run([binary(), "--help"], capture_output=True, text=True, check=True).stdout
    return "" if option in help_text.split() else f"{binary()} has no {option} yet"
