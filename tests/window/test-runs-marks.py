"""Runs: tags, notes, filters, the summary above the table, settings used again, marks meanwhile."""
import re

import driver
import learner
import rehearsal

NOTE = "**Why** so slow?\n- ask\n- try <again> & again"


def open_rehearsal(app):
    learner.go(app, "Lab")
    app.click(app.find("button", rehearsal.TITLE))
    app.find("button", "Run")


def set_number(app, name, value):
    spin = app.find("spin button", re.compile("^" + name))
    spin.set_value(value)
    app.until(lambda: spin.value() == value, "%s of %s" % (name, value))


def train(app, seed):
    set_number(app, "Seed", seed)
    set_number(app, "Steps", 5)
    count = len(learner.ask_store(app.home, "SELECT 1 FROM runs WHERE status = 'ok'"))
    app.click(app.find("button", "Run"))
    learner.wait_store(app.home, "SELECT count(*) FROM runs WHERE status = 'ok'", [(count + 1,)])


def open_runs(app):
    app.click(app.find("button", "Runs"))
    app.find("search box", "Search runs")


def rows(app):
    return [row for row in app.find_all("row") if row.within("button", re.compile("^Details"))]


def details(app, row):
    row.within("button", re.compile("^Details"))[0].act()
    return app.find("text box", "Add a tag")


def marks(desktop, check):
    """Tags and a note are given, found, filtered by, taken away, and there after a restart."""
    app = desktop.start(**rehearsal.prepare(desktop))
    learner.skip_plan(app)
    open_rehearsal(app)
    for seed in (1, 2, 3):
        train(app, seed)
    open_runs(app)
    app.until(lambda: len(rows(app)) == 3, "three rows")
    card = app.find("group", "RMSE").texts()
    found = dict(zip(card[2::2], card[3::2]))
    check.equal(found, {"Best": "0.667", "Last": "0.667", "Lowest": "0.667", "Highest": "2.00"},
                "the best, last, lowest and highest of a metric")
    check.equal(app.find("group", "R²").texts()[3], "0.530", "of R² the highest is the best")

    details(app, rows(app)[0])
    app.type("slow, week 5")
    app.press("Return")
    check.ok(app.find("button", "Remove the tag “slow”"), "a tag becomes a chip")
    note = app.find("text box", "Note on the run, in Markdown")
    app.click(note)
    app.type(NOTE)
    wanted = [(NOTE, "slow,week 5")]
    query = "SELECT note, (SELECT group_concat(tag) FROM run_tags WHERE run = id) FROM runs WHERE seed = 3"
    check.equal(learner.wait_store(desktop.home, query, wanted), wanted, "the note is kept as it was typed")
    app.kill()

    app = desktop.start(**rehearsal.prepare(desktop))
    open_rehearsal(app)
    open_runs(app)
    app.until(lambda: len(rows(app)) == 3, "three rows")
    check.equal(learner.ask_store(desktop.home, query), wanted, "even where the program ends without a word")
    details(app, rows(app)[1])
    app.find("button", "Add the tag “slow”").act()
    check.ok(app.find("button", "Remove the tag “slow”"), "a tag of another run is there to be added")
    app.press("Escape")
    app.wait_gone("text box", "Add a tag")

    app.find("toggle button", "Only runs with the tag “slow”").act()
    app.until(lambda: len(rows(app)) == 2, "two rows with the tag")
    check.equal(app.find("group", "RMSE").texts()[-1], "1.00", "the summary is of what is shown")
    app.find("toggle button", "Only runs with the tag “week 5”").act()
    app.until(lambda: len(rows(app)) == 1, "one row with both tags")
    app.find("toggle button", "Only runs with the tag “week 5”").act()
    app.find("toggle button", "Only runs with the tag “slow”").act()
    app.until(lambda: len(rows(app)) == 3, "all rows again")
    app.find("search box", "Search runs").set_text("AGAIN slow")
    app.until(lambda: len(rows(app)) == 1, "one row")
    check.ok(True, "words of the note and of the tags are searched, in any order")
    app.find("search box", "Search runs").set_text("nothing of the kind")
    check.ok(app.find(None, "Nothing Found"), "and what is not there is said")
    app.find("search box", "Search runs").set_text("")
    app.until(lambda: len(rows(app)) == 3, "all rows")

    details(app, rows(app)[0])
    app.find("button", "Remove the tag “week 5”").act()
    app.wait_gone("button", "Remove the tag “week 5”")
    check.equal(learner.wait_store(desktop.home, "SELECT count(*) FROM run_tags WHERE tag = 'week 5'", [(0,)]), [(0,)],
                "a tag is taken away")
    app.press("Escape")
    app.wait_gone("text box", "Add a tag")
    app.wait_gone("toggle button", "Only runs with the tag “week 5”")


def again(desktop, check):
    """The settings of an earlier run are used again."""
    app = desktop.start(**rehearsal.prepare(desktop))
    learner.skip_plan(app)
    open_rehearsal(app)
    train(app, 1)
    set_number(app, "Steps", 77)
    open_runs(app)
    app.until(lambda: len(rows(app)) == 1, "a row")
    details(app, rows(app)[0])
    app.find("button", re.compile("Use These Settings Again")).act()
    app.find("button", "Run")
    check.equal(app.until(lambda: app.find("spin button", re.compile("^Steps")).value() == 5.0, "steps"), True,
                "the form has them")


def meanwhile(desktop, check):
    """A star that is given to a run while it trains is there when it has ended."""
    app = desktop.start(**rehearsal.prepare(desktop))
    learner.skip_plan(app)
    open_rehearsal(app)
    set_number(app, "Steps", 4000)
    app.click(app.find("button", "Run"))
    app.find("button", "Stop")
    open_runs(app)
    row = app.until(lambda: next((row for row in rows(app) if "Running" in row.texts()), None), "a running row")
    check.ok(not row.within("button", re.compile("^Delete")), "a run that trains is not there to be deleted")
    row.within("toggle button", re.compile("^Star the run"))[0].act()
    check.equal(learner.wait_store(desktop.home, "SELECT status, starred FROM runs", [("running", 1)]),
                [("running", 1)], "it is starred while it trains")
    check.equal(learner.wait_store(desktop.home, "SELECT status, starred FROM runs", [("ok", 1)], 60), [("ok", 1)],
                "and starred when it has ended")
    app.until(lambda: any("Done" in row.texts() for row in rows(app)), "end in the table")


if __name__ == "__main__":
    driver.main(marks, again, meanwhile)
