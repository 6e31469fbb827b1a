"""`heaviside path`: each beta against training alone, folds against their own training, and what is chosen."""

import math
import unittest

import numpy as np

import verify
from program import BOARDS, INTERRUPTED, REACHED, EndToEnd, rows_of
from test_optimality import gaussian, regression

FEW = ["--betas", 8, "--smallest-ratio", 0.05, "--patterns", 60]


class Path(EndToEnd):
    def walk(self, ranks, data, *arguments, out="out", code=REACHED):
        self.expect(code, ranks, "path", data, *arguments, "--out", self.path(out), "--quiet")
        report = self.report(self.path(out))
        return report, rows_of((self.path(out) / "path.csv").read_text())

    def csv_of(self, name, data):
        verify.write_csv(self.path(name), *data)
        return self.path(name)

    def test_every_beta_is_what_training_finds(self):
        report, rows = self.walk(2, BOARDS, *FEW, "--folds", "off", "--gap", 1e-9)
        self.assertEqual(len(rows), 8)
        self.assertIsNone(report["selection"])
        ratios = [float(row["beta_ratio"]) for row in rows]
        np.testing.assert_allclose(ratios, 0.05 ** (np.arange(8) / 7), rtol=1e-12)
        self.assertEqual(int(rows[0]["neurons"]), 0)
        for row in rows:
            self.train(1, BOARDS, "--patterns", 60, "--beta", row["beta"], "--gap", 1e-9, "--out", self.path("one"))
            alone = self.report(self.path("one"))
            self.assertLess(abs(float(row["objective"]) / alone["objective"] - 1), 3e-9)
            self.assertLessEqual(float(row["restricted_gap"]), 1e-9)
        self.assertEqual(report["beta"], float(rows[-1]["beta"]))
        self.assertEqual(report["status"], "restricted_optimal")

    def test_same_bits_on_any_ranks(self):
        first = None
        for ranks in (1, 2, 3, 4):
            report, _ = self.walk(ranks, BOARDS, *FEW, "--folds", 3, out=f"out{ranks}")
            files = [(self.path(f"out{ranks}") / name).read_bytes() for name in ("model.json", "path.csv")]
            first = first or (files, report["selection"])
            self.assertEqual((files, report["selection"]), first)

    def test_choice_follows_the_held_out_scores(self):
        for rule in ("best", "one-se"):
            report, rows = self.walk(1, BOARDS, *FEW, "--folds", 4, "--rule", rule, out=rule)
            scores = [float(row["held_out_score"]) for row in rows]
            best = int(np.argmin(scores))
            limit = scores[best] + (float(rows[best]["standard_error"]) if rule == "one-se" else 0)
            chosen = next(k for k, score in enumerate(scores) if score <= limit)
            selection = report["selection"]
            self.assertEqual((selection["index"], selection["best_index"]), (chosen, best))
            self.assertEqual((selection["criterion"], selection["folds"], selection["held_out_rows"]), ("error", 4, 958))
            self.assertEqual(report["beta"], float(rows[chosen]["beta"]))

    def test_held_out_scores_are_those_of_the_rows_that_were_held_out(self):
        X, labels = gaussian(80, 3, seed=4)
        data = self.csv_of("data.csv", (X, labels))
        _, rows = self.walk(2, data, *FEW, "--validation", 0.25, "--seed", 7)
        share = 60 / 80
        for row in rows[1:]:
            self.train(1, data, "--patterns", 60, "--split", 0.25, "--seed", 7, "--beta", float(row["beta"]) * share,
                       "--out", self.path("one"))
            error = 1 - self.report(self.path("one"))["test_accuracy"]
            self.assertAlmostEqual(float(row["held_out_score"]), error, places=12)
            self.assertAlmostEqual(float(row["standard_error"]), math.sqrt(error * (1 - error) / 19), places=12)

    def test_numbers_are_judged_by_their_loss(self):
        data = self.csv_of("data.csv", regression(60, 2, seed=9))
        report, rows = self.walk(1, data, *FEW, "--test", data)
        self.assertEqual(report["selection"]["criterion"], "loss")
        for row in rows:
            self.assertEqual(row["train_score"], row["test_score"])
        self.assertGreater(float(rows[0]["train_score"]), float(rows[-1]["train_score"]))

    def test_a_time_limit_keeps_what_was_reached(self):
        report, rows = self.walk(1, "builtin:teacher,n=3000,d=8", "--patterns", 5000, "--smallest-ratio", 0.0001,
                                 "--folds", "off", "--time-limit", 0.6, code=INTERRUPTED)
        self.assertEqual(report["status"], "time_limit")
        self.assertLess(len(rows), 100)
        self.assertTrue((self.path("out") / "model.json").exists())

    def test_can_be_a_cell_of_a_grid_and_be_rerun(self):
        self.write("grid.cfg", "data = builtin:tic-tac-toe\n[method path]\nbetas = 4\npatterns = 30\nfolds = 2 3\n")
        self.expect(REACHED, 2, "grid", self.path("grid.cfg"), "--out", self.path("grid"), "--quiet")
        reports = sorted((self.path("grid") / "cells").glob("*/report.json"))
        self.assertEqual(len(reports), 2)
        self.expect(REACHED, 1, "rerun", reports[0])

    def test_bad_usage(self):
        for words, says in ((["--betas", 0], "--betas"), (["--folds", 1], "--folds"), (["--folds", 2000], "folds"),
                            (["--smallest-ratio", 1], "--smallest-ratio"),
                            (["--folds", 3, "--validation", 0.2], "--validation")):
            self.refused(1, "path", BOARDS, *words, "--quiet", says=[says])


if __name__ == "__main__":
    unittest.main()
