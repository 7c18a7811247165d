#!/usr/bin/env bash
# Prints the score tables of extraction: over the gold beside the project (../shared/extraction, not part of it) and
# over the project's own gold (tests/data/gold). A change that loses accuracy shows here.
#   tests/evaluation/evaluate.sh [--errors] [DOC_ID…]    further arguments go to the scorer
# BUILD_DIR sets where to build (default: build). Exit code 3: the scorer is not there, so nothing could be scored.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
cd "$root"
build=${BUILD_DIR:-build}
scorer=../shared/extraction/score.py

if [ ! -f "$scorer" ]; then
  echo "evaluate.sh: ../shared/extraction/score.py is not there; neither the visible nor the own gold can be scored" >&2
  exit 3
fi
[ -f "$build/build.ninja" ] || cmake -G Ninja -S . -B "$build" >/dev/null
ninja -C "$build" extract_json extraction_facts_gold_test extraction_own_facts_test >/dev/null
extract="$build/bin/extract_json --publish-date {date} {file}"

echo "== visible gold (../shared/extraction/gold)"
python3 "$scorer" --run "$extract" "$@"
echo
echo "== own gold (tests/data/gold over tests/data/samples)"
python3 "$scorer" --run "$extract" --gold tests/data/gold --texts tests/data/samples "$@"
echo
echo "== blind gold (tests/data/blind_gold over the corpus)"
tests/evaluation/blind_gold.sh "$build/bin/extract_json" || true
echo
echo "== further facts (tests/data/facts_gold over the corpus, tests/data/gold over the samples)"
for test in facts_gold own_facts; do
  "$build/tests/extraction_${test}_test" | grep -E '^[a-z_A-Z ]+ (precision|recall) ' || true
done
