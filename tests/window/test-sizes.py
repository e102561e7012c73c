"""Every page at every size: as narrow as asked, nothing cut, nothing complained of."""
import os
import re

import atspi
import driver
import learner

SMALLEST = (360, 294)
PHONE = (360, 720)
OTHERS = ((720, 600), (1100, 720), (1920, 1080))
PAGES = ("today", "week/1", "week/4/learn", "week/4/tasks", "week/4/resources", "week/4/lab",
         "week/4/project", "week/4/notes", "block/2", "final", "lab", "lab/boston-linear", "runs",
         "compare", "resource/w04.resource.1")
OFFLINE = {"http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"}
# What GTK says when a widget gets less room than it needs, or a size that cannot be.
# The driver judges only what is a warning of GLib's; theme and CSS speak otherwise.
COMPLAINT = re.compile(r"(Gtk|Adwaita|Gdk|Pango|Gsk|Epoch)-(WARNING|CRITICAL|ERROR)|Theme pars|measure|"
                       r"negative|exceeds|underallocat", re.I)
# A pixel more is the rounding of a baseline or a shadow.
SLACK = 1


def open_place(app, place):
    app.desktop.x("gdbus", "call", "--session", "--dest", "io.github.epochstudy.Epoch",
                  "--object-path", "/io/github/epochstudy/Epoch", "--method",
                  "org.freedesktop.Application.ActivateAction", "go", "[<'%s'>]" % place, "{}")


def start(desktop, size, **environment):
    home = desktop.home or desktop.new_home()
    home.write_settings(window_width=size[0], window_height=size[1])
    return desktop.start(home, **OFFLINE, **environment)


def settle(app):
    """The tree and its extents, once they stay as they are from one look to the next."""
    last = []

    def same():
        tree = app.tree()
        now = [(node, tuple(node.extents())) for node in tree.walk()
               if node.parent and node.parent.parent and node.role != "tab panel"]
        before, last[:] = last[:], [[(node.reference, box) for node, box in now]]
        return before == last and now
    return app.until(same, "an end of the changes of the page", 20)


def scrolls_sideways(node):
    """Whether something around it can be scrolled to the side, as its scroll bar tells."""
    while node:
        for child in node.children:
            if child.role == "scroll bar":
                _, _, width, height = child.extents()
                if width > height:
                    return True
        node = node.parent
    return False


def check_window(check, app, size, where):
    """The window has the size that was asked for; the shadow around it not counted."""
    # Node.extents of the content, which has no shadow.
    content = app.tree().children[-1].children[0].extents()
    check.equal(content[2:], size, where + ": the window has its size")


def check_width(check, nodes, width, where):
    """Nothing reaches over the sides of the window."""
    over = ["%r from %d to %d" % (node, x, x + w) for node, (x, y, w, h) in nodes
            if w > 0 and h > 0 and (x < -SLACK or x + w > width + SLACK)
            and not scrolls_sideways(node)]
    check.equal(over, [], where + ": nothing is wider than the window")


def screenshot(desktop, app, name):
    folder = os.environ.get("EPOCH_SCREENSHOTS")
    if folder:
        os.makedirs(folder, exist_ok=True)
        desktop.x("import", "-window", app.window, os.path.join(folder, name + ".png"))


def complaints(app):
    with open(app.errors, errors="replace") as file:
        return [line.rstrip() for line in file if COMPLAINT.search(line)
                and not any(noise.search(line) for noise in driver.NOISE)]


def train(app):
    """A run, so that there is something to show."""
    open_place(app, "lab/boston-linear")
    for _ in range(2):
        app.find("button", "Run")
        app.press("ctrl+Return")
        app.find("button", "Stop")
        app.find("label", re.compile("^(Done in|Fertig in)"), timeout=30)


def look_at_pages(desktop, check, app, size, name):
    check_window(check, app, size, name)
    runs = [row[0] for row in learner.ask_store(desktop.home, "SELECT id FROM runs")]
    for place in PAGES:
        if place == "compare":
            place = "/".join(["compare"] + runs)
        open_place(app, place)
        nodes = settle(app)
        where = "%s, %s" % (name, place.split("/w0")[0] if "compare" not in place else "compare")
        check_width(check, nodes, size[0], where)
        screenshot(desktop, app, "%s-%s" % (name, re.sub(r"\W+", "-", place)[:24]))
    check.equal(complaints(app), [], name + ": no complaint")


def sizes(desktop, check):
    for size in (PHONE, SMALLEST) + OTHERS:
        name = "%dx%d" % size
        app = start(desktop, size)
        if size == PHONE:
            check_window(check, app, size, name)
            nodes = settle(app)
            check_width(check, nodes, size[0], name + ", first start")
            screenshot(desktop, app, name + "-first-start")
            learner.skip_plan(app)
            train(app)
        look_at_pages(desktop, check, app, size, name)
        app.quit()


if __name__ == "__main__":
    driver.main(sizes)
