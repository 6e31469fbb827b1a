"""What a grid takes beside the training itself: the wall time of 1,000 small cells against their summed seconds.

    . cmake/prepare.sh; use_small_machine
    python3 experiments/bench/grid_overhead.py build/heaviside [RANKS] [CELLS]
"""

import csv
import subprocess
import sys
import tempfile
import time
from pathlib import Path

GRID = """data = builtin:teacher,n=500,d=10
patterns = 1000
refine = 1
beta-ratio = 0.1
seed = 0..{last}
"""


def main(program, ranks=2, cells=1000):
    ranks, cells = int(ranks), int(cells)
    with tempfile.TemporaryDirectory(prefix="heaviside-grid-") as folder:
        grid = Path(folder, "grid.cfg")
        grid.write_text(GRID.format(last=cells - 1))
        start = time.monotonic()
        subprocess.run(["mpirun", "-n", str(ranks), program, "grid", grid, "--out", Path(folder, "out"), "--group-size",
                        "1", "--quiet"], check=True, stdout=subprocess.DEVNULL)
        wall = time.monotonic() - start
        with open(Path(folder, "out", "results.csv"), newline="") as table:
            training = sum(float(row["seconds_total"]) for row in csv.DictReader(table))
    print(f"{cells} cells on {ranks} ranks: wall {wall:.1f} s, training {training:.1f} s summed over cells, "
          f"overhead {100 * (1 - training / (wall * ranks)):.1f}% of the ranks' time")


if __name__ == "__main__":
    main(*sys.argv[1:])
