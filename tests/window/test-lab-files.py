"""Files of the lab: tables that are chosen and dropped, a notebook that is written, one row predicted."""
import json
import os
import re
import time

import driver
import files
import learner

# y is 2 a + 10 in the group "x", and 30 more in "z".
ROWS = [(a, group, 2 * a + 10 + (30 if group == "z" else 0)) for a in range(30) for group in "xz"]
TABLE = "a,group,y\n" + "".join("%d,%s,%d\n" % row for row in ROWS)


def start(desktop, **environment):
    app = desktop.start(**environment)
    learner.skip_plan(app)
    return app


def expect_table(app, check, name):
    app.find("button", "Run")
    check.ok(app.until(lambda: name in app.find("button", "Table").texts(), "the file’s name on its button"),
             name + " stands in the form")
    app.until(lambda: app.find("combo box", re.compile("^Target")).is_("sensitive"), "columns")


def chooser(desktop, check):
    """The lab's button opens a chooser; the table that is chosen stands in the form, with its columns."""
    path = files.write(desktop, "mine.csv", TABLE)
    other = files.write(desktop, "other.tsv", "p\tq\n1\t2\n")
    portal = files.Portal(desktop)
    # GTK's own chooser, which it keeps beside the portal's, complains as it is let go; that must not end
    # the program.
    app = start(desktop, G_DEBUG="", **portal.USE)
    app.allow(r"gtk_box_remove: assertion 'GTK_IS_BOX \(box\)' failed")
    learner.go(app, "Lab")
    portal.choose(app, app.find("button", "Open a Table…"), "Open a Table", path)
    expect_table(app, check, "mine.csv")
    portal.choose(app, app.find("button", "Table"), "Open a Table", other)
    expect_table(app, check, "other.tsv")
    portal.close()


def drop(desktop, check):
    """A table is dropped on the window, wherever one is; what is none is refused with a sentence."""
    path = files.write(desktop, "dropped.csv", TABLE)
    picture = files.write(desktop, "photo.png", b"\x89PNG")
    app = start(desktop)
    app.find("heading", re.compile("."))
    drag = files.Drag(app, path)
    check.ok(app.find("label", "Drop the Table to Open It in the Lab"), "the window says that it takes it")
    drag.drop()
    expect_table(app, check, "dropped.csv")
    app.wait_gone("label", "Drop the Table to Open It in the Lab")
    learner.go(app, "Today")
    files.Drag(app, picture).drop()
    check.ok(app.find("label", re.compile("“photo.png” is not a table.*CSV")), "what is no table is refused")
    check.ok(not app.has("label", "Drop the Table to Open It in the Lab"), "and the sign is gone")


def predict(desktop, check):
    """After a run a made-up row is predicted as it is typed, with what moved it."""
    path = files.write(desktop, "mine.csv", TABLE)
    portal = files.Portal(desktop)
    # GTK's own chooser, which it keeps beside the portal's, complains as it is let go; that must not end
    # the program.
    app = start(desktop, G_DEBUG="", **portal.USE)
    app.allow(r"gtk_box_remove: assertion 'GTK_IS_BOX \(box\)' failed")
    learner.go(app, "Lab")
    portal.choose(app, app.find("button", "Open a Table…"), "Open a Table", path)
    expect_table(app, check, "mine.csv")
    portal.close()
    choose_item(app, "Target", 3, "y")
    choose_item(app, "Model", 1, "Linear regression")
    app.click(app.find("button", "Run"))
    app.find("group", "Predict One Row", timeout=60)
    entry = app.find("text box", "a")
    entry.set_text("100")
    check.ok(app.find("label", re.compile(r"^y: 210\b")), "what the model says of a = 100 is 2 · 100 + 10")
    check.ok(app.find("label", "a = 100"), "and what moved it is told")
    choose_item(app, "group", 1, "z")
    check.ok(app.find("label", re.compile(r"^y: 240\b")), "another group is 30 more, at once")
    app.find("text box", "a").set_text("a lot")
    check.ok(app.find("label", re.compile("“a” takes a number")), "what is no number is said")
    app.find("text box", "a").set_text("0")
    check.ok(app.find("label", re.compile(r"^y: 40\b")), "and after it all goes on")


def choose_item(app, name, place, wanted):
    """Chooses from a list by its keys."""
    def box():
        return app.find("combo box", re.compile("^%s: " % name))
    app.click(box())
    app.until(lambda: box().is_("expanded"), "list of " + name)
    # A line that comes to lie under the pointer would be chosen.
    app.desktop.x("xdotool", "mousemove", *driver.SCREEN.split("x")[:2])
    time.sleep(10 * driver.SETTLE_S)
    app.press("Home", *place * ["Down"], "Return")
    app.find("combo box", "%s: %s" % (name, wanted))


def notebook(desktop, check):
    """The notebook of an experiment is written where the learner says, and is one."""
    path = os.path.join(desktop.home.folder, "mine.ipynb")
    portal = files.Portal(desktop)
    app = start(desktop, **portal.USE)
    learner.go(app, "Lab")
    app.click(app.find("button", "House Prices with a Straight Line"))
    app.find("button", "Run")
    portal.choose(app, lambda: learner.choose(app, app.find("toggle button", "Experiment Menu"),
                                              "Export as Notebook…"), "Export as Notebook", path)
    app.until(lambda: os.path.exists(path), "the file", 60)
    with open(path, encoding="utf-8") as file:
        book = json.load(file)
    check.equal((book["nbformat"], bool(book["cells"])), (4, True), "it is a notebook with cells")
    kinds = {cell["cell_type"] for cell in book["cells"]}
    check.equal(kinds, {"markdown", "code"}, "of text and code")
    code = "\n".join("".join(cell["source"]) for cell in book["cells"] if cell["cell_type"] == "code")
    compile(code, "notebook", "exec")
    check.contains(code, "sklearn", "and the code is Python that uses scikit-learn")
    check.ok(app.find("label", re.compile("mine.ipynb")), "a toast tells of it")
    portal.close()


if __name__ == "__main__":
    driver.main(chooser, drop, predict, notebook)
