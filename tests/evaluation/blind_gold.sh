#!/usr/bin/env bash
# Scores the blind gold (tests/data/blind_gold) and holds each round against the floor it once reached: a change that lowers one is seen.
#   tests/evaluation/blind_gold.sh [--errors] EXTRACT_JSON     EXTRACT_JSON: the built binary
# Exit code 1: a round is below its floor. 77 (skip): ../shared, which holds the texts and the scorer, is not there.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
cd "$root"
errors=()
if [ "${1:-}" = --errors ]; then
  errors=(--errors)
  shift
fi
extract=$1
scorer=../shared/extraction/score.py
if [ ! -f "$scorer" ] || [ ! -d ../shared/corpus/text ]; then
  echo "blind_gold.sh: skipped: corpus not present (../shared holds the texts and the scorer)"
  exit 77
fi
failed=0
while read -r round found record; do
  gold=tests/data/blind_gold/$round
  run="$extract --publish-date {date} {file}"
  if [ ${#errors[@]} -gt 0 ]; then
    python3 "$scorer" --run "$run" --gold "$gold" "${errors[@]}"
    continue
  fi
  python3 "$scorer" --run "$run" --gold "$gold" --json | python3 -c '
import json, sys
round_, found, record = sys.argv[1], float(sys.argv[2]), float(sys.argv[3])
s = json.load(sys.stdin)
f = {k: s[k]["f1"] for k in ("sections", "measures", "found", "record")}
print(round_, *(f"{k} {v:.3f}" for k, v in f.items()), "indicators", s["found"]["gold"])
sys.exit(1 if f["found"] < found or f["record"] < record else 0)' "$round" "$found" "$record" || failed=1
done < <(grep -v '^#' tests/data/blind_gold/floors.tsv)
exit $failed
