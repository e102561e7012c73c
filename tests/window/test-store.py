"""A store or a course that is not as it should be: said clearly, nothing lost, a way on."""
import glob
import hashlib
import os
import re
import sqlite3
import time

import driver
import learner

GARBAGE = b"This is no database. " * 500


def make_progress(desktop, backup=False):
    """A learner with one tick; returns the name of the ticked task."""
    app = desktop.start()
    learner.skip_plan(app)
    learner.go_week(app, 4)
    learner.view(app, "Tasks")
    task = learner.ticks(app, 0).name
    learner.tick(app, task)
    if backup:
        learner.search(app, "back up", keys="ctrl+k")
        app.find("list item", "Back Up Now")
        app.press("Return")
        app.find("label", "Backup made and checked")
    app.quit()
    return task


def damage(home):
    for name in glob.glob(home.store + "-*"):
        os.remove(name)
    with open(home.store, "wb") as file:
        file.write(GARBAGE)


def is_ticked(app, task):
    learner.go_week(app, 4)
    learner.view(app, "Tasks")
    return app.find("checkbox", task).is_("checked")


def digest(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def kept_copies(home):
    """The files below the learner's folder that hold the damaged store."""
    found = []
    for folder, _, names in os.walk(home.epoch):
        for name in names:
            with open(os.path.join(folder, name), "rb") as file:
                if file.read(len(GARBAGE)) == GARBAGE:
                    found.append(name)
    return found


def damaged_begins_anew(desktop, check):
    """A store that is no database: begin anew, and the damaged file is kept."""
    os.makedirs(desktop.home.epoch)
    damage(desktop.home)
    app = desktop.start()
    check.ok(app.find(None, "Your Data Is Damaged"), "it says what is wrong")
    check.ok(not app.has("button", re.compile("^Restore")), "no backup is offered where there is none")
    app.click(app.find("button", "Begin Anew and Keep the Damaged File"))
    check.ok(app.find("list", "Your Plan"), "beginning anew opens Today")
    check.equal(len(kept_copies(desktop.home)), 1, "the damaged file is kept, once")
    check.ok(kept_copies(desktop.home) != ["epoch.db"], "under another name")


def damaged_is_restored(desktop, check):
    """A store that is no database, and a backup: restore brings the ticks back."""
    task = make_progress(desktop, backup=True)
    damage(desktop.home)
    app = desktop.start()
    check.ok(app.find(None, "Your Data Is Damaged"), "it says what is wrong")
    app.click(app.find("button", re.compile("^Restore the Backup of")))
    app.wait_gone(None, "Your Data Is Damaged")
    check.ok(is_ticked(app, task), "the tick is back")
    check.equal(len(kept_copies(desktop.home)), 1, "the damaged file is kept")
    app.quit()
    app = desktop.start()
    check.ok(is_ticked(app, task), "and still there after a restart")


def newer_version(desktop, check):
    """A store of a newer Epoch is told as such and left as it is."""
    make_progress(desktop)
    connection = sqlite3.connect(desktop.home.store)
    connection.execute("PRAGMA journal_mode=DELETE")
    connection.execute("PRAGMA user_version=9999")
    connection.commit()
    connection.close()
    before = digest(desktop.home.store)
    app = desktop.start()
    check.ok(app.find(None, "Your Data Is from a Newer Epoch"), "it says that the data is newer")
    check.ok(not app.has("button", re.compile("Begin Anew")), "and offers nothing that would lose it")
    app.click(app.find("button", "Quit"))
    app.process.wait(20)
    check.equal(digest(desktop.home.store), before, "the file is the same, byte for byte")


def locked(desktop, check):
    """Another program holds the store: told within seconds; Try Again works once it lets go."""
    task = make_progress(desktop)
    holder = sqlite3.connect(desktop.home.store, isolation_level=None)
    holder.execute("PRAGMA locking_mode=EXCLUSIVE")
    holder.execute("BEGIN EXCLUSIVE")
    began = time.monotonic()
    app = desktop.start(wait=False)
    app.wait_for_window()
    check.ok(app.find(None, "Your Data Is in Use", timeout=20), "it says that the data is in use")
    took = time.monotonic() - began
    check.ok(took < 12, "within 12 s", "under 12 s", "%.1f s" % took)
    holder.execute("ROLLBACK")
    holder.close()
    app.click(app.find("button", "Try Again"))
    app.wait_gone(None, "Your Data Is in Use")
    check.ok(is_ticked(app, task), "Try Again opens it, with the tick")


def damaged_course(desktop, check):
    """One week's file is cut short: a banner says so, the other weeks open."""
    data = learner.copy_course(os.environ["EPOCH_DATA_DIR"], desktop.home.folder + "/course")
    path = data + "/curriculum/week-07.json"
    with open(path, "r+b") as file:
        file.truncate(os.path.getsize(path) // 2)
    app = desktop.start(EPOCH_DATA_DIR=data)
    check.ok(app.find(None, re.compile("could not be read; the rest is here")), "a banner says so")
    app.click(app.find("button", "Details"))
    details = "\n".join(app.find(("alert dialog", "dialog", "alert"), "Damaged Files").texts())
    check.ok(re.search(r"week-07\.json.*\d", details), "the details name the file and the place",
             "week-07.json and a line", details)
    app.click(app.find("button", "Close", below=app.find(("alert dialog", "dialog", "alert"),
                                                         "Damaged Files")))
    learner.go_week(app, 6)
    learner.go_week(app, 8)
    check.ok(app.has("tab", "Tasks"), "weeks 6 and 8 open")


if __name__ == "__main__":
    driver.main(damaged_begins_anew, damaged_is_restored, newer_version, locked, damaged_course)
