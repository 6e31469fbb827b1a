"""Predictions need nothing but model.json and data with the features of the training data."""

import json
import unittest

import numpy as np

import verify
from program import BOARDS, REACHED, EndToEnd, rows_of
from test_optimality import gaussian, regression


class Predicting(EndToEnd):
    def predict(self, model, data, *arguments, ranks=1):
        return rows_of(self.expect(REACHED, ranks, "predict", model, data, "--quiet", *arguments).out)

    def test_unlabelled_file(self):
        """A file with exactly the model's columns has no labels, in any order of columns by name."""
        X, labels = gaussian(60, 3, seed=6)
        verify.write_csv(self.path("data.csv"), X, labels)
        out = self.path("out")
        self.train(1, self.path("data.csv"), "--patterns", 150, "--out", out)
        labelled = self.predict(out / "model.json", self.path("data.csv"))
        self.assertEqual(list(labelled[0]), ["row", "output", "predicted", "label"])
        lines = (self.path("data.csv")).read_text().splitlines()
        self.write("plain.csv", "".join(line.rsplit(",", 1)[0] + "\n" for line in lines))
        plain = self.predict(out / "model.json", self.path("plain.csv"), ranks=3)
        self.assertEqual(list(plain[0]), ["row", "output", "predicted"])
        self.assertEqual([row["output"] for row in plain], [row["output"] for row in labelled])

        file = self.path("predictions.csv")
        scores = self.expect(REACHED, 2, "predict", out / "model.json", self.path("data.csv"), "--out", file)
        self.assertEqual(rows_of(file.read_text()), labelled)
        self.assertIn(f"{self.report(out)['train_accuracy']:.6g}", scores.out)

    def test_other_columns_are_refused(self):
        verify.write_csv(self.path("data.csv"), *gaussian(40, 3, seed=7))
        self.train(1, self.path("data.csv"), "--patterns", 50, "--out", self.path("out"))
        verify.write_csv(self.path("wide.csv"), *gaussian(40, 6, seed=7))
        self.refused(2, "predict", self.path("out/model.json"), self.path("wide.csv"), "--quiet", says=["wide.csv"])

    def test_encoding_is_remembered(self):
        """One-hot categories and fill values of the training file are used, not those of the file at hand."""
        random = np.random.default_rng(8)
        colour = random.choice(["red", "green", "blue"], size=70)
        size = random.normal(size=70)
        y = np.where((colour == "red") ^ (size > 0), "in", "out")
        fields = [[c, "" if i % 9 == 4 else repr(float(s)), label]
                  for i, (c, s, label) in enumerate(zip(colour, size, y))]

        def text(chosen):
            return "colour,size,where\n" + "".join(",".join(row) + "\n" for row in chosen)
        self.write("data.csv", text(fields))
        out = self.path("out")
        self.train(2, self.path("data.csv"), "--one-hot", "colour", "--missing", "mean", "--patterns", 300, "--out",
                   out)
        self.assertEqual(self.model(out)["features"], ["colour=blue", "colour=green", "colour=red", "size"])
        whole = self.predict(out / "model.json", self.path("data.csv"))
        some = [i for i in range(70) if colour[i] == "red" and i % 9 in (4, 5)]
        self.assertGreater(len(some), 1)
        self.write("some.csv", text([fields[i] for i in some]))
        for place, row in enumerate(self.predict(out / "model.json", self.path("some.csv"), ranks=2)):
            self.assertEqual(row, {**whole[some[place]], "row": str(place)})

        filled = np.where(np.arange(70) % 9 == 4, np.nan, size)
        filled = np.where(np.isnan(filled), np.nanmean(filled), filled)
        X = np.column_stack([colour == "blue", colour == "green", colour == "red", filled]).astype(float)
        outputs = verify.predict(self.model(out), X)
        np.testing.assert_allclose([float(row["output"]) for row in whole], outputs, atol=1e-12)

        self.write("new.csv", text([["mauve", "0.5", "in"]]))
        self.refused(2, "predict", out / "model.json", self.path("new.csv"), "--quiet", says=["new.csv:2:1", "mauve"])

    def test_regression(self):
        X, y = regression(50, 2, seed=9)
        verify.write_csv(self.path("data.csv"), X, y)
        self.train(1, self.path("data.csv"), "--patterns", 100, "--out", self.path("out"))
        rows = self.predict(self.path("out/model.json"), self.path("data.csv"))
        self.assertEqual(list(rows[0]), ["row", "output", "label"])
        error = np.array([float(row["output"]) - float(row["label"]) for row in rows])
        self.assertAlmostEqual(np.sqrt(np.mean(error**2)), self.report(self.path("out"))["rmse"])

    def test_two_classes_of_many_labels(self):
        """The network is that of a file with two labels; predictions know the labels of each class."""
        X, _ = gaussian(60, 3, seed=2)
        labels = [k % 4 for k in range(60)]
        verify.write_csv(self.path("four.csv"), X, labels)
        verify.write_csv(self.path("two.csv"), X, [label % 2 for label in labels])
        for classes, change in (("0+2,1+3", '"0 or 2"'), ("1+3,rest", '"1 or 3"')):
            self.train(2, self.path("four.csv"), "--classes", classes, "--out", self.path("four"))
            report = self.report(self.path("four"))
            result = self.expect(REACHED, 1, "predict", self.path("four/model.json"), self.path("four.csv"), "--quiet", "--out",
                                 self.path("p.csv"))
            self.assertIn(f"accuracy           {report['train_accuracy']:.6g}\n", result.out)
            self.train(1, self.path("two.csv"), "--out", self.path("two"))
            self.assertEqual(report["objective"], self.report(self.path("two"))["objective"])
            self.assertIn(change, (self.path("four") / "model.json").read_text())
        self.refused(1, "train", self.path("four.csv"), "--quiet", "--certify", "exact", says=["4 classes", "--classes"])
        self.refused(2, "train", self.path("four.csv"), "--classes", "0,9", "--quiet", says=["no row has the label '9'"])

    def test_bad_models(self):
        self.train(1, BOARDS, "--patterns", 20, "--out", self.path("out"))
        model = (self.path("out") / "model.json").read_text()
        broken = {**json.loads(model), "classes": ["a\nb", "a\nb"]}  # quoted by the error, which is one line
        del broken["sha256"]
        for name, text in {"truncated": model[:-20], "empty": "", "csv": "a,b\n1,2\n", "other": "{}",
                           "version": model.replace('"version": 1', '"version": 99'),
                           "broken line": json.dumps(broken)}.items():
            self.write("bad.json", text)
            with self.subTest(name):
                self.refused(2, "predict", self.path("bad.json"), BOARDS, "--quiet", says=["bad.json"])
                self.refused(1, "show", self.path("bad.json"), says=["bad.json"])


if __name__ == "__main__":
    unittest.main()
