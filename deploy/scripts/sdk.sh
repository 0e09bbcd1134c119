#!/usr/bin/env bash
# Checks the SDKs, and builds the small programs that tests and the bench ask through them.
#
#   sdk.sh go rust ts   lints, builds, tests and packs each of these (packages/sdk-*/check.sh)
#   sdk.sh drivers      builds their programs into .tools/sdk, where sources changed since
#   sdk.sh bench        the same, as fast as their compilers make them
#
# An SDK whose language is not on this machine is left out, which fails in CI.
set -euo pipefail
cd "$(dirname "$0")/../.."
built=$PWD/.tools/sdk
export PATH=/usr/local/go/bin:$HOME/.cargo/bin:$PATH
declare -A compiler=([go]=go [rust]=cargo [ts]=npm)

has_compiler() {
  if ! command -v "${compiler[$1]}" >/dev/null; then
    echo "Left out: the SDK sdk-$1 (there is no ${compiler[$1]} here)."
    [ "${CI:-}" != true ] || exit 1
    return 1
  fi
}

check() {
  ! has_compiler "$1" || "packages/sdk-$1/check.sh"
}

# Follows from everything that a program is made of.
fingerprint() {
  find "packages/sdk-$1" deploy/scripts/sdk.sh \
    \( -name node_modules -o -name target -o -name dist -o -name build \) -prune \
    -o -type f -print0 | sort -z | xargs -0 sha256sum
}

build_go() {
  (cd packages/sdk-go && go build -o "$2" ./internal/driver)
}

build_rust() {
  local profile=dev folder=debug
  [ "$1" != bench ] || profile=release folder=release
  (cd packages/sdk-rust &&
    cargo build --quiet --locked --profile "$profile" --features blocking,grpc --example driver)
  install -m 755 "${CARGO_TARGET_DIR:-packages/sdk-rust/target}/$folder/examples/driver" "$2"
}

build_ts() {
  local home=$built/ts
  (cd packages/sdk-ts && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null &&
    npm run --silent build)
  rm -rf "$home"
  mkdir -p "$home"
  cp -r packages/sdk-ts/{package.json,dist,driver} "$home"
  printf '#!/bin/sh\nexec node "%s/driver/driver.mjs" "$@"\n' "$home" >"$2"
  chmod 755 "$2"
}

build() {  # a language, and which program of it: driver or bench
  has_compiler "$1" || return 0
  local program=$built/$2-$1 found
  found=$(fingerprint "$1")
  if [ -x "$program" ] && [ "$(cat "$program.from" 2>/dev/null)" = "$found" ]; then
    return
  fi
  echo "Building the $2 of sdk-$1 ..."
  mkdir -p "$built"
  rm -f "$program" "$program.from"
  "build_$1" "$2" "$program"
  echo "$found" >"$program.from"
}

for asked in "${@:?usage: sdk.sh go|rust|ts|drivers|bench ...}"; do
  case $asked in
    go | rust | ts) check "$asked" ;;
    drivers | bench)
      for language in go rust ts; do
        build "$language" "${asked%s}"
      done
      ;;
    *)
      echo "There is no SDK sdk-$asked." >&2
      exit 2
      ;;
  esac
done
