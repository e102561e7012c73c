#!/usr/bin/env python3
"""An experiment that does as the test asks, in place of epoch-lab: it trains nothing, but says
what training says, at any speed, and writes files of every kind that the window shows.

    app = desktop.start(**rehearsal.prepare(desktop))

A run of it tells "loss" for "train" and "validation" in `steps` steps, `pause` milliseconds apart,
then writes the files in FILES below. On SIGTERM it keeps what `keep` asks for, and ends.
"""
import json
import math
import os
import shutil
import signal
import sys
import time

ID, TITLE = "rehearsal", "Rehearsal"
# Two hundred rows, of which two in five survived; they score higher, but not all of them.
SCORES = {"positive": "survived", "negative": "died",
          "y": [int(row % 5 < 2) for row in range(200)],
          "p": [round((row * 37 % 100) / 160 + (0.36 if row % 5 < 2 else 0.04), 4) for row in range(200)]}
CALCULATION = {"steps": [
    {"title": "Weighted sum", "formula": "z = w₁x₁ + w₂x₂ + b", "numbers": "0.5·2 + 0.25·4 − 1",
     "result": 1, "explain": "Each input times its weight, and the bias."},
    {"title": "Activation", "formula": "a = σ(z) = 1 / (1 + e⁻ᶻ)", "numbers": "1 / (1 + e⁻¹)",
     "result": 0.7310585786300049, "explain": "The sum is squeezed between 0 and 1."},
    {"title": "Loss", "formula": "L = −ln a", "numbers": "−ln 0.7311", "result": 0.3132616875182228,
     "explain": "The target is 1; the surer, the smaller the loss."}]}
TABLE = {"columns": [
    {"name": "age", "kind": "number", "missing": 2, "distinct": 71, "min": 0.42, "max": 80,
     "mean": 29.7, "sd": 14.5, "histogram": {"edges": [0, 20, 40, 60, 80], "counts": [40, 90, 30, 9]}},
    {"name": "port", "kind": "category", "missing": 0, "distinct": 3,
     "top": [["Southampton", 120], ["Cherbourg", 40], ["Queenstown", 11]]}]}
CHART = {"chart": "line", "title": "Loss", "summary": "The loss falls.", "x": {"label": "Step"},
         "y": {"label": "Loss"}, "series": [{"name": "Training", "y": [1, 0.5, 0.3, 0.2]}]}
FILES = {"loss-curve": CHART, "scores": SCORES, "calculation": CALCULATION, "table": TABLE,
         "of-the-future": {"nobody": "knows it"}}
PARAMETERS = [
    {"key": "mode", "label": "Mode", "type": "choice", "default": "plain", "help": "How it goes.",
     "choices": [{"value": "plain", "label": "Plain"}, {"value": "fine", "label": "Fine"}]},
    {"key": "steps", "label": "Steps", "type": "integer", "default": 100, "min": 1, "max": 100000000,
     "help": "How many steps it takes."},
    {"key": "pause", "label": "Pause", "type": "number", "default": 1, "min": 0, "max": 1000, "unit": "ms",
     "help": "How long each step lasts.", "needs": {"key": "mode", "value": "fine"}},
    {"key": "keep", "label": "Keep", "type": "boolean", "default": False, "advanced": True,
     "help": "Whether a run that is stopped leaves its files."}]


def declare(panes=(), parameters=PARAMETERS, **more):
    return dict({"id": ID, "week": 5, "title": TITLE, "question": "Does the page keep up?",
                 "teaches": "Nothing.", "happens": "1. It counts.", "task": "rehearsal", "parameters": parameters,
                 "try": ["Watch it."], "charts": ["loss-curve", "scores"], "metrics": ["rmse", "r2"], "panes": list(panes)},
                **more)


def prepare(desktop, *more, **declaration):
    """The environment for a program that knows this experiment, and those given as declarations."""
    folder = os.path.join(desktop.home.folder, "course")
    if not os.path.exists(folder):
        shutil.copytree(os.environ["EPOCH_DATA_DIR"], folder)
    for made in (declare(**declaration), *more):
        with open(os.path.join(folder, "experiments", made["id"] + ".json"), "w") as file:
            json.dump(made, file)
    return {"EPOCH_DATA_DIR": folder, "EPOCH_LAB": os.path.abspath(__file__),
            "REHEARSAL_LAB": os.environ["EPOCH_LAB"]}


def say(event, **more):
    print(json.dumps({"event": event, **more}), flush=True)


def write_files(folder):
    for kind, content in FILES.items():
        with open(os.path.join(folder, kind + ".json"), "w") as file:
            json.dump(content, file)
        say("artifact", kind=kind, title=kind, path=kind + ".json")


def run(arguments):
    folder, seed, settings = ".", 1, {parameter["key"]: parameter["default"] for parameter in PARAMETERS}
    for name, value in zip(arguments, arguments[1:]):
        if name == "--out":
            folder = value
        if name == "--seed":
            seed = int(value)
        if name == "--set":
            key, _, text = value.partition("=")
            settings[key] = json.loads(text) if text[:1].isdigit() or text in ("true", "false") else text
    os.makedirs(folder, exist_ok=True)
    stopped = []
    signal.signal(signal.SIGTERM, lambda *_: stopped.append(True))
    began = time.monotonic()
    say("start", experiment=ID, run=os.path.basename(folder), seed=seed, params=settings, dataset=None)
    for step in range(settings["steps"]):
        if stopped:
            break
        share = step / settings["steps"]
        say("progress", done=share, stage="step %d of %d" % (step + 1, settings["steps"]), eta_s=9.0)
        say("metric", name="loss", step=step, value=math.exp(-3 * share), split="train")
        say("metric", name="loss", step=step, value=math.exp(-2 * share) + share / 5, split="validation")
        if settings["pause"]:
            time.sleep(settings["pause"] / 1000)
    if not stopped or settings["keep"]:
        write_files(folder)
    metrics = {} if stopped and not settings["keep"] else {"rmse": 2 / seed, "r2": 0.5 + seed / 100}
    say("end", status="cancelled" if stopped else "ok", metrics=metrics, wall_s=time.monotonic() - began)


if __name__ == "__main__":
    if sys.argv[1:3] == ["run", ID]:
        run(sys.argv[3:])
    else:
        os.execv(os.environ["REHEARSAL_LAB"], [os.environ["REHEARSAL_LAB"], *sys.argv[1:]])
