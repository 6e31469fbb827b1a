"""--certify exact and auto, and `heaviside certify`: global optimality is claimed where it is, and only there."""

import json
import re
import unittest

import numpy as np

import verify
from program import INTERRUPTED, REACHED, STOPPED, EndToEnd, run
from test_all_patterns import halves


def grid(seed, side, rows):
    """Points of small integers, many of them equal and collinear, and labels that no half-plane separates."""
    random = np.random.default_rng(seed)
    X = random.integers(0, side, size=(rows, 2))
    return X, np.where((X[:, 0] * X[:, 1] + X[:, 0]) % 3 == 0, "in", "out")


def lasso(D, y, beta, sweeps=20000):
    """The optimum over the columns of D, by coordinate descent."""
    w, r, counts = np.zeros(D.shape[1]), y.astype(float), D.sum(axis=0)
    for _ in range(sweeps):
        moved = 0.0
        for j in np.random.default_rng(1).permutation(D.shape[1]):
            target = D[:, j] @ r + counts[j] * w[j]
            new = np.sign(target) * max(abs(target) - beta, 0) / counts[j]
            r += D[:, j] * (w[j] - new)
            moved, w[j] = max(moved, abs(new - w[j])), new
        if moved < 1e-13:
            break
    return 0.5 * r @ r + beta * np.abs(w).sum()


class Certify(EndToEnd):
    def proven(self, ranks, data, *arguments, code=REACHED):
        source, out, dictionary = self.path("data.csv"), self.path("out"), self.path("dictionary.npy")
        verify.write_csv(source, *data)
        self.train(ranks, source, "--refine", "auto", *arguments, "--out", out, "--save-dictionary", dictionary, code=code)
        verify.verify_files(out / "model.json", data, dictionary, out / "report.json")
        return self.report(out)

    def test_optimum_over_all_patterns(self):
        """What is proven is the optimum over the patterns that brute force lists, which no other code here finds."""
        for seed in range(4):
            data = grid(seed, 5, 30)
            report = self.proven(1 + seed % 2, data, "--certify", "exact", "--beta-ratio", 0.05)
            D = np.array(sorted(halves(data[0])), dtype=float).T
            y = np.where(data[1] == "out", 1.0, -1.0)
            optimum = lasso(D, y, report["beta"])
            self.assertEqual(report["status"], "globally_optimal")
            self.assertLess(report["certified_global_gap"], 1e-6)
            self.assertLessEqual(report["global_lower_bound"], optimum * (1 + 1e-9))
            self.assertAlmostEqual(report["objective"], optimum, delta=2e-6 * optimum)

    def test_the_same_network_on_any_number_of_ranks(self):
        models = set()
        for ranks in (1, 2, 3, 4):
            report = self.proven(ranks, grid(7, 9, 80), "--certify", "exact", "--beta-ratio", 0.02)
            self.assertEqual(report["status"], "globally_optimal")
            models.add((self.path("out") / "model.json").read_bytes())
        self.assertEqual(len(models), 1)

    def test_auto_says_what_it_chose(self):
        verify.write_csv(self.path("data.csv"), *grid(3, 6, 40))
        result = run(1, "train", self.path("data.csv"), "--certify", "auto")
        self.assertEqual(result.code, REACHED)
        self.assertIn("--certify auto: branch and bound over all patterns of rank 3, to the proof", result.err)
        self.assertIn("globally optimal", result.out)

    def test_without_proof_there_is_no_claim(self):
        """Ten features: nothing is proven in a second. The numbers are there, and the exit code says so."""
        random = np.random.default_rng(5)
        X = random.normal(size=(200, 10))
        data = X, np.where(X[:, 0] * X[:, 1] > 0, 1, 0)
        report = self.proven(2, data, "--certify", "exact", "--time-limit", "3s", code=INTERRUPTED)
        self.assertEqual(report["status"], "time_limit")
        self.assertGreater(report["certified_global_gap"], 1e-6)
        self.assertLessEqual(report["certified_global_gap"], report["bounded_global_gap"])

    def certificate(self, model, *arguments, code, ranks=1):
        result = self.expect(code, ranks, "certify", model, self.path("data.csv"), *arguments, "--quiet")
        numbers = dict(re.findall(r"^(\w[\w ]*?)  +([\d.e+-]+)", result.out, re.MULTILINE))
        return {name: float(value) for name, value in numbers.items()}, result.out

    def test_certify_a_network(self):
        """The program's own optimum is certified; a network that someone changed is measured against the optimum."""
        report = self.proven(1, grid(2, 6, 50), "--certify", "exact", "--beta-ratio", 0.05)
        path = self.path("out") / "model.json"
        for ranks in (1, 2):
            found, text = self.certificate(path, code=REACHED, ranks=ranks)
            self.assertAlmostEqual(found["objective"], report["objective"], delta=1e-6 * report["objective"])
            self.assertIn("Globally optimal", text)
        model = json.loads(path.read_text())
        model["neurons"][0]["weight"] *= 1.5
        del model["sha256"]
        worse = self.write("worse.json", json.dumps(model))
        found, text = self.certificate(worse, code=STOPPED)
        gap = 1 - report["objective"] / found["objective"]
        self.assertGreater(gap, 1e-3)
        self.assertAlmostEqual(found["certified global gap"], gap, delta=0.01 * gap + 2e-6)
        self.assertIn("Not proven optimal", text)

    def test_certify_the_rows_that_were_trained_on(self):
        verify.write_csv(self.path("data.csv"), *grid(4, 7, 60))
        split = ("--split", "0.3", "--seed", "5")
        self.train(1, self.path("data.csv"), "--refine", "auto", "--certify", "exact", *split, "--out", self.path("out"))
        path = self.path("out") / "model.json"
        self.certificate(path, *split, code=REACHED)
        self.certificate(path, code=STOPPED)

    def test_deep_networks(self):
        """Of them the optimum over all 0/1 vectors is all that is claimed."""
        self.proven(1, grid(2, 4, 20), "--certify", "bounds")
        report, model = self.report(self.path("out")), self.model(self.path("out"))
        for neuron in model["neurons"]:
            neuron["layers"] += [[[1.0], [-1.0]], [[1.0, -1.0]]]  # active where the first unit is, or the tie
        del model["sha256"]
        deep = self.write("deep.json", json.dumps(model))
        found, text = self.certificate(deep, code=STOPPED, ranks=2)
        self.assertEqual(found["certified global gap"], found["bounded global gap"])
        self.assertEqual(found["best objective found"], found["objective"])
        shattered = report["objective"] * (1 - report["bounded_global_gap"])
        self.assertAlmostEqual(found["lower bound"], shattered, delta=1e-6 * shattered)
        self.assertIn("Not proven optimal: the optimum over all patterns", text)


if __name__ == "__main__":
    unittest.main()
