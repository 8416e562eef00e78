"""A resource's life as Terraform's provider leads it: after each step it reads until the step shows (facts 1.8)."""

from support.case import DESTINATIONS, PlaneCase, fresh_lambda
from support.environment import setUpModule  # noqa: F401 (unittest calls it)
from support.planes import ApiError
from support.rooms import fresh_name

TRIES = 20  # without a pause in between; the first attempt should succeed here


class LifecycleTests(PlaneCase):
    def wait_until_active(self, arn, pending):
        for _ in range(TRIES):
            found = self.call("GetLoggingConfiguration", identifier=arn)
            if found["state"] == "ACTIVE":
                return found
            self.assertEqual(found["state"], pending)
        self.fail(f"still {pending} after {TRIES} tries")

    def wait_until_gone(self, operation, arn):
        for _ in range(TRIES):
            try:
                found = self.call(operation, identifier=arn)
            except ApiError as error:
                self.assert_missing(error, arn.rpartition("/")[2])
                return
            self.assertIn(found.get("state", "DELETING"), ("DELETING", "ACTIVE"))
        self.fail(f"still there after {TRIES} tries")

    def test_a_logging_configuration_is_created_updated_and_deleted(self):
        name = fresh_name()
        arn = self.create_logging_configuration("s3", name=name)["arn"]
        created = self.wait_until_active(arn, "CREATING")
        self.assertEqual((created["name"], created["destinationConfiguration"]), (name, DESTINATIONS["s3"]))
        self.call("UpdateLoggingConfiguration", identifier=arn, destinationConfiguration=DESTINATIONS["firehose"])
        updated = self.wait_until_active(arn, "UPDATING")
        self.assertEqual(updated["destinationConfiguration"], DESTINATIONS["firehose"])
        self.call("TagResource", resourceArn=arn, tags={"key1": "value1"})
        self.assertEqual(self.wait_until_active(arn, "UPDATING")["tags"], {"key1": "value1"})
        self.call("DeleteLoggingConfiguration", identifier=arn)
        self.wait_until_gone("GetLoggingConfiguration", arn)
        self.call("CreateLoggingConfiguration", name=name, destinationConfiguration=DESTINATIONS["s3"])

    def test_a_room_is_created_updated_and_deleted_with_its_logging_configuration(self):
        configuration = self.create_logging_configuration()["arn"]
        arn = self.create_room(tags={"key1": "value1"}, loggingConfigurationIdentifiers=[configuration])["arn"]
        self.assertEqual(self.call("GetRoom", identifier=arn)["name"], "")
        # Terraform updates members and tags apart, and takes a handler away by an empty uri.
        for change in [{"name": fresh_name(), "maximumMessageRatePerSecond": 5},
                       {"messageReviewHandler": {"uri": fresh_lambda(), "fallbackResult": "DENY"}},
                       {"messageReviewHandler": {"uri": "", "fallbackResult": "DENY"}}]:
            self.call("UpdateRoom", identifier=arn, **change)
            found = self.call("GetRoom", identifier=arn)
            self.assertEqual({member: found[member] for member in change}, change)
        self.call("UntagResource", resourceArn=arn, tagKeys=["key1"])
        self.call("TagResource", resourceArn=arn, tags={"key2": "value2"})
        self.assertEqual(self.call("GetRoom", identifier=arn)["tags"], {"key2": "value2"})
        self.call("DeleteRoom", identifier=arn)
        self.wait_until_gone("GetRoom", arn)
        self.call("DeleteLoggingConfiguration", identifier=configuration)
        self.wait_until_gone("GetLoggingConfiguration", configuration)
