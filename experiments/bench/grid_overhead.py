"""What a grid takes beside the training itself: the wall time of many cells against their summed seconds.

    . cmake/prepare.sh; use_small_machine
    python3 experiments/bench/grid_overhead.py build/heaviside [RANKS] [CELLS] [FOLDER]

FOLDER is where the results go, for what syncing costs there. Two sizes of cells, each on RANKS groups of one rank.
"""

import csv
import subprocess
import sys
import tempfile
import time
from pathlib import Path

GRID = """data = builtin:teacher,n={n},d=20
patterns = 1000
refine = {rounds}
beta-ratio = 0.1
seed = 0..{last}
"""


def measure(program, ranks, cells, folder, n, rounds):
    with tempfile.TemporaryDirectory(prefix="heaviside-grid-", dir=folder) as place:
        grid = Path(place, "grid.cfg")
        grid.write_text(GRID.format(n=n, rounds=rounds, last=cells - 1))
        command = ["mpirun", "-n", str(ranks), program, "grid", grid, "--out", Path(place, "out"), "--group-size", "1",
                   "--quiet"]
        walls = []
        for _ in range(2):  # the second time there is nothing to train: what starting takes
            start = time.monotonic()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            walls.append(time.monotonic() - start)
        with open(Path(place, "out", "results.csv"), newline="") as table:
            training = sum(float(row["seconds_total"]) for row in csv.DictReader(table))
    rest = walls[0] * ranks - training
    print(f"| {cells} | {ranks} | {1000 * training / cells:.0f} | {walls[0]:.1f} | {walls[1]:.1f} "
          f"| {1000 * (walls[0] - walls[1]) * ranks / cells - 1000 * training / cells:.1f} "
          f"| {100 * rest / (walls[0] * ranks):.1f}% |", flush=True)


def main(program, ranks=2, cells=1000, folder=None):
    print("| cells | ranks | ms a cell trains | wall s | of it starting s | other ms a cell | other, of all |")
    print("|---|---|---|---|---|---|---|")
    for n, rounds in ((500, 1), (2000, 3)):
        measure(program, int(ranks), int(cells), folder, n, rounds)


if __name__ == "__main__":
    main(*sys.argv[1:])
