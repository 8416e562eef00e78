// The settings of TLS connections, with the trusted certificates. Internal to outbound/.
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <boost/system/result.hpp>

#include <filesystem>
#include <optional>
#include <string>

namespace ivschat::outbound {

// Requires TLS 1.2. Trusts the system's certificates, which OpenSSL finds by itself or by
// SSL_CERT_FILE and SSL_CERT_DIR, and those in `certificates`, a PEM file or a directory of hashed
// names. The error is a sentence.
boost::system::result<boost::asio::ssl::context, std::string>
make_tls_context(const std::optional<std::filesystem::path>& certificates);

} // namespace ivschat::outbound
