#!/usr/bin/env python3
"""The icons, looked at as pixels: check-icons.py SOURCE."""
import pathlib
import re
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

import gi

gi.require_version("GdkPixbuf", "2.0")
from gi.repository import GdkPixbuf  # noqa: E402

from tap import Tap  # noqa: E402

source = pathlib.Path(sys.argv[1])
ident = "io.github.epochstudy.Epoch"
full = source / "data/icons/hicolor/scalable/apps" / (ident + ".svg")
symbolic = source / "data/icons/hicolor/symbolic/apps" / (ident + "-symbolic.svg")
bundled = sorted((source / "resources/icons").rglob("*.svg"))
SVG = "{http://www.w3.org/2000/svg}"
# The hues of the four blocks, as (red, green, blue) of the icon's terraces.
BLOCKS = {"blue": (53, 132, 228), "green": (51, 209, 122), "orange": (255, 154, 54),
          "purple": (145, 65, 172)}
tap = Tap()


def pixels(path, size):
    """Rows of (r, g, b, a), as an icon theme would draw the file at that size."""
    picture = GdkPixbuf.Pixbuf.new_from_file_at_size(str(path), size, size)
    assert picture.get_has_alpha(), "%s has no transparency" % path
    data, stride = picture.get_pixels(), picture.get_rowstride()
    return [[tuple(data[y * stride + 4 * x:y * stride + 4 * x + 4])
             for x in range(picture.get_width())] for y in range(picture.get_height())]


def extent(rows):
    """(left, top, right, bottom) of what is drawn, as shares of the picture."""
    ys = [y for y, row in enumerate(rows) if any(p[3] > 127 for p in row)]
    xs = [x for x in range(len(rows[0])) if any(row[x][3] > 127 for row in rows)]
    if not ys:
        return None
    return (min(xs) / len(rows[0]), min(ys) / len(rows),
            (max(xs) + 1) / len(rows[0]), (max(ys) + 1) / len(rows))


def covered(rows):
    return sum(p[3] for row in rows for p in row) / (255 * len(rows) * len(rows[0]))


def near(pixel, colour):
    return pixel[3] > 200 and all(abs(a - b) < 40 for a, b in zip(pixel, colour))


def symbolic_faults(path):
    """What keeps a file from being a symbolic icon that the toolkit can recolour."""
    root = ElementTree.parse(path).getroot()
    faults = []
    if (root.get("width"), root.get("height"), root.get("viewBox")) != ("16", "16", "0 0 16 16"):
        faults.append("it is not drawn on the grid of 16 pixels")
    shapes = [element for element in root.iter() if element is not root]
    if [shape.tag for shape in shapes] != [SVG + "path"]:
        faults.append("it is not a single path")
    elif set(shapes[0].attrib) != {"d", "fill"} or shapes[0].get("fill") != "#2e3436":
        faults.append("its path has another paint than the fill #2e3436")
    rows = pixels(path, 16)
    if not 0.12 < covered(rows) < 0.8:
        faults.append("it covers %.0f %% of its square" % (100 * covered(rows)))
    box = extent(rows)
    if box is None or max(box[2] - box[0], box[3] - box[1]) < 0.7:
        faults.append("it is too small for its square: %s" % (box,))
    return faults


root = ElementTree.parse(full).getroot()
grid = (root.get("width"), root.get("height"), root.get("viewBox"))
tap.ok(grid == ("128", "128", "0 0 128 128"),
       "the application icon is drawn on the grid of 128 pixels")
foreign = {SVG + "image", SVG + "text", SVG + "filter"}
tap.ok(not foreign & {element.tag for element in root.iter()},
       "the application icon has no picture, text or filter in it")
for size in (16, 32, 64, 128, 256):
    rows = pixels(full, size)
    box = extent(rows)
    tap.ok(len(rows) == size and box and box[3] - box[1] > 0.86 and box[2] - box[0] > 0.8,
           "the application icon fills %d pixels" % size, box)
    counts = {name: sum(near(p, colour) for row in rows for p in row)
              for name, colour in BLOCKS.items()}
    tap.ok(size < 32 or all(n >= size * size / 80 for n in counts.values()),
           "all four hues can be seen at %d pixels" % size, counts)

tap.ok(not symbolic_faults(symbolic), "the symbolic application icon can be recoloured",
       *symbolic_faults(symbolic))
for path in bundled:
    faults = symbolic_faults(path)
    tap.ok(not faults, "%s can be recoloured" % path.stem, *faults)
with tempfile.TemporaryDirectory() as folder:
    wrong = pathlib.Path(folder) / "wrong.svg"
    wrong.write_text(symbolic.read_text().replace("<path fill=", '<path stroke="#000" fill='))
    tap.ok(symbolic_faults(wrong), "an icon with a stroke is refused")
    wrong.write_text(full.read_text())
    tap.ok(symbolic_faults(wrong), "a coloured icon is refused as a symbolic one")

listing = ElementTree.parse(source / "resources/icons.gresource.xml")
entries = {element.get("alias") or element.text: element.text for element in listing.iter("file")}
aliases = {alias: name for alias, name in entries.items() if name.startswith("icons/")}
files = {str(path.relative_to(source / "resources")) for path in bundled}
tap.ok(set(aliases.values()) == files, "the resource lists every bundled icon and no other",
       *(set(aliases.values()) ^ files))
tap.ok(all("icons/" + alias == name for alias, name in aliases.items()),
       "each icon is found where the toolkit looks for it")
own = {str(path.relative_to(source / "data/icons/hicolor")) for path in (full, symbolic)}
tap.ok(set(entries) - set(aliases) == own, "the resource holds the application's own icons",
       *(set(entries) - set(aliases)))
tap.ok(listing.find("gresource").get("prefix") == "/io/github/epochstudy/Epoch/icons",
       "the icons lie below the application's resource path")
tap.ok(all(re.fullmatch(r"epoch-[a-z-]+-symbolic", path.stem) for path in bundled),
       "no bundled icon takes the place of one of the icon theme")

used = set()
for path in (source / "src").rglob("*"):
    if path.suffix in (".c", ".h", ".blp"):
        used |= set(re.findall(r"[\"'](epoch-[a-z-]+-symbolic)[\"']", path.read_text()))
missing = used - {path.stem for path in bundled}
tap.ok(not missing, "the window uses no icon that is not there", *sorted(missing))
tap.finish()
