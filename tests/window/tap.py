"""Says how checks went, in the Test Anything Protocol."""


class Check:
    """Counts the checks; a failed one is told with what was expected and what was found."""

    def __init__(self):
        self.count, self.failed = 0, 0

    def ok(self, holds, what, expected=None, found=None):
        self.count += 1
        print("%s %d - %s" % ("ok" if holds else "not ok", self.count, what), flush=True)
        if not holds:
            self.failed += 1
            if expected is not None:
                self.say("expected: %s" % (expected,))
                self.say("found: %s" % (found,))
        return bool(holds)

    def equal(self, found, expected, what):
        return self.ok(found == expected, what, repr(expected), repr(found))

    def contains(self, text, part, what):
        return self.ok(part in (text or ""), what, "a text with %r" % part, repr(text))

    def skip(self, what, why):
        self.count += 1
        print("ok %d - %s # SKIP %s" % (self.count, what, why), flush=True)

    def say(self, text):
        for line in str(text).split("\n"):
            print("# " + line, flush=True)

    def finish(self):
        print("1..%d" % self.count, flush=True)
