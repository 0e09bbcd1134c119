#!/usr/bin/env bash
# Checks and packages the VS Code extension.
#
#   vscode.sh check     lints, tests and packages it (apps/vscode-extension/check.sh)
#   vscode.sh package   packages it only, for the tests in a real editor
#
# Without npm it is left out, which fails in CI.
set -euo pipefail
cd "$(dirname "$0")/../.."
extension=apps/vscode-extension

if ! command -v npm >/dev/null; then
  echo "Left out: the VS Code extension (there is no npm here)."
  [ "${CI:-}" != true ]
  exit
fi
case ${1:?usage: vscode.sh check|package} in
  check) "$extension/check.sh" ;;
  package) "$extension/check.sh" package ;;
  *)
    echo "usage: vscode.sh check|package" >&2
    exit 2
    ;;
esac
