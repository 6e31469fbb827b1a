"""The baselines: straight-through estimators, random features, logistic regression."""

import signal
import time
import unittest

import numpy as np

import straight_through
import verify
from program import BOARDS, INTERRUPTED, REACHED, STOPPED, EndToEnd, Job, rows_of
from test_optimality import gaussian, integers, regression

TEACHER = "builtin:teacher,n=60,d=5"
SURROGATES = ("identity", "relu", "leaky-relu", "clipped-relu")


class Baselines(EndToEnd):
    def baseline(self, ranks, method, *arguments, code=REACHED, **how):
        out = self.path("out")
        result = self.expect(code, ranks, "baseline", method, *arguments, "--out", out, "--quiet", **how)
        self.assertEqual(sorted(path.name for path in out.iterdir()), ["model.json", "report.json", "trace.csv"])
        return result, self.report(out), self.model(out)

    def csv_of(self, name, data):
        verify.write_csv(self.path(name), *data)
        return self.path(name)

    def trace(self):
        return rows_of((self.path("out") / "trace.csv").read_text())

    def predicts(self, report, *data):
        """`predict` on the written model gives the accuracy of the report."""
        result = self.expect(REACHED, 2, "predict", self.path("out/model.json"), *data, "--out", self.path("p.csv"))
        key = "test_accuracy" if "--split" in data else "train_accuracy"
        self.assertIn(f"accuracy           {report[key]:.6g}\n", result.out)


class StraightThrough(Baselines):
    def trained(self, descend, layers, epochs, **how):
        """The weights after training, the program's and the oracle's."""
        X, labels = gaussian(40, 3, seed=5)
        data = self.csv_of("data.csv", (X, labels))
        options = [f"--{key.replace('_', '-')}={value}" for key, value in how.items()]
        options += ["--neurons", 6, *(("--layers", layers) if layers else ())]
        _, _, first = self.baseline(1, "ste", data, *options, "--epochs=0")
        _, _, last = self.baseline(1, "ste", data, *options, f"--epochs={epochs}")
        Z, Y = straight_through.data_of(first, X, labels)
        renamed = {"rate" if key == "learning_rate" else key: value for key, value in how.items()}
        expected = descend(straight_through.weights_of(first), Z, Y, epochs=epochs, **renamed)
        return straight_through.weights_of(last), expected

    def agrees(self, descend, **how):
        for layers in ("", "4", "5,3"):
            with self.subTest(layers=layers, **how):
                found, expected = self.trained(descend, layers, **how)
                self.assertEqual([W.shape for W in found], [W.shape for W in expected])
                for W, V in zip(found, expected):
                    np.testing.assert_allclose(W, V, rtol=1e-9, atol=1e-12)

    def test_descends_as_numpy_does(self):
        """Long enough for the rate to be halved several times."""
        for surrogate in SURROGATES:
            self.agrees(straight_through.descend, surrogate=surrogate, epochs=120, learning_rate=0.2, beta=0.5)

    def test_descends_as_pytorch_does(self):
        try:
            import torch  # noqa: F401
        except ImportError:
            self.skipTest("NOTICE: PyTorch is not installed (Debian: python3-torch), so its gradients were not compared")
        for surrogate in SURROGATES:
            for optimizer, rate in (("sgd", 0.2), ("adam", 0.02)):
                self.agrees(straight_through.descend_torch, surrogate=surrogate, epochs=120, learning_rate=rate, beta=0.5,
                            optimizer=optimizer)

    def test_report_and_trace(self):
        data = [TEACHER, "--split", 0.25, "--beta", 0.05]
        _, report, model = self.baseline(2, "ste", *data, "--neurons", 30, "--layers", 8, "--epochs", 100, "--seeds", 3)
        self.assertEqual((report["status"], report["options"]["baseline"], report["iterations"]), ("finished", "ste", 100))
        self.assertIsNone(report["restricted_gap"])
        self.assertEqual((report["neurons"], len(model["neurons"])), (30, 30))
        trials = report["trials"]
        self.assertEqual([trial["seed"] for trial in trials], [0, 1, 2])
        best = min(trials, key=lambda trial: trial["objective"])
        self.assertAlmostEqual(best["objective"], report["objective"], delta=1e-9)
        for key in ("train_accuracy", "test_accuracy"):
            self.assertEqual(best[key], report[key], key)
        self.predicts(report, *data[:3])

        trace = self.trace()
        for trial in trials:
            lines = [row for row in trace if row["round"] == str(trial["seed"])]
            self.assertEqual([int(row["iterations"]) for row in lines], list(range(101)))
            self.assertEqual(float(lines[-1]["objective"]), trial["objective"])
            self.assertEqual(float(lines[-1]["test_accuracy"]), trial["test_accuracy"])
            seconds = [float(row["seconds"]) for row in lines]
            self.assertEqual(seconds, sorted(seconds))

    def test_objective_and_bound(self):
        X, labels = integers(50, 2, seed=3)
        data = self.csv_of("data.csv", (X, labels))
        for arguments in ([], ["--no-bias", "--standardize", "off"]):
            _, report, model = self.baseline(1, "ste", data, "--beta-ratio", 0.1, "--neurons", 12, "--epochs", 50,
                                             *arguments)
            y = verify.target(model, labels)
            f = verify.predict(model, X)
            norm = sum(abs(neuron["weight"]) for neuron in model["neurons"])
            objective = 0.5 * ((f - y) ** 2).sum() + report["beta"] * norm
            self.assertAlmostEqual(report["objective"], objective, delta=1e-9 * objective)
            bound = verify.shattered_optimum(X, verify.Loss(model, y), report["beta"])
            self.assertAlmostEqual(report["bounded_global_gap"], (objective - bound) / objective, delta=1e-6)
            self.assertLess(bound, objective)

    def test_a_seed_alone_is_the_same_as_among_others(self):
        _, together, _ = self.baseline(2, "ste", TEACHER, "--neurons", 10, "--epochs", 30, "--seeds", 3)
        for trial in together["trials"]:
            _, alone, _ = self.baseline(1, "ste", TEACHER, "--neurons", 10, "--epochs", 30, "--seed", trial["seed"])
            self.assertEqual(alone["trials"], [trial])

    def test_same_bytes_on_any_number_of_ranks(self):
        for arguments in (["--optimizer", "adam", "--batch-size", 16], ["--layers", "6,4", "--surrogate", "relu"]):
            models = set()
            for ranks in (1, 2, 3, 4, 7):
                self.baseline(ranks, "ste", TEACHER, "--neurons", 9, "--epochs", 25, "--seeds", 5, *arguments)
                models.add((self.path("out") / "model.json").read_bytes())
            self.assertEqual(len(models), 1, arguments)

    def test_regression(self):
        data = self.csv_of("data.csv", regression(40, 2, seed=1))
        _, report, _ = self.baseline(1, "ste", data, "--neurons", 20, "--epochs", 200, "--optimizer", "adam",
                                     "--learning-rate", 0.5)
        self.assertIsNone(report["train_accuracy"])
        self.assertLess(report["rmse"], 40)

    def test_refusals(self):
        for arguments, says in ((["--surrogate", "tanh"], ["--surrogate", "clipped-relu"]),
                                (["--layers", "0"], ["--layers", "at least 1"]),
                                (["--learning-rate", "0"], ["--learning-rate", "over 0"]),
                                (["--patterns", "5"], ["--patterns"])):
            self.refused(2, "baseline", "ste", TEACHER, *arguments, "--out", self.path("out"), says=says)
            self.assertFalse(self.path("out").exists())
        self.refused(1, "baseline", "svm-rbf", TEACHER, says=["svm-rbf", "ste", "logistic"])
        self.refused(1, "baseline", says=["which baseline", "random-features"])

    def test_divergence(self):
        """Every network comes to infinity: exit 5, and the report says so."""
        data = self.csv_of("data.csv", regression(40, 2, seed=1))
        self.expect(5, 2, "baseline", "ste", data, "--learning-rate", "1e200", "--out", self.path("out"), "--quiet")
        self.assertEqual(self.report(self.path("out"))["status"], "numerical_error")

    def test_stops(self):
        endless = ["ste", BOARDS, "--epochs", 10**9, "--neurons", 20, "--seeds", 5]
        _, report, model = self.baseline(2, *endless, "--time-limit", 1, code=INTERRUPTED)
        self.assertEqual(report["status"], "time_limit")
        self.assertEqual(len(report["trials"]), 2)  # those that had begun
        self.assertEqual(len(model["neurons"]), 20)

        job = Job(2, "baseline", *endless, "--out", self.path("signalled"))
        deadline = time.monotonic() + 30
        while not (self.path("signalled") / "trace.csv").exists():
            self.assertLess(time.monotonic(), deadline, "the run does not begin")
            time.sleep(0.02)
        job.process.send_signal(signal.SIGUSR1)
        self.assertEqual(job.finish(timeout=20).code, INTERRUPTED)
        self.assertEqual(self.report(self.path("signalled"))["status"], "interrupted")


class RandomFeatures(Baselines):
    def test_is_training_without_refinement(self):
        options = [BOARDS, "--split", 0.2, "--patterns", 300, "--beta-ratio", 0.1, "--seed", 3]
        _, report, _ = self.baseline(2, "random-features", *options)
        baseline = (self.path("out") / "model.json").read_bytes()
        self.assertEqual(report["options"]["baseline"], "random-features")
        self.assertEqual((report["status"], report["rounds"], report["trials"]), ("restricted_optimal", 0, []))
        self.train(1, *options, "--out", self.path("trained"))
        self.assertEqual((self.path("trained") / "model.json").read_bytes(), baseline)

    def test_iteration_limit(self):
        self.baseline(1, "random-features", BOARDS, "--max-iterations", 1, code=STOPPED)


class Logistic(Baselines):
    def test_gradient_is_that_of_the_optimum(self):
        """Of the written model, over the inputs that it names."""
        X, labels = gaussian(150, 4, seed=8)
        data = self.csv_of("data.csv", (X, labels))
        for penalty in ("l2", "l1"):
            _, report, model = self.baseline(2, "logistic", data, "--penalty", penalty, "--beta", 3, "--gap", 1e-10)
            self.assertEqual((report["status"], model["kind"], model["loss"]), ("optimal", "linear", "logistic"))
            self.assertLessEqual(report["restricted_gap"], 1e-10)
            Z, y, w = verify.first_inputs(model, X), verify.target(model, labels), np.array(model["coefficients"])
            margins = y * (Z @ w)
            slope = -Z.T @ (y / (1 + np.exp(margins)))
            weights = w[:-1]
            self.assertAlmostEqual(slope[-1], 0, delta=1e-3)
            if penalty == "l2":
                np.testing.assert_allclose(slope[:-1], -3 * weights, atol=1e-3)
                norm = weights @ weights / 2
            else:
                np.testing.assert_allclose(slope[:-1][weights != 0], -3 * np.sign(weights[weights != 0]), atol=1e-3)
                self.assertLessEqual(np.abs(slope[:-1]).max(), 3 + 1e-3)
                norm = np.abs(weights).sum()
            self.assertAlmostEqual(report["objective"], np.log1p(np.exp(-margins)).sum() + 3 * norm, places=6)
            self.assertEqual(report["train_accuracy"], np.mean((Z @ w >= 0) == (y > 0)))

    def test_files(self):
        options = [BOARDS, "--split", 0.25]
        models = set()
        for ranks in (1, 3):
            _, report, _ = self.baseline(ranks, "logistic", *options)
            models.add((self.path("out") / "model.json").read_bytes())
        self.assertEqual(len(models), 1)
        self.predicts(report, *options)
        last = self.trace()[-1]
        for key in ("objective", "restricted_gap", "train_accuracy", "test_accuracy", "iterations"):
            self.assertEqual(float(last[key]), report[key], key)
        model = self.path("out/model.json")
        self.assertIn("linear model", self.expect(REACHED, 1, "show", model).out)
        self.refused(2, "certify", model, BOARDS, "--quiet", says=["linear model"])
        self.refused(2, "train", BOARDS, "--warm-start", model, "--quiet", says=["--warm-start", "linear"])

    def test_more_classes_are_one_against_the_rest_each(self):
        X, _ = gaussian(90, 3, seed=9)
        labels = [str(k) for k in np.argsort(np.argsort(X[:, 0] + 0.3 * X[:, 1])) // 30]
        data = self.csv_of("data.csv", (X, labels))
        _, whole, model = self.baseline(2, "logistic", data)
        objective = 0
        for k in range(3):
            _, report, alone = self.baseline(1, "logistic", data, "--classes", f"rest,{k}")
            objective += report["objective"]
            self.assertEqual(model["coefficients"][k], alone["coefficients"])
        self.assertAlmostEqual(whole["objective"], objective, places=9)
        F = verify.first_inputs(model, X) @ np.array(model["coefficients"]).T
        self.assertEqual(whole["train_accuracy"], np.mean(F.argmax(axis=1) == np.array(labels, dtype=int)))
        self.assertGreater(whole["train_accuracy"], 0.6)

    def test_limits_and_refusals(self):
        _, report, _ = self.baseline(2, "logistic", BOARDS, "--max-iterations", 1, "--gap", 1e-9, code=STOPPED)
        self.assertEqual(report["status"], "iteration_limit")
        data = self.csv_of("numbers.csv", regression(40, 2, seed=1))
        self.refused(2, "baseline", "logistic", data, "--quiet", says=["numbers.csv", "for classes"])


if __name__ == "__main__":
    unittest.main()
