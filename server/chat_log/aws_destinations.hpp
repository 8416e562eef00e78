// Live on the core. AWS's services, or what stands in for them.
#pragma once

#include "chat_log/aws_caller.hpp"
#include "chat_log/destination.hpp"

namespace ivschat::chat_log {

// PutObject into a bucket that must exist, named in the path: emulators have no names for buckets.
class s3_destination final : public destination {
public:
    explicit s3_destination(aws_caller caller) : caller_{std::move(caller)} {}
    runtime::awaitable<outcome> deliver(batch& what) override;

private:
    aws_caller caller_;
};

// PutLogEvents; a group or a stream that does not exist is made.
class cloudwatch_destination final : public destination {
public:
    explicit cloudwatch_destination(aws_caller caller) : caller_{std::move(caller)} {}
    runtime::awaitable<outcome> deliver(batch& what) override;

private:
    runtime::awaitable<aws_reply> put(const batch& what);
    runtime::awaitable<aws_reply> create_stream(const batch& what);
    runtime::awaitable<aws_reply> create_group(const batch& what);
    runtime::awaitable<aws_reply> create_all(const batch& what);

    aws_caller caller_;
};

// PutRecordBatch to a delivery stream that must exist; each record ends with a line feed. What a
// stream took of a batch is not sent again.
class firehose_destination final : public destination {
public:
    explicit firehose_destination(aws_caller caller) : caller_{std::move(caller)} {}
    runtime::awaitable<outcome> deliver(batch& what) override;

private:
    aws_caller caller_;
};

} // namespace ivschat::chat_log
