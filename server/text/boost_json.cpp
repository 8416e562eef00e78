// Compiles Boost.JSON, since Debian's package of headers has no library for it.
#include <boost/json/src.hpp>
