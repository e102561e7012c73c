"""Every page at every size: as narrow as asked, nothing cut, nothing complained of."""
import os
import re

from gi.repository import GLib

import driver
import learner

SMALLEST = (360, 294)
PHONE = (360, 720)
# The last is the whole screen, but for the frame.
OTHERS = ((720, 600), (1100, 720), (1910, 1070))
# Where nothing composites the screen, GTK draws a frame in place of the shadow, in the window.
FRAME = 10
PAGES = ("today", "week/1", "week/4/learn", "week/4/tasks", "week/4/resources", "week/4/lab",
         "week/4/project", "week/4/notes", "block/2", "final", "lab", "lab/boston-linear", "runs",
         "compare", "resource/w04.resource.1")
OFFLINE = {"http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"}
# A pixel more is the rounding of a baseline or a shadow.
SLACK = 1


def open_place(app, place):
    app.desktop.x("gdbus", "call", "--session", "--dest", "io.github.epochstudy.Epoch",
                  "--object-path", "/io/github/epochstudy/Epoch", "--method",
                  "org.freedesktop.Application.ActivateAction", "go", "[<'%s'>]" % place, "{}")


def start(desktop, size, **environment):
    home = desktop.home or desktop.new_home()
    home.write_settings(window_width=size[0] + FRAME, window_height=size[1] + FRAME)
    return desktop.start(home, **OFFLINE, **environment)


def read_boxes(app):
    """The showing widgets, each with its left, top, width and height in the window's content."""
    tree = app.tree()
    boxes, pending = {}, []
    context = GLib.MainContext.default()

    def ask(node):
        def done(bus, result):
            pending.remove(node)
            try:
                boxes[node.reference] = bus.call_finish(result).unpack()[0]
            except GLib.Error:
                pass  # Gone between the question and the answer.
        pending.append(node)
        node.bus.call(node.reference[0], node.reference[1], "org.a11y.atspi.Component",
                      "GetExtents", GLib.Variant("(u)", (1,)), None, 0, 15000, None, done)

    nodes = [node for node in tree.children[-1].walk() if node.role != "tab panel"]
    for node in nodes:
        ask(node)
    while pending:
        context.iteration(True)
    # The content stands within a frame, and counts from there.
    left, top = boxes[tree.children[-1].children[0].reference][:2]
    return [(node, (boxes[node.reference][0] - left, boxes[node.reference][1] - top)
             + tuple(boxes[node.reference][2:])) for node in nodes[1:] if node.reference in boxes]


def settle(app):
    """What read_boxes tells, once it stays as it is from one look to the next."""
    last = []

    def same():
        now = read_boxes(app)
        short = [(node.reference, box) for node, box in now]
        if last and last[0] == short:
            return now
        last[:] = [short]
        return None
    return app.until(same, "end of the changes of the page", 20)


def scrolls_sideways(node, boxes):
    """Whether something around it can be scrolled to the side, as its scroll bar tells."""
    while node:
        for child in node.children:
            _, _, width, height = boxes.get(child.reference, (0, 0, 0, 0))
            if child.role == "scroll bar" and width > height:
                return True
        node = node.parent
    return False


def check_width(check, found, size, where):
    """The content has the size that was asked for, and nothing reaches over its sides."""
    boxes = {node.reference: box for node, box in found}
    over = ["%r from %d to %d" % (node, x, x + w) for node, (x, _y, w, h) in found
            if w > 0 and h > 0 and (x < -SLACK or x + w > size[0] + SLACK)
            and not scrolls_sideways(node, boxes)]
    check.equal((found[0][1][2:], over), (size, []), where + ": the size asked for, nothing wider")


def screenshot(desktop, app, name):
    folder = os.environ.get("EPOCH_SCREENSHOTS")
    if folder:
        os.makedirs(folder, exist_ok=True)
        desktop.x("import", "-window", app.window, os.path.join(folder, name + ".png"))


def train(app):
    """A run, so that there is something to show."""
    open_place(app, "lab/boston-linear")
    app.find("group", re.compile("^House Prices|^Hauspreise"))
    for runs in (1, 2):
        app.press("ctrl+Return")
        learner.wait_store(app.home, "SELECT count(*) FROM runs WHERE status = 'ok'", [(runs,)], 30)


def look_at_pages(desktop, check, app, size, name):
    runs = [row[0] for row in learner.ask_store(desktop.home, "SELECT id FROM runs")]
    for place in PAGES:
        open_place(app, "/".join([place] + runs) if place == "compare" else place)
        check_width(check, settle(app), size, "%s, %s" % (name, place))
        screenshot(desktop, app, "%s-%s" % (name, place.replace("/", "-")))


def sizes(desktop, check):
    """Each size, from the smallest to the whole screen."""
    for size in (PHONE, SMALLEST) + OTHERS:
        name = "%dx%d" % size
        app = start(desktop, size)
        if size == PHONE:
            check_width(check, settle(app), size, name + ", first start")
            screenshot(desktop, app, name + "-first-start")
            learner.skip_plan(app)
            train(app)
        look_at_pages(desktop, check, app, size, name)
        app.quit()


def german(desktop, check):
    """German words are longer."""
    for size in (PHONE, SMALLEST):
        name = "%dx%d-de" % size
        app = start(desktop, size, LC_ALL="de_DE.UTF-8", LANGUAGE="de")
        if size == PHONE:
            check.ok(app.has("group", "Heute"), "The window speaks German", "Heute",
                     app.tree().texts()[:9])
            check_width(check, settle(app), size, name + ", first start")
            screenshot(desktop, app, name + "-first-start")
            app.click(app.find("button", "Überspringen"))
            app.wait_gone("button", "Überspringen")
            train(app)
        look_at_pages(desktop, check, app, size, name)
        app.quit()


def large_text(desktop, check):
    """GNOME's Large Text, and letters of nearly twice the size in a wider window."""
    for points, size in ((14, PHONE), (20, (720, 720))):
        desktop.new_home()
        folder = os.path.join(desktop.home.folder, "config", "gtk-4.0")
        with open(os.path.join(folder, "settings.ini"), "a") as settings:
            # GNOME, whose setting this is, has one button in the corner of a window.
            settings.write("gtk-font-name=Noto Sans %d\ngtk-decoration-layout=:close\n" % points)
        app = start(desktop, size)
        heading = max(height for node, (_x, _y, _w, height) in settle(app)
                      if node.matches("label", "First Day"))
        check.ok(heading > points * 1.2, "letters of %d points" % points, points * 1.2, heading)
        learner.skip_plan(app)
        train(app)
        look_at_pages(desktop, check, app, size, "%d-points" % points)
        app.quit()


if __name__ == "__main__":
    driver.main(sizes, german, large_text)
