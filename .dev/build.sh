# Builds and runs Epoch. Sourced by ./dev, where everything that the build needs is at hand.
# shellcheck shell=bash

# locate PROFILE: sets build_dir, the folder that a profile is built in.
locate() {
  local where=native
  [ -z "${EPOCH_DEV_INSIDE:-}" ] || where=$(basename "$EPOCH_DEV_INSIDE")
  build_dir=$top/.build/$1-$where
}

# build PROFILE [TARGET…]: brings .build/PROFILE-… up to date; prints nothing where that went well.
# Profiles: run (optimised, with symbols), test (sanitizers, warnings are errors).
build() {
  local profile=$1 log
  shift
  locate "$profile"
  log=$build_dir.log
  mkdir -p "$top/.build"
  exec 9>"$build_dir.lock"
  flock 9
  if [ ! -e "$build_dir/build.ninja" ]; then
    say "Configuring ($profile)."
    local -a options=("-Dprefix=$build_dir/prefix")
    case $profile in
      run) options+=(-Dbuildtype=debugoptimized) ;;
      test) options+=(-Dbuildtype=debug -Doptimization=1 -Dwerror=true
        -Db_sanitize=address,undefined -Db_lundef=false) ;;
    esac
    rm -rf "$build_dir"
    meson setup "${options[@]}" "$build_dir" "$top" >"$log" 2>&1 9>&- || {
      tail -n 20 "$log" >&2
      die "The build could not be configured; the whole log is $log."
    }
  fi
  if ! ninja -C "$build_dir" -n "$@" 2>/dev/null | grep -q 'no work to do'; then
    say "Building ($profile)."
    ninja -C "$build_dir" "$@" >"$log" 2>&1 9>&- || {
      grep -v '^\[[0-9]*/[0-9]*\] ' "$log" | tail -n 60 >&2
      die "The build failed; the whole log is $log."
    }
  fi
  exec 9>&-
}

# from_build: the environment in which a program finds its files in the build, not in a prefix.
from_build() {
  export EPOCH_DATA_DIR=$top/data
  export EPOCH_LAB=$build_dir/src/cli/epoch-lab
  export GSETTINGS_SCHEMA_DIR=$build_dir/data
  export EPOCH_LOCALE_DIR=$build_dir/po
}

command_run() {
  if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    build run
    from_build
    if [ -z "${DBUS_SESSION_BUS_ADDRESS:-}" ]; then
      exec dbus-run-session -- "$build_dir/src/ui/epoch" "$@"
    fi
    exec "$build_dir/src/ui/epoch" "$@"
  fi
  build run
  from_build
  say "There is no display here, so no window can open. Training the first lab without one instead:"
  "$EPOCH_LAB" run boston-linear
  say "To see the window, call ./dev run on a desktop (Wayland or X11), or with X11 forwarded: ssh -X." \
    "For a look without a screen: ./dev shell, then xvfb-run."
}

command_test() {
  build test
  from_build
  exec python3 "$top/tests/run.py" "$build_dir" "$@"
}

command_lab() {
  build run src/cli/epoch-lab
  from_build
  exec "$EPOCH_LAB" "$@"
}

command_bench() {
  build run src/cli/epoch-lab
  from_build
  exec "$EPOCH_LAB" bench "$@"
}

command_shell() {
  locate run
  from_build
  say "A shell with everything that the build needs; the build of ./dev run is in $build_dir."
  cd "$top"
  PS1='epoch \w \$ ' exec bash --norc "$@"
}
