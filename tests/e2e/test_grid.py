"""Grids: every cell once, whatever ends the program and on however many ranks it goes on; refusals name file and line."""

import os
import random
import signal
import subprocess
import time
import unittest
from pathlib import Path

from program import INTERRUPTED, REACHED, STOPPED, USAGE, EndToEnd, Job, rows_of

SMALL = """
beta-ratio = 0.5 0.2        # a comment
seed = 0..1
[zip]
patterns = 40 60
refine   = off 2
[data boards]
data = builtin:tic-tac-toe
split = 0.2
[data teacher]
data = "builtin:teacher,n=50,d=4"
[data file]
data = {file}
"""
CELLS = 2 * 2 * 2 * 3
POINTS = "".join(f"{i % 7},{i * i % 5},{(-1) ** (i // 3)}\n" for i in range(30))


def results(out):
    """results.csv without the columns of times."""
    rows = rows_of((Path(out) / "results.csv").read_text())
    return [{key: value for key, value in row.items() if not key.startswith("seconds")} for row in rows]


def counts(text):
    """The numbers of the summary on stdout."""
    lines = [line for line in text.splitlines() if not line.startswith("failed cell")]
    return {line[:13].strip(): int(line[13:]) for line in lines}


class Grid(EndToEnd):
    def grid(self, ranks, out, *arguments, grid="grid.cfg", code=REACHED, **how):
        result = self.expect(code, ranks, "grid", self.path(grid), "--out", self.path(out), "--quiet", *arguments, **how)
        return counts(result.out)

    def small(self):
        self.write("grid.cfg", SMALL.format(file=self.write("points.csv", POINTS)))

    def test_same_results_on_any_ranks_and_as_train(self):
        self.small()
        first = self.grid(1, "one")
        self.assertEqual(first, {"cells": CELLS, "done before": 0, "run now": CELLS, "left": 0, "stopped": 0, "failed": 0})
        rows = results(self.path("one"))
        self.assertEqual(len(rows), CELLS)
        self.assertEqual(len({row["cell"] for row in rows}), CELLS)
        for ranks, size in ((2, 1), (3, 2), (4, 4)):
            out = f"ranks{ranks}"
            self.grid(ranks, out, "--group-size", size)
            self.assertEqual(results(self.path(out)), rows, f"{ranks} ranks in groups of {size}")
        options = {"boards": ("builtin:tic-tac-toe", "--split", 0.2), "teacher": ("builtin:teacher,n=50,d=4",),
                   "file": (self.path("points.csv"),)}
        for row in rows[::5]:
            out = self.path("train")
            self.expect(REACHED, 2, "train", *options[row["dataset"]], "--beta-ratio", row["beta-ratio"], "--seed",
                        row["seed"], "--patterns", 40 if row["refine"] == "off" else 60, "--refine", row["refine"],
                        "--out", out, "--quiet")
            for folder in ("one", "ranks3"):
                cell = self.path(folder) / "cells" / row["cell"] / "model.json"
                self.assertEqual(cell.read_bytes(), (out / "model.json").read_bytes(), row)
            self.assertEqual(row["objective"], str(self.report(out)["objective"]))

    def test_smoke(self):
        """The grid that users try first."""
        smoke = Path(__file__).parents[2] / "experiments" / "smoke" / "grid.cfg"
        result = self.expect(REACHED, 2, "grid", smoke, "--out", self.path("out"))
        self.assertEqual(counts(result.out)["run now"], 40)
        self.assertLess(result.seconds, 30)
        self.assertEqual(len(results(self.path("out"))), 40)

    def test_methods(self):
        """Baselines are cells like others, with options of their own."""
        self.write("grid.cfg", "data = builtin:tic-tac-toe\nseed = 0..1\n[method train]\nrefine = off\n"
                   "beta-ratio = 0.5 0.2\n[method ste]\nneurons = 20\nepochs = 10\n[method logistic]\nbeta = 2\n")
        self.grid(2, "out")
        rows = results(self.path("out"))
        self.assertEqual([row["method"] for row in rows], ["train", "train", "ste", "logistic"] * 2)
        self.assertEqual({row["restricted_gap"] for row in rows if row["method"] == "ste"}, {""})
        out = self.path("alone")
        self.expect(REACHED, 1, "baseline", "ste", "builtin:tic-tac-toe", "--neurons", 20, "--epochs", 10, "--seed", 1,
                    "--out", out, "--quiet")
        cell = self.path("out") / "cells" / rows[6]["cell"]
        self.assertEqual((cell / "model.json").read_bytes(), (out / "model.json").read_bytes())

    def test_nothing_is_done_twice(self):
        self.small()
        self.grid(2, "out")
        table = (self.path("out") / "results.csv").read_bytes()
        again = self.grid(1, "out")
        self.assertEqual((again["done before"], again["run now"]), (CELLS, 0))
        self.assertEqual((self.path("out") / "results.csv").read_bytes(), table)
        self.write("grid.cfg", SMALL.format(file=self.path("points.csv")).replace("0.5 0.2", "0.5 0.2 0.9"))
        self.assertEqual(self.grid(2, "out")["run now"], CELLS // 2)
        self.write("points.csv", POINTS + "9,9,1\n")
        self.assertEqual(self.grid(2, "out")["run now"], CELLS // 2, "other data are other cells")

    def kill(self, ranks, out, seconds):
        """Ends all ranks at once, as the loss of power does."""
        job = Job(ranks, "grid", self.path("grid.cfg"), "--out", self.path(out))
        deadline = time.monotonic() + 30
        while len(job.rank_processes()) < ranks and job.process.poll() is None:
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.01)
        time.sleep(seconds)
        for process in job.rank_processes():
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                pass
        job.finish()

    def test_killed_and_resumed(self):
        """The cells that were recorded before a kill are not run again, and all others are."""
        self.small()
        self.grid(2, "whole")
        whole = results(self.path("whole"))
        chance = random.Random(5)
        for trial in range(3):
            out = f"killed{trial}"
            for ranks in (3, 1, 2):
                self.kill(ranks, out, chance.uniform(0.2, 1.2))
            store = self.path(out) / "store"
            if trial == 2 and store.exists():  # a record that was not written to its end
                path = sorted(store.iterdir())[0]
                path.write_bytes(path.read_bytes()[:-7])
            records = sum(path.read_text().count("\n") for path in store.iterdir()) if store.exists() else 0
            last = self.grid(chance.choice((1, 2, 4)), out)
            self.assertEqual(last["done before"], records, "a finished cell was lost")
            self.assertEqual(last["run now"], CELLS - records)
            self.assertEqual(results(self.path(out)), whole)
            total = sum(path.read_text().count('{"cell"') for path in store.iterdir())
            self.assertEqual(total, CELLS + (trial == 2 and records < CELLS and total > CELLS), "a cell was run twice")

    def wait_for_a_cell(self):
        deadline = time.monotonic() + 30
        while not list(self.path("out").glob("cells/*/trace.csv")):
            self.assertLess(time.monotonic(), deadline, "no cell begins")
            time.sleep(0.02)

    def test_signal_ends_in_an_orderly_way(self):
        self.write("grid.cfg", "data = builtin:teacher,n=2000,d=20\nseed = 0..99\nbeta-ratio = 0.001\nrefine = off\n")
        job = Job(2, "grid", self.path("grid.cfg"), "--out", self.path("out"))
        self.wait_for_a_cell()
        os.kill(job.process.pid, signal.SIGUSR1)
        result = job.finish(timeout=20)
        self.assertEqual(result.code, INTERRUPTED, str(result))
        self.assertGreater(counts(result.out)["left"], 0)
        self.assertEqual(self.grid(2, "out", "--time-limit", 1, code=INTERRUPTED)["failed"], 0)

    def test_shards(self):
        """Their union is the whole, also when they run at the same time and in different numbers of parts."""
        self.small()
        self.grid(2, "whole")
        out = self.path("out")
        jobs = [Job(1, "grid", self.path("grid.cfg"), "--out", out, "--shard", f"{part}/3") for part in (1, 3)]
        codes = [job.finish().code for job in jobs]
        self.assertEqual(codes, [REACHED, REACHED])
        self.assertEqual(len(results(out)), 2 * CELLS // 3)
        last = self.grid(1, "out", "--shard", "2/3")
        self.assertEqual((last["cells"], last["run now"]), (CELLS // 3, CELLS // 3))
        self.assertEqual(results(out), results(self.path("whole")))
        self.assertEqual(self.grid(2, "out", "--shard", "1/2")["run now"], 0)
        for shard in ("0/3", "4/3", "1/0", "3", "1/3x", "a/b", "-1/3"):
            self.refused(1, "grid", self.path("grid.cfg"), "--out", out, "--shard", shard, says=("i/N", shard))

    def test_one_run_at_a_time(self):
        self.write("grid.cfg", "data = builtin:teacher,n=2000,d=20\nseed = 0..99\nbeta-ratio = 0.001\nrefine = off\n")
        job = Job(1, "grid", self.path("grid.cfg"), "--out", self.path("out"))
        self.wait_for_a_cell()
        result = self.expect(USAGE, 2, "grid", self.path("grid.cfg"), "--out", self.path("out"), "--quiet")
        self.assertIn("another run", result.err)
        os.kill(job.rank_processes()[0], signal.SIGTERM)
        self.assertEqual(job.finish().code, INTERRUPTED)

    def test_retry_of_failed_cells(self):
        self.small()
        self.grid(1, "whole")
        whole = results(self.path("whole"))
        cells = self.path("out") / "cells"
        cells.mkdir(parents=True)
        blocked = [whole[3]["cell"], whole[10]["cell"]]
        for cell in blocked:  # a file stands where its folder should be
            (cells / cell).write_text("")
        result = self.expect(STOPPED, 3, "grid", self.path("grid.cfg"), "--out", self.path("out"), "--quiet")
        self.assertEqual((counts(result.out)["failed"], counts(result.out)["run now"]), (2, CELLS))
        for cell in blocked:
            self.assertRegex(result.out, f"failed cell +{cell}: cannot create folder")
        (cells / blocked[0]).unlink()
        self.assertEqual(self.grid(2, "out", code=STOPPED)["run now"], 0)
        again = self.grid(2, "out", "--retry-failed", code=STOPPED)
        self.assertEqual((again["run now"], again["failed"], again["left"]), (2, 1, 0))
        (cells / blocked[1]).unlink()
        again = self.grid(1, "out", "--retry-failed")
        self.assertEqual((again["run now"], again["failed"]), (1, 0))
        self.assertEqual(self.grid(1, "out", "--retry-failed")["run now"], 0)
        self.assertEqual(results(self.path("out")), whole)

    def test_batch_script(self):
        """Each task of the array runs its shard, whatever the first index is; --dry-run only says how."""
        self.small()
        script = Path(__file__).parents[2] / "slurm" / "grid-array.sbatch"
        environment = {**os.environ, "HEAVISIDE": os.environ["HEAVISIDE_PROGRAM"], "SLURM_ARRAY_TASK_MIN": "4",
                       "SLURM_ARRAY_TASK_COUNT": "2", "PATH": f"{self.folder}:{os.environ['PATH']}"}
        self.write("srun", '#!/bin/sh\n[ "$1" = --mpi=pmix ] && shift\nexec "$@"\n').chmod(0o755)
        arguments = [self.path("grid.cfg"), "--out", self.path("out"), "--quiet"]
        for task, shard in ((4, "1/2"), (5, "2/2")):
            environment["SLURM_ARRAY_TASK_ID"] = str(task)
            says = subprocess.run(["bash", script, "--dry-run", *arguments], env=environment, text=True,
                                  capture_output=True, check=True).stdout
            self.assertIn(f"--shard {shard}", says)
            self.assertIn("srun --mpi=pmix", says)
            self.assertEqual(self.path("out").exists(), task > 4)
            subprocess.run(["bash", script, *arguments], env=environment, capture_output=True, check=True)
        self.assertEqual(len(results(self.path("out"))), CELLS)

    def test_failed_cells(self):
        """Bad data fail their cells alone."""
        self.write("bad.csv", "1,2,1\n3,x,-1\n")
        self.write("grid.cfg", f"data = builtin:tic-tac-toe {self.path('bad.csv')}\npatterns = 50\nrefine = off\n")
        result = self.expect(STOPPED, 2, "grid", self.path("grid.cfg"), "--out", self.path("out"))
        self.assertIn("bad.csv:2:2", result.out)
        self.assertEqual((counts(result.out)["failed"], counts(result.out)["run now"]), (1, 2))
        self.assertEqual(len(results(self.path("out"))), 1)
        self.assertEqual(self.grid(1, "out", code=STOPPED)["run now"], 0, "what failed is not tried again unasked")

    def test_refusals(self):
        cases = (("data = builtin:tic-tac-toe\n\nbeta-ration = 0.1\n", "grid.cfg:3: unknown option beta-ration"),
                 ("data = builtin:tic-tac-toe\nbeta-ratio = 0.1 2\n", "grid.cfg:2: beta-ratio must be"),
                 ("data = builtin:tic-tac-toe\nbeta = 1\nbeta-ratio = 0.1\n", "grid.cfg:3: beta and beta-ratio exclude"),
                 ("data = builtin:tic-tac-toe\nseed = 1\nseed = 2\n", "grid.cfg:3: seed is given in line 2"),
                 ("seed = 1\n[data a]\ndata = builtin:tic-tac-toe\nseed = 2\n", "grid.cfg:4: seed is given in line 1"),
                 ("data = builtin:tic-tac-toe\n[zip]\nseed = 1 2\npatterns = 5 6 7\n", "grid.cfg:4: patterns has 3"),
                 ("data = builtin:tic-tac-toe\n[best]\n", "grid.cfg:2: expected [zip]"),
                 ("data = builtin:tic-tac-toe\n[method guess]\nseed = 1\n", "grid.cfg:2: there is no method guess"),
                 ("data builtin:tic-tac-toe\n", "grid.cfg:1: expected option = value"),
                 ("data = builtin:tic-tac-toe\nseed =\n", "grid.cfg:2: seed has no value"),
                 ("data = builtin:tic-tac-toe\nseed = 5..2\n", "grid.cfg:2: expected a range"),
                 ("data = \"builtin:tic-tac-toe\n", "grid.cfg:1: a quotation mark"),
                 ("data = builtin:tic-tac-toe\nout = x\n", "grid.cfg:2: out is not for"),
                 ("data = builtin:tic-tac-toe nowhere.csv\n", "grid.cfg:1: cannot read nowhere.csv"),
                 ("seed = 1\n", "DATA is missing"), ("", "no option is given"))
        for text, says in cases:
            self.write("grid.cfg", text)
            self.refused(2, "grid", self.path("grid.cfg"), "--out", self.path("out"), says=(says,))
        self.assertFalse(self.path("out").exists())
        self.refused(1, "grid", self.path("grid.cfg"), says=("--out",))
        self.assertEqual(self.expect(USAGE, 1, "grid", self.path("absent.cfg"), "--out", self.path("out")).out, "")


if __name__ == "__main__":
    unittest.main()
