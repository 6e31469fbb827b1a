"""Faults at many moments of many runs: nothing hangs, nothing wrong is left, what failed is named, and the same command
afterwards ends in the result that a run without faults has.

    HEAVISIDE_PROGRAM=build/heaviside HEAVISIDE_FAULT_INJECTOR=libfault_injector.so python3 tests/faults/test_faults.py

HEAVISIDE_FAULT_CASES=N tries a sample of N of all cases, HEAVISIDE_FAULT_PART=i/N the i-th of N parts.
"""

import json
import random
import shutil
import unittest
from pathlib import Path

from fault_case import COMMANDS, RANKS, SMALL, FaultCase
from program import INTERRUPTED, REACHED, STOPPED, USAGE

DEADLY = ("kill", "segv")
THROWN = ("throw", "mpi", "memory")
SIGNALS = ("term", "int", "usr1")
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


class Faults(FaultCase):
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
        result = self.run_words(self.words(command, out), f"{kind}:{rank}:{number}")
        self.check_code(command, kind, result)
        self.check_files(kind, out, expected)
        failed_cell = command == "grid" and result.code == STOPPED
        self.expect(REACHED, RANKS, *self.words(command, out), *(["--retry-failed"] if failed_cell else []))
        self.assertEqual(self.results_of(out), expected)

    def test_moments(self):
        self.try_all(self.check, all_cases())


if __name__ == "__main__":
    unittest.main()
