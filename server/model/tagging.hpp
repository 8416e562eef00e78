// Requests and replies of the operations on tags.
#pragma once

#include "model/shapes.hpp"

#include <map>
#include <string>
#include <vector>

namespace ivschat::model {

struct list_tags_for_resource_request {
    std::string resource_arn;

    static constexpr std::string_view name = "ListTagsForResourceRequest";
    static constexpr auto members() {
        using self = list_tags_for_resource_request;
        return std::tuple{
            required("resourceArn", &self::resource_arn, shapes::resource_arn).in(location::path)};
    }
};

struct list_tags_for_resource_response {
    std::map<std::string, std::string> tags;

    static constexpr std::string_view name = "ListTagsForResourceResponse";
    static constexpr auto members() {
        return std::tuple{required("tags", &list_tags_for_resource_response::tags, shapes::tags)};
    }
};

struct tag_resource_request {
    std::string resource_arn;
    std::map<std::string, std::string> tags;

    static constexpr std::string_view name = "TagResourceRequest";
    static constexpr auto members() {
        using self = tag_resource_request;
        return std::tuple{
            required("resourceArn", &self::resource_arn, shapes::resource_arn).in(location::path),
            required("tags", &self::tags, shapes::tags)};
    }
};

struct untag_resource_request {
    std::string resource_arn;
    std::vector<std::string> tag_keys;

    static constexpr std::string_view name = "UntagResourceRequest";
    static constexpr auto members() {
        using self = untag_resource_request;
        return std::tuple{
            required("resourceArn", &self::resource_arn, shapes::resource_arn).in(location::path),
            required("tagKeys", &self::tag_keys, shapes::tag_key_list).in(location::query)};
    }
};

} // namespace ivschat::model
