"""Runs of the lab: explained, stopped, compared, deleted, starred, read by keyboard, cut off."""
import json
import os
import re
import time

from gi.repository import GLib

import driver
import learner

EXPERIMENT = "House Prices with a Straight Line"


def open_experiment(app):
    learner.go(app, "Lab")
    app.click(app.find("button", EXPERIMENT))
    app.find("group", EXPERIMENT)
    app.find("button", "Run")


def run(app):
    app.click(app.find("button", "Run"))
    app.find("label", re.compile("^Done in"), timeout=60)


def set_number(app, name, value):
    spin = app.find("spin button", re.compile("^" + name))
    spin.set_value(value)
    app.until(lambda: spin.value() == value, "%s of %s" % (name, value))


def choose(app, name, wanted):
    """Chooses in the drop-down list below a label, by keyboard as it is in a window of its own."""
    def shown():
        row = next(row for row in app.find_all("list item") if name in row.texts()
                   and row.within("combo box"))
        return row.within("combo box")[0]
    app.click(shown())
    app.until(lambda: shown().is_("expanded"), "list of " + name)
    names = [row.texts()[0] for row in shown().parent.within("list item") if row.texts()]
    app.press("Home", *["Down"] * names.index(wanted), "Return")
    app.until(lambda: shown().within("label", wanted) and not shown().is_("expanded"),
              "%s of %s" % (name, wanted))


def start_slow(app):
    """Starts a run that takes long enough to be stopped."""
    choose(app, "Data set", "Ames housing")
    if not app.has("spin button", re.compile("^Repeated splits")):
        app.click(app.find("list item", "More Settings"))
    set_number(app, "Repeated splits", 20000)
    app.click(app.find("button", "Run"))
    app.find("button", "Stop")
    return app.find("label", re.compile(r"^Split \d+ of"), timeout=60).name


def tiles(app):
    """What the metrics' tiles say: name and value."""
    cells = app.find("grid", "Metrics").within("grid cell")
    labels = [[label.name for label in cell.within("label")] for cell in cells]
    return {texts[0]: texts[1] for texts in labels}


def open_runs(app):
    app.click(app.find("button", "Runs"))
    app.find("search box", "Search runs")


def rows(app):
    return [row for row in app.find_all("row") if row.within("button", re.compile("^Delete the run"))]


def states(app):
    known = ("Done", "Stopped", "Failed", "Running", "Interrupted")
    return [label.name for row in rows(app) for label in row.within("label") if label.name in known]


def wait_states(app, wanted):
    """Waits for these states of the rows; returns those that there are."""
    try:
        app.until(lambda: states(app) == wanted, "states %s" % wanted)
    except TimeoutError:
        pass
    return states(app)


def star_of(row):
    return row.within("toggle button", re.compile("^Star the run"))[0]


def explained(desktop, check):
    """A run gives metrics and charts; a metric is explained with the run's own numbers."""
    app = desktop.start()
    learner.skip_plan(app)
    open_experiment(app)
    run(app)
    values = tiles(app)
    check.equal(sorted(values), ["MAE", "MSE", "RMSE", "R²"], "each metric has its tile")
    charts = len(app.find_all("button", "Chart Menu"))
    kinds = "('predicted-actual', 'residuals', 'residual-histogram', 'coefficients')"
    check.equal([(charts,)], learner.ask_store(
        desktop.home, "SELECT count(*) FROM run_artifacts WHERE kind IN " + kinds), "each chart has its card")
    # GTK tells its place without the padding of the tile, so that the pointer would miss it.
    app.find("toggle button", "What RMSE Means").act()
    own = app.find("label", re.compile("^In this run, over ")).name
    rmse = json.loads(learner.ask_store(desktop.home, "SELECT metrics FROM runs")[0][0])["rmse"]
    check.ok(own.splitlines()[1].endswith("= " + values["RMSE"]), "the explanation ends with the tile's value",
             values["RMSE"], own)
    check.contains(own, "√%.2f" % rmse ** 2, "and comes to it from the measured error of this run")
    texts = [label.name for label in app.find("button", "What RMSE Means").within("label")]
    check.equal(len(texts), len(set(texts)), "nothing in it is said twice")
    app.press("Escape")


def stopped(desktop, check):
    """Run, stop one, run otherwise; delete one and take it back, star, restart."""
    app = desktop.start()
    learner.skip_plan(app)
    open_experiment(app)
    run(app)
    first = tiles(app)
    stage = start_slow(app)
    check.contains(stage, "2", "the stage of the run is shown")
    ring = app.find("meter", "Progress", below=app.find("group", EXPERIMENT))
    check.ok(0 <= ring.value() < 100, "its ring is shown", "0 to 100", ring.value())
    app.click(app.find("button", "Stop"))
    began = time.monotonic()
    app.find("button", "Run")
    app.find("label", "Stopped")
    took = time.monotonic() - began
    check.ok(took < 2, "Stop stops it within 2 s", "under 2 s", "%.1f s" % took)

    train_otherwise(app)
    last = app.until(lambda: (now := tiles(app)) != first and now, "other metrics")
    open_runs(app)
    check.equal(wait_states(app, ["Done", "Stopped", "Done"]), ["Done", "Stopped", "Done"],
                "the page of runs has three rows")
    delete_and_undo(app, check)
    star_of(rows(app)[0]).act()
    check.equal(learner.wait_store(desktop.home, "SELECT seed FROM runs WHERE starred", [(2,)]), [(2,)],
                "a run is starred")
    app.quit()

    app = desktop.start()
    open_experiment(app)
    check.equal(app.until(lambda: tiles(app), "tiles"), last,
                "after a restart the experiment shows the last result")
    open_runs(app)
    check.equal(wait_states(app, ["Done", "Stopped", "Done"]), ["Done", "Stopped", "Done"],
                "the runs are still there")
    check.equal([star_of(row).is_("pressed") for row in rows(app)], [True, False, False],
                "and so is the star")


def train_otherwise(app):
    app.click(app.find("button", "Reset All"))
    set_number(app, "Seed", 2)
    choose(app, "Model", "Ridge (L2)")
    run(app)


def delete_and_undo(app, check):
    stopped_run = next(row for row in rows(app) if "Stopped" in row.texts())
    stopped_run.within("button", re.compile("^Delete the run"))[0].act()
    toast = learner.toast(app, "^Run deleted")
    # A toast stays for five seconds.
    count = len(states(app))
    app.find("button", "Undo").act()
    check.equal((toast, count), ("Run deleted", 2), "a run is deleted, and a toast says so")
    check.equal(wait_states(app, ["Done", "Stopped", "Done"]), ["Done", "Stopped", "Done"],
                "Undo brings it back")


def compared(desktop, check):
    """Two runs side by side, of another model and another seed."""
    app = desktop.start()
    learner.skip_plan(app)
    open_experiment(app)
    run(app)
    train_otherwise(app)
    open_runs(app)
    check.equal(wait_states(app, ["Done", "Done"]), ["Done", "Done"], "there are two runs")
    compare(app, check)
    app.quit()
    check.ok(not os.path.exists(desktop.home.store + "-wal"), "Quit closes the store")


def check_box(app, box):
    """Checks a box of a cell. GTK tells its place without the padding of what is around it, so
    that the pointer feels its way to the right and down."""
    x, y = app.middle(box)
    for further in range(0, 24, 4):
        app.desktop.x("xdotool", "mousemove", "--window", app.window, str(x + further),
                      str(y + further), "click", "1")
        # Two presses in a moment would open the row.
        time.sleep(0.5)
        if box.refresh().is_("checked"):
            return
    raise AssertionError("%r can not be checked" % box)


def compare(app, check):
    for row in rows(app):
        if "Done" in row.texts():
            check_box(app, row.within("checkbox")[0])
    app.until(lambda: app.find("button", "Compare").is_("sensitive"), "two runs to compare")
    app.click(app.find("button", "Compare"))
    app.find("heading", "Settings")
    texts = app.find("group", "Runs Compared").texts()
    best = [text for text in texts if text.endswith("(best)")]
    check.equal(len(best), 4, "of each metric the best is marked")
    settings = texts[texts.index("Settings"):]
    at = settings.index("Model")
    found = [settings[at], sorted(settings[at + 1:at + 3]), settings[at + 3], sorted(settings[at + 4:at + 6])]
    check.equal(found, ["Model", ["Least squares", "Ridge (L2)"], "Seed", ["1", "2"]],
                "what differs, the model and the seed, is told with both values")
    check.ok(at < settings.index("Data set"), "before what does not differ")


def press_and_hear(app, said, key):
    """What a screen reader is given to say after a key."""
    count = len(said)
    app.press(key)
    app.until(lambda: GLib.MainContext.default().iteration(False) or len(said) > count,
              "announcement after " + key)
    return said[-1]


def chart_read(desktop, check):
    """A chart as a table, and by keyboard, read out point by point."""
    app = desktop.start()
    learner.skip_plan(app)
    open_experiment(app)
    run(app)
    chart = "What moves the prediction"
    path = learner.ask_store(desktop.home, "SELECT folder, path FROM run_artifacts JOIN runs ON run = id"
                                           " WHERE kind = 'coefficients'")[0]
    with open(os.path.join(*path), encoding="utf-8") as file:
        document = json.load(file)
    wanted = document["categories"]
    check.equal(document["title"], chart, "the chart is that of the run")

    said = []
    app.desktop.bus.connection.signal_subscribe(
        None, "org.a11y.atspi.Event.Object", "Announcement", None, None, 0,
        lambda bus, sender, path, interface, signal, values: said.append(values.unpack()[3]))
    image = app.find("image", chart)
    app.click(image)
    app.until(lambda: app.find("image", chart).is_("focused"), "keyboard in the chart")
    bars = [press_and_hear(app, said, key) for key in ("End", "Home", "Down", "Down", "Up")]
    check.equal([text.split(":")[0] for text in bars],
                [wanted[-1], wanted[0], wanted[1], wanted[2], wanted[1]], "the keys go from bar to bar")
    values = document["series"][0]["y"]
    for text, value in zip(bars, (values[-1], values[0], values[1])):
        number = float(re.search(r"[-−]?\d[\d,.]*", text.split(":")[1]).group().replace("−", "-"))
        check.ok(abs(number - value) < 0.02 * abs(value), "“%s” is read out with its value" % text.split(":")[0],
                 value, text)

    menu = app.find_all("button", "Chart Menu")[3]
    learner.choose(app, menu, "Show as Table")
    app.find("column header")
    table = table_names(app)
    check.equal(sorted(table), sorted(wanted), "the table has a row for each bar")
    learner.choose(app, app.find_all("button", "Chart Menu")[3], "Show as Table")
    check.ok(app.find("image", chart), "and the chart comes back")


def table_names(app):
    """The first cell of every row of the table that is open; rows out of sight are not told."""
    names, quiet = [], 0
    header = app.find("column header")
    while quiet < 3:
        shown = [row.within("grid cell")[0].name for row in app.find_all("row") if row.within("grid cell")]
        new = [name for name in shown if name not in names]
        names += new
        quiet = 0 if new else quiet + 1
        x, y = app.middle(header)
        app.desktop.x("xdotool", "mousemove", "--window", app.window, str(x), str(y + 80), "click", "5")
    return names


def trainers():
    """The processes of the lab that this test's program, or what it left behind, still runs."""
    found = []
    for pid in driver.descendants(os.getpid()):
        try:
            with open("/proc/%d/cmdline" % pid, "rb") as file:
                command = file.read().split(b"\0")
        except OSError:
            continue
        if os.path.basename(command[0]) == b"epoch-lab":
            found.append(pid)
    return found


def closed_in_a_run(desktop, check):
    """The window is closed in the middle of a run: nothing keeps running, and the run is told."""
    app = desktop.start()
    learner.skip_plan(app)
    open_experiment(app)
    start_slow(app)
    check.equal(len(trainers()), 1, "a process trains")
    app.click(app.find("button", "Close"))
    app.process.wait(30)
    end = time.monotonic() + 5
    while trainers() and time.monotonic() < end:
        time.sleep(0.05)
    check.equal(trainers(), [], "none is left after the window is closed")
    check.equal(app.process.returncode, 0, "and Epoch ends well")
    app = desktop.start()
    open_experiment(app)
    open_runs(app)
    found = app.until(lambda: states(app), "a row")
    check.ok(found in (["Interrupted"], ["Stopped"]), "the next start tells it as interrupted or stopped",
             "Interrupted or Stopped", found)


if __name__ == "__main__":
    driver.main(explained, stopped, compared, chart_read, closed_in_a_run)
