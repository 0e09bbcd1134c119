#!/usr/bin/env bash
# Installs the command line from the action's own checkout, so that an action of some version asks
# with the command line of that version.
set -euo pipefail
root=$(cd "$(dirname "$0")/../../.." && pwd)
"$root/deploy/scripts/setup.sh" "$RUNNER_TEMP/slo-gate" requirements/runtime.txt
