#!/usr/bin/env python3
"""Times whole training runs and prints a Markdown table.

    cases.py --heaviside build/heaviside [--data-dir DIR] [--ranks 1,2] [--patterns 2000,10000,20000] [--ratios 0.1,0.01,0.001]
             [--repeat 1]

tic-tac-toe is built in; pima, spambase and a9a are looked for below DIR as NAME.csv or NAME.csv.gz (the README says where
to get them). --data names other data, built-in or files. Of several repetitions the one with the shortest solve is printed.
"""
import argparse
import itertools
import json
import pathlib
import subprocess
import sys
import tempfile

FILES = ("pima", "spambase", "a9a")
BUILT_IN = ("builtin:tic-tac-toe",)
COLUMNS = ("data", "patterns", "ratio", "ranks", "sample s", "assemble s", "solve s", "iterations", "neurons", "gap",
           "D MiB a rank", "peak MiB a rank")


def numbers(kind):
    return lambda text: [kind(word) for word in text.split(",")]


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--heaviside", required=True, help="the program")
    parser.add_argument("--data-dir", type=pathlib.Path)
    parser.add_argument("--launcher", default="mpirun -n", help="what stands before the number of ranks")
    parser.add_argument("--data", type=lambda text: text.split(";"), help="these data only, separated by ;")
    parser.add_argument("--ranks", type=numbers(int), default=[1, 2])
    parser.add_argument("--patterns", type=numbers(int), default=[2000, 10000, 20000])
    parser.add_argument("--ratios", type=numbers(float), default=[0.1, 0.01, 0.001])
    parser.add_argument("--solver", default="auto")
    parser.add_argument("--repeat", type=int, default=1)
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


def train(arguments, data, patterns, ratio, ranks):
    with tempfile.TemporaryDirectory() as folder:
        command = [*arguments.launcher.split(), str(ranks), arguments.heaviside, "train", data, "--patterns", str(patterns),
                   "--beta-ratio", str(ratio), "--solver", arguments.solver, "--refine", "off", "--out", folder,
                   "--quiet"]
        run = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        if run.returncode != 0:
            sys.exit(f"{' '.join(command)} returned {run.returncode}: {run.stderr.strip()}")
        return json.loads((pathlib.Path(folder) / "report.json").read_text())


def row(data, patterns, ratio, report):
    name = data if data.startswith("builtin:") else pathlib.Path(data).name.split(".")[0]
    return (name, patterns, ratio, report["ranks"], f"{report['seconds_sample']:.2f}",
            f"{report['seconds_assemble']:.2f}", f"{report['seconds_solve']:.2f}", report["iterations"],
            report["neurons"], f"{report['restricted_gap']:.0e}", f"{report['dictionary_mib_max_rank']:.1f}",
            f"{report['peak_rss_mib_max_rank']:.0f}")


def print_row(cells):
    print("| " + " | ".join(str(cell) for cell in cells) + " |", flush=True)


def main():
    arguments = parse_arguments()
    head = None
    for case in itertools.product(data_sets(arguments), arguments.patterns, arguments.ratios, arguments.ranks):
        reports = [train(arguments, *case) for _ in range(arguments.repeat)]
        best = min(reports, key=lambda report: report["seconds_solve"])
        if head is None:
            head = f"{best['processor']}, {best['kernels']} kernels, commit {best['commit']}, {best['options']['solver']}"
            print(head + "\n")
            print_row(COLUMNS)
            print_row("---" for _ in COLUMNS)
        print_row(row(*case[:3], best))


if __name__ == "__main__":
    main()
