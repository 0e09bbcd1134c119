#!/usr/bin/env bash
# Prints what CHANGELOG.md says of a version: release-notes.sh 1.2.3
#
# Fails if it says nothing, or if the program calls itself by another version.
set -euo pipefail
cd "$(dirname "$0")/../.."
version=${1:?usage: release-notes.sh VERSION}
own=$(sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml)
if [ "$version" != "$own" ]; then
  echo "pyproject.toml calls this version $own, not $version." >&2
  exit 1
fi
notes=$(awk -v start="## [$version]" '
  index($0, "## ") == 1 { inside = index($0, start) == 1; next }
  inside
' CHANGELOG.md)
if [ -z "${notes//[[:space:]]/}" ]; then
  echo "CHANGELOG.md has no section \"## [$version]\" with something in it." >&2
  exit 1
fi
printf '%s\n' "$notes"
