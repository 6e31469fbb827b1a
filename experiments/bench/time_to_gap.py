"""Time from packed patterns to a certified gap, beside packaged Lasso solvers: a Markdown table and time_to_gap.png.

    time_to_gap.py --bench build/bench_solver --results DIR [--sizes S,M,L] [--ratios 0.1,0.01] [--gaps 1e-4,1e-6] [--limit 120]

CPU seconds of one core. Peers (scikit-learn: python3-sklearn, glmnet: r-cran-glmnet) have D as dense doubles in memory, take
part up to --largest entries of D, and are given up after --limit seconds, loading and looser tolerances included.
"""
import argparse
import csv
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

SIZES = {"S": (1000, 20, 5000), "M": (5000, 50, 20000), "L": (20000, 50, 20000)}  # n, d, patterns
PEERS = {"scikit-learn": "sklearn", "scikit-learn, random order": "sklearn-random", "scikit-learn, LARS": "lars",
         "glmnet, path of 20": "glmnet"}
HERE = pathlib.Path(__file__).parent


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", required=True, help="the program bench_solver")
    parser.add_argument("--results", type=pathlib.Path, required=True)
    parser.add_argument("--sizes", default="S,M,L")
    parser.add_argument("--ratios", default="0.1,0.01")
    parser.add_argument("--gaps", default="1e-4,1e-6")
    parser.add_argument("--limit", type=float, default=120, help="seconds that a peer is given")
    parser.add_argument("--largest", type=float, default=1e8, help="entries of D up to which peers take part")
    return parser.parse_args()


def available_peers():
    """The packaged solvers that are here; says what is missing."""
    found = dict(PEERS)
    sklearn = subprocess.run([sys.executable, "-c", "import sklearn"], capture_output=True)
    glmnet = shutil.which("Rscript") and subprocess.run(["Rscript", "-e", "library(glmnet)"], capture_output=True)
    for name, key in PEERS.items():
        probe = glmnet if key == "glmnet" else sklearn
        if not probe or probe.returncode != 0:
            print(f"{name}: skipped, it is not installed", file=sys.stderr)
            del found[name]
    return found


def ours(arguments, size, folder):
    n, d, patterns = SIZES[size]
    command = [arguments.bench, f"builtin:teacher,n={n},d={d}", str(patterns), arguments.ratios, arguments.gaps, "3", folder]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    return list(csv.DictReader(run.stdout.splitlines()))


def peer_seconds(peer, folder, row, limit):
    command = [sys.executable, HERE / "peers.py", peer, folder, row["beta"], row["asked"]]
    try:
        run = subprocess.run(command, capture_output=True, text=True, timeout=limit)
    except subprocess.TimeoutExpired:
        return None
    if run.returncode != 0:
        sys.exit(f"{peer}: {run.stderr.strip()}")
    result = json.loads(run.stdout)
    return result["seconds"] if result["gap"] <= float(row["asked"]) else None


def text(seconds):
    return "x" if seconds is None else f"{seconds:.3g}"


def measure(arguments, peers):
    rows = []
    for size in arguments.sizes.split(","):
        with tempfile.TemporaryDirectory() as folder:
            for row in ours(arguments, size, folder):
                small = int(row["n"]) * int(row["P"]) <= arguments.largest
                times = {name: peer_seconds(peer, folder, row, arguments.limit) for name, peer in peers.items()} if small else {}
                known = [seconds for seconds in times.values() if seconds is not None]
                faster = f"{min(known) / float(row['seconds']):.0f}" if known else "-"
                print("| " + " | ".join([size, f"{row['n']} x {row['P']}", row["ratio"], row["asked"], row["seconds"],
                                         *(text(times[name]) if small else "-" for name in peers), faster,
                                         row["iterations"], row["nonzeros"]]) + " |", flush=True)
                rows.append((f"{size} {row['ratio']} {row['asked']}", {"Heaviside": float(row["seconds"]), **times}))
    return rows


def draw(rows, path):
    figure, axes = plt.subplots(figsize=(8, 4))
    for name in dict.fromkeys(name for _, times in rows for name in times):
        axes.semilogy([times.get(name) for _, times in rows], "o", label=name)
    axes.set_xticks(range(len(rows)), [label for label, _ in rows], rotation=60, fontsize=7)
    axes.set(ylabel="CPU seconds", title="Time to the gap, by size, ratio and gap")
    axes.legend(frameon=False, fontsize=8)
    figure.tight_layout()
    figure.savefig(path, dpi=150)


def main():
    arguments = parse_arguments()
    arguments.results.mkdir(parents=True, exist_ok=True)
    peers = available_peers()
    print("x: not within the limit; -: not tried\n")
    heads = ["problem", "n x P", "ratio", "gap", "Heaviside s", *(f"{name} s" for name in peers), "times faster",
             "Newton steps", "nonzeros"]
    print("| " + " | ".join(heads) + " |\n|" + "---|" * len(heads), flush=True)
    draw(measure(arguments, peers), arguments.results / "time_to_gap.png")


if __name__ == "__main__":
    main()
