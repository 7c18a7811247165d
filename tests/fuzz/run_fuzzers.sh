#!/usr/bin/env bash
# run_fuzzers.sh BUILD_DIR SECONDS [NAME…]: runs each fuzz target (or those named) for SECONDS on its seeds, with address
# and undefined sanitizers. What it learns is kept in BUILD_DIR/fuzz/corpus-NAME for the next run. A find ends a target's
# run with the failing input's path; keep it as a test before mending it.
set -euo pipefail
build=$1 seconds=$2
shift 2
root=$(cd "$(dirname "$0")/../.." && pwd)
passed=0 failed=0
python3 "$root/tests/fuzz/make_seeds.py" "$root/tests/data/samples" "$build/fuzz/seeds"
names=("$@")
if [ ${#names[@]} -eq 0 ]; then
  for seeds_file in "$build"/fuzz/*.seeds; do names+=("$(basename "$seeds_file" .seeds)"); done
fi
for name in "${names[@]}"; do
  corpus=$build/fuzz/corpus-$name
  mkdir -p "$corpus" "$build/fuzz/finds"
  seeds=$(cat "$build/fuzz/$name.seeds")
  echo "== $name for $seconds s"
  if "$build/fuzz/$name" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=4096 -print_final_stats=1 \
      -artifact_prefix="$build/fuzz/finds/$name-" "$corpus" ${seeds:+"$build/fuzz/seeds/$seeds"} 2>"$build/fuzz/$name.log"; then
    grep -E 'stat::(number_of_executed_units|average_exec_per_sec)' "$build/fuzz/$name.log"
    passed=$((passed + 1))
  else
    tail -40 "$build/fuzz/$name.log"
    failed=$((failed + 1))
  fi
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
