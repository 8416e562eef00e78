// Lives on one shard. The set of open connections, so that they can be stopped together.
#pragma once

#include <cstddef>
#include <memory>
#include <unordered_set>
#include <vector>

namespace ivschat::runtime {

class connection : public std::enable_shared_from_this<connection> {
public:
    virtual ~connection() = default;
    // Finishes the request in progress, then closes in the protocol's way.
    virtual void stop() = 0;
    // Closes at once.
    virtual void abort() = 0;
    // Called every few seconds: closes if the peer is idle for too long.
    virtual void check_idle() {}

    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;

protected:
    connection() = default;
};

class connections {
public:
    // Keeps the connection in the set for as long as the guard lives.
    class membership {
    public:
        membership(connections& set, connection& member) : set_{set}, member_{member} {
            set_.open_.insert(&member_);
        }
        ~membership() { set_.open_.erase(&member_); }
        membership(const membership&) = delete;
        membership& operator=(const membership&) = delete;

    private:
        connections& set_;
        connection& member_;
    };

    std::size_t size() const { return open_.size(); }

    void for_each(void (connection::*action)()) {
        for (const auto& each : snapshot()) (each.get()->*action)();
    }

private:
    // Copied, because a connection that stops may leave the set at once.
    std::vector<std::shared_ptr<connection>> snapshot() const {
        std::vector<std::shared_ptr<connection>> all;
        all.reserve(open_.size());
        for (auto* each : open_) all.push_back(each->shared_from_this());
        return all;
    }

    std::unordered_set<connection*> open_;
};

} // namespace ivschat::runtime
