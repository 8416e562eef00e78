#include "outbound/tls_context.hpp"

namespace ivschat::outbound {

namespace ssl = boost::asio::ssl;
using boost::system::error_code;

boost::system::result<ssl::context, std::string>
make_tls_context(const std::optional<std::filesystem::path>& certificates) {
    ssl::context context{ssl::context::tls_client};
    SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
    context.set_verify_mode(ssl::verify_peer);
    error_code ignored; // an empty container has no certificates of the system
    context.set_default_verify_paths(ignored);
    if (!certificates) return context;
    std::error_code unreadable;
    error_code failed;
    if (std::filesystem::is_directory(*certificates, unreadable)) {
        context.add_verify_path(certificates->string(), failed);
    } else {
        context.load_verify_file(certificates->string(), failed);
    }
    if (!failed) return context;
    return "The certificates in " + certificates->string() +
           " cannot be read: " + failed.message() + ".";
}

} // namespace ivschat::outbound
