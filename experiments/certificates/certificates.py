#!/usr/bin/env python3
"""Proves networks globally optimal, or how far from it they may be, and prints Markdown tables.

    certificates.py --heaviside build/heaviside [--data-dir DIR] [--ranks 2] [--minutes 5]

The first table has data whose optimum is proven, the second the certified gap against time where the branch and bound is
stopped after --minutes. Data sets are looked for below DIR as NAME.csv or NAME.csv.gz (the README says where to get them);
NAME:3 takes their first three columns.
"""
import argparse
import csv
import json
import pathlib
import subprocess
import sys
import tempfile

PROVEN = (("titanic", (0.5, 0.1, 0.01)), ("builtin:teacher,n=1000,d=2", (0.1, 0.01)), ("builtin:teacher,n=1000,d=3", (0.1, 0.01)),
          ("mammographic:3", (0.1, 0.01)), ("pima:3", (0.1, 0.01)), ("builtin:teacher,n=500,d=4", (0.1,)), ("pima:4", (0.1,)),
          ("mammographic:4", (0.1,)))
OPEN = (("mammographic", (0.3, 0.1)), ("builtin:tic-tac-toe", (0.1,)))


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--heaviside", required=True, help="the program")
    parser.add_argument("--data-dir", type=pathlib.Path)
    parser.add_argument("--ranks", type=int, default=2)
    parser.add_argument("--minutes", type=float, default=5, help="where the optimum is not proven; 0 leaves them out")
    parser.add_argument("--only", help="data whose name begins so")
    return parser.parse_args()


def load(arguments, name, folder):
    """The path or built-in name of data, or None."""
    if name.startswith("builtin:"):
        return name
    stem, _, columns = name.partition(":")
    paths = sorted(arguments.data_dir.rglob(f"{stem}.csv*")) if arguments.data_dir else []
    if not paths:
        print(f"{name}: skipped, there is no {stem}.csv below --data-dir", file=sys.stderr)
        return None
    if not columns:
        return str(paths[0])
    with open(paths[0], newline="") as file:
        rows = [row[:int(columns)] + row[-1:] for row in csv.reader(file)]
    path = pathlib.Path(folder) / f"{stem}{columns}.csv"
    with open(path, "w", newline="") as file:
        csv.writer(file).writerows(rows)
    return str(path)


def prove(arguments, data, ratio, *options):
    """The report and the trace of a run."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["mpirun", "-n", str(arguments.ranks), arguments.heaviside, "train", data, "--beta-ratio", str(ratio),
                   "--certify", "exact", "--quiet", "--out", folder, *options]
        run = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if run.returncode not in (0, 3, 4):
            sys.exit(f"{' '.join(command)} returned {run.returncode}: {run.stderr.strip()}")
        report = json.loads((pathlib.Path(folder) / "report.json").read_text())
        with open(pathlib.Path(folder) / "trace.csv", newline="") as trace:
            return report, list(csv.DictReader(trace))


def print_row(cells):
    print("| " + " | ".join(str(cell) for cell in cells) + " |", flush=True)


def print_head(columns):
    print_row(columns)
    print_row("---" for _ in columns)


def runs(arguments, cases):
    with tempfile.TemporaryDirectory() as folder:
        for name, ratios in cases:
            if arguments.only and not name.startswith(arguments.only):
                continue
            data = load(arguments, name, folder)
            for ratio in ratios if data else ():
                yield name, data, ratio


def description(name, report):
    return name, report["distinct_rows"], report["rank"]


def proofs(arguments):
    machine = "nothing was run"
    print_head(("data", "distinct rows", "rank", "ratio", "neurons", "cones", "certified gap", "seconds in all"))
    for name, data, ratio in runs(arguments, PROVEN):
        report, _ = prove(arguments, data, ratio)
        machine = f"{report['processor']}, {report['kernels']} kernels, {arguments.ranks} ranks, commit {report['commit']}"
        print_row((*description(name, report), ratio, report["neurons"], f"{report['cones']:.2g}",
                   f"{report['certified_global_gap']:.1e}", f"{report['seconds_total']:.2f}"))
    print(f"\n{machine}\n")


def gap_after(trace, seconds):
    gaps = [float(line["certified_global_gap"]) for line in trace if float(line["seconds"]) <= seconds]
    return f"{min(gaps):.3f}" if gaps else ""


def gaps_against_time(arguments):
    last = 60 * arguments.minutes
    times = [seconds for seconds in (1, 10, 30, 60, 120) if seconds < last] + [last]
    print_head(("data", "distinct rows", "rank", "ratio", "neurons", "cones", "bounded gap",
                *(f"certified gap after {seconds:g} s" for seconds in times)))
    for name, data, ratio in runs(arguments, OPEN):
        report, trace = prove(arguments, data, ratio, "--time-limit", f"{last:g}s")
        trace.append({"seconds": last, "certified_global_gap": report["certified_global_gap"]})
        print_row((*description(name, report), ratio, report["neurons"], f"{report['cones']:.2g}",
                   f"{report['bounded_global_gap']:.3f}", *(gap_after(trace, seconds) for seconds in times)))


def main():
    arguments = parse_arguments()
    proofs(arguments)
    if arguments.minutes > 0:
        gaps_against_time(arguments)


if __name__ == "__main__":
    main()
