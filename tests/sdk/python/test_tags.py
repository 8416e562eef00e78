"""Tags of rooms and logging configurations, by the percent-encoded paths of boto3 and of curl (facts 1.4, 1.5, 10)."""

from support.case import NOBODY, PlaneCase, missing
from support.environment import setUpModule  # noqa: F401 (unittest calls it)
from support.planes import Boto3, Curl
from support.rooms import fresh_name

AWKWARD = {
    "plain": "value", "with space": "a b", "plus+sign": "1+1=2", "path/to/key": "a/b//c", "colon:key": "k:v",
    "größe": "Ünïcode", "ключ": "значение", "鍵": "値", "🎉": "👩‍🚀", "per%20cent": "100%", "a=b&c": "d=e&f",
    "Plain": "another case is another key", "at@_.-": "", "k" * 128: "v" * 256, "é" * 128: "🎉" * 128,
}


class TagTests:
    def resources(self):
        """The ARNs of one of each kind, new."""
        return self.create_room(name=fresh_name())["arn"], self.create_logging_configuration()["arn"]

    def tag(self, arn, tags):
        self.assertEqual(self.call("TagResource", resourceArn=arn, tags=tags).status, 200)

    def untag(self, arn, *keys):
        self.assertEqual(self.call("UntagResource", resourceArn=arn, tagKeys=list(keys)).status, 200)

    def assert_tags(self, arn, expected):
        """As every way of reading them says."""
        self.assertEqual(self.call("ListTagsForResource", resourceArn=arn)["tags"], expected)
        if ":room/" in arn:
            room = self.call("GetRoom", identifier=arn)
            self.assertEqual(room["tags"], expected)
            listed = self.call("ListRooms", name=room["name"])["rooms"]
        else:
            self.assertEqual(self.call("GetLoggingConfiguration", identifier=arn)["tags"], expected)
            listed = self.call("ListLoggingConfigurations")["loggingConfigurations"]
        self.assertEqual([each["tags"] for each in listed if each["arn"] == arn], [expected])

    def test_tags_are_added_replaced_and_taken_away(self):
        for arn in self.resources():
            with self.subTest(arn):
                self.assert_tags(arn, {})
                self.tag(arn, {"a": "1", "b": "2"})
                self.tag(arn, {"b": "two", "c": "3"})
                self.assert_tags(arn, {"a": "1", "b": "two", "c": "3"})
                self.untag(arn, "a", "c")
                self.assert_tags(arn, {"b": "two"})

    def test_keys_and_values_of_every_script_and_sign_come_back_as_they_were_given(self):
        for arn in self.resources():
            with self.subTest(arn):
                self.tag(arn, AWKWARD)
                self.assert_tags(arn, AWKWARD)

    def test_each_awkward_key_is_taken_away_alone(self):
        arn = self.create_room(name=fresh_name())["arn"]
        self.tag(arn, AWKWARD)
        left = dict(AWKWARD)
        for key in AWKWARD:
            with self.subTest(key):
                del left[key]
                self.untag(arn, key)
                self.assertEqual(self.call("ListTagsForResource", resourceArn=arn)["tags"], left)

    def test_many_awkward_keys_are_taken_away_at_once(self):
        for arn in self.resources():
            with self.subTest(arn):
                self.tag(arn, AWKWARD)
                self.untag(arn, *[key for key in AWKWARD if len(key) < 100 and key != "plain"])
                left = [key for key in AWKWARD if len(key) >= 100 or key == "plain"]
                self.assert_tags(arn, {key: AWKWARD[key] for key in left})

    def test_keys_that_are_not_there_do_not_matter(self):
        for arn in self.resources():
            with self.subTest(arn):
                self.tag(arn, {"a": "1"})
                for keys in [["b"], ["A", "a", "z"], ["a"]]:
                    self.untag(arn, *keys)
                self.assert_tags(arn, {})

    def test_keys_of_aws_are_refused_and_nothing_is_changed(self):
        for arn in self.resources():
            with self.subTest(arn):
                refusal = self.refusal("TagResource", resourceArn=arn, tags={"a": "1", "aws:b": "2"})
                self.assert_invalid(refusal, {"tags"})
                self.assert_tags(arn, {})
        for operation, members in [("CreateRoom", {}), ("CreateLoggingConfiguration", {
                "destinationConfiguration": {"s3": {"bucketName": "chat-logs"}}})]:
            self.assert_invalid(self.refusal(operation, tags={"aws:b": "2"}, **members), {"tags"})

    def test_fifty_tags_fit_and_the_fifty_first_is_refused_and_changes_nothing(self):
        fifty = {f"key-{number}": str(number) for number in range(50)}
        for arn in self.resources():
            with self.subTest(arn):
                self.tag(arn, fifty)
                self.assert_invalid(
                    self.refusal("TagResource", resourceArn=arn, tags={"key-0": "changed", "one more": "x"}), {"tags"})
                self.assert_tags(arn, fifty)
                self.tag(arn, {"key-0": "changed"})
                self.untag(arn, "key-1")
                self.tag(arn, {"one more": "x"})
                expected = {**fifty, "key-0": "changed", "one more": "x"}
                del expected["key-1"]
                self.assert_tags(arn, expected)

    def test_more_than_fifty_in_one_request_are_refused(self):
        arn = self.create_room(name=fresh_name())["arn"]
        many = {f"key-{number}": "" for number in range(51)}
        self.assert_invalid(self.refusal("TagResource", resourceArn=arn, tags=many), {"tags"})
        self.assert_invalid(self.refusal("UntagResource", resourceArn=arn, tagKeys=list(many)), {"tagKeys"})
        self.assert_invalid(self.refusal("CreateRoom", tags=many), {"tags"})
        self.assert_tags(arn, {})

    def test_keys_and_values_have_their_lengths(self):
        arn = self.create_room(name=fresh_name())["arn"]
        for tags in [{"": "v"}, {"k" * 129: "v"}, {"k": "v" * 257}]:
            with self.subTest(str(tags)[:9]):
                self.assert_invalid(self.refusal("TagResource", resourceArn=arn, tags=tags), {"tags"})
        self.assert_tags(arn, {})

    def test_an_unknown_resource_is_not_found(self):
        for arn in self.resources():
            for operation, members in [("ListTagsForResource", {}), ("TagResource", {"tags": {"a": "1"}}),
                                       ("UntagResource", {"tagKeys": ["a"]})]:
                with self.subTest(operation, arn=arn):
                    self.assert_missing(self.refusal(operation, resourceArn=missing({"arn": arn}), **members), NOBODY)

    def test_what_is_no_arn_of_a_resource_is_refused(self):
        for wrong in ["AbCdEfGhIjKl", "arn:aws:ivs:us-east-1:123456789012:channel/AbCdEfGhIjKl"]:
            for operation, members in [("ListTagsForResource", {}), ("TagResource", {"tags": {"a": "1"}}),
                                       ("UntagResource", {"tagKeys": ["a"]})]:
                with self.subTest(operation, arn=wrong):
                    self.assert_invalid(self.refusal(operation, resourceArn=wrong, **members), {"resourceArn"})

    def test_tags_that_are_not_given_are_refused(self):
        arn = self.create_room()["arn"]
        if self.plane_type is Boto3:  # curl's requests are made of what is given
            self.assert_invalid(self.refusal("TagResource", resourceArn=arn), {"tags"})
        self.assert_invalid(self.refusal("UntagResource", resourceArn=arn, tagKeys=[]), {"tagKeys"})


class Boto3TagTests(TagTests, PlaneCase):
    plane_type = Boto3


class CurlTagTests(TagTests, PlaneCase):
    plane_type = Curl
