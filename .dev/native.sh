# Installs what the build needs on a system that has Epoch's floor: GTK 4.18, libadwaita 1.7.
# Sourced by ./dev.
# shellcheck shell=bash

# os_release NAME: a value of the system's own description.
os_release() {
  (. /etc/os-release 2>/dev/null && printf '%s' "${!1:-}")
}

# at_least VERSION FLOOR: whether the first is as new as the second.
at_least() {
  [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]
}

has_libraries() {
  command -v pkg-config >/dev/null &&
    pkg-config --exists 'gtk4 >= 4.18' 'libadwaita-1 >= 1.7' 'webkitgtk-6.0 >= 2.48' \
      'glib-2.0 >= 2.84' 'sqlite3 >= 3.46' json-glib-1.0 md4c-html libcurl
}

has_tools() {
  local tool
  for tool in meson ninja cc blueprint-compiler Xvfb dbus-run-session msgfmt; do
    command -v "$tool" >/dev/null || return 1
  done
}

# system_has_floor: whether this system's own packages are new enough.
system_has_floor() {
  local id version
  id=$(os_release ID)
  version=$(os_release VERSION_ID)
  case " $id $(os_release ID_LIKE) " in
    *' ubuntu '*) at_least "${version:-0}" 25.04 ;;
    *' debian '*) [ -z "$version" ] || at_least "$version" 13 ;;
    *' fedora '*) at_least "${version:-0}" 42 ;;
    *' arch '*) true ;;
    *) has_libraries ;;
  esac
}

# install_native: the packages of this system that are missing, with its own package manager.
install_native() {
  has_libraries && has_tools && return
  local list manager
  if command -v apt-get >/dev/null; then
    list=packages-debian manager=apt_install
  elif command -v dnf >/dev/null; then
    list=packages-fedora manager='as_root dnf install -y --setopt=install_weak_deps=False'
  elif command -v pacman >/dev/null; then
    list=packages-arch manager='as_root pacman -S --needed --noconfirm'
  else
    die "Epoch's libraries are incomplete here, and none of apt-get, dnf and pacman was found." \
      "Install what .dev/packages-fedora names, by the names of this system."
  fi
  local -a packages
  mapfile -t packages < <(read_packages "$top/.dev/$list")
  can_be_root || need_root "Installing what the build needs" "${packages[*]}"
  say "Installing what the build needs (${#packages[@]} packages)."
  $manager "${packages[@]}" >&2 || die "The packages could not be installed; the reason is above."
}
