#!/usr/bin/env bash
# statistics_versus_duckdb.sh BUILD_DIR [ROWS] [--shuffle] [--superseded] [--region R0042] [--topic T03]
# The statistics service beside DuckDB over the same facts, in one go on this machine; only the ratio is to be quoted.
# Needs node, npm's registry and ../shared/bench beside the project (facts.mjs, duckdb_peer.mjs); says so and leaves
# with 77 where they are missing. Both sides must give the same answers. Prints a line a query: milliseconds of
# DuckDB in process on its strongest form, of the whole call through gRPC, and how many times faster that is.
set -euo pipefail
build=$1
rows=${2:-2000000}
shift $(($# > 1 ? 2 : 1))
shared=$(cd "$(dirname "$0")/../.." && pwd)/../shared/bench
if [ ! -d "$shared" ] || ! command -v node >/dev/null || ! command -v npm >/dev/null; then
  echo "skipped: needs node, npm and ../shared/bench"
  exit 77
fi
peer=()
for arg in "$@"; do [ "$arg" = --superseded ] || peer+=("$arg"); done

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --silent --prefix "$work" @duckdb/node-api >/dev/null
export NODE_PATH="$work/node_modules"
node "$shared/facts.mjs" "$rows" "$work/facts.csv"
node "$shared/duckdb_peer.mjs" "$work/facts.csv" "threads=$(nproc)" --answers "$work/answers" "${peer[@]}" >"$work/theirs.json"
"$build/bench/statistics_bench" "$work/facts.csv" --answers "$work/answers" "$@" >"$work/ours.json" 2>/dev/null
node - "$work" <<'JS'
const { readFileSync } = require('node:fs');
const read = (name) => JSON.parse(readFileSync(`${process.argv[2]}/${name}.json`));
const [theirs, ours] = [read('theirs'), read('ours')];
let product = 1, slower = 0;
for (const q of Object.keys(ours.grpc)) {
  const ratio = theirs.coded[q] / ours.grpc[q];
  product *= ratio;
  slower += ratio <= 1 ? 1 : 0;
  console.log(`${q}  DuckDB ${theirs.coded[q].toFixed(2)}  gRPC ${ours.grpc[q].toFixed(2)}  in process ${ours.in_process[q].toFixed(2)}  ${ratio.toFixed(2)}x`);
}
const mean = product ** (1 / Object.keys(ours.grpc).length);
console.log(`same answers; geometric mean ${mean.toFixed(2)}x; ${ours.facts} facts, ${ours.bytes_a_fact} bytes a fact`);
process.exitCode = slower > 0 || mean < 2 || ours.bytes_a_fact > 64 ? 1 : 0;
JS
