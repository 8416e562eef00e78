// Lets doctest print a result: whether it has a value, or the message of its error. Boost's own
// operator<< needs values and errors that can be printed, and secrets cannot.
#pragma once

#include <boost/system/result.hpp>
#include <doctest/doctest.h>

#include <string>

namespace doctest {

template <class Value, class Error>
struct StringMaker<boost::system::result<Value, Error>> {
    static String convert(const boost::system::result<Value, Error>& result) {
        if (result) return "a value";
        const auto error = result.error();
        if constexpr (requires { error.message.c_str(); })
            return ("an error: " + error.message).c_str();
        else
            return "an error";
    }
};

} // namespace doctest
