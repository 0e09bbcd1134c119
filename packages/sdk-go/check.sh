#!/usr/bin/env bash
# Lints, builds, tests and packs the module; quiet when all is well. It needs Go and a C compiler (for
# the race detector), and of the network only what the module cache does not have. Staticcheck is
# built once, into .tools/bin of the repository.
set -euo pipefail
cd "$(dirname "$0")"
# Alike for every step, so that what one compiled the next one need not.
export GOFLAGS='-buildvcs=false -race -trimpath -gcflags=all=-dwarf=false' GOWORK=off
staticcheck=v0.8.2 # of no go.mod, so that no user gets it
tools=$(realpath ../..)/.tools/bin
module=$(go list -m)
scratch=$(mktemp -d)
trap 'wait; rm -rf "$scratch"' EXIT

step() {  # what it is, and the command: its output only where it fails
  local said
  if ! said=$("${@:2}" 2>&1); then
    printf '%s\nsdk-go: %s failed.\n' "$said" "$1" >&2
    return 1
  fi
}

is_formatted() {
  local wrong
  wrong=$(gofmt -l .)
  [ -z "$wrong" ] || { echo "gofmt -w $wrong"; return 1; }
}

# The proto is as it was when the messages were made of it.
is_generated() {
  (cd ../contract/proto && sha256sum --check --quiet ../../sdk-go/internal/pb/proto.sha256) ||
    { echo 'The proto has changed: ./generate.sh'; return 1; }
}

# Comments that are missing or out of form are in its checks.
lint() {
  [[ $("$tools/staticcheck" -version 2>&1) == *"(${staticcheck#v})"* ]] ||
    GOFLAGS='' GOBIN=$tools go install "honnef.co/go/tools/cmd/staticcheck@$staticcheck" || return 1
  "$tools/staticcheck" -checks all ./...
}

# -count=1: a vector that changed lies outside of the module, and would not be seen.
tests() { go test -vet=off -count=1 ./...; }

# As its users get it: without the rest of the repository, in a program of their own.
as_a_module() {
  local program=$scratch/program
  mkdir "$scratch/sdk-go" "$program" || return 1
  cp -r ./* "$scratch/sdk-go" || return 1
  cp examples/ask/main.go go.sum "$program" || return 1
  (cd "$scratch/sdk-go" && go build ./...) || return 1
  cd "$program" || return 1
  {
    sed 's|^module .*|module example.com/program|' "$scratch/sdk-go/go.mod"
    echo "require $module v0.0.0"
    echo "replace $module => ../sdk-go"
  } >go.mod
  go build -mod=mod .
}

step 'the form' is_formatted
step 'generated messages' is_generated
step 'go.mod' go mod tidy -diff
step 'the checksums' go mod verify
step 'vet' go vet ./...
step 'lint' lint &
lint=$!
step 'tests' tests
step 'a module of its own' as_a_module
wait "$lint"
echo 'sdk-go: all is well'
