"""The AWS CLI against the control plane. The CLI is slow, so everything that is not under test uses boto3."""

from support.case import DESTINATIONS, PlaneCase
from support.control_plane import ControlPlaneTests
from support.environment import setUpModule  # noqa: F401 (unittest calls it)
from support.planes import AwsCli

TAGS = {"a b": "1", "größe/🎉": "x+y", "c": ""}


class AwsCliTests(ControlPlaneTests, PlaneCase):
    plane_type = AwsCli


class AwsCliSmokeTests(PlaneCase):
    def setUp(self):
        super().setUp()
        self.cli = AwsCli(self)

    def test_a_room_is_updated_and_tagged(self):
        configuration = self.create_logging_configuration()["arn"]
        arn = self.create_room(tags={"old": "x"})["arn"]
        updated = self.cli.call("UpdateRoom", identifier=arn, loggingConfigurationIdentifiers=[configuration])
        self.assertEqual((updated["loggingConfigurationIdentifiers"], updated["tags"]), ([configuration], {"old": "x"}))
        self.assertEqual(self.cli.call("TagResource", resourceArn=arn, tags=TAGS).status, 200)
        self.assertEqual(self.cli.call("ListTagsForResource", resourceArn=arn)["tags"], {**TAGS, "old": "x"})
        keys = ["old", *list(TAGS)[1:]]
        self.assertEqual(self.cli.call("UntagResource", resourceArn=arn, tagKeys=keys).status, 200)
        self.assertEqual(self.call("GetRoom", identifier=arn)["tags"], {"a b": "1"})

    def test_a_logging_configuration_is_created_updated_listed_and_deleted_when_no_room_holds_it(self):
        made = self.cli.call("CreateLoggingConfiguration", destinationConfiguration=DESTINATIONS["cloudWatchLogs"])
        self.assertEqual((made.status, made["state"], made["tags"]), (200, "ACTIVE", {}))
        identifier = made["arn"]
        changed = self.cli.call("UpdateLoggingConfiguration", identifier=identifier,
                                destinationConfiguration=DESTINATIONS["firehose"])
        self.assertEqual(changed["destinationConfiguration"], DESTINATIONS["firehose"])
        self.assertEqual(self.cli.call("GetLoggingConfiguration", identifier=identifier), changed)
        self.assertIn(changed, self.cli.call("ListLoggingConfigurations")["loggingConfigurations"])
        room = self.create_room(loggingConfigurationIdentifiers=[identifier])
        refusal = self.refusal("DeleteLoggingConfiguration", self.cli, identifier=identifier)
        self.assert_refused(refusal, "ConflictException", 409, resourceId=made["id"], resourceType="ROOM")
        self.call("DeleteRoom", identifier=room["arn"])
        self.assertEqual(self.cli.call("DeleteLoggingConfiguration", identifier=identifier).status, 204)

    async def test_a_backend_sends_an_event_deletes_it_and_throws_a_viewer_out(self):
        room = self.create_room()
        viewer, where = await self.join(room, "viewer", []), {"roomIdentifier": room["arn"]}
        event = self.cli.call("SendEvent", eventName="app:GIFT", attributes={"to": "ann"}, **where)
        deletion = self.cli.call("DeleteMessage", id=event["id"], reason="spam", **where)
        self.assertEqual(self.cli.call("DisconnectUser", userId="viewer", reason="bye", **where), {})
        frames = [await viewer.next() for _ in range(3)]
        self.assertEqual([frame["EventName"] for frame in frames],
                         ["app:GIFT", "aws:DELETE_MESSAGE", "aws:DISCONNECT_USER"])
        self.assertEqual([frame["Id"] for frame in frames[:2]], [event["id"], deletion["id"]])
        self.assertEqual(await viewer.close_frame(), (1000, "bye"))
