#!/usr/bin/env bash
# Resolves the dependencies anew. The locks name no registry, and hold for every platform.
set -euo pipefail
cd "$(dirname "$0")/../.."
command -v uv >/dev/null || { echo "uv is needed: https://docs.astral.sh/uv" >&2; exit 1; }
compile=(uv pip compile --quiet --upgrade --generate-hashes --universal --no-emit-index-url)
"${compile[@]}" pyproject.toml -o requirements/runtime.txt
"${compile[@]}" --group dev pyproject.toml -o requirements/dev.txt
"${compile[@]}" --group build -o requirements/build.txt
