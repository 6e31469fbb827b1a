"""--patterns all: every pattern is in the dictionary, so that its optimum is the global one."""

import itertools
import unittest

import numpy as np

import verify
from program import BOARDS, EndToEnd


def halves(X):
    """The patterns of points in a plane, by brute force: each line through two points, turned and moved a little to
    either side, in integers; with those that are on and off everywhere."""
    points = [tuple(map(int, row)) for row in X]
    found = {(True,) * len(points)}
    for a, b in itertools.permutations(sorted(set(points)), 2):
        along = (b[0] - a[0], b[1] - a[1])
        across = (-along[1], along[0])
        side = [across[0] * (p[0] - a[0]) + across[1] * (p[1] - a[1]) for p in points]
        place = [along[0] * (p[0] - a[0]) + along[1] * (p[1] - a[1]) for p in points]
        cuts = sorted({t for t, s in zip(place, side) if s == 0})
        for cut in [cuts[0] - 1] + cuts:  # the points of the line up to a cut go to one side, the others to the other
            for flip in (False, True):
                found.add(tuple(s > 0 or (s == 0 and (t <= cut) != flip) for s, t in zip(side, place)))
    return {pattern for pattern in found if any(pattern)}


class AllPatterns(EndToEnd):
    def trained(self, data, ranks, *arguments):
        """The report of a run that is right, and the patterns of its dictionary."""
        source, out, dictionary = self.path("data.csv"), self.path("out"), self.path("dictionary.npy")
        verify.write_csv(source, *data)
        self.train(ranks, source, "--patterns", "all", *arguments, "--out", out, "--save-dictionary", dictionary)
        verify.verify_files(out / "model.json", data, dictionary, out / "report.json")
        bits = np.unpackbits(np.load(dictionary), axis=1, bitorder="little")[:, :len(data[0])]
        return self.report(out), {tuple(map(bool, row)) for row in bits}

    def test_a_grid(self):
        """Collinear and equal points: the patterns are those that brute force finds, and the optimum is proven."""
        random = np.random.default_rng(1)
        X = random.integers(0, 4, size=(25, 2))
        y = np.where(X[:, 0] * X[:, 1] % 3 == 0, "in", "out")
        report, patterns = self.trained((X, y), 2, "--beta-ratio", 0.02)
        self.assertEqual(patterns, halves(X))
        self.assertEqual(report["status"], "globally_optimal")
        self.assertEqual(report["options"]["patterns"], "all")
        self.assertLess(report["certified_global_gap"], 1e-6)
        self.assertGreater(report["bounded_global_gap"], 1e-3)

    def test_general_position(self):
        """As many as Cover's formula says, and the same network on any number of ranks."""
        random = np.random.default_rng(2)
        X = random.normal(size=(30, 3))
        data = X, np.where(X[:, 0] * X[:, 1] > 0, 1, 0)
        models = set()
        for ranks in (1, 2, 3):
            report, patterns = self.trained(data, ranks, "--refine", "auto")
            self.assertEqual(len(patterns), 2 * (1 + 29 + 29 * 28 // 2 + 29 * 28 * 27 // 6) - 1)
            self.assertEqual((report["status"], report["rounds"]), ("globally_optimal", 0))
            models.add((self.path("out") / "model.json").read_bytes())
        self.assertEqual(len(models), 1)

    def test_no_bound_asked_for(self):
        data = np.arange(6.0)[:, None], [1, 0, 1, 1, 0, 0]
        report, patterns = self.trained(data, 1, "--certify", "off")
        self.assertEqual((report["status"], len(patterns)), ("restricted_optimal", 11))
        self.assertIsNone(report["certified_global_gap"])

    def test_ties_that_are_left_out(self):
        """Without a bias, opposite rows are active together only by a tie; what cannot be made is not claimed."""
        data = np.array([[1.0, 3.0], [-1.0, -3.0], [2.0, 1.0], [-2.0, -1.0]]), [1, 1, 0, 0]
        report, patterns = self.trained(data, 1, "--no-bias", "--standardize", "off")
        expected = {(True, True, True, True)}
        for a in (True, False):
            for b in (True, False):
                expected |= {(a, not a, b, not b), (True, True, b, not b), (a, not a, True, True)}
        self.assertLessEqual(patterns, expected)
        self.assertEqual(report["status"] == "globally_optimal", patterns == expected)

    def test_too_many(self):
        """Refused at once, with what it would take and what to do instead."""
        for ranks in (1, 2):
            says = ["--patterns all", "958 distinct rows of rank 10", "Cover", "MiB", "--refine auto"]
            self.refused(ranks, "train", BOARDS, "--patterns", "all", "--out", self.path("out"), "--quiet", says=says)
        self.assertFalse(self.path("out").exists())


if __name__ == "__main__":
    unittest.main()
