#include "support/scratch_directory.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace ivschat::support {

namespace fs = std::filesystem;

scratch_directory::scratch_directory() {
    auto pattern = (fs::temp_directory_path() / "ivschat-test-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error{"no scratch directory"};
    path_ = pattern;
}

scratch_directory::~scratch_directory() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

std::string scratch_directory::write(std::string_view name, std::string_view bytes) const {
    support::write(path_ / name, bytes);
    return path_of(name);
}

std::string read(const fs::path& file) {
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

void write(const fs::path& file, std::string_view bytes) {
    if (file.has_parent_path()) fs::create_directories(file.parent_path());
    std::ofstream{file, std::ios::binary} << bytes;
}

std::map<std::string, std::string> files_below(const fs::path& directory) {
    std::map<std::string, std::string> all;
    std::error_code missing;
    for (const auto& entry : fs::recursive_directory_iterator{directory, missing}) {
        if (!entry.is_regular_file()) continue;
        all[entry.path().lexically_relative(directory)] = read(entry.path());
    }
    return all;
}

} // namespace ivschat::support
