"""A week: its tasks, deliverables, rubric and hours, all there after a restart."""
import re

import driver
import learner


def first_task(app):
    return learner.ticks(app, 0).name


def ticks_and_progress(desktop, check):
    """Tick, see week and block follow, untick, tick, restart: still ticked."""
    app = desktop.start()
    learner.skip_plan(app)
    learner.go_week(app, 4)
    check.equal(learner.week_percent(app), 0, "week 4 begins at 0 percent")
    learner.view(app, "Tasks")
    task = first_task(app)
    learner.tick(app, task)
    percent = app.until(lambda: learner.week_percent(app), "progress of the week")
    check.ok(0 < percent < 100, "the week's progress follows a tick", "0 < percent < 100", percent)
    check.equal(learner.row_percent(app, "Week 4:"), percent, "the sidebar's week follows")
    block = learner.row_percent(app, "Block 1:")
    check.ok(0 < block < percent, "the sidebar's block follows", "0 < percent < %d" % percent, block)
    learner.tick(app, task, False)
    check.ok(app.until(lambda: learner.week_percent(app) == 0, "0 percent"), "unticking takes it back")
    check.equal(learner.row_percent(app, "Block 1:"), 0, "of the block, too")
    learner.tick(app, task)
    app.quit()

    app = desktop.start()
    learner.go_week(app, 4)
    learner.view(app, "Tasks")
    check.ok(app.find("checkbox", task).is_("checked"), "the task is still ticked after a restart")
    check.equal(learner.week_percent(app), percent, "and the week's progress is the same")
    learner.go(app, "Today")
    check.ok(app.find("list", "Done Last").within("list item", task), "Today says what was done last",
             task, app.find("list", "Done Last").texts())


def project(desktop, check):
    """A deliverable and a mark of the rubric are kept."""
    app = desktop.start()
    learner.skip_plan(app)
    learner.go_week(app, 4)
    learner.view(app, "Project")
    deliverable = first_task(app)
    learner.tick(app, deliverable)
    slider = app.find_all("slider")[0]
    check.ok(app.has("label", "Not marked yet"), "the project has no mark at first")
    app.bring_into_sight(slider)
    slider.set_value(80)
    app.wait_gone("label", "Not marked yet")
    mark = next(text for text in app.tree().texts() if text.endswith(" of 100"))
    wanted = "[(80,)]"
    found = str(learner.wait_store(desktop.home, "SELECT mark FROM marks", [(80,)]))
    check.equal(found, wanted, "the mark is in the store")
    app.quit()

    app = desktop.start()
    learner.go_week(app, 4)
    learner.view(app, "Project")
    check.ok(app.find("checkbox", deliverable).is_("checked"), "the deliverable is still ticked")
    check.ok(app.find("label", mark), "the mark is “%s” after a restart" % mark)
    check.equal([slider.value() for slider in app.find_all("slider")][0], 80.0,
                "the slider stands where it was left")


def time_worked(desktop, check):
    """Time is logged with a task, and taken back."""
    app = desktop.start()
    learner.skip_plan(app)
    learner.go_week(app, 4)
    learner.view(app, "Tasks")
    app.click(app.find("toggle button", re.compile("^Log Time")))
    app.find("spin button", "Minutes worked").set_value(90)
    app.click(app.find("button", "Log"))
    check.equal(learner.toast(app, "minutes logged$"), "90 minutes logged", "a toast says it")
    check.ok(app.find("label", re.compile(r"1\.5 of 14 hours worked$")), "the header counts it")
    check.ok(app.find("label", re.compile(r"^1\.5 of \d")), "the task counts it")
    app.click(app.find("button", "Undo"))
    check.ok(app.find("label", re.compile("6 for tasks, 8 for the project$")), "Undo takes it back")
    check.equal(learner.wait_store(desktop.home, "SELECT count(*) FROM time_entries", [(0,)]),
                [(0,)], "it is gone from the store")


def neighbours(desktop, check):
    """One goes from week to week, and back to the place before."""
    app = desktop.start()
    learner.skip_plan(app)
    learner.go_week(app, 4)
    app.click(app.find("button", "Next Week"))
    check.ok(app.find("group", "Week 5"), "Next Week opens week 5")
    app.click(app.find("button", "Previous Week"))
    app.find("group", "Week 4")
    app.click(app.find("button", "Previous Week"))
    check.ok(app.find("group", "Week 3"), "Previous Week opens week 3")
    app.press("alt+Up")
    check.ok(app.find("group", "Week 4"), "Alt+Up goes back to the place before")
    app.quit()
    app = desktop.start()
    row = app.find("list item", "First ML Model & Foundations Capstone")
    check.ok("Week 4" in row.texts(), "Today offers to continue there", "Week 4", row.texts())


if __name__ == "__main__":
    driver.main(ticks_and_progress, project, time_worked, neighbours)
