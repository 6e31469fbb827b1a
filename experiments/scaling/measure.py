#!/usr/bin/env python3
"""Measures how the stages of training scale over the ranks, strongly (one problem, more ranks) and weakly (as many patterns
more as ranks), and what memory a rank takes. Prints Markdown tables and writes measurements.json for model.py.

    measure.py --heaviside build/heaviside --messages build/bench_messages [--ranks 1,2] [--repeat 3] [--results DIR]
               [--launcher "srun --mpi=pmix -n"] [--strong N,D,P] [--weak N,D,P] [--small]

Of several repetitions each stage's shortest time counts. Ends with 1 where a rank took more memory than 1.2 times what it
must hold.
"""
import argparse
import csv
import io
import json
import pathlib
import subprocess
import sys
import types

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "bench"))
from cases import numbers, print_row, train  # noqa: E402: found by the line above

STAGES = ("sample", "assemble", "solve")
ALLOWANCE = 1.2
MEBIBYTE = 2**20
# Problems beside the strong and the weak one, which tell the parts of a solve apart: (n, d, P), ratio.
OTHERS = (((5000, 20, 20000), 0.1), ((5000, 20, 20000), 0.01), ((5000, 20, 20000), 0.03), ((2000, 10, 50000), 0.03),
          ((20000, 50, 20000), 0.03), ((20000, 5, 50000), 0.1))
SMALL_OTHERS = (((300, 4, 500), 0.1), ((200, 3, 300), 0.01))


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--heaviside", required=True, help="the program")
    parser.add_argument("--messages", required=True, help="bench_messages")
    parser.add_argument("--launcher", default="mpirun -n", help="what stands before the number of ranks")
    parser.add_argument("--ranks", type=numbers(int), default=[1, 2])
    parser.add_argument("--strong", type=numbers(int), default=[20000, 50, 100000], help="samples, features, patterns")
    parser.add_argument("--weak", type=numbers(int), default=[20000, 50, 50000], help="the same, patterns a rank")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--small", action="store_true", help="problems of no size, to see that everything works")
    parser.add_argument("--results", type=pathlib.Path, default=pathlib.Path("results/scaling"))
    arguments = parser.parse_args()
    if arguments.small:
        arguments.strong, arguments.weak = [400, 5, 2000], [400, 5, 1000]
    return arguments


def measure(arguments, kind, size, ratio, ranks, repeat):
    """The shortest times of a problem's stages, and what the model needs to know of it."""
    n, d, patterns = size
    how = types.SimpleNamespace(heaviside=arguments.heaviside, solver="auto", launcher=arguments.launcher)
    reports = [train(how, f"builtin:teacher,n={n},d={d}", patterns, ratio, ranks) for _ in range(repeat)]
    last = reports[-1]
    return {"kind": kind, "n": n, "d": d, "P": last["patterns"], "ratio": ratio, "ranks": ranks,
            **{stage: min(report[f"seconds_{stage}"] for report in reports) for stage in STAGES},
            "iterations": last["iterations"], "neurons": last["neurons"],
            "peak_mib": max(report["peak_rss_mib_max_rank"] for report in reports),
            "processor": last["processor"], "kernels": last["kernels"], "commit": last["commit"]}


def needed_mib(run, program):
    """What a rank must hold: the program, its part of the bits, the data as read and as inputs, and the working set's Gram
    matrix in double and single precision."""
    bits = run["n"] * run["P"] / 8 / run["ranks"]
    data = 8 * run["n"] * (2 * run["d"] + 1)
    return program + (bits + data + 12 * run["neurons"]**2) / MEBIBYTE


def message_times(arguments):
    """Ranks, bytes and seconds of sums over all ranks."""
    found = []
    for ranks in arguments.ranks:
        if ranks == 1:
            continue
        command = [*arguments.launcher.split(), str(ranks), arguments.messages]
        run = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=True)
        found += [{"ranks": int(row["ranks"]), "bytes": int(row["bytes"]), "seconds": float(row["seconds"])}
                  for row in csv.DictReader(io.StringIO(run.stdout))]
    return found


def print_speeds(title, runs, weak):
    """A row a number of ranks: the times of the stages, and how many times faster than one rank each is."""
    print(f"\n{title}\n")
    print_row(("ranks", *(f"{stage} s" for stage in STAGES), "together s",
               *(f"{stage} {'efficiency' if weak else 'x'}" for stage in STAGES), "together"))
    print_row("---" for _ in range(2 * len(STAGES) + 3))
    first = runs[0]
    total = {run["ranks"]: sum(run[stage] for stage in STAGES) for run in runs}
    for run in runs:
        ratios = [first[stage] / run[stage] if run[stage] > 0 else 1 for stage in STAGES]
        print_row((run["ranks"], *(f"{run[stage]:.3f}" for stage in STAGES), f"{total[run['ranks']]:.3f}",
                   *(f"{ratio:.2f}" for ratio in ratios), f"{total[first['ranks']] / total[run['ranks']]:.2f}"))


def print_memory(runs, programs):
    """Peak beside need; returns the worst ratio."""
    print("\nMemory of the rank that has most, MiB\n")
    print_row(("n x d", "patterns", "ranks", "bits", "must hold", "peak", "peak / must hold"))
    print_row("---" for _ in range(7))
    ratios = []
    for run in runs:
        needed = needed_mib(run, programs[run["ranks"]])
        ratios.append(run["peak_mib"] / needed)
        print_row((f"{run['n']} x {run['d']}", run["P"], run["ranks"], f"{run['n'] * run['P'] / 8 / run['ranks'] / MEBIBYTE:.0f}",
                   f"{needed:.0f}", f"{run['peak_mib']:.0f}", f"{ratios[-1]:.2f}"))
    return max(ratios)


def main():
    arguments = parse_arguments()
    programs = {ranks: measure(arguments, "program", (100, 2, 10), 0.5, ranks, 1)["peak_mib"] for ranks in arguments.ranks}
    strong = [measure(arguments, "strong", arguments.strong, 0.1, ranks, arguments.repeat) for ranks in arguments.ranks]
    n, d, patterns = arguments.weak
    weak = [measure(arguments, "weak", (n, d, patterns * ranks), 0.1, ranks, arguments.repeat) for ranks in arguments.ranks]
    others = [measure(arguments, "other", size, ratio, ranks, arguments.repeat)
              for size, ratio in (SMALL_OTHERS if arguments.small else OTHERS) for ranks in arguments.ranks]
    arguments.results.mkdir(parents=True, exist_ok=True)
    (arguments.results / "measurements.json").write_text(
        json.dumps({"runs": strong + weak + others, "messages": message_times(arguments)}, indent=1))

    print(f"{strong[0]['processor']}, {strong[0]['kernels']} kernels, commit {strong[0]['commit']}")
    print_speeds(f"Strong: n, d, P = {arguments.strong}, ratio 0.1", strong, False)
    print_speeds(f"Weak: n, d, P a rank = {arguments.weak}, ratio 0.1", weak, True)
    worst = print_memory(strong + weak, programs)
    if worst > ALLOWANCE:
        sys.exit(f"a rank took {worst:.2f} times the memory that it must hold")


if __name__ == "__main__":
    main()
