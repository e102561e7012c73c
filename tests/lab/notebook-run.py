#!/usr/bin/env python3
"""Exports notebooks with epoch-lab, and runs them from top to bottom as Jupyter does.

The last cell of each notebook asserts that it agrees with Epoch, so that a notebook which runs to
its end has passed. What needs only Python is always tested; the rest is skipped where Jupyter,
scikit-learn, pandas or matplotlib are not installed.

    notebook-run.py             exports (the environment's EPOCH_LAB) and tests, in TAP
    notebook-run.py FILE...     tests notebooks that were exported before
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

# Each with settings of its own, small enough for a test.
CASES = [
    ("guessing-game", "games=200", "largest=50"),
    ("linear-algebra",),
    ("linear-algebra", "a=0", "b=0", "c=0", "d=0", "v1=0", "v2=0", "function=sine"),
    ("titanic-explore",),
    ("titanic-explore", "group=age", "second=family", "fill=group"),
    ("iris-explore", "shuffles=99"),
    ("iris-explore", "dataset=penguins", "split=false", "correlation=spearman", "shuffles=0"),
    ("boston-linear",),
    ("boston-linear", "dataset=ames-housing", "model=ridge", "scale=minmax", "repeats=3"),
    ("titanic-logistic",),
    ("titanic-logistic", "title=true", "family=true", "penalty=l1", "C=0.1", "folds=3"),
    ("titanic-logistic", "penalty=none", "scale=none", "impute=mean"),
    ("heart-forest", "trees=20", "candidates=2", "folds=3"),
    ("bias-variance", "sets=40"),
    ("bias-variance", "truth=boston", "degree=3", "sets=40"),
    ("mall-segments", "most=4", "starts=3", "shuffles=1"),
    ("mall-segments", "method=dbscan", "columns=age,income,education", "shuffles=0"),
    ("mnist-cnn", "rows=500", "epochs=1", "filters=4"),
    ("mnist-cnn", "dataset=fashion-mnist", "net=dense", "optimiser=sgd", "rate=0.05"),
    ("network-by-hand", "epochs=50"),
    ("network-by-hand", "data=iris", "hidden=0", "batch=0", "epochs=50"),
    ("own-table", "file=DATASETS/titanic.csv", "target=survived", "model=logistic"),
    ("own-table", "file=DATASETS/iris.csv", "target=species", "model=naive-bayes"),
    ("own-table", "file=DATASETS/diabetes-442.csv", "target=progression", "model=lasso"),
    ("own-table", "file=DATASETS/diabetes-442.csv", "target=progression", "model=elastic-net"),
    ("own-table", "file=DATASETS/titanic.csv", "target=survived", "model=descent"),
    ("own-table", "file=DATASETS/boston-housing.csv", "target=medv", "trees=30"),
    ("own-table", "file=DATASETS/iris.csv", "target=species", "model=boosting", "trees=20"),
    ("own-table", "file=DATASETS/penguins.csv", "clusters=3"),
    ("churn-compare", "candidates=0", "folds=3", "columns=tenure,contract,monthly_charges"),
    ("churn-compare", "candidates=2", "tune=logistic", "folds=2", "columns=tenure,contract"),
]
# What scikit-learn, pandas and matplotlib announce to be removed, no notebook asks for.
WARNINGS = "error::FutureWarning"
SECONDS = 240  # for one cell


def export(case, folder):
    """Writes a notebook; gives its path."""
    path = folder / ("_".join(case).replace("/", "-")[:80] + ".ipynb")
    datasets = os.path.join(os.environ["EPOCH_DATA_DIR"], "datasets")
    chosen = [setting.replace("DATASETS", datasets) for setting in case[1:]]
    settings = [part for setting in chosen for part in ("--set", setting)]
    lab = os.environ["EPOCH_LAB"]
    subprocess.run(
        [lab, "export", case[0], "--seed", "3", *settings, "--out", str(path)], check=True
    )
    return path


def check_code(path):
    """Whether each cell is Python, and no line is too long to read."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            source = "".join(cell["source"])
            compile(source, f"{path.name}: {cell['id']}", "exec", dont_inherit=True)
            longest = max(source.splitlines(), key=len)
            assert len(longest) <= 100, f"a line of {len(longest)} columns: {longest}"


def find_missing(path):
    """The first package that is not there and that the notebook needs; None where all are."""
    names = ["nbclient", "nbformat", "ipykernel", "sklearn", "pandas", "matplotlib"]
    if "import torch" in path.read_text(encoding="utf-8"):
        names.append("torch")
    for name in names:
        try:
            __import__(name)
        except ImportError:
            return name
    return None


def run(path):
    """Runs a notebook in a kernel of its own, without the network."""
    import nbformat
    from jupyter_client import KernelManager
    from nbclient import NotebookClient

    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    # Sockets of the file system, so that no port is opened.
    manager = KernelManager(kernel_name="python3", transport="ipc")
    try:
        NotebookClient(notebook, km=manager, timeout=SECONDS).execute()
    finally:
        if manager.has_kernel:
            manager.shutdown_kernel(now=True)


def attempt(number, name, function, path):
    """Tells in TAP whether a function goes well."""
    try:
        function(path)
    except Exception as error:
        for line in str(error).splitlines()[-30:]:
            print("#", line)
        print(f"not ok {number} - {name}", flush=True)
        return False
    print(f"ok {number} - {name}", flush=True)
    return True


def test(cases, get_path):
    well = True
    print(f"1..{2 * len(cases)}", flush=True)
    for i, case in enumerate(cases):
        name = " ".join(case)
        path = get_path(case)
        missing = find_missing(path)
        well &= attempt(2 * i + 1, f"{name}: Python", check_code, path)
        if missing:
            print(f"ok {2 * i + 2} - {name}: runs and agrees # SKIP {missing} is not installed")
        else:
            well &= attempt(2 * i + 2, f"{name}: runs and agrees", run, path)
    return well


def main():
    with tempfile.TemporaryDirectory(prefix="nb-") as folder:
        # What Jupyter and matplotlib keep of themselves goes here too.
        for name in ["JUPYTER_RUNTIME_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR", "MPLCONFIGDIR"]:
            os.environ[name] = folder
        os.environ["PYTHONWARNINGS"] = WARNINGS
        if len(sys.argv) > 1:
            well = test([(path,) for path in sys.argv[1:]], lambda case: pathlib.Path(case[0]))
        else:
            well = test(CASES, lambda case: export(case, pathlib.Path(folder)))
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
