#!/usr/bin/env python3
"""Runs the tests of a build and counts them: run.py BUILD_DIR [NAME…].

Each test program speaks TAP, so that every single check counts; one that does not counts as
one. A NAME selects the tests whose suite or name contains it. The last line is
"N passed, N failed, N skipped", and the exit status is 0 where none failed.
"""
import concurrent.futures
import json
import os
import re
import subprocess
import sys
import time

# What is shown of a test that failed, what passed in it left away.
LINES = 80
TAP = re.compile(r"^(\s*)(ok|not ok)\b(?:\s+\d+)?(?:\s+-)?\s*([^#]*)(?:#\s*(\w+)\s*(.*))?$")


def count(output, returncode):
    """(passed, failed, skipped, names of the failed) of one program's output."""
    passed, skipped, failed = 0, 0, []
    plan = None
    for line in output.splitlines():
        if m := re.match(r"^1\.\.(\d+)", line):
            plan = int(m.group(1))
        m = TAP.match(line)
        if not m or m.group(1):
            continue
        directive = (m.group(4) or "").upper()
        if directive == "SKIP":
            skipped += 1
        elif m.group(2) == "ok" or directive == "TODO":
            passed += 1
        else:
            failed.append(m.group(3).strip())
    if plan is None and not (passed or failed or skipped):
        return (1, 0, 0, []) if returncode == 0 else (0, 1, 0, ["exit status %s" % returncode])
    if plan is not None and passed + skipped + len(failed) < plan:
        failed.append("stopped after %d of %d checks" % (passed + skipped + len(failed), plan))
    elif returncode != 0 and not failed:
        failed.append("exit status %s" % returncode)
    return passed, len(failed), skipped, failed


def workers():
    """How many tests run at a time: as many as there are cores, four at most."""
    return max(1, min(4, len(os.sched_getaffinity(0))))


def run(test, build):
    """Runs one test: (test, output, exit status or a reason, seconds)."""
    started = time.monotonic()
    environment = dict(os.environ, **test["env"])
    try:
        done = subprocess.run(test["cmd"], env=environment, cwd=test["workdir"] or build,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=test["timeout"] or None)
        output, code = done.stdout.decode(errors="replace"), done.returncode
    except subprocess.TimeoutExpired as late:
        output = (late.stdout or b"").decode(errors="replace")
        code = "none: stopped after %s s" % test["timeout"]
    return test, output, code, time.monotonic() - started


def report(test, output, code, seconds, totals):
    """Prints a line a test, and what a failed one said; adds to the totals. True where all passed."""
    passed, failed, skipped, names = count(output, code)
    for k, n in enumerate((passed, failed, skipped)):
        totals[k] += n
    suite = test["suite"][0].split(":")[-1] if test["suite"] else ""
    print("%-4s %-9s %-28s %4d passed%s%s %6.1f s" % (
        "FAIL" if failed else "ok", suite, test["name"], passed,
        ", %d failed" % failed if failed else "", ", %d skipped" % skipped if skipped else "",
        seconds), flush=True)
    if failed:
        for name in names:
            print("       not ok: " + name)
        said = [line for line in output.splitlines() if not line.startswith("ok ")]
        print("\n".join("     | " + line for line in said[-LINES:]), flush=True)
    return not failed


def main():
    build, wanted = sys.argv[1], sys.argv[2:]
    listing = json.loads(subprocess.run(["meson", "introspect", "--tests", build], check=True,
                                        capture_output=True, text=True).stdout)
    tests = [t for t in listing
             if not wanted or any(w in t["name"] or w in " ".join(t["suite"]) for w in wanted)]
    if not tests:
        print("No test matches %s." % " ".join(wanted), file=sys.stderr)
        return 2
    totals, again = [0, 0, 0], []
    began = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(max_workers=workers()) as pool:
        # The longest ones first, so that none is left over at the end.
        tests.sort(key=lambda t: -t["timeout"])
        futures = [pool.submit(run, test, build) for test in tests]
        for future in concurrent.futures.as_completed(futures):
            result, counts = future.result(), [0, 0, 0]
            if not report(*result, counts) and "window" in " ".join(result[0]["suite"]):
                again.append(result[0])
                continue
            totals = [a + b for a, b in zip(totals, counts)]
    # What drives the window waits for what it shows, and a busy machine may be too slow for it:
    # such a test is told above, and has one more try, with the machine to itself.
    for test in again:
        print("once more: " + test["name"])
        report(*run(test, build), totals)
    print("%.0f s" % (time.monotonic() - began))
    print("%d passed, %d failed, %d skipped" % tuple(totals), flush=True)
    return 1 if totals[1] else 0


if __name__ == "__main__":
    sys.exit(main())
