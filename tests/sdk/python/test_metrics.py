"""The metrics page in the eyes of Prometheus's own checker."""

import os
import shutil
import subprocess
import urllib.request

from support import environment
from support.case import PlaneCase, missing
from support.chat import next_of, refused_status
from support.environment import setUpModule  # noqa: F401 (unittest calls it)
from support.planes import ApiError


def promtool():
    """Where ./dev unpacks it, or where the machine has it."""
    path = os.pathsep.join([str(environment.PROJECT / "build" / "unpacked"), os.environ["PATH"]])
    found = shutil.which("promtool", path=path)
    if not found:
        raise FileNotFoundError("no promtool; ./dev setup brings it")
    return found


def check(page):
    """The exit status of `promtool check metrics`, and what it complains of."""
    checked = subprocess.run([promtool(), "check", "metrics"], input=page, text=True, capture_output=True,
                             timeout=environment.PATIENCE)
    return checked.returncode, checked.stdout + checked.stderr


def read_page():
    with urllib.request.urlopen(environment.service.endpoint + "/_ivschat/metrics", timeout=environment.PATIENCE) as page:
        return page.read().decode()


class MetricsTests(PlaneCase):
    def setUp(self):
        environment.serve(self)  # AWS has no such page
        super().setUp()

    async def make_traffic(self):
        room = self.create_room()
        self.create_logging_configuration()
        speaker, viewer = await self.join(room, "speaker"), await self.join(room, "viewer")
        await speaker.send("SEND_MESSAGE", Content="Hello")
        message = await next_of([speaker, viewer])
        await speaker.send("DELETE_MESSAGE", Id=message["Id"])
        await next_of([speaker, viewer])
        await speaker.send("SHOUT")
        self.assertEqual((await speaker.next())["ErrorCode"], 400)
        self.call("SendEvent", roomIdentifier=room["arn"], eventName="goal")
        await next_of([speaker, viewer])
        with self.assertRaises(ApiError):
            self.call("GetRoom", identifier=missing(room))
        self.assertEqual(await refused_status("no-token-of-ours"), 403)

    def test_promtool_accepts_the_page_of_a_server_that_has_just_started(self):
        self.assertEqual(check(read_page()), (0, ""))

    async def test_promtool_accepts_the_page_after_some_traffic(self):
        await self.make_traffic()
        page = read_page()
        self.assertEqual(check(page), (0, ""))
        for line in ['aws_ivschat_concurrent_chat_connections 2',
                     'aws_ivschat_deliveries_total{action="SEND_MESSAGE"} 2',
                     'aws_ivschat_deliveries_total{action="SEND_EVENT"} 2',
                     'aws_ivschat_messaging_deliveries_total 6',
                     'aws_ivschat_messaging_requests_total 3',
                     'aws_ivschat_requests_total{action="CreateRoom"} 1',
                     'ivschat_handshakes_total{status="403"} 1']:
            with self.subTest(line):
                self.assertIn("\n" + line + "\n", page)

    def test_promtool_would_complain(self):
        for name, page in [("a counter without _total", "# HELP a_b It.\n# TYPE a_b counter\na_b 1\n"),
                           ("no help", "# TYPE a_b gauge\na_b 1\n"), ("no format", "a b c\n")]:
            with self.subTest(name):
                self.assertNotEqual(check(page)[0], 0)
