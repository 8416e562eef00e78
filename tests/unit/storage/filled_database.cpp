#include "filled_database.hpp"

#include "sample_state.hpp"
#include "storage/database.hpp"

#include <doctest/doctest.h>

#include <unistd.h>

namespace ivschat::storage::test {

namespace fs = std::filesystem;

filled_database::filled_database() {
    database database{scratch.data()};
    std::vector<chat::effect> effects;
    for (int i = 0; i < 100; ++i) {
        effects.emplace_back(chat::room_saved{full_room(std::to_string(i))});
        effects.emplace_back(token(static_cast<unsigned char>(i), now));
    }
    database.write(effects);
}

void filled_database::leave_a_wal() const {
    child writer{[&](int out) {
        database database{scratch.data()};
        database.write(std::vector<chat::effect>{chat::room_saved{full_room("last")}});
        if (::write(out, "!", 1) == 1) ::pause();
    }};
    writer.read(1);
}

void filled_database::sql(const std::string& script) const {
    sqlite::connection{scratch.database()}.execute(script);
}

std::string filled_database::refusal() const {
    return refusal_of([&] { database{scratch.data()}.load(now); });
}

void filled_database::check_refused(std::string_view words) const {
    const auto before = files_below(scratch.data());
    for (int i = 0; i < 2; ++i) {
        const auto message = refusal();
        CHECK_MESSAGE(contains(message, words), message);
        CHECK(contains(message, scratch.database().string()));
        CHECK_FALSE(contains(message, "\n"));
        CHECK(files_below(scratch.data()) == before);
    }
}

void filled_database::check_damaged_or_whole(const std::vector<std::string>& rooms) const {
    std::vector<std::string> found;
    const auto said = refusal_of([&] { found = all_rooms(); });
    if (said != no_refusal) return check_refused("is damaged: ");
    CHECK(fs::exists(scratch.wal()));
    CHECK(found == rooms);
}

std::vector<std::string> filled_database::all_rooms() const {
    const scratch_directory copy;
    fs::copy(scratch.data(), copy.data());
    std::vector<std::string> texts;
    for (const auto& room : database{copy.data()}.load(now).rooms) texts.push_back(to_text(room));
    return texts;
}

} // namespace ivschat::storage::test
