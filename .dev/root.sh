# Makes the Debian 13 root in which Epoch is built on an older system, once.
# Sourced by ./dev. Sets nothing but what its functions say.
# shellcheck shell=bash

# as_root COMMAND…: as root, by sudo where one is not; never asks for a password.
as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

can_be_root() {
  [ "$(id -u)" = 0 ] || { command -v sudo >/dev/null && sudo -n true 2>/dev/null; }
}

can_unshare() {
  [ "$(id -u)" != 0 ] && unshare --user --map-root-user --mount true 2>/dev/null
}

# need_root WHAT PACKAGES: stops with a sentence that says how to go on.
need_root() {
  local who
  who=$(id -un)
  if command -v sudo >/dev/null; then
    die "$1 needs administrator rights, and sudo would ask $who for a password here." \
      "Run 'sudo -v' first and call ./dev again, or ask an administrator to install: $2"
  fi
  die "$1 needs administrator rights; $who is not root, and sudo is not installed." \
    "Ask an administrator to give this account sudo, or to install: $2"
}

# read_packages FILE: the names in a package list, one a line.
read_packages() {
  sed -e 's/#.*//' -e 's/[[:space:]]*$//' -e '/^$/d' "$1"
}

apt_install() {
  local -a options=(-y -q --no-install-recommends -o DPkg::Lock::Timeout=120)
  export DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1
  as_root env DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 \
    apt-get "${options[@]}" install "$@" >&2 && return
  as_root apt-get -q update >&2 || return
  as_root env DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 \
    apt-get "${options[@]}" install "$@" >&2
}

# The steps inside the new root that packages do not do themselves. It is run by
# mmdebstrap, as a shell command with the root's path as "$1".
root_finish='set -e
: >"$1/etc/resolv.conf"
[ -e "$1/etc/localtime" ] || : >"$1/etc/localtime"
chroot "$1" dbus-uuidgen --ensure=/etc/machine-id
chroot "$1" localedef -i de_DE -f UTF-8 de_DE.UTF-8
chroot "$1" fc-cache -s'

# root_hash: the name of the root that the package list and the steps after it make.
root_hash() {
  { read_packages "$top/.dev/packages-debian"; printf '%s\n' "$root_finish"; } |
    sha256sum | cut -c1-12
}

# make_root DIR: fills DIR, which must not exist, whole or not at all.
make_root() {
  local root=$1 base partial log include started
  base=$(dirname "$root")
  partial=$root.partial
  log=$base/make-root.log
  mkdir -p "$base"

  exec 8>"$root.lock"
  if ! flock -n 8; then
    say "Another ./dev is making the Debian 13 root; waiting for it."
    flock 8
  fi
  if [ -e "$root/.ready" ]; then
    exec 8>&-
    return
  fi

  if ! command -v mmdebstrap >/dev/null; then
    command -v apt-get >/dev/null || die "This system is older than Epoch's libraries, and has no apt-get." \
      "Install mmdebstrap by hand, or use Debian 13, Fedora 42, Arch or newer."
    can_be_root || need_root "Installing mmdebstrap" "mmdebstrap uidmap"
    say "Installing mmdebstrap, the one package that this system itself needs."
    apt_install mmdebstrap || die "mmdebstrap could not be installed; apt-get's own words are above."
  fi

  local how=root
  if ! can_be_root; then
    can_unshare && command -v newuidmap >/dev/null || need_root "Making the Debian 13 root" uidmap
    how=unshare
  fi
  include=$(read_packages "$top/.dev/packages-debian" | paste -sd,)
  say "Making a Debian 13 root in $root: about 700 MB to fetch and four minutes, once for all checkouts."
  rm -rf "$partial" 2>/dev/null || as_root rm -rf "$partial"
  mkdir "$partial"
  chmod 755 "$partial"
  started=$SECONDS
  local -a options=(--variant=minbase "--include=$include"
    '--aptopt=APT::Install-Recommends "false"' '--aptopt=Acquire::Languages "none"'
    '--aptopt=Acquire::Retries "3"'
    --dpkgopt=path-exclude=/usr/share/man/\* --dpkgopt=path-exclude=/usr/share/doc/\*
    --dpkgopt=path-include=/usr/share/doc/\*/copyright --dpkgopt=force-unsafe-io
    "--customize-hook=$root_finish")
  local ok=true
  if [ $how = root ]; then
    as_root mmdebstrap --mode=root "${options[@]}" trixie "$partial" 8>&- 2>&1 |
      tee "$log" | grep --line-buffered '^[IWE]: ' >&2 || ok=false
    [ "$(id -u)" = 0 ] || as_root chown -R -h "$(id -u):$(id -g)" "$partial"
  else
    { mmdebstrap --mode=unshare "${options[@]}" --format=tar trixie - 8>&- |
      tar -x -C "$partial" --no-same-owner --exclude='./dev/*'; } 2>&1 |
      tee "$log" | grep --line-buffered '^[IWE]: ' >&2 || ok=false
  fi
  if ! $ok || [ ! -x "$partial/usr/bin/meson" ]; then
    tail -n 15 "$log" >&2
    die "The Debian 13 root could not be made; the whole log is $log." \
      "Usual causes: no network, a mirror that does not answer, or a full disk (3.5 GB are needed)."
  fi
  : >"$partial/.ready"
  mv "$partial" "$root"
  exec 8>&-
  say "The root is ready after $((SECONDS - started)) s."
}
