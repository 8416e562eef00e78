// One request to an operation, taken apart by the router.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ivschat::operations {

// What a request is about, as far as it says so.
struct subject {
    std::string room_arn = {};
    std::string user_id = {};
};

// Looks on while an operation is carried out.
class call_observer {
public:
    // The request is valid and nothing has been done. False: nothing is to be done.
    virtual bool on_validated(subject about) = 0;
    // The room that came into being.
    virtual void on_created(std::string_view room_arn) = 0;

protected:
    ~call_observer() = default;
};

struct call {
    std::string_view body;
    std::string path_parameter = {};     // the percent-decoded variable part of the path
    std::vector<std::string> query = {}; // percent-decoded values of the one query parameter
    operations::call_observer* call_observer = nullptr;
};

} // namespace ivschat::operations
