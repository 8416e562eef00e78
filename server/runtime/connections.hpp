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
    // Finishes the exchange under way, then closes; an idle connection closes now.
    virtual void drain() = 0;
    // Closes now.
    virtual void abort() = 0;
    // Called every few seconds. Closes if the peer has taken too long.
    virtual void check_deadline() {}

    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;

protected:
    connection() = default;
};

class connections {
public:
    // The connection is in the set for as long as this lives. The set must outlive it.
    class registration {
    public:
        registration(connections& set, connection& member) : set_{set}, member_{member} {
            set_.open_.insert(&member_);
        }
        ~registration() { set_.open_.erase(&member_); }
        registration(const registration&) = delete;
        registration& operator=(const registration&) = delete;

    private:
        connections& set_;
        connection& member_;
    };

    std::size_t size() const { return open_.size(); }

    void for_each(void (connection::*action)()) {
        for (const auto& each : snapshot()) (each.get()->*action)();
    }

private:
    // A copy, since a connection may leave the set at once, and so change it.
    std::vector<std::shared_ptr<connection>> snapshot() const {
        std::vector<std::shared_ptr<connection>> all;
        all.reserve(open_.size());
        for (auto* each : open_) all.push_back(each->shared_from_this());
        return all;
    }

    std::unordered_set<connection*> open_;
};

} // namespace ivschat::runtime
