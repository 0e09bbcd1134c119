#!/usr/bin/env bash
# Runs every test, part by part: what may run beside a test is another in each (tests/parts.py).
#
# Fails if one part does, once all have run; somebody who interrupts one ends them all.
set -euo pipefail
cd "$(dirname "$0")/../.."
python=${PYTHON:-.venv/bin/python}
INTERRUPTED=2  # by a person, or by a test file that cannot be read
failed=()
rm -rf .run/junit  # what `make report` reads afterwards

run() {
  local code=0
  echo
  echo "Tests: $1"
  "$python" -m pytest --part="$1" --junitxml=".run/junit/$1.xml" "${@:2}" || code=$?
  [ "$code" != "$INTERRUPTED" ] || exit "$code"
  [ "$code" = 0 ] || failed+=("$1")
}

run computing -n auto
run waiting -n 4
run alone

if [ "${#failed[@]}" != 0 ]; then
  echo "Failed: ${failed[*]}."
  exit 1
fi
