#!/usr/bin/env bash
# Lists the lexicon entries (each word of each file of services/ingestion/extraction/data) whose removal changes exactly one gold document, of the
# visible gold beside the project and of the own gold together. Such a word may have been fitted to its document; each needs a reason that is not that
# document: it is in use in at least three other documents of the corpus (counted here), or ablation_reasons.tsv beside this file gives one.
#   tests/evaluation/ablation.sh [--all]     without --all only the entries that lack a reason are printed in full
# BUILD_DIR sets where to build (default: build). Exit code 1: an entry has no reason. 3: ../shared is not there.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
cd "$root"
build=${BUILD_DIR:-build}
gold=../shared/extraction/gold
corpus=../shared/corpus/text
if [ ! -d "$gold" ] || [ ! -d "$corpus" ]; then
  echo "ablation.sh: ../shared is not there; without the visible gold and the corpus there is nothing to count" >&2
  exit 3
fi
[ -f "$build/build.ninja" ] || cmake -G Ninja -S . -B "$build" >/dev/null
ninja -C "$build" lexicon_ablation >/dev/null

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 - "$gold" "$corpus" tests/data/gold tests/data/samples >"$work/list" <<'PY'
import json, sys
from pathlib import Path
for gold, texts in zip(sys.argv[1::2], sys.argv[2::2]):
    for file in sorted(Path(gold).glob("*.json")):
        d = json.loads(file.read_text("utf8"))
        date = d.get("publishDate") or "0-0-0"
        print(f"{texts}/{d['doc']}.txt", *d["region"], *[int(x) for x in date.split("-")], sep="\t")
PY
"$build/bin/lexicon_ablation" services/ingestion/extraction/data "$work/list" >"$work/entries"

python3 - "$work/entries" "$corpus" tests/evaluation/ablation_reasons.tsv "${1:-}" <<'PY'
import sys
from pathlib import Path
entries, corpus, reasons_file, mode = sys.argv[1:5]
USED = 3  # other documents of the corpus that make a word one of general use
texts = {p.stem: "".join(p.read_text("utf8").split()) for p in Path(corpus).glob("*.txt")}
reasons = {}
for line in Path(reasons_file).read_text("utf8").splitlines():
    if line and not line.startswith("#"):
        table, word, reason = line.split("\t")
        reasons[table, word] = reason
rows, missing, stale = [], 0, dict(reasons)
for line in Path(entries).read_text("utf8").splitlines():
    table, row, word, doc = line.split("\t")
    used = sum(word in text for stem, text in texts.items() if stem != doc)
    given = reasons.get((table, word)) or reasons.get((table, "*"))
    stale.pop((table, word), None)
    stale.pop((table, "*"), None)
    reason = given or (f"in use in {used} other documents of the corpus" if used >= USED else "")
    missing += not reason
    if mode == "--all" or not reason:
        print(f"{table}\t{row}\t{word}\t{doc}\t{reason or 'NO REASON: in ' + str(used) + ' other documents'}")
    rows.append(table)
print(f"{len(rows)} entries change exactly one gold document: " + ", ".join(f"{t} {rows.count(t)}" for t in sorted(set(rows))))
for table, word in sorted(stale):
    if word != "*":
        print(f"reason without need: {table} {word}")
print(f"{missing} of them have no reason but that document")
sys.exit(1 if missing else 0)
PY
