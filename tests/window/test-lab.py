"""The lab: train, stop, train again, compare; the runs are there after a restart."""
import re
import time

import driver
import learner

EXPERIMENT = "House Prices with a Straight Line"
CHARTS = ["Predicted against actual", "Residuals", "How large the errors are",
          "What moves the prediction"]


def open_experiment(app):
    learner.go(app, "Lab")
    app.click(app.find("button", EXPERIMENT))
    app.find("group", EXPERIMENT)


def run(app, timeout=60):
    app.click(app.find("button", "Run"))
    app.find("button", "Run", timeout=timeout)
    return app.find("label", re.compile("^Done in"), timeout=timeout).name


def set_number(app, name, value):
    spin = app.find("spin button", re.compile("^" + name))
    app.bring_into_sight(spin)
    spin.set_value(value)


def tiles(app):
    """What each metric's tile says: name and value."""
    grid = app.find("grid", "Metrics")
    cells = [[label.name for label in cell.within("label")] for cell in grid.within("grid cell")]
    return {labels[0]: labels[1] for labels in cells}


def runs_table(app):
    """The rows of the table of runs, as the texts of their cells."""
    app.find("button", "Compare")
    rows = app.until(lambda: [row for row in app.find_all("row") if row.within("checkbox")], "rows")
    return [(row, [label.name for label in row.within("label")]) for row in rows]


def states(app):
    wanted = ("Done", "Stopped", "Failed", "Running", "Interrupted")
    return [next((text for text in texts if text in wanted), None) for _, texts in runs_table(app)]


def train_stop_train_compare(desktop, check):
    """The whole way of the first lab."""
    app = desktop.start()
    learner.skip_plan(app)
    open_experiment(app)
    check.ok(app.has(None, "No Result Yet"), "an empty place says what to do")
    run(app)
    first = app.until(lambda: tiles(app), "tiles")
    check.equal(sorted(first), ["MAE", "MSE", "RMSE", "R²"], "each metric has its tile")
    check.ok(first["RMSE"].startswith("$"), "with a value and its unit", "$…", first["RMSE"])
    for chart in CHARTS:
        check.ok(app.find("image", chart).description, "chart “%s” is there, with a summary" % chart)
    check.ok(app.find("list", "What Was Found").texts(), "the reading says what was found")

    app.click(app.find("list item", "More Settings"))
    set_number(app, "Repeated splits", 20000)
    app.click(app.find("button", "Run"))
    stop = app.find("button", "Stop")
    check.ok(app.find("label", re.compile(r"^Split \d+ of")), "while it runs it tells the stage")
    app.click(stop)
    began = time.monotonic()
    app.find("label", "Stopped")
    took = time.monotonic() - began
    check.ok(took < 2, "Stop stops within 2 s", "under 2 s", "%.1f s" % took)
    check.ok(app.find("button", "Run"), "Run can be pressed again")
    check.equal(tiles(app), first, "the results of the run before are still shown")

    set_number(app, "Repeated splits", 1)
    set_number(app, "Seed", 2)
    run(app)
    second = app.until(lambda: (now := tiles(app)) != first and now, "other metrics")
    check.ok(any("better" in text or "worse" in text for text in app.find("grid", "Metrics").texts()),
             "the tiles tell the change since the run before")

    app.click(app.find("button", "Runs"))
    check.equal(states(app), ["Done", "Stopped", "Done"], "the history has all three runs, newest first")
    compare = app.find("button", "Compare")
    check.ok(not compare.is_("sensitive"), "Compare waits for two runs")
    for row, texts in runs_table(app):
        if "Done" in texts:
            # GTK tells the place of what is in a cell without the cell's padding.
            app.click(row.within("checkbox")[0].parent)
    app.until(lambda: app.find("button", "Compare").is_("sensitive"), "Compare to be sensitive")
    app.click(app.find("button", "Compare"))
    page = app.find("group", "Runs Compared")
    texts = app.until(lambda: (now := app.find("group", "Runs Compared").texts()) and
                      "Settings" in now and now, "the comparison")
    values = [text.removesuffix(" (best)") for text in texts]
    check.ok(first["RMSE"] in values and second["RMSE"] in values, "both runs stand side by side",
             [first["RMSE"], second["RMSE"]], values)
    settings = texts[texts.index("Settings"):]
    rows = [text for text in settings if text in ("Seed", "Data set", "Model", "Columns")]
    check.equal(rows[0], "Seed", "what differs, the seed, stands first")
    after = settings[settings.index("Seed") + 1:][:2]
    check.equal(sorted(after), ["1", "2"], "with both values")
    check.ok(page.name, "the comparison has a title")
    app.quit()

    app = desktop.start()
    open_experiment(app)
    check.equal(app.until(lambda: tiles(app), "tiles"), second,
                "after a restart the last result is shown")
    app.click(app.find("button", "Runs"))
    check.equal(states(app), ["Done", "Stopped", "Done"], "and the history is there")


def interrupted(desktop, check):
    """A run that the program's end cut off is told as interrupted, and its process is gone."""
    app = desktop.start()
    learner.skip_plan(app)
    open_experiment(app)
    app.click(app.find("list item", "More Settings"))
    set_number(app, "Repeated splits", 20000)
    app.click(app.find("button", "Run"))
    app.find("label", re.compile(r"^Split \d+ of"))
    app.kill()
    app = desktop.start()
    open_experiment(app)
    check.ok(app.find("button", "Run"), "after a kill one can run again")
    app.click(app.find("button", "Runs"))
    check.equal(states(app), ["Interrupted"], "the run is told as interrupted")


def reset(desktop, check):
    """A changed setting can be taken back, one and all."""
    app = desktop.start()
    learner.skip_plan(app)
    open_experiment(app)
    set_number(app, "Share kept for the test", 0.4)
    app.click(app.find("button", re.compile("^Reset Share")))
    spin = app.find("spin button", re.compile("^Share kept"))
    check.ok(abs(spin.value() - 0.2) < 1e-9, "its reset sets the default", 0.2, spin.value())
    set_number(app, "Seed", 7)
    app.click(app.find("button", "Reset All"))
    check.equal(app.find("spin button", "Seed").value(), 1.0, "Reset All resets the seed")


if __name__ == "__main__":
    driver.main(train_stop_train_compare, interrupted, reset)
