"""Files that come into the window and go out of it: GTK's chooser, and dragging."""
import os
import subprocess
import sys
import time

import driver

# X11 without a window manager: nobody says of a window that it is one, and GDK asks before it drags.
WM_STATE = """
import ctypes, sys
x = ctypes.CDLL("libX11.so.6")
x.XOpenDisplay.restype = ctypes.c_void_p
x.XInternAtom.restype = ctypes.c_ulong
d = ctypes.c_void_p(x.XOpenDisplay(None))
a = ctypes.c_ulong(x.XInternAtom(d, b"WM_STATE", 0))
v = (ctypes.c_ulong * 2)(1, 0)
x.XChangeProperty(d, ctypes.c_ulong(int(sys.argv[1])), a, a, 32, 0, v, 2)
x.XCloseDisplay(d)
"""
DRAG = """
import sys, gi
gi.require_version("Gtk", "4.0")
from gi.repository import Gdk, Gio, GObject, Gtk
app = Gtk.Application(application_id=None)
def activate(app):
    window = Gtk.ApplicationWindow(application=app, title="Drag from here", default_width=200, default_height=120)
    source = Gtk.DragSource(actions=Gdk.DragAction.COPY)
    files = Gdk.FileList.new_from_array([Gio.File.new_for_path(path) for path in sys.argv[1:]])
    value = GObject.Value(Gdk.FileList, files)
    source.set_content(Gdk.ContentProvider.new_for_value(value))
    label = Gtk.Label(label="files")
    label.add_controller(source)
    window.set_child(label)
    window.present()
app.connect("activate", activate)
app.run([])
"""


def choose(app, title, path, saving=False):
    """Gives a path to the file chooser that is open: a slash begins a path where one opens a file,
    and the name has the keyboard where one saves."""
    def there():
        return app.desktop.x("xdotool", "search", "--onlyvisible", "--pid", str(app.process.pid), "--name",
                             "^%s$" % title).split()
    window = app.until(there, "the dialog “%s”" % title)[-1]

    def focused():
        app.desktop.x("xdotool", "windowfocus", window)
        return app.desktop.x("xdotool", "getwindowfocus").strip() == window
    app.until(focused, "the keyboard in the dialog")
    # It is laid out, and puts its own focus where it wants it, a moment after it shows.
    time.sleep(0.5)
    if saving:
        app.press("ctrl+a")
    app.type(path)
    time.sleep(4 * driver.SETTLE_S)
    app.press("Return")
    app.until(lambda: not there(), "the end of the dialog “%s”" % title)
    app.focus_window()


class Drag:
    """Files that are dragged over the window, from another one beside it."""

    def __init__(self, app, *paths):
        self.app = app
        environment = {**app.desktop.environment, **app.home.environment(), "NO_AT_BRIDGE": "1"}
        self.process = subprocess.Popen([sys.executable, "-c", DRAG, *paths], env=environment,
                                        stdin=subprocess.DEVNULL, stderr=app.desktop.log,
                                        preexec_fn=driver.die_with_parent)
        x = app.desktop.x
        window = app.until(lambda: x("xdotool", "search", "--onlyvisible", "--name", "^Drag from here$").split(),
                           "a window to drag from")[0]
        for each in (window, app.window):
            subprocess.run([sys.executable, "-c", WM_STATE, each], env=environment, check=True)
        x("xdotool", "windowmove", "--sync", window, "1500", "100")
        x("xdotool", "mousemove", "1600", "180", "mousedown", "1")
        time.sleep(0.3)
        for place in ((1590, 185), (1560, 200), (1400, 250), (800, 300), (600, 320), (590, 330)):
            x("xdotool", "mousemove", *map(str, place))
            time.sleep(0.1)

    def drop(self):
        self.app.desktop.x("xdotool", "mousemove", "580", "335", "mouseup", "1")
        time.sleep(0.3)
        self.process.terminate()
        self.process.wait(10)
        self.app.focus_window()


def write(desktop, name, content):
    path = os.path.join(desktop.home.folder, name)
    with open(path, "wb") as file:
        file.write(content if isinstance(content, bytes) else content.encode())
    return path
