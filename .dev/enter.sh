#!/usr/bin/env bash
# Runs a command inside the Debian 13 root, in a mount namespace of its own. Started by ./dev:
#   unshare --mount … enter.sh ROOT CHECKOUT UID GID HOW COMMAND…
# HOW is how one becomes the calling user again: root (is root), user (leave a user
# namespace), sudo (drop root's rights). Everything is exec'd, so that a signal sent to ./dev
# reaches the command itself.
# The new root is a tmpfs on which the root's folders, the checkout and the home folder are
# bound; a plain chroot would deny WebKit the user namespaces that its own sandbox needs.
set -euo pipefail
root=$1 top=$2 uid=$3 gid=$4 how=$5
shift 5

new=$(mktemp -d)
mount -t tmpfs -o mode=755 epoch-root "$new"

bind() { # bind SOURCE TARGET: a file or folder of the host at a path of the new root.
  [ -e "$1" ] || return 0
  if [ -d "$1" ]; then mkdir -p "$new$2"; else
    mkdir -p "$new$(dirname "$2")"
    [ -e "$new$2" ] || : >"$new$2"
  fi
  mount --rbind "$1" "$new$2"
}

for path in "$root"/*; do
  name=${path##*/}
  if [ -L "$path" ]; then
    cp -P "$path" "$new/$name"
    continue
  fi
  case $name in
    usr | etc) bind "$path" "/$name" ;;
    var)
      mkdir -p "$new/var/tmp"
      chmod 1777 "$new/var/tmp"
      bind "$path/lib" /var/lib
      bind "$path/cache" /var/cache
      ;;
    *) mkdir -p "$new/$name" ;;
  esac
done

bind /proc /proc
bind /sys /sys
bind /dev /dev
mount -t tmpfs -o mode=1777 tmpfs "$new/tmp"
mount -t tmpfs -o mode=755 tmpfs "$new/run"
bind "$HOME" "$HOME"
bind "$top" "$top"
for folder in "${XDG_DATA_HOME:-}" "${XDG_CONFIG_HOME:-}" "${XDG_CACHE_HOME:-}" "${XDG_STATE_HOME:-}"; do
  [ -z "$folder" ] || bind "$folder" "$folder"
done

# The host's name service, clock and display.
bind "$(readlink -f /etc/resolv.conf)" /etc/resolv.conf
bind "$(readlink -f /etc/localtime)" /etc/localtime
cp "$root/etc/passwd" "$new/run/passwd"
cp "$root/etc/group" "$new/run/group"
grep -q "^[^:]*:[^:]*:$uid:" "$new/run/passwd" ||
  echo "learner:x:$uid:$gid:Learner:$HOME:/bin/bash" >>"$new/run/passwd"
grep -q "^[^:]*:[^:]*:$gid:" "$new/run/group" || echo "learner:x:$gid:" >>"$new/run/group"
bind "$new/run/passwd" /etc/passwd
bind "$new/run/group" /etc/group
runtime=/run/user/$uid
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] && [ -d "${XDG_RUNTIME_DIR:-}" ]; then
  bind "$XDG_RUNTIME_DIR" "$runtime"
else
  mkdir -p "$new$runtime"
  chmod 700 "$new$runtime"
fi
bind /tmp/.X11-unix /tmp/.X11-unix
[ -z "${XAUTHORITY:-}" ] || bind "$XAUTHORITY" "$XAUTHORITY"

environment=(HOME="$HOME" PATH=/usr/bin:/usr/sbin XDG_RUNTIME_DIR="$runtime" EPOCH_DEV_INSIDE="$root")
for name in LANG LC_ALL LANGUAGE; do
  [ -z "${!name:-}" ] || environment+=("$name=${!name}")
done
# The root knows the locales that it was made with; any other falls back to plain UTF-8.
case ${LC_ALL:-${LANG:-}} in
  de_DE.*) ;;
  *) environment+=(LANG=C.UTF-8 LC_ALL=C.UTF-8) ;;
esac
while IFS='=' read -r name _; do
  case $name in
    TERM | CI | TZ | NO_COLOR | DISPLAY | WAYLAND_DISPLAY | XAUTHORITY | DBUS_SESSION_BUS_ADDRESS | \
      XDG_DATA_HOME | XDG_CONFIG_HOME | XDG_CACHE_HOME | XDG_STATE_HOME | XDG_CURRENT_DESKTOP | \
      EPOCH_[A-Z]* | GTK_* | GDK_* | GSK_* | ADW_* | G_MESSAGES_DEBUG | WEBKIT_*)
      [ "$name" = EPOCH_DEV_INSIDE ] || environment+=("$name=${!name}") ;;
  esac
done < <(env)

case $how in
  root) become=() ;;
  user) become=(unshare --user --map-user="$uid" --map-group="$gid") ;;
  sudo)
    chown -R "$uid:$gid" "$new$runtime" 2>/dev/null || true
    become=(setpriv --reuid="$uid" --regid="$gid" --clear-groups)
    ;;
esac

here=$PWD
cd "$new"
mkdir -p .old
pivot_root . .old
cd /
umount -l /.old
rmdir /.old 2>/dev/null || true
cd "$here" 2>/dev/null || cd "$top"
exec env -i "${environment[@]}" "${become[@]}" "$@"
