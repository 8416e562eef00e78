#include "chat_log/gzip.hpp"

#include <zlib.h>

#include <new>

namespace ivschat::chat_log {
namespace {

constexpr int gzip_format =
    15 + 16; // the largest window; adding 16 asks for gzip's header and trailer
constexpr int default_memory = 8;

class deflater {
public:
    deflater() {
        if (::deflateInit2(&stream_, Z_DEFAULT_COMPRESSION, Z_DEFLATED, gzip_format, default_memory,
                           Z_DEFAULT_STRATEGY) != Z_OK) {
            throw std::bad_alloc{};
        }
    }
    ~deflater() { ::deflateEnd(&stream_); }
    deflater(const deflater&) = delete;
    deflater& operator=(const deflater&) = delete;

    std::string run(std::string_view text) {
        std::string out(::deflateBound(&stream_, static_cast<uLong>(text.size())), '\0');
        // zlib does not write to its input, although its type is not const.
        stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
        stream_.avail_in = static_cast<uInt>(text.size());
        stream_.next_out = reinterpret_cast<Bytef*>(out.data());
        stream_.avail_out = static_cast<uInt>(out.size());
        ::deflate(&stream_, Z_FINISH); // one call suffices, since deflateBound leaves enough room
        out.resize(stream_.total_out);
        return out;
    }

private:
    z_stream stream_{};
};

} // namespace

std::string gzip(std::string_view text) { return deflater{}.run(text); }

} // namespace ivschat::chat_log
