// JSON (RFC 8259) as it is read, by Boost.JSON's parser, into a list instead of a tree: mostly
// without allocating, since requests are short and many. What is edited or shown again, as the
// control API's documents are, is read by nlohmann.
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

// `integer` is a number without fraction and exponent that has 64 bits, `number` any other.
enum class kind : std::uint8_t { null, boolean, integer, number, string, list, object };

// A document is the list of its values in the order of the text: a list's elements and an object's
// members, key and value in turn, stand behind it.
struct node {
    union {
        const char* text = nullptr; // of a string, its escapes resolved
        std::int64_t integer;
    };
    std::uint32_t size = 0; // of the text; or how many elements a list has
    std::uint32_t end = 0;  // index of what stands behind this value and all in it
    kind what;
};

using nodes = boost::container::small_vector<node, 32>;

} // namespace json

// Refers to one value of a document, and must not outlive that.
class json_value {
public:
    json_value(const json::nodes& nodes, std::uint32_t index) : nodes_{&nodes}, index_{index} {}

    bool is_null() const { return here().what == json::kind::null; }
    bool is_string() const { return here().what == json::kind::string; }
    bool is_list() const { return here().what == json::kind::list; }
    bool is_object() const { return here().what == json::kind::object; }

    // Of a string.
    std::string_view string() const { return {here().text, here().size}; }
    // Nothing unless it is a number without fraction and exponent that has 64 bits.
    std::optional<std::int64_t> integer() const;
    // Of a list.
    json_elements elements() const;
    std::size_t size() const { return here().size; }
    // Of an object, sorted by their names' bytes. Of duplicate names the last one counts.
    boost::container::small_vector<json_member, 16> members() const;
    // The same in the order of the text, duplicates and all.
    boost::container::small_vector<json_member, 16> members_as_written() const;
    // The value of the last member of that name.
    std::optional<json_value> find(std::string_view name) const;

private:
    friend class json_elements;

    const json::node& here() const { return (*nodes_)[index_]; }
    json_value behind() const { return {*nodes_, here().end}; }
    json_value inside() const { return {*nodes_, index_ + 1}; }

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
            at_ = at_.behind();
            return *this;
        }
        bool operator==(const iterator& other) const { return at_.index_ == other.at_.index_; }

    private:
        json_value at_;
    };

    explicit json_elements(json_value list) : list_{list} {}
    iterator begin() const { return iterator{list_.inside()}; }
    iterator end() const { return iterator{list_.behind()}; }

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

    // Nothing unless the text is one JSON value of valid UTF-8, which may have a byte order mark,
    // at most 512 levels deep, and every number in it fits a double.
    std::optional<json_value> root() const;

    // Adds a member to the root, which must be an object. Names and texts must outlive the
    // document.
    void add_null(std::string_view name);
    void add_string(std::string_view name, std::string_view value);
    void add_list(std::string_view name, std::span<const std::string> strings);

private:
    void append(json::kind what, std::string_view text = {});

    json::nodes nodes_; // none if the text is not JSON
    std::string unescaped_;
};

} // namespace ivschat::text
