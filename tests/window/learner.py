"""What a learner does in the window, in the words of the course."""
import re
import shutil
import sqlite3
import time

import atspi

LABELLED_BY = 2  # AtspiRelationType


def go(app, name):
    """Chooses a place of the sidebar by the beginning of its name."""
    app.click(app.find("list item", re.compile("^" + re.escape(name)), below=sidebar(app)))


def sidebar(app):
    if not app.sidebar:
        app.sidebar = app.find("list", "Course")
    return atspi.read_tree(app.sidebar)


def go_week(app, week):
    go(app, "Week %d:" % week)
    app.find("group", "Week %d" % week)


def view(app, name):
    """One of the six views of the week that is open."""
    app.click(app.find("tab", name))
    app.until(lambda: app.find("tab", name).is_("checked"), "view " + name)


def row_percent(app, name):
    """The progress that a row of the sidebar tells to a screen reader."""
    row = sidebar(app).within("list item", re.compile("^" + re.escape(name)))[0]
    return int(re.match(r"(\d+)%", row.description).group(1))


def week_percent(app):
    """The progress of the open week, from its header and from its ring, which must agree."""
    group = app.find("group", re.compile(r"^Week \d+$"))
    label = next(text for text in group.texts() if re.match(r"\d+% done", text))
    ring = group.within("meter", "Progress")[0].value()
    percent = int(re.match(r"(\d+)", label).group(1))
    if abs(ring - percent) >= 1:
        raise AssertionError("the ring says %.2f and the text “%s”" % (ring, label))
    return percent


def ticks(app, number=None):
    """The check boxes of the page that is open, in their order."""
    boxes = [box for box in app.find_all("checkbox") if box.name]
    return boxes if number is None else boxes[number]


def tick(app, name, wanted=True):
    app.click(app.find("checkbox", name))
    app.until(lambda: app.find("checkbox", name).is_("checked") == wanted,
              "tick of “%s” to be %s" % (name, wanted))


def skip_plan(app):
    app.click(app.find("button", "Skip"))
    app.wait_gone("button", "Skip")


def menu_items(app):
    """The entries of the menu that is open, by their text: GTK names them by their label alone."""
    items = {}
    for item in app.find_all("menu item"):
        for kind, targets in item.call(atspi.ACCESSIBLE, "GetRelationSet")[0]:
            if kind == LABELLED_BY:
                items[atspi.Node(item.bus, targets[0], None).text()] = item
    return items


def choose(app, button, entry):
    """Chooses an entry of the menu behind a button."""
    app.click(button)
    app.until(lambda: entry in menu_items(app), "menu entry “%s”" % entry)
    menu_items(app)[entry].act()


def toast(app, pattern):
    """The text of a toast, once there is one."""
    return app.find("label", re.compile(pattern)).name


def type_address(app, address):
    """Types into the address field of the browser, and goes there."""
    app.press("ctrl+l")
    # A web page is asked first whether it wants the key.
    app.until(lambda: app.find("text box", "Address").is_("focused"), "focus in the address")
    app.press("ctrl+a")
    app.type(address)
    app.press("Return")


def search(app, text, keys="ctrl+f"):
    """Opens the search, or the palette, and types; returns the search field."""
    app.press(keys)
    field = app.find(("search box", "text box"), re.compile("^Search the course"))
    field.set_text(text)
    return field


def results(app):
    found = app.find_all("list", "Search results")
    return found[0].within("list item") if found else []


def ask_store(home, query):
    """Reads the store beside the program, which keeps it in write-ahead mode."""
    connection = sqlite3.connect("file:%s?mode=ro" % home.store, uri=True, timeout=10)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def wait_store(home, query, wanted, timeout=10):
    """Waits until the store answers so; returns what it answered last."""
    end = time.monotonic() + timeout
    while True:
        found = ask_store(home, query)
        if found == wanted or time.monotonic() > end:
            return found
        time.sleep(0.05)


def copy_course(source, folder):
    """A copy of the data folder that a test may damage."""
    shutil.copytree(source, folder)
    return folder
