#!/usr/bin/env bash
# Gets what the tests use beyond Python and Prometheus: actionlint, shellcheck, openssl, k6, buf,
# the conformance tests of MCP, VictoriaMetrics, Alertmanager and PostgreSQL; what images are built
# with, and what reads the files of compose, Kubernetes and systemd.
#
#   tools.sh            under CI=true gets what is missing; elsewhere says what is left out, but gets
#                       what Debian has if it runs as root, as in a container
#   tools.sh install    gets what is missing
#   tools.sh install k6 gets that one, if it is missing
#
# The Go programs are built into .tools/bin, once; without Go they are left out, which fails in CI.
# So are buf and the tests of MCP without npm, whose packages carry the programs: nothing else is
# downloaded.
# No daemon is started: packages are installed under a policy that says so.
set -euo pipefail
cd "$(dirname "$0")/../.."
bin=$PWD/.tools/bin
export PATH=$bin:/usr/local/go/bin:$PATH
ACTIONLINT=github.com/rhysd/actionlint/cmd/actionlint@v1.7.12
K6=go.k6.io/k6@v1.8.1
KUSTOMIZE=sigs.k8s.io/kustomize/kustomize/v5@v5.8.0
COMPOSE_SPEC=github.com/compose-spec/compose-go/v2/cmd@v2.16.2  # what Docker Compose reads files with
KUBERNETES_VALIDATE=kubernetes-validate==1.37.0  # carries the schemas of Kubernetes
POLICY=/usr/sbin/policy-rc.d
sudo=()
[ "$(id -u)" = 0 ] || sudo=(sudo)

build() {
  if ! command -v go >/dev/null; then
    echo "Left out: $1 needs Go 1.25 or later to be built."
    [ "${CI:-}" != true ]  # in CI nothing is left out
    return
  fi
  echo "Building $1 ..."
  GOBIN=$bin go install "$1"
}

install_with_npm() {  # the name of a folder of .tools, and of the one with the packages' versions
  if ! command -v npm >/dev/null; then
    echo "Left out: $1 (there is no npm here)."
    [ "${CI:-}" != true ]
    return
  fi
  echo "Installing $1 with npm ..."
  mkdir -p "$bin" ".tools/$1"
  cp "deploy/$2/package.json" "deploy/$2/package-lock.json" ".tools/$1/"
  (cd ".tools/$1" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null)
}

install_buf() {
  install_with_npm buf contract || return
  [ ! -d .tools/buf ] || ln -sfn ../buf/node_modules/.bin/buf "$bin/buf"
}

install_mcp_conformance() {
  install_with_npm mcp mcp || return
  [ ! -d .tools/mcp ] || install -m 755 deploy/mcp/mcp-conformance "$bin/mcp-conformance"
}

install_compose_spec() {
  build "$COMPOSE_SPEC" || return
  [ ! -e "$bin/cmd" ] || mv "$bin/cmd" "$bin/compose-spec"
}

install_kubernetes_validate() {  # in an environment of its own, which nobody else has to carry
  echo "Installing $KUBERNETES_VALIDATE ..."
  .venv/bin/python -m venv .tools/kubernetes
  .tools/kubernetes/bin/pip install --quiet --disable-pip-version-check "$KUBERNETES_VALIDATE"
  ln -sfn ../kubernetes/bin/kubernetes-validate "$bin/kubernetes-validate"
}

forbid_daemons() {
  [ ! -e "$POLICY" ] || return 0  # the machine has a policy of its own
  trap '"${sudo[@]}" rm -f "$POLICY"' EXIT
  printf '#!/bin/sh\n# Written while test tools are installed: start no daemon.\nexit 101\n' |
    "${sudo[@]}" tee "$POLICY" >/dev/null
  "${sudo[@]}" chmod 755 "$POLICY"
}

install_debian_package() {
  if ! command -v apt-get >/dev/null; then
    echo "Left out: $1 (there is no apt-get here)."
    return
  fi
  echo "Installing $1 with apt-get ..."
  forbid_daemons
  "${sudo[@]}" apt-get update -qq || return
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes --no-install-recommends "$1" >/dev/null || return
  if command -v systemctl >/dev/null; then  # nor should one start at the next boot
    "${sudo[@]}" systemctl disable --quiet "$1.service" 2>/dev/null || true
  fi
}

get() {
  case $1 in
    actionlint) build "$ACTIONLINT" ;;
    k6) build "$K6" ;;
    buf) install_buf ;;
    mcp-conformance) install_mcp_conformance ;;
    kustomize) build "$KUSTOMIZE" ;;
    compose-spec) install_compose_spec ;;
    kubernetes-validate) install_kubernetes_validate ;;
    shellcheck | openssl | victoria-metrics | prometheus-alertmanager | postgresql | buildah | mmdebstrap | qemu-user-static | binfmt-support | systemd)
      install_debian_package "$1"
      ;;
  esac
}

is_there() {
  case $1 in
    victoria-metrics) command -v victoria-metrics victoria-metrics-prod >/dev/null ;;
    postgresql) command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null ;;
    qemu-user-static) command -v qemu-aarch64-static >/dev/null ;;
    binfmt-support) command -v update-binfmts >/dev/null ;;
    systemd) command -v systemd-analyze >/dev/null ;;
    *) command -v "$1" >/dev/null ;;
  esac
}

tools=(actionlint shellcheck openssl k6 buf mcp-conformance victoria-metrics prometheus-alertmanager postgresql buildah mmdebstrap qemu-user-static binfmt-support systemd kustomize compose-spec kubernetes-validate)
[ "$#" -lt 2 ] || tools=("${@:2}")
missing=()
for name in "${tools[@]}"; do
  is_there "$name" || missing+=("$name")
done
if [ "${1:-}" = install ] || [ "${CI:-}" = true ]; then
  for name in "${missing[@]}"; do
    get "$name"
  done
  exit 0
fi
left_out=()
for name in "${missing[@]}"; do
  case $name in
    shellcheck | openssl | victoria-metrics | prometheus-alertmanager | postgresql | buildah | mmdebstrap | qemu-user-static | binfmt-support | systemd)
      if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null && get "$name"; then
        continue
      fi
      ;;
  esac
  left_out+=("$name")
done
if [ "${#left_out[@]}" != 0 ]; then
  echo "Left out: the tests that need ${left_out[*]}; deploy/scripts/tools.sh install gets them."
fi
