#include "text/json_document.hpp"

#include <boost/json/basic_parser_impl.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace ivschat::text {
namespace {

using json::kind;
using json_view = boost::json::string_view;
using boost::json::error_code;

constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

// The handler of Boost.JSON's parser. Appends each value to the list.
class collector {
public:
    static constexpr std::size_t max_object_size = none;
    static constexpr std::size_t max_array_size = none;
    static constexpr std::size_t max_key_size = none;
    static constexpr std::size_t max_string_size = none;

    collector(std::string_view text, json::nodes& nodes, std::string& unescaped)
        : text_{text}, nodes_{nodes}, unescaped_{unescaped} {}

    bool on_document_begin(error_code&) { return true; }
    bool on_document_end(error_code&) { return true; }
    bool on_object_begin(error_code&) { return open(kind::object); }
    bool on_object_end(std::size_t, error_code&) { return close(0); }
    bool on_array_begin(error_code&) { return open(kind::list); }
    bool on_array_end(std::size_t size, error_code&) { return close(size); }
    bool on_key_part(json_view part, std::size_t, error_code&) { return keep(part); }
    bool on_key(json_view last, std::size_t size, error_code&) { return finish(last, size); }
    bool on_string_part(json_view part, std::size_t, error_code&) { return keep(part); }
    bool on_string(json_view last, std::size_t size, error_code&) { return finish(last, size); }
    bool on_number_part(json_view, error_code&) { return true; }
    bool on_int64(std::int64_t value, json_view, error_code&) {
        add(kind::integer);
        nodes_.back().integer = value;
        return true;
    }
    bool on_uint64(std::uint64_t, json_view, error_code&) { return add(kind::number); }
    bool on_double(double value, json_view, error_code&) {
        return !std::isinf(value) && add(kind::number); // the parser makes a NaN of 0e999
    }
    bool on_bool(bool, error_code&) { return add(kind::boolean); }
    bool on_null(error_code&) { return add(kind::null); }
    bool on_comment_part(json_view, error_code&) { return false; }
    bool on_comment(json_view, error_code&) { return false; }

private:
    bool add(kind what, std::string_view text = {}) {
        nodes_.push_back({.text = text.data(),
                          .size = static_cast<std::uint32_t>(text.size()),
                          .end = static_cast<std::uint32_t>(nodes_.size() + 1),
                          .what = what});
        return true;
    }

    // Until it is closed, its `end` holds the index of the enclosing value.
    bool open(kind what) {
        const auto index = static_cast<std::uint32_t>(nodes_.size());
        add(what);
        nodes_.back().end = open_;
        open_ = index;
        return true;
    }

    bool close(std::size_t size) {
        auto& closed = nodes_[open_];
        closed.size = static_cast<std::uint32_t>(size);
        open_ = std::exchange(closed.end, static_cast<std::uint32_t>(nodes_.size()));
        return true;
    }

    // Takes a piece of a string with escapes.
    bool keep(json_view part) {
        // Reserves once for the whole text, so that pointers into the buffer stay valid.
        if (unescaped_.capacity() < text_.size()) unescaped_.reserve(text_.size());
        unescaped_.append(part.data(), part.size());
        return true;
    }

    bool finish(json_view last, std::size_t size) {
        const auto* const begin = text_.data();
        const bool is_of_text = std::less_equal<>{}(begin, last.data()) &&
                                std::less_equal<>{}(last.data(), begin + text_.size());
        if (size == last.size() && is_of_text) return add(kind::string, {last.data(), size});
        keep(last);
        return add(kind::string, std::string_view{unescaped_}.substr(unescaped_.size() - size));
    }

    std::string_view text_;
    json::nodes& nodes_;
    std::string& unescaped_;
    std::uint32_t open_ = none; // index of the innermost list or object that is not closed
};

bool read(std::string_view text, json::nodes& nodes, std::string& unescaped) {
    constexpr std::size_t deepest = 512; // each level takes some of the stack
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    boost::json::parse_options options;
    options.max_depth = deepest;
    boost::json::basic_parser<collector> parser{options, text, nodes, unescaped};
    error_code failed;
    const auto used = parser.write_some(false, text.data(), text.size(), failed);
    return !failed && parser.done() && used == text.size();
}

} // namespace

std::optional<std::int64_t> json_value::integer() const {
    if (node().what != json::kind::integer) return std::nullopt;
    return node().integer;
}

boost::container::small_vector<json_member, 16> json_value::members_as_written() const {
    boost::container::small_vector<json_member, 16> found;
    const auto end = node().end;
    for (auto key = first_child(); key.index_ < end; key = key.next().next())
        found.push_back({key.string(), key.next()});
    return found;
}

boost::container::small_vector<json_member, 16> json_value::members() const {
    auto found = members_as_written();
    // Sorts the last of equal names to the front, because `unique` keeps the first.
    std::sort(found.begin(), found.end(), [](const json_member& a, const json_member& b) {
        const auto order = a.name.compare(b.name);
        return order != 0 ? order < 0 : a.value.index_ > b.value.index_;
    });
    found.erase(std::unique(found.begin(), found.end(),
                            [](const auto& a, const auto& b) { return a.name == b.name; }),
                found.end());
    return found;
}

std::optional<json_value> json_value::find(std::string_view name) const {
    std::optional<json_value> found;
    const auto end = node().end;
    for (auto key = first_child(); key.index_ < end; key = key.next().next()) {
        if (key.string() == name) found = key.next();
    }
    return found;
}

json_document::json_document(std::string_view text) {
    const bool fits = text.size() < none;
    if (!fits || !read(text, nodes_, unescaped_)) nodes_.clear();
}

std::optional<json_value> json_document::root() const {
    if (nodes_.empty()) return std::nullopt;
    return json_value{nodes_, 0};
}

void json_document::append(json::kind what, std::string_view text) {
    nodes_.push_back({.text = text.data(),
                      .size = static_cast<std::uint32_t>(text.size()),
                      .end = static_cast<std::uint32_t>(nodes_.size() + 1),
                      .what = what});
    nodes_.front().end = static_cast<std::uint32_t>(nodes_.size());
}

void json_document::add_null(std::string_view name) {
    append(kind::string, name);
    append(kind::null);
}

void json_document::add_string(std::string_view name, std::string_view value) {
    append(kind::string, name);
    append(kind::string, value);
}

void json_document::add_list(std::string_view name, std::span<const std::string> strings) {
    append(kind::string, name);
    const auto list = nodes_.size();
    append(kind::list);
    nodes_[list].size = static_cast<std::uint32_t>(strings.size());
    for (const auto& each : strings) append(kind::string, each);
    nodes_[list].end = static_cast<std::uint32_t>(nodes_.size());
}

} // namespace ivschat::text
