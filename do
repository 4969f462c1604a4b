#!/usr/bin/env bash
# The one script: ./do demo, ./do test, ./do lint, ./do bench, ./do docs. It needs Python 3.11 or newer and nothing else.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

usage() {
  cat <<'TXT'
./do demo [--no-serve] [--fresh] [--port N]
                           make invented contributions, publish a release, serve the hub, and case work beside it
./do test [PYTEST OPTIONS] set up what the tests need and run them (--slow: those too that take long;
                           --postgres: the sensitive wing on PostgreSQL too; CI=true does both)
./do lint                  ruff, djlint, mypy, import contracts, module sizes
./do bench [NAME] [--json] run the benchmarks, or one (hub: --quick only sees whether it runs)
./do docs                  build the documentation into docs/_build/html
./do setup [web|dev]       only set up the environment (dev is the default)
./do lock                  resolve the requirements anew (needs uv)
TXT
}

say() { printf '\033[1m%s\033[0m\n' "$*" >&2; }
die() { printf '%s\n' "$*" >&2; exit 1; }

venv=.venv
bin=$venv/bin

find_python() {
  local candidate
  for candidate in "${PYTHON:-}" python3 python3.14 python3.13 python3.12 python3.11 python; do
    [ -n "$candidate" ] && command -v "$candidate" >/dev/null 2>&1 || continue
    "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$candidate"; return; }
  done
  die "Palermo needs Python 3.11 or newer, and none was found. Install it, or name it: PYTHON=/path/to/python ./do …"
}

# Install a lock file into the environment, unless that very file (or dev, which holds web) was installed before.
ensure() {
  local lock=requirements/$1.lock wanted installed python
  wanted=$(cat "$lock" pyproject.toml CHANGELOG.md | cksum)
  [ -x $bin/python ] && "$bin/python" -c 'pass' 2>/dev/null || {
    python=$(find_python)
    say "Making an environment in $venv (once) …"
    rm -rf $venv
    "$python" -m venv $venv || die "Python's venv module is missing. On Debian: apt-get install python3-venv"
  }
  for installed in "$venv/.installed-$1" "$venv/.installed-dev"; do
    [ -f "$installed" ] || continue
    [ "$installed" = "$venv/.installed-$1" ] || wanted=$(cat requirements/dev.lock pyproject.toml CHANGELOG.md | cksum)
    [ "$(cat "$installed")" = "$wanted" ] && return
    wanted=$(cat "$lock" pyproject.toml CHANGELOG.md | cksum)
  done
  say "Installing the locked requirements ($1; once, a minute or two) …"
  "$bin/python" -m pip install -qq --disable-pip-version-check --require-hashes -r "$lock"
  "$bin/python" -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --editable .
  printf '%s' "$wanted" > "$venv/.installed-$1"
}

demo() {
  local serve=1 fresh=0 port=8000
  while [ $# -gt 0 ]; do
    case $1 in
      --no-serve) serve=0 ;;
      --fresh) fresh=1 ;;
      --port) shift; case ${1:-} in ''|*[!0-9]*) die "--port needs a number, such as --port 8001." ;; esac; port=$1 ;;
      *) die "./do demo does not know $1. It takes --no-serve, --fresh and --port N." ;;
    esac
    shift
  done
  ensure web
  local work=.palermo/demo releases=releases id=2026-demo
  local inside=.palermo/casework
  if [ $fresh = 1 ]; then rm -rf "$work" "$inside" "${releases:?}/$id"; fi
  if [ ! -f $work/release.yaml ]; then
    say "1/3 Making three invented contributors' files …"
    rm -rf "$work"
    "$bin/palermo" demo make "$work"
  fi
  if [ ! -d $releases/$id ]; then
    say "2/3 Harmonising, finding duplicates, protecting, publishing …"
    "$bin/palermo" publish $work/release.yaml --out $releases --make-keys
  fi
  say "Release: $releases/$id"
  if [ $serve = 0 ]; then
    cat >&2 <<TXT
Try next:
  $bin/palermo verify $releases/$id
  $bin/palermo tabulate $releases/$id --by gender
  ./do demo                      serves it at http://127.0.0.1:$port
TXT
    return
  fi
  say "3/3 Case work, with invented people: http://127.0.0.1:$((port + 1))"
  "$bin/palermo" casework demo "$inside"
  "$bin/palermo" serve casework --demo "$inside" --port $((port + 1)) --workers 1 >/dev/null &
  trap "kill $! 2>/dev/null" EXIT
  say "The hub: http://127.0.0.1:$port   (Ctrl-C stops both)"
  cat >&2 <<TXT
Try next: open Explore and change the question; take the answer as CSV or JSON; read Methods;
  or in another terminal: $bin/palermo tabulate $releases/$id --by gender
TXT
  "$bin/palermo" serve hub --releases $releases --port "$port"
}

# Install a package of Debian's, where we may; nothing is said when that fails.
from_debian() {
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 || return 1
  say "Installing Debian's $1 (once) …"
  {
    mkdir -p /usr/share/man/man1 # slim images lack it, and Java's package wants to put its pages there
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$1"
  } >/dev/null 2>&1
}

# Browser tests need a real browser: take Debian's where we may, say loudly where we may not.
ensure_browser() {
  command -v chromium >/dev/null 2>&1 || from_debian chromium && return
  [ "${CI:-}" != true ] || die "chromium is missing and could not be installed: the browser tests can't be skipped when CI=true."
  say "NO BROWSER: the browser tests will be SKIPPED. Install chromium to run them."
}

# Tests on a cluster need Java, on which Spark runs: likewise.
ensure_java() {
  command -v "${JAVA_HOME:+$JAVA_HOME/bin/}java" >/dev/null 2>&1 || from_debian default-jre-headless && return
  [ "${CI:-}" != true ] || die "Java is missing and could not be installed: the tests on a cluster can't be skipped when CI=true."
  say "NO JAVA: the tests on a cluster will be SKIPPED. Install Java 17 or newer to run them (Debian: default-jre-headless)."
}

# The sensitive wing is tested on PostgreSQL too: likewise.
ensure_postgres() {
  command -v initdb >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || from_debian postgresql && return
  [ "${CI:-}" != true ] || die "PostgreSQL is missing and could not be installed: its tests can't be skipped when CI=true."
  say "NO POSTGRESQL: the sensitive wing is tested on SQLite only. Install postgresql to test it on both."
  return 1
}

# Two wings, two processes: without paths everything is tested, with paths the wing that they are of.
tests() {
  ensure dev
  local workers=(-n "${PALERMO_TEST_WORKERS:-2}") options=() public=() inside=() failed=0 both=${CI:-}
  for argument in "$@"; do
    case $argument in
      --postgres) both=true ;;
      -n*|-p|--pdb|-s) workers=(); options+=("$argument") ;;
      tests/sensitive*|src/palermo/web/vault*|src/palermo/web/audit*|src/palermo/web/accounts*|src/palermo/web/casework*) inside+=("$argument") ;;
      tests*|src*) public+=("$argument") ;;
      *) options+=("$argument") ;;
    esac
  done
  if [ ${#inside[@]} = 0 ] || [ ${#public[@]} != 0 ]; then
    ensure_browser
    ensure_java
    "$bin/python" -m pytest "${workers[@]}" "${options[@]}" "${public[@]}" || failed=1
  fi
  if [ ${#public[@]} = 0 ] || [ ${#inside[@]} != 0 ]; then
    [ ${#inside[@]} != 0 ] || inside=(tests/sensitive src/palermo/web/{vault,audit,accounts,casework})
    local run=("$bin/python" -m pytest --ds=tests.settings_sensitive "${workers[@]}" "${options[@]}" "${inside[@]}")
    say "The sensitive wing, on SQLite"
    "${run[@]}" || failed=1
    if [ "$both" = true ] && ensure_postgres; then
      say "The sensitive wing, on PostgreSQL"
      "$bin/python" scripts/with_postgres.py "${run[@]}" || failed=1
    fi
  fi
  return $failed
}

lint() {
  ensure dev
  local failed=0
  check() { say "$1"; shift; "$@" || failed=1; }
  check "ruff check" "$bin/ruff" check --quiet .
  check "ruff format" "$bin/ruff" format --check --quiet .
  check "djlint" "$bin/djlint" --lint --quiet src/palermo/web
  check "mypy --strict" "$bin/python" -m mypy
  check "import contracts" "$bin/lint-imports" --no-cache
  check "module sizes" "$bin/python" scripts/module_sizes.py
  [ $failed = 0 ] || die "lint found something (see above)"
  say "lint: nothing found"
}

bench() {
  ensure dev
  local name='' json=()
  for argument in "$@"; do
    case $argument in --json|--quick) json+=("$argument") ;; -*) die "./do bench takes a NAME, --json, --quick" ;; *) name=$argument ;; esac
  done
  case $name in ''|hub) command -v wrk >/dev/null 2>&1 || from_debian wrk || say "NO wrk: the hub cannot be asked much at once." ;; esac
  if [ -n "$name" ]; then
    [ -f "benchmarks/$name.py" ] || die "There is no benchmark $name. There are: $(cd benchmarks && ls ./*.py | sed 's|^\./||; s|\.py$||; /^_/d' | tr '\n' ' ')"
    exec "$bin/python" "benchmarks/$name.py" "${json[@]}"
  fi
  local script failed=0
  for script in benchmarks/[a-z]*.py; do "$bin/python" "$script" "${json[@]}" || failed=1; done
  return $failed
}

docs() {
  ensure dev
  "$bin/python" -m sphinx -q -W --keep-going -b html docs docs/_build/html
  say "Open docs/_build/html/index.html"
}

lock() {
  command -v uv >/dev/null 2>&1 || die "uv is needed to resolve the requirements: pip install uv"
  local common=(--quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header)
  uv pip compile "${common[@]}" --extra dev pyproject.toml -o requirements/dev.lock
  uv pip compile "${common[@]}" --extra web --extra casework --extra postgres --extra dp --extra build --constraint requirements/dev.lock pyproject.toml -o requirements/web.lock
  uv pip compile "${common[@]}" --constraint requirements/dev.lock pyproject.toml -o requirements/base.lock
}

case ${1:-} in
  demo) shift; demo "$@" ;;
  test) shift; tests "$@" ;;
  lint) shift; lint "$@" ;;
  bench) shift; bench "$@" ;;
  docs) shift; docs "$@" ;;
  lock) lock ;;
  setup) ensure "${2:-dev}" ;;
  ''|-h|--help|help) usage ;;
  *) usage >&2; die "./do does not know $1" ;;
esac
