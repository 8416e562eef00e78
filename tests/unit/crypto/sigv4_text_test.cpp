#include "crypto/sigv4_text.hpp"

#include "crypto/sigv4_canonical.hpp"

#include <doctest/doctest.h>

using namespace ivschat::crypto;
using namespace ivschat::crypto::sigv4;
using strings = std::vector<std::string>;

TEST_CASE("a timestamp names the same time as an HTTP date") {
    const auto when = parse_timestamp("20150830T123600Z");
    REQUIRE(when.has_value());
    CHECK(when->time_since_epoch().count() == 1440938160);
    CHECK(parse_http_date("Sun, 30 Aug 2015 12:36:00 GMT") == when);
    CHECK(format_timestamp(*when) == "20150830T123600Z");
    // The classic test suite has the wrong day of the week.
    CHECK(parse_http_date("Mon, 09 Sep 2011 23:36:00 GMT") == parse_timestamp("20110909T233600Z"));
    CHECK(format_timestamp(std::chrono::sys_seconds()) == "19700101T000000Z");
    CHECK(parse_timestamp("20240229T235959Z").has_value());
}

TEST_CASE("a malformed time is refused") {
    for (const auto text :
         {"", "20150830T123600", "20150830T123600z", "2015-08-30T12:36:00Z", "20150830 123600Z",
          "20150230T123600Z", "20230229T000000Z", "20151330T123600Z", "20150830T243600Z",
          "20150830T126000Z", "20150830T123660Z", "2015083OT123600Z", "20150830T1236+0Z",
          "20150830T123600.0Z",
          // One letter in each number.
          "2x150830T123600Z", "2015x830T123600Z", "201508x0T123600Z", "20150830Tx23600Z",
          "20150830T12x600Z", "20150830T1236x0Z"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_timestamp(text).has_value());
    }
    for (const auto text : {"", "Sun, 30 Aug 2015 12:36:00 CET", "Sun, 30 Aug 2015 12:36:00",
                            "30 Aug 2015 12:36:00 GMT", "Sun, 30 anF 2015 12:36:00 GMT",
                            "Sun, 31 Sep 2015 12:36:00 GMT", "Sunday, 30-Aug-15 12:36:00 GMT",
                            "Sun, -1 Aug 2015 12:36:00 GMT", "Sun, x0 Aug 2015 12:36:00 GMT",
                            "Sun, 30 Aug x015 12:36:00 GMT", "Sun, 30 Aug 2015 x2:36:00 GMT",
                            "Sun, 30 Aug 2015 12:x6:00 GMT", "Sun, 30 Aug 2015 12:36:x0 GMT"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_http_date(text).has_value());
    }
}

TEST_CASE("all but unreserved characters are percent-encoded in upper case") {
    CHECK(uri_encode("AZaz09-._~") == "AZaz09-._~");
    CHECK(uri_encode(" +/:%\xc3\xa9*'()!") == "%20%2B%2F%3A%25%C3%A9%2A%27%28%29%21");
    CHECK(uri_encode("/a b/", "/") == "/a%20b/");
}

TEST_CASE("decoding keeps broken escapes") {
    CHECK(uri_decode("a%20b+c%2B%2f") == "a b c+/");
    CHECK(uri_decode("%") == "%");
    CHECK(uri_decode("%4") == "%4");
    CHECK(uri_decode("%zz%4g%41") == "%zz%4gA");
}

TEST_CASE("a plain path has one canonical form, others have several") {
    CHECK(canonical_paths("/CreateRoom") == strings{"/CreateRoom"});
    CHECK(canonical_paths("/") == strings{"/"});
    CHECK(canonical_paths("") == strings{"/", ""});
    CHECK(canonical_paths("/tags/a%3Ab") == strings{"/tags/a%253Ab", "/tags/a%3Ab"});
    CHECK(canonical_paths("/a/../b/./c//") == strings{"/b/c/", "/a/../b/./c//"});
    CHECK(canonical_paths("/../..") == strings{"/", "/../.."});
    CHECK(canonical_paths("/.hidden") == strings{"/.hidden"});
    CHECK(canonical_paths("/x/../a:b") == strings{"/a%3Ab", "/a:b", "/x/../a%3Ab", "/x/../a:b"});
}

TEST_CASE("a query is decoded, encoded again and sorted") {
    CHECK(canonical_queries("/", false) == strings{""});
    CHECK(canonical_queries("/?", false) == strings{""});
    CHECK(canonical_queries("/?b=2&a=1&a=0", false) == strings{"a=0&a=1&b=2"});
    CHECK(canonical_queries("/?a=2&a=10&a=2&a=", false) == strings{"a=&a=10&a=2&a=2"});
    CHECK(canonical_queries("/?flag", false) == strings{"flag="});
    CHECK(canonical_queries("/?&a=1&&", false) == strings{"a=1"});
    CHECK(canonical_queries("/?=v", false) == strings{"=v"});
    CHECK(canonical_queries("/?a=b=c", false) == strings{"a=b%3Dc"});
    CHECK(canonical_queries("/?a=b+c%7e%2f", false) == strings{"a=b%20c~%2F"});
    // '-' sorts before '=', so names must be compared before values.
    CHECK(canonical_queries("/?Param-3=a&Param=b", false) == strings{"Param=b&Param-3=a"});
    // %C3 sorts before z if encoded, and after z if decoded.
    CHECK(canonical_queries("/?k=z&k=%C3%A9", false) == strings{"k=%C3%A9&k=z", "k=z&k=%C3%A9"});
}

TEST_CASE("X-Amz-Signature is removed from presigned queries only") {
    CHECK(canonical_queries("/?X-Amz-Signature=1&a=1", true) == strings{"a=1"});
    CHECK(canonical_queries("/?X-Amz-Signature=1&a=1", false) == strings{"X-Amz-Signature=1&a=1"});
    CHECK(canonical_queries("/?X-Amz-Security-Token=1&a=1", true) ==
          strings{"X-Amz-Security-Token=1&a=1", "a=1"});
}
