// Live on the core. The AWS services that take logs, or emulators of them.
#pragma once

#include "chat_log/aws_caller.hpp"
#include "chat_log/destination.hpp"

namespace ivschat::chat_log {

// PutObject into a bucket that must exist. The bucket is named in the path, because emulators have
// no host names for buckets.
class s3_destination final : public destination {
public:
    explicit s3_destination(aws_caller caller) : caller_{std::move(caller)} {}
    runtime::awaitable<outcome> deliver(batch& what, const attempt& under_way) override;

private:
    aws_caller caller_;
};

// PutLogEvents. Creates a log group or a log stream that is missing.
class cloudwatch_destination final : public destination {
public:
    explicit cloudwatch_destination(aws_caller caller) : caller_{std::move(caller)} {}
    runtime::awaitable<outcome> deliver(batch& what, const attempt& under_way) override;

private:
    runtime::awaitable<aws_reply> put(const batch& what, const attempt& under_way);
    runtime::awaitable<aws_reply> create_stream(const batch& what, const attempt& under_way);
    runtime::awaitable<aws_reply> create_group(const batch& what, const attempt& under_way);
    runtime::awaitable<aws_reply> create_all(const batch& what, const attempt& under_way);

    aws_caller caller_;
};

// PutRecordBatch to a delivery stream that must exist. Each record ends with a line feed. Records
// that the stream took are not sent again.
class firehose_destination final : public destination {
public:
    explicit firehose_destination(aws_caller caller) : caller_{std::move(caller)} {}
    runtime::awaitable<outcome> deliver(batch& what, const attempt& under_way) override;

private:
    aws_caller caller_;
};

} // namespace ivschat::chat_log
