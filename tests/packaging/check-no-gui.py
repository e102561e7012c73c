#!/usr/bin/env python3
"""Everything but the window builds where there is no GTK: check-no-gui.py SOURCE.

GTK is hidden from the build: pkg-config sees every library of this system but those of the
window, and blueprint-compiler is not on the path.
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

from tap import Tap

source = pathlib.Path(sys.argv[1])
WINDOW = re.compile(r"gtk|adwaita|webkit|blueprint", re.I)
tap = Tap()


def hide_window_libraries(folder):
    """An environment in which the window's libraries and tools can not be found."""
    visible = folder / "pkgconfig"
    visible.mkdir()
    paths = subprocess.run(["pkg-config", "--variable=pc_path", "pkg-config"], check=True,
                           capture_output=True, text=True).stdout.strip().split(":")
    for directory in reversed(paths):
        for path in pathlib.Path(directory).glob("*.pc"):
            link = visible / path.name
            if not WINDOW.search(path.name):
                link.unlink(missing_ok=True)
                link.symlink_to(path)
    tools = folder / "bin"
    tools.mkdir()
    for directory in os.environ["PATH"].split(":"):
        for path in pathlib.Path(directory).glob("*"):
            link = tools / path.name
            if not WINDOW.search(path.name) and not link.is_symlink():
                link.symlink_to(path)
    keep = {key: value for key, value in os.environ.items() if key in ("HOME", "LANG", "TMPDIR")}
    return dict(keep, PATH=str(tools), PKG_CONFIG_LIBDIR=str(visible))


with tempfile.TemporaryDirectory(prefix="epoch-no-gui-") as name:
    folder = pathlib.Path(name)
    hidden = hide_window_libraries(folder)
    build = folder / "build"
    done = subprocess.run(["pkg-config", "--exists", "gtk4"], env=hidden)
    tap.ok(done.returncode != 0, "GTK is hidden")
    done = subprocess.run(["meson", "setup", "-Dgui=true", "-Dtests=false", str(folder / "with"),
                           str(source)], env=hidden, capture_output=True, text=True)
    tap.ok(done.returncode != 0, "the window can not be built without GTK")
    tap.command("the rest is configured without GTK", "meson", "setup", "-Dgui=false",
                "-Dtests=false", "-Dbuildtype=debug", "-Dwerror=true", build, source, env=hidden)
    tap.command("the rest builds without GTK", "ninja", "-C", build, env=hidden)
    commands = json.loads((build / "compile_commands.json").read_text())
    guilty = [entry["file"] for entry in commands if WINDOW.search(entry["command"])]
    tap.ok(commands and not guilty, "no compile command mentions GTK", *guilty)
    lab = build / "src/cli/epoch-lab"
    linked = subprocess.run(["ldd", str(lab)], capture_output=True, text=True).stdout
    tap.ok("libglib-2.0" in linked and not WINDOW.search(linked),
           "epoch-lab is linked without GTK", linked)
tap.finish()
