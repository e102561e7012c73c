"""The accessible tree of one program, read and acted on as a screen reader does.

This speaks AT-SPI's D-Bus interfaces through Gio. libatspi would do as well, but asks one
question after the other and waits for each answer; here a whole window is read in one sweep
of pipelined calls, which is ten times as fast and never shows a stale copy.
"""
import re
import time

import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402

ACCESSIBLE = "org.a11y.atspi.Accessible"
PROPERTIES = "org.freedesktop.DBus.Properties"
CALL_MS = 15000

# The bits of a state set that the tests ask for; their numbers are those of AtspiStateType.
STATES = {"active": 1, "checked": 4, "editable": 7, "enabled": 8, "expanded": 10, "focusable": 11,
          "focused": 12, "pressed": 20, "selected": 23, "sensitive": 24, "showing": 25, "visible": 30}
# What has nothing below it worth asking for.
LEAVES = ("label", "heading", "image", "meter", "separator", "scroll bar", "slider", "checkbox",
          "spin button")

# WebKit gives its roles by number alone.
WEB_ROLES = {43: "button", 73: "paragraph", 83: "heading", 85: "section", 88: "link",
             95: "document web", 116: "static"}


class Gone(Exception):
    """What was asked for is no longer there."""


class Node:
    """One accessible as it was when the tree was read; actions reach it as it is now."""

    def __init__(self, bus, reference, parent):
        self.bus, self.reference, self.parent = bus, reference, parent
        self.role, self.name, self.states = "", "", 0
        self.children = []

    def is_(self, state):
        return bool(self.states >> STATES[state] & 1)

    def walk(self):
        yield self
        for child in self.children:
            yield from child.walk()

    def within(self, role=None, name=None):
        """Those below this one, itself included, that have the role and the name."""
        return [node for node in self.walk() if node.matches(role, name)]

    def matches(self, role=None, name=None):
        if role is not None and self.role not in ((role,) if isinstance(role, str) else role):
            return False
        if name is None:
            return True
        return bool(name.search(self.name)) if isinstance(name, re.Pattern) else self.name == name

    def ancestor(self, role):
        node = self
        while node and node.role != role:
            node = node.parent
        return node

    def texts(self):
        """What can be read below this one: names, and the text of what has text."""
        return [node.name for node in self.walk() if node.name]

    def whole_text(self):
        """The names, and the text of what has text, of all below; for web pages."""
        parts = []
        for node in self.walk():
            parts.append(node.name)
            try:
                parts.append(node.text())
            except Gone:
                pass
        return "\n".join(part for part in parts if part)

    # What is asked anew of the program.

    def call(self, interface, method, arguments=None):
        try:
            return self.bus.call_sync(self.reference[0], self.reference[1], interface, method,
                                      arguments, None, Gio.DBusCallFlags.NONE, CALL_MS,
                                      None).unpack()
        except GLib.Error as error:
            raise Gone("%r does not answer %s.%s: %s" % (self, interface, method, error.message))

    def get(self, interface, name):
        return self.call(PROPERTIES, "Get", GLib.Variant("(ss)", (interface, name)))[0]

    def refresh(self):
        low, high = self.call(ACCESSIBLE, "GetState")[0]
        self.states = low | high << 32
        self.name = self.get(ACCESSIBLE, "Name")
        return self

    @property
    def description(self):
        return self.get(ACCESSIBLE, "Description")

    def interfaces(self):
        return [name.rsplit(".", 1)[1] for name in self.call(ACCESSIBLE, "GetInterfaces")[0]]

    def actions(self):
        return [action[0] for action in self.call("org.a11y.atspi.Action", "GetActions")[0]]

    def act(self, index=0):
        self.call("org.a11y.atspi.Action", "DoAction", GLib.Variant("(i)", (index,)))

    def extents(self):
        """x, y, width, height in the window."""
        return self.call("org.a11y.atspi.Component", "GetExtents", GLib.Variant("(u)", (1,)))[0]

    def sight(self):
        """left, top, right, bottom of the part of the window in which this one can come to be
        seen: what its ancestors, a scrolled view among them, have in common."""
        left, top, right, bottom = -10000, -10000, 10000, 10000
        path, node = [], self.parent
        while node and node.parent:
            path.insert(0, node)
            node = node.parent
        for node in path:
            # The pages of a stack are no widgets and have no place.
            x, y, width, height = (0, 0, 0, 0) if node.role == "tab panel" else node.extents()
            if width <= 0 or height <= 0:
                continue
            if min(right, x + width) <= max(left, x) or min(bottom, y + height) <= max(top, y):
                break  # Scrolled out of sight, with all below it.
            left, top = max(left, x), max(top, y)
            right, bottom = min(right, x + width), min(bottom, y + height)
        return left, top, right, bottom

    def text(self):
        count = self.get("org.a11y.atspi.Text", "CharacterCount")
        return self.call("org.a11y.atspi.Text", "GetText", GLib.Variant("(ii)", (0, count)))[0]

    def set_text(self, text):
        self.call("org.a11y.atspi.EditableText", "SetTextContents", GLib.Variant("(s)", (text,)))

    def insert_text(self, text, at):
        self.call("org.a11y.atspi.EditableText", "InsertText",
                  GLib.Variant("(isi)", (at, text, len(text.encode()))))

    def value(self):
        return self.get("org.a11y.atspi.Value", "CurrentValue")

    def set_value(self, value):
        self.call(PROPERTIES, "Set", GLib.Variant("(ssv)", (
            "org.a11y.atspi.Value", "CurrentValue", GLib.Variant("d", value))))

    def __repr__(self):
        return "%s “%s”" % (self.role, self.name)


class Bus:
    """The accessibility bus of a session."""

    def __init__(self, session_address):
        session = connect(session_address)
        address = session.call_sync("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress",
                                    None, None, 0, CALL_MS, None).unpack()[0]
        session.close_sync(None)
        self.connection = connect(address)

    def close(self):
        self.connection.close_sync(None)

    def find_program(self, pid):
        """The root of the program with that process, None where it has not registered."""
        root = Node(self.connection, ("org.a11y.atspi.Registry",
                                      "/org/a11y/atspi/accessible/root"), None)
        for reference in root.call(ACCESSIBLE, "GetChildren")[0]:
            try:
                owner = self.connection.call_sync(
                    "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                    "GetConnectionUnixProcessID", GLib.Variant("(s)", (reference[0],)), None, 0,
                    CALL_MS, None).unpack()[0]
            except GLib.Error:
                continue
            if owner == pid:
                return Node(self.connection, reference, None)
        return None


def connect(address):
    return Gio.DBusConnection.new_for_address_sync(
        address, Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT
        | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION, None, None)


def read_tree(root, closed=(), timeout=20):
    """Reads all that is showing below a program's root, or another node; returns it anew. What
    is below the references in closed is left out."""
    sweep = Sweep(root.bus, root.reference[0], closed)
    top = Node(root.bus, root.reference, root.parent)
    sweep.visit(top, True)
    end = time.monotonic() + timeout
    context = GLib.MainContext.default()
    while sweep.pending:
        if time.monotonic() > end:
            raise Gone("The program did not tell its accessible tree within %s s." % timeout)
        if not context.iteration(False):
            time.sleep(0.001)
    return top


class Sweep:
    """The pipelined reading of a tree; pending counts the answers that are still to come."""

    def __init__(self, bus, name, closed):
        self.bus, self.name, self.closed = bus, name, closed
        self.pending, self.seen = 0, set()

    def ask(self, node, interface, method, arguments, answer):
        def done(bus, result):
            self.pending -= 1
            try:
                value = bus.call_finish(result).unpack()
            except GLib.Error:
                return  # Gone between the question and the answer.
            answer(value)
        self.pending += 1
        self.bus.call(node.reference[0], node.reference[1], interface, method, arguments, None, 0,
                      CALL_MS, None, done)

    def visit(self, node, always):
        def states(value):
            node.states = value[0][0] | value[0][1] << 32
            # A web page, a program of its own, tells all that is on it, in sight or not.
            web = node.parent and node.reference[0] != self.name
            if not always and not web and not node.is_("showing"):
                node.parent.children.remove(node)
                return
            self.ask(node, ACCESSIBLE, "GetRole" if web else "GetRoleName", None, role)
            self.ask(node, PROPERTIES, "Get", GLib.Variant("(ss)", (ACCESSIBLE, "Name")),
                     lambda value: setattr(node, "name", value[0]))

        def role(value):
            node.role = value[0]
            if isinstance(value[0], int):
                node.role = WEB_ROLES.get(value[0], "web %d" % value[0])
            if node.role not in LEAVES and node.reference not in self.closed:
                self.ask(node, ACCESSIBLE, "GetChildren", None, children)

        def children(value):
            for reference in value[0]:
                # Each page of a libadwaita stack also lists those after it.
                if reference in self.seen:
                    continue
                self.seen.add(reference)
                child = Node(self.bus, reference, node)
                node.children.append(child)
            for child in list(node.children):
                # A window may not say that it shows where no window manager runs.
                self.visit(child, node.parent is None)

        self.ask(node, ACCESSIBLE, "GetState", None, states)


def describe(node, depth=0):
    """The tree as text, a line each, for a failed test."""
    flags = [name for name in ("focused", "checked", "selected", "expanded") if node.is_(name)]
    lines = ["%s%s “%s”%s" % ("  " * depth, node.role, node.name,
                              " [%s]" % " ".join(flags) if flags else "")]
    for child in node.children:
        lines += describe(child, depth + 1)
    return lines
