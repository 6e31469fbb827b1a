"""The experiments that compare methods, in their small versions: one command runs, tabulates, draws and checks."""

import csv
import gzip
import json
import os
import shutil
import struct
import subprocess
import sys
import unittest
from pathlib import Path

import numpy as np

import verify
from program import EndToEnd, rows_of
from test_optimality import gaussian

EXPERIMENTS = Path(__file__).resolve().parents[2] / "experiments"


class Experiments(EndToEnd):
    def compare(self, folder, code=0):
        command = [sys.executable, EXPERIMENTS / "comparison.py", folder, "--heaviside", os.environ["HEAVISIDE_PROGRAM"],
                   "--small", "--results", self.path("results")]
        result = subprocess.run(command, capture_output=True, text=True, timeout=120)
        self.assertEqual(result.returncode, code, result.stderr)
        return result

    def test_runs_tabulates_draws_and_goes_on(self):
        for name in ("synthetic_deep", "synthetic_shallow"):
            with self.subTest(name):
                shutil.rmtree(self.path("results"), ignore_errors=True)
                experiment = json.loads((EXPERIMENTS / name / "experiment.json").read_text())["small"]
                count = len(experiment["methods"]) * experiment["trials"]
                first = self.compare(EXPERIMENTS / name)
                self.assertEqual(len(first.stderr.splitlines()), count)
                files = sorted(path.name for path in self.path("results").iterdir())
                self.assertEqual(files, ["figure.pdf", "figure.png", "runs", "runs.csv", "table.md", "table.tex"])
                with open(self.path("results/runs.csv"), newline="") as file:
                    self.assertEqual(len(list(csv.DictReader(file))), count)
                for method in experiment["methods"]:
                    self.assertIn(f"| {method} |", first.stdout)
                    self.assertIn(f" & {method} & ", self.path("results/table.tex").read_text())

                report = next(self.path("results/runs").rglob("report.json"))
                report.unlink()
                again = self.compare(EXPERIMENTS / name)
                self.assertEqual(len(again.stderr.splitlines()), 1, "what is there is not run again")
                self.assertTrue(report.exists())

    def select(self, *arguments):
        command = [sys.executable, EXPERIMENTS / "selecting.py", EXPERIMENTS / "uci", "--heaviside",
                   os.environ["HEAVISIDE_PROGRAM"], "--data-dir", self.folder, "--small", "--sets", "plane,space",
                   "--results", self.path("results"), *arguments]
        return subprocess.run(command, capture_output=True, text=True, timeout=120)

    def test_options_are_chosen_without_the_test_rows(self):
        for name, d in (("plane", 2), ("space", 3)):
            verify.write_csv(self.path(f"{name}.csv"), *gaussian(60, d, seed=d))
        result = self.select()
        self.assertEqual(result.returncode, 0, result.stderr)
        results = self.path("results")
        parts = {part: set((results / f"data/plane-1/{part}.csv").read_text().splitlines()[1:])
                 for part in ("fit", "validation", "train", "test")}
        self.assertEqual([len(parts[part]) for part in parts], [36, 12, 48, 12])
        self.assertEqual(parts["fit"] | parts["validation"], parts["train"])
        self.assertFalse(parts["train"] & parts["test"])
        self.assertNotIn("test.csv", (results / "grids/search/grid.cfg").read_text())

        searched = rows_of((results / "grids/search/results.csv").read_text())
        for run in rows_of((results / "runs.csv").read_text()):
            if run["method"] != "Convex-Lasso":
                continue
            tried = [row for row in searched
                     if row["method"] == "random-features" and row["dataset"] == f"{run['data']}-{run['seed']}"]
            best = max(tried, key=lambda row: float(row["test_accuracy"]))
            self.assertEqual(run["options"], f"beta-ratio={best['beta-ratio']}")
        for file in ("table.md", "table.tex", "summary.md", "figure.png", "figure.pdf"):
            self.assertTrue((results / file).exists(), file)
        again = self.select()
        self.assertEqual(again.stdout, result.stdout)
        self.assertIn("24 done before, 0 to run", again.stderr)

    def test_unexpected_values_are_named(self):
        folder = shutil.copytree(EXPERIMENTS / "synthetic_shallow", self.path("experiment"))
        expected = json.loads((folder / "expected_small.json").read_text())
        expected["n=30,d=4"]["refined"]["objective"] = [0.2, 0.01]
        (folder / "expected_small.json").write_text(json.dumps(expected))
        result = self.compare(folder, code=1)
        self.assertIn("not as expected: n=30,d=4, refined: objective is 0.10", result.stderr)

    def test_images_trains_on_ten_classes_and_pairs(self):
        rng = np.random.default_rng(3)
        labels = np.repeat(np.arange(10), 24)
        pixels = np.clip(rng.integers(0, 200, size=(10, 36))[labels] + rng.integers(0, 56, size=(240, 36)), 0, 255)
        folder = self.path("mnist")
        folder.mkdir()
        order = rng.permutation(240)
        images = struct.pack(">4I", 0x803, 240, 6, 6) + pixels[order].astype(np.uint8).tobytes()
        (folder / "t10k-images-idx3-ubyte.gz").write_bytes(gzip.compress(images))
        (folder / "t10k-labels-idx1-ubyte.gz").write_bytes(
            gzip.compress(struct.pack(">2I", 0x801, 240) + labels[order].astype(np.uint8).tobytes()))
        command = [sys.executable, EXPERIMENTS / "images.py", "--heaviside", os.environ["HEAVISIDE_PROGRAM"],
                   "--mnist", folder, "--small", "--results", self.path("results")]
        first = subprocess.run(command, capture_output=True, text=True, timeout=120)
        self.assertEqual(first.returncode, 1)  # expected are the values of MNIST
        self.assertIn("not as expected: MNIST ten, one-vs-rest, 0.1: test_accuracy", first.stderr)
        rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in first.stdout.splitlines()[2:]]
        self.assertEqual([row[0] for row in rows], 5 * ["MNIST ten"] + 2 * ["MNIST 0,1"] + 2 * ["MNIST 4,9"] + 2 * ["MNIST 3,8"])
        for row in rows[:5]:
            self.assertGreater(float(row[2].split()[0]), 0.9)  # ten clouds far apart
        self.assertLessEqual({"runs.csv", "table.md", "table.tex", "figure.png", "figure.pdf"},
                             {path.name for path in self.path("results").iterdir()})
        again = subprocess.run(command, capture_output=True, text=True, timeout=120)
        self.assertEqual(again.stdout, first.stdout)
        self.assertNotIn("MNIST ten  ", again.stderr)  # nothing is run twice


if __name__ == "__main__":
    unittest.main()
