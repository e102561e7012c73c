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
PORTAL = """
import os, sys
from gi.repository import Gio, GLib
INTERFACE = '''<node><interface name="org.freedesktop.portal.FileChooser">
<method name="OpenFile"><arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="a{sv}" direction="in"/>
<arg type="o" direction="out"/></method>
<method name="SaveFile"><arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="a{sv}" direction="in"/>
<arg type="o" direction="out"/></method>
<property name="version" type="u" access="read"/></interface></node>'''
folder = sys.argv[1]
def answer(bus, sender, token):
    with open(os.path.join(folder, "answer"), encoding="utf-8") as file:
        uri = Gio.File.new_for_path(file.read()).get_uri()
    bus.emit_signal(sender, token, "org.freedesktop.portal.Request", "Response",
                    GLib.Variant("(ua{sv})", (0, {"uris": GLib.Variant("as", [uri])})))
def called(bus, sender, path, interface, method, values, invocation):
    parent, title, options = values.unpack()
    token = "/org/freedesktop/portal/desktop/request/%s/%s" % (
        sender[1:].replace(".", "_"), options["handle_token"])
    invocation.return_value(GLib.Variant("(o)", (token,)))
    answer(bus, sender, token)
    with open(os.path.join(folder, "asked.part"), "w", encoding="utf-8") as file:
        file.write(title)
    os.rename(os.path.join(folder, "asked.part"), os.path.join(folder, "asked"))
def got(bus, sender, path, interface, name):
    return GLib.Variant("u", 4)
def on_bus(bus, name):
    bus.register_object("/org/freedesktop/portal/desktop", Gio.DBusNodeInfo.new_for_xml(INTERFACE).interfaces[0],
                        called, got, None)
Gio.bus_own_name(Gio.BusType.SESSION, "org.freedesktop.portal.Desktop", 0, on_bus,
                 lambda *_: print("ready", flush=True), None)
GLib.MainLoop().run()
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


class Portal:
    """The desktop's file chooser, as a portal offers it: it answers each question at once, with the
    file that a test has laid ready. Programs use it that are started with Portal.USE."""

    USE = {"GDK_DEBUG": "portals"}

    def __init__(self, desktop):
        self.folder = os.path.join(desktop.home.folder, "portal")
        os.makedirs(self.folder)
        self.asked = os.path.join(self.folder, "asked")
        self.process = subprocess.Popen([sys.executable, "-c", PORTAL, self.folder], env=desktop.environment,
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
                                        stderr=desktop.log, preexec_fn=driver.die_with_parent)
        if self.process.stdout.readline() != "ready\n":
            raise RuntimeError("the portal did not start")

    def choose(self, app, node, title, path):
        """Presses what opens the chooser of that title, and chooses a path in it."""
        with open(os.path.join(self.folder, "answer"), "w", encoding="utf-8") as file:
            file.write(path)
        if os.path.exists(self.asked):
            os.remove(self.asked)
        if callable(node):
            node()
        else:
            app.click(node)
        app.until(lambda: os.path.exists(self.asked), "a question of the portal")
        app.chose_files = True
        with open(self.asked, encoding="utf-8") as file:
            if (found := file.read()) != title:
                raise AssertionError("the chooser is called “%s” and not “%s”" % (found, title))

    def close(self):
        self.process.terminate()
        self.process.wait(10)


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
