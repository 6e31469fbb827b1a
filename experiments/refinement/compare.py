#!/usr/bin/env python3
"""Compares refinement, a few rounds and the default run, with the optimum over many random patterns: a Markdown table.

    compare.py --heaviside build/heaviside [--data-dir DIR] [--patterns 100000] [--rounds 10] [--ratios 0.05,0.01]
               [--short]

The synthetic sets are built in; the UCI sets are looked for below DIR as NAME.csv or NAME.csv.gz (the README says where to
get them). The runs have the same beta: a ratio times the beta_max of the default dictionary. One rank, a fifth of the rows held
out. "reaches it" is when, in seconds, a run was first at or below the objective of the random patterns.
"""
import argparse
import csv
import json
import pathlib
import subprocess
import sys
import tempfile

BUILT_IN = tuple(f"builtin:teacher,n={n},d={d}" for n, d in ((20, 100), (50, 50), (100, 20)))
FILES = ("bank", "chess-krvkp", "mammographic", "oocytes_merluccius_nucleus_4d", "oocytes_trisopterus_nucleus_2f", "ozone",
         "pima", "spambase", "statlog-german-credit", "tic-tac-toe", "titanic")
COLUMNS = ("data", "ratio", "patterns", "objective", "restricted gap", "bounded gap", "certified gap", "neurons",
           "test accuracy", "seconds", "reaches it")


def numbers(text):
    return [float(word) for word in text.split(",")]


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--heaviside", required=True, help="the program")
    parser.add_argument("--data-dir", type=pathlib.Path)
    parser.add_argument("--data", type=lambda text: text.split(";"), help="these data only, separated by ;")
    parser.add_argument("--patterns", type=int, default=100000)
    parser.add_argument("--rounds", type=int, default=10, help="of the shorter of the two refinements")
    parser.add_argument("--ratios", type=numbers, default=[0.05, 0.01])
    parser.add_argument("--short", action="store_true", help="leave out the default refinement, which takes most of the time")
    return parser.parse_args()


def data_sets(arguments):
    if arguments.data:
        return arguments.data
    found = list(BUILT_IN)
    for name in FILES:
        paths = sorted(arguments.data_dir.rglob(f"{name}.csv*")) if arguments.data_dir else []
        if paths:
            found.append(str(paths[0]))
        else:
            print(f"{name}: skipped, there is no {name}.csv below --data-dir", file=sys.stderr)
    return found


def train(arguments, data, *options):
    """The report and the trace of a run."""
    with tempfile.TemporaryDirectory() as folder:
        command = [arguments.heaviside, "train", data, "--split", "0.2", "--seed", "0", "--out", folder, "--quiet"]
        run = subprocess.run(command + list(map(str, options)), capture_output=True, text=True)
        if run.returncode != 0:
            sys.exit(f"{' '.join(command)} returned {run.returncode}: {run.stderr.strip()}")
        report = json.loads((pathlib.Path(folder) / "report.json").read_text())
        with open(pathlib.Path(folder) / "trace.csv", newline="") as trace:
            return report, list(csv.DictReader(trace))


def first_below(trace, objective):
    times = (float(line["seconds"]) for line in trace if float(line["objective"]) <= objective * (1 + 1e-6))
    return next((f"{seconds:.2f}" for seconds in times), "never")


def row(data, ratio, kind, report, reached):
    name = data if data.startswith("builtin:") else pathlib.Path(data).name.split(".")[0]
    gaps = (format(report[gap], digits) for gap, digits in
            (("restricted_gap", ".0e"), ("bounded_global_gap", ".3f"), ("certified_global_gap", ".3f")))
    return (name, f"{ratio:g}", kind, f"{report['objective']:.2f}", *gaps, report["neurons"],
            f"{report['test_accuracy']:.3f}", f"{report['seconds_total']:.2f}", reached)


def print_row(cells):
    print("| " + " | ".join(str(cell) for cell in cells) + " |", flush=True)


def main():
    arguments = parse_arguments()
    head = None
    for data in data_sets(arguments):
        first, _ = train(arguments, data, "--refine", "off")
        if head is None:
            head = f"{first['processor']}, {first['kernels']} kernels, commit {first['commit']}"
            print(head + "\n")
            print_row(COLUMNS)
            print_row("---" for _ in COLUMNS)
        for ratio in arguments.ratios:
            beta = ratio * first["beta_max"]
            sampled, _ = train(arguments, data, "--beta", beta, "--patterns", arguments.patterns, "--refine", "off")
            print_row(row(data, ratio, f"{arguments.patterns:,} random", sampled, ""))
            for rounds in (arguments.rounds,) if arguments.short else (arguments.rounds, "auto"):
                refined, trace = train(arguments, data, "--beta", beta, "--refine", rounds)
                reached = first_below(trace, sampled["objective"])
                print_row(row(data, ratio, f"refined, {refined['rounds']} rounds", refined, reached))


if __name__ == "__main__":
    main()
