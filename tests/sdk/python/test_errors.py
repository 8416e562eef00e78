"""The modelled errors, each as boto3's class for it with its extra members (facts 1.2 to 1.4).

ServiceQuotaExceededException and ThrottlingException are in test_quotas; ConflictException is also in
test_logging_configurations. AccessDeniedException, PendingVerification and InternalServerException have no cause
here (there is no IAM, no verification of accounts, and no known way to break the server): test_faults provokes them.
"""

from support.case import NOBODY, PlaneCase, missing
from support.environment import setUpModule  # noqa: F401 (unittest calls it)

# Of every operation that names a resource: the member that names it, and what else must be there.
OF_ROOMS = {
    "GetRoom": ("identifier", {}), "UpdateRoom": ("identifier", {}), "DeleteRoom": ("identifier", {}),
    "CreateChatToken": ("roomIdentifier", {"userId": "u"}), "SendEvent": ("roomIdentifier", {"eventName": "e"}),
    "DeleteMessage": ("roomIdentifier", {"id": "M2YcHkgffEvU"}), "DisconnectUser": ("roomIdentifier", {"userId": "u"}),
}
OF_LOGGING_CONFIGURATIONS = {
    "GetLoggingConfiguration": ("identifier", {}), "UpdateLoggingConfiguration": ("identifier", {}),
    "DeleteLoggingConfiguration": ("identifier", {}),
}
OF_ANY = {
    "ListTagsForResource": ("resourceArn", {}), "TagResource": ("resourceArn", {"tags": {"a": "1"}}),
    "UntagResource": ("resourceArn", {"tagKeys": ["a"]}),
}
ALL = {**OF_ROOMS, **OF_LOGGING_CONFIGURATIONS, **OF_ANY}
LONG_ARN = "arn:aws:ivschat:us-east-1:123456789012:room/" + "x" * 85  # 129 characters

WRONG = [
    ("CreateRoom", {"name": "a b", "maximumMessageRatePerSecond": 101, "maximumMessageLength": 0,
                    "messageReviewHandler": {"uri": "arn:aws:s3:::x", "fallbackResult": "MAYBE"},
                    "tags": {"": ""}, "loggingConfigurationIdentifiers": ["AbCdEfGhIjKl"]}),
    ("UpdateRoom", {"identifier": LONG_ARN, "name": "x" * 129, "maximumMessageRatePerSecond": 0,
                    "maximumMessageLength": 501, "messageReviewHandler": {"uri": "x" * 171},
                    "loggingConfigurationIdentifiers": [""]}),
    ("ListRooms", {"name": "é", "nextToken": "x" * 1025, "maxResults": 0, "messageReviewHandlerUri": "x",
                   "loggingConfigurationIdentifier": "AbCdEfGhIjKl"}),
    ("SendEvent", {"roomIdentifier": "", "eventName": "x" * 101}),
    ("DeleteMessage", {"roomIdentifier": "x", "id": "thirteenchars", "reason": "x" * 257}),
    ("DisconnectUser", {"roomIdentifier": "x", "userId": "", "reason": ""}),
    ("CreateLoggingConfiguration", {"name": "a b", "destinationConfiguration": {"s3": {"bucketName": "UPPER"}},
                                    "tags": {"k": "x" * 257}}),
    ("UpdateLoggingConfiguration", {"identifier": "x", "name": "a/b",
                                    "destinationConfiguration": {"firehose": {"deliveryStreamName": ""}}}),
    ("ListLoggingConfigurations", {"nextToken": "x" * 1025, "maxResults": 51}),
]
REQUIRED = {
    "CreateChatToken": {"roomIdentifier", "userId"}, "SendEvent": {"roomIdentifier", "eventName"},
    "DeleteMessage": {"roomIdentifier", "id"}, "DisconnectUser": {"roomIdentifier", "userId"},
    "CreateLoggingConfiguration": {"destinationConfiguration"},
    **{operation: {"identifier"} for operation in (
        "GetRoom", "UpdateRoom", "DeleteRoom", *OF_LOGGING_CONFIGURATIONS)},
}


class ErrorTests(PlaneCase):
    def test_an_unknown_resource_is_a_resource_not_found_with_its_id(self):
        room, configuration = self.create_room(), self.create_logging_configuration()
        for operations, unknown in [(OF_ROOMS, missing(room)), (OF_ANY, missing(room)),
                                    (OF_LOGGING_CONFIGURATIONS, missing(configuration)),
                                    (OF_ANY, missing(configuration))]:
            for operation, (member, members) in operations.items():
                with self.subTest(operation, unknown=unknown):
                    self.assert_missing(self.refusal(operation, **{member: unknown}, **members), NOBODY)

    def test_an_id_alone_is_no_identifier(self):
        id = self.create_room()["id"]
        for operation, (member, members) in ALL.items():
            with self.subTest(operation):
                self.assert_invalid(self.refusal(operation, **{member: id}, **members), {member})

    def test_the_arn_of_the_other_kind_is_no_identifier(self):
        room, configuration = self.create_room()["arn"], self.create_logging_configuration()["arn"]
        for operations, other in [(OF_ROOMS, configuration), (OF_LOGGING_CONFIGURATIONS, room)]:
            for operation, (member, members) in operations.items():
                with self.subTest(operation):
                    self.assert_invalid(self.refusal(operation, **{member: other}, **members), {member})

    def test_a_validation_error_names_every_failing_member_once(self):
        for operation, wrong in WRONG:
            with self.subTest(operation):
                refusal = self.refusal(operation, **wrong)
                self.assert_invalid(refusal, wrong)
                names = [field["name"] for field in refusal.members["fieldList"]]
                self.assertEqual(len(names), len(set(names)))

    def test_a_validation_error_names_every_missing_member(self):
        for operation, required in REQUIRED.items():
            with self.subTest(operation):
                self.assert_invalid(self.refusal(operation), required)

    def test_a_conflict_names_what_is_in_use(self):
        configuration = self.create_logging_configuration()
        self.create_room(loggingConfigurationIdentifiers=[configuration["arn"]])
        refusal = self.refusal("DeleteLoggingConfiguration", identifier=configuration["arn"])
        self.assert_refused(refusal, "ConflictException", 409, resourceId=configuration["id"], resourceType="ROOM")
