#!/usr/bin/env bash
# run_benchmarks.sh BUILD_DIR [NAME…]: runs the benchmarks of tests/bench (all, or those named). Every figure stands
# beside a baseline of the same run; quote the ratio, never the time.
set -euo pipefail
build=$1
shift
names=("$@")
if [ ${#names[@]} -eq 0 ]; then
  for program in "$build"/bench/*; do [ -x "$program" ] && [ -f "$program" ] && names+=("$(basename "$program")"); done
fi
for name in "${names[@]}"; do
  echo "== $name"
  if [ "$name" = statistics_bench ]; then
    # Needs facts and a peer; 77 says that they are not there.
    "$(dirname "$0")/statistics_versus_duckdb.sh" "$build" || [ $? -eq 77 ]
  elif [ "$name" = statistics_restart ]; then
    echo "needs facts: $build/bench/statistics_restart FACTS.csv"
  else
    "$build/bench/$name"
  fi
done
