"""Replies as bytes: a reply without members has no body at all (facts 1.2)."""

from support.case import PlaneCase
from support.environment import setUpModule  # noqa: F401 (unittest calls it)
from support.planes import Boto3, Curl


class WireTests:
    def assert_empty(self, reply, status):
        self.assertEqual((reply.status, reply.body), (status, b""))
        if status == 204:  # whose length is not to be told (RFC 9110, 8.6)
            self.assertIn(reply.headers.get("content-length", "0"), ("0",))
            self.assertNotIn("transfer-encoding", reply.headers)
        else:
            self.assertEqual(reply.headers["content-length"], "0")

    def test_the_two_deletes_answer_204_without_a_body(self):
        configuration, room = self.create_logging_configuration(), self.create_room()
        self.assert_empty(self.call("DeleteRoom", identifier=room["arn"]), 204)
        self.assert_empty(self.call("DeleteLoggingConfiguration", identifier=configuration["arn"]), 204)

    def test_disconnecting_and_tagging_answer_200_without_a_body(self):
        room = self.create_room()["arn"]
        self.assert_empty(self.call("DisconnectUser", roomIdentifier=room, userId="nobody"), 200)
        self.assert_empty(self.call("TagResource", resourceArn=room, tags={"a": "1"}), 200)
        self.assert_empty(self.call("UntagResource", resourceArn=room, tagKeys=["a"]), 200)

    def test_every_reply_has_a_request_id_of_its_own(self):
        room = self.create_room()["arn"]
        replies = [self.call("GetRoom", identifier=room), self.call("ListTagsForResource", resourceArn=room),
                   self.call("DisconnectUser", roomIdentifier=room, userId="nobody"),
                   self.call("DeleteRoom", identifier=room)]
        ids = {reply.headers["x-amzn-requestid"] for reply in replies}
        self.assertEqual(len(ids), len(replies))
        for id in ids:
            self.assertRegex(id, r"\A[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")

    def test_what_has_a_body_is_json(self):
        room = self.create_room()
        for reply in [room, self.call("SendEvent", roomIdentifier=room["arn"], eventName="e"),
                      self.call("ListTagsForResource", resourceArn=room["arn"])]:
            self.assertEqual(reply.headers["content-type"], "application/json")
            self.assertEqual(int(reply.headers["content-length"]), len(reply.body))


class Boto3WireTests(WireTests, PlaneCase):
    plane_type = Boto3


class CurlWireTests(WireTests, PlaneCase):
    plane_type = Curl
