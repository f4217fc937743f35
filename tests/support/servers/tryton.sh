#!/bin/bash
# A real Tryton server with sale_opportunity on 127.0.0.1, database crm, user admin, for tests.
# usage: tryton.sh start                      empty database unless TB_DIR holds one; returns when it answers
#        tryton.sh seed [SEED_OPTION...]      see tryton_seed.py: --rows N --csv DIR --json
#        tryton.sh rpc COMMAND...             see tryton_rpc.py: end-date, delete, state, count
#        tryton.sh stop | reset               reset: the next start begins with an empty database
# env: PORT (8069)  TB_DIR (folder of this server)  PW (admin)
#      CLOSEMAP_CACHE (build/tryton-cache): keeps the initialised empty database, made once in about 20 s
# Debian packages: tryton-server tryton-modules-sale-opportunity tryton-proteus python3-tz
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
export PORT=${PORT:-8069} PW=${PW:-admin} PYTHONDONTWRITEBYTECODE=1
dir=${TB_DIR:-${TMPDIR:-/tmp}/closemap-tryton-$PORT}
cache=${CLOSEMAP_CACHE:-$root/build/tryton-cache}
starts_max=300 # tenths of a second

fail() { echo "tryton.sh: $*" >&2; exit 1; }

write_conf() { # FOLDER
  mkdir -p "$1/db"
  printf '[database]\nuri = sqlite://\npath = %s/db\n[web]\nlisten = 127.0.0.1:%s\n[session]\ntimeout = 86400\nmax_age = 864000\n' "$1" "$PORT" >"$1/trytond.conf"
}

# The name holds what the database depends on, so that an upgrade or another password makes a new one.
empty_database() {
  command -v trytond-admin >/dev/null || fail "no trytond-admin; apt-get install tryton-server tryton-modules-sale-opportunity tryton-proteus python3-tz"
  local versions
  versions=$(dpkg-query -W -f '${Version}\n' tryton-server tryton-modules-sale-opportunity; echo "$PW")
  echo "$cache/empty-$(cksum <<<"$versions" | cut -d' ' -f1).sqlite"
}

make_empty() { # FILE; one process at a time
  mkdir -p "$cache"
  exec 8>"$cache/lock"
  flock 8
  if [ ! -f "$1" ]; then
    local work
    work=$(mktemp -d "$cache/make.XXXXXX")
    write_conf "$work"
    : >"$work/db/crm.sqlite"
    printf %s "$PW" >"$work/pass"
    { TRYTONPASSFILE=$work/pass trytond-admin -c "$work/trytond.conf" -d crm --all --email admin@example.test &&
      trytond-admin -c "$work/trytond.conf" -d crm -u sale_opportunity --activate-dependencies; } >"$work/log" 2>&1 ||
      { tail -20 "$work/log" >&2; fail "the database could not be initialised; see $work/log"; }
    mv "$work/db/crm.sqlite" "$1"
    rm -rf "$work"
  fi
  exec 8>&-
}

answers() {
  curl -sf -m 5 -o /dev/null -H 'Content-Type: application/json' "http://127.0.0.1:$PORT/" \
    -d '{"id":0,"method":"common.server.version","params":[]}'
}

start() {
  answers && fail "something answers on port $PORT already"
  local empty
  empty=$(empty_database)
  make_empty "$empty"
  write_conf "$dir"
  [ -f "$dir/db/crm.sqlite" ] || cp "$empty" "$dir/db/crm.sqlite"
  setsid trytond -c "$dir/trytond.conf" -d crm </dev/null >"$dir/server.log" 2>&1 &
  local pid=$!
  echo "$pid" >"$dir/pid"
  for _ in $(seq "$starts_max"); do
    answers && return 0
    kill -0 "$pid" 2>/dev/null || { tail -20 "$dir/server.log" >&2; fail "trytond ended at once"; }
    sleep 0.1
  done
  fail "trytond does not answer; see $dir/server.log"
}

stop() {
  [ -f "$dir/pid" ] || return 0
  local pid
  pid=$(cat "$dir/pid")
  rm -f "$dir/pid"
  kill "$pid" 2>/dev/null || return 0
  for _ in $(seq 100); do kill -0 "$pid" 2>/dev/null || return 0; sleep 0.1; done
  kill -9 "$pid"
}

command=${1:-}
[ $# -gt 0 ] && shift
case $command in
  start) start ;;
  stop) stop ;;
  reset) stop; rm -rf "$dir/db" ;;
  seed) exec /usr/bin/python3 "$here/tryton_seed.py" "$PORT" "$@" ;;
  rpc) exec /usr/bin/python3 "$here/tryton_rpc.py" "$PORT" "$@" ;;
  *) sed -n '2,9p' "$0" >&2; exit 2 ;;
esac
