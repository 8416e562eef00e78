#include "identity.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <fstream>
#include <memory>
#include <stdexcept>
#include <unistd.h>

namespace ivschat::outbound::test {

namespace ssl = boost::asio::ssl;

namespace {

template <auto Free>
struct freed_by {
    template <class T>
    void operator()(T* object) const {
        Free(object);
    }
};
using key_pointer = std::unique_ptr<EVP_PKEY, freed_by<EVP_PKEY_free>>;
using certificate_pointer = std::unique_ptr<X509, freed_by<X509_free>>;
using memory_pointer = std::unique_ptr<BIO, freed_by<BIO_free>>;

constexpr long a_day = 24 * 60 * 60;

void require(bool good) {
    if (!good) throw std::runtime_error{"OpenSSL cannot make the certificate of the test"};
}

std::string text_of(BIO* memory) {
    const char* data = nullptr;
    const auto size = BIO_ctrl(memory, BIO_CTRL_INFO, 0, &data);
    return {data, static_cast<std::size_t>(size)};
}

certificate_pointer self_signed(EVP_PKEY* key, const std::string& names) {
    certificate_pointer made{X509_new()};
    require(X509_set_version(made.get(), X509_VERSION_3) == 1);
    ASN1_INTEGER_set(X509_get_serialNumber(made.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(made.get()), -a_day);
    X509_gmtime_adj(X509_getm_notAfter(made.get()), a_day);
    auto* const subject = X509_get_subject_name(made.get());
    const auto* const name = reinterpret_cast<const unsigned char*>("test");
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, name, -1, -1, 0);
    X509_set_issuer_name(made.get(), subject);
    X509_set_pubkey(made.get(), key);
    const std::unique_ptr<X509_EXTENSION, freed_by<X509_EXTENSION_free>> alternatives{
        X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, names.c_str())};
    require(alternatives && X509_add_ext(made.get(), alternatives.get(), -1) == 1);
    require(X509_sign(made.get(), key, EVP_sha256()) > 0);
    return made;
}

} // namespace

identity make_identity(const std::string& names) {
    const key_pointer key{EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256")};
    require(key != nullptr);
    const auto certificate = self_signed(key.get(), names);
    const memory_pointer certificate_text{BIO_new(BIO_s_mem())};
    const memory_pointer key_text{BIO_new(BIO_s_mem())};
    require(PEM_write_bio_X509(certificate_text.get(), certificate.get()) == 1);
    require(PEM_write_bio_PrivateKey(key_text.get(), key.get(), nullptr, nullptr, 0, nullptr,
                                     nullptr) == 1);
    return {.certificate = text_of(certificate_text.get()), .key = text_of(key_text.get())};
}

ssl::context server_context(const identity& who) {
    ssl::context context{ssl::context::tls_server};
    context.use_certificate_chain(boost::asio::buffer(who.certificate));
    context.use_private_key(boost::asio::buffer(who.key), ssl::context::pem);
    return context;
}

certificate_file::certificate_file(const std::string& contents) {
    auto name = (std::filesystem::temp_directory_path() / "ivschat-certificate-XXXXXX").string();
    const int file = mkstemp(name.data());
    require(file >= 0);
    close(file);
    path_ = name;
    std::ofstream{path_} << contents;
}

certificate_file::~certificate_file() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
}

} // namespace ivschat::outbound::test
