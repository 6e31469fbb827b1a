"""Dictionaries that are saved and loaded, and networks to begin with."""

import unittest

import verify
from program import REACHED, EndToEnd
from test_optimality import gaussian


class Dictionaries(EndToEnd):
    def setUp(self):
        super().setUp()
        self.data = self.path("data.csv")
        verify.write_csv(self.data, *gaussian(90, 4, seed=3))
        self.saved = self.path("dictionary.npy")
        self.train(3, self.data, "--patterns", 250, "--seed", 8, "--save-dictionary", self.saved, "--out",
                   self.path("one"))

    def test_round_trip(self):
        """Another seed has nothing to say: the hyperplanes come from the file."""
        again = self.path("again.npy")
        self.train(2, self.data, "--load-dictionary", self.saved, "--seed", 1, "--save-dictionary", again, "--out",
                   self.path("two"))
        models = [(self.path(name) / "model.json").read_bytes() for name in ("one", "two")]
        self.assertEqual(models[0], models[1])
        self.assertEqual(self.saved.read_bytes(), again.read_bytes())
        hyperplanes = [self.path(name + ".hyperplanes.npy").read_bytes() for name in ("dictionary", "again")]
        self.assertEqual(hyperplanes[0], hyperplanes[1])

    def test_round_trip_of_a_refined_dictionary(self):
        """Patterns that refinement found are saved with hyperplanes that make them."""
        refined, again = self.path("refined.npy"), self.path("again.npy")
        self.train(2, self.data, "--patterns", 100, "--refine", 5, "--beta", 2, "--save-dictionary", refined, "--out",
                   self.path("refined"))
        self.train(3, self.data, "--load-dictionary", refined, "--beta", 2, "--save-dictionary", again, "--out",
                   self.path("loaded"))
        self.assertEqual(refined.read_bytes(), again.read_bytes())
        one, other = (self.report(self.path(name)) for name in ("refined", "loaded"))
        self.assertEqual(one["patterns"], other["patterns"])
        self.assertAlmostEqual(one["objective"], other["objective"], delta=2e-6 * one["objective"])

    def test_other_data_are_refused(self):
        others = {"other numbers": gaussian(90, 4, seed=4), "fewer rows": gaussian(80, 4, seed=3),
                  "fewer columns": gaussian(90, 3, seed=3)}
        for name, data in others.items():
            verify.write_csv(self.path("other.csv"), *data)
            with self.subTest(name):
                self.refused(2, "train", self.path("other.csv"), "--quiet", "--load-dictionary", self.saved,
                             says=["dictionary", "load the dictionary with the data and options it was saved with"])

    def test_other_preprocessing_is_refused(self):
        self.refused(1, "train", self.data, "--quiet", "--no-bias", "--load-dictionary", self.saved,
                     says=["dictionary"])
        self.refused(1, "train", self.data, "--quiet", "--standardize", "off", "--load-dictionary", self.saved,
                     says=["dictionary"])

    def test_files_that_are_no_dictionary(self):
        whole = self.saved.read_bytes()
        for name, content in {"truncated": whole[:-1], "text": b"not an array", "empty": b""}.items():
            self.saved.write_bytes(content)
            with self.subTest(name):
                self.refused(2, "train", self.data, "--quiet", "--load-dictionary", self.saved, says=[self.saved])

    def test_excludes_patterns(self):
        self.refused(1, "train", self.data, "--load-dictionary", self.saved, "--patterns", 10, says=["exclude"])

    def test_warm_start(self):
        """From its own network a run is at its goal at once; from a neighbour's it is sooner there."""
        model = self.path("one") / "model.json"
        cold = self.report(self.path("one"))
        for solver in ("auto", "admm"):
            out = self.path("warm")
            arguments = [self.data, "--patterns", 250, "--seed", 8, "--solver", solver, "--refine", "off", "--out", out]
            result = self.expect(REACHED, 2, "train", *arguments, "--warm-start", model)
            warm = self.report(out)
            self.assertLessEqual(warm["iterations"], 2, solver)
            self.assertAlmostEqual(warm["objective"], cold["objective"], delta=1e-6 * cold["objective"])
            self.assertIn(f"{cold['neurons']} of the model's {cold['neurons']} neurons", result.err)

    def test_warm_start_from_other_data(self):
        verify.write_csv(self.path("narrow.csv"), *gaussian(50, 2, seed=5))
        self.refused(2, "train", self.path("narrow.csv"), "--quiet", "--warm-start", self.path("one/model.json"),
                     says=["--warm-start", "4 features", "2"])


if __name__ == "__main__":
    unittest.main()
