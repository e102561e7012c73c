"""Resources in the embedded view: pages, history, what is contained, what an absent site says."""
import http.server
import json
import os
import re
import threading

import driver
import learner

HOSTILE = """<!doctype html><title>Hostile</title><h1>Hostile page</h1>
<p id=out>waiting</p>
<iframe src="file:///etc/passwd" width=300></iframe>
<script>
const say = [];
try { open('epoch-test:boom'); open('mailto:a@example.org'); } catch (e) { say.push('open ' + e.name); }
fetch('file:///etc/passwd').then(() => say.push('READ A FILE'), () => say.push('no file'))
  .then(() => { location.href = 'file:///etc/passwd'; })
  .then(() => { location.href = 'epoch-test:boom'; })
  .then(() => setTimeout(() => {
    say.push(window.webkit && Object.keys(window.webkit.messageHandlers || {}).length
             ? 'REACHED THE APP' : 'no app');
    document.getElementById('out').textContent = say.join(', ') + ' at ' + location.protocol;
  }, 300));
</script>"""
PAGES = {
    "/": "<!doctype html><title>First page</title><h1>First heading</h1>"
         "<p>Read <a href='/second'>the second page</a>.</p>",
    "/second": "<!doctype html><title>Second page</title><h1>Second heading</h1>"
               "<a href='/file.bin'>a file</a> <a target=_blank href='/'>first anew</a>",
    "/hostile": HOSTILE,
}


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append(self.path)
        page = PAGES.get(self.path)
        self.send_response(200 if page or self.path == "/file.bin" else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8" if page
                         else "application/octet-stream")
        self.end_headers()
        self.wfile.write(page.encode() if page else b"\0" * 1000)

    def log_message(self, *_):
        pass


def serve(port=0):
    http.server.ThreadingHTTPServer.allow_reuse_address = True
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.asked = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def stop(server):
    server.shutdown()
    server.server_close()


def start_with_loopback(desktop, address):
    """Epoch with a course whose first resource of week 4 is at that address, opened there."""
    data = learner.copy_course(os.environ["EPOCH_DATA_DIR"], desktop.home.folder + "/course")
    path = data + "/curriculum/week-04.json"
    with open(path, encoding="utf-8") as file:
        week = json.load(file)
    week["resources"][0]["url"] = address
    with open(path, "w", encoding="utf-8") as file:
        json.dump(week, file, ensure_ascii=False)
    app = desktop.start(EPOCH_DATA_DIR=data)
    learner.skip_plan(app)
    learner.go_week(app, 4)
    learner.view(app, "Resources")
    app.click(app.find("list item", week["resources"][0]["title"]))
    app.find("text box", "Address")
    return app


def shown_address(app):
    return app.find("text box", "Address").text()


def reads_pages(desktop, check):
    """A resource opens; a link, back, forward and reload work; Escape goes back to the week."""
    server = serve()
    address = "http://127.0.0.1:%d/" % server.server_port
    app = start_with_loopback(desktop, address)
    check.ok(app.find("heading", "First heading"), "the page is there for a screen reader")
    check.equal(shown_address(app), address, "its address is shown")
    check.ok(app.find("group", "First page"), "its title is shown")
    app.find("link", "the second page").act()
    check.ok(app.find("heading", "Second heading"), "a link leads on")
    check.equal(shown_address(app), address + "second", "the address follows")
    app.press("alt+Left")
    check.ok(app.find("heading", "First heading"), "Alt+Left goes back")
    app.press("alt+Right")
    check.ok(app.find("heading", "Second heading"), "Alt+Right goes forward")
    app.click(app.find("button", re.compile("^Back in")))
    check.ok(app.find("heading", "First heading"), "the button goes back")
    app.click(app.find("document web"))
    asked = len(server.asked)
    app.press("ctrl+r")
    app.until(lambda: len(server.asked) > asked, "reload")
    check.ok(app.find("heading", "First heading"), "Ctrl+R loads the page anew")
    learner.type_address(app, address + "second")
    check.ok(app.find("heading", "Second heading"), "a typed address is opened")
    app.find("link", "first anew").act()
    check.ok(app.find("heading", "First heading"), "a link to a new window opens in this one")
    app.click(app.find("button", "Back"))
    check.ok(app.find("tab", "Resources"), "Back leads to the week's resources")
    stop(server)


def contains_hostile_pages(desktop, check):
    """A page gets at no file, no other program, nothing of Epoch, and downloads nothing."""
    server = serve()
    address = "http://127.0.0.1:%d/" % server.server_port
    app = start_with_loopback(desktop, address + "hostile")
    out = app.until(lambda: next((text for text in app.find("document web").whole_text().split("\n")
                                  if " at " in text), None), "the page's verdict")
    check.ok("no file" in out and "no app" in out and out.endswith("at http:"),
             "the page reached nothing", "no file, no app, at http:", out)
    text = "\n".join(app.tree().texts()) + app.find("document web").whole_text()
    check.ok("root:" not in text, "no file is shown in a frame")
    check.equal(shown_address(app), address + "hostile", "the address stayed")
    for typed in ("file:///etc/passwd", "javascript:alert(1)", "epoch-test:boom", "no address"):
        learner.type_address(app, typed)
        check.ok(app.find("heading", "Hostile page") and
                 "root:" not in app.find("document web").whole_text(),
                 "“%s”, typed, opens nothing" % typed)
    learner.type_address(app, address + "file.bin")
    check.ok(app.find(None, "This Is a File to Download"), "a file is told to be one")
    check.equal([name for name in os.listdir(desktop.home.folder) if name == "file.bin"], [],
                "and not saved")
    app.press("alt+Left")
    check.equal(app.process.poll(), None, "Epoch runs on")
    stop(server)


def says_when_offline(desktop, check):
    """No server: a kind word, the address, Try Again; then it works."""
    server = serve()
    port = server.server_port
    address = "http://127.0.0.1:%d/" % port
    stop(server)
    app = start_with_loopback(desktop, address)
    check.ok(app.find(None, re.compile("Could Not Be Reached|You Are Offline")),
             "it says that the page can not be had")
    check.ok(app.has("label", address), "with the address")
    check.ok(app.has("button", "Open in Web Browser"), "and a way on")
    server = serve(port)
    app.click(app.find("button", "Try Again"))
    check.ok(app.find("heading", "First heading"), "Try Again works once the server is back")
    check.ok(not app.has("button", "Try Again"), "and the message is gone")
    stop(server)


if __name__ == "__main__":
    driver.main(reads_pages, contains_hostile_pages, says_when_offline)
