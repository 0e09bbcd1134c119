#!/usr/bin/env bash
# Makes the virtual environment with exactly the locked versions: setup.sh FOLDER [REQUIREMENTS]
#
# REQUIREMENTS is requirements/dev.txt, or requirements/runtime.txt for what only runs the program.
set -euo pipefail
cd "$(dirname "$0")/../.."
venv=${1:?usage: setup.sh FOLDER [REQUIREMENTS]}
requirements=${2:-requirements/dev.txt}

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
  local name
  for name in python3 python3.13 python3.12 python3.11; do
    if command -v "$name" >/dev/null && new_enough "$name"; then
      echo "$name"
      return
    fi
  done
  echo "Python 3.11 or later is needed; on Debian or Ubuntu: apt-get install python3.11 python3.11-venv" >&2
  return 1
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# Debian and Ubuntu keep the module that makes environments in a package of its own.
add_venv_module() {
  local package
  package=$("$1" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
  if ! command -v apt-get >/dev/null || { [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; }; then
    echo "$1 cannot make virtual environments: install its venv module ($package)" >&2
    return 1
  fi
  echo "Installing $package with apt-get ..."
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes --no-install-recommends "$package"
}

if ! [ -x "$venv/bin/pip" ]; then
  python=$(find_python)
  "$python" -c 'import ensurepip, venv' 2>/dev/null || add_venv_module "$python"
  echo "Making $venv with $("$python" --version) ..."
  "$python" -m venv "$venv"
fi
echo "Installing the locked dependencies ..."
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$requirements"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --editable .
