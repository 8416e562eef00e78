#include "cli/quotas_file.hpp"

#include "operations/table.hpp"
#include "runtime/startup_error.hpp"
#include "support/scratch_directory.hpp"

#include <doctest/doctest.h>

using namespace ivschat;
using namespace ivschat::cli;
using support::scratch_directory;

namespace {

class quotas_file {
public:
    explicit quotas_file(std::string_view text) { support::write(path(), text); }

    std::filesystem::path path() const { return scratch_.path() / "quotas.toml"; }
    chat::quotas load() const { return load_quotas(path()); }

    // The error without the name of the file.
    std::string error_of_load() const {
        try {
            load();
        } catch (const runtime::startup_error& error) {
            const std::string said = error.what();
            const auto file = "quotas file " + path().string() + ": ";
            CHECK_MESSAGE(said.starts_with(file), said);
            CHECK_MESSAGE(said.find('\n') == said.npos, said);
            return said.substr(std::min(file.size(), said.size()));
        }
        return "(none)";
    }

private:
    scratch_directory scratch_;
};

const std::string room = "arn:aws:ivschat:us-east-1:123456789012:room/AbCdEfGhIjKl";

constexpr std::string_view globals = R"toml(
base = "off"                              # or "aws": where to start from
rooms = 50001                             # of an account in a region
logging-configurations = 11
connections = 50002
send-messages-per-second = 1001           # over all rooms
requests-per-second-of-a-connection = 12  # holds by default
room-message-rates = false                # maximumMessageRatePerSecond; holds by default

)toml";

// As in README.md and quotas_file.hpp.
constexpr std::string_view sections = R"toml(
[requests-per-second]                     # of an account in a region
CreateChatToken = 200                     # or any other operation

[room-message-rate]                       # in the place of the room's own
"arn:aws:ivschat:us-east-1:123456789012:room/AbCdEfGhIjKl" = 5
)toml";

void check_same(const chat::quotas& a, const chat::quotas& b) {
    CHECK((a.requests_per_second == b.requests_per_second));
    CHECK(a.rooms == b.rooms);
    CHECK(a.logging_configurations == b.logging_configurations);
    CHECK(a.connections == b.connections);
    CHECK(a.send_messages_per_second == b.send_messages_per_second);
    CHECK(a.requests_per_second_of_a_connection == b.requests_per_second_of_a_connection);
    CHECK(a.room_message_rates == b.room_message_rates);
    CHECK((a.room_message_rate_overrides == b.room_message_rate_overrides));
}

// The quotas of the documented file. None of the numbers is a default.
chat::quotas documented() {
    chat::quotas limits;
    limits.rooms = 50'001;
    limits.logging_configurations = 11;
    limits.connections = 50'002;
    limits.send_messages_per_second = 1001;
    limits.requests_per_second_of_a_connection = 12;
    limits.room_message_rates = false;
    limits.of(chat::api_operation::create_chat_token) = 200;
    limits.room_message_rate_overrides[room] = 5;
    return limits;
}

} // namespace

TEST_CASE("all keys of the documented file are read") {
    check_same(quotas_file{std::string{globals}.append(sections)}.load(), documented());
}

TEST_CASE("base is no quotas or those of AWS, wherever in the file it stands") {
    check_same(quotas_file{""}.load(), {});
    check_same(quotas_file{"# nothing but a comment\n"}.load(), {});
    check_same(quotas_file{"base = \"off\""}.load(), {});
    check_same(quotas_file{"base = \"aws\""}.load(), chat::aws_quotas());
    auto expected = chat::aws_quotas();
    expected.rooms = 3;
    check_same(quotas_file{"rooms = 3\nbase = \"aws\"\n"}.load(), expected);
}

TEST_CASE("zero removes the quotas of AWS and those that apply by default") {
    const auto limits = quotas_file{"base = \"aws\"\n"
                                    "rooms = 0\n"
                                    "connections = 0\n"
                                    "requests-per-second-of-a-connection = 0\n"
                                    "[requests-per-second]\n"
                                    "GetRoom = 0\n"}
                            .load();
    auto expected = chat::aws_quotas();
    expected.rooms = 0;
    expected.connections = 0;
    expected.requests_per_second_of_a_connection = 0;
    expected.of(chat::api_operation::get_room) = 0;
    check_same(limits, expected);
}

TEST_CASE("every operation has its key") {
    std::string text = "[requests-per-second]\n";
    chat::quotas expected;
    std::uint32_t number = 0;
    for (const auto& operation : operations::all()) {
        text += std::string{operation.name} + " = " + std::to_string(++number) + "\n";
        expected.of(operation.quota) = number;
    }
    CHECK(number == chat::api_operation_count);
    const auto limits = quotas_file{text}.load();
    check_same(limits, expected);
    CHECK(limits.of(chat::api_operation::create_chat_token) != 0);
}

TEST_CASE("several rooms may have rates, and sections may come in any order") {
    auto other = room;
    other.back() = '2';
    const auto limits = quotas_file{"[room-message-rate]\n\"" + room + "\" = 5\n\"" + other +
                                    "\" = 0\n\n[requests-per-second]\nGetRoom = 7\n"}
                            .load();
    const std::map<std::string, std::uint32_t, std::less<>> expected{{room, 5}, {other, 0}};
    CHECK((limits.room_message_rate_overrides == expected));
    CHECK(limits.of(chat::api_operation::get_room) == 7);
}

TEST_CASE("the highest number is a million") {
    CHECK(quotas_file{"rooms = 1000000"}.load().rooms == 1'000'000);
}

TEST_CASE("digits may be grouped") {
    CHECK(quotas_file{"rooms = 50_000"}.load().rooms == 50'000);
    CHECK(quotas_file{"rooms = 1_000_000"}.load().rooms == 1'000'000);
    CHECK(quotas_file{"rooms = 5_0"}.load().rooms == 50);
}

TEST_CASE("keys in comments and in other sections are not duplicates") {
    const auto limits = quotas_file{"# rooms = 1\nrooms = 2 # rooms = 3\n"
                                    "[requests-per-second]\n#GetRoom = 1\nGetRoom = 2\n"}
                            .load();
    CHECK(limits.rooms == 2);
    CHECK(limits.of(chat::api_operation::get_room) == 2);
}

TEST_CASE("errors name the key") {
    struct row {
        std::string_view name;
        std::string text;
        std::string_view error;
    };
    const row rows[] = {
        {"an unknown base", "base = \"azure\"", "base must be \"aws\" or \"off\""},
        {"an empty base", "base = \"\"", "base must be \"aws\" or \"off\""},
        {"a list for a base", "base = [\"aws\", \"off\"]", "base must be \"aws\" or \"off\""},
        {"an unknown key", "room = 5", "room: there is no such quota"},
        {"a key in capitals", "Rooms = 5", "Rooms: there is no such quota"},
        {"no value", "rooms", "rooms must be a whole number from 0"},
        {"a line of prose", "hello world", "hello world: there is no such quota"},
        {"a key twice", "rooms = 1\nrooms = 2", "rooms occurs twice; remove one of them"},
        {"a key twice, apart", " rooms = 1\nbase = \"off\"\n\trooms=1\r\n", "rooms occurs twice"},
        {"the base twice", "base = \"aws\"\nbase = \"aws\"", "base occurs twice"},
        {"an operation twice", "[requests-per-second]\nGetRoom = 1\nGetRoom = 1",
         "requests-per-second.GetRoom occurs twice"},
        {"an operation twice, in two sections of one name",
         "[requests-per-second]\nGetRoom = 1\n[room-message-rate]\n[requests-per-second] # more\n"
         "GetRoom = 2",
         "requests-per-second.GetRoom occurs twice"},
        {"a room twice", "[room-message-rate]\n\"" + room + "\" = 5\n\"" + room + "\" = 6",
         "AbCdEfGhIjKl occurs twice"},
        {"an open section", "[requests-per-second\nGetRoom = 1", "requests-per-second"},
        {"a negative number", "rooms = -1", "rooms must be a whole number from 0"},
        {"a fraction", "rooms = 1.5", "rooms must be a whole number from 0"},
        {"too high a number", "rooms = 1000001", "rooms must be a whole number from 0"},
        {"much too high a number", "rooms = 99999999999", "rooms must be a whole number from 0"},
        {"a word for a number", "connections = \"many\"", "connections must be a whole number"},
        {"an underscore before a number", "rooms = _5", "rooms must be a whole number"},
        {"an underscore behind a number", "rooms = 5_", "rooms must be a whole number"},
        {"two underscores", "rooms = 5__0", "rooms must be a whole number"},
        {"an empty number", "connections = \"\"", "connections must be a whole number"},
        {"several numbers", "connections = [1, 2]", "connections must be a whole number"},
        {"a boolean for a number", "send-messages-per-second = true",
         "send-messages-per-second must be a whole number"},
        {"a number for a boolean", "room-message-rates = 1",
         "room-message-rates must be true or false"},
        {"a word for a boolean", "room-message-rates = \"yes\"",
         "room-message-rates must be true or false"},
        {"an unknown section", "[quotas]\nrooms = 5", "quotas.rooms: there is no such section"},
        {"a section within a section", "[requests-per-second.more]\nGetRoom = 5",
         "requests-per-second.more.GetRoom: there is no such section"},
        {"an unknown operation", "[requests-per-second]\nMakeRoom = 5",
         "requests-per-second.MakeRoom: there is no such operation"},
        {"an operation in small letters", "[requests-per-second]\ngetroom = 5",
         "requests-per-second.getroom: there is no such operation"},
        {"a word for an operation's number", "[requests-per-second]\nGetRoom = \"five\"",
         "requests-per-second.GetRoom must be a whole number"},
        {"a global key in a section", "[requests-per-second]\nGetRoom = 1\nrooms = 5",
         "requests-per-second.rooms: there is no such operation"},
        {"what is no ARN", "[room-message-rate]\nlobby = 5", "room-message-rate.lobby: give "},
        {"an ARN of another kind",
         "[room-message-rate]\n\"arn:aws:ivschat:us-east-1:123456789012:logging-configuration/"
         "AbCdEfGhIjKl\" = 5",
         "AbCdEfGhIjKl: give "},
        {"a word for a room's number", "[room-message-rate]\n\"" + room + "\" = \"five\"",
         "AbCdEfGhIjKl must be a whole number"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        const auto said = quotas_file{row.text}.error_of_load();
        CHECK_MESSAGE(said.find(row.error) != said.npos, said);
    }
}

TEST_CASE("an absent file and a directory are errors") {
    const scratch_directory scratch;
    const auto error_of_load = [](const std::filesystem::path& path) -> std::string {
        try {
            load_quotas(path);
        } catch (const runtime::startup_error& error) {
            return error.what();
        }
        return "(none)";
    };
    const auto absent = scratch.path() / "absent.toml";
    CHECK(error_of_load(absent) == "quotas file " + absent.string() + ": cannot be read");
    CHECK(error_of_load(scratch.path()) ==
          "quotas file " + scratch.path().string() + ": cannot be read");
}
