// One request to an operation, as the router hands it on.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ivschat::operations {

// What a request names. Empty: it names none.
struct subject {
    std::string room_arn = {};
    std::string user_id = {};
    std::string target_user_id = {}; // who is to be disconnected
    std::string message_id = {};     // of the message to delete
    std::string event_name = {};
};

// Is told how an operation proceeds.
class call_observer {
public:
    // The request is valid; nothing has changed yet. False: the operation is not carried out, and
    // its result means nothing.
    virtual bool on_validated(subject about) = 0;
    // A room was created.
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
