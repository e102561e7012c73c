"""The little of TAP that the checks of packaging need."""
import subprocess
import sys


class Tap:
    """Counts checks and prints each as a line of TAP; finish() says how many there were."""

    def __init__(self):
        self.count = 0
        self.failed = 0

    def ok(self, passed, name, *details):
        self.count += 1
        print("%s %d - %s" % ("ok" if passed else "not ok", self.count, name))
        if not passed:
            self.failed += 1
            for detail in details:
                for line in str(detail).splitlines():
                    print("# " + line)
        sys.stdout.flush()
        return bool(passed)

    def skip(self, name, reason):
        self.count += 1
        print("ok %d - %s # SKIP %s" % (self.count, name, reason), flush=True)

    def command(self, name, *command, **options):
        """The check passes where the command ends with 0; its output is shown where it does not."""
        done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, **options)
        self.ok(done.returncode == 0, name, " ".join(map(str, command)), done.stdout)
        return done

    def finish(self):
        print("1..%d" % self.count)
        sys.exit(1 if self.failed else 0)
