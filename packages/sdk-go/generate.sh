#!/usr/bin/env bash
# Writes the messages of gRPC anew from the contract: generate.sh [FOLDER], by default internal/pb.
# It needs the repository's .venv (make setup); who uses this package does not.
set -euo pipefail
cd "$(dirname "$0")"
into=$(realpath "${1:-internal/pb}")
root=../..
plugin=$(mktemp -d)
trap 'rm -rf "$plugin"' EXIT
go build -o "$plugin/protoc-gen-go" google.golang.org/protobuf/cmd/protoc-gen-go
file=slo_monitor/v1/slo_monitor.proto
"$root/.venv/bin/python" -m grpc_tools.protoc --proto_path="$root/packages/contract/proto" \
    --plugin=protoc-gen-go="$plugin/protoc-gen-go" --go_out="$into" \
    --go_opt="M$file=github.com/example/slo-monitor/packages/sdk-go/internal/pb" \
    --go_opt=module=github.com/example/slo-monitor/packages/sdk-go/internal/pb "$file"
(cd "$root/packages/contract/proto" && sha256sum "$file") >"$into/proto.sha256"
