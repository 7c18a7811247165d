# Compiler defaults, sanitizers and the packages every target may use.
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "" FORCE)
endif()
# -g1 keeps line numbers for stack traces at a fraction of the size and link time of full debug information.
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g1")
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

if(GANGMU_SANITIZE)
  # The checks that a sanitizer puts in hide from g++ 12 what a variant holds: it warns of members that are not there.
  add_compile_options(-Wno-maybe-uninitialized)
endif()
if(GANGMU_SANITIZE STREQUAL "address")
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
elseif(GANGMU_SANITIZE STREQUAL "thread")
  # protobuf's map fields have two more members where __SANITIZE_THREAD__ is defined. Debian's library is built without,
  # so any message with a map would be corrupt: the macro goes, what libstdc++ makes of it stays.
  add_compile_options(-fsanitize=thread -fno-omit-frame-pointer -U__SANITIZE_THREAD__ -D_GLIBCXX_TSAN=1)
  add_link_options(-fsanitize=thread)
elseif(GANGMU_SANITIZE)
  message(FATAL_ERROR "GANGMU_SANITIZE is '${GANGMU_SANITIZE}'; use address or thread")
endif()

if(GANGMU_FUZZERS)
  # All code is instrumented for coverage; each fuzz target adds libFuzzer's main.
  add_compile_options(-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
endif()

# This order matters with Debian's packages: the Protobuf module first, then Abseil, then gRPC's config.
find_package(Threads REQUIRED)
find_package(Protobuf REQUIRED)
find_package(absl CONFIG REQUIRED)
find_package(gRPC CONFIG REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(ZLIB REQUIRED)
find_package(GTest REQUIRED)
include(GoogleTest)
