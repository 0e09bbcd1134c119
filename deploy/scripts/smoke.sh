#!/usr/bin/env bash
# Runs an image with Docker as a careful operator would, and fails unless it gets well, answers and
# ends when it is told: smoke.sh IMAGE linux/amd64|linux/arm64
set -euo pipefail
cd "$(dirname "$0")/../.."
image=${1:?usage: smoke.sh IMAGE PLATFORM}
platform=${2:?usage: smoke.sh IMAGE PLATFORM}
WELL_WITHIN_SECONDS=120 # under emulation

container=$(docker run --detach --platform "$platform" --user 23456:0 --read-only --cap-drop ALL \
  --security-opt no-new-privileges --tmpfs /data:mode=1777 --publish 127.0.0.1::8080 \
  --volume "$PWD/deploy/demo/slos:/slos:ro" \
  --env SLO_MONITOR_PROMETHEUS_URL=http://127.0.0.1:1 "$image")
trap 'docker logs "$container"; docker rm --force "$container" >/dev/null' EXIT

deadline=$((SECONDS + WELL_WITHIN_SECONDS))
until [ "$(docker inspect --format '{{.State.Health.Status}}' "$container")" = healthy ]; do
  [ "$SECONDS" -lt "$deadline" ] || { echo "not well within $WELL_WITHIN_SECONDS s" >&2; exit 1; }
  sleep 1
done
address=$(docker port "$container" 8080/tcp)
curl --silent --show-error --fail --retry 10 --retry-all-errors --retry-delay 3 "http://$address/slo/check" |
  grep -q '"verdict": *"INCONCLUSIVE"' # there is no Prometheus: never a pass
docker stop -t 10 "$container" >/dev/null
code=$(docker inspect --format '{{.State.ExitCode}}' "$container")
[ "$code" = 0 ] || { echo "ended with exit code $code" >&2; exit 1; }
