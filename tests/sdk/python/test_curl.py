"""curl --aws-sigv4 against the control plane, which shows the bytes without an SDK."""

from support.case import PlaneCase
from support.control_plane import ControlPlaneTests
from support.environment import setUpModule  # noqa: F401 (unittest calls it)
from support.planes import Curl
from support.rooms import create_room


class CurlTests(ControlPlaneTests, PlaneCase):
    plane_type = Curl

    def test_times_are_text_in_utc_with_milliseconds(self):
        room = create_room(self, self.plane)
        reply = self.plane.call("CreateChatToken", roomIdentifier=room["arn"], userId="u")
        for time in room["createTime"], reply["tokenExpirationTime"], reply["sessionExpirationTime"]:
            self.assertRegex(time, r"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\Z")

    def test_a_token_is_made_of_header_token_characters(self):
        room = create_room(self, self.plane)
        reply = self.plane.call("CreateChatToken", roomIdentifier=room["arn"], userId="u")
        self.assertRegex(reply["token"], r"\A[A-Za-z0-9_-]+\Z")
