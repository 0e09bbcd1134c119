#!/usr/bin/env bash
# Gets what the tests use beyond Python and Prometheus: actionlint, shellcheck, openssl and k6.
#
#   tools.sh            under CI=true gets what is missing; elsewhere says what is left out
#   tools.sh install    gets what is missing
#
# The two Go programs are built into .tools/bin, once; without Go they are left out, which fails in CI.
set -euo pipefail
cd "$(dirname "$0")/../.."
bin=$PWD/.tools/bin
export PATH=$bin:/usr/local/go/bin:$PATH
ACTIONLINT=github.com/rhysd/actionlint/cmd/actionlint@v1.7.12
K6=go.k6.io/k6@v1.8.1

build() {
  if ! command -v go >/dev/null; then
    echo "Left out: $1 needs Go 1.25 or later to be built."
    [ "${CI:-}" != true ]  # in CI nothing is left out
    return
  fi
  echo "Building $1 ..."
  GOBIN=$bin go install "$1"
}

install_debian_package() {
  if ! command -v apt-get >/dev/null; then
    echo "Left out: $1 (there is no apt-get here)."
    return
  fi
  local sudo=()
  [ "$(id -u)" = 0 ] || sudo=(sudo)
  echo "Installing $1 with apt-get ..."
  "${sudo[@]}" apt-get update -qq
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes --no-install-recommends "$1" >/dev/null
}

missing=()
for name in actionlint shellcheck openssl k6; do
  command -v "$name" >/dev/null || missing+=("$name")
done
if [ "${#missing[@]}" = 0 ]; then
  exit 0
fi
if [ "${1:-}" != install ] && [ "${CI:-}" != true ]; then
  echo "Left out: the tests that need ${missing[*]}; deploy/scripts/tools.sh install gets them."
  exit 0
fi
for name in "${missing[@]}"; do
  case $name in
    actionlint) build "$ACTIONLINT" ;;
    k6) build "$K6" ;;
    shellcheck | openssl) install_debian_package "$name" ;;
  esac
done
