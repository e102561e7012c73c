"""Drives Epoch's window for real: a screen, a session, the program, a pair of hands.

    def first(desktop, check):
        app = desktop.start()
        app.click(app.find("list item", "Lab"))
        check.ok(app.find("heading", "Lab"), "Lab opens")

    if __name__ == "__main__":
        driver.main(first)

Each step gets a fresh learner (desktop.home) and speaks TAP through check. Whatever a step
started is ended after it, and what the program said on standard error is judged then.
"""
import ctypes
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback

import atspi
from tap import Check

SCREEN = "1920x1080x24"
WAIT_S = 15
POLL_S = 0.04
# A key press is worth waiting for so long that the program has taken it in.
SETTLE_S = 0.05
# What has not moved for so long stays where it is.
STILL_S = 0.1

# Complaints on standard error that are not Epoch's, each with its reason.
NOISE = (
    # There is no desktop here, so nobody offers the settings and file portals.
    re.compile(r"org\.freedesktop\.portal|xdg-desktop-portal"),
    # WebKit's own process, as it is ended: its connection has gone before its name.
    re.compile(r"Error releasing name io\.github\.epochstudy\.Epoch\.Sandboxed\.WebProcess"),
    # Xvfb has no GPU; Mesa says so once.
    re.compile(r"libEGL warning|MESA: error: ZINK|failed to create dri2 screen"),
)
COMPLAINT = re.compile(r"-(CRITICAL|WARNING|ERROR) \*\*|\*\* (CRITICAL|WARNING|ERROR)|"
                       r"AddressSanitizer|LeakSanitizer|runtime error:")
# What AddressSanitizer's environment in ../meson.build makes it end with; a column of a table; what
# a GFileInfo takes.
LEAK_STATUS, COLUMN_BYTES, MOST_COLUMNS, INFO_BYTES, MOST_INFOS = 99, 120, 16, 40, 8
PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36
libc = ctypes.CDLL(None, use_errno=True)


def die_with_parent():
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Home:
    """A learner's folders, empty at first; they outlive the program."""

    def __init__(self, folder):
        self.folder = folder
        for name in ("data", "config", "cache", "state", "run"):
            os.makedirs(os.path.join(folder, name), mode=0o700)
        self.epoch = os.path.join(folder, "data", "epoch")
        self.store = os.path.join(self.epoch, "epoch.db")
        # The tests ask what is there, not how it gets there.
        os.makedirs(os.path.join(folder, "config", "gtk-4.0"))
        with open(os.path.join(folder, "config", "gtk-4.0", "settings.ini"), "w") as settings:
            settings.write("[Settings]\ngtk-enable-animations=false\n")

    def write_settings(self, **values):
        """GSettings of the program, such as window_width=360."""
        folder = os.path.join(self.folder, "config", "glib-2.0", "settings")
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, "keyfile"), "w") as file:
            file.write("[io/github/epochstudy/Epoch]\n")
            for name, value in values.items():
                file.write("%s=%s\n" % (name.replace("_", "-"), value))

    def environment(self):
        return {"HOME": self.folder, "XDG_DATA_HOME": self.folder + "/data",
                "XDG_CONFIG_HOME": self.folder + "/config",
                "XDG_CACHE_HOME": self.folder + "/cache",
                "XDG_STATE_HOME": self.folder + "/state"}


class Desktop:
    """A screen of its own and a session of its own, and the programs that run there."""

    def __init__(self, program, output):
        self.program, self.output = program, output
        self.folder = tempfile.mkdtemp(prefix="epoch-window-")
        self.processes, self.apps, self.homes = [], [], 0
        self.log = open(os.path.join(output, "session.log"), "wb")
        self.environment = dict(os.environ)
        for name in ("NO_AT_BRIDGE", "GTK_A11Y", "LD_PRELOAD", "WAYLAND_DISPLAY", "AT_SPI_BUS_ADDRESS",
                     "DBUS_SESSION_BUS_ADDRESS", "GTK_THEME", "ADW_DEBUG_COLOR_SCHEME"):
            self.environment.pop(name, None)
        self.session = Home(os.path.join(self.folder, "session"))
        self.environment.update(
            self.session.environment(), XDG_RUNTIME_DIR=self.session.folder + "/run",
            GDK_BACKEND="x11", GSK_RENDERER="cairo", GSETTINGS_BACKEND="keyfile", TZ="UTC",
            LANG=os.environ.get("LANG", "C.UTF-8"))
        # Orphans of the session come to this process, which ends them in the end.
        libc.prctl(PR_SET_CHILD_SUBREAPER, 1)
        self.environment["DISPLAY"] = ":" + self.start_screen()
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = self.start_bus()
        self.bus = atspi.Bus(self.environment["DBUS_SESSION_BUS_ADDRESS"])
        self.home = None

    def spawn(self, command, **options):
        process = subprocess.Popen(command, env=self.environment, stdin=subprocess.DEVNULL,
                                   stderr=self.log, preexec_fn=die_with_parent, **options)
        self.processes.append(process)
        return process

    def start_screen(self):
        """Xvfb chooses a free number and tells it when it is ready to be drawn on."""
        mine, its = os.pipe()
        self.spawn(["Xvfb", "-displayfd", str(its), "-screen", "0", SCREEN, "-nolisten", "tcp",
                    "-noreset"], pass_fds=[its], stdout=subprocess.DEVNULL)
        os.close(its)
        with os.fdopen(mine) as answer:
            number = answer.readline().strip()
        if not number:
            raise RuntimeError("Xvfb did not start; see %s" % self.log.name)
        return number

    def start_bus(self):
        daemon = self.spawn(["dbus-daemon", "--session", "--nofork", "--nopidfile",
                             "--print-address"], stdout=subprocess.PIPE, text=True)
        address = daemon.stdout.readline().strip()
        if not address:
            raise RuntimeError("The session bus did not start; see %s" % self.log.name)
        return address

    def new_home(self):
        self.homes += 1
        self.home = Home(os.path.join(self.folder, "home-%d" % self.homes))
        return self.home

    def start(self, home=None, wait=True, **environment):
        """Starts the program for a learner, by default the present one; waits for its window."""
        # Where the pointer last rested it would call up a tooltip.
        self.x("xdotool", "mousemove", *SCREEN.split("x")[:2])
        app = App(self, home or self.home or self.new_home(), environment)
        self.apps.append(app)
        if wait:
            app.wait_for_window()
        return app

    def end_apps(self, check):
        for app in self.apps:
            if app.process.poll() is None:
                app.quit()
            app.judge(check)
        self.apps = []

    def x(self, *command):
        done = subprocess.run(command, env=self.environment, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=self.log, timeout=30, text=True)
        return done.stdout

    def screenshot(self, name, window=None):
        path = os.path.join(self.output, name + ".png")
        self.x("import", "-window", str(window or "root"), path)
        return path

    def close(self):
        for app in self.apps:
            app.kill()
        try:
            self.bus.close()
        except Exception:  # The bus may have gone first.
            pass
        for process in reversed(self.processes):
            process.terminate()
        end_descendants()
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def descendants(pid):
    found = []
    for task in os.listdir("/proc/%d/task" % pid):
        try:
            with open("/proc/%d/task/%s/children" % (pid, task)) as file:
                children = [int(child) for child in file.read().split()]
        except OSError:
            continue
        for child in children:
            found += [child] + (descendants(child) if os.path.exists("/proc/%d" % child) else [])
    return found


def end_descendants():
    """Ends all that this process or an orphan of it started, and waits until it is gone."""
    end = time.monotonic() + 10
    while (left := descendants(os.getpid())) and time.monotonic() < end:
        for pid in left:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            pass
        time.sleep(0.02)


class App:
    """Epoch running, with what one can see of it and do to it."""

    def __init__(self, desktop, home, environment):
        self.desktop, self.home = desktop, home
        self.errors = os.path.join(desktop.output, "epoch-%d.stderr" % time.monotonic_ns())
        self.killed, self.window, self.root, self.sidebar = False, None, None, None
        self.allowed, self.chose_files = [], False
        with open(self.errors, "wb") as errors:
            self.process = subprocess.Popen(
                [desktop.program], stdin=subprocess.DEVNULL, stdout=errors, stderr=errors,
                env={**desktop.environment, **home.environment(), **environment},
                cwd=home.folder, preexec_fn=die_with_parent)

    # What one sees.

    def wait_for_window(self):
        def ready():
            if self.process.poll() is not None:
                raise RuntimeError("Epoch ended with %s before it had a window:\n%s" % (
                    self.process.returncode, self.complaints(everything=True)))
            self.root = self.root or self.desktop.bus.find_program(self.process.pid)
            return self.root and self.tree().children
        self.until(ready, "a window", 40)
        self.focus_window()

    def focus_window(self):
        """Gives the newest window the keyboard, as a window manager would."""
        def focused():
            # Tooltips and popovers are windows as well, but have no title.
            found = self.desktop.x("xdotool", "search", "--all", "--onlyvisible", "--pid",
                                   str(self.process.pid), "--name", ".").split()
            if found:
                self.window = found[-1]
                self.desktop.x("xdotool", "windowfocus", self.window)
            return found and self.desktop.x("xdotool", "getwindowfocus").strip() == self.window
        self.until(focused, "the keyboard in the window")

    def tree(self, whole=False):
        """What is in the window now. The sidebar's many rows are left out but where asked for."""
        return atspi.read_tree(self.root, () if whole or not self.sidebar else
                               (self.sidebar.reference,))

    def until(self, condition, what, timeout=WAIT_S):
        """Asks again and again until the condition holds; returns what it gave."""
        end = time.monotonic() + timeout
        while True:
            try:
                if value := condition():
                    return value
            except atspi.Gone:
                if self.process.poll() is not None:
                    raise RuntimeError("Epoch ended with %s while waiting for %s:\n%s" % (
                        self.process.returncode, what, self.complaints(everything=True)))
            if time.monotonic() > end:
                raise TimeoutError("no %s within %g s" % (what, timeout))
            time.sleep(POLL_S)

    def find(self, role=None, name=None, below=None, timeout=WAIT_S):
        """The first accessible with that role and name (a text or a pattern), once it shows."""
        def look():
            found = (atspi.read_tree(below) if below else self.tree()).within(role, name)
            return found[0] if found else None
        return self.until(look, describe_wanted(role, name), timeout)

    def find_all(self, role=None, name=None):
        return self.tree().within(role, name)

    def has(self, role=None, name=None):
        return bool(self.find_all(role, name))

    def wait_gone(self, role=None, name=None, timeout=WAIT_S):
        self.until(lambda: not self.has(role, name), "end of " + describe_wanted(role, name),
                   timeout)

    def focused(self):
        """The innermost accessible with the keyboard, None where none has it."""
        found = [node for node in self.tree(whole=True).walk() if node.is_("focused")]
        return found[-1] if found else None

    # What one does.

    def press(self, *keys):
        for key in keys:
            self.desktop.x("xdotool", "key", "--clearmodifiers", key)
            time.sleep(SETTLE_S)

    def type(self, text):
        for number, line in enumerate(text.split("\n")):
            if number:
                self.press("Return")
            if line:
                self.desktop.x("xdotool", "type", "--clearmodifiers", "--delay", "8", "--", line)

    def click(self, node):
        """Scrolls something into sight, as one does, and presses the pointer's button on it."""
        if node.parent.ancestor("button"):
            # A popover has a window of its own, which no window manager placed.
            node.act()
            return
        node = self.bring_into_sight(node)
        self.wait_still(node)
        x, y = self.middle(node)
        self.desktop.x("xdotool", "mousemove", "--window", self.window, str(x), str(y),
                       "click", "1")
        time.sleep(SETTLE_S)

    def wait_still(self, node):
        """Waits until a page that is still being laid out no longer moves what is on it."""
        seen = []

        def still():
            seen.append((node.extents(), self.origin()))
            time.sleep(STILL_S)
            return seen[-1] == (node.extents(), self.origin())

        self.until(still, "stillness of " + repr(node.name))

    def middle(self, node):
        """Its middle, in the coordinates of the X window."""
        x, y, width, height = node.extents()
        left, top = self.origin()
        return x - left + width // 2, y - top + height // 2

    def origin(self):
        """Where the X window begins: the shadow around a window counts below nought."""
        return self.tree().children[-1].extents()[:2]

    def bring_into_sight(self, node):
        def in_sight():
            x, y, width, height = node.extents()
            left, top, right, bottom = node.sight()
            middle = y + height // 2
            if width and top < middle < bottom and left <= x + width // 2 <= right:
                # It may still be moving, as where the window is laid out for the first time.
                time.sleep(POLL_S)
                return node.extents() == (x, y, width, height)
            # The wheel turns over the part that scrolls, beside the node's own middle.
            at_x, at_y = max(left, min(right, x + width // 2)), (top + bottom) // 2
            origin = self.origin()
            steps = max(1, min(8, abs(middle - at_y) // 90))
            self.desktop.x("xdotool", "mousemove", "--window", self.window,
                           str(at_x - origin[0]), str(at_y - origin[1]), "click", "--repeat",
                           str(steps), "--delay", "5", "4" if middle < at_y else "5")
            time.sleep(SETTLE_S)
            return False
        self.until(in_sight, "%r in sight" % node)
        return node

    def resize(self, width, height):
        self.desktop.x("xdotool", "windowsize", self.window, str(width), str(height))

    # How it ends.

    def command(self, action):
        """One of the program's own actions, through the session bus."""
        self.desktop.x("gdbus", "call", "--session", "--dest", "io.github.epochstudy.Epoch",
                       "--object-path", "/io/github/epochstudy/Epoch", "--method",
                       "org.freedesktop.Application.ActivateAction", action, "[]", "{}")

    def quit(self, timeout=30):
        self.command("quit")
        try:
            self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.kill()
            raise TimeoutError("Epoch did not quit within %s s" % timeout)

    def kill(self):
        """Ends the program as a failing machine would: with no word said."""
        self.killed = True
        for pid in descendants(self.process.pid) if self.process.poll() is None else []:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        self.process.kill()
        self.process.wait()

    def allow(self, pattern):
        """A complaint that this test provokes."""
        self.allowed.append(re.compile(pattern))

    def complaints(self, everything=False):
        with open(self.errors, errors="replace") as file:
            lines = [line.rstrip("\n") for line in file]
        if everything or any("Sanitizer" in line or "runtime error:" in line for line in lines):
            return "\n".join(lines[-80:])
        return "\n".join(line for line in lines if COMPLAINT.search(line)
                         and not any(noise.search(line) for noise in (*NOISE, *self.allowed)))

    def judge(self, check):
        """Says whether it ended well and had nothing to complain of."""
        complaints = self.complaints()
        ended = self.killed or self.process.returncode == 0
        if self.process.returncode == LEAK_STATUS and is_column_leak(complaints):
            check.say("GTK's leak of the columns of a table, and no other")
            complaints, ended = "", True
        elif self.process.returncode == LEAK_STATUS and self.chose_files and is_chooser_leak(complaints):
            check.say("the leak of GTK's file chooser, and no other")
            complaints, ended = "", True
        check.ok(ended and not complaints, "Epoch ended well and complained of nothing",
                 "exit status 0 and no complaint",
                 "exit status %s\n%s" % (self.process.returncode, complaints))


def is_column_leak(report):
    """Whether a report of leaks is of nothing but the columns of a GtkColumnView: as it goes, GTK
    4.18's gtk_column_view_remove_column() leaks the column that the focus moves on to. The stack
    ends in GLib, so the objects are known by their size."""
    direct = re.findall(r"Direct leak of (\d+) byte\(s\) in (\d+) object\(s\)", report)
    return (len(direct) == 1 and int(direct[0][0]) == COLUMN_BYTES * int(direct[0][1])
            and int(direct[0][1]) <= MOST_COLUMNS
            and "ERROR: AddressSanitizer" not in report and "runtime error:" not in report)


def is_chooser_leak(report):
    """Whether a report of leaks is of nothing but the file infos that GTK 4.18's file chooser asks
    for as it opens: one that is let go before the answer came keeps it, and a string beside it."""
    direct = [(int(size), int(n)) for size, n in
              re.findall(r"Direct leak of (\d+) byte\(s\) in (\d+) object\(s\)", report)]
    return (bool(direct) and direct[0][0] == INFO_BYTES * direct[0][1] and direct[0][1] <= MOST_INFOS
            and all(size <= 64 for size, n in direct[1:]) and len(direct) <= 2
            and "ERROR: AddressSanitizer" not in report and "runtime error:" not in report)


def describe_wanted(role, name):
    return "%s “%s”" % (role or "anything", name.pattern if hasattr(name, "pattern") else name)


def keep_evidence(desktop, check, step):
    """A picture and the accessible tree of what was there when a step failed."""
    try:
        check.say("picture: " + desktop.screenshot("failed-" + step))
        for app in desktop.apps:
            if app.root and app.process.poll() is None:
                path = os.path.join(desktop.output, "failed-%s.tree" % step)
                with open(path, "w") as file:
                    file.write("\n".join(atspi.describe(app.tree())))
                check.say("tree: " + path)
            check.say(app.complaints())
    except Exception as error:  # The evidence is a help, not a test.
        check.say("no evidence: %s" % error)


def main(*steps):
    """Runs the steps of a test program: PROGRAM [STEP…]."""
    program, wanted = os.path.abspath(sys.argv[1]), sys.argv[2:]
    name = os.path.splitext(os.path.basename(sys.argv[0]))[0]
    output = os.path.join(os.path.dirname(program), "..", "..", "tests", "window", name + ".d")
    output = os.path.normpath(output)
    shutil.rmtree(output, ignore_errors=True)
    os.makedirs(output)
    check = Check()
    desktop = Desktop(program, output)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    try:
        for step in steps:
            if wanted and step.__name__ not in wanted:
                continue
            run_step(desktop, check, step)
    finally:
        desktop.close()
    check.finish()
    sys.exit(1 if check.failed else 0)


def run_step(desktop, check, step):
    check.say("%s: %s" % (step.__name__, (step.__doc__ or "").strip().split("\n")[0]))
    desktop.new_home()
    failed = check.failed
    try:
        step(desktop, check)
    except Exception:
        check.ok(False, step.__name__ + " ran to its end", "no exception",
                 traceback.format_exc())
    if check.failed > failed:
        keep_evidence(desktop, check, step.__name__)
    try:
        desktop.end_apps(check)
    except Exception:
        check.ok(False, step.__name__ + ": Epoch ends when asked", "an end",
                 traceback.format_exc())
        for app in desktop.apps:
            app.kill()
        desktop.apps = []
