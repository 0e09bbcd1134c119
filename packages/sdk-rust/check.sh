#!/usr/bin/env bash
# check.sh: lints, builds, tests, documents and packs the crate; quiet where all is well.
set -euo pipefail
cd "$(dirname "$0")"
export CARGO_TERM_COLOR=never CARGO_TERM_QUIET=true RUSTDOCFLAGS='-D warnings' CARGO_INCREMENTAL=0
# They would take the place of those in .cargo/config.toml.
unset RUSTFLAGS CARGO_ENCODED_RUSTFLAGS CARGO_BUILD_RUSTFLAGS
target=$(cargo metadata --locked --format-version 1 --no-deps |
  sed 's/.*"target_directory":"\([^"]*\)".*/\1/')
unpacked=$(mktemp -d)
trap 'rm -rf "$unpacked"' EXIT

step() {  # what it is, and the command: its output only where it fails
  local log
  log=$(mktemp)
  if ! "${@:2}" >"$log" 2>&1; then
    cat "$log"
    rm -f "$log"
    echo "sdk-rust: $1 failed." >&2
    exit 1
  fi
  rm -f "$log"
}

is_generated() {
  local proto=slo_monitor/v1/slo_monitor.proto
  grep -q "$(sha256sum <../contract/proto/$proto | cut -d' ' -f1)" src/grpc/generated.rs ||
    { echo 'The proto has changed: ./generate.sh'; return 1; }
}

holds_the_contract() {
  cargo test --locked --all-features --lib -- --list | grep '^contract::verdicts::' ||
    { echo 'The tests of the contract are left out: see .cargo/config.toml'; return 1; }
}

pack() {
  local version
  version=$(sed -n 's/^version = "\(.*\)"$/\1/p' Cargo.toml) &&
    cargo package --locked --allow-dirty --no-verify &&
    tar -xzf "$target/package/slo-monitor-$version.crate" -C "$unpacked" --strip-components 1
}

# What would be published, by itself: dependencies of tests may not lend it features.
published() {
  cargo "$1" --locked --manifest-path "$unpacked/Cargo.toml" --target-dir "$target" "${@:2}"
}

step 'the form' cargo fmt --check
step 'generated messages' is_generated
step 'lint' cargo clippy --locked --all-features --all-targets -- -D warnings
step 'tests' cargo test --locked --all-features
step 'the contract' holds_the_contract
step 'package' pack
step 'lint of the package (no features)' published clippy --lib -- -D warnings
step 'lint of the package (all features)' published clippy --lib --all-features -- -D warnings
step 'documents' published doc --no-deps --all-features
echo 'sdk-rust: well.'
