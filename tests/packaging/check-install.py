#!/usr/bin/env python3
"""What an installation puts where: check-install.py SOURCE BUILD."""
import json
import pathlib
import subprocess
import sys
import tempfile

from tap import Tap

source, build = map(pathlib.Path, sys.argv[1:3])
ident = "io.github.epochstudy.Epoch"
tap = Tap()

options = {option["name"]: option["value"] for option in json.loads(subprocess.run(
    ["meson", "introspect", "--buildoptions", str(build)], check=True, capture_output=True,
    text=True).stdout)}
prefix = pathlib.Path(options["prefix"])
datadir = pathlib.Path(options["datadir"])
with tempfile.TemporaryDirectory() as folder:
    tap.command("Epoch can be installed", "meson", "install", "-C", build, "--no-rebuild",
                "--quiet", "--destdir", folder)
    root = pathlib.Path(folder) / prefix.relative_to("/")
    wanted = [
        "bin/epoch-lab",
        "bin/epoch",
        datadir / "applications" / (ident + ".desktop"),
        datadir / "metainfo" / (ident + ".metainfo.xml"),
        datadir / "glib-2.0/schemas" / (ident + ".gschema.xml"),
        datadir / "icons/hicolor/scalable/apps" / (ident + ".svg"),
        datadir / "icons/hicolor/symbolic/apps" / (ident + "-symbolic.svg"),
        datadir / "locale/de/LC_MESSAGES/epoch.mo",
    ]
    for name in wanted:
        tap.ok((root / name).is_file(), "%s is installed" % name)
    for kind in ("curriculum", "experiments", "datasets"):
        here = {path.relative_to(source / "data") for path in (source / "data" / kind).rglob("*")
                if path.is_file() and path.name != "meson.build"}
        there = {path.relative_to(root / datadir / "epoch")
                 for path in (root / datadir / "epoch" / kind).rglob("*") if path.is_file()}
        tap.ok(here and here == there, "all of data/%s is installed" % kind, *(here ^ there))
    strays = [path for path in root.rglob("*")
              if path.suffix in (".a", ".h", ".la", ".pc", ".blp", ".in")]
    tap.ok(not strays, "nothing is installed that only the build needs", *strays)
tap.finish()
