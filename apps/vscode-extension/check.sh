#!/usr/bin/env bash
# Holds the extension to what it promises: style, types, tests, the size of the bundle, the package.
# Says nothing when all is well; what fails is shown as its tool says it. `check.sh package` packages
# it only, and the stopwatch that the bench installs beside it.
set -euo pipefail
cd "$(dirname "$0")"

quietly() {
  local said
  if ! said=$("$@" 2>&1); then
    printf '%s\n' "$said"
    echo "failed: $*" >&2
    return 1
  fi
}

if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  quietly npm ci --ignore-scripts --no-audit --no-fund
fi

package() {
  quietly npm run --silent package && quietly npm run --silent package:stopwatch
}

if [ "${1:-}" = package ]; then
  package
  exit
fi

# Two lanes, since the checks that know types take as long as all others together.
quietly npx eslint . &
styling=$!
{
  quietly npx tsc -p . &&
    quietly npx tsc -p src/page/tsconfig.json &&
    quietly npx prettier --check . &&
    quietly node scripts/test.mjs &&
    package
} || { wait "$styling" || true; exit 1; }
wait "$styling"
