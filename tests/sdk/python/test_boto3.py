"""boto3 against the control plane."""

import datetime

from support.case import PlaneCase
from support.control_plane import ControlPlaneTests
from support.environment import setUpModule  # noqa: F401 (unittest calls it)
from support.planes import Boto3
from support.rooms import create_room


class Boto3Tests(ControlPlaneTests, PlaneCase):
    plane_type = Boto3

    def test_errors_are_the_modelled_exception_classes(self):
        client = self.plane.client
        with self.assertRaises(client.exceptions.ValidationException):
            client.create_chat_token(roomIdentifier="AbCdEfGhIjKl", userId="u")
        room = create_room(self, self.plane)
        client.delete_room(identifier=room["arn"])
        with self.assertRaises(client.exceptions.ResourceNotFoundException):
            client.get_room(identifier=room["arn"])

    def test_times_are_dates_in_utc(self):
        room = create_room(self, self.plane)
        reply = self.plane.call("CreateChatToken", roomIdentifier=room["arn"], userId="u")
        for time in room["createTime"], reply["tokenExpirationTime"], reply["sessionExpirationTime"]:
            self.assertIsInstance(time, datetime.datetime)
            self.assertEqual(time.utcoffset(), datetime.timedelta(0))

    def test_attributes_of_a_token_hold_1024_bytes_of_keys_and_values(self):
        members = {"roomIdentifier": self.create_room()["arn"], "userId": "u"}
        full = {"é": "é" * 500, "key": "v" * (1024 - 2 - 1000 - 3)}
        self.assertEqual(self.call("CreateChatToken", attributes=full, **members).status, 200)
        too_much = {**full, "key": full["key"] + "v"}
        self.assert_invalid(self.refusal("CreateChatToken", attributes=too_much, **members), {"attributes"})

    def test_every_reply_carries_a_request_id(self):
        metadata = self.plane.client.list_rooms()["ResponseMetadata"]
        self.assertRegex(metadata["RequestId"], r"\A[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")
