#include "control/metrics_page.hpp"

#include "control/metric_families.hpp"

#include <doctest/doctest.h>

#include <set>
#include <sstream>

using namespace ivschat;
using namespace ivschat::metrics;
using namespace std::chrono_literals;

namespace {

struct counted {
    registry all{2};
    control::metrics_page page{all};

    counters& first = all.of_shard(0);
    counters& second = all.of_shard(1);

    std::string read(const control::gauges& now = {}) const { return page.render(now).body; }
};

bool has_line(const std::string& page, std::string_view line) {
    return ("\n" + page).find("\n" + std::string{line} + "\n") != std::string::npos;
}

std::vector<std::string> lines_of(const std::string& page) {
    std::vector<std::string> lines;
    std::istringstream in{page};
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

} // namespace

TEST_CASE_FIXTURE(counted, "CloudWatch's ten metrics are there from the start") {
    const auto text = read();
    for (const std::string_view name :
         {"aws_ivschat_concurrent_chat_connections gauge", "aws_ivschat_deliveries_total counter",
          "aws_ivschat_invocation_errors_total counter",
          "aws_ivschat_log_destination_access_denied_error_total counter",
          "aws_ivschat_log_destination_errors_total counter",
          "aws_ivschat_log_destination_resource_not_found_errors_total counter",
          "aws_ivschat_messaging_deliveries_total counter",
          "aws_ivschat_messaging_requests_total counter", "aws_ivschat_requests_total counter",
          "aws_ivschat_response_validation_errors_total counter"}) {
        CAPTURE(name);
        CHECK(has_line(text, "# TYPE " + std::string{name}));
    }
    for (const std::string_view name :
         {"ConcurrentChatConnections", "Deliveries by Action", "InvocationErrors by Uri",
          "LogDestinationAccessDeniedError by LoggingConfiguration",
          "LogDestinationErrors by LoggingConfiguration",
          "LogDestinationResourceNotFoundErrors by LoggingConfiguration", "MessagingDeliveries",
          "MessagingRequests", "Requests by Action", "ResponseValidationErrors by Uri"}) {
        CAPTURE(name);
        CHECK(text.find(" CloudWatch AWS/IVSChat " + std::string{name} + ": ") !=
              std::string::npos);
    }
}

TEST_CASE_FIXTURE(counted, "each family is declared once, before its samples") {
    first.count_review_failure("uri", review_failure::invocation);
    first.count_log_failure("arn", log_failure::other);
    first.count_refused_handshake(401);
    std::set<std::string> families;
    std::set<std::string> samples;
    std::string family;
    for (const auto& line : lines_of(read())) {
        CAPTURE(line);
        if (line.starts_with("# HELP ")) {
            family = line.substr(7, line.find(' ', 7) - 7);
            CHECK(families.insert(family).second);
        } else if (line.starts_with("# TYPE ")) {
            CHECK(line.starts_with("# TYPE " + family + " "));
        } else {
            CHECK(line.starts_with(family));
            CHECK(samples.insert(line.substr(0, line.rfind(' '))).second);
        }
    }
    CHECK(families.size() > 25);
}

TEST_CASE_FIXTURE(counted, "the counters of all shards are added up") {
    first.count_request(action::send_message);
    second.count_request(action::send_message);
    second.count_request(action::delete_message);
    second.count_request(action::none);
    first.count_delivery(action::send_message, 10);
    second.count_delivery(action::send_message, 5);
    second.count_delivery(action::send_event, 2);
    first.count_operation(chat::api_operation::create_room, 200, 1ms);
    second.count_operation(chat::api_operation::create_room, 400, 2ms);
    second.count_operation(std::nullopt, 404, 1ms);
    first.handshakes_completed.add(3);
    first.count_refused_handshake(403);
    second.count_refused_handshake(403);
    second.slow_readers_closed.add();
    const auto text = read();
    for (const std::string_view line : {
             R"(aws_ivschat_messaging_requests_total 4)",
             R"(aws_ivschat_requests_total{action="SEND_MESSAGE"} 2)",
             R"(aws_ivschat_requests_total{action="DELETE_MESSAGE"} 1)",
             R"(aws_ivschat_requests_total{action="DISCONNECT_USER"} 0)",
             R"(aws_ivschat_requests_total{action="CreateRoom"} 2)",
             R"(aws_ivschat_requests_total{action="UpdateRoom"} 0)",
             R"(aws_ivschat_deliveries_total{action="SEND_MESSAGE"} 15)",
             R"(aws_ivschat_deliveries_total{action="SEND_EVENT"} 2)",
             R"(aws_ivschat_messaging_deliveries_total 17)",
             R"(ivschat_request_duration_seconds_bucket{operation="CreateRoom",le="0.001"} 1)",
             R"(ivschat_request_duration_seconds_count{operation="CreateRoom"} 2)",
             R"(ivschat_request_duration_seconds_sum{operation="CreateRoom"} 0.003)",
             R"(ivschat_request_duration_seconds_count{operation="none"} 1)",
             R"(ivschat_request_errors_total{operation="CreateRoom",class="4xx"} 1)",
             R"(ivschat_request_errors_total{operation="CreateRoom",class="5xx"} 0)",
             R"(ivschat_handshakes_total{status="101"} 3)",
             R"(ivschat_handshakes_total{status="403"} 2)",
             R"(ivschat_slow_readers_closed_total 1)",
         }) {
        CAPTURE(line);
        CHECK(has_line(text, line));
    }
}

TEST_CASE_FIXTURE(counted, "reviews are labelled with the handler's uri") {
    first.review_latency.observe(150ms);
    first.reviews_under_way.add(2);
    first.count_review_failure("arn:aws:lambda:a", review_failure::invocation);
    second.count_review_failure("arn:aws:lambda:a", review_failure::invocation);
    second.count_review_failure("http://\"b\"", review_failure::response_validation);
    const auto text = read();
    for (const std::string_view line : {
             R"(aws_ivschat_invocation_errors_total{uri="arn:aws:lambda:a"} 2)",
             R"(aws_ivschat_invocation_errors_total{uri="http://\"b\""} 0)",
             R"(aws_ivschat_response_validation_errors_total{uri="http://\"b\""} 1)",
             R"(ivschat_review_duration_seconds_bucket{le="0.1"} 0)",
             R"(ivschat_review_duration_seconds_bucket{le="0.2"} 1)",
             R"(ivschat_reviews_under_way 2)",
         }) {
        CAPTURE(line);
        CHECK(has_line(text, line));
    }
}

TEST_CASE_FIXTURE(counted, "logs are labelled with the logging configuration") {
    first.count_log_failure("arn:1", log_failure::access_denied);
    first.count_log_failure("arn:1", log_failure::resource_not_found);
    second.count_log_failure("arn:1", log_failure::other);
    const auto text = read({.logs = {.records_delivered = 100,
                                     .records_dropped = 7,
                                     .held_bytes = 4096,
                                     .waiting_batches = 3,
                                     .spooled_batches = 2}});
    for (const std::string_view line : {
             R"(aws_ivschat_log_destination_access_denied_error_total{@} 1)",
             R"(aws_ivschat_log_destination_errors_total{@} 3)",
             R"(aws_ivschat_log_destination_resource_not_found_errors_total{@} 1)",
         }) {
        CAPTURE(line);
        std::string whole{line};
        whole.replace(whole.find('@'), 1, R"(logging_configuration="arn:1")");
        CHECK(has_line(text, whole));
    }
    for (const std::string_view line :
         {"ivschat_log_records_delivered_total 100", "ivschat_log_records_dropped_total 7",
          "ivschat_log_held_bytes 4096", "ivschat_log_waiting_batches 3",
          "ivschat_log_spooled_batches 2"}) {
        CAPTURE(line);
        CHECK(has_line(text, line));
    }
}

TEST_CASE_FIXTURE(counted, "gauges are written as sampled") {
    const auto text = read({.sessions = 1,
                            .rooms = 2,
                            .logging_configurations = 3,
                            .http_connections = 4,
                            .websocket_connections = 5,
                            .send_queue_bytes = 6});
    for (const std::string_view line : {
             R"(aws_ivschat_concurrent_chat_connections 1)",
             R"(ivschat_rooms 2)",
             R"(ivschat_logging_configurations 3)",
             R"(ivschat_connections{protocol="http"} 4)",
             R"(ivschat_connections{protocol="websocket"} 5)",
             R"(ivschat_send_queue_bytes 6)",
             R"(ivschat_build_info{version=")" IVSCHAT_VERSION R"("} 1)",
         }) {
        CAPTURE(line);
        CHECK(has_line(text, line));
    }
    CHECK(text.find("\nprocess_resident_memory_bytes ") != std::string::npos);
}

TEST_CASE_FIXTURE(counted, "the content type names the version of the format") {
    const auto reply = page.render({});
    CHECK(reply.status == 200);
    CHECK(reply.content_type == "text/plain; version=0.0.4; charset=utf-8");
}

TEST_CASE("every operation has its name") {
    std::set<std::string_view> names;
    for (std::size_t i = 0; i < chat::api_operation_count; ++i) {
        names.insert(control::name_of(static_cast<chat::api_operation>(i)));
    }
    CHECK(names.size() == chat::api_operation_count);
    CHECK_FALSE(names.contains(""));
    CHECK(control::name_of(chat::api_operation::create_chat_token) == "CreateChatToken");
}
