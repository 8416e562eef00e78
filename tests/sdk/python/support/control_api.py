"""The control API under /_ivschat/, as a test uses it; and connections of its own, byte for byte."""

import contextlib
import http.client
import json
import socket
import urllib.parse

from . import environment
from .case import PlaneCase

JSON = {"Content-Type": "application/json"}


class Answer:
    def __init__(self, status, headers, text):
        self.status, self.headers, self.text = status, {name.lower(): value for name, value in headers}, text

    @property
    def members(self):
        return json.loads(self.text)

    @property
    def error(self):
        return self.headers.get("x-amzn-errortype")


def address():
    where = urllib.parse.urlsplit(environment.service.endpoint)
    return where.hostname, where.port


def ask(method, path, body=None, headers=None, prefix="/_ivschat"):
    """Sends any request, with only these headers and Host."""
    with contextlib.closing(http.client.HTTPConnection(*address(), timeout=environment.PATIENCE)) as connection:
        connection.request(method, prefix + path, body, headers or {})
        reply = connection.getresponse()
        return Answer(reply.status, reply.getheaders(), reply.read().decode())


def tell(method, path, members=None):
    """Sends a request with a JSON body, which must succeed, and returns the members of its reply."""
    answer = ask(method, path, "" if members is None else json.dumps(members), {} if method == "GET" else JSON)
    if answer.status != 200:
        raise AssertionError(f"{method} {path} answered {answer.status}: {answer.text}")
    return answer.members


def exchange(request):
    """Sends these bytes and returns what the server replies until it closes."""
    with socket.create_connection(address(), timeout=environment.PATIENCE) as connection:
        connection.sendall(request)
        return b"".join(iter(lambda: connection.recv(65536), b""))


class ControlCase(PlaneCase):
    """A server of the test's own, so that no other test is affected."""

    options = ()

    def setUp(self):
        environment.serve(self, *self.options)
        super().setUp()

    def mint(self, room, user, **members):
        return tell("POST", "/tokens", {"room": room, "user": user, **members})["token"]

    def state_of(self, token):
        return tell("POST", "/tokens/inspect", {"token": token})["state"]

    def sessions(self, query=""):
        return tell("GET", "/sessions" + query)["sessions"]

    def entries(self, query=""):
        return tell("GET", "/journal" + query)["entries"]

    def wait(self, **expectation):
        return tell("POST", "/journal/wait", expectation)
