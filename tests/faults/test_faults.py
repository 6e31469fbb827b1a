"""Faults at many moments of many runs: nothing hangs, nothing wrong is left, what failed is named, and the same command
afterwards ends in the result that a run without faults has.

    HEAVISIDE_PROGRAM=build/heaviside HEAVISIDE_FAULT_INJECTOR=libfault_injector.so python3 tests/faults/test_faults.py

HEAVISIDE_FAULT_CASES=N tries a sample of N of all cases.
"""

import json
import os
import random
import shutil
import sys
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "e2e"))
from program import INTERRUPTED, REACHED, STOPPED, USAGE, EndToEnd, Job

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
DEADLY = ("kill", "segv")
THROWN = ("throw", "mpi", "memory")
SIGNALS = ("term", "int", "usr1")
RANKS = 2
GONE_WITHIN = 30  # seconds
DISK_FULL = "No space left on device"


def all_cases():
    """(command, kind, rank, place): the place is a part of the run, in (0, 1]."""
    chance = random.Random(1)
    cases = []
    for command in COMMANDS:
        often = 6 if command in ("train", "grid") else 2
        for kind in (*DEADLY, *THROWN, *SIGNALS):
            cases += [(command, kind, rank, chance.random()) for rank in range(RANKS) for _ in range(often)]
        cases += [(command, "disk", 0, chance.random()) for _ in range(2 * often)]
    return cases


def sample(cases):
    count = int(os.environ.get("HEAVISIDE_FAULT_CASES", len(cases)))
    return random.Random(2).sample(cases, min(count, len(cases)))


def is_running(process):
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


class Faults(EndToEnd):
    def setUp(self):
        super().setUp()
        self.write("grid.cfg", GRID)
        self.references, self.counts = {}, {}

    def words(self, command, out):
        return [self.path(word) if word == "grid.cfg" else word for word in COMMANDS[command]] + ["--out", out, "--quiet"]

    def run_with(self, command, out, fault):
        """The result of a run with a fault in it, all of whose processes are gone."""
        environment = {"HEAVISIDE_FAULT": fault, "HEAVISIDE_FAULT_COUNTS": str(self.path("counts")),
                       "LD_PRELOAD": os.environ["HEAVISIDE_FAULT_INJECTOR"]}
        job = Job(RANKS, *self.words(command, out), environment=environment)
        deadline = time.monotonic() + GONE_WITHIN
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
        models = {str(path.relative_to(out)): path.read_bytes() for path in sorted(Path(out).rglob("model.json"))}
        return models

    def reference(self, command):
        if command not in self.references:
            out = self.path(f"reference {command}")
            self.assertEqual(self.run_with(command, out, "count:0:0").code, REACHED)
            counts = [[int(word) for word in self.path(f"counts.{rank}").read_text().split()] for rank in range(RANKS)]
            self.references[command], self.counts[command] = self.results_of(out), counts
        return self.references[command]

    def number(self, command, kind, rank, place):
        column = {"memory": 1, "disk": 2}.get(kind, 0)
        return 1 + int(place * (self.counts[command][rank][column] - 1))

    def check_code(self, command, kind, result):
        if command == "grid" and result.code == REACHED:
            return  # which group takes which cell is a matter of time: here the moment did not come
        if command == "grid" and result.code == STOPPED:
            self.assertIn(kind, THROWN)  # of a group of one rank: the cell failed, and the others went on
            self.assertRegex(result.out, r"failed +1\n(.|\n)*(a fault was injected|MPI_ERR_OTHER|bad_alloc)")
        elif kind in SIGNALS:
            self.assertIn(result.code, (REACHED, INTERRUPTED), str(result))
        elif kind == "disk":
            self.assertEqual(result.code, USAGE, str(result))
            self.assertIn(DISK_FULL, result.err)
        else:
            self.assertNotEqual(result.code, REACHED, str(result))
            if kind in THROWN:
                self.assertRegex(result.err, "heaviside: (internal error on rank|error: )")  # of all ranks: the latter

    def check_files(self, kind, out, expected):
        """Whole files only; without a signal no other network than the right one."""
        for path in Path(out).rglob("report.json"):
            json.loads(path.read_text())
        for name, content in self.results_of(out).items():
            if kind in SIGNALS:
                self.expect(REACHED, 1, "predict", Path(out) / name, SMALL, "--quiet")
            else:
                self.assertEqual(content, expected[name], name)

    def check(self, command, kind, rank, place):
        expected = self.reference(command)
        out = self.path("out")
        shutil.rmtree(out, ignore_errors=True)
        number = self.number(command, kind, rank, place)
        result = self.run_with(command, out, f"{kind}:{rank}:{number}")
        self.check_code(command, kind, result)
        self.check_files(kind, out, expected)
        failed_cell = command == "grid" and result.code == STOPPED
        self.expect(REACHED, RANKS, *self.words(command, out), *(["--retry-failed"] if failed_cell else []))
        self.assertEqual(self.results_of(out), expected)

    def test_moments(self):
        for case in sample(all_cases()):
            with self.subTest(case=case):
                try:
                    self.check(*case)
                except AssertionError as error:  # at once: all cases take minutes
                    print(f"\n{case}: {error}", file=sys.stderr, flush=True)
                    raise

    def test_damaged_records_of_a_grid(self):
        """Each cut or changed bit is named, and the cells that are lost are trained again."""
        expected = self.reference("grid")
        out = self.path("reference grid")
        records = {path: path.read_bytes() for path in (out / "store").glob("*.records")}
        chance = random.Random(3)
        for trial in range(int(os.environ.get("HEAVISIDE_FAULT_CASES", 120)) // 10):
            path, content = chance.choice([item for item in records.items() if item[1]])
            place = chance.randrange(len(content) - 1)
            changed = bytes([content[place] ^ (1 << chance.randrange(8))])
            damaged = content[:place] if trial % 3 == 0 else content[:place] + changed + content[place + 1:]
            with self.subTest(file=path.name, place=place, cut=trial % 3 == 0):
                path.write_bytes(damaged)
                words = self.words("grid", out)
                result = self.expect(REACHED, RANKS, *words)
                if place > 0 and content[place - 1:place] != b"\n" and changed != b"\n":
                    self.assertIn(f"{path}:", result.err)
                self.assertEqual(self.results_of(out), expected)
                path.write_bytes(content)


if __name__ == "__main__":
    unittest.main()
