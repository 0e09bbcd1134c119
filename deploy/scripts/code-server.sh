#!/usr/bin/env bash
# Installs code-server into .tools/vscode: a VS Code that runs without a screen, and what drives it in
# a browser. Versions are those of deploy/vscode; what is there already stays.
#
# code-server's own installation fetches programs from elsewhere. So no script of a package is run:
# what is native is built here (which needs a C++ compiler, make and Python), and ripgrep is the
# machine's.
#
#   code-server.sh           installs it, if it is not there in these versions
#   code-server.sh is-there  says whether it is
set -euo pipefail
cd "$(dirname "$0")/../.."
home=$PWD/.tools/vscode
wanted=$(cat deploy/vscode/package-lock.json deploy/scripts/code-server.sh | sha256sum)
if [ "$(cat "$home/complete" 2>/dev/null)" = "$wanted" ]; then
  exit 0
fi
[ "${1:-}" != is-there ] || exit 1

missing=()
for name in npm c++ make python3 rg; do
  command -v "$name" >/dev/null || missing+=("$name")
done
if [ "${#missing[@]}" != 0 ]; then
  echo "code-server needs ${missing[*]}." >&2
  exit 1
fi

echo "Installing code-server with npm, and building its native parts ..."
rm -rf "$home"
mkdir -p "$home"
cp deploy/vscode/{package.json,package-lock.json,.npmrc} "$home/"
export npm_config_audit=false npm_config_fund=false npm_config_loglevel=error npm_config_yes=true
export npm_config_ignore_scripts=true
prefix=$(dirname "$(dirname "$(node -p process.execPath)")")
if [ -f "$prefix/include/node/node.h" ]; then  # or its headers would be downloaded
  export npm_config_nodedir=$prefix
fi

build() {  # the packages of this folder whose native parts are needed
  npm_config_ignore_scripts=false npm_config_build_from_source=true npm rebuild "$@" >"$home/build.log" 2>&1 || {
    tail -30 "$home/build.log" >&2
    return 1
  }
}

cd "$home"
npm ci >/dev/null
build argon2
cd node_modules/code-server/lib/vscode
npm install --omit=dev >/dev/null  # exactly what the shrinkwrap beside it says
build @vscode/spdlog native-watchdog
ln -sfn node_modules node_modules.asar
ln -sf code-linux.sh bin/remote-cli/code-server
ln -sf browser-linux.sh bin/helpers/browser.sh
mkdir -p node_modules/@vscode/ripgrep/bin
ln -sf "$(command -v rg)" node_modules/@vscode/ripgrep/bin/rg
cd extensions
npm install --omit=dev >/dev/null
echo "$wanted" >"$home/complete"
