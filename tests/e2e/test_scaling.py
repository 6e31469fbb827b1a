"""What grows with the data and the ranks: memory stays as small as it must be, and the experiment on scaling measures, fits
and predicts."""

import json
import os
import subprocess
import sys
import unittest
from pathlib import Path

from program import EndToEnd

EXPERIMENT = Path(__file__).resolve().parents[2] / "experiments" / "scaling"
sys.path.insert(0, str(EXPERIMENT))
import model  # noqa: E402: found by the line above

MEBIBYTE = 2**20
ALLOWANCE = 1.2  # times what must be held


class Memory(EndToEnd):
    """A rank holds its part of the bits once, also while the dictionary is made, and the data as read and as inputs."""

    def peak(self, ranks, data, patterns, *arguments):
        out = self.path(f"{ranks}-{patterns}")
        self.train(ranks, data, "--patterns", patterns, "--beta-ratio", 0.5, "--out", out, *arguments)
        return self.report(out)["peak_rss_mib_max_rank"]

    def test_bits_are_held_once(self):
        n, d, patterns = 20000, 4, 60000
        data = f"builtin:teacher,n={n},d={d}"
        bits = n * patterns / 8 / MEBIBYTE
        for ranks in (1, 2):
            program = self.peak(ranks, data, 100)  # itself, its libraries and the data
            grown = self.peak(ranks, data, patterns) - program
            self.assertGreater(grown, 0.9 * bits / ranks)
            self.assertLess(grown, ALLOWANCE * bits / ranks)

    def test_data_are_held_twice(self):
        n, d = 20000, 200
        program = self.peak(1, f"builtin:teacher,n=200,d={d}", 100)
        grown = self.peak(1, f"builtin:teacher,n={n},d={d}", 100) - program
        inputs = 8 * n * (2 * d + 1) / MEBIBYTE
        self.assertGreater(grown, 0.9 * inputs)
        self.assertLess(grown, ALLOWANCE * inputs)


class Scaling(EndToEnd):
    """experiments/scaling, its small version."""

    def python(self, *arguments):
        result = subprocess.run([sys.executable, *map(str, arguments)], capture_output=True, text=True, timeout=120)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result.stdout

    def test_measures_and_predicts(self):
        program = Path(os.environ["HEAVISIDE_PROGRAM"])
        launcher = " ".join((os.environ.get("HEAVISIDE_MPIEXEC", "mpirun"), os.environ.get("HEAVISIDE_MPIEXEC_NUMPROC_FLAG", "-n")))
        tables = self.python(EXPERIMENT / "measure.py", "--heaviside", program, "--messages", program.parent / "bench_messages",
                             "--launcher", launcher, "--small", "--repeat", 1, "--results", self.folder)
        for title in ("Strong: ", "Weak: ", "Memory "):
            self.assertIn(title, tables)
        measured = json.loads(self.path("measurements.json").read_text())
        self.assertEqual({(run["kind"], run["ranks"]) for run in measured["runs"]},
                         {(kind, ranks) for kind in ("strong", "weak", "other") for ranks in (1, 2)})
        self.assertTrue(all(message["seconds"] > 0 for message in measured["messages"]))

        predictions = self.python(EXPERIMENT / "model.py", self.path("measurements.json"))
        for ranks in (64, 1024, 16384):
            self.assertEqual(predictions.count(f"| {ranks} |"), 2, predictions)
        self.assertIn("What breaks first", predictions)
        self.assertGreater(self.path("scaling.png").stat().st_size, 10000)

    def test_model_finds_the_rates_that_times_were_made_from(self):
        network = model.Network(1e-6, 1e-9)
        rates = {"sample": [1e-10, 3e-9], "assemble": [1e-9], "solve": [1e-11, 1e-12, 1e-10]}
        runs = []
        for n, d, patterns, neurons, ranks in ((5000, 20, 20000, 50, 1), (5000, 20, 20000, 400, 2), (20000, 50, 100000, 100, 4),
                                               (2000, 10, 50000, 900, 1), (1000, 5, 9000, 10, 3)):
            problem = model.Problem(n, d, patterns, neurons, 40)
            run = {"n": n, "d": d, "P": patterns, "neurons": neurons, "iterations": 40, "ranks": ranks}
            for stage, work in model.WORK.items():
                computing = sum(rate * amount for rate, amount in zip(rates[stage], work(problem, ranks)))
                messages = sum(model.talk(network, stage, problem, ranks).values())
                run[stage] = computing + messages
            runs.append(run)
        found = model.Model(runs, network)
        for stage, expected in rates.items():
            for rate, known in zip(found.rates[stage], expected):
                self.assertAlmostEqual(rate / known, 1, places=5)
        messages = [{"ranks": ranks, "bytes": size, "seconds": network.sum(size, ranks)} for ranks in (2, 8) for size in (8, 10**6)]
        again = model.Network.fitted(messages)
        self.assertAlmostEqual(again.latency / network.latency, 1, places=5)
        self.assertAlmostEqual(again.seconds_a_byte / network.seconds_a_byte, 1, places=5)


if __name__ == "__main__":
    unittest.main()
