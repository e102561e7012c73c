"""When the learner's data or the course can not be had: damaged, newer, in use, no room, killed."""
import contextlib
import ctypes
import glob
import json
import os
import random
import re
import shutil
import sqlite3
import subprocess
import time

import driver
import learner

GARBAGE = random.Random(7).randbytes(40000)
BEGIN_ANEW = "Begin Anew and Keep the Damaged File"
NO_ROOM = "There is no room left on the disk"
TICKED = "SELECT item FROM ticks WHERE ticked = 1 ORDER BY item"
SMALL_DISK = 3 * 1024 * 1024


def open_tasks(app, week=1):
    learner.go_week(app, week)
    learner.view(app, "Tasks")


def ticked(app):
    return [box.name for box in learner.ticks(app) if box.is_("checked")]


def study(desktop, ticks=2):
    """A first start in which some tasks are ticked; returns the program and their names."""
    app = desktop.start()
    learner.skip_plan(app)
    open_tasks(app)
    names = [box.name for box in learner.ticks(app)[:ticks]]
    for name in names:
        learner.tick(app, name)
    check_stored(desktop.home, ticks)
    return app, names


def check_stored(home, count):
    found = learner.wait_store(home, "SELECT count(*) FROM ticks WHERE ticked = 1", [(count,)])
    if found != [(count,)]:
        raise AssertionError("%d ticks were stored, not %d" % (found[0][0], count))


def read(path):
    with open(path, "rb") as file:
        return file.read()


def write(path, content):
    """Puts other bytes in place of a closed store, and nothing beside it."""
    with open(path, "wb") as file:
        file.write(content)
    for ending in ("-wal", "-shm"):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path + ending)


def page_text(app, title):
    """The sentence of the page with that title which stands in the place of the course."""
    app.find("label", title)
    labels = [node.name for node in app.find_all("label")]
    return labels[labels.index(title) + 1]


def backups(home):
    return sorted(glob.glob(os.path.join(home.epoch, "backups", "epoch-*.db")))


def check_set_aside(check, home, content):
    kept = glob.glob(home.store + ".damaged-*")
    check.equal([os.path.basename(path)[:17] for path in kept], ["epoch.db.damaged-"],
                "one damaged file is kept beside the store")
    check.ok(kept and read(kept[0]) == content, "and it is as it was, byte for byte")


def restored(desktop, check):
    """Garbage in the store: the backup made by hand is offered, and brings the ticks back."""
    app, names = study(desktop)
    learner.choose(app, app.find("button", "Main Menu"), "Back Up Now")
    check.equal(learner.toast(app, "^Backup"), "Backup made and checked", "a toast tells of the backup")
    learner.tick(app, learner.ticks(app, 2).name)
    check_stored(desktop.home, 3)
    app.quit()
    write(desktop.home.store, GARBAGE)

    app = desktop.start()
    text = page_text(app, "Your Data Is Damaged")
    check.contains(text, desktop.home.store + " is damaged", "the page names the damaged file")
    stamp = os.path.basename(backups(desktop.home)[-1])
    offer = app.find("button", re.compile("^Restore the Backup of "))
    when = time.strptime(stamp, "epoch-%Y%m%d-%H%M%S.db")
    check.equal(offer.name, "Restore the Backup of %d %s" % (
        when.tm_mday, time.strftime("%B %Y, %H:%M", when)), "it offers the newest backup")
    check.ok(app.has("button", BEGIN_ANEW), "it offers to begin anew")
    check.equal(read(desktop.home.store), GARBAGE, "nothing is done to the file before one chooses")
    app.click(offer)
    open_tasks(app)
    check.equal(ticked(app), names, "the ticks of the backup are back, and no other")
    check_set_aside(check, desktop.home, GARBAGE)
    learner.tick(app, learner.ticks(app, 2).name)
    check_stored(desktop.home, 3)
    app.quit()
    app = desktop.start()
    open_tasks(app)
    check.equal(len(ticked(app)), 3, "what is ticked then is there after a restart")


def begun_anew(desktop, check):
    """Garbage in the store and no backup: one begins anew, and the damaged file is kept."""
    app, names = study(desktop)
    app.quit()
    shutil.rmtree(os.path.join(desktop.home.epoch, "backups"), ignore_errors=True)
    write(desktop.home.store, GARBAGE)

    app = desktop.start()
    check.contains(page_text(app, "Your Data Is Damaged"), "is damaged", "the page says so")
    begin = app.find("button", BEGIN_ANEW)
    check.ok(not app.has("button", re.compile("^Restore")), "no backup is offered where there is none")
    app.click(begin)
    learner.skip_plan(app)
    check_set_aside(check, desktop.home, GARBAGE)
    open_tasks(app)
    check.equal(ticked(app), [], "nothing is ticked")
    learner.tick(app, names[1])
    check_stored(desktop.home, 1)
    app.quit()
    app = desktop.start()
    open_tasks(app)
    check.equal(ticked(app), [names[1]], "the new store keeps what is ticked")


def damaged_inside(desktop, check):
    """A store whose head is sound and whose pages are not is found out as well."""
    app, _ = study(desktop)
    app.quit()
    content = read(desktop.home.store)
    size = int.from_bytes(content[16:18], "big")
    # The first page, with the head and the tables' names, stays.
    wrong = content[:size] + GARBAGE[:4 * size] + content[5 * size:]
    write(desktop.home.store, wrong)
    app = desktop.start()
    check.contains(page_text(app, "Your Data Is Damaged"), "is damaged", "damaged pages are found")
    app.click(app.find("button", BEGIN_ANEW))
    check.ok(app.find("button", "Skip"), "one can begin anew")
    check_set_aside(check, desktop.home, wrong)


def newer(desktop, check):
    """The store of a newer version is left alone."""
    app, _ = study(desktop)
    app.quit()
    store = sqlite3.connect(desktop.home.store)
    store.execute("PRAGMA user_version = 9999")
    store.close()
    before = read(desktop.home.store)
    app = desktop.start()
    text = page_text(app, "Your Data Is from a Newer Epoch")
    check.contains(text, "format 9999", "the page says which version wrote the store")
    check.contains(text, "Update Epoch", "and what to do")
    check.ok(not app.has("button", BEGIN_ANEW) and not app.has("button", re.compile("^Restore")),
             "it offers nothing that would put the store aside")
    app.click(app.find("button", "Quit"))
    app.process.wait(30)
    check.ok(read(desktop.home.store) == before, "the file is the same, byte for byte")
    check.equal([path for path in glob.glob(desktop.home.store + "-*")], [],
                "and nothing is beside it that it did not have")


def in_use(desktop, check):
    """A store that another program holds: told after five seconds, opened when it lets go."""
    app, names = study(desktop)
    app.quit()
    other = sqlite3.connect(desktop.home.store, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    app = desktop.start(wait=False)
    began = time.monotonic()
    app.wait_for_window()
    text = page_text(app, "Your Data Is in Use")
    took = time.monotonic() - began
    check.ok(4 < took < 12, "it is told after about five seconds", "4 to 12 s", "%.1f s" % took)
    check.contains(text, desktop.home.store, "the page names the file")
    app.click(app.find("button", "Try Again"))
    app.wait_gone("button", "Try Again")
    check.ok(app.find("button", "Try Again"), "it is told again where one tries too early")
    other.execute("ROLLBACK")
    other.close()
    app.click(app.find("button", "Try Again"))
    open_tasks(app)
    check.equal(ticked(app), names, "Try Again opens it once it is free")


def details(app):
    """What the button of the banner tells."""
    app.click(app.find("button", "Details"))
    text = app.find("label", re.compile(r"\.json")).name
    app.press("Escape")
    app.wait_gone("label", text)
    return text


def course_damaged(desktop, check):
    """A truncated week: the banner says so, Details tells where, the other weeks open."""
    data = learner.copy_course(os.environ["EPOCH_DATA_DIR"], desktop.home.folder + "/course")
    path = os.path.join(data, "curriculum", "week-07.json")
    content = read(path)[:3000]
    write(path, content)
    app = desktop.start(EPOCH_DATA_DIR=data)
    learner.skip_plan(app)
    check.ok(app.find("label", "1 place of the course’s files could not be read; the rest is here."),
             "a banner tells of the damaged file")
    text = details(app)
    found = re.match(r"week-07\.json: line (\d+), column \d+: ", text)
    # The parser may tell of the thing that was left open, a line or two before the end.
    lines = content.count(b"\n") + 1
    check.ok(found and lines - 3 <= int(found.group(1)) <= lines, "Details names the file and the place",
             "week-07.json: line %d, column …" % lines, text)
    rows = [row.name.split(":")[0] for row in learner.sidebar(app).within("list item")]
    check.equal([row for row in rows if row.startswith("Week ")],
                ["Week %d" % n for n in range(1, 17) if n != 7], "the sidebar has the other weeks")
    for week in (6, 8, 16):
        learner.go_week(app, week)
        learner.view(app, "Tasks")
        check.ok(learner.ticks(app), "week %d opens and has its tasks" % week)


def outline_missing(desktop, check):
    """No course.json: the weeks are still there."""
    data = learner.copy_course(os.environ["EPOCH_DATA_DIR"], desktop.home.folder + "/course")
    os.unlink(os.path.join(data, "curriculum", "course.json"))
    app = desktop.start(EPOCH_DATA_DIR=data)
    learner.skip_plan(app)
    check.contains(details(app), "course.json", "Details names the missing file")
    rows = [row.name.split(":")[0] for row in learner.sidebar(app).within("list item")]
    check.equal([row for row in rows if row.startswith("Week ")],
                ["Week %d" % n for n in range(1, 17)], "the sidebar has all weeks")
    open_tasks(app, 4)
    learner.tick(app, learner.ticks(app, 0).name)
    check_stored(desktop.home, 1)
    check.ok(learner.week_percent(app) > 0, "a week opens, and can be ticked")


def course_missing(desktop, check):
    """No course at all: a page says so, and Try Again finds it when it is there."""
    source = os.environ["EPOCH_DATA_DIR"]
    data = learner.copy_course(source, desktop.home.folder + "/course")
    folder = os.path.join(data, "curriculum")
    shutil.rmtree(folder)
    os.mkdir(folder)
    app = desktop.start(EPOCH_DATA_DIR=data)
    check.contains(page_text(app, "The Course Could Not Be Read"), folder, "the page names the folder")
    shutil.rmtree(folder)
    shutil.copytree(os.path.join(source, "curriculum"), folder)
    app.click(app.find("button", "Try Again"))
    learner.skip_plan(app)
    open_tasks(app)
    check.ok(learner.ticks(app), "Try Again finds the course once it is there")
    check.ok(not app.has("button", "Details"), "and there is nothing left to complain of")


@contextlib.contextmanager
def small_disk(folder):
    """A disk of a few megabytes, seen by this program and those that it starts."""
    libc = ctypes.CDLL(None, use_errno=True)
    # Where it works the disk goes with this program, however that ends.
    if libc.unshare(0x00020000) == 0:
        subprocess.run(["mount", "--make-rprivate", "/"], stderr=subprocess.DEVNULL)
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "mode=700,size=%d" % SMALL_DISK, "epoch-test",
                           folder], capture_output=True, text=True)
    if done.returncode != 0:
        yield None
        return
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=False)


def fill(path):
    """Takes all the room there is."""
    with open(path, "wb", buffering=0) as file:
        for size in (65536, 4096, 512, 1):
            with contextlib.suppress(OSError):
                while file.write(bytes(size)) == size:
                    pass


def disk_full(desktop, check):
    """A full disk: a tick goes back, a note stays, both are stored once there is room."""
    with small_disk(os.path.join(desktop.home.folder, "data")) as folder:
        if not folder:
            check.skip("a full disk", "only root can make a small disk here")
            return
        fill_disk(desktop, check, os.path.join(folder, "ballast"))


def fill_disk(desktop, check, ballast):
    app, names = study(desktop, 1)
    name = learner.ticks(app, 1).name
    learner.view(app, "Notes")
    box = app.find("text box", "Notes of the week")
    fill(ballast)
    box.insert_text("kept", 0)
    check.ok(app.find("label", "Not saved"), "a note that finds no room says that it is not saved")
    check.ok(app.find("label", re.compile("^" + NO_ROOM)), "and why")
    check.equal(box.text(), "kept", "it stays in the editor")
    app.click(app.find("button", "Try Again"))
    check.ok(app.find("label", "Not saved"), "Try Again says the same while there is no room")
    os.unlink(ballast)
    app.click(app.find("button", "Try Again"))
    check.ok(app.find("label", "Saved"), "Try Again saves it once there is room")
    check.equal(learner.ask_store(desktop.home, "SELECT body FROM notes"), [("kept",)],
                "the note is in the store")
    app.wait_gone("label", re.compile("^" + NO_ROOM))

    learner.view(app, "Tasks")
    fill(ballast)
    app.click(app.find("checkbox", name))
    check.ok(app.find("label", re.compile("^" + NO_ROOM)), "a banner says that the disk is full")
    app.until(lambda: not app.find("checkbox", name).is_("checked"), "the tick to go back")
    check.equal(ticked(app), names, "the tick goes back, and the earlier one stays")
    os.unlink(ballast)
    learner.tick(app, name)
    check_stored(desktop.home, 2)
    check.equal(ticked(app), sorted(names + [name], key=[box.name for box in learner.ticks(app)].index),
                "with room it is ticked and stored")
    app.quit()
    app = desktop.start()
    open_tasks(app)
    check.equal(len(ticked(app)), 2, "both are there after a restart")
    learner.view(app, "Notes")
    check.equal(app.find("text box", "Notes of the week").text(), "kept", "the note as well")
    app.quit()


def tick_quickly(app, boxes):
    """Presses one check box after the other, without waiting; returns the hand that does it."""
    moves = []
    for box in boxes:
        x, y = app.middle(box)
        moves += ["mousemove", "--window", app.window, str(x), str(y), "click", "1"]
    return app.desktop.spawn(["xdotool", *moves])


def killed(desktop, check):
    """Killed while one ticks as fast as one can: what the store had is there, and it is sound."""
    app = desktop.start()
    learner.skip_plan(app)
    for round_, wanted in enumerate((1, 3, 5), 1):
        app.resize(1200, 1060)
        learner.go(app, "Final Checklist")
        app.until(lambda: app.find("window").extents()[3] > 1000, "a high window")
        boxes = [box for box in learner.ticks(app) if not box.is_("checked")][:8]
        before = set(learner.ask_store(desktop.home, TICKED))
        hand = tick_quickly(app, boxes)
        app.until(lambda: len(learner.ask_store(desktop.home, TICKED)) >= len(before) + wanted,
                  "%d stored ticks" % wanted)
        stored = set(learner.ask_store(desktop.home, TICKED))
        app.kill()
        hand.wait()
        after = set(learner.ask_store(desktop.home, TICKED))
        check.say("killed with %d of %d ticks stored, %d then" % (
            len(stored - before), len(boxes), len(after - before)))
        check.ok(stored <= after, "kill %d: no stored tick is lost" % round_, stored, after)
        check.equal(learner.ask_store(desktop.home, "PRAGMA integrity_check"), [("ok",)],
                    "kill %d: the store is sound" % round_)
        app = desktop.start()
        learner.go(app, "Final Checklist")
        check.equal(len(ticked(app)), len(after), "kill %d: the next start shows what is stored" % round_)


if __name__ == "__main__":
    driver.main(restored, begun_anew, damaged_inside, newer, in_use, course_damaged, outline_missing,
                course_missing, disk_full, killed)
