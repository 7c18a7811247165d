#!/usr/bin/env bash
# Sets up, builds and runs all tests.
#   tests/run.sh                 the plain run
#   tests/run.sh --asan          the suite under AddressSanitizer and UndefinedBehaviorSanitizer
#   tests/run.sh --tsan          the suite under ThreadSanitizer
#   tests/run.sh --fuzz [SEC]    each fuzz target for SEC seconds (default 60) with address and undefined sanitizers
#   tests/run.sh --soak          the long tests (label soak)
#   tests/run.sh --bench         the benchmarks of tests/bench
#   tests/run.sh --tidy          clang-tidy over own code
# Further arguments go to ctest, for example: tests/run.sh -R filter
# BUILD_DIR sets where to build (default: build, build-asan, …). With CI=true a skipped test is a failure, unless it
# says that the corpus is not there.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"

mode=plain
fuzz_seconds=60
case "${1:-}" in
  --asan|--tsan|--fuzz|--soak|--bench|--tidy) mode=${1#--}; shift ;;
  -h|--help) sed -n '2,12s/^# \{0,1\}//p' "$0"; exit 0 ;;
  --*) echo "run.sh: unknown argument '$1' (try --help)" >&2; exit 2 ;;
esac
if [ "$mode" = fuzz ] && [[ "${1:-}" =~ ^[0-9]+$ ]]; then
  fuzz_seconds=$1
  shift
fi

case "$mode" in
  fuzz|tidy) deploy/install-deps.sh "--$mode" ;;
  *) deploy/install-deps.sh ;;
esac

jobs=$(nproc)
build=${BUILD_DIR:-build}
configure=()
case "$mode" in
  asan) build=${BUILD_DIR:-build-asan}; configure=(-DGANGMU_SANITIZE=address) ;;
  tsan) build=${BUILD_DIR:-build-tsan}; configure=(-DGANGMU_SANITIZE=thread) ;;
  fuzz) build=${BUILD_DIR:-build-fuzz}
        configure=(-DGANGMU_FUZZERS=ON -DCMAKE_C_COMPILER=clang -DCMAKE_CXX_COMPILER=clang++) ;;
  bench) build=${BUILD_DIR:-build}; configure=(-DGANGMU_BENCHMARKS=ON) ;;
esac

export CCACHE_BASEDIR=$root CCACHE_NOHASHDIR=1
cmake -G Ninja -S . -B "$build" "${configure[@]}" >"$build.configure.log" 2>&1 || { cat "$build.configure.log"; exit 1; }
rm -f "$build.configure.log"

case "$mode" in
  fuzz)
    ninja -C "$build" -j "$jobs" fuzzers
    exec tests/fuzz/run_fuzzers.sh "$build" "$fuzz_seconds" ;;
  tidy)
    ninja -C "$build" -j "$jobs" generated_sources
    # What it says is printed, how many warnings of other people's headers it kept to itself is not.
    git ls-files 'common/*.cc' 'services/*.cc' | xargs -P "$jobs" -n 4 clang-tidy -p "$build" --quiet 2>"$build/tidy.log"
    echo "clang-tidy finds nothing"
    exit ;;
  bench)
    ninja -C "$build" -j "$jobs"
    exec tests/bench/run_benchmarks.sh "$build" "$@" ;;
esac

ninja -C "$build" -j "$jobs"

select=(-LE soak)
[ "$mode" = soak ] && select=(-L soak)
export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=1:strict_string_checks=1:detect_stack_use_after_return=1}
export UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1}
export TSAN_OPTIONS=${TSAN_OPTIONS:-suppressions=$root/tests/support/tsan.supp:halt_on_error=1:second_deadlock_stack=1}
log=$build/test-output.log
status=0
ctest --test-dir "$build" -j "$jobs" --output-on-failure "${select[@]}" "$@" | tee "$log" || status=$?
exec tests/support/check_skips.sh "$build" "$log" "$status"
