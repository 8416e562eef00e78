// Certificates made when the test runs, so that none expires.
#pragma once

#include <boost/asio/ssl/context.hpp>

#include <filesystem>
#include <string>

namespace ivschat::outbound::test {

// A self-signed certificate and its key, as PEM.
struct identity {
    std::string certificate;
    std::string key;
};

// `names` as OpenSSL writes them: "DNS:localhost,IP:127.0.0.1".
identity make_identity(const std::string& names);

boost::asio::ssl::context server_context(const identity& who);

// A file that is there as long as the object.
class certificate_file {
public:
    explicit certificate_file(const std::string& contents);
    ~certificate_file();
    certificate_file(const certificate_file&) = delete;
    certificate_file& operator=(const certificate_file&) = delete;

    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

} // namespace ivschat::outbound::test
