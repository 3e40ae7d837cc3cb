# Shared by the scripts; sourced, never run.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

die() {
  printf '%s\n' "$*" >&2
  exit 1
}

say() {
  printf '%s\n' "$*" >&2
}

# build PRESET TARGET...: configures once and builds; no target means everything. Progress is ninja's.
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
  cmake --build "$dir" --parallel "$(nproc)" ${1:+--target "$@"} >&2
}
