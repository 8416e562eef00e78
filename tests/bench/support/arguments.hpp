// The flags of the benchmark's programs, as `--name VALUE`. There are no positional arguments.
#pragma once

#include <map>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace ivschat::bench {

class arguments {
public:
    // `defaults` names every flag that the program knows. Throws std::invalid_argument for others.
    arguments(std::span<char*> words, std::map<std::string, std::string> defaults)
        : values_{std::move(defaults)} {
        for (std::size_t i = 1; i < words.size(); i += 2) {
            const std::string_view word{words[i]};
            const auto name = std::string{word.substr(word.find_first_not_of('-'))};
            const auto known = values_.find(name);
            if (!word.starts_with("--") || known == values_.end() || i + 1 == words.size()) {
                throw std::invalid_argument{usage(words[i])};
            }
            known->second = words[i + 1];
        }
    }

    const std::string& text(const std::string& name) const { return values_.at(name); }
    double real(const std::string& name) const { return std::stod(values_.at(name)); }
    bool is_set(const std::string& name) const { return !values_.at(name).empty(); }

    std::uint32_t number(const std::string& name) const {
        return static_cast<std::uint32_t>(std::stoul(values_.at(name)));
    }

private:
    std::string usage(std::string_view wrong) const {
        std::string text = "not understood: " + std::string{wrong} + "; the flags are";
        for (const auto& [name, value] : values_) {
            text += "\n  --" + name + " VALUE" + (value.empty() ? "" : " (" + value + ")");
        }
        return text;
    }

    std::map<std::string, std::string> values_;
};

} // namespace ivschat::bench
