"""A data set that does not come with Epoch: fetched from its home, stopped, failed, imported."""
import hashlib
import http.server
import json
import os
import re
import shutil
import threading

import driver
import files
import learner

# In the form of the published file: fourteen columns, no names, 40 rows.
BODY = "".join("%d.0,%d.0,%d.0,%d.0,%d.0,0.0,0.0,%d.0,0.0,%.1f,%d.0,0.0,3.0,%d\n" % (
    40 + row % 30, row % 2, 1 + row % 4, 110 + row, 200 + 3 * row, 120 + row, row % 5 / 2, 1 + row % 3, row % 3)
    for row in range(40)).encode()


class Server:
    """The home of the table, on this computer; `answer` says how it answers."""

    def __init__(self):
        server = self
        self.answer, self.go_on = "well", threading.Event()

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                if server.answer == "none":
                    self.send_error(404)
                    return
                body = BODY.replace(b"1", b"2") if server.answer == "wrong" else BODY
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                half = len(body) // 2 if server.answer == "slow" else len(body)
                try:
                    self.wfile.write(body[:half])
                    self.wfile.flush()
                    if half < len(body):
                        server.go_on.wait(60)
                        self.wfile.write(body[half:])
                except OSError:
                    pass

            def log_message(self, *_):
                pass

        self.httpd = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.httpd.daemon_threads = True
        threading.Thread(target=self.httpd.serve_forever, daemon=True).start()

    def address(self):
        return "http://127.0.0.1:%d/processed.cleveland.data" % self.httpd.server_address[1]

    def close(self):
        self.go_on.set()
        self.httpd.shutdown()
        self.httpd.server_close()


def start(desktop, server, **environment):
    """The program with the table's home on this computer, on the page that needs it."""
    folder = os.path.join(desktop.home.folder, "course")
    shutil.copytree(os.environ["EPOCH_DATA_DIR"], folder)
    path = os.path.join(folder, "datasets", "heart-cleveland.json")
    with open(path, encoding="utf-8") as file:
        card = json.load(file)
    card["remote"].update(url=server.address(), bytes=len(BODY), sha256=hashlib.sha256(BODY).hexdigest())
    card["rows"] = BODY.count(b"\n")
    with open(path, "w", encoding="utf-8") as file:
        json.dump(card, file)
    app = desktop.start(EPOCH_DATA_DIR=folder, **environment)
    learner.skip_plan(app)
    learner.go(app, "Lab")
    app.click(app.find("button", card_title(folder)))
    app.find("button", "Run")
    choose_last(app)
    app.find("label", re.compile("is not on this computer$"))
    return app


def card_title(folder):
    with open(os.path.join(folder, "experiments", "heart-forest.json"), encoding="utf-8") as file:
        return json.load(file)["title"]


def choose_last(app):
    """The data set that is fetched is the last of the list."""
    app.click(app.find("combo box", re.compile("^Data")))
    app.until(lambda: app.find("combo box", re.compile("^Data")).is_("expanded"), "list of data sets")
    app.desktop.x("xdotool", "mousemove", *driver.SCREEN.split("x")[:2])
    app.press("End", "Return")


def fetch_button(app):
    return app.find("button", re.compile("^Fetch"))


def fetched(desktop, check):
    """Fetched from its home: stopped in the middle, then to the end, and Run is there."""
    server = Server()
    try:
        server.answer = "slow"
        app = start(desktop, server)
        check.ok(not app.find("button", "Run").is_("sensitive"), "nothing runs without the table")
        app.click(fetch_button(app))
        app.click(app.find("button", "Cancel"))
        check.ok(fetch_button(app), "a fetch that is stopped can be begun again")
        check.ok(not app.has("label", re.compile("(?i)error|failed|could not")), "and nothing is complained of")
        server.answer = "well"
        server.go_on.set()
        app.click(fetch_button(app))
        app.wait_gone("label", re.compile("is not on this computer$"))
        check.ok(app.find("button", "Run").is_("sensitive"), "with the table it can run")
    finally:
        server.close()


def failed(desktop, check):
    """A home that has no such file, or another one: a sentence, and nothing is kept."""
    server = Server()
    try:
        server.answer = "none"
        app = start(desktop, server)
        app.click(fetch_button(app))
        check.ok(app.find("label", re.compile("404")), "what is not there is said")
        server.answer = "wrong"
        app.click(fetch_button(app))
        check.ok(app.find("label", re.compile("(?i)sha-?256|is not the file|differs|not the one")),
                 "another file than the published one is refused")
        check.ok(not app.find("button", "Run").is_("sensitive"), "and does not count as the table")
    finally:
        server.close()


def imported(desktop, check):
    """A copy that the learner has is taken; another file is not."""
    server = Server()
    try:
        wrong = files.write(desktop, "wrong.data", "1,2,3\n")
        right = files.write(desktop, "right.data", BODY)
        portal = files.Portal(desktop)
        app = start(desktop, server, **portal.USE)
        portal.choose(app, app.find("button", "Import…"), "Import a Copy of the Table", wrong)
        said = app.find("label", re.compile("wrong.data"))
        check.ok(said and app.has("label", re.compile("is not on this computer$")), "a wrong file is refused by name")
        portal.choose(app, app.find("button", "Import…"), "Import a Copy of the Table", right)
        app.wait_gone("label", re.compile("is not on this computer$"))
        check.ok(app.find("button", "Run").is_("sensitive"), "the right one is taken")
        portal.close()
    finally:
        server.close()


if __name__ == "__main__":
    driver.main(fetched, failed, imported)
