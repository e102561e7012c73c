"""Everything with the keyboard alone, and a name for everything that can have the keyboard."""
import re
import time

from gi.repository import GLib

import atspi
import driver
import learner

FOCUS_EVENT = "object:state-changed:focused"
# A page that has more stops than this never comes to an end.
MOST_STOPS = 250
CONTROLS = ("button", "toggle button", "checkbox", "switch", "radio button", "slider",
            "spin button", "text box", "search box", "password text", "combo box", "link", "tab",
            "list item", "option")
# These have to be stops of Tab; the others may be reached by arrows within a stop.
STOPS = ("button", "toggle button", "checkbox", "switch", "slider", "spin button", "text box",
         "search box", "link")
# The window manager has keys of its own for these.
WINDOW_BUTTONS = ("Minimize", "Maximize", "Close")
PAGES = ("week/4/learn", "week/4/tasks", "week/4/resources", "week/4/lab", "week/4/project",
         "week/4/notes", "block/1", "final", "lab", "lab/boston-linear", "runs")


class Focus:
    """Hears where the keyboard goes, as a screen reader does."""

    def __init__(self, app):
        self.app, self.reference, self.moves = app, None, 0
        self.bus = app.desktop.bus.connection
        self.bus.call_sync("org.a11y.atspi.Registry", "/org/a11y/atspi/registry",
                           "org.a11y.atspi.Registry", "RegisterEvent",
                           GLib.Variant("(sass)", (FOCUS_EVENT, [], "")), None, 0, 5000, None)
        self.bus.signal_subscribe(None, "org.a11y.atspi.Event.Object", "StateChanged", None,
                                  "focused", 0, self.heard)
        # The program hears of the listener from the registry; its first event shows that.
        app.until(self.heard_after_tab, "focus events", 10)

    def heard(self, _bus, sender, path, _interface, _signal, arguments):
        if arguments.unpack()[1]:
            self.reference, self.moves = (sender, path), self.moves + 1

    def listen(self):
        while GLib.MainContext.default().iteration(False):
            pass

    def heard_after_tab(self):
        return self.press("Tab", 0.5)

    def press(self, key, patience=2):
        """The node that has the keyboard after a key; None where it did not move."""
        self.listen()
        moves, end = self.moves, time.monotonic() + patience
        self.app.desktop.x("xdotool", "key", "--clearmodifiers", key)
        while self.moves == moves and time.monotonic() < end:
            self.listen()
            time.sleep(0.002)
        if self.moves == moves:
            return None
        node = atspi.Node(self.bus, self.reference, None).refresh()
        node.role = node.call(atspi.ACCESSIBLE, "GetRoleName")[0]
        return node


def open_place(app, place):
    app.desktop.x("gdbus", "call", "--session", "--dest", "io.github.epochstudy.Epoch",
                  "--object-path", "/io/github/epochstudy/Epoch", "--method",
                  "org.freedesktop.Application.ActivateAction", "go", "[<'%s'>]" % place, "{}")


def settle(app):
    """The tree, once it has stayed as it is from one look to the next."""
    def same():
        before = [node.reference for node in app.tree().walk()]
        tree = app.tree()
        return [node.reference for node in tree.walk()] == before and tree
    return app.until(same, "an end of the changes of the page")


def path_of(node):
    names = []
    while node:
        names.insert(0, "%r" % node)
        node = node.parent
    return " > ".join(names[-4:])


def is_sensitive(node):
    while node and node.parent and node.is_("sensitive"):
        node = node.parent
    return not node.parent


def check_names(check, tree, where):
    """Each control says what it is; a row may do so by the text in it."""
    nameless = [path_of(node) for node in tree.walk()
                if node.role in CONTROLS and not node.name.strip() and not node.description.strip()
                and not (node.role == "list item" and node.within("label"))]
    check.equal(nameless, [], where + ": every control has a name")


def in_sight(node, width, height):
    x, y, w, h = node.extents()
    return node.is_("showing") and y + h > 0 and y < height and x + w > 0 and x < width


def check_tab(check, app, focus, where, tree):
    """Tab goes round: to every control, each in sight, and to the first again."""
    order, seen, hidden, key = [], set(), [], "Tab"
    width, height = tree.children[-1].extents()[2:]
    while len(order) < MOST_STOPS:
        node = focus.press(key)
        if not node:
            check.ok(False, where + ": Tab goes on", "another stop",
                     "the keyboard stays after %s" % (order[-1] if order else "the first Tab"))
            return
        if node.reference in seen:
            break
        seen.add(node.reference)
        order.append("%r" % node)
        try:
            app.until(lambda: in_sight(node, width, height), "sight of it", 1)
        except TimeoutError:
            hidden.append("%r at %s" % (node, node.extents()))
    check.ok(len(order) < MOST_STOPS, where + ": Tab comes round", "fewer than %d" % MOST_STOPS,
             order[-5:])
    check.equal(hidden, [], where + ": what has the keyboard is in sight")
    left_out = [path_of(node) for node in tree.walk()
                if node.role in STOPS and node.is_("focusable") and is_sensitive(node)
                and node.reference not in seen and node.name not in WINDOW_BUTTONS
                # In a table the arrows lead from cell to cell, and Tab leaves it.
                and not node.ancestor("row")]
    check.equal(left_out, [], where + ": Tab comes to every control")


def from_start_to_week_4(desktop, check):
    """F9, arrows, Enter; Alt+1 to Alt+6; Space; Ctrl+Page Down and Up."""
    app = desktop.start()
    app.press("F9")
    app.until(lambda: (node := app.focused()) and node.role == "list item", "focus in the sidebar")
    check.equal(app.focused().name, "Today", "F9 goes to the present place in the sidebar")
    app.press(*["Down"] * 5)
    check.ok(app.focused().name.startswith("Week 4:"), "five times Down is week 4",
             "Week 4: …", app.focused())
    app.press("Return")
    check.ok(app.find("group", "Week 4"), "Enter opens it")
    for number, name in enumerate(("Learn", "Tasks", "Resources", "Lab", "Project", "Notes"), 1):
        app.press("alt+%d" % number)
        app.until(lambda: app.find("tab", name).is_("checked"), "view " + name)
        check.ok(True, "Alt+%d shows %s" % (number, name))
    app.press("alt+2")
    app.until(lambda: app.find("tab", "Tasks").is_("checked"), "view Tasks")
    focus = Focus(app)
    node = focus.press("Tab")
    while node.role != "checkbox":
        node = focus.press("Tab")
    app.press("space")
    app.until(lambda: node.refresh().is_("checked"), "tick by Space")
    check.ok(learner.week_percent(app) > 0, "Space ticks the task that has the keyboard")
    app.press("space")
    app.until(lambda: not node.refresh().is_("checked"), "untick by Space")
    app.press("ctrl+Page_Down")
    check.ok(app.find("group", "Week 5"), "Ctrl+Page Down opens week 5")
    app.press("ctrl+Page_Up")
    check.ok(app.find("group", "Week 4"), "Ctrl+Page Up opens week 4")
    app.press("alt+Up")
    check.ok(app.find("group", "Week 5"), "Alt+Up goes back to week 5")
    app.press("alt+Home")
    check.ok(app.find("group", "Today"), "Alt+Home goes to Today")


def dialogs(desktop, check):
    """Search, palette, preferences, shortcuts: opened, used and closed; all of it named."""
    app = desktop.start()
    learner.skip_plan(app)
    field = ("search box", "text box")
    words = re.compile("^Search the course")
    app.press("ctrl+f")
    app.until(lambda: (node := app.focused()) and node.role in ("text",) + field, "a field to type in")
    app.type("theory of linear regres")
    row = app.find("list item", re.compile("^Learn the theory of Linear Regression"))
    app.press("Down", "Up", *["Down"] * [other.reference for other in learner.results(app)].index(
        row.reference))
    check_names(check, settle(app), "Search")
    app.press("Return")
    check.ok(app.find("group", "Week 4"), "Ctrl+F, words, Down, Enter goes to the place")
    app.press("ctrl+f")
    app.find(field, words)
    app.press("Escape")
    app.wait_gone(field, words)
    check.ok(True, "Escape closes the search")

    app.press("ctrl+k")
    app.find(field, words)
    app.type("runs")
    app.find("list item", re.compile("^Runs"))
    check_names(check, settle(app), "Palette")
    app.press("Return")
    check.ok(app.find("group", "Runs"), "Ctrl+K, a command, Enter does it")
    app.press("alt+Left")
    app.wait_gone("group", "Runs")
    check.ok(True, "Alt+Left goes back to the page below")

    app.press("ctrl+comma")
    app.find("dialog", "Preferences")
    check_names(check, settle(app), "Preferences")
    app.press("Escape")
    app.wait_gone("dialog", "Preferences")
    check.ok(True, "Ctrl+, opens the preferences and Escape closes them")

    app.press("ctrl+question")
    app.find("label", re.compile("Keyboard shortcuts$"))
    app.focus_window()
    check_names(check, settle(app), "Shortcuts")
    app.press("Escape")
    app.wait_gone("label", re.compile("Keyboard shortcuts$"))
    check.ok(True, "Ctrl+? opens the shortcuts and Escape closes them")
    app.focus_window()

    app.press("F10")
    app.find("menu", "Main Menu")
    app.press("Escape")
    app.wait_gone("menu", "Main Menu")
    check.ok(True, "F10 opens the main menu and Escape closes it")


def lab(desktop, check):
    """To the lab, to the experiment, run it, read it, go back."""
    app = desktop.start()
    learner.skip_plan(app)
    app.press("ctrl+2")
    app.find("group", "Lab")
    focus = Focus(app)
    card = re.compile("^House Prices with a Straight Line")
    for _ in range(20):
        node = focus.press("Tab")
        if node.role == "button" and card.search(node.name):
            break
    check.ok(card.search(node.name), "Tab comes to the card of the experiment", card.pattern, node)
    app.press("Return")
    app.find("button", "Run")
    app.press("ctrl+Return")
    app.find("label", re.compile("^Done in"), timeout=30)
    check.ok(True, "Enter opens it and Ctrl+Enter runs it")
    app.press("ctrl+Return")
    learner.wait_store(desktop.home, "SELECT count(*) FROM runs WHERE status = 'ok'", [(2,)], 30)
    tree = settle(app)
    check_names(check, tree, "Experiment with a run")
    check_tab(check, app, focus, "Experiment with a run", tree)
    app.press("Escape")
    app.find("group", "Lab")
    check.ok(True, "Escape goes back to the lab")
    app.press("ctrl+3")
    app.find("group", "Runs")
    app.until(lambda: len(app.find_all("label", "Done")) == 2, "two runs that are done")
    tree = settle(app)
    check_names(check, tree, "Runs with a run")
    check_tab(check, app, focus, "Runs with a run", tree)
    runs = learner.ask_store(desktop.home, "SELECT id FROM runs")
    open_place(app, "compare/%s/%s" % (runs[0][0], runs[1][0]))
    app.find("group", "Runs Compared")
    tree = settle(app)
    check_names(check, tree, "Compare")
    check_tab(check, app, focus, "Compare", tree)
    while focus.press("Tab").name != "Back":
        pass
    app.press("alt+Left")
    app.find("group", "Runs")
    check.ok(True, "Alt+Left goes back to the runs")


def every_page(desktop, check):
    """Tab through every page."""
    app = desktop.start()
    focus = Focus(app)
    tree = settle(app)
    check_names(check, tree, "First start")
    check_tab(check, app, focus, "First start", tree)
    learner.skip_plan(app)
    tree = settle(app)
    check_names(check, tree, "Today")
    check_tab(check, app, focus, "Today", tree)
    for place in PAGES:
        open_place(app, place)
        tree = settle(app)
        check_names(check, tree, place)
        check_tab(check, app, focus, place, tree)


def offline_page(desktop, check):
    """The page of a resource that cannot be reached."""
    app = desktop.start(http_proxy="http://127.0.0.1:9", https_proxy="http://127.0.0.1:9")
    learner.skip_plan(app)
    focus = Focus(app)
    open_place(app, "resource/w04.resource.1")
    app.find("button", "Try Again", timeout=30)
    tree = settle(app)
    check_names(check, tree, "Offline page")
    check_tab(check, app, focus, "Offline page", tree)
    app.press("Escape")
    check.ok(app.find("tab", "Resources").is_("checked"), "Escape goes back to the resources")


if __name__ == "__main__":
    driver.main(from_start_to_week_4, dialogs, lab, every_page, offline_page)
