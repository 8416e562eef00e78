// Converts requests and replies to and from HTTP. Internal to outbound/.
#pragma once

#include "outbound/http_client.hpp"

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

namespace ivschat::outbound {

using reply_parser = boost::beast::http::response_parser<boost::beast::http::string_body>;

// False if a part contains line ends or spaces that would let it pass for another part.
bool is_well_formed(const http_request& request);

// The request line and the headers, up to the empty line.
std::string write_head(const http_request& request);

http_response to_response(reply_parser::value_type message);

} // namespace ivschat::outbound
