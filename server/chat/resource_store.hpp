// Lives on the core. The resources of one kind, by ARN and in list order: the latest update first.
#pragma once

#include "chat/caller.hpp"
#include "chat/counts_by_account_region.hpp"
#include "chat/types.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <ranges>
#include <set>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace ivschat::chat {

// As times of resources are shown.
inline timestamp in_milliseconds(timestamp time) {
    return std::chrono::floor<std::chrono::milliseconds>(time);
}

// Gives resources of one millisecond different times, so that a store lists them in this order.
template <class Resource>
void keep_list_order(std::vector<Resource>& listed) {
    std::unordered_map<timestamp::rep, timestamp> latest; // by millisecond
    for (auto& each : listed | std::views::reverse) {
        const auto begin = in_milliseconds(each.updated);
        const auto [found, is_first] = latest.try_emplace(begin.time_since_epoch().count(), begin);
        if (!is_first) found->second += std::chrono::nanoseconds{1};
        each.updated = found->second;
    }
}

// The last resource of a page; the next page starts behind it. It stays valid while resources are
// added and removed, because it is a position in the order and not an offset.
struct list_position {
    timestamp updated;
    std::string arn;

    bool operator==(const list_position&) const = default;
};

template <class Resource>
struct page {
    std::vector<const Resource*> items; // valid until the store changes
    std::optional<list_position> next;
};

// Matches everything.
struct no_filter {
    bool matches(const auto&) const { return true; }
};

// A Resource has members `arn`, `updated` and `tags()`.
template <class Resource>
class resource_store {
public:
    // The resource must not exist yet. `arn` and `updated` must not be changed through the returned
    // reference, nor through that of `find`.
    Resource& add(Resource added) {
        auto owned = std::make_unique<Resource>(std::move(added));
        Resource& resource = *owned;
        resources_.emplace(resource.arn, std::move(owned));
        order_.insert(&resource);
        counts_.add(resource.arn);
        return resource;
    }

    // False if there is none.
    bool remove(std::string_view arn) {
        const auto found = resources_.find(arn);
        if (found == resources_.end()) return false;
        order_.erase(found->second.get());
        counts_.remove(arn);
        // The key lives inside the value: keep the resource until the entry is gone.
        const auto resource = std::move(found->second);
        resources_.erase(found);
        return true;
    }

    // Null if there is none.
    Resource* find(std::string_view arn) const {
        const auto found = resources_.find(arn);
        return found == resources_.end() ? nullptr : found->second.get();
    }

    // The `updated` of what is added or changed now. Replies and exported states show milliseconds;
    // updates within one millisecond count on in nanoseconds, so that lists keep their order. A
    // millisecond has room for a million of them.
    timestamp next_update_time(timestamp now) const {
        const auto begin = in_milliseconds(now);
        const auto end = begin + std::chrono::milliseconds{1} - std::chrono::nanoseconds{1};
        const auto latest = order_.lower_bound(list_position{.updated = end, .arn = {}});
        if (latest == order_.end() || (*latest)->updated < begin) return begin;
        return std::min((*latest)->updated + std::chrono::nanoseconds{1}, end);
    }

    // Notes that a resource in this store is changed now, and reorders it.
    void touch(Resource& resource, timestamp now) {
        const auto updated = next_update_time(now);
        order_.erase(&resource);
        resource.updated = updated;
        order_.insert(&resource);
    }

    // At most `limit` resources that the caller may access and the filter matches.
    template <class Filter = no_filter>
    page<Resource> list(const caller& caller, const Filter& filter,
                        const std::optional<list_position>& after, std::size_t limit) const {
        page<Resource> page;
        auto at = after ? order_.upper_bound(*after) : order_.begin();
        for (; at != order_.end(); ++at) {
            const Resource& resource = **at;
            if (!caller.may_access(resource.arn) || !filter.matches(resource)) continue;
            if (page.items.size() == limit) {
                const auto& last = *page.items.back();
                page.next = list_position{.updated = last.updated, .arn = last.arn};
                break;
            }
            page.items.push_back(&resource);
        }
        return page;
    }

    // In list order.
    template <class Visitor>
    void for_each(Visitor&& visit) const {
        for (const auto* resource : order_) visit(*resource);
    }

    std::size_t size() const { return resources_.size(); }

    // Resources of one account in one region.
    std::size_t count(std::string_view account, std::string_view region) const {
        return counts_.of(account, region);
    }

private:
    struct latest_first {
        using is_transparent = void;
        template <class A, class B>
        bool operator()(const A& a, const B& b) const {
            return before(key(a), key(b));
        }

    private:
        using sort_key = std::pair<timestamp, std::string_view>;

        static sort_key key(const Resource* resource) { return {resource->updated, resource->arn}; }
        static sort_key key(const list_position& position) {
            return {position.updated, position.arn};
        }
        static bool before(const sort_key& a, const sort_key& b) {
            return a.first != b.first ? a.first > b.first : a.second < b.second;
        }
    };

    // Keys are views into the resources' own ARNs, so the resources must not move.
    std::unordered_map<std::string_view, std::unique_ptr<Resource>> resources_;
    std::set<const Resource*, latest_first> order_;
    counts_by_account_region counts_;
};

} // namespace ivschat::chat
