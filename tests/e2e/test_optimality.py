"""A trained network is what the program says it is: every run is recomputed from its files by verify.py."""

import unittest

import numpy as np

import verify
from program import BOARDS, EndToEnd

# beta-ratio, ranks, solver
HOW = [(ratio, ranks, solver) for ratio in (0.1, 0.01, 0.001) for ranks, solver in ((1, "auto"), (2, "admm"))]
HOW += [(0.01, 2, "auto"), (0.01, 1, "admm")]


def gaussian(n, d, seed):
    """Two classes that a curved boundary parts, with some labels wrong."""
    random = np.random.default_rng(seed)
    X = random.normal(size=(n, d))
    y = np.sign(X[:, 0] ** 2 + X[:, 1] - 0.5 + 0.3 * random.normal(size=n))
    return X, y.astype(int)


def integers(n, d, seed):
    """Small integers: many ties, many equal rows, some of them with contradicting labels."""
    random = np.random.default_rng(seed)
    X = random.integers(-1, 3, size=(n, d)).astype(float)
    return X, np.where(X.sum(axis=1) + random.normal(size=n) > 1, "yes", "no")


def redundant(n, seed):
    """A constant column, a copy, a multiple and a sum of others."""
    random = np.random.default_rng(seed)
    A = random.normal(size=(n, 3))
    X = np.column_stack([A, np.full(n, 7.5), A[:, 0], -2 * A[:, 1], A[:, 0] + A[:, 2]])
    return X, np.where(A[:, 0] * A[:, 1] > 0, 1, 0)


def regression(n, d, seed):
    """Positive and negative numbers far from 0, of unlike sizes."""
    random = np.random.default_rng(seed)
    X = random.normal(size=(n, d)) * 10.0 ** np.arange(d)
    return X, 40 * np.sin(X[:, 0]) + X[:, 1] - 15


class Verifying(EndToEnd):
    def train_and_verify(self, data, source, ranks, *arguments):
        out, dictionary = self.path("out"), self.path("dictionary.npy")
        self.train(ranks, source, *arguments, "--out", out, "--save-dictionary", dictionary)
        try:
            return verify.verify_files(out / "model.json", data, dictionary, out / "report.json")
        except verify.Wrong as wrong:
            self.fail(f"{source} on {ranks} ranks with {' '.join(map(str, arguments))}: {wrong}")


class Optimality(Verifying):
    def sweep(self, data, *arguments):
        """Both solvers, on one rank and on two; they find the same optima, to the gap."""
        source = self.path("data.csv")
        verify.write_csv(source, *data)
        optima = {}
        for ratio, ranks, solver in HOW:
            numbers = self.train_and_verify(data, source, ranks, "--beta-ratio", ratio, "--solver", solver, *arguments)
            optimum = optima.setdefault(ratio, numbers["objective"])
            self.assertAlmostEqual(numbers["objective"], optimum, delta=1e-6 * optimum)

    def test_tic_tac_toe(self):
        X, labels = verify.tic_tac_toe()
        self.assertEqual((len(X), labels.count("1")), (958, 626))
        for ratio, ranks, solver in HOW:
            self.train_and_verify((X, labels), BOARDS, ranks, "--beta-ratio", ratio, "--solver", solver)

    def test_the_built_in_is_what_its_rules_say(self):
        """A csv of our own enumeration gives the same network as the built-in, feature names apart."""
        verify.write_csv(self.path("boards.csv"), *verify.tic_tac_toe())
        for source in (BOARDS, self.path("boards.csv")):
            self.train(1, source, "--patterns", 300, "--out", self.path("out-" + str(source)[-3:]))
        built_in, enumerated = self.model(self.path("out-toe")), self.model(self.path("out-csv"))
        for key in ("beta", "classes", "preprocessing", "bias", "neurons"):
            self.assertEqual(built_in[key], enumerated[key], key)

    def test_gaussian(self):
        self.sweep(gaussian(150, 4, seed=1), "--patterns", 700)

    def test_integers_with_ties_and_equal_rows(self):
        self.sweep(integers(120, 3, seed=2), "--patterns", 500, "--seed", 5)

    def test_raw_integers_without_bias(self):
        """Rows of zeros lie on every hyperplane."""
        self.sweep(integers(90, 2, seed=3), "--patterns", 400, "--no-bias", "--standardize", "off")

    def test_redundant_columns(self):
        self.sweep(redundant(100, seed=4), "--patterns", 500)

    def test_fewer_samples_than_features(self):
        self.sweep(gaussian(25, 60, seed=5), "--patterns", 300)

    def test_regression(self):
        self.sweep(regression(110, 3, seed=6), "--patterns", 500)

    def test_tight_gap(self):
        data = gaussian(80, 3, seed=7)
        verify.write_csv(self.path("data.csv"), *data)
        self.train_and_verify(data, self.path("data.csv"), 2, "--gap", 1e-10, "--beta", 0.5)

    def test_closed_form_bound_is_attained(self):
        """With n <= 2 every 0/1 vector is a pattern, so the dictionary's optimum is the global one."""
        data = np.array([[0.0], [1.0]]), [1, 2]
        verify.write_csv(self.path("two.csv"), *data)
        numbers = self.train_and_verify(data, self.path("two.csv"), 1, "--patterns", 50, "--beta", 0.1)
        self.assertLess(numbers["bounded global gap"], 1e-6)
        self.assertEqual(self.report(self.path("out"))["status"], "globally_optimal")

    def test_refined(self):
        """The last dictionary holds the network, whose objective is below that of sampling alone."""
        data = gaussian(100, 5, seed=9)
        verify.write_csv(self.path("data.csv"), *data)
        for solver in ("auto", "admm"):
            arguments = [self.path("data.csv"), 2, "--beta", 2, "--patterns", 200, "--solver", solver, "--refine"]
            objectives = [self.train_and_verify(data, *arguments, rounds)["objective"] for rounds in ("off", 3, "auto")]
            self.assertEqual(objectives, sorted(objectives, reverse=True))
            self.assertLess(objectives[2], 0.9 * objectives[0])

    def test_refined_in_one_dimension(self):
        """There all 2n patterns are known: cuts between neighbours, to either side. The bound over them all proves
        that few sampled patterns and refinement reach the optimum over all patterns."""
        random = np.random.default_rng(10)
        x = np.sort(random.normal(size=60))
        y = np.sign(np.sin(4 * x) + 0.5 * random.normal(size=60)).astype(int)
        data = x[:, None], y
        verify.write_csv(self.path("data.csv"), *data)
        beta = 1.5
        objective = self.train_and_verify(data, self.path("data.csv"), 2, "--beta", beta, "--patterns", 5, "--refine",
                                          "auto")["objective"]
        r = y - verify.predict(self.model(self.path("out")), data[0])
        to_the_left = np.cumsum(r)
        largest = max(np.abs(to_the_left).max(), np.abs(to_the_left[-1] - to_the_left).max())
        theta = r * min(1, beta / largest)
        bound = 0.5 * y @ y - 0.5 * (y - theta) @ (y - theta)
        self.assertLess((objective - bound) / objective, 1e-3)

    def test_verify_notices_what_is_wrong(self):
        """The oracle itself: a run whose files are tampered with is not accepted."""
        X, labels = gaussian(60, 2, seed=8)
        verify.write_csv(self.path("data.csv"), X, labels)
        self.train_and_verify((X, labels), self.path("data.csv"), 1, "--patterns", 200)
        packed = np.load(self.path("dictionary.npy"))
        out = self.path("out")

        def refuses(change):
            model, report, rows = self.model(out), self.report(out), packed.copy()
            change(model, report, rows)
            with self.assertRaises(verify.Wrong):
                verify.verify(model, X, list(map(str, labels)), rows, report)

        refuses(lambda model, report, rows: model["neurons"][0].update(weight=model["neurons"][0]["weight"] * 1.001))
        refuses(lambda model, report, rows: model["neurons"].pop())
        refuses(lambda model, report, rows: model["neurons"][0]["layers"][0][0].__setitem__(0, 9.0))
        refuses(lambda model, report, rows: model["preprocessing"]["mean"].__setitem__(0, 3.0))
        refuses(lambda model, report, rows: report.update(objective=report["objective"] * (1 + 1e-7)))
        refuses(lambda model, report, rows: report.update(bounded_global_gap=report["bounded_global_gap"] + 1e-7))
        refuses(lambda model, report, rows: report["options"].update(gap=1e-15))
        refuses(lambda model, report, rows: rows.__setitem__(5, rows[6]))
        refuses(lambda model, report, rows: rows.__setitem__(5, 0))
        refuses(lambda model, report, rows: rows.__setitem__((5, -1), 255))


if __name__ == "__main__":
    unittest.main()
