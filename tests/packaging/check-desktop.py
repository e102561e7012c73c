#!/usr/bin/env python3
"""What menus, software centres and the settings read: check-desktop.py SOURCE BUILD.

Each validator is also given a damaged copy, which it must refuse.
"""
import pathlib
import re
import struct
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

from tap import Tap

source, build = map(pathlib.Path, sys.argv[1:3])
ident = "io.github.epochstudy.Epoch"
data = source / "data"
tap = Tap()

# AppStream wants identifiers in lower case; this one is settled and names what is installed.
ACCEPTED = {"cid-contains-uppercase-letter"}


def damaged(original, old, new, directory, name=None):
    """A copy of a file in which one thing is wrong."""
    text = original.read_text()
    assert old in text, "%s does not contain %r" % (original, old)
    copy = pathlib.Path(directory) / (name or original.name)
    copy.write_text(text.replace(old, new))
    return copy


def refuses(name, *command):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    tap.ok(done.returncode != 0, name, done.stdout, done.stderr)


def metainfo_issues(path):
    """(whether it is valid, the issues found beside those that are accepted)."""
    done = subprocess.run(["appstreamcli", "validate", "--no-net", "--pedantic", "--no-color",
                           str(path)], capture_output=True, text=True)
    issues = re.findall(r"^\s*([EWIP]): (.*)$", done.stdout, re.M)
    return done.returncode == 0, ["%s: %s" % issue for issue in issues
                                  if not any(tag in issue[1] for tag in ACCEPTED)]


def check_desktop():
    desktop = build / "data" / (ident + ".desktop")
    done = tap.command("the desktop file is valid", "desktop-file-validate", desktop)
    tap.ok(not done.stdout.strip(), "the desktop file gives no warning and no hint", done.stdout)
    text = desktop.read_text()
    tap.ok("Icon=%s\n" % ident in text, "the desktop file names the icon")
    tap.ok("Exec=epoch\n" in text, "the desktop file starts the window")
    with tempfile.TemporaryDirectory() as folder:
        refuses("a desktop file without a type is refused", "desktop-file-validate",
                damaged(desktop, "Type=Application\n", "", folder))


def check_metainfo():
    metainfo = build / "data" / (ident + ".metainfo.xml")
    valid, issues = metainfo_issues(metainfo)
    tap.ok(valid and not issues, "the metainfo is valid, pedantically", *issues)
    with tempfile.TemporaryDirectory() as folder:
        _, issues = metainfo_issues(damaged(metainfo, "<summary>", "<sumary>", folder))
        tap.ok(issues, "a metainfo with a misspelt element is refused")

    tree = ElementTree.parse(metainfo)
    version = re.search(r"^\s*version: '([^']+)'", (source / "meson.build").read_text(), re.M)[1]
    releases = [release.get("version") for release in tree.iter("release")]
    tap.ok(releases and releases[0] == version, "the newest release is the version built",
           "releases: %s, version: %s" % (releases, version))
    launchable = tree.findtext("launchable")
    tap.ok(launchable == ident + ".desktop", "the metainfo launches the desktop file", launchable)
    binaries = {binary.text for binary in tree.iter("binary")}
    tap.ok(binaries == {"epoch", "epoch-lab"}, "the metainfo names both programs", binaries)
    colours = {colour.get("scheme_preference") for colour in tree.iter("color")}
    tap.ok(colours == {"light", "dark"}, "there is a brand colour for light and for dark", colours)

    for screenshot in tree.iter("screenshot"):
        image = screenshot.find("image")
        name = image.text.rsplit("/", 1)[1]
        picture = data / "screenshots" / name
        wanted = (int(image.get("width")), int(image.get("height")))
        found = None
        if picture.is_file():
            found = struct.unpack(">II", picture.read_bytes()[16:24])
        tap.ok(found == wanted, "the screenshot %s is there in the size it is announced in" % name,
               "announced %s, found %s" % (wanted, found or "no file"))
        tap.ok(screenshot.findtext("caption"), "the screenshot %s has a caption" % name)


def check_schema():
    schema = data / (ident + ".gschema.xml")
    tap.command("the settings schema compiles strictly", "glib-compile-schemas", "--strict",
                "--dry-run", data)
    with tempfile.TemporaryDirectory() as folder:
        damaged(schema, "<default>1100</default>", "<default>wide</default>", folder)
        refuses("a schema with a wrong default is refused", "glib-compile-schemas", "--strict",
                "--dry-run", folder)
    tap.ok((build / "data" / "gschemas.compiled").is_file(), "the build holds the compiled schema")
    done = subprocess.run(["gsettings", "--schemadir", str(build / "data"), "list-recursively",
                           ident], capture_output=True, text=True)
    found = {line.split()[1]: " ".join(line.split()[2:]) for line in done.stdout.splitlines()}
    wanted = {"window-width": "1100", "window-height": "720", "window-maximized": "false",
              "style": "'follow'",
              "web-zoom": "1.0"}
    tap.ok(found == wanted, "the settings have the defaults of the design", found, done.stderr)

    used = set()
    for path in (source / "src").rglob("*.[ch]"):
        text = path.read_text()
        if "g_settings_" in text:
            used |= set(re.findall(r"g_settings_(?:get|set|bind)\w*\s*\(\s*\w[\w>.\-]*\s*,\s*"
                                   r"\"([a-z-]+)\"", text))
    tap.ok(used <= set(wanted), "the window asks for no setting that is not there",
           *(used - set(wanted)))


check_desktop()
check_metainfo()
check_schema()
tap.finish()
