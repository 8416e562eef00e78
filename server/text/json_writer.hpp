// Appends JSON to a string without building a tree.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace ivschat::text {

// Appends `text` as a JSON string. The text must be valid UTF-8. Escapes only what JSON requires.
void append_json_string(std::string& out, std::string_view text);

// Writes values into a string that must outlive it. The writer places commas; the caller ensures
// that one value follows each key.
class json_writer {
public:
    explicit json_writer(std::string& out) : out_{out} {}

    json_writer& begin_object() { return open('{'); }
    json_writer& end_object() { return close('}'); }
    json_writer& begin_array() { return open('['); }
    json_writer& end_array() { return close(']'); }

    // `name` must need no escape.
    json_writer& key(std::string_view name) {
        separate();
        out_ += '"';
        out_ += name;
        out_ += "\":";
        fresh_ = true;
        return *this;
    }
    json_writer& string(std::string_view text) {
        separate();
        append_json_string(out_, text);
        return *this;
    }
    json_writer& integer(std::int64_t value) { return raw(std::to_string(value)); }
    json_writer& null() { return raw("null"); }
    // Appends finished JSON.
    json_writer& raw(std::string_view json) {
        separate();
        out_ += json;
        return *this;
    }
    // Writes keys in the map's order, sorted by their bytes.
    json_writer& string_map(const std::map<std::string, std::string>& map) {
        begin_object();
        for (const auto& [name, value] : map) {
            separate();
            append_json_string(out_, name);
            out_ += ':';
            append_json_string(out_, value);
        }
        return end_object();
    }

private:
    json_writer& open(char bracket) {
        separate();
        out_ += bracket;
        fresh_ = true;
        return *this;
    }
    json_writer& close(char bracket) {
        out_ += bracket;
        fresh_ = false;
        return *this;
    }
    // A comma before every value but the first of its bracket and the one after a key.
    void separate() {
        if (!fresh_) out_ += ',';
        fresh_ = false;
    }

    std::string& out_;
    bool fresh_ = true;
};

} // namespace ivschat::text
