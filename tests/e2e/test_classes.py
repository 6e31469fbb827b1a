"""More than two classes: shared neurons, recomputed from the files; the same bits on any number of ranks."""

import csv
import itertools
import unittest

import numpy as np

from program import INTERRUPTED, REACHED, EndToEnd, rows_of


def three_clouds(path, n=120, d=4, seed=5, names=("setosa", "versicolor", "virginica")):
    rng = np.random.default_rng(seed)
    centres = rng.normal(size=(len(names), d)) * 1.5
    labels = rng.integers(len(names), size=n)
    X = np.round(centres[labels] + rng.normal(size=(n, d)), 3)
    with open(path, "w", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow([f"x{k}" for k in range(d)] + ["kind"])
        for row, label in zip(X, labels):
            writer.writerow([*row, names[label]])
    return X, labels


def outputs_of(model, X):
    Z = (X - model["preprocessing"]["mean"]) / model["preprocessing"]["scale"]
    Z = np.hstack([Z, np.ones((len(X), 1))])
    F = np.zeros((len(X), len(model["classes"])))
    for neuron in model["neurons"]:
        H = Z
        for layer in neuron["layers"]:
            H = (H @ np.array(layer).T >= 0).astype(float)
        F += H @ np.array([neuron["weight"]])
    return F


class Classes(EndToEnd):
    def setUp(self):
        super().setUp()
        self.data = self.path("clouds.csv")
        self.X, self.labels = three_clouds(self.data)

    def trained(self, ranks, *options):
        out = self.path("out")
        self.train(ranks, self.data, *options, "--out", out)
        return self.model(out), self.report(out)

    def test_objective_and_accuracy_are_those_of_the_files(self):
        for options in ((), ("--layers", "6"), ("--solver", "admm", "--refine", "off")):
            model, report = self.trained(1, "--patterns", 300, *options)
            self.assertEqual(model["classes"], ["setosa", "versicolor", "virginica"])
            self.assertEqual(report["task"], "multiclass")
            F = outputs_of(model, self.X)
            Y = 1.5 * np.eye(3)[self.labels] - 0.5
            penalty = sum(np.linalg.norm(neuron["weight"]) for neuron in model["neurons"])
            objective = 0.5 * ((F - Y) ** 2).sum() + report["beta"] * penalty
            self.assertAlmostEqual(report["objective"], objective, delta=1e-9 * objective)
            self.assertEqual(report["train_accuracy"], (F.argmax(axis=1) == self.labels).mean())
            self.assertLessEqual(report["restricted_gap"], 1e-6)

    def test_any_number_of_ranks_trains_the_same_bits(self):
        for options in (("--loss", "squared"), ("--loss", "logistic", "--class-weight", "balanced"),
                        ("--solver", "admm", "--refine", "off"), ("--layers", "5", "--refine", 3)):
            models = [self.trained(ranks, "--patterns", 250, "--beta-ratio", 0.1, *options)[0] for ranks in (1, 2, 3)]
            for one, other in itertools.pairwise(models):
                self.assertEqual(one, other)

    def test_predictions_name_the_largest_output(self):
        self.trained(1, "--patterns", 200, "--refine", "off")
        predicted = self.expect(REACHED, 1, "predict", self.path("out") / "model.json", self.data)
        rows = rows_of(predicted.out)
        names = ["setosa", "versicolor", "virginica"]
        for row in rows:
            F = [float(row[f"output {name}"]) for name in names]
            self.assertEqual(row["predicted"], names[int(np.argmax(F))])

    def test_what_knows_two_classes_says_so(self):
        for arguments in (("train", "--certify", "exact"), ("train", "--method", "pi", "--layers", "9"),
                          ("baseline", "ste"), ("baseline", "logistic")):
            command = arguments[:2] if arguments[0] == "baseline" else arguments[:1]
            self.refused(2, *command, self.data, "--quiet", *arguments[len(command):], says=["classes"])

    def test_a_warm_start_has_as_many_outputs(self):
        self.expect(REACHED, 1, "train", self.data, "--classes", "setosa,rest", "--refine", "off", "--quiet", "--out",
                    self.path("two"))
        self.refused(2, "train", self.data, "--quiet", "--warm-start", self.path("two") / "model.json",
                     says=["--warm-start", "outputs"])
        three, _ = self.trained(1, "--patterns", 200)
        again, _ = self.trained(1, "--patterns", 200, "--warm-start", self.path("out") / "model.json")
        self.assertEqual(len(three["neurons"]), len(again["neurons"]))

    def test_an_interrupted_run_ends_in_the_same_bits(self):
        three_clouds(self.data, n=400, d=6)
        options = "--patterns", 300, "--beta-ratio", 0.02, "--refine", 30
        whole, _ = self.trained(1, *options)
        out = self.path("parts")
        arguments = "train", self.data, *options, "--quiet", "--out", out
        self.expect(INTERRUPTED, 2, *arguments, "--time-limit", 0.15)
        self.expect(REACHED, 3, *arguments, "--resume")
        self.assertEqual(self.model(out), whole)


if __name__ == "__main__":
    unittest.main()
