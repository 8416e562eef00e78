"""ListRooms: its filters, its summaries, and pages that hold while rooms come and go (facts 1.5)."""

from support.case import PlaneCase, fresh_lambda, without
from support.environment import setUpModule  # noqa: F401 (unittest calls it)
from support.rooms import fresh_name


class ListingTests(PlaneCase):
    def listed(self, **members):
        return [room["arn"] for room in self.call("ListRooms", **members)["rooms"]]

    def test_each_filter_picks_exact_matches_and_together_they_narrow(self):
        name, uri, configuration = fresh_name(), fresh_lambda(), self.create_logging_configuration()["arn"]
        other = self.create_logging_configuration()["arn"]
        self.create_room(name=name + "-longer", messageReviewHandler={"uri": uri + "-longer"},
                         loggingConfigurationIdentifiers=[other])
        named = self.create_room(name=name)["arn"]
        reviewed = self.create_room(name=name, messageReviewHandler={"uri": uri})["arn"]
        logged = self.create_room(messageReviewHandler={"uri": uri},
                                  loggingConfigurationIdentifiers=[other, configuration])["arn"]
        for filters, expected in [
                ({"name": name}, [reviewed, named]), ({"messageReviewHandlerUri": uri}, [logged, reviewed]),
                ({"loggingConfigurationIdentifier": configuration}, [logged]),
                ({"name": name, "messageReviewHandlerUri": uri}, [reviewed]),
                ({"name": name, "loggingConfigurationIdentifier": configuration}, []),
                ({"messageReviewHandlerUri": uri, "loggingConfigurationIdentifier": other}, [logged]),
                ({"name": fresh_name()}, [])]:
            with self.subTest(filters):
                self.assertEqual(self.listed(**filters), expected)

    def test_a_summary_is_the_room_without_its_limits(self):
        room = self.create_room(
            name=fresh_name(), messageReviewHandler={"uri": fresh_lambda(), "fallbackResult": "DENY"},
            tags={"team": "chat"}, loggingConfigurationIdentifiers=[self.create_logging_configuration()["arn"]])
        self.assertEqual(self.call("ListRooms", name=room["name"])["rooms"],
                         [without(room, "maximumMessageLength", "maximumMessageRatePerSecond")])

    def test_a_summary_of_a_bare_room_leaves_out_what_the_room_leaves_out(self):
        name = fresh_name()
        self.create_room(name=name)
        self.assertEqual(set(self.call("ListRooms", name=name)["rooms"][0]),
                         {"arn", "id", "name", "createTime", "updateTime", "tags"})

    def test_a_page_goes_on_where_the_last_one_ended_though_rooms_come_and_go(self):
        name = fresh_name()
        arns = [self.create_room(name=name)["arn"] for _ in range(5)][::-1]
        first = self.call("ListRooms", name=name, maxResults=2)
        self.create_room(name=name)
        for gone in (arns[0], arns[1], arns[3]):
            self.call("DeleteRoom", identifier=gone)
        rest = self.call("ListRooms", name=name, maxResults=2, nextToken=first["nextToken"])
        self.assertEqual([room["arn"] for room in rest["rooms"]], [arns[2], arns[4]])
        self.assertFalse(rest.get("nextToken"))

    def test_a_token_that_this_list_did_not_give_is_refused(self):
        name = fresh_name()
        for _ in range(2):
            self.create_room(name=name)
        token = self.call("ListRooms", name=name, maxResults=1)["nextToken"]
        damaged = token[:-4] + ("AAAA" if token[-4:] != "AAAA" else "BBBB")
        for operation, members in [
                ("ListRooms", {"name": name, "nextToken": damaged}),
                ("ListRooms", {"name": name, "nextToken": "not a token"}),
                ("ListRooms", {"name": fresh_name(), "nextToken": token}),
                ("ListLoggingConfigurations", {"nextToken": token})]:
            with self.subTest(operation, members=members):
                self.assert_invalid(self.refusal(operation, **members), {"nextToken"})

    def test_a_page_holds_one_to_fifty(self):
        for operation in ("ListRooms", "ListLoggingConfigurations"):
            for size in (0, 51):
                with self.subTest(operation, size=size):
                    self.assert_invalid(self.refusal(operation, maxResults=size), {"maxResults"})
            for size in (1, 50):
                self.assertEqual(self.call(operation, maxResults=size).status, 200)
