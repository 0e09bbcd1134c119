#!/usr/bin/env bash
# The gate on a machine with nothing but Debian or Ubuntu and Go: gets what is missing, loads the
# demo's shop with k6, and ends with the exit code of SLO Monitor's verdict. (`make gate` is the same,
# but make itself turns every exit code other than 0 into 2.)
#
#   GATE_SECONDS=60      how long the shop is loaded
#   GATE_RATE=10         visits a second, of three pages each
#   GATE_SETTLE=30s      how long the verdict may wait for the last samples
#   SHOP_SLOW=1          the shop takes four times as long: the gate fails
#   SHOP_DOWN=1          the shop is not started: the gate is inconclusive
#   DEMO_STATE_DIR=DIR   keeps logs and data there; they go with the gate if left out
set -euo pipefail
cd "$(dirname "$0")/../.."
make --no-print-directory setup
.venv/bin/python deploy/demo/prometheus_server.py install >/dev/null
deploy/scripts/tools.sh install k6
exec .venv/bin/python -m deploy.demo.gate --end-with-parent
