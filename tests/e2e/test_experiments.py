"""The experiments that compare methods, in their small versions: one command runs, tabulates, draws and checks."""

import csv
import json
import os
import shutil
import subprocess
import sys
import unittest
from pathlib import Path

from program import EndToEnd

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

    def test_unexpected_values_are_named(self):
        folder = shutil.copytree(EXPERIMENTS / "synthetic_shallow", self.path("experiment"))
        expected = json.loads((folder / "expected_small.json").read_text())
        expected["n=30,d=4"]["refined"]["objective"] = [0.2, 0.01]
        (folder / "expected_small.json").write_text(json.dumps(expected))
        result = self.compare(folder, code=1)
        self.assertIn("not as expected: n=30,d=4, refined: objective is 0.10", result.stderr)


if __name__ == "__main__":
    unittest.main()
