#include "cli/quotas_file.hpp"

#include "model/patterns.hpp"
#include "operations/table.hpp"
#include "runtime/startup_error.hpp"
#include "text/ascii.hpp"
#include "text/unicode.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <sstream>

namespace ivschat::cli {
namespace {

constexpr std::string_view operations_section = "requests-per-second";
constexpr std::string_view rooms_section = "room-message-rate";

// CLI11 2.1 does not recognise a section if text follows the bracket.
std::stringstream without_section_comments(std::istream& in) {
    std::stringstream out;
    for (std::string line; std::getline(in, line);) {
        const auto end = line.find(']');
        if (line.starts_with('[') && end != std::string::npos &&
            line.find_first_not_of(" \t", end + 1) == line.find('#', end)) {
            line.resize(end + 1);
        }
        out << line << '\n';
    }
    return out;
}

// The first key that occurs twice, with its section: "requests-per-second.GetRoom". CLI11 would
// merge the two into a list.
std::optional<std::string> repeated_key(std::istream& in) {
    std::set<std::string> seen;
    std::string section;
    for (std::string line; std::getline(in, line);) {
        const auto text = text::trim_space(line);
        const auto equals = text.find('=');
        if (text.starts_with('[') && text.ends_with(']')) {
            section = std::string{text.substr(1, text.size() - 2)} + ".";
        } else if (!text.starts_with('#') && equals != std::string_view::npos) {
            auto key = text::trim_space(text.substr(0, equals));
            const bool is_quoted = key.size() > 1 && key.front() == '"' && key.back() == '"';
            if (is_quoted) key = key.substr(1, key.size() - 2);
            const auto [name, is_new] = seen.insert(section + std::string{key});
            if (!is_new) return *name;
        }
    }
    return std::nullopt;
}

// TOML allows digits to be grouped: "50_000".
std::string without_grouping(std::string_view number) {
    std::string digits;
    for (std::size_t i = 0; i < number.size(); ++i) {
        const bool is_separator = number[i] == '_' && i > 0 && i + 1 < number.size() &&
                                  text::is_digit(number[i - 1]) && text::is_digit(number[i + 1]);
        if (!is_separator) digits += number[i];
    }
    return digits;
}

class quotas_reader {
public:
    explicit quotas_reader(const std::filesystem::path& file) : file_{file} {
        std::ifstream in{file};
        if (!in || std::filesystem::is_directory(file)) fail("cannot be read");
        try {
            auto text = without_section_comments(in);
            if (const auto key = repeated_key(text))
                fail(*key + " occurs twice; remove one of them");
            text.clear();
            text.seekg(0);
            items_ = CLI::ConfigTOML{}.from_config(text);
        } catch (const CLI::Error& error) {
            fail(std::string{"is not TOML: "} + error.what());
        }
    }

    chat::quotas read() {
        for (const auto& item : items_) read_base(item);
        for (const auto& item : items_) {
            if (item.name == "++" || item.name == "--")
                continue; // CLI11's marks for the begin and end of a section
            if (item.fullname() != "base") read_entry(item);
        }
        return std::move(quotas_);
    }

private:
    [[noreturn]] void fail(const std::string& why) const {
        throw runtime::startup_error{"quotas file " + file_.string() + ": " + why};
    }

    void read_base(const CLI::ConfigItem& item) {
        if (item.fullname() != "base") return;
        if (item.inputs == std::vector<std::string>{"aws"})
            quotas_ = chat::aws_quotas();
        else if (item.inputs != std::vector<std::string>{"off"})
            fail("base must be \"aws\" or \"off\"");
    }

    void read_entry(const CLI::ConfigItem& item) {
        if (item.parents.empty()) return read_global(item);
        if (item.parents == std::vector<std::string>{std::string{operations_section}}) {
            const auto known = operations::all();
            const auto found = std::find_if(known.begin(), known.end(), [&](const auto& operation) {
                return operation.name == item.name;
            });
            if (found == known.end()) fail(item.fullname() + ": there is no such operation");
            quotas_.of(found->quota) = read_number(item);
        } else if (item.parents == std::vector<std::string>{std::string{rooms_section}}) {
            if (!model::patterns::is_room_arn(item.name)) {
                fail(item.fullname() + ": give " + std::string{model::patterns::room_arn.hint} +
                     ", in quotation marks");
            }
            quotas_.room_message_rate_overrides[item.name] = read_number(item);
        } else {
            fail(item.fullname() + ": there is no such section");
        }
    }

    void read_global(const CLI::ConfigItem& item) {
        const std::map<std::string_view, std::uint32_t*> numbers{
            {"rooms", &quotas_.rooms},
            {"logging-configurations", &quotas_.logging_configurations},
            {"connections", &quotas_.connections},
            {"send-messages-per-second", &quotas_.send_messages_per_second},
            {"requests-per-second-of-a-connection", &quotas_.requests_per_second_of_a_connection}};
        if (const auto found = numbers.find(item.name); found != numbers.end()) {
            *found->second = read_number(item);
        } else if (item.name == "room-message-rates") {
            if (item.inputs.size() != 1 ||
                (item.inputs[0] != "true" && item.inputs[0] != "false")) {
                fail(item.name + " must be true or false");
            }
            quotas_.room_message_rates = item.inputs[0] == "true";
        } else {
            fail(item.name + ": there is no such quota");
        }
    }

    std::uint32_t read_number(const CLI::ConfigItem& item) const {
        constexpr std::uint32_t most = 1'000'000;
        std::uint32_t value = 0;
        const auto text = item.inputs.size() == 1 ? without_grouping(item.inputs[0]) : "";
        const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (failed != std::errc{} || end != text.data() + text.size() || value > most) {
            fail(item.fullname() + " must be a whole number from 0 (no limit) to 1000000");
        }
        return value;
    }

    std::filesystem::path file_;
    std::vector<CLI::ConfigItem> items_;
    chat::quotas quotas_;
};

} // namespace

chat::quotas load_quotas(const std::filesystem::path& file) { return quotas_reader{file}.read(); }

} // namespace ivschat::cli
