#!/usr/bin/env bash
# generate.sh: writes src/grpc/generated.rs anew from the contract's proto. Needs the service's .venv,
# whose grpcio-tools has protoc; those who use the crate need neither.
set -euo pipefail
cd "$(dirname "$0")"

proto=slo_monitor/v1/slo_monitor.proto
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

../../.venv/bin/python -m grpc_tools.protoc --proto_path ../contract/proto --include_imports \
  --descriptor_set_out "$folder/descriptors" "$proto"
cargo run --quiet --manifest-path codegen/Cargo.toml -- "$folder/descriptors" "$folder"
{
  echo "// sha256 of $proto: $(sha256sum <../contract/proto/$proto | cut -d' ' -f1)"
  cat "$folder/slo_monitor.v1.rs"
} >src/grpc/generated.rs
