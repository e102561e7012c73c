"""Search over the course, and the palette of commands."""
import re

import driver
import learner

HOSTILE = ['"', "'", '""', "*", "NEAR", "NEAR(a b, 5)", "a AND", "OR", "NOT x", "(", "col:x", "^x",
           "-", "%", "\\", "\U0001F4A5", "';DROP TABLE notes;--", "x" * 5000, "\u202e\u0000x"[:1],
           "a* OR *"]


def opens_what_is_found(desktop, check):
    """Ctrl+F, a few words, Enter: the week, its view, the row."""
    app = desktop.start()
    learner.skip_plan(app)
    learner.search(app, "theory of linear regres")
    row = app.find("list item", re.compile("^Learn the theory of Linear Regression"))
    check.ok("Task · Week 4" in row.texts(), "a task of week 4 is found", "Task · Week 4", row.texts())
    rows = learner.results(app)
    at = [other.reference for other in rows].index(row.reference)
    app.press(*["Down"] * at)
    app.press("Return")
    check.ok(app.find("group", "Week 4"), "Enter opens week 4")
    check.ok(app.find("tab", "Tasks").is_("checked"), "in its view Tasks")
    focused = app.until(lambda: (node := app.focused()) and node.name.startswith("Learn the theory")
                        and node, "focus on the task")
    check.ok(focused, "and the task has the keyboard")


def kinds(desktop, check):
    """Each kind of place opens where it stands."""
    app = desktop.start()
    learner.skip_plan(app)
    cases = [
        ("StatQuest Linear Regression", "Resource · Week 4", "Resources", "Week 4"),
        ("objective of Linear Regression", "Interview question", None, "Block 1"),
        ("Implement logistic regression from scratch", "Final task", None, "Final Checklist"),
        ("How well does a straight line", "Experiment · Week 4", None,
         "House Prices with a Straight Line"),
    ]
    for words, kind, view, page in cases:
        learner.search(app, words)
        app.until(lambda: any(text.startswith(kind) for row in learner.results(app)[:1]
                              for text in row.texts()),
                  "a result of kind " + kind)
        app.press("Return")
        check.ok(app.find("group", page), "“%s” opens %s" % (words, page))
        if view:
            check.ok(app.find("tab", view).is_("checked"), "in its view " + view)


def hostile(desktop, check):
    """Whatever is typed is words to look for, never a query."""
    app = desktop.start()
    learner.skip_plan(app)
    field = learner.search(app, "")
    for text in HOSTILE:
        field.set_text("zzqx")
        app.find(None, "Nothing Found")
        field.set_text("zzqx " + text)
        app.find(None, "Nothing Found")
        found = [row.name for row in learner.results(app)]
        check.equal(found, [], "%r finds nothing and does no harm" % text[:30])
    field.set_text("")
    field.set_text("numpy")
    check.ok(app.until(lambda: learner.results(app), "results"), "the search works after all that")
    check.ok(not app.has("button", "Dismiss"), "no error was shown")
    app.press("Escape")
    app.wait_gone("dialog", "Search")


def palette(desktop, check):
    """Ctrl+K runs a command."""
    app = desktop.start()
    learner.skip_plan(app)
    learner.search(app, "runs of", keys="ctrl+k")
    app.find("list item", "Runs of the Lab")
    app.press("Return")
    check.ok(app.find(None, "No Runs Yet"), "the palette goes to the runs")
    learner.search(app, "Prefer", keys="ctrl+k")
    app.find("list item", "Preferences")
    app.press("Return")
    check.ok(app.find("dialog", "Preferences"), "the palette opens the preferences")
    app.press("Escape")
    app.wait_gone("dialog", "Preferences")
    learner.search(app, "back up", keys="ctrl+k")
    app.find("list item", "Back Up Now")
    app.press("Return")
    check.ok(app.find("label", "Backup made and checked"), "the palette makes a backup")


if __name__ == "__main__":
    driver.main(opens_what_is_found, kinds, hostile, palette)
