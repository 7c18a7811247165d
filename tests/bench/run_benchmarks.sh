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
  "$build/bench/$name"
done
