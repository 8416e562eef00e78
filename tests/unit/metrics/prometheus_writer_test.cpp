#include "metrics/prometheus_writer.hpp"

#include <doctest/doctest.h>

using namespace ivschat::metrics;
using namespace std::chrono_literals;

TEST_CASE("a page has exactly this text") {
    std::string page;
    prometheus_writer out{page};
    out.family("a_total", family_kind::counter, "Counts \"a\".").sample(3);
    out.family("b_bytes", family_kind::gauge, "With labels.")
        .sample({{"x", "1"}}, std::uint64_t{18'446'744'073'709'551'615U})
        .sample({{"x", "2"}, {"y_z", "deux"}}, std::int64_t{-4});
    out.family("c_seconds", family_kind::gauge, "A fraction.").sample({}, 0.25);
    out.family("d_total", family_kind::counter, "Has no samples yet.");
    CHECK(page == R"(# HELP a_total Counts "a".
# TYPE a_total counter
a_total 3
# HELP b_bytes With labels.
# TYPE b_bytes gauge
b_bytes{x="1"} 18446744073709551615
b_bytes{x="2",y_z="deux"} -4
# HELP c_seconds A fraction.
# TYPE c_seconds gauge
c_seconds 0.25
# HELP d_total Has no samples yet.
# TYPE d_total counter
)");
}

TEST_CASE("label values and help texts have different escapes") {
    struct row {
        std::string_view name;
        std::string_view text;
        std::string_view in_help;
        std::string_view in_label;
    };
    const row rows[] = {
        {.name = "plain", .text = "a b", .in_help = "a b", .in_label = "a b"},
        {.name = "quote", .text = "\"", .in_help = "\"", .in_label = "\\\""},
        {.name = "backslash", .text = "\\n", .in_help = "\\\\n", .in_label = "\\\\n"},
        {.name = "line feed", .text = "\n", .in_help = "\\n", .in_label = "\\n"},
        {.name = "a line that pretends",
         .text = "\"} 1\nforged 2",
         .in_help = "\"} 1\\nforged 2",
         .in_label = "\\\"} 1\\nforged 2"},
        {.name = "every script", .text = "Zoë 李", .in_help = "Zoë 李", .in_label = "Zoë 李"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        std::string page;
        prometheus_writer{page}
            .family("a", family_kind::gauge, row.text)
            .sample({{"x", row.text}}, std::uint64_t{1});
        std::string expected = "# HELP a ";
        expected.append(row.in_help).append("\n# TYPE a gauge\na{x=\"");
        expected.append(row.in_label).append("\"} 1\n");
        CHECK(page == expected);
    }
}

TEST_CASE("a histogram's buckets are cumulative and their bounds are seconds") {
    histogram all;
    all.observe(10us);
    all.observe(60us);
    all.observe(60us);
    all.observe(1500ms);
    all.observe(1min);
    std::string page;
    prometheus_writer{page}
        .family("d_seconds", family_kind::histogram, "Durations.")
        .sample({{"x", "y"}}, all.read());
    CHECK(page == R"(# HELP d_seconds Durations.
# TYPE d_seconds histogram
d_seconds_bucket{x="y",le="0.00005"} 1
d_seconds_bucket{x="y",le="0.0001"} 3
d_seconds_bucket{x="y",le="0.00025"} 3
d_seconds_bucket{x="y",le="0.0005"} 3
d_seconds_bucket{x="y",le="0.001"} 3
d_seconds_bucket{x="y",le="0.0025"} 3
d_seconds_bucket{x="y",le="0.005"} 3
d_seconds_bucket{x="y",le="0.01"} 3
d_seconds_bucket{x="y",le="0.025"} 3
d_seconds_bucket{x="y",le="0.05"} 3
d_seconds_bucket{x="y",le="0.1"} 3
d_seconds_bucket{x="y",le="0.2"} 3
d_seconds_bucket{x="y",le="0.5"} 3
d_seconds_bucket{x="y",le="1"} 3
d_seconds_bucket{x="y",le="5"} 4
d_seconds_bucket{x="y",le="+Inf"} 5
d_seconds_sum{x="y"} 61.50013
d_seconds_count{x="y"} 5
)");
}

TEST_CASE("a histogram without labels has its bounds only") {
    std::string page;
    prometheus_writer{page}.family("d", family_kind::histogram, "").sample({}, durations{});
    CHECK(page.find("d_bucket{le=\"0.00005\"} 0\n") != std::string::npos);
    CHECK(page.ends_with("d_bucket{le=\"+Inf\"} 0\nd_sum 0\nd_count 0\n"));
}
