#!/bin/bash
# Puts what the program needs of the base image into FOLDER, which becomes the image's root:
# root-files.sh FOLDER PROGRAM...
#
# Python, its standard library, the shared libraries that these and the programs in PROGRAM... load,
# certificates. No shell, no package manager, no pip. What dpkg knows of each package that a file is
# from is kept where scanners look for it (as in the distroless images), and so is its licence.
set -euo pipefail
to=$1
programs=("${@:2}")
LEFT_OUT=(
  '__pycache__' 'config-*' 'dist-packages' 'ensurepip' 'idlelib' 'lib2to3' 'pydoc_data'
  'site-packages' 'test' 'tkinter' 'turtledemo' 'venv'
)
python=$(readlink -f "$(command -v python)")
library=$(python -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')
packages=$(mktemp)

note_package() {  # of one file; dpkg may know it by its name before /usr was merged
  local found
  found=$(dpkg-query --search "$1" 2>/dev/null || dpkg-query --search "${1#/usr}" 2>/dev/null) || return 0
  echo "${found%%: *}" >>"$packages"
}

add() {  # a file, under the name that it was asked for by
  local folder
  folder=$(readlink -f "$(dirname "$1")")
  install -D --mode="$(stat --dereference --format=%a "$1")" "$1" "$to$folder/$(basename "$1")"
  note_package "$(readlink -f "$1")"
}

loaded_by() {  # the shared libraries of all programs below some folders
  find "$@" -type f \( -name '*.so' -o -name '*.so.*' -o -path "$python" \) -exec ldd {} + 2>/dev/null |
    sed -nE 's,^\t(.* => )?(/[^ ]+) \(0x.*,\2,p; s,^\t(.*) => not found.*,missing \1,p' | sort -u
}

mkdir -p "$to"/{etc,opt,proc,slos,sys,dev,tmp,run,var/lib/dpkg/status.d} "$to"/usr/{bin,lib,lib64,sbin}
for folder in bin lib lib64 sbin; do
  ln -s "usr/$folder" "$to/$folder"
done
chmod 1777 "$to/tmp"

add "$python"
ln -s "$(basename "$python")" "$to$(dirname "$python")/python"
ln -s "$(basename "$python")" "$to$(dirname "$python")/python3"
mkdir -p "$to$library"
tar --create --directory="$library" "${LEFT_OUT[@]/#/--exclude=./}" --exclude='_tkinter*' \
  --exclude=__pycache__ . | tar --extract --no-same-owner --directory="$to$library"
find "$to$library" -xtype l -delete
note_package "$library/os.py"
note_package "$library/asyncio/base_events.py"

for file in $(loaded_by "$python" "$library/lib-dynload" "${programs[@]}"); do
  case $file in
    missing) echo "a shared library is missing" >&2; exit 1 ;;
    /opt/* | "$library"/*) ;;  # is there, beside what loads it
    *) add "$file" ;;
  esac
done
for file in /lib/*-linux-gnu/libgcc_s.so.1 /etc/ld.so.conf /etc/os-release /etc/debian_version; do
  add "$file"  # libgcc_s: loaded by name when a thread ends
done
cp --archive /etc/ld.so.conf.d "$to/etc/"
add /etc/ssl/certs/ca-certificates.crt
echo ca-certificates >>"$packages"
mkdir -p "$to/usr/lib/ssl"
ln -s /etc/ssl/certs/ca-certificates.crt "$to/usr/lib/ssl/cert.pem"

echo 'hosts: files dns' >"$to/etc/nsswitch.conf"
printf '%s\n' root:x:0:0::/:/nonexistent slo-monitor:x:10001:10001::/data:/nonexistent >"$to/etc/passwd"
printf '%s\n' root:x:0: slo-monitor:x:10001: >"$to/etc/group"
ldconfig -r "$to"

sort -u "$packages" | while read -r package; do
  dpkg-query --status "$package" >"$to/var/lib/dpkg/status.d/${package%%:*}"
  licence=/usr/share/doc/${package%%:*}/copyright
  [ ! -e "$licence" ] || install -D --mode=644 "$licence" "$to$licence"
done

# Beside the sources once and for all: at run time nothing can be written.
python -m compileall -q --invalidation-mode unchecked-hash -s "$to" -p / "$to$library"
