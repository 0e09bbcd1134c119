#!/usr/bin/env bash
# Asks for the verdict that the inputs (INPUT_*) describe, writes the outputs of the step, and ends
# with the exit code of the command: whatever is not PASS or WARNING fails the step.
set -euo pipefail
tools=$RUNNER_TEMP/slo-gate/bin
verdict=$RUNNER_TEMP/slo-gate-verdict.json
options=(--url "$INPUT_URL" --format "$INPUT_FORMAT" --report "json=$verdict")

# Adds an option unless its input is empty: add NAME TEXT
add() {
  [ -z "$2" ] || options+=("--$1=$2")
}

# Adds an option for each line that is not blank: add_each NAME TEXT
add_each() {
  local line
  while read -r line; do  # without the blanks around it
    add "$1" "$line"
  done <<<"$2"
}

add_each slo "$INPUT_SLOS"
add start "$INPUT_START"
add end "$INPUT_END"
add window "$INPUT_WINDOW"
add_each match "$INPUT_MATCH"
add settle "$INPUT_SETTLE"
add min-events "$INPUT_MIN_EVENTS"
add confidence "$INPUT_CONFIDENCE"
add baseline "$INPUT_BASELINE"
add no-data "$INPUT_NO_DATA"
add_each informational "$INPUT_INFORMATIONAL"
add definitions "$INPUT_DEFINITIONS"
add_each report "$INPUT_REPORTS"

rm -f "$verdict"
code=0
"$tools/slo-monitor" check "${options[@]}" || code=$?
"$tools/python" -I "$(dirname "$0")/outputs.py" "$verdict" "$code" >>"$GITHUB_OUTPUT" ||
  echo "The outputs of this step could not be written." >&2  # which changes nothing of the verdict
exit "$code"
