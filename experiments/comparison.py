#!/usr/bin/env python3
"""Runs an experiment: several methods on the synthetic data of [EGLP23], a few sizes, a few trials; then tables, a figure
and a check against expected values.

    comparison.py FOLDER --heaviside build/heaviside [--results DIR] [--small] [--launcher "mpirun -n 4"]

FOLDER/experiment.json says what is run. A run that is there already and was asked for in the same words is kept, so a
comparison that was interrupted goes on where it was. DIR receives runs.csv (a line a run), table.md, table.tex,
figure.png, figure.pdf, and the files of every run below runs/. Values that differ from FOLDER/expected.json (with --small:
expected_small.json) by more than the tolerance there are named, and the exit code is 1.
"""
import argparse
import csv
import json
import pathlib
import shlex
import subprocess
import sys

import presenting

FINISHED = ("finished", "optimal", "restricted_optimal", "globally_optimal")
METRICS = ("objective", "bounded_global_gap", "train_accuracy", "test_accuracy", "seconds_total")


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path, metavar="FOLDER")
    parser.add_argument("--heaviside", required=True, help="the program")
    parser.add_argument("--results", type=pathlib.Path, help="default: results/ and the folder's name")
    parser.add_argument("--small", action="store_true", help="the small version, a matter of seconds")
    parser.add_argument("--launcher", default="", help="what the program is started with, such as 'mpirun -n 4'")
    return parser.parse_args()


def read_experiment(folder, small):
    experiment = json.loads((folder / "experiment.json").read_text())
    changes = experiment.pop("small")
    return {**experiment, **(changes if small else {})}


def name_of(cell):
    return f"n={cell['n']},d={cell['d']}"


def words_of(experiment, cell, method, trial):
    """The words behind the program's name, save where results go. A trial has its own teacher, data and seed."""
    source = f"builtin:teacher,d={cell['d']},seed={trial}"
    subcommand, _, options = experiment["methods"][method].partition(" -")
    return [*subcommand.split(), f"{source},n={cell['n']}", *(("-" + options).split() if options else ()),
            "--test", f"{source},n={experiment['test_rows']},offset={cell['n']}",
            "--beta", repr(experiment["beta_over_n"] * cell["n"]), "--seed", str(trial)]


def finished(out, words):
    """Whether a run of these words is in `out`, complete."""
    try:
        asked = json.loads((out / "words.json").read_text())
        return asked == words and json.loads((out / "report.json").read_text())["status"] in FINISHED
    except (OSError, ValueError):
        return False


def run(arguments, words, out):
    out.mkdir(parents=True, exist_ok=True)
    (out / "words.json").write_text(json.dumps(words))
    command = [*shlex.split(arguments.launcher), arguments.heaviside, *words, "--out", str(out), "--quiet"]
    result = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if result.returncode != 0:
        sys.exit(f"{shlex.join(command)} returned {result.returncode}: {result.stderr.strip()}")


def read_run(out, cell, method, trial):
    report = json.loads((out / "report.json").read_text())
    with open(out / "trace.csv", newline="") as trace:
        return {"cell": name_of(cell), "method": method, "trial": trial, "report": report,
                "trace": list(csv.DictReader(trace))}


def all_runs(arguments, experiment):
    """Runs what is not there yet; a list of all runs."""
    runs = []
    for cell in experiment["cells"]:
        for method in experiment["methods"]:
            for trial in range(1, experiment["trials"] + 1):
                words = words_of(experiment, cell, method, trial)
                out = arguments.results / "runs" / name_of(cell) / method.replace(" ", "-") / f"trial-{trial}"
                if not finished(out, words):
                    print(f"{name_of(cell)}  {method}  trial {trial}", file=sys.stderr, flush=True)
                    run(arguments, words, out)
                runs.append(read_run(out, cell, method, trial))
    return runs


def write_runs(path, runs):
    with open(path, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["cell", "method", "trial", *METRICS])
        for one in runs:
            writer.writerow([one["cell"], one["method"], one["trial"], *(one["report"][metric] for metric in METRICS)])


def deviations(expected, summary):
    """A line for each mean that is further from the expected one than its tolerance (absolute)."""
    lines = []
    for cell, methods in expected.items():
        for method, metrics in methods.items():
            for metric, (value, tolerance) in metrics.items():
                found = summary[cell][method][metric].mean
                if not abs(found - value) <= tolerance:
                    lines.append(f"{cell}, {method}: {metric} is {found:.6g}, expected {value:g} +- {tolerance:g}")
    return lines


def end_with(unexpected):
    """Names what is not as expected, and ends the program."""
    for line in unexpected:
        print(f"not as expected: {line}", file=sys.stderr)
    sys.exit(1 if unexpected else 0)


def main():
    arguments = parse_arguments()
    experiment = read_experiment(arguments.folder, arguments.small)
    arguments.results = arguments.results or pathlib.Path("results", arguments.folder.resolve().name)
    runs = all_runs(arguments, experiment)
    write_runs(arguments.results / "runs.csv", runs)
    summary = presenting.summarise(runs, METRICS)
    presenting.write_tables(arguments.results, summary)
    presenting.draw(arguments.results, runs, experiment["title"])
    print((arguments.results / "table.md").read_text(), end="")
    expected = arguments.folder / ("expected_small.json" if arguments.small else "expected.json")
    end_with(deviations(json.loads(expected.read_text()), summary))


if __name__ == "__main__":
    main()
