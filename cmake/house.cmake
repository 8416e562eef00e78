# What every target of the house shares: warnings, sanitizers, how Asio is compiled.

add_library(ivschat_house INTERFACE)
target_compile_options(ivschat_house INTERFACE
  -Wall -Wextra -Wconversion -Wshadow -Wold-style-cast)
target_include_directories(ivschat_house INTERFACE ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/server)
if(IVSCHAT_SANITIZE)
  target_compile_options(ivschat_house INTERFACE
    -fsanitize=${IVSCHAT_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(ivschat_house INTERFACE -fsanitize=${IVSCHAT_SANITIZE})
  if(IVSCHAT_SANITIZE STREQUAL thread)
    target_compile_options(ivschat_house INTERFACE -Wno-tsan) # it does not understand Asio's fences
  endif()
endif()

# Header-only Boost; no io_uring, which Docker's default seccomp profile blocks.
add_library(ivschat_asio INTERFACE)
target_link_libraries(ivschat_asio INTERFACE Boost::headers Threads::Threads)
target_compile_definitions(ivschat_asio INTERFACE
  BOOST_ASIO_NO_DEPRECATED
  BOOST_ASIO_DISABLE_BOOST_COROUTINE)

# One library per folder. tests/unit/layout checks that a folder includes only what it links.
#   ivschat_library(NAME SOURCES a.cpp ... [DEPENDS ...] [PRIVATE ...])
function(ivschat_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;DEPENDS;PRIVATE" ${ARGN})
  add_library(ivschat_${name} STATIC ${arg_SOURCES})
  target_link_libraries(ivschat_${name} PUBLIC ivschat_house ${arg_DEPENDS} PRIVATE ${arg_PRIVATE})
endfunction()

# One doctest program per folder:  ivschat_test(NAME SOURCES a_test.cpp ... DEPENDS ...)
function(ivschat_test name)
  cmake_parse_arguments(arg "" "" "SOURCES;DEPENDS" ${ARGN})
  add_executable(${name}_tests ${arg_SOURCES})
  target_link_libraries(${name}_tests PRIVATE ivschat_test_support ${arg_DEPENDS})
  # GCC 12 warns of overlaps in `"literal" + std::string` (its bug 105651) and of uninitialised members
  # in braced lists where there are none.
  target_compile_options(${name}_tests PRIVATE -Wno-restrict -Wno-maybe-uninitialized)
  set_target_properties(${name}_tests PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)
endfunction()
