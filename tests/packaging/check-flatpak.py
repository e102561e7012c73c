#!/usr/bin/env python3
"""The Flatpak manifest's shape and permissions: check-flatpak.py SOURCE."""
import copy
import json
import pathlib
import re
import sys

from tap import Tap

source = pathlib.Path(sys.argv[1])
ident = "io.github.epochstudy.Epoch"
path = source / "flatpak" / (ident + ".json")
# The window, its acceleration, X11's shared memory, and the pages that resources lead to.
# Files come and go through portals, so that no folder and no bus name is asked for.
PERMISSIONS = {"--share=ipc", "--share=network", "--socket=wayland", "--socket=fallback-x11",
               "--device=dri"}


def faults(manifest):
    """What is wrong with a manifest, one sentence each."""
    found = []
    for key, value in (("id", ident), ("runtime", "org.gnome.Platform"), ("sdk", "org.gnome.Sdk"),
                       ("command", "epoch")):
        if manifest.get(key) != value:
            found.append("%s is %r and not %r." % (key, manifest.get(key), value))
    if int(manifest.get("runtime-version", 0)) < 48:
        found.append("The runtime is older than GNOME 48.")
    asked = manifest.get("finish-args", [])
    found += ["The permission %s is not needed." % a for a in asked if a not in PERMISSIONS]
    found += ["The permission %s is missing." % p for p in sorted(PERMISSIONS) if p not in asked]
    modules = manifest.get("modules", [])
    for module in modules:
        if "--share=network" in module.get("build-options", {}).get("build-args", []):
            found.append("The module %s downloads while it is built." % module["name"])
        for s in module.get("sources", []):
            if s["type"] == "archive" and not re.fullmatch("[0-9a-f]{64}", s.get("sha256", "")):
                found.append("The archive %s has no checksum." % s.get("url"))
            if s["type"] == "git" and not re.fullmatch("[0-9a-f]{40}", s.get("commit", "")):
                found.append("The repository %s is not pinned to a commit." % s.get("url"))
            if "url" in s and not s["url"].startswith("https://"):
                found.append("The address %s is not https." % s["url"])
    if not modules or modules[-1]["name"] != "epoch":
        found.append("The last module is not Epoch itself.")
    elif modules[-1]["sources"][0].get("path") != "..":
        found.append("Epoch is not built from this checkout.")
    return found


tap = Tap()
manifest = json.loads(path.read_text())
tap.ok(not faults(manifest), "the manifest is sound and asks for no more than is needed",
       *faults(manifest))
for permission in ("--filesystem=home", "--filesystem=host", "--socket=session-bus",
                   "--socket=x11", "--device=all", "--talk-name=org.freedesktop.Flatpak"):
    wrong = copy.deepcopy(manifest)
    wrong["finish-args"].append(permission)
    tap.ok(faults(wrong), "a manifest with %s is refused" % permission)
wrong = copy.deepcopy(manifest)
wrong["modules"][1]["sources"][0].pop("sha256")
tap.ok(faults(wrong), "a manifest without a checksum is refused")
blueprint = re.search(r"'blueprint-compiler', version: '>= ([\d.]+)'",
                      (source / "meson.build").read_text())[1]
tag = manifest["modules"][0]["sources"][0]["tag"]
pinned, wanted = ([int(n) for n in v.split(".")] for v in (tag.lstrip("v"), blueprint))
tap.ok(pinned >= wanted,
       "the pinned blueprint-compiler is as new as the build wants", tag, blueprint)
tap.finish()
