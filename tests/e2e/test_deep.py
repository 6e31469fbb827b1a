"""Networks of three and four layers: --layers trains parallel subnetworks, and every file says what they are."""

import unittest

import numpy as np

import verify
from program import BOARDS, REACHED, rows_of
from test_optimality import Verifying, gaussian, integers, redundant, regression


def depth(model):
    return {len(neuron["layers"]) for neuron in model["neurons"]}


class Deep(Verifying):
    def deep(self, data, layers, *arguments, ranks=1):
        verify.write_csv(self.path("data.csv"), *data)
        return self.train_and_verify(data, self.path("data.csv"), ranks, "--layers", layers, *arguments)

    def test_every_depth_is_what_numpy_recomputes(self):
        for layers, widths in (("7", [7]), ("1", [1]), ("6,3", [6, 3])):
            for data, how in ((gaussian(90, 3, seed=1), ()), (integers(80, 2, seed=2), ("--no-bias",)),
                              (redundant(70, seed=3), ("--standardize", "off")), (regression(60, 2, seed=4), ())):
                with self.subTest(layers=layers, how=how):
                    self.deep(data, layers, "--patterns", 400, "--beta-ratio", 0.02, *how, ranks=2)
                    model = self.model(self.path("out"))
                    self.assertEqual(depth(model), {len(widths) + 1})
                    shape = [np.shape(U) for U in model["neurons"][0]["layers"]]
                    inputs = data[0].shape[1] + (0 if how == ("--no-bias",) else 1)
                    self.assertEqual(shape, list(zip(widths + [1], [inputs] + widths)))

    def test_the_same_bits_on_any_number_of_ranks(self):
        for layers in ("9", "5,4"):
            models = set()
            for ranks in (1, 2, 3, 4):
                self.train(ranks, BOARDS, "--layers", layers, "--patterns", 500, "--split", 0.2, "--out", self.path("out"))
                models.add((self.path("out") / "model.json").read_bytes())
            self.assertEqual(len(models), 1)

    def test_predict_show_warm_start_and_saved_dictionary(self):
        X, labels = gaussian(80, 3, seed=5)
        first = self.deep((X, labels), "6,4", "--patterns", 300)
        model = self.path("out") / "model.json"
        rows = rows_of(self.expect(REACHED, 2, "predict", model, self.path("data.csv")).out)
        outputs = np.array([float(row["output"]) for row in rows])
        np.testing.assert_allclose(outputs, verify.predict(self.model(self.path("out")), X), rtol=0, atol=1e-12)
        self.assertIn("h2.4  if", self.expect(REACHED, 1, "show", model, "--limit", 1000).out)
        before = model.read_bytes()
        again = self.path("again")
        self.train(2, self.path("data.csv"), "--layers", "6,4", "--load-dictionary", self.path("dictionary.npy"), "--out", again)
        self.assertEqual((again / "model.json").read_bytes(), before)
        self.refused(1, "train", self.path("data.csv"), "--layers", "6", "--load-dictionary", self.path("dictionary.npy"),
                     "--quiet", says=["dictionary.hyperplanes.npy", "weights"])
        warm = self.expect(REACHED, 1, "train", self.path("data.csv"), "--layers", "6,4", "--patterns", 300, "--refine",
                           "off", "--warm-start", model)
        self.assertIn(f"{first['neurons']:g} of the model's {first['neurons']:g} neurons", warm.err)

    def test_refined(self):
        """Refinement searches last units and resamples inner ones: lower objectives, the same bits on any ranks."""
        data = gaussian(80, 4, seed=6)
        for layers in ("6", "5,4"):
            arguments = ("--patterns", 150, "--beta", 2, "--refine")
            objectives = [self.deep(data, layers, *arguments, rounds, ranks=2)["objective"] for rounds in ("off", 2, 5)]
            self.assertEqual(objectives, sorted(objectives, reverse=True))
            self.assertLess(objectives[2], 0.9 * objectives[0])
            models = {(self.path("out") / "model.json").read_bytes()}
            for ranks in (1, 3, 4):
                self.deep(data, layers, *arguments, 5, ranks=ranks)
                models.add((self.path("out") / "model.json").read_bytes())
            self.assertEqual(len(models), 1)

    def test_closed_form_methods(self):
        """With a first layer of full row rank the network is optimal over all 0/1 vectors; the same on any ranks."""
        for data, how in ((gaussian(40, 3, seed=7), ()), (integers(60, 2, seed=8), ("--no-bias",)),
                          (regression(30, 2, seed=9), ("--beta-ratio", 0.02))):
            for method in ("pi", "svm"):
                models = set()
                for ranks in (1, 2, 4):
                    numbers = self.deep(data, 1000, "--method", method, *how, ranks=ranks)
                    models.add((self.path("out") / "model.json").read_bytes())
                self.assertEqual(len(models), 1)
                self.assertLess(numbers["bounded global gap"], 1e-6)
                self.assertEqual(self.report(self.path("out"))["status"], "globally_optimal")
                model = self.model(self.path("out"))
                self.assertEqual(np.shape(model["neurons"][0]["layers"][0])[0], 1001)  # one unit is always on

    def test_closed_form_methods_with_too_narrow_a_layer(self):
        """Patterns that are not reproduced cost optimality, and nothing is claimed."""
        data = gaussian(150, 2, seed=10)
        for method in ("pi", "svm"):
            self.deep(data, 4, "--method", method, "--beta", 1)
            report = self.report(self.path("out"))
            self.assertEqual(report["status"], "restricted_optimal")
            self.assertGreater(report["bounded_global_gap"], 0.01)

    def test_refused(self):
        for layers in ((), ("--layers", "5,4")):
            self.refused(2, "train", BOARDS, "--method", "pi", *layers, says=["--method pi", "--layers"])
        self.refused(1, "train", BOARDS, "--method", "svm", "--layers", 5, "--load-dictionary", "d.npy",
                     says=["--method svm", "--load-dictionary"])
        self.refused(2, "train", BOARDS, "--layers", "5", "--patterns", "all", says=["--patterns all", "--layers"])
        self.refused(2, "train", BOARDS, "--layers", "5", "--certify", "exact", says=["--certify exact", "--layers"])

    def test_only_the_bound_over_all_vectors_is_claimed(self):
        for certify in ("bounds", "auto"):
            self.train(1, BOARDS, "--layers", "5", "--patterns", 200, "--certify", certify, "--out", self.path("out"))
            report = self.report(self.path("out"))
            self.assertEqual(report["certified_global_gap"], report["bounded_global_gap"])
            self.assertEqual(report["options"]["layers"], [5])


if __name__ == "__main__":
    unittest.main()
