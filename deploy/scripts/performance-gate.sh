#!/usr/bin/env bash
# The performance gate: starts the demo, loads its shop with k6, and asks SLO Monitor for a verdict.
#
# Fails if k6's p95 is over its threshold, if too little was measured, or if the gate does not pass.
# GATE_SECONDS is the length of the load (60); SHOP_PORT and the like as for `make run`.
set -euo pipefail
cd "$(dirname "$0")/../.."
export PATH=$PWD/.tools/bin:$PATH
seconds=${GATE_SECONDS:-60}
service=http://127.0.0.1:${SLO_MONITOR_PORT:-8080}
shop=http://127.0.0.1:${SHOP_PORT:-8090}
gate="$service/slo/check?slo=checkout-latency&slo=shop-availability&fail_status=412"
start_within_seconds=120
settle_seconds=20 # a scrape, a step and the offset, with room

state=$(mktemp -d) # no budget from earlier runs
# shellcheck disable=SC2317  # called by the trap
finish() {
  if [ -n "${demo:-}" ]; then
    kill -TERM "$demo" 2>/dev/null || true
    wait "$demo" || true
  fi
  rm -rf "$state"
}
trap finish EXIT

wait_for_demo() {
  local deadline=$((SECONDS + start_within_seconds))
  until curl --silent --fail --output /dev/null "$service/slo/check"; do
    kill -0 "$demo" 2>/dev/null || { echo "The demo ended." >&2; return 1; }
    [ "$SECONDS" -lt "$deadline" ] || { echo "No answer within $start_within_seconds s." >&2; return 1; }
    sleep 1
  done
}

command -v k6 >/dev/null || { echo "k6 is missing: deploy/scripts/tools.sh install" >&2; exit 2; }
DEMO_STATE_DIR=$state .venv/bin/python -m deploy.demo.run &
demo=$!
wait_for_demo

failed=0
k6 run --quiet --no-usage-report -e BASE_URL="$shop" -e SECONDS="$seconds" k6/load.js || failed=1
echo "Letting the last requests arrive in the account ($settle_seconds s) ..."
sleep "$settle_seconds"
curl --silent --show-error --fail-with-body --output "$state/verdict.json" "$gate" || failed=1
.venv/bin/python -c 'import json, sys; v = json.load(sys.stdin); print(v["verdict"] + ":", v["summary"])' \
  <"$state/verdict.json"
if [ "$failed" = 0 ]; then
  echo "The performance gate passed."
else
  echo "The performance gate failed." >&2
fi
exit "$failed"
