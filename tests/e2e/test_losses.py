"""Every loss: verify.py recomputes its objective and gaps; its optimum is that of proximal gradient descent."""

import unittest

import numpy as np

import verify
from program import BOARDS, REACHED, EndToEnd, rows_of
from test_optimality import gaussian, integers, regression

CLASS_LOSSES = [("logistic",), ("squared-hinge",), ("huber", "--huber-delta", 0.4)]


def proximal_gradient(D, loss, beta, steps=20000):
    """min_w L(D w) + beta ||w||_1 by accelerated proximal gradient steps that start again where they ascend."""
    step = 1 / np.linalg.norm(D, 2) ** 2
    w = ahead = np.zeros(D.shape[1])
    best, momentum = np.inf, 1.0
    for _ in range(steps):
        v = ahead + step * (D.T @ loss.residual(D @ ahead).astype(float))
        following = np.sign(v) * np.maximum(np.abs(v) - step * beta, 0)
        objective = float(loss.value(D @ following)) + beta * np.abs(following).sum()
        new_momentum = 1.0 if objective > best else (1 + np.sqrt(1 + 4 * momentum**2)) / 2
        ahead = following if objective > best else following + (momentum - 1) / new_momentum * (following - w)
        w, momentum, best = following, new_momentum, min(best, objective)
    return best


class Losses(EndToEnd):
    def csv_of(self, data):
        verify.write_csv(self.path("data.csv"), *data)
        return self.path("data.csv")

    def train_and_verify(self, data, ranks, *arguments, source=None):
        source = source or self.csv_of(data)
        out, dictionary = self.path("out"), self.path("dictionary.npy")
        self.train(ranks, source, *arguments, "--out", out, "--save-dictionary", dictionary)
        try:
            return verify.verify_files(out / "model.json", data, dictionary, out / "report.json")
        except verify.Wrong as wrong:
            self.fail(f"{source} on {ranks} ranks with {' '.join(map(str, arguments))}: {wrong}")

    def test_two_classes(self):
        for data, ratio in ((gaussian(120, 4, seed=11), 0.01), (integers(120, 3, seed=12), 0.1)):
            for loss in CLASS_LOSSES:
                optima = [self.train_and_verify(data, ranks, "--loss", *loss, "--patterns", 400, "--solver", solver,
                                                "--beta-ratio", ratio)["objective"]
                          for ranks, solver in ((1, "auto"), (2, "admm"))]
                self.assertAlmostEqual(optima[0], optima[1], delta=2e-6 * optima[0])

    def test_numbers(self):
        data = regression(90, 3, seed=13)
        for delta in (0.5, 20):
            self.train_and_verify(data, 2, "--loss", "huber", "--huber-delta", delta, "--patterns", 300)
        wide = self.train_and_verify(data, 1, "--beta", 5, "--patterns", 300)["objective"]
        huber = self.train_and_verify(data, 1, "--beta", 5, "--patterns", 300, "--loss", "huber", "--huber-delta",
                                      1000)["objective"]
        self.assertAlmostEqual(wide, huber, delta=2e-6 * wide)  # no error is so large

    def test_balanced_classes_are_rows_that_are_repeated(self):
        """With twice as many negative rows, a positive one weighs as much as itself twice."""
        X, labels = gaussian(90, 2, seed=21)
        rows = [i for i, label in enumerate(labels) if label == labels[0]][:14]
        rows += [i for i, label in enumerate(labels) if label != labels[0]][:28]
        few = labels[0]
        twice = rows + [i for i in rows if labels[i] == few]
        verify.write_csv(self.path("once.csv"), X[rows], [labels[i] for i in rows])
        verify.write_csv(self.path("twice.csv"), X[twice], [labels[i] for i in twice])
        for loss in ("squared", "logistic", "squared-hinge"):
            for certify in (("--solver", "admm"), ("--certify", "exact")):
                words = ["--loss", loss, "--standardize", "off", "--patterns", 100, "--gap", 1e-8, *certify]
                self.train(2, self.path("once.csv"), *words, "--class-weight", "balanced", "--beta", 0.75, "--out",
                           self.path("once"))
                self.train(1, self.path("twice.csv"), *words, "--beta", 1, "--out", self.path("twice"))
                once, double = (self.report(self.path(name)) for name in ("once", "twice"))
                self.assertAlmostEqual(once["objective"] / 0.75, double["objective"], delta=3e-8 * double["objective"])
                self.assertEqual(once["status"], double["status"])
            self.expect(REACHED, 1, "certify", self.path("once/model.json"), self.path("once.csv"), "--standardize", "off",
                        "--gap", 1e-6)

    def test_weights_are_rows_that_are_repeated(self):
        X, labels = gaussian(60, 2, seed=23)
        weights = [1 + i % 3 for i in range(60)]
        repeated = [i for i, weight in enumerate(weights) for _ in range(weight)]
        verify.write_csv(self.path("once.csv"), X, labels)
        verify.write_csv(self.path("repeated.csv"), X[repeated], [labels[i] for i in repeated])
        weights = self.write("weights.txt", "".join(f"{weight}.0\n" for weight in weights))
        for loss in ("squared", "logistic", "squared-hinge"):
            for certify in (("--solver", "admm"), ("--certify", "exact")):
                words = ["--loss", loss, "--standardize", "off", "--patterns", 100, "--gap", 1e-8, "--beta", 1, *certify]
                self.train(2, self.path("once.csv"), *words, "--sample-weight", weights, "--out", self.path("once"))
                self.train(1, self.path("repeated.csv"), *words, "--out", self.path("repeated"))
                once, repeated = (self.report(self.path(name)) for name in ("once", "repeated"))
                self.assertAlmostEqual(once["objective"], repeated["objective"], delta=3e-8 * repeated["objective"])
                self.assertEqual(once["status"], repeated["status"])
            network = self.path("once/model.json").read_bytes()
            self.train(3, self.path("once.csv"), *words, "--sample-weight", weights, "--out", self.path("again"))
            self.assertEqual(self.path("again/model.json").read_bytes(), network)
            certify = ("certify", self.path("once/model.json"), self.path("once.csv"), "--standardize", "off")
            self.expect(REACHED, 1, *certify, "--sample-weight", weights, "--gap", 1e-6)
            self.refused(1, *certify, says=("trained with weights", "--sample-weight"))

    def test_against_proximal_gradient_descent(self):
        data = gaussian(60, 3, seed=14)
        for loss in CLASS_LOSSES:
            objective = self.train_and_verify(data, 2, "--loss", *loss, "--patterns", 60, "--beta-ratio", 0.05,
                                              "--gap", 1e-8)["objective"]
            D = np.unpackbits(np.load(self.path("dictionary.npy")), axis=1, bitorder="little")[:, :60].T.astype(float)
            model = self.model(self.path("out"))
            oracle = proximal_gradient(D, verify.Loss(model, verify.target(model, list(map(str, data[1])))),
                                       model["beta"])
            self.assertAlmostEqual(objective, oracle, delta=1e-6 * oracle)

    def test_tic_tac_toe_refined(self):
        X, labels = verify.tic_tac_toe()
        for loss in CLASS_LOSSES:
            numbers = [self.train_and_verify((X, labels), 2, "--loss", *loss, "--patterns", 300, "--beta", 5, "--refine",
                                             rounds, source=BOARDS)["objective"] for rounds in ("off", 5)]
            self.assertLess(numbers[1], 0.9 * numbers[0])

    def test_proven_in_the_plane(self):
        """Exact pricing proves the optimum of every loss, and the optimum is the program's over all the patterns."""
        data = gaussian(40, 2, seed=15)
        for loss in CLASS_LOSSES:
            common = ["--loss", *loss, "--beta", 1.5]
            proven = self.train_and_verify(data, 2, *common, "--patterns", 20, "--certify", "exact")["objective"]
            self.assertEqual(self.report(self.path("out"))["status"], "globally_optimal")
            self.expect(REACHED, 1, "certify", self.path("out/model.json"), self.path("data.csv"), "--certify", "exact",
                        "--gap", 1e-5)
            listed = self.train_and_verify(data, 1, *common, "--patterns", "all")["objective"]
            self.assertAlmostEqual(proven, listed, delta=2e-6 * listed)

    def test_every_vector_a_pattern(self):
        """As many features as rows: the closed form's patterns hold the optimum, whatever the loss."""
        data = gaussian(20, 30, seed=16)
        for loss in CLASS_LOSSES:
            numbers = self.train_and_verify(data, 1, "--loss", *loss, "--beta", 0.3)
            self.assertLess(numbers["bounded global gap"], 1e-5)
            self.assertEqual(self.report(self.path("out"))["status"], "globally_optimal")

    def test_same_bits_on_any_number_of_ranks(self):
        source = self.csv_of(gaussian(70, 3, seed=17))
        for loss in CLASS_LOSSES:
            for solver in ("auto", "admm"):
                models = set()
                for ranks in (1, 3, 4):
                    self.train(ranks, source, "--loss", *loss, "--solver", solver, "--patterns", 200, "--refine", 2,
                               "--out", self.path("out"))
                    models.add((self.path("out") / "model.json").read_bytes())
                self.assertEqual(len(models), 1, (loss, solver))

    def test_a_model_knows_its_loss(self):
        source = self.csv_of(gaussian(50, 2, seed=18))
        out = self.path("out")
        self.train(1, source, "--loss", "huber", "--huber-delta", 0.25, "--patterns", 100, "--out", out)
        self.assertEqual((self.model(out)["loss"], self.model(out)["huber_delta"]), ("huber", 0.25))
        self.assertIn("huber loss", self.expect(REACHED, 1, "show", out / "model.json").out)
        rows = rows_of(self.expect(REACHED, 1, "predict", out / "model.json", source).out)
        self.assertEqual(len(rows), 50)


if __name__ == "__main__":
    unittest.main()
