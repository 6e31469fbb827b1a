"""Numbers do not depend on how many ranks computed them, nor on the processor's instructions."""

import unittest

import numpy as np

import verify
from program import BOARDS, REACHED, EndToEnd, rows_of
from test_optimality import gaussian, integers, regression

RANKS = (1, 2, 3, 4, 7, 8)


class Ranks(EndToEnd):
    def train_bytes(self, ranks, *arguments, **how):
        out = self.path("out")
        self.train(ranks, *arguments, "--out", out, **how)
        return (out / "model.json").read_bytes()

    def identical(self, *arguments, ranks=RANKS):
        models = {count: self.train_bytes(count, *arguments) for count in ranks}
        for count in ranks[1:]:
            self.assertEqual(models[count], models[ranks[0]], f"{arguments}: {count} ranks differ from {ranks[0]}")
        return models[ranks[0]]

    def csv_of(self, name, data):
        verify.write_csv(self.path(name), *data)
        return self.path(name)

    def test_built_in(self):
        self.identical(BOARDS, "--beta-ratio", 0.02)

    def test_teacher_with_test_rows(self):
        self.identical("builtin:teacher,n=150,d=12,seed=3", "--split", 0.25, "--seed", 11, "--patterns", 1500)

    def test_regression(self):
        self.identical(self.csv_of("data.csv", regression(90, 3, seed=1)), "--patterns", 400, "--beta-ratio", 0.005)

    def test_admm(self):
        data = self.csv_of("data.csv", gaussian(120, 4, seed=2))
        self.identical(data, "--solver", "admm", "--patterns", 600, "--beta-ratio", 0.01)

    def test_fewer_patterns_than_samples(self):
        """The solver's linear systems are then of the size of the patterns."""
        for solver in ("auto", "admm"):
            self.identical("builtin:teacher,n=300,d=3", "--solver", solver, "--patterns", 60, ranks=(1, 3, 8))

    def test_linear_systems_by_krylov_steps(self):
        """Too many samples and patterns for a factor."""
        for solver in ("auto", "admm"):
            self.identical("builtin:teacher,n=4700,d=5", "--solver", solver, "--patterns", 4800, "--beta-ratio", 0.3,
                           ranks=(1, 3, 7))

    def test_warm_start(self):
        """From the network of another beta."""
        self.train(2, BOARDS, "--patterns", 400, "--beta-ratio", 0.1, "--out", self.path("first"))
        self.identical(BOARDS, "--patterns", 400, "--warm-start", self.path("first/model.json"),
                       ranks=(1, 3, 7))

    def test_refined(self):
        """Every rank searches for itself, and all take the same patterns."""
        data = self.csv_of("data.csv", gaussian(80, 4, seed=10))
        for rounds, ranks in ((4, (1, 7)), ("auto", RANKS)):
            self.identical(data, "--patterns", 100, "--refine", rounds, "--beta-ratio", 0.1, ranks=ranks)

    def test_ties_and_equal_rows_without_bias(self):
        data = self.csv_of("data.csv", integers(100, 2, seed=3))
        self.identical(data, "--no-bias", "--standardize", "off", "--patterns", 300)

    def test_stopped_early(self):
        """The network of a run that iterations stop is no accident either."""
        models = []
        for ranks in (1, 2, 7):
            out = self.path("out")
            self.train(ranks, BOARDS, "--max-iterations", 3, "--out", out, code=3)
            models.append((out / "model.json").read_bytes())
        self.assertEqual(len(set(models)), 1)

    def test_more_ranks_than_patterns(self):
        data = self.csv_of("data.csv", gaussian(40, 3, seed=4))
        for patterns in (1, 2, 5):
            for solver in ("auto", "admm"):
                self.identical(data, "--patterns", patterns, "--solver", solver, ranks=(1, 7))
            self.assertEqual(self.report(self.path("out"))["patterns"], patterns)

    def test_more_ranks_than_samples(self):
        self.identical(self.csv_of("data.csv", gaussian(4, 2, seed=5)), "--patterns", 50, ranks=(1, 7))

    def test_saved_dictionary(self):
        """The files of --save-dictionary are the same bytes too."""
        saved = []
        for ranks in (1, 3, 7):
            file = self.path("dictionary.npy")
            self.train(ranks, BOARDS, "--patterns", 100, "--save-dictionary", file)
            saved.append(file.read_bytes() + self.path("dictionary.hyperplanes.npy").read_bytes())
        self.assertEqual(len(set(saved)), 1)

    def test_instruction_sets(self):
        for arguments in ([BOARDS], ["builtin:teacher,n=203,d=9", "--solver", "admm"]):
            default = self.train_bytes(1, *arguments)
            for kernels in ("portable", "avx2"):
                for ranks in (1, 3):
                    model = self.train_bytes(ranks, *arguments, environment={"HEAVISIDE_KERNELS": kernels})
                    self.assertEqual(model, default, f"{kernels} on {ranks} ranks")
                    kernels_used = self.report(self.path("out"))["kernels"]
                    self.assertIn(kernels_used, (kernels, "portable"), "the wish for a kernel is followed")

    def test_predictions(self):
        """The same bits on any number of ranks, and a row's output does not depend on the rows around it."""
        X, labels = gaussian(130, 5, seed=6)
        data = self.csv_of("data.csv", (X, labels))
        self.train(2, data, "--patterns", 400, "--out", self.path("out"))
        model = self.path("out") / "model.json"
        texts = {self.expect(REACHED, ranks, "predict", model, data).out for ranks in RANKS}
        self.assertEqual(len(texts), 1)

        order = np.random.default_rng(7).permutation(len(X))
        shuffled = self.csv_of("shuffled.csv", (X[order], np.array(labels)[order]))
        permuted = rows_of(self.expect(REACHED, 3, "predict", model, shuffled).out)
        plain = rows_of(texts.pop())
        for place, row in enumerate(order):
            expected = {**plain[row], "row": str(place)}
            self.assertEqual(permuted[place], expected)

        outputs = np.array([float(row["output"]) for row in plain])
        np.testing.assert_allclose(outputs, verify.predict(self.model(self.path("out")), X), rtol=0, atol=1e-12)

    def test_order_of_training_rows(self):
        """The same patterns and the same program, whatever the order of the rows."""
        X, labels = gaussian(100, 3, seed=8)
        order = np.random.default_rng(9).permutation(len(X))
        reports = []
        for rows in (np.arange(len(X)), order):
            data = self.csv_of("data.csv", (X[rows], np.array(labels)[rows]))
            self.train(2, data, "--patterns", 300, "--gap", 1e-9, "--out", self.path("out"))
            reports.append(self.report(self.path("out")))
        one, other = reports
        for key in ("patterns", "beta_max", "beta", "neurons", "train_accuracy"):
            self.assertEqual(one[key], other[key], key)
        self.assertAlmostEqual(one["objective"], other["objective"], delta=2e-9 * one["objective"])
        self.assertAlmostEqual(one["bounded_global_gap"], other["bounded_global_gap"], delta=1e-8)


if __name__ == "__main__":
    unittest.main()
