#!/usr/bin/env bash
# Keeps the sources to their layers: layering.sh SOURCE BUILD, speaks TAP.
#
# Reads every #include below src, then proves on a copy that each rule can be broken and is
# noticed, and with the compiler that a wrong include does not compile either.
# shellcheck disable=SC2317 # Some functions are called by name, through check and notices.
set -euo pipefail
export LC_ALL=C

source_root=$(cd "$1" && pwd -P)
build_root=$(cd "$2" && pwd -P)
layers='core plot lab study cli ui'
top_level='LICENSE README.md data dev flatpak meson.build meson.options po resources src tests'
longest=600

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

count=0
failed=0
# report PASSED NAME [DETAILS]: one line of TAP, PASSED being 0 as an exit status is.
report() {
  count=$((count + 1))
  if [ "$1" = 0 ]; then
    echo "ok $count - $2"
  else
    echo "not ok $count - $2"
    [ -z "${3:-}" ] || printf '%s\n' "$3" | sed 's/^/# /'
    failed=1
  fi
}

# wrong_includes ROOT: prints FILE:LINE: and what is wrong, for each include against the rules.
wrong_includes() {
  (
    cd "$1/src"
    for layer in $layers; do
      [ ! -d "$layer" ] || find "$layer" -name '*.h' -print | sed 's/^/H /'
    done
    grep -rnE '^[[:space:]]*#[[:space:]]*include[[:space:]]*["<]' --include='*.[ch]' . |
      sed 's|^\./|I |' || true
  ) | awk '
    BEGIN {
      # Whose headers a layer may include. The window sees the lab but never the core.
      may["core"] = "core"
      may["plot"] = "plot"
      may["lab"] = "lab core"
      may["study"] = "study lab"
      may["cli"] = "cli study lab plot"
      may["ui"] = "ui study lab plot"
      libc = "^(assert|complex|ctype|errno|fcntl|fenv|float|inttypes|limits|locale|math|pthread|" \
        "sched|setjmp|signal|stdalign|stdarg|stdatomic|stdbool|stddef|stdint|stdio|stdlib|" \
        "stdnoreturn|string|strings|tgmath|threads|time|uchar|unistd|wchar|wctype|sys/[a-z0-9_]+|" \
        "linux/[a-z0-9_]+|asm/[a-z0-9_]+|cpuid|immintrin|x86intrin|arm_neon)[.]h$"
      window = "^(gtk|gdk|gsk|graphene|adwaita|webkit|jsc|pango)"
      never["lab"] = window "|^(cairo|sqlite3|md4c|libsoup|archive)"
      never["study"] = window "|^cairo"
      never["cli"] = window
      never["ui"] = "^sqlite3"
    }
    function wrong(why) { print where ": " why }
    $1 == "H" {
      layer = $2; sub(/\/.*/, "", layer)
      name = $2; sub(/^[^\/]*\//, "", name)
      owner[layer, name] = 1
      next
    }
    {
      line = substr($0, 3)
      file = line; sub(/:.*/, "", file)
      number = substr(line, length(file) + 2); sub(/:.*/, "", number)
      where = "src/" file ":" number
      layer = file; sub(/\/.*/, "", layer)
      if (!(layer in may)) next
      text = line; sub(/^[^"<]*/, "", text)
      quoted = substr(text, 1, 1) == "\""
      name = substr(text, 2); sub(/[">].*/, "", name)
      if (name ~ /(^|\/)\.\.(\/|$)/) { wrong("\"" name "\" climbs out of its folder."); next }
      # config.h lies at the top, so that the compiler would find the whole tree from there.
      if (name ~ /^(src|tests)\//) { wrong("\"" name "\" starts at the top."); next }
      # A header beside the file, or in a root that the layer may see, is its own or an allowed one.
      folder = file; sub(/^[^\/]*\//, "", folder)
      if (!sub(/\/[^\/]*$/, "/", folder)) folder = ""
      if (quoted && ((layer, folder name) in owner)) next
      split(may[layer], roots, " ")
      for (r in roots) {
        if (!((roots[r], name) in owner)) continue
        public = file ~ /\.h$/ && file !~ /-private\.h$/
        if (layer == "lab" && roots[r] == "core" && public)
          wrong("a public header of lab shows core\047s \"" name "\".")
        next
      }
      for (key in owner) {
        split(key, part, SUBSEP)
        if (part[2] == name) { wrong(layer " includes " part[1] "\047s \"" name "\"."); next }
      }
      if (layer == "core" || layer == "plot") {
        if (name == "config.h" || name ~ libc) next
        if (layer == "plot" && name ~ /^cairo(-[a-z]+)?\.h$/) next
        wrong(layer " includes <" name ">.")
      } else if (name ~ never[layer]) wrong(layer " includes <" name ">.")
    }' | sort
}

# long_files ROOT: prints each file of src that is longer than STYLE allows.
long_files() {
  (cd "$1" && find src -type f \( -name '*.[ch]' -o -name '*.blp' -o -name '*.css' \) -print0 |
    xargs -0 -r wc -l |
    awk -v most="$longest" '$2 != "total" && $1 > most { print $2 ": " $1 " lines." }')
}

# strange_names ROOT: prints each name at the top that has no place there.
strange_names() {
  local name
  for name in $(cd "$1" && ls -1); do
    case " $top_level " in
      *" $name "*) ;;
      *) echo "$name" ;;
    esac
  done
}

# check NAME COMMAND ROOT: passes where COMMAND finds nothing.
check() {
  local found
  found=$("$2" "$3")
  if [ -z "$found" ]; then report 0 "$1"; else report 1 "$1" "$found"; fi
}

# notices NAME COMMAND ROOT WHAT: passes where COMMAND finds WHAT.
notices() {
  local found
  found=$("$2" "$3")
  if printf '%s\n' "$found" | grep -qF -- "$4"; then report 0 "$1"; else report 1 "$1" "$found"; fi
}

check "every include keeps to its layer" wrong_includes "$source_root"
check "no file of src is longer than $longest lines" long_files "$source_root"
check "the top level holds only what belongs there" strange_names "$source_root"

# A copy with a header of each layer that a probe can include wrongly.
copy=$scratch/copy
mkdir "$copy"
cp -R "$source_root/src" "$copy/src"
for layer in $layers; do
  mkdir -p "$copy/src/$layer/probe"
  echo '#pragma once' >"$copy/src/$layer/probe/probe-$layer.h"
done

# Layer, file of the probe, and an include that is wrong there; with "compile" where the
# layer's include roots must already refuse it.
cases='
core probe.c <glib.h> compile
core probe.c <gtk/gtk.h> compile
core probe.c <sqlite3.h> grep
core probe.c "probe/probe-lab.h" compile
core probe.c "probe/probe-plot.h" compile
core probe.c "../lab/probe/probe-lab.h" grep
plot probe.c <glib.h> grep
plot probe.c <gtk/gtk.h> compile
plot probe.c "probe/probe-core.h" compile
plot probe.c "probe/probe-study.h" compile
lab probe.c <gtk/gtk.h> compile
lab probe.c <adwaita.h> compile
lab probe.c <sqlite3.h> grep
lab probe.c <cairo.h> grep
lab probe.c "probe/probe-study.h" compile
lab probe.c "probe/probe-ui.h" compile
lab probe.c "probe/probe-plot.h" compile
lab probe.h "probe/probe-core.h" grep
study probe.c <gtk/gtk.h> compile
study probe.c "probe/probe-core.h" compile
study probe.h "probe/probe-core.h" compile
study probe.c "probe/probe-ui.h" compile
study probe.c "probe/probe-plot.h" compile
cli probe.c <gtk/gtk.h> compile
cli probe.c <webkit/webkit.h> compile
cli probe.c "probe/probe-core.h" compile
cli probe.c "probe/probe-ui.h" compile
ui probe.c "probe/probe-core.h" compile
ui probe.c "src/core/probe/probe-core.h" grep
ui probe.c <sqlite3.h> grep
'

# include_flags LAYER: the -I and -isystem of the layer's compile commands, moved to the copy.
include_flags() {
  python3 - "$build_root" "$source_root" "$copy" "$1" <<'PY'
import json, os, shlex, sys
build, source, copy, layer = sys.argv[1:]
for entry in json.load(open(os.path.join(build, "compile_commands.json"))):
    path = os.path.normpath(os.path.join(entry["directory"], entry["file"]))
    if not path.startswith("%s/src/%s/" % (source, layer)):
        continue
    words = shlex.split(entry["command"])
    for k, word in enumerate(words):
        folder = None
        if word.startswith("-I") and len(word) > 2:
            folder = word[2:]
        elif word in ("-I", "-isystem"):
            folder = words[k + 1]
        if folder:
            folder = os.path.normpath(os.path.join(entry["directory"], folder))
            if folder == source or folder.startswith(source + "/src"):
                folder = copy + folder[len(source):]
            print("-I" + folder)
    break
PY
}

compiles() {
  "${CC:-cc}" -std=gnu17 -fsyntax-only -I"$build_root" "${flags[@]}" "$1" 2>/dev/null
}

check "the copy breaks no rule before a probe is put in" wrong_includes "$copy"
previous=
while read -r layer file include how; do
  [ -n "$layer" ] || continue
  probe=$copy/src/$layer/$file
  if [ "$layer" != "$previous" ]; then
    mapfile -t flags < <(include_flags "$layer")
    previous=$layer
    built=1
    if [ "${#flags[@]}" -gt 0 ]; then
      printf '#include "probe/probe-%s.h"\nint probe;\n' "$layer" >"$probe"
      status=0
      compiles "$probe" || status=1
      report $status "$layer compiles with a header of its own"
    else
      built=
    fi
  fi
  printf '#include %s\nint probe;\n' "$include" >"$probe"
  notices "$layer: $include in $file is noticed" wrong_includes "$copy" "src/$layer/$file:1:"
  if [ "$how" = compile ] && [ -n "$built" ]; then
    status=0
    ! compiles "$probe" || status=1
    report $status "$layer: $include in $file does not compile"
  fi
  rm "$probe"
done <<<"$cases"

for ((k = 0; k <= longest; k++)); do echo; done >"$copy/src/core/probe.c"
notices "a file of $((longest + 1)) lines is noticed" long_files "$copy" "src/core/probe.c"
touch "$copy/notes.txt"
notices "a stray file at the top level is noticed" strange_names "$copy" notes.txt

echo "1..$count"
exit $failed
