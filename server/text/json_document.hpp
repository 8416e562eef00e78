// Parses JSON (RFC 8259) with Boost.JSON's parser into a flat list instead of a tree, which takes
// no allocation for short requests. Documents that are edited or written again, such as those of
// the control API, use nlohmann.
#pragma once

#include <boost/container/small_vector.hpp>

#include <cstdint>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace ivschat::text {

struct json_member;
class json_elements;

namespace json {

// An `integer` has no fraction and no exponent and fits 64 signed bits. Any other is a `number`.
enum class kind : std::uint8_t { null, boolean, integer, number, string, list, object };

// A document is the list of its values in the order of the text. A list's elements follow it, and
// so do an object's members, keys and values in turn.
struct node {
    union {
        const char* text = nullptr; // of a string, without escapes
        std::int64_t integer;
    };
    std::uint32_t size = 0; // of the text, or the number of a list's elements
    std::uint32_t end = 0;  // index of the value after this one and its content
    kind what;
};

using nodes = boost::container::small_vector<node, 32>;

} // namespace json

// A reference to a value of a document, which it must not outlive.
class json_value {
public:
    json_value(const json::nodes& nodes, std::uint32_t index) : nodes_{&nodes}, index_{index} {}

    bool is_null() const { return node().what == json::kind::null; }
    bool is_string() const { return node().what == json::kind::string; }
    bool is_list() const { return node().what == json::kind::list; }
    bool is_object() const { return node().what == json::kind::object; }

    // For strings.
    std::string_view string() const { return {node().text, node().size}; }
    // Nothing unless the value is an `integer`.
    std::optional<std::int64_t> integer() const;
    // For lists.
    json_elements elements() const;
    std::size_t size() const { return node().size; }
    // For objects: the members, sorted by the bytes of their names. Of duplicates the last one
    // counts.
    boost::container::small_vector<json_member, 16> members() const;
    // The members in the order of the text, with duplicates.
    boost::container::small_vector<json_member, 16> members_as_written() const;
    // The value of the last member of that name.
    std::optional<json_value> find(std::string_view name) const;

private:
    friend class json_elements;

    const json::node& node() const { return (*nodes_)[index_]; }
    json_value next() const { return {*nodes_, node().end}; }
    json_value first_child() const { return {*nodes_, index_ + 1}; }

    const json::nodes* nodes_;
    std::uint32_t index_;
};

struct json_member {
    std::string_view name;
    json_value value;
};

class json_elements {
public:
    class iterator {
    public:
        explicit iterator(json_value at) : at_{at} {}
        json_value operator*() const { return at_; }
        iterator& operator++() {
            at_ = at_.next();
            return *this;
        }
        bool operator==(const iterator& other) const { return at_.index_ == other.at_.index_; }

    private:
        json_value at_;
    };

    explicit json_elements(json_value list) : list_{list} {}
    iterator begin() const { return iterator{list_.first_child()}; }
    iterator end() const { return iterator{list_.next()}; }

private:
    json_value list_;
};

inline json_elements json_value::elements() const { return json_elements{*this}; }

class json_document {
public:
    // `text` must outlive the document.
    explicit json_document(std::string_view text);
    json_document(const json_document&) = delete;
    json_document& operator=(const json_document&) = delete;

    // Nothing unless the text is one JSON value in valid UTF-8, with at most 512 levels, whose
    // numbers fit a double. The text may begin with a byte order mark.
    std::optional<json_value> root() const;

    // Adds a member to the root, which must be an object. Names and texts must outlive the
    // document.
    void add_null(std::string_view name);
    void add_string(std::string_view name, std::string_view value);
    void add_list(std::string_view name, std::span<const std::string> strings);

private:
    void append(json::kind what, std::string_view text = {});

    json::nodes nodes_; // empty if the text is not JSON
    std::string unescaped_;
};

} // namespace ivschat::text
