#!/usr/bin/env bash
# Gets what `make bench` uses beyond Python and Prometheus, once: wrk, and google/slo-generator.
#
# slo-generator has an environment of its own in .tools/bench-venv, so that its requirements and
# ours never meet.
set -euo pipefail
cd "$(dirname "$0")/../.."
venv=.tools/bench-venv
PEER=(
  slo-generator==2.6.0
  prometheus-http-client==1.0.0
  setuptools==80.9.0 # the last series with pkg_resources, which it imports
)

install_wrk() {
  if ! command -v apt-get >/dev/null; then
    echo "wrk is missing, and there is no apt-get here: install it and try again." >&2
    return 1
  fi
  local sudo=()
  [ "$(id -u)" = 0 ] || sudo=(sudo)
  echo "Installing wrk with apt-get ..."
  "${sudo[@]}" apt-get update -qq
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes --no-install-recommends wrk >/dev/null
}

install_peer() {
  echo "Installing ${PEER[0]} into $venv ..."
  rm -rf "$venv"
  .venv/bin/python -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check "${PEER[@]}"
  printf '%s\n' "${PEER[@]}" >"$venv/installed"
}

command -v wrk >/dev/null || install_wrk
[ "$(cat "$venv/installed" 2>/dev/null)" = "$(printf '%s\n' "${PEER[@]}")" ] || install_peer
