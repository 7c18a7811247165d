#!/usr/bin/env bash
# Installs what Gangmu needs from Debian 12's packages. Idempotent: does nothing where all is there.
#   deploy/install-deps.sh            what building, testing and running need
#   deploy/install-deps.sh --fuzz     also clang's libFuzzer runtime, for tests/run.sh --fuzz
#   deploy/install-deps.sh --tidy     also clang-tidy, for tests/run.sh --tidy
#   deploy/install-deps.sh --runtime  only what the built programs need to run
#   deploy/install-deps.sh --list     prints the package names and changes nothing
set -euo pipefail

# package                    reason
BUILD='
g++                          the compiler (12: C++20)
cmake                        the build description
ninja-build                  the build itself
ccache                       a second build costs little
protobuf-compiler            protoc: messages from protos/
protobuf-compiler-grpc       service stubs from protos/
libprotobuf-dev              Protocol Buffers
libgrpc++-dev                gRPC
libabsl-dev                  Abseil: status, strings, containers, time
libsqlite3-dev               the embedded store
libflatbuffers-dev           the metadata of Arrow exports
flatbuffers-compiler         flatc, which generates their code
libssl-dev                   SHA-256
zlib1g-dev                   checksums of saved statistics
libgtest-dev                 GoogleTest, for tests
libgmock-dev                 GoogleMock, for tests
libicu-dev                   character sets and their detection; the yardstick of the extraction benchmark
libxml2-dev                  HTML pages, and the XML of DOCX and OFD
libzip-dev                   the containers of DOCX and OFD
pkg-config                   finds libzip
poppler-utils                pdftotext, which reads PDF in a child process
poppler-data                 pdftotext: the character collections of Chinese fonts
libspdlog-dev                logging
libcli11-dev                 the command line of gangmu
libbenchmark-dev             Google Benchmark, for tests/bench
python3                      the structure tests and the evaluation script
ca-certificates              a base system without it cannot use an https package mirror
'
RUNTIME='
libgrpc++1.51                gRPC
libprotobuf32                Protocol Buffers
libabsl20220623              Abseil
libsqlite3-0                 the embedded store
libicu72                     character sets
libxml2                      HTML, DOCX, OFD
libzip4                      DOCX, OFD
poppler-utils                pdftotext, which reads PDF in a child process
poppler-data                 pdftotext: the character collections of Chinese fonts
libspdlog1.10                logging
libssl3                      SHA-256
zlib1g                       checksums of saved statistics
'
FUZZ='
clang                        libFuzzer
libclang-rt-14-dev           its sanitizer runtimes
'
TIDY='
clang-tidy                   the checks of .clang-tidy
'

wanted="$BUILD"
list_only=false
for arg in "$@"; do
  case "$arg" in
    --fuzz) wanted="$BUILD$FUZZ" ;;
    --tidy) wanted="$BUILD$TIDY" ;;
    --runtime) wanted="$RUNTIME" ;;
    --list) list_only=true ;;
    -h|--help) sed -n '2,8s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) echo "install-deps.sh: unknown argument '$arg' (try --help)" >&2; exit 2 ;;
  esac
done
packages=$(awk 'NF { print $1 }' <<<"$wanted")
if $list_only; then
  echo "$packages"
  exit 0
fi

missing=()
for package in $packages; do
  dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
done
if [ ${#missing[@]} -eq 0 ]; then
  exit 0
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "install-deps.sh: run as root, or install sudo. Missing: ${missing[*]}" >&2; exit 1; }
  as_root=(sudo)
fi
echo "installing: ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -q
"${as_root[@]}" apt-get install -y -q --no-install-recommends "${missing[@]}"
