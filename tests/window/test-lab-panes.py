"""What can be played with in the lab: the game, the threshold, a computation, vectors, a table."""
import re
import time

import driver
import learner
import rehearsal


def open_with(desktop, *panes):
    app = desktop.start(**rehearsal.prepare(desktop, panes=panes))
    learner.skip_plan(app)
    learner.go(app, "Lab")
    app.click(app.find("button", rehearsal.TITLE))
    app.find("button", "Run")
    return app


def run(app):
    app.find("spin button", re.compile("^Steps")).set_value(5)
    app.click(app.find("button", "Run"))
    app.find("label", re.compile("^Done in"))


def play(app):
    """Plays by binary search, from what the game says; returns how many guesses that took."""
    low, high = 1, 100
    app.click(app.find("text box", "Your guess"))
    app.press("ctrl+a")
    for count in range(1, 9):
        guess = (low + high) // 2
        app.type(str(guess))
        app.press("Return")
        hint = app.find("label", re.compile(r"^%d is (too low|too high|right)" % guess)).name
        if "right" in hint:
            return count
        low, high = (guess + 1, high) if "low" in hint else (low, guess - 1)
        if low < high:
            app.find("label", "Still possible: %d to %d, %d numbers" % (low, high, high - low + 1))
    raise AssertionError("binary search did not end")


def game(desktop, check):
    """A learner plays as binary search does, and is level with it."""
    app = open_with(desktop, "game", "a pane of the future")
    entry = app.find("text box", "Your guess")
    app.click(entry)
    app.type("101")
    app.press("Return")
    check.ok(app.find("label", re.compile("^101 is not between 1 and 100")), "a guess outside does not count")
    app.press("ctrl+a")
    app.type("x")
    app.press("Return")
    check.ok(app.find("label", re.compile("not a whole number")), "nor does what is no number")
    count = play(app)
    guesses = "%d guess%s" % (count, "" if count == 1 else "es")
    check.contains(app.find("label", re.compile("is right")).name, guesses, "the guesses are counted")
    score = app.find("label", re.compile("^Against binary search")).name
    check.contains(score, "0 won, 1 level, 0 lost", "with as many guesses as binary search needed")
    check.contains(score, "you %.1f, binary search %.1f" % (count, count), "and the means are told")
    check.ok(app.until(lambda: app.focused() and app.focused().name == "Play Again", "focus"),
             "the focus is where one goes on")
    app.press("Return")
    app.until(lambda: app.focused() and app.focused().role == "text box", "keyboard in the entry")
    play(app)
    check.contains(app.find("label", re.compile("^Against binary search")).name, "0 won, 2 level, 0 lost",
                   "a second game is added to the score")


def threshold(desktop, check):
    """The threshold, by keyboard: the counts of its file, rates, costs."""
    app = open_with(desktop)
    run(app)
    slider = app.find("slider", "Threshold")
    y, p = rehearsal.SCORES["y"], rehearsal.SCORES["p"]

    def expected(at):
        called = [truth for truth, score in zip(y, p) if score >= at]
        return "At %.2f the model calls %d of %d rows “survived”, %d of them rightly." % (
            at, len(called), len(y), sum(called))
    check.ok(app.find("label", expected(0.5)), "the sentence at 0.50 has the file's own counts")
    app.click(slider)
    slider.set_value(0.5)
    app.press("Right", "Right", "Right")
    check.ok(app.find("label", expected(0.53)), "an arrow moves it by a hundredth")
    app.press("Home")
    check.ok(app.find("label", expected(0)), "at 0 everyone is called so")
    recall = app.find("grid", "Rates at the threshold").texts()
    check.contains(recall, "Of 100 that are “survived”, it finds 100.", "and none is missed")
    app.press("End")
    check.contains(app.find("grid", "Rates at the threshold").texts(), "It calls none “survived”.",
                   "at 1 there is no precision, and that is said")

    miss = app.find("spin button", "Cost of calling “died” what is “survived”")
    app.bring_into_sight(miss)
    miss.set_value(9)
    best = min((sum(truth == 0 for truth, score in zip(y, p) if score >= at)
                + 9 * sum(truth == 1 for truth, score in zip(y, p) if score < at))
               for at in [step / 1000 for step in range(1001)])
    text = app.find("label", re.compile("^The errors cost")).name
    check.contains(text, "where they cost %d." % best, "the cheapest threshold is as cheap as any")
    app.find("button", "Move It There").act()
    check.ok(app.find("label", re.compile("^The errors cost %d here" % best)), "and the slider can go there")


def calculation(desktop, check):
    """A computation step by step, by keyboard."""
    app = open_with(desktop)
    run(app)
    steps = rehearsal.CALCULATION["steps"]
    button = app.find("button", "Next Step")
    app.click(button)
    check.ok(app.find("label", "Step 2 of 3") and app.find("label", steps[1]["formula"]), "the next step")
    check.ok(app.find("label", "= " + steps[1]["numbers"]) and app.find("label", "= 0.731059"),
             "with its numbers and its result")
    check.ok(app.find("label", "Weighted sum: 1"), "and what came out before")
    app.press("Right")
    check.ok(app.find("label", "Step 3 of 3"), "arrows go on")
    check.ok(not app.find("button", "Next Step").is_("sensitive"), "to the last")
    check.ok(app.until(lambda: app.focused() and app.focused().name == "Previous Step", "focus"),
             "the keyboard is not lost there")
    app.press("Home")
    check.ok(app.find("label", "Step 1 of 3"), "and back")
    check.ok(app.find("list", "2 Columns"), "a table is shown column by column")
    check.contains(app.find("list", "2 Columns").texts(), "Southampton (120), Cherbourg (40), Queenstown (11)",
                   "with the values that come most often")


def algebra(desktop, check):
    """Vectors by slider and by drag; the matrix; the slope."""
    app = open_with(desktop, "algebra")
    app.find("slider", "u₁").set_value(2)
    app.find("slider", "u₂").set_value(-1)
    check.ok(app.find("label", "u · v = u₁v₁ + u₂v₂ = 2.0 · 3.0 + −1.0 · 1.0 = 5"), "the dot product, with its numbers")
    check.contains(app.find("image", "Two vectors").description, "= (5, 0)", "the picture tells the sum")

    image = app.bring_into_sight(app.find("image", "Two vectors"))
    before = app.find("slider", "v₂").value()
    drag_vector(app, image, check)
    check.ok(app.find("slider", "v₂").value() > before, "a dot can be dragged", "above %s" % before,
             app.find("slider", "v₂").value())

    app.click(app.find("tab", "Matrix"))
    for name, value in zip("abcd", (0, -1, 1, 0)):
        app.find("slider", name).set_value(value)
    check.ok(app.find("label", re.compile("^No real eigenvalue.*0 ± 1i")), "a turn has no real eigenvalue")
    check.ok(app.find("label", re.compile("= 1. Areas become 1 times as large.$")), "and keeps areas")
    app.click(app.find("tab", "Slope"))
    app.find("slider", "x").set_value(1.5)
    check.ok(app.find("label", "f′(x) = 2x = 3, x = 1.50"), "the slope of x² at 1.5")
    app.find("slider", re.compile("^h")).set_value(-1)
    check.ok(app.find("label", "(f(x + h) − f(x)) / h = 3.1, h = 0.1"), "and the difference quotient beside it")


def drag_vector(app, image, check):
    """Drags the tip of v = (3, 1) upwards. The plane shows −5 … 5 upwards at least."""
    x, y, width, height = image.extents()
    left, top = app.origin()
    font = 11.0
    area = (x - left + 3.2 * font, y - top + font, x - left + width - font, y - top + height - 2 * font)
    unit = min(area[2] - area[0], area[3] - area[1]) / 10
    at_x, at_y = (area[0] + area[2]) / 2 + 3 * unit, (area[1] + area[3]) / 2 - unit
    app.desktop.x("xdotool", "mousemove", "--window", app.window, str(int(at_x)), str(int(at_y)),
                  "mousedown", "1")
    for step in range(1, 6):
        app.desktop.x("xdotool", "mousemove", "--window", app.window, str(int(at_x)),
                      str(int(at_y - step * unit / 3)))
        time.sleep(driver.SETTLE_S)
    app.desktop.x("xdotool", "mouseup", "1")
    time.sleep(driver.SETTLE_S)


if __name__ == "__main__":
    driver.main(game, threshold, calculation, algebra)
