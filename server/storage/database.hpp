// The state on disk, without threads of its own. May be used by any thread, but by one at a time.
#pragma once

#include "chat/effects.hpp"
#include "crypto/random.hpp"
#include "crypto/sealing_key.hpp"
#include "storage/database_file.hpp"
#include "storage/sqlite.hpp"
#include "storage/storage_error.hpp"

#include <filesystem>
#include <span>
#include <vector>

namespace ivschat::storage {

// What was remembered.
struct stored_state {
    std::vector<chat::logging_configuration> logging_configurations;
    std::vector<chat::room> rooms;
    std::vector<chat::token_used> used_tokens;
};

// Used tokens need not be remembered once they open nothing anyway.
struct token_expiry {
    chat::timestamp now; // those that have expired by then
    std::size_t at_most;
};

// All functions throw storage_error and have changed nothing then. What has returned outlives the
// process, however it dies; a power cut may cost the last changes.
class database {
public:
    // Opens ivschat.sqlite3 in the directory, making what is not there for its owner only. A file
    // that is damaged, another program's or a newer version's is refused and left as it is.
    explicit database(const std::filesystem::path& directory);

    // Forgets the used tokens that have expired.
    stored_state load(chat::timestamp now);

    // Remembers what lasts of the effects, all in one transaction; deliveries and closures do not.
    // Writing effects a second time changes nothing.
    void write(std::span<const chat::effect> effects);

    // Forgets used tokens in the same transaction; returns how many.
    std::size_t write(std::span<const chat::effect> effects, const token_expiry& tokens);

    // The key of this state, made at the first call.
    crypto::sealing_key sealing_key(crypto::random_source& random);

private:
    struct statements {
        explicit statements(sqlite::connection& connection);

        sqlite::statement save_room;
        sqlite::statement remove_room;
        sqlite::statement save_logging_configuration;
        sqlite::statement remove_logging_configuration;
        sqlite::statement spend_token;
        sqlite::statement forget_tokens;
        sqlite::statement forget_all_tokens;
    };
    struct writer;

    std::size_t forget(const token_expiry& tokens);
    static statements prepare(const std::filesystem::path& file, sqlite::connection& connection);
    template <class Action>
    auto in_transaction(Action action);
    std::vector<chat::room> load_rooms();
    std::vector<chat::logging_configuration> load_logging_configurations();
    std::vector<chat::token_used> load_used_tokens();

    // In the order in which they must be there.
    std::filesystem::path file_;
    directory_lock lock_;
    sqlite::connection connection_;
    statements statements_;
};

} // namespace ivschat::storage
