"""The first start: Today, the three questions of the plan, the sidebar."""
import re

import driver
import learner

GREETING = re.compile("^(Good|Still)")


def opens_today(desktop, check):
    """A fresh learner sees Today, the questions, and the whole course in the sidebar."""
    app = desktop.start()
    check.ok(app.find("heading", GREETING), "Today greets")
    check.ok(app.has("list", "Your Plan"), "the plan's questions are asked")
    rows = [row.name for row in learner.sidebar(app).within("list item")]
    weeks = [row for row in rows if row.startswith("Week ")]
    check.equal([row.split(":")[0] for row in weeks], ["Week %d" % n for n in range(1, 17)],
                "the sidebar has sixteen weeks in their order")
    check.equal([row.split(":")[0] for row in rows if row.startswith("Block ")],
                ["Block %d" % n for n in range(1, 5)], "the sidebar has four blocks")
    for place in ("Today", "Lab", "Final Checklist"):
        check.ok(place in rows, "the sidebar has " + place, place, rows)
    check.equal([learner.row_percent(app, "Week %d:" % n) for n in range(1, 17)], [0] * 16,
                "nothing is done yet")


def skipped_stays_skipped(desktop, check):
    """Who skips the questions is not asked again."""
    app = desktop.start()
    learner.skip_plan(app)
    check.ok(not app.has("list", "Your Plan"), "Skip puts the questions away")
    check.ok(app.find("label", re.compile("week 1, day [1-7]$")), "Today says where one is")
    app.quit()
    app = desktop.start()
    app.find("heading", GREETING)
    check.ok(not app.has("list", "Your Plan"), "they are not asked at the next start")
    check.ok(app.find("label", "0.0 of 13 hours"), "the plan has its defaults")


def answered_stays_answered(desktop, check):
    """What is answered sets the plan, at once and after a restart."""
    app = desktop.start()
    hours = app.find("spin button", re.compile("^Hours a Week"))
    hours.set_value(21)
    app.click(app.find("toggle button", "Sat"))
    app.click(app.find("button", "Start"))
    app.wait_gone("button", "Start")
    check.ok(app.find("label", "0.0 of 21 hours"), "the week's hours follow the answer")
    app.quit()
    app = desktop.start()
    check.ok(app.find("label", "0.0 of 21 hours"), "the answer is there after a restart")
    check.ok(not app.has("list", "Your Plan"), "the questions are not asked again")
    bars = app.find("image", "Hours this week")
    check.contains(bars.description, "Sat: 0.0 of 3.5 hours",
                   "Saturday has its share of six days")
    app.press("ctrl+comma")
    hours = app.find("spin button", re.compile("^Hours a Week"))
    check.equal(hours.value(), 21.0, "the preferences show the answer")
    check.equal([app.find("toggle button", day).is_("pressed") for day in ("Fri", "Sat", "Sun")],
                [True, True, False], "the preferences show the days")
    app.quit()
    check.equal(app.process.returncode, 0, "Quit quits with a dialog open")


if __name__ == "__main__":
    driver.main(opens_today, skipped_stays_skipped, answered_stays_answered)
