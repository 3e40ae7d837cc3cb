# Shared by the scripts; sourced, never run.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

die() {
  printf '%s\n' "$*" >&2
  exit 1
}

say() {
  printf '%s\n' "$*" >&2
}

# build PRESET TARGET...: configures once and builds; no target means everything.
build() {
  local preset=$1
  shift
  local dir=$root/build/$preset
  if [ ! -e "$dir/build.ninja" ]; then
    say "configuring $preset"
    (cd "$root" && cmake --preset "$preset" >"$root/build-$preset.log" 2>&1) || {
      tail -n 20 "$root/build-$preset.log" >&2
      die "configuring failed; the whole output is in build-$preset.log"
    }
    mv "$root/build-$preset.log" "$dir/configure.log"
  fi
  say "building $preset (the first build takes some minutes)"
  if [ -t 2 ]; then
    cmake --build "$dir" --parallel "$(nproc)" ${1:+--target "$@"} >&2
  else
    (set -o pipefail && cmake --build "$dir" --parallel "$(nproc)" ${1:+--target "$@"} 2>&1 | thin_progress >&2)
  fi
}

# Few lines where nobody watches: one a tenth of the way, and whatever is no progress.
thin_progress() {
  awk -F'[][/]' '/^\[[0-9]+\/[0-9]+\]/ { tenth = int(10 * $2 / $3); if (tenth == last) next; last = tenth } { print; fflush() }'
}

postgres_bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)

# as_postgres COMMAND...: PostgreSQL's programs refuse to run as root.
as_postgres() {
  if [ "$(id -u)" = 0 ]; then
    runuser -u postgres -- "$@"
  else
    "$@"
  fi
}

# postgres_start DIR: a private server on a free port of loopback; sets postgres_dsn.
postgres_start() {
  local dir=$1 port
  # The server's user must reach its folder, wherever the checkout is.
  if [ "$(id -u)" = 0 ]; then
    mkdir -p "$dir"
    dir=$(mktemp -d "${TMPDIR:-/tmp}/shopdesk-postgres-XXXXXX")
    if [ -e "$1/location" ] && [ -d "$(cat "$1/location")" ]; then
      rmdir "$dir"
      dir=$(cat "$1/location")
    else
      chown postgres "$dir"
      printf '%s\n' "$dir" >"$1/location"
    fi
  fi
  mkdir -p "$dir"
  if [ ! -e "$dir/data/PG_VERSION" ]; then
    as_postgres "$postgres_bin/initdb" -D "$dir/data" -U shopdesk -A trust --no-locale -E UTF8 >/dev/null ||
      die "PostgreSQL could not make its data folder in $dir"
  fi
  port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  as_postgres "$postgres_bin/pg_ctl" -D "$dir/data" -w -l "$dir/server.log" \
    -o "-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories=$dir -c max_connections=200" start >/dev/null ||
    die "PostgreSQL did not start; see $dir/server.log"
  postgres_dsn="host=127.0.0.1 port=$port user=shopdesk dbname=postgres"
}

# postgres_stop DIR
postgres_stop() {
  local dir=$1
  [ ! -e "$1/location" ] || dir=$(cat "$1/location")
  as_postgres "$postgres_bin/pg_ctl" -D "$dir/data" -m fast -w stop >/dev/null 2>&1 || true
}
