# The few ways a target is made. Own code is compiled with warnings as errors; generated code is not.
set(GANGMU_WARNINGS -Wall -Wextra -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wno-unused-parameter
    -Wno-missing-field-initializers)
if(GANGMU_WERROR)
  list(APPEND GANGMU_WARNINGS -Werror)
endif()

# gangmu_generated(NAME FILES...): makes the files that NAME's build makes also part of the target generated_sources:
# what must be there before a tool reads own code without building it.
function(gangmu_generated name)
  if(NOT TARGET generated_sources)
    add_custom_target(generated_sources)
  endif()
  add_custom_target(${name}_generated DEPENDS ${ARGN})
  add_dependencies(generated_sources ${name}_generated)
endfunction()

# gangmu_library(NAME SOURCES... [DEPS targets...]): a static library of one room.
function(gangmu_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "DEPS")
  add_library(${name} STATIC ${arg_UNPARSED_ARGUMENTS})
  target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR})
  target_compile_options(${name} PRIVATE ${GANGMU_WARNINGS})
  target_link_libraries(${name} PUBLIC ${arg_DEPS})
endfunction()

# gangmu_binary(NAME SOURCES... [DEPS targets...]): a program in build/bin.
function(gangmu_binary name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "DEPS")
  add_executable(${name} ${arg_UNPARSED_ARGUMENTS})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR})
  target_compile_options(${name} PRIVATE ${GANGMU_WARNINGS})
  target_link_libraries(${name} PRIVATE ${arg_DEPS})
endfunction()

# gangmu_test(NAME SOURCES... [DEPS targets...] [LABELS words...] [TIMEOUT seconds]): one GoogleTest binary, each of
# its cases a CTest test. A case that skips prints why; tests/run.sh decides which skips are allowed.
function(gangmu_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "TIMEOUT" "DEPS;LABELS")
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 300)
  endif()
  add_executable(${name} ${arg_UNPARSED_ARGUMENTS})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR})
  target_compile_options(${name} PRIVATE ${GANGMU_WARNINGS})
  target_compile_definitions(${name} PRIVATE GANGMU_SOURCE_DIR="${CMAKE_SOURCE_DIR}" GANGMU_BIN_DIR="${CMAKE_BINARY_DIR}/bin")
  target_link_libraries(${name} PRIVATE ${arg_DEPS} GTest::gmock GTest::gtest_main)
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60
    TEST_PREFIX "${name}." PROPERTIES TIMEOUT ${arg_TIMEOUT} LABELS "${arg_LABELS}")
endfunction()

# gangmu_fuzzer(NAME SOURCES... [DEPS targets...] [SEEDS name]): a libFuzzer target; tests/fuzz/run_fuzzers.sh runs it on
# the seeds of that name (tests/fuzz/make_seeds.py). All of them: target `fuzzers`.
function(gangmu_fuzzer name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "SEEDS" "DEPS")
  if(NOT TARGET fuzzers)
    add_custom_target(fuzzers)
  endif()
  add_executable(${name} ${arg_UNPARSED_ARGUMENTS})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/fuzz)
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR})
  target_compile_options(${name} PRIVATE ${GANGMU_WARNINGS})
  target_link_libraries(${name} PRIVATE ${arg_DEPS})
  target_link_options(${name} PRIVATE -fsanitize=fuzzer)
  file(WRITE ${CMAKE_BINARY_DIR}/fuzz/${name}.seeds "${arg_SEEDS}")
  add_dependencies(fuzzers ${name})
endfunction()

# gangmu_benchmark(NAME SOURCES... [DEPS targets...]): a Google Benchmark program; tests/bench/run_benchmarks.sh runs it.
function(gangmu_benchmark name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "DEPS")
  add_executable(${name} ${arg_UNPARSED_ARGUMENTS})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bench)
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR})
  target_compile_options(${name} PRIVATE ${GANGMU_WARNINGS})
  target_compile_definitions(${name} PRIVATE GANGMU_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  target_link_libraries(${name} PRIVATE ${arg_DEPS} benchmark::benchmark)
endfunction()
