#!/bin/bash
# Unpacks locked packages for an architecture into FOLDER: packages.sh FOLDER amd64|arm64 REQUIREMENTS
#
# Wheels only, with their hashes: nothing is compiled, so the machine that builds need not be of
# that architecture, and no compiler is needed.
set -euo pipefail
folder=$1
case $2 in
  amd64) machine=x86_64 ;;
  arm64) machine=aarch64 ;;
  *) echo "images are made for amd64 and arm64, not for $2" >&2; exit 2 ;;
esac
OLDEST_GLIBC=17
NEWEST_GLIBC=36 # Debian 12
platforms=(--platform "manylinux2014_$machine")
for minor in $(seq "$OLDEST_GLIBC" "$NEWEST_GLIBC"); do
  platforms+=(--platform "manylinux_2_${minor}_$machine")
done
python -m pip install --quiet --no-compile --no-deps --require-hashes --only-binary=:all: \
  "${platforms[@]}" --target "$folder" --requirement "$3"
rm -rf "${folder:?}/bin" # programs of the packages, which nobody calls
python -m compileall -q --invalidation-mode unchecked-hash "$folder"
