#!/usr/bin/env bash
# check_skips.sh BUILD_DIR CTEST_LOG CTEST_STATUS: the last step of tests/run.sh. Lists skipped tests with their reasons;
# with CI=true any skip but those of the missing corpus, of npm's apache-arrow and of memory under a sanitizer fails the run. Ends with ctest's own closing line.
set -euo pipefail
build=$1 log=$2 status=$3
skipped=$(grep -E '\*\*\*Skipped' "$log" | sed -E 's/^.*Test +#[0-9]+: ([^ ]+) .*/\1/' || true)
bad=0
for test in $skipped; do
  # GTEST_SKIP prints its reason behind the place, scripts behind "skipped: "; ctest keeps it in LastTest.log.
  reason=$(awk -v t="$test" '$0 ~ "[0-9]+/[0-9]+ Test: " { on = index($0, "Test: " t) > 0 } on && /Skipped$/ { seen = 1; next } on && (/: skipped: / || (seen && NF)) { print; exit }' \
    "$build/Testing/Temporary/LastTest.log")
  echo "skipped: $test: ${reason:-no reason given}"
  case "$reason" in *"corpus not present"* | *"apache-arrow not present"* | *"the sanitizer keeps what is freed"*) ;; *) bad=1 ;; esac
done
if [ "$bad" = 1 ] && [ "${CI:-}" = true ]; then
  echo "A test was skipped for another reason than those that are allowed; in CI that is a failure." >&2
  status=1
fi
grep -E '^[0-9]+% tests passed' "$log" | tail -1 || true
exit "$status"
