#!/usr/bin/env bash
# Everything of `make test` but the tests in Python: style and types, the SDKs, the extension, and what
# the tests use. In two lanes, since most of it keeps one core busy, or waits for a download.
#
# Fails if one lane does, once both have ended; somebody who interrupts one ends both.
set -euo pipefail
cd "$(dirname "$0")/../.."

ours() {
  "${MAKE:-make}" --no-print-directory lint &&
    deploy/scripts/vscode.sh check &&
    deploy/scripts/sdk.sh go ts
}

others() {
  deploy/scripts/tools.sh &&
    deploy/scripts/sdk.sh rust
}

set -m  # a group of processes of its own, which can be ended as one
ours &
lane=$!
set +m
trap 'kill -- "-$lane" 2>/dev/null || true' EXIT
others || { wait "$lane" || true; exit 1; }
wait "$lane"
trap - EXIT
deploy/scripts/sdk.sh drivers
