"""By keyboard alone, and for a screen reader: the whole way, every control named."""
import re
import time

import driver
import learner

# What one can act on; each must say what it is. A list's row counts where it takes the focus.
CONTROLS = ("button", "toggle button", "checkbox", "switch", "slider", "spin button", "text box",
            "search box", "combo box", "link", "tab", "menu item", "radio button")
ROWS = ("list item", "row", "grid cell")
MOST_STOPS = 60


def nameless(tree):
    """The controls of a tree without a name, with the way to them."""
    found = []
    for node in tree.walk():
        if node.name.strip() or not (node.role in CONTROLS or
                                     node.role in ROWS and node.is_("focusable")):
            continue
        way, above = [], node.parent
        while above:
            if above.name:
                way.append(repr(above))
            above = above.parent
        found.append("%s in %s" % (node, ", in ".join(way[:3])))
    return found


def in_sight(node):
    x, y, width, height = node.extents()
    left, top, right, bottom = node.sight()
    return left < x + width and x < right and top < y + height and y < bottom


def is_home(app, node):
    """Whether the focus is at something that can be seen and, as a control, has a name."""
    if node is None:
        return "nothing has the focus"
    if node.reference[0] != app.root.reference[0]:
        return None  # In a web page, which scrolls and names by itself.
    if node.role in CONTROLS and not node.name.strip():
        return "%r has no name" % node
    if not in_sight(node):
        return "%r is out of sight: %s of %s" % (node, node.extents(), node.sight())
    return None


def tab_round(app):
    """Presses Tab all around the window; the stops, and what was wrong with any."""
    stops, wrong = [], []
    for _ in range(MOST_STOPS):
        app.press("Tab")
        node = app.focused()
        if problem := is_home(app, node):
            time.sleep(0.2)  # A scrolled view may still be on its way.
            node = app.focused()
            problem = is_home(app, node)
        if problem:
            wrong.append("stop %d: %s" % (len(stops) + 1, problem))
        if node and node.reference in [stop.reference for stop in stops]:
            break
        if node:
            stops.append(node)
    return stops, wrong


def tab_to(app, role, name, key="Tab"):
    """Presses Tab until the focus is at what one wants."""
    passed = []
    for _ in range(MOST_STOPS):
        node = app.focused()
        if node and node.matches(role, name):
            return node
        passed.append(repr(node))
        app.press(key)
    raise AssertionError("%s did not lead to %s “%s”, but to %s" % (key, role, name, passed))


def whole_way(desktop, check):
    """Skip the questions, open week 4, tick, note, train: no pointer."""
    app = desktop.start()
    tab_to(app, "button", "Skip")
    app.press("space")
    app.wait_gone("button", "Skip")
    check.ok(True, "the questions are skipped")

    app.press("F9")
    week = re.compile("^Week 4:")
    for _ in range(8):
        if (node := [n for n in learner.sidebar(app).walk() if n.is_("focused")]) \
                and week.match(node[0].name):
            break
        app.press("Down")
    app.press("Return")
    check.ok(app.find("group", "Week 4"), "F9, arrows and Return open week 4")

    for number, view in enumerate(("Learn", "Tasks", "Resources", "Lab", "Project", "Notes"), 1):
        app.press("alt+%d" % number)
        check.ok(app.until(lambda: app.find("tab", view).is_("checked"), view),
                 "Alt+%d opens %s" % (number, view))
    app.press("alt+2")
    box = tab_to(app, "checkbox", re.compile("^Learn the theory"))
    app.press("space")
    check.ok(app.until(lambda: app.find("checkbox", box.name).is_("checked"), "tick"),
             "space ticks a task")
    app.press("alt+6")
    tab_to(app, "text box", "Notes of the week")
    app.type("by keys")
    check.ok(app.find("label", "Saved"), "a note is typed")
    app.press("ctrl+Next")
    check.ok(app.find("group", "Week 5"), "Ctrl+Page Down opens week 5")
    app.press("ctrl+Prior")
    check.ok(app.find("group", "Week 4"), "Ctrl+Page Up opens week 4")

    app.press("ctrl+2")
    app.find("group", "Lab")
    tab_to(app, "button", "House Prices with a Straight Line")
    app.press("Return")
    app.find("button", "Run")
    app.press("ctrl+Return")
    check.ok(app.find("label", re.compile("^Done in")), "Ctrl+Return trains")
    app.press("Escape")
    check.ok(app.find("group", "Lab"), "Escape goes back to the lab")
    app.press("alt+Up")
    check.ok(app.find("group", "Week 4"), "Alt+Up goes back to the week")
    app.press("ctrl+1")
    check.ok(app.find("heading", re.compile("^(Good|Still)")), "Ctrl+1 opens Today")
    app.press("ctrl+question")
    app.focus_window()
    app.press("Escape")
    app.focus_window()
    app.press("F10")
    check.ok(app.find("menu item", "Preferences"), "F10 opens the menu")
    app.press("Escape")


def every_stop(desktop, check):
    """Tab goes all around each page, and the focus is always at something one sees."""
    app = desktop.start()
    learner.skip_plan(app)

    def around(place, least):
        stops, wrong = tab_round(app)
        check.ok(len(stops) >= least, "Tab goes around %s" % place, "%d stops or more" % least, stops)
        check.ok(not wrong, "each stop of %s is in sight and named" % place, "no problem",
                 "\n".join(wrong))

    around("Today", 6)
    learner.go_week(app, 4)
    for view, least in (("Tasks", 8), ("Project", 12), ("Resources", 8)):
        learner.view(app, view)
        around("week 4, " + view, least)
    app.press("ctrl+2")
    app.click(app.find("button", "House Prices with a Straight Line"))
    app.click(app.find("button", "Run"))
    app.find("label", re.compile("^Done in"))
    around("the experiment", 15)
    app.press("ctrl+3")
    app.find("button", "Compare")
    around("the runs", 5)


def every_name(desktop, check):
    """No control of any page is without a name."""
    app = desktop.start()

    def named(place):
        offenders = nameless(app.tree(whole=True))
        check.ok(not offenders, "every control of %s has a name" % place, "none without",
                 "\n".join(offenders))

    named("the first start")
    learner.skip_plan(app)
    named("Today")
    learner.go_week(app, 4)
    for view in ("Learn", "Tasks", "Resources", "Lab", "Project", "Notes"):
        learner.view(app, view)
        named("week 4, " + view)
    learner.go(app, "Block 1:")
    app.find("group", "Block 1")
    named("block 1")
    learner.go(app, "Final Checklist")
    app.find("group", "Final Checklist")
    named("the final checklist")
    learner.go(app, "Lab")
    app.find("button", "House Prices with a Straight Line")
    named("the lab")
    app.click(app.find("button", "House Prices with a Straight Line"))
    for seed in range(2):
        app.click(app.find("button", "Run"))
        app.find("label", re.compile("^Done in"))
        app.find("grid", "Metrics")
    app.click(app.find("list item", "More Settings"))
    app.click(app.find("list item", "Columns"))
    named("the experiment")
    app.click(app.find("list item", "About the Data"))
    app.find("dialog")
    named("the data set's card")
    app.press("Escape")
    app.wait_gone("dialog")
    app.press("ctrl+3")
    app.until(lambda: len(app.find_all("checkbox")) >= 2, "runs")
    named("the runs")
    for number in range(2):
        app.click(app.find_all("checkbox")[number].parent)
    app.until(lambda: app.find("button", "Compare").is_("sensitive"), "Compare to be sensitive")
    app.click(app.find("button", "Compare"))
    app.find("group", "Runs Compared")
    app.find("heading", "Settings")
    named("the comparison")
    learner.search(app, "regression")
    app.until(lambda: learner.results(app), "results")
    named("the search")
    app.press("Escape")
    app.wait_gone("dialog")
    app.press("ctrl+comma")
    app.find("dialog", "Preferences")
    named("the preferences")


if __name__ == "__main__":
    driver.main(whole_way, every_stop, every_name)
