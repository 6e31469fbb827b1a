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

    def test_refused(self):
        self.refused(2, "train", BOARDS, "--layers", "5", "--patterns", "all", says=["--patterns all", "--layers"])
        self.refused(2, "train", BOARDS, "--layers", "5", "--certify", "exact", says=["--certify exact", "--layers"])
        self.refused(2, "train", BOARDS, "--layers", "5", "--refine", "3", says=["--refine 3", "not available yet"])

    def test_only_the_bound_over_all_vectors_is_claimed(self):
        for certify in ("bounds", "auto"):
            self.train(1, BOARDS, "--layers", "5", "--patterns", 200, "--certify", certify, "--out", self.path("out"))
            report = self.report(self.path("out"))
            self.assertEqual(report["certified_global_gap"], report["bounded_global_gap"])
            self.assertEqual(report["options"]["layers"], [5])


if __name__ == "__main__":
    unittest.main()
