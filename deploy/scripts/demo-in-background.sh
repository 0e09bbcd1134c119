#!/usr/bin/env bash
# Starts what `make run` starts and returns when the service has its first evaluation, for a pipeline
# whose next steps ask it something. Nothing ends the demo but the end of the pipeline.
set -euo pipefail
cd "$(dirname "$0")/../.."
log=${RUNNER_TEMP:-/tmp}/demo.log
service=http://127.0.0.1:${SLO_MONITOR_PORT:-8080}
start_within_seconds=120

make --no-print-directory setup
.venv/bin/python deploy/demo/prometheus_server.py install >/dev/null
nohup .venv/bin/python -m deploy.demo.run >"$log" 2>&1 &
demo=$!
echo "$demo" >"${RUNNER_TEMP:-/tmp}/demo.pid"
deadline=$((SECONDS + start_within_seconds))
until curl --silent --fail --output /dev/null "$service/slo/check"; do
  kill -0 "$demo" 2>/dev/null || { cat "$log"; echo "The demo ended." >&2; exit 1; }
  [ "$SECONDS" -lt "$deadline" ] || { cat "$log"; echo "No answer within $start_within_seconds s." >&2; exit 1; }
  sleep 1
done
echo "The demo runs; its log is $log."
