"""Logging configurations and the rooms that hold them (facts 1.5 and 1.8)."""

from support.case import DESTINATIONS, NOBODY, PlaneCase, missing, without
from support.environment import setUpModule  # noqa: F401 (unittest calls it)
from support.rooms import fresh_name

NOT_ONE = {"none": {}, "two": {**DESTINATIONS["s3"], **DESTINATIONS["firehose"]},
           "three": {**DESTINATIONS["s3"], **DESTINATIONS["firehose"], **DESTINATIONS["cloudWatchLogs"]}}


class LoggingConfigurationTests(PlaneCase):
    def get(self, configuration):
        return self.call("GetLoggingConfiguration", identifier=configuration["arn"])

    def test_each_destination_makes_an_active_configuration_that_reads_back_as_created(self):
        for kind, destination in DESTINATIONS.items():
            with self.subTest(kind):
                made = self.create_logging_configuration(kind)
                self.assertEqual(made.status, 200)
                self.assertRegex(made["id"], r"\A[a-zA-Z0-9]{12}\Z")
                self.assertRegex(
                    made["arn"], rf"\Aarn:aws:ivschat:[a-z0-9-]+:\d{{12}}:logging-configuration/{made['id']}\Z")
                self.assertEqual((made["destinationConfiguration"], made["state"], made["tags"]),
                                 (destination, "ACTIVE", {}))
                self.assertGreaterEqual(made["updateTime"], made["createTime"])
                self.assertEqual(self.get(made), made)

    def test_a_configuration_keeps_its_name_and_tags(self):
        given = {"name": fresh_name(), "tags": {"team": "chat", "empty": ""}}
        made = self.create_logging_configuration(**given)
        self.assertEqual({member: made[member] for member in given}, given)
        self.assertEqual(self.get(made), made)

    def test_a_destination_is_exactly_one(self):
        configuration = self.create_logging_configuration()
        for case, destination in NOT_ONE.items():
            for operation, members in [("CreateLoggingConfiguration", {}),
                                       ("UpdateLoggingConfiguration", {"identifier": configuration["arn"]})]:
                with self.subTest(operation, members=case):
                    refusal = self.refusal(operation, destinationConfiguration=destination, **members)
                    self.assertEqual((refusal.code, refusal.status), ("SerializationException", 400))
        self.assertEqual(self.get(configuration), configuration)

    def test_a_destination_that_breaks_the_model_is_refused(self):
        for destination in [{"s3": {"bucketName": "Xy"}}, {"s3": {}}, {"cloudWatchLogs": {"logGroupName": "a b"}},
                            {"firehose": {"deliveryStreamName": "x" * 65}}]:
            with self.subTest(destination):
                self.assert_invalid(
                    self.refusal("CreateLoggingConfiguration", destinationConfiguration=destination),
                    {"destinationConfiguration"})
        self.assert_invalid(self.refusal("CreateLoggingConfiguration"), {"destinationConfiguration"})

    def test_an_update_keeps_absent_members_and_replaces_the_destination(self):
        made = self.create_logging_configuration("s3", name=fresh_name(), tags={"team": "chat"})
        expected = without(made, "updateTime")
        for member, value in [("destinationConfiguration", DESTINATIONS["cloudWatchLogs"]), ("name", fresh_name()),
                              ("destinationConfiguration", DESTINATIONS["firehose"]), ("name", "")]:
            with self.subTest(member):
                expected[member] = value
                change = {"operation": "UpdateLoggingConfiguration", "identifier": made["arn"], member: value}
                updated = self.later_than(made["updateTime"], lambda: self.call(**change))
                self.assertEqual(without(updated, "updateTime"), expected)
                self.assertEqual(self.get(made), updated)

    def test_the_list_walks_every_page_newest_first_with_whole_configurations(self):
        made = [self.create_logging_configuration(kind) for kind in DESTINATIONS][::-1]
        listed, page = [], {"nextToken": ""}
        while "nextToken" in page:
            more = {"nextToken": page["nextToken"]} if page["nextToken"] else {}
            page = self.call("ListLoggingConfigurations", maxResults=2, **more)
            self.assertLessEqual(len(page["loggingConfigurations"]), 2)
            listed += page["loggingConfigurations"]
        ours = [each for each in listed if each["arn"] in {each["arn"] for each in made}]
        self.assertEqual(ours, made)

    def test_a_deleted_configuration_is_gone(self):
        made = self.create_logging_configuration()
        reply = self.call("DeleteLoggingConfiguration", identifier=made["arn"])
        self.assertEqual((reply.status, reply), (204, {}))
        for operation in ("GetLoggingConfiguration", "UpdateLoggingConfiguration", "DeleteLoggingConfiguration"):
            with self.subTest(operation):
                self.assert_missing(self.refusal(operation, identifier=made["arn"]), made["id"])

    def test_what_a_room_holds_is_not_deleted_until_the_room_lets_go(self):
        made = self.create_logging_configuration()
        first = self.create_room(loggingConfigurationIdentifiers=[made["arn"]])
        second = self.create_room(loggingConfigurationIdentifiers=[made["arn"]])
        delete = {"operation": "DeleteLoggingConfiguration", "identifier": made["arn"]}
        self.assert_conflict(self.refusal(**delete), made)
        self.call("UpdateRoom", identifier=first["arn"], loggingConfigurationIdentifiers=[])
        self.assert_conflict(self.refusal(**delete), made)
        self.assertEqual(self.get(made), made)
        self.call("DeleteRoom", identifier=second["arn"])
        self.assertEqual(self.call(**delete).status, 204)

    def assert_conflict(self, refusal, configuration):
        self.assert_refused(refusal, "ConflictException", 409, resourceId=configuration["id"], resourceType="ROOM")

    def test_what_a_room_holds_may_be_updated(self):
        made = self.create_logging_configuration("s3")
        self.create_room(loggingConfigurationIdentifiers=[made["arn"]])
        updated = self.call("UpdateLoggingConfiguration", identifier=made["arn"],
                            destinationConfiguration=DESTINATIONS["firehose"])
        self.assertEqual(updated["destinationConfiguration"], DESTINATIONS["firehose"])

    def test_a_room_that_names_a_missing_configuration_is_told_which(self):
        made, room = self.create_logging_configuration(), self.create_room()
        for operation, members in [("CreateRoom", {}), ("UpdateRoom", {"identifier": room["arn"]})]:
            with self.subTest(operation):
                refusal = self.refusal(operation, loggingConfigurationIdentifiers=[made["arn"], missing(made)],
                                       **members)
                self.assert_missing(refusal, NOBODY)
        self.assertEqual(self.call("ListRooms", loggingConfigurationIdentifier=made["arn"])["rooms"], [])
