"""The lab while something trains: curves that grow, Stop, what is kept; forms, gallery, own tables."""
import json
import os
import re
import time

from gi.repository import GLib

import driver
import learner
import rehearsal


def open_rehearsal(app):
    learner.go(app, "Lab")
    app.click(app.find("button", rehearsal.TITLE))
    app.find("button", "Run")


def set_number(app, name, value):
    spin = app.find("spin button", re.compile("^" + name))
    spin.set_value(value)
    app.until(lambda: spin.value() == value, "%s of %s" % (name, value))


def hear(app):
    """What a screen reader is given to say, from now on."""
    said = []
    app.desktop.bus.connection.signal_subscribe(
        None, "org.a11y.atspi.Event.Object", "Announcement", None, None, 0,
        lambda bus, sender, path, interface, signal, values: said.append(values.unpack()[3]))
    return said


def wait_said(app, said, pattern):
    def found():
        GLib.MainContext.default().iteration(False)
        return next((text for text in said if re.search(pattern, text)), None)
    end = time.monotonic() + driver.WAIT_S
    while not (text := found()):
        if time.monotonic() > end:
            raise TimeoutError("nothing like “%s” was said, but %s" % (pattern, said))
        time.sleep(0.001)
    return text


def cpu_seconds(app):
    with open("/proc/%d/stat" % app.process.pid) as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def live(desktop, check):
    """The curves of a run grow while it trains, and the window stays at hand; Stop stops."""
    app = desktop.start(**rehearsal.prepare(desktop))
    learner.skip_plan(app)
    open_rehearsal(app)
    set_number(app, "Steps", 10000000)
    app.click(app.find("button", "Run"))
    chart = app.find("image", "loss")
    check.ok(chart.description, "while it trains its metric is a chart, with a summary")
    check.ok(not app.has("image", "Loss"), "and results of a run that has not ended are not there")
    used, began = cpu_seconds(app), time.monotonic()
    time.sleep(2)
    share = (cpu_seconds(app) - used) / (time.monotonic() - began)
    check.say("two thousand values a second cost the window %.0f %% of a processor" % (100 * share))
    began = time.monotonic()
    set_number(app, "Seed", 5)
    check.ok(time.monotonic() - began < 2, "the form answers meanwhile")

    said = hear(app)
    stop = app.find("button", "Stop")
    began = time.monotonic()
    stop.act()
    wait_said(app, said, "^Stopped$")
    took = time.monotonic() - began
    # The sanitizers make all of it several times as slow.
    check.ok(took < 0.6, "from Stop to “Stopped” it is a moment", "under 0.2 s, times three here", "%.2f s" % took)
    check.ok(app.find("label", re.compile("curves up to then")), "it is said that this is not the end")
    check.ok(app.find("image", "loss"), "and the curves of a run that kept nothing stay")

    app.click(app.find("list item", "More Settings"))
    keep = next(row for row in app.find_all("list item") if "Keep" in row.texts()).within("toggle button") or \
        app.find_all("switch")
    app.bring_into_sight(keep[0])
    keep[0].act()
    app.click(app.find("button", "Run"))
    app.find("image", "loss")
    app.find("button", "Stop").act()
    app.find("label", re.compile("had found by then"))
    check.ok(app.find("image", "Loss"), "what a stopped run kept is shown")
    check.ok(app.find("grid", "Metrics"), "its metrics too")
    app.wait_gone("image", "loss")
    set_number(app, "Steps", 20)
    app.click(app.find("button", "Run"))
    app.find("label", re.compile("^Done in"))
    app.wait_gone("label", re.compile("had found by then"))
    check.ok(not app.has("label", "A Chart Is Missing"), "files of kinds that nobody knows are passed over")


def form(desktop, check):
    """The names of the form's controls for a screen reader; what another setting rules out."""
    app = desktop.start(**rehearsal.prepare(desktop))
    learner.skip_plan(app)
    open_rehearsal(app)
    box = app.find("combo box", "Mode: Plain")
    check.ok(box.within("toggle button", "Mode: Plain"), "a choice is named by its label and its value")
    check.ok(not app.has("spin button", re.compile("^Pause")), "a setting that has no say is not shown")
    app.click(box)
    app.until(lambda: app.find("combo box", re.compile("^Mode")).is_("expanded"), "list")
    app.press("End", "Return")
    check.ok(app.find("combo box", "Mode: Fine"), "the name follows the choice")
    check.ok(app.find("spin button", re.compile("^Pause")), "and now it is")
    spin = app.find("spin button", re.compile("^Steps"))
    before = spin.value()
    x, y = app.middle(spin)
    app.desktop.x("xdotool", "mousemove", "--window", app.window, str(x), str(y), "click", "5")
    time.sleep(driver.STILL_S)
    check.equal(spin.value(), before, "the wheel over a number changes nothing")


def gallery(desktop, check):
    """Experiments by week, with their last result, found by words."""
    app = desktop.start(**rehearsal.prepare(desktop))
    learner.skip_plan(app)
    learner.go(app, "Lab")
    check.ok(app.find("heading", re.compile("^Week 5: ")), "weeks are sections")
    card = app.find("button", rehearsal.TITLE)
    check.ok("Not run yet" in card.texts(), "a card says that nothing was run")
    app.click(card)
    for seed in (1, 2):
        set_number(app, "Seed", seed)
        set_number(app, "Steps", 5)
        app.click(app.find("button", "Run"))
        app.until(lambda: app.has("label", re.compile("better$" if seed == 2 else "^First run")), "run %d" % seed)
    app.press("Escape")
    result = app.until(lambda: next((text for text in app.find("button", rehearsal.TITLE).texts()
                                     if text.startswith("Last result")), None), "last result")
    check.contains(result, "RMSE 1.00, ▼ 1.00 better", "the last result, with its change")
    search = app.find("search box", "Search experiments")
    search.set_text("keep up")
    app.wait_gone("button", "House Prices with a Straight Line")
    check.ok(app.has("button", rehearsal.TITLE) and not app.has("heading", re.compile("^Week 4")),
             "words of the question find it, and weeks without a hit go")
    search.set_text("nothing of the kind")
    check.ok(app.find(None, "Nothing Found"), "what is not there is said")
    search.set_text("")
    check.ok(app.find("button", "House Prices with a Straight Line"), "and all come back")


def own_table(desktop, check):
    """A table of one's own: its columns are there to choose from; a damaged one says so."""
    table = os.path.join(desktop.home.folder, "my table.csv")
    with open(table, "w", encoding="utf-8") as file:
        file.write("Größe;\"price, €\";port\n1;2;S\n3;4;C\n")
    broken = os.path.join(desktop.home.folder, "broken.csv")
    with open(broken, "wb") as file:
        file.write(b"\xff\xfe\x00")
    parameters = rehearsal.PARAMETERS + [
        {"key": "file", "label": "Table", "type": "file", "default": table, "help": "A CSV file."},
        {"key": "target", "label": "Target", "type": "column", "default": "", "help": "What to predict."},
        {"key": "bad", "label": "Other table", "type": "file", "default": broken, "help": "A CSV file."},
        {"key": "none", "label": "Other target", "type": "column", "of": "bad", "default": "", "help": "None."}]
    own = rehearsal.declare(parameters=parameters, id="own-table", title="Your Own Table")
    app = desktop.start(**rehearsal.prepare(desktop, own))
    learner.skip_plan(app)
    learner.go(app, "Lab")
    check.ok(app.find("button", "Open a Table…"), "the lab opens tables")
    app.click(app.find("button", "Your Own Table"))
    check.contains(app.find("button", "Table").texts(), "my table.csv", "the file is named on its button")
    box = app.find("combo box", "Target: Choose a Column")
    app.until(lambda: app.find("combo box", re.compile("^Target")).is_("sensitive"), "columns")
    app.click(box)
    app.until(lambda: app.find("combo box", re.compile("^Target")).is_("expanded"), "list")
    # A line that comes to lie under the pointer would be chosen.
    app.desktop.x("xdotool", "mousemove", *driver.SCREEN.split("x")[:2])
    time.sleep(10 * driver.SETTLE_S)
    app.press("Home", "Down", "Down", "Return")
    check.ok(app.find("combo box", "Target: price, €"), "a column can be chosen")
    check.ok(not app.find("combo box", re.compile("^Other target")).is_("sensitive"), "of a damaged table none")
    check.ok(app.find("label", re.compile("broken.csv.*UTF-8")), "and what is wrong is said below")


if __name__ == "__main__":
    driver.main(live, form, gallery, own_table)
