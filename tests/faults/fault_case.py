"""What the tests of faults share: which of all cases are tried, runs with a fault in them, and what must hold after."""

import os
import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "e2e"))
from program import REACHED, EndToEnd, Job, rows_of

SMALL = "builtin:teacher,n=60,d=3"
GRID = f"data = {SMALL}\npatterns = 50\nbeta-ratio = 0.3 0.2 0.1\nseed = 0 1\n"
COMMANDS = {
    "train": ["train", SMALL, "--patterns", 200, "--refine", 2, "--certify", "exact"],
    "admm": ["train", SMALL, "--patterns", 200, "--refine", "off", "--solver", "admm"],
    "deep": ["train", SMALL, "--patterns", 100, "--layers", 5, "--refine", 2],
    "path": ["path", SMALL, "--patterns", 50, "--betas", 5, "--folds", 2],
    "ste": ["baseline", "ste", SMALL, "--neurons", 5, "--epochs", 50, "--seeds", 2],
    "grid": ["grid", "grid.cfg", "--group-size", 1],
    "grid of pairs": ["grid", "grid.cfg", "--group-size", 2],
}
RANKS = 2
GONE_WITHIN = 30  # seconds


def chosen(cases):
    """Those of part i of N, with HEAVISIDE_FAULT_PART=i/N, and of these a sample of HEAVISIDE_FAULT_CASES."""
    part, parts = map(int, os.environ.get("HEAVISIDE_FAULT_PART", "1/1").split("/"))
    cases = cases[part - 1::parts]
    count = int(os.environ.get("HEAVISIDE_FAULT_CASES", len(cases)))
    return random.Random(2).sample(cases, min(count, len(cases)))


def is_running(process):
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


class FaultCase(EndToEnd):
    def setUp(self):
        super().setUp()
        self.write("grid.cfg", GRID)
        self.references, self.counts = {}, {}

    def words(self, command, out):
        return [self.path(word) if word == "grid.cfg" else word for word in COMMANDS[command]] + ["--out", out, "--quiet"]

    def run_words(self, words, fault="", meanwhile=lambda job: None):
        """The result of a run with a fault in it, all of whose processes are gone in time."""
        environment = {"HEAVISIDE_FAULT": fault, "HEAVISIDE_FAULT_COUNTS": str(self.path("counts")),
                       "LD_PRELOAD": os.environ["HEAVISIDE_FAULT_INJECTOR"]}
        job = Job(RANKS, *words, environment=environment if fault else None)
        deadline = time.monotonic() + GONE_WITHIN
        meanwhile(job)
        while job.process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.01)
        processes = job.rank_processes()
        result = job.finish(timeout=1)
        while any(map(is_running, processes)):
            self.assertLess(time.monotonic(), deadline, f"ranks are left: {result}")
            time.sleep(0.01)
        return result

    def results_of(self, out):
        """What does not depend on clocks: the networks, and for grids which cells are finished."""
        return {str(path.relative_to(out)): path.read_bytes() for path in sorted(Path(out).rglob("model.json"))}

    def rows(self, out):
        """The trace without its times."""
        rows = rows_of((Path(out) / "trace.csv").read_text())
        for row in rows:
            del row["seconds"]
        return rows

    def counts_of(self, words):
        """How many calls, allocations and writes, on each rank, a run has that nothing disturbs."""
        self.assertEqual(self.run_words(words, "count:0:0").code, REACHED)
        return [[int(word) for word in self.path(f"counts.{rank}").read_text().split()] for rank in range(RANKS)]

    def reference(self, command):
        """The results of a run without a fault, which stay in the folder `reference COMMAND`."""
        if command not in self.references:
            out = self.path(f"reference {command}")
            self.counts[command] = self.counts_of(self.words(command, out))
            self.references[command] = self.results_of(out)
        return self.references[command]

    def try_all(self, check, cases):
        """Each that was chosen; what fails is told at once, since all cases take minutes."""
        for case in chosen(cases):
            with self.subTest(case=case):
                try:
                    check(*case)
                except AssertionError as error:
                    print(f"\n{case}: {error}", file=sys.stderr, flush=True)
                    raise
