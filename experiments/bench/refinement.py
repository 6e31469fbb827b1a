"""How fast refinement prices, on one rank and on two: a Markdown table and refinement.png, objective against seconds.

    refinement.py --heaviside build/heaviside --results DIR [--rounds 10] [--data DATA] [--patterns 2000]

A round climbs from 64 starts; candidates are the patterns that it brings back.
"""
import argparse
import csv
import json
import pathlib
import subprocess
import tempfile

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

STARTS = 64


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--heaviside", required=True)
    parser.add_argument("--results", type=pathlib.Path, required=True)
    parser.add_argument("--data", default="builtin:teacher,n=5000,d=50")
    parser.add_argument("--patterns", default="2000")
    parser.add_argument("--rounds", default="10")
    return parser.parse_args()


def train(arguments, ranks):
    with tempfile.TemporaryDirectory() as folder:
        command = ["mpirun", "-n", str(ranks), arguments.heaviside, "train", arguments.data, "--patterns",
                   arguments.patterns, "--refine", arguments.rounds, "--out", folder, "--quiet"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
        with open(pathlib.Path(folder, "trace.csv"), newline="") as file:
            trace = [(float(row["seconds"]), float(row["objective"])) for row in csv.DictReader(file)]
        return json.loads(pathlib.Path(folder, "report.json").read_text()), trace


def main():
    arguments = parse_arguments()
    arguments.results.mkdir(parents=True, exist_ok=True)
    print("| data | ranks | rounds | refine s | candidates/s | objective | efficiency |\n|---|---|---|---|---|---|---|")
    figure, axes = plt.subplots(figsize=(6, 4))
    alone = None
    for ranks in (1, 2):
        report, trace = train(arguments, ranks)
        seconds = report["seconds_refine"]
        alone = alone or seconds
        print(f"| {arguments.data} | {ranks} | {report['rounds']} | {seconds:.2f} | {STARTS * report['rounds'] / seconds:.0f} "
              f"| {report['objective']:.6g} | {100 * alone / (ranks * seconds):.0f}% |", flush=True)
        axes.plot(*zip(*trace), "o-", label=f"{ranks} ranks")
    axes.set(xlabel="seconds", ylabel="objective", title=arguments.data)
    axes.legend(frameon=False)
    figure.tight_layout()
    figure.savefig(arguments.results / "refinement.png", dpi=150)


if __name__ == "__main__":
    main()
