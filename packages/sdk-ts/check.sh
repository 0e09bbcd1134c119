#!/usr/bin/env bash
# Lints, builds, tests, makes the documents and packs; quiet when all is well.
set -euo pipefail
cd "$(dirname "$0")"

# Says which step failed, and what it said.
step() {
  local said
  if ! said=$("${@:2}" 2>&1); then
    printf '%s\nfailed: %s (%s)\n' "$said" "$1" "${*:2}" >&2
    return 1
  fi
}

tests() { rm -rf build && npx tsc -p . && node --test --test-reporter=dot build/test/*.test.js; }
docs() { npx typedoc --emit none; }
style() { npx prettier --check --log-level=warn . && npx eslint .; }

step install npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
step build npm run --silent build
step style style &
style=$!
step tests tests
step docs docs
step package npx publint --strict --level=warning
wait "$style"
echo "sdk-ts: all is well"
