#!/usr/bin/env bash
# Makes what a release has attached beside its images, with a list of hashes: release-files.sh FOLDER
#
# The program as a wheel, and each SDK and the editor's extension as its own world packs it. A folder
# of packages/ or apps/ that this does not know is an error, so that none is forgotten.
set -euo pipefail
cd "$(dirname "$0")/../.."
mkdir -p "${1:?usage: release-files.sh FOLDER}"
to=$(cd "$1" && pwd)

npm_install() { npm ci --ignore-scripts --no-audit --no-fund --loglevel=error; }

pack() {
  case $1 in
    packages/contract) tar --create --gzip --file "$to/contract.tar.gz" --directory packages contract ;;
    packages/sdk-go) git archive --format=tar.gz --prefix=sdk-go/ --output "$to/sdk-go.tar.gz" HEAD:packages/sdk-go ;;
    packages/sdk-rust)
      (cd "$1" && cargo package --locked --no-verify --target-dir "$to/.cargo")
      mv "$to"/.cargo/package/*.crate "$to/"
      rm -rf "$to/.cargo"
      ;;
    packages/sdk-ts) (cd "$1" && npm_install && npm pack --silent --pack-destination "$to") ;;
    apps/vscode-extension) (cd "$1" && npm_install && npm run --silent package -- --out "$to/slo-monitor.vsix") ;;
    *) echo "nothing says how $1 is packed" >&2; return 1 ;;
  esac
}

python3 -m venv "$to/.venv"
"$to/.venv/bin/pip" install --quiet --require-hashes --requirement requirements/build.txt
"$to/.venv/bin/pip" wheel --quiet --no-deps --no-build-isolation --wheel-dir "$to" .
rm -rf "$to/.venv"
for folder in packages/* apps/*; do
  [ ! -d "$folder" ] || pack "$folder"
done
(cd "$to" && sha256sum -- * >sha256sums.txt)
