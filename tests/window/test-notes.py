"""Notes: typed, saved as one types, there again, byte for byte, whatever ended the program."""
import driver
import learner

TYPED = "# Least squares\n\nThe **sum** of `(y - y')^2` is smallest at:\n\n- b1 = cov / var\n- \"b0\" = ?"
PASTED = "\n\nÜbung: größer ≠ 0, y\u0302 = β₀ + β₁x, 数学, \U0001F4C8\U0001F469\u200d\U0001F52C\n\n  trailing  \n"


def open_notes(app):
    learner.go_week(app, 4)
    learner.view(app, "Notes")
    return app.find("text box", "Notes of the week")


def stored(home):
    return learner.ask_store(home, "SELECT body FROM notes WHERE id = 'week:4'")


def typed_and_kept(desktop, check):
    """A note is typed key by key, and is the same after a restart."""
    app = desktop.start()
    learner.skip_plan(app)
    box = open_notes(app)
    app.click(box)
    app.type(TYPED)
    check.equal(box.text(), TYPED, "the editor has what the keys gave")
    box.insert_text(PASTED, len(TYPED))
    note = box.text()
    check.equal(note, TYPED + PASTED, "and what was put in behind it")
    check.ok(app.find("label", "Saved", timeout=5), "it says Saved")
    check.equal(stored(desktop.home), [(note,)], "the store has it, byte for byte")
    app.quit()
    app = desktop.start()
    check.equal(open_notes(app).text(), note, "the editor has it after a restart")
    check.ok(app.has("label", "Saved"), "it says Saved")

    app.click(app.find("toggle button", "Preview"))
    heading = app.find("heading", "Least squares")
    check.ok(heading.reference[0] != app.root.reference[0], "the preview, a web page, has the heading")
    web = app.find("document web")
    check.ok("\U0001F4C8" in web.whole_text() and "**" not in web.whole_text(),
             "the preview has the text, rendered", "the text without **", web.whole_text())
    app.press("ctrl+shift+p")
    check.ok(app.find("text box", "Notes of the week"), "Ctrl+Shift+P goes back to the editor")


def killed_after_saved(desktop, check):
    """The program is killed right after it said Saved: the text is there at the next start."""
    app = desktop.start()
    learner.skip_plan(app)
    box = open_notes(app)
    app.click(box)
    app.type("acknowledged")
    app.find("label", "Saved", timeout=5)
    app.kill()
    app = desktop.start()
    check.equal(open_notes(app).text(), "acknowledged", "a note that was Saved outlives a kill")


def quit_while_typing(desktop, check):
    """What was typed a moment before Quit is not lost, nor before another week is opened."""
    app = desktop.start()
    learner.skip_plan(app)
    box = open_notes(app)
    app.click(box)
    app.type("first")
    learner.go_week(app, 5)
    check.equal(learner.wait_store(desktop.home, "SELECT body FROM notes", [("first",)]),
                [("first",)], "leaving the week saves its note")
    learner.go_week(app, 4)
    box = app.find("text box", "Notes of the week")
    box.insert_text(" second", 5)
    app.quit()
    check.equal(stored(desktop.home), [("first second",)], "Quit saves what was just typed")


def searched(desktop, check):
    """A word of a note is found at once."""
    app = desktop.start()
    learner.skip_plan(app)
    app.click(open_notes(app))
    app.type("heteroscedasticity")
    app.find("label", "Saved", timeout=5)
    learner.go(app, "Today")
    learner.search(app, "heterosc")
    app.until(lambda: learner.results(app), "results")
    rows = [row.texts() for row in learner.results(app)]
    check.ok(len(rows) == 1 and any("Note" in text for text in rows[0]), "the search finds the note",
             "one row of kind Note", rows)
    app.press("Return")
    check.ok(app.find("text box", "Notes of the week"), "Enter opens it")


if __name__ == "__main__":
    driver.main(typed_and_kept, killed_after_saved, quit_while_typing, searched)
