"""UpdateRoom: what it changes, what it keeps, and where the room then stands in lists (facts 1.5)."""

from support.case import PlaneCase, fresh_lambda, missing, without
from support.environment import setUpModule  # noqa: F401 (unittest calls it)
from support.rooms import fresh_name


class UpdateTests(PlaneCase):
    def update(self, room, **members):
        reply = self.call("UpdateRoom", identifier=room["arn"], **members)
        self.assertEqual(reply.status, 200)
        self.assertEqual(self.call("GetRoom", identifier=room["arn"]), reply)
        return reply

    def summary(self, room):
        page = self.call("ListRooms", name=room["name"])
        return next(each for each in page["rooms"] if each["arn"] == room["arn"])

    def test_each_member_is_updated_alone_and_absent_ones_are_kept(self):
        first, second = self.create_logging_configuration(), self.create_logging_configuration("firehose")
        room = self.create_room(
            name=fresh_name(), maximumMessageLength=7, maximumMessageRatePerSecond=8,
            messageReviewHandler={"uri": fresh_lambda(), "fallbackResult": "DENY"}, tags={"team": "chat"},
            loggingConfigurationIdentifiers=[first["arn"]])
        expected = without(room, "updateTime")
        for member, value in [("name", fresh_name()), ("maximumMessageLength", 500),
                              ("maximumMessageRatePerSecond", 100),
                              ("messageReviewHandler", {"uri": fresh_lambda(), "fallbackResult": "ALLOW"}),
                              ("loggingConfigurationIdentifiers", [second["arn"]]), ("name", "")]:
            with self.subTest(member):
                expected[member] = value
                self.assertEqual(without(self.update(room, **{member: value}), "updateTime"), expected)

    def test_all_members_are_updated_at_once(self):
        configuration = self.create_logging_configuration()["arn"]
        room = self.create_room()
        changed = {"name": fresh_name(), "maximumMessageLength": 1, "maximumMessageRatePerSecond": 1,
                   "messageReviewHandler": {"uri": fresh_lambda(), "fallbackResult": "DENY"},
                   "loggingConfigurationIdentifiers": [configuration]}
        self.assertEqual(without(self.update(room, **changed), "updateTime"),
                         {**without(room, "updateTime"), **changed})

    def test_the_time_of_the_update_moves_and_that_of_the_creation_stays(self):
        room = self.create_room()
        updated = self.later_than(room["updateTime"], lambda: self.update(room, name=fresh_name()))
        self.assertEqual(updated["createTime"], room["createTime"])

    def test_logging_configurations_are_replaced_and_an_empty_list_takes_them_away(self):
        arns = [self.create_logging_configuration(kind)["arn"] for kind in ("s3", "cloudWatchLogs", "firehose")]
        room = self.create_room(name=fresh_name(), loggingConfigurationIdentifiers=arns[:2])
        self.assertEqual(room["loggingConfigurationIdentifiers"], arns[:2])
        for wanted in (arns[2:], arns, arns[:1]):
            updated = self.update(room, loggingConfigurationIdentifiers=wanted)
            self.assertEqual(updated["loggingConfigurationIdentifiers"], wanted)
            self.assertEqual(self.summary(room)["loggingConfigurationIdentifiers"], wanted)
        self.assertFalse(self.update(room, loggingConfigurationIdentifiers=[]).get("loggingConfigurationIdentifiers"))

    def test_a_fourth_logging_configuration_is_refused(self):
        room = self.create_room()
        arns = [missing(room).replace(":room/", ":logging-configuration/") + str(each) for each in range(4)]
        wrong = {"loggingConfigurationIdentifiers": arns}
        self.assert_invalid(self.refusal("CreateRoom", **wrong), wrong)
        self.assert_invalid(self.refusal("UpdateRoom", identifier=room["arn"], **wrong), wrong)

    def test_a_review_handler_allows_unless_told_otherwise(self):
        handler = {"uri": fresh_lambda()}
        room = self.create_room(messageReviewHandler=handler)
        self.assertEqual(room["messageReviewHandler"], {**handler, "fallbackResult": "ALLOW"})

    def test_an_empty_uri_leaves_a_review_handler_with_an_empty_uri(self):
        room = self.create_room(name=fresh_name(), messageReviewHandler={"uri": fresh_lambda()})
        self.assertEqual(self.update(room, messageReviewHandler={"uri": ""})["messageReviewHandler"]["uri"], "")
        self.assertEqual(self.summary(room)["messageReviewHandler"]["uri"], "")

    def test_an_updated_room_is_the_first_of_the_list(self):
        name = fresh_name()
        arns = [self.create_room(name=name)["arn"] for _ in range(3)]
        self.assertEqual(self.listed(name), arns[::-1])
        self.update({"arn": arns[0]}, maximumMessageLength=9)
        self.assertEqual(self.listed(name), [arns[0], arns[2], arns[1]])
        self.update({"arn": arns[2]}, maximumMessageLength=9)
        self.assertEqual(self.listed(name), [arns[2], arns[0], arns[1]])

    def listed(self, name):
        return [room["arn"] for room in self.call("ListRooms", name=name)["rooms"]]

    def test_a_refused_update_changes_nothing(self):
        room = self.create_room(name=fresh_name())
        absent = missing(room).replace(":room/", ":logging-configuration/")
        for code, wrong in [("ResourceNotFoundException", {"loggingConfigurationIdentifiers": [absent]}),
                            ("ValidationException", {"maximumMessageLength": 501})]:
            with self.subTest(code):
                refusal = self.refusal("UpdateRoom", identifier=room["arn"], name=fresh_name(), **wrong)
                self.assertEqual(refusal.code, code)
                self.assertEqual(self.call("GetRoom", identifier=room["arn"]), room)
