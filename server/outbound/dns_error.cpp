#include "outbound/dns_error.hpp"

#include <ares.h>

namespace ivschat::outbound {
namespace {

class dns_category final : public boost::system::error_category {
public:
    const char* name() const noexcept override { return "dns"; }
    std::string message(int status) const override {
        switch (status) {
        case too_many_queries:
            return "too many other names are being looked up";
        case ARES_ENOTFOUND:
            return "DNS does not know the name";
        case ARES_ENODATA:
            return "DNS knows no address for the name";
        case ARES_ETIMEOUT:
            return "the DNS server did not answer in time";
        case ARES_ECONNREFUSED:
            return "no DNS server could be reached";
        default:
            return ares_strerror(status);
        }
    }
};

} // namespace

runtime::error_code dns_error(int status) {
    static const dns_category category;
    return {status, category};
}

} // namespace ivschat::outbound
