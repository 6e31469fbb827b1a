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
                          ("baseline", "ste")):
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


class OneVersusRest(EndToEnd):
    NAMES = ["setosa", "versicolor", "virginica"]

    def setUp(self):
        super().setUp()
        self.data = self.path("clouds.csv")
        self.X, self.labels = three_clouds(self.data, d=2)
        self.out = self.path("out")

    def train_all(self, ranks, *options):
        self.train(ranks, self.data, "--multiclass", "one-vs-rest", *options, "--out", self.out)
        return self.model(self.out), self.report(self.out)

    def test_each_class_is_trained_as_it_would_be_alone(self):
        for options in (("--patterns", 200), ("--patterns", 50, "--loss", "logistic", "--certify", "exact"),
                        ("--method", "pi", "--layers", 150)):
            whole, report = self.train_all(2, *options)
            F, objective, bound = outputs_of(whole, self.X), 0, 0
            for k, name in enumerate(self.NAMES):
                alone = self.path("alone")
                self.train(1, self.data, *options, "--classes", f"rest,{name}", "--out", alone)
                self.assertEqual((alone / "model.json").read_bytes(), (self.out / f"class-{k}/model.json").read_bytes())
                part = self.report(alone)
                objective += part["objective"]
                bound += part["objective"] * (1 - part["restricted_gap"])
                named = {key: part[key] for key in ("status", "objective", "beta", "neurons", "train_accuracy")}
                self.assertEqual(report["classes"][k], {**report["classes"][k], **named, "label": name})
                model = self.model(alone)
                f = outputs_of({**model, "neurons": [{**neuron, "weight": [0, neuron["weight"]]}
                                                     for neuron in model["neurons"]]}, self.X)[:, 1]
                np.testing.assert_allclose(F[:, k], f, rtol=0, atol=1e-12)
            self.assertAlmostEqual(report["objective"], objective, delta=1e-12 * objective)
            self.assertAlmostEqual(report["restricted_gap"], 1 - bound / objective, delta=1e-12)
            self.assertEqual(report["train_accuracy"], (F.argmax(axis=1) == self.labels).mean())
            proven = {part["status"] for part in report["classes"]} == {"globally_optimal"}
            self.assertEqual(report["status"], "globally_optimal" if proven else "restricted_optimal")
            self.assertEqual(proven, "exact" in options)

    def test_classes_of_several_labels(self):
        three_clouds(self.data, names=("a", "b", "c", "d", "e"))
        for classes, others in (("a+b,c,d", "a+b+d,c"), ("rest,c,d", "rest,c")):
            self.train_all(2, "--patterns", 50, "--classes", classes)
            self.train(1, self.data, "--patterns", 50, "--classes", others, "--out", self.path("alone"))
            self.assertEqual((self.path("alone") / "model.json").read_bytes(),
                             (self.out / "class-1/model.json").read_bytes())

    def test_any_number_of_ranks_and_of_legs_ends_in_the_same_bits(self):
        three_clouds(self.data, n=400, d=6)
        options = "--patterns", 300, "--beta-ratio", 0.02, "--refine", 20
        whole, _ = self.train_all(3, *options)
        self.out = self.path("parts")
        arguments = ("train", self.data, "--multiclass", "one-vs-rest", *options, "--quiet", "--out", self.out)
        self.refused(2, *arguments, "--resume", says=["no class has a checkpoint"])
        self.expect(INTERRUPTED, 2, *arguments, "--time-limit", 0.2)
        self.assertEqual(self.report(self.out)["status"], "time_limit")
        self.expect(INTERRUPTED, 1, *arguments, "--time-limit", 0.2, "--resume")
        self.expect(REACHED, 2, *arguments, "--resume")
        self.assertEqual(self.model(self.out), whole)

    def test_certifying(self):
        self.train_all(1, "--patterns", 50)
        self.refused(1, "certify", self.out / "model.json", self.data, says=["class-K/model.json"])
        self.expect(REACHED, 1, "certify", self.out / "class-1/model.json", self.data, "--classes", "rest,versicolor",
                    "--gap", 0.5)

    def test_the_closed_form_as_a_baseline(self):
        self.expect(REACHED, 2, "baseline", "pi", self.data, "--layers", 300, "--quiet", "--out", self.out)
        self.assertGreater(self.report(self.out)["train_accuracy"], 0.9)
        self.assertEqual(len(self.report(self.out)["classes"]), 3)


if __name__ == "__main__":
    unittest.main()
