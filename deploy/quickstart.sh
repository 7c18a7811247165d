#!/usr/bin/env bash
# From a fresh clone to statistics: installs, builds, starts the three services on embedded SQLite, takes documents in
# and shows what became of them. A second run reuses what is there.
#   deploy/quickstart.sh [PATH…]    files or folders to take in; default: the project's own samples
#   deploy/quickstart.sh --stop     stops the services that it started
# GANGMU_DATA sets the data folder (default: gangmu-data in the project); GANGMU_INGESTION_ADDRESS,
# GANGMU_MEASURES_ADDRESS and GANGMU_STATISTICS_ADDRESS set where the services listen.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
called_from=$PWD
data=${GANGMU_DATA:-$root/gangmu-data}
case "$data" in /*) ;; *) data=$called_from/$data ;; esac
build=${BUILD_DIR:-$root/build}
bin=$build/bin
export GANGMU_INGESTION_ADDRESS=${GANGMU_INGESTION_ADDRESS:-127.0.0.1:7101}
export GANGMU_MEASURES_ADDRESS=${GANGMU_MEASURES_ADDRESS:-127.0.0.1:7102}
export GANGMU_STATISTICS_ADDRESS=${GANGMU_STATISTICS_ADDRESS:-127.0.0.1:7103}

say() { printf '\n== %s\n' "$*"; }

# The process of service $1 if this script started it and it still runs.
running_pid() {
  local file=$data/run/$1.pid pid
  [ -f "$file" ] || return 1
  pid=$(cat "$file")
  [ "$(readlink -f "/proc/$pid/exe" 2>/dev/null)" = "$(readlink -f "$bin/gangmu-$1")" ] && echo "$pid"
}

stop_services() {
  local service pid
  for service in ingestion statistics measures; do
    if pid=$(running_pid "$service"); then
      kill -TERM "$pid"
      for _ in $(seq 300); do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
      kill -0 "$pid" 2>/dev/null && { echo "gangmu-$service (process $pid) did not stop within 30 s" >&2; exit 1; }
      echo "stopped gangmu-$service"
    fi
    rm -f "$data/run/$service.pid"
  done
}

start_service() {  # name address arguments…
  local service=$1 address=$2 pid log=$data/log/$1.log
  shift 2
  if pid=$(running_pid "$service"); then
    echo "gangmu-$service runs already (process $pid)"
    return
  fi
  env -u GANGMU_DATA setsid nohup "$bin/gangmu-$service" --address "$address" "$@" >>"$log" 2>&1 </dev/null &
  pid=$!
  echo "$pid" >"$data/run/$service.pid"
  for _ in $(seq 300); do
    if "$bin/gangmu-$service" --address "$address" --healthcheck >/dev/null 2>&1 && kill -0 "$pid" 2>/dev/null; then
      echo "gangmu-$service serves at $address (process $pid, log $log)"
      return
    fi
    if ! kill -0 "$pid" 2>/dev/null; then
      rm -f "$data/run/$service.pid"
      echo "gangmu-$service did not start. The end of $log:" >&2
      tail -5 "$log" >&2
      exit 1
    fi
    sleep 0.1
  done
  echo "gangmu-$service does not answer at $address; see $log" >&2
  exit 1
}

case "${1:-}" in
  --stop) stop_services; exit 0 ;;
  -h|--help) sed -n '2,7s/^# \{0,1\}//p' "$0"; exit 0 ;;
  --*) echo "quickstart.sh: unknown argument '$1' (try --help)" >&2; exit 2 ;;
esac

paths=("$@")
[ ${#paths[@]} -gt 0 ] || paths=("$root/tests/data/samples")
for path in "${paths[@]}"; do
  [ -e "$path" ] || { echo "quickstart.sh: no such file or folder: $path" >&2; exit 2; }
done

say "1/5 packages"
"$root/deploy/install-deps.sh"
echo "all there"

say "2/5 build"
export CCACHE_BASEDIR=$root CCACHE_NOHASHDIR=1
mkdir -p "$data"/{run,log,measures,ingestion,statistics}
cmake -G Ninja -S "$root" -B "$build" >"$data/log/configure.log" 2>&1 || { cat "$data/log/configure.log"; exit 1; }
ninja -C "$build" gangmu gangmu-ingestion gangmu-measures gangmu-statistics

say "3/5 services"
start_service measures "$GANGMU_MEASURES_ADDRESS" --data "$data/measures"
start_service ingestion "$GANGMU_INGESTION_ADDRESS" --data "$data/ingestion" --measures-address "$GANGMU_MEASURES_ADDRESS"
start_service statistics "$GANGMU_STATISTICS_ADDRESS" --data "$data/statistics" --measures-address "$GANGMU_MEASURES_ADDRESS"
"$bin/gangmu" health

say "4/5 documents in"
ingest_status=0
"$bin/gangmu" ingest "${paths[@]}" || ingest_status=$?

say "5/5 what they say"
document=$("$bin/gangmu" documents --filter 'measure_count > 0' --order-by 'indicator_count desc, name' --limit 1 --format jsonl |
  sed -n 's/.*"name": *"\(documents\/[^"]*\)".*/\1/p' | head -1)
if [ -n "$document" ]; then
  run() {  # prints the command as one would type it, then runs it
    local word line='$ gangmu'
    for word in "$@"; do
      case "$word" in
        *[!A-Za-z0-9_./,:=-]*) line+=" '$word'" ;;
        *) line+=" $word" ;;
      esac
    done
    printf '\n%s\n' "$line"
    "$bin/gangmu" "$@"
  }
  run measures "$document" --limit 20
  run stats --facts measures --group-by topic --metric count --order-by 'count desc'
  run stats --group-by kind,target --metric count
  run stats --filter 'unit = "CNY"' --group-by document_type,kind --metric 'count,min(value),max(value)'
fi

cat <<END

The services go on running.
  go on:  export PATH=$bin:\$PATH; gangmu --help; gangmu show ${document:-DOCUMENT}
  stop:   deploy/quickstart.sh --stop
  data:   $data
END
exit "$ingest_status"
