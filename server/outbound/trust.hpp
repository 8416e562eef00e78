// Whom connections over TLS believe. Internal to outbound/.
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <boost/system/result.hpp>

#include <filesystem>
#include <optional>
#include <string>

namespace ivschat::outbound {

// TLS 1.2 at least. Trusts the certificates where OpenSSL looks for the system's (or where
// SSL_CERT_FILE and SSL_CERT_DIR say), and those in the PEM file or in the directory of hashed
// names that is given. The error is a sentence.
boost::system::result<boost::asio::ssl::context, std::string>
make_tls_context(const std::optional<std::filesystem::path>& certificates);

} // namespace ivschat::outbound
