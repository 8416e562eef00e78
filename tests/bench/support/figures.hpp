// The figures of a load generator, as one line of JSON on standard output.
#pragma once

#include <cstdio>
#include <string>

namespace ivschat::bench {

class figures {
public:
    // `name` and `text` need no escape.
    void add(const std::string& name, double value) {
        char digits[32];
        std::snprintf(digits, sizeof digits, "%.12g", value);
        append(name, digits);
    }
    void add(const std::string& name, const std::string& text) { append(name, '"' + text + '"'); }

    void print() const {
        std::printf("{%s}\n", members_.c_str());
        std::fflush(stdout);
    }

private:
    void append(const std::string& name, const std::string& value) {
        if (!members_.empty()) members_ += ", ";
        members_ += '"' + name + "\": " + value;
    }

    std::string members_;
};

} // namespace ivschat::bench
