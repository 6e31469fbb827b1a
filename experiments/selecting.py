#!/usr/bin/env python3
"""Runs an experiment on data sets of the user: methods whose options are chosen on a validation part of the training rows,
several random splits; then tables, a figure and a check against expected values.

    selecting.py FOLDER --heaviside build/heaviside --data-dir DIR [--results DIR] [--sets a,b] [--small]
                 [--launcher "mpirun -n 4"]

FOLDER/experiment.json says what is run. A data set is NAME.csv or NAME.csv.gz somewhere below --data-dir, with the label in
its last column. For every seed its rows are split at random into rows to train on and rows to test on; of the rows to train
on a part is held out. One grid of `heaviside grid` trains every choice of options without that part and measures it there;
then a grid for each method trains the best choice on all rows to train on and measures it on the rows to test on, which no
choice has seen. Grids that are interrupted go on where they were.

The results folder receives runs.csv (a line a run), table.md, table.tex, summary.md, figure.png and figure.pdf. Means that
differ from FOLDER/expected.json by more than the tolerance there are named, and the exit code is 1.
"""
import argparse
import csv
import gzip
import itertools
import json
import pathlib
import random
import shlex
import subprocess
import sys

import comparison
import presenting

METRICS = ("train_accuracy", "test_accuracy", "neurons", "seconds_total")
PARTS = ("fit", "validation", "train", "test")


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path, metavar="FOLDER")
    parser.add_argument("--heaviside", required=True, help="the program")
    parser.add_argument("--data-dir", type=pathlib.Path, required=True)
    parser.add_argument("--results", type=pathlib.Path, help="default: results/ and the folder's name")
    parser.add_argument("--sets", type=lambda text: text.split(","), help="these data sets only")
    parser.add_argument("--small", action="store_true", help="the small version, a matter of seconds")
    parser.add_argument("--launcher", default="", help="what the program is started with, such as 'mpirun -n 4'")
    return parser.parse_args()


def read_lines(data_dir, name):
    """Head and rows of a data set, as text."""
    paths = sorted(path for path in data_dir.rglob(f"{name}.csv*") if path.name in (f"{name}.csv", f"{name}.csv.gz"))
    if not paths:
        sys.exit(f"there is no {name}.csv below {data_dir}: the README says where to get it, --sets leaves it out")
    with (gzip.open if paths[0].suffix == ".gz" else open)(paths[0], "rt") as file:
        head, *rows = file.read().splitlines()
    return head, rows


def parts_of(rows, experiment, seed):
    """part -> rows, at random; the order of the rows stays."""
    order = list(range(len(rows)))
    random.Random(seed).shuffle(order)
    tests = round(experiment["test_fraction"] * len(rows))
    held_out = round(experiment["validation_fraction"] * (len(rows) - tests))
    chosen = {"test": order[:tests], "validation": order[tests:tests + held_out], "fit": order[tests + held_out:],
              "train": order[tests:]}
    return {part: [rows[i] for i in sorted(chosen[part])] for part in PARTS}


def write_parts(arguments, experiment, trials):
    for name, seed in trials:
        head, rows = read_lines(arguments.data_dir, name)
        folder = arguments.results / "data" / f"{name}-{seed}"
        folder.mkdir(parents=True, exist_ok=True)
        for part, chosen in parts_of(rows, experiment, seed).items():
            text = "\n".join([head, *chosen]) + "\n"
            path = folder / f"{part}.csv"
            if not path.exists() or path.read_text() != text:
                path.write_text(text)


def section(kind, name, options):
    return f"[{kind} {name}]\n" + "".join(f"{key} = {value}\n" for key, value in options.items())


def data_section(arguments, trial, fitted, tested, options):
    folder = (arguments.results / "data" / "-".join(map(str, trial))).resolve()
    files = {"data": f'"{folder}/{fitted}.csv"', "test": f'"{folder}/{tested}.csv"', "seed": trial[1]}
    return section("data", f"{trial[0]}-{trial[1]}", {**files, **options})


def run_grid(arguments, name, text):
    """The rows of results.csv of a grid file."""
    folder = arguments.results / "grids" / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "grid.cfg").write_text(text)
    command = [*shlex.split(arguments.launcher), arguments.heaviside, "grid", str(folder / "grid.cfg"), "--out", str(folder)]
    print(f"grid {name}", file=sys.stderr, flush=True)
    result = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    if result.returncode not in (0, 3):  # 3: some cells stopped before their gap
        sys.exit(f"{shlex.join(command)} returned {result.returncode}")
    with open(folder / "results.csv", newline="") as file:
        return list(csv.DictReader(file))


def search_grid(arguments, experiment, trials):
    sections = [data_section(arguments, trial, "fit", "validation", {}) for trial in trials]
    for method in experiment["methods"].values():
        lists = {key: " ".join(map(str, values)) for key, values in method["search"].items()}
        sections.append(section("method", method["method"], {**method.get("options", {}), **lists}))
    return "".join(sections)


def choose(experiment, rows):
    """(data section, method) -> the options with the highest validation accuracy, the first listed among equals."""
    chosen = {}
    for name, method in experiment["methods"].items():
        for row in rows:
            if row["method"] != method["method"] or not row["test_accuracy"]:
                continue
            accuracy, key = float(row["test_accuracy"]), (row["dataset"], name)
            if key not in chosen or accuracy > chosen[key][0]:
                chosen[key] = (accuracy, {option: row[option] for option in method["search"]})
    return {key: options for key, (_, options) in chosen.items()}


def final_grid(arguments, experiment, trials, name, chosen):
    method = experiment["methods"][name]
    sections = [data_section(arguments, trial, "train", "test", chosen[f"{trial[0]}-{trial[1]}", name])
                for trial in trials if (f"{trial[0]}-{trial[1]}", name) in chosen]
    return "".join([*sections, section("method", method["method"], method.get("options", {}))])


def all_runs(arguments, experiment, trials):
    chosen = choose(experiment, run_grid(arguments, "search", search_grid(arguments, experiment, trials)))
    runs = []
    for name in experiment["methods"]:
        text = final_grid(arguments, experiment, trials, name, chosen)
        for row in run_grid(arguments, name.replace(" ", "-"), text):
            data, _, seed = row["dataset"].rpartition("-")
            report = {metric: float(row[metric]) for metric in METRICS}
            runs.append({"cell": data, "method": name, "trial": int(seed), "report": report,
                         "options": chosen[row["dataset"], name]})
    order = {name: place for place, name in enumerate(dict.fromkeys(name for name, _ in trials))}
    return sorted(runs, key=lambda one: (order[one["cell"]], list(experiment["methods"]).index(one["method"])))


def write_runs(path, runs):
    with open(path, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["data", "method", "seed", *METRICS, "options"])
        for one in runs:
            options = " ".join(f"{key}={value}" for key, value in one["options"].items())
            writer.writerow([one["cell"], one["method"], one["trial"], *one["report"].values(), options])


def main():
    arguments = parse_arguments()
    experiment = comparison.read_experiment(arguments.folder, arguments.small)
    arguments.results = arguments.results or pathlib.Path("results", arguments.folder.resolve().name)
    trials = list(itertools.product(arguments.sets or experiment["sets"], range(1, experiment["seeds"] + 1)))
    write_parts(arguments, experiment, trials)
    runs = all_runs(arguments, experiment, trials)
    write_runs(arguments.results / "runs.csv", runs)
    summary = presenting.summarise(runs, METRICS)
    presenting.write_tables(arguments.results, summary)
    presenting.draw_dots(arguments.results, summary, "test_accuracy", experiment["title"])
    (arguments.results / "summary.md").write_text(presenting.standings(summary, "test_accuracy", "seconds_total"))
    print((arguments.results / "table.md").read_text())
    print((arguments.results / "summary.md").read_text(), end="")
    expected = {} if arguments.small else json.loads((arguments.folder / "expected.json").read_text())
    known = {name: expected[name] for name in summary if name in expected}
    comparison.end_with(comparison.deviations(known, summary))


if __name__ == "__main__":
    main()
