#include "control/seed.hpp"

#include "chat/arn.hpp"
#include "control/faults_json.hpp"
#include "control/json_object.hpp"
#include "model/decode.hpp"
#include "model/encode.hpp"
#include "model/rooms.hpp"
#include "operations/logging_configurations.hpp"
#include "operations/rooms.hpp"

#include <fstream>
#include <iterator>
#include <set>

namespace ivschat::control {
namespace {

struct seed_document {
    std::optional<std::vector<model::room_description>> rooms;
    std::optional<std::vector<model::logging_configuration_description>> logging_configurations;

    static constexpr std::string_view name = "Seed";
    static constexpr auto members() {
        using self = seed_document;
        using model::list_shape;
        using model::structure_shape;
        return std::tuple{
            model::optional("rooms", &self::rooms,
                            list_shape<structure_shape<model::room_description>>{"RoomList", {}}),
            model::optional("loggingConfigurations", &self::logging_configurations,
                            list_shape<structure_shape<model::logging_configuration_description>>{
                                "LoggingConfigurationList", {}})};
    }
};

// Reads seeds one after another and checks each against the earlier ones.
class seed_reader {
public:
    explicit seed_reader(chat::timestamp now) : now_{now} {}

    void load(const std::filesystem::path& file) {
        source_ = "seed file " + file.string() + ": ";
        std::ifstream in{file, std::ios::binary};
        if (!in || std::filesystem::is_directory(file)) fail("cannot be read");
        load(std::string_view{std::string{std::istreambuf_iterator<char>{in}, {}}});
    }

    void load(std::string_view text) {
        const auto document = parse(text);
        if (document.logging_configurations) {
            for (const auto& each : *document.logging_configurations) add(each);
        }
        if (document.rooms) {
            for (const auto& each : *document.rooms) add(each);
        }
    }

    seeds finish() {
        for (const auto& room : loaded_.rooms) {
            for (const auto& arn : room.settings.logging_configurations) {
                if (!seen_.contains(arn))
                    fail(room.arn + " refers to " + arn + ", which is in no seed");
            }
        }
        chat::keep_list_order(loaded_.rooms);
        chat::keep_list_order(loaded_.logging_configurations);
        return std::move(loaded_);
    }

private:
    [[noreturn]] void fail(const std::string& why) const {
        throw runtime::startup_error{source_ + why};
    }

    seed_document parse(std::string_view text) {
        const auto body = model::read_body(text);
        if (model::check_body(body)) fail("is not a JSON object in UTF-8");
        if (body.root()->find("faults")) parse_faults(text);
        auto document = model::decode<seed_document>(*body.root());
        if (!document) fail(document.error().message);
        if (const auto member = model::unknown_member<seed_document>(*body.root(), "faults")) {
            fail("has an unknown member '" + *member + "'");
        }
        return *std::move(document);
    }

    // Fault rules have a reader of their own, whose errors quote what they found.
    void parse_faults(std::string_view text) {
        const auto json = parse_document(text);
        if (!json) fail(json.error().message);
        auto plan = read_faults((*json)["faults"], "faults");
        if (!plan) fail(plan.error().message);
        if (loaded_.faults) fail("has faults, but an earlier seed has them already");
        loaded_.faults = *std::move(plan);
    }

    void check(const std::string& arn, const std::optional<std::string>& id) {
        if (id && *id != chat::parse_arn(arn)->id) {
            fail("the id " + *id + " is not that of " + arn + "; leave it out");
        }
        if (!seen_.insert(arn).second) fail(arn + " occurs twice");
    }

    void add(const model::room_description& description) {
        check(description.arn, description.id);
        loaded_.rooms.push_back(operations::to_room(description, now_));
    }

    void add(const model::logging_configuration_description& description) {
        if (!description.arn || !description.destination) {
            fail("each of loggingConfigurations must have arn and destinationConfiguration");
        }
        check(*description.arn, description.id);
        loaded_.logging_configurations.push_back(
            operations::to_logging_configuration(description, now_));
    }

    chat::timestamp now_;
    std::string source_ = "The state: "; // the begin of error messages
    std::set<std::string> seen_;         // ARNs
    seeds loaded_;
};

} // namespace

seeds load_seeds(const std::vector<std::filesystem::path>& files, chat::timestamp now) {
    seed_reader reader{now};
    for (const auto& file : files) reader.load(file);
    return reader.finish();
}

seeds read_seed(std::string_view document, chat::timestamp now) {
    seed_reader reader{now};
    reader.load(document);
    return reader.finish();
}

namespace {

// Seeds and --auto-create-rooms may make ids that AWS would not, and a seed with such an id would
// be refused. Its ARN says the same.
void drop_foreign_id(std::optional<std::string>& id) {
    constexpr std::size_t length_at_aws = 12;
    if (id && id->size() != length_at_aws) id.reset();
}

} // namespace

std::string export_seed(const chat::service& service, const faults::rule_set& rules) {
    seed_document document;
    auto& rooms = document.rooms.emplace();
    auto& configurations = document.logging_configurations.emplace();
    // In list order, which `read_seed` keeps.
    service.rooms().for_each([&](const chat::room& room) {
        rooms.push_back(operations::describe(room));
        drop_foreign_id(rooms.back().id);
    });
    service.logging_configurations().for_each(
        [&](const chat::logging_configuration& configuration) {
            configurations.push_back(operations::describe(configuration));
            drop_foreign_id(configurations.back().id);
        });
    auto text = model::encode(document, text::timestamp_format::iso8601);
    if (rules.empty()) return text;
    text.pop_back(); // the closing brace, which is added again below
    return text + R"(,"faults":)" + write_faults(rules, counts::left_out) + "}";
}

} // namespace ivschat::control
