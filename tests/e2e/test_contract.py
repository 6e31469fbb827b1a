"""The contract of the command line: exit codes, files, and what every option does or refuses."""

import os
import subprocess
import unittest

import numpy as np

import verify
from program import BOARDS, NUMERICAL, REACHED, STOPPED, USAGE, EndToEnd, rows_of
from test_optimality import gaussian, regression

REPORT_KEYS = """status objective beta beta_max restricted_gap bounded_global_gap certified_global_gap neurons patterns
    rounds iterations train_accuracy test_accuracy balanced_accuracy auc rmse n d ranks seconds_sample seconds_assemble
    seconds_solve seconds_refine seconds_certify global_lower_bound cones seconds_total peak_rss_mib_max_rank seed options versions commit
    data_sha256""".split()
MODEL_KEYS = "format version task loss beta features classes preprocessing bias neurons".split()
TRACE_COLUMNS = """seconds round iterations objective restricted_gap bounded_global_gap certified_global_gap neurons
    train_accuracy test_accuracy""".split()


class Refusals(EndToEnd):
    """Bad usage: exit 2, one line that names option, value and range, and nothing written."""

    def refuses(self, *arguments, says, ranks=1):
        with self.subTest(arguments=arguments):
            self.refused(ranks, *arguments, says=says)
            self.assertEqual(list(self.folder.iterdir()), [])

    def refuses_training(self, *arguments, says, ranks=1):
        self.refuses("train", BOARDS, *arguments, "--out", self.path("out"), says=says, ranks=ranks)

    def test_what_is_not_available_yet(self):
        self.refuses("export", BOARDS, says=["export", "not available yet"])

    def test_unknown_names(self):
        self.refuses_training("--paterns", "5", says=["--paterns", "did you mean --patterns?"])
        self.refuses_training("--beta_ratio", "0.1", says=["did you mean --beta-ratio?"])
        self.refuses_training("--frobnicate", says=["--frobnicate", "--help"], ranks=2)
        self.refuses_training("--pat", "5", says=["--pat"])  # names are spelt out
        self.refuses("fit", BOARDS, says=["fit", "train"])
        self.refuses(says=["train"])

    def test_ranges(self):
        for name, bad, expected in (("beta", ("0", "-1", "nan", "inf", "x", "1e999"), "over 0"),
                                    ("beta-ratio", ("0", "1.5"), "(0, 1]"),
                                    ("patterns", ("0", "-3", "1.5", "1e3", "9" * 20), "at least 1"),
                                    ("layers", ("0", "5,-1", "3,", "x", "2.5"), "integers of at least 1"),
                                    ("gap", ("0", "1"), "(0, 1)"),
                                    ("split", ("0", "1"), "(0, 1)"),
                                    ("seed", ("-1", "18446744073709551616"), "from 0"),
                                    ("max-iterations", ("0",), "at least 1"),
                                    ("time-limit", ("0", "soon", "1:99:00"), "a time"),
                                    ("standardize", ("maybe",), "on or off"),
                                    ("solver", ("simplex",), "auto, admm"),
                                    ("loss", ("absolute",), "squared, logistic, squared-hinge, huber"),
                                    ("huber-delta", ("0", "-1"), "over 0")):
            for value in bad:
                self.refuses_training(f"--{name}={value}", says=["--" + name, value, expected])

    def test_what_does_not_go_together(self):
        self.refuses_training("--beta", 1, "--beta-ratio", 0.1, says=["--beta", "--beta-ratio", "exclude"])
        self.refuses_training("--split", 0.2, "--test", "x.csv", says=["--test", "--split", "exclude"])
        self.refuses_training("--seed", 1, "--seed", 2, says=["--seed", "twice"])
        self.refuses_training("--config", "a.cfg", "--config", "b.cfg", says=["--config", "twice"])
        self.refuses_training("--beta", says=["--beta", "--out"])  # which follows where the value is to be
        self.refuses_training("another.csv", says=["another.csv"])
        self.refuses("train", BOARDS, "--resume", says=["--resume", "--out DIR"])
        self.refuses("train", says=["DATA is missing"])
        self.refuses("train", "builtin:chess", says=["builtin:chess"])
        self.refuses("train", "builtin:teacher,n=0", says=["n="])

    def test_losses_for_classes(self):
        verify.write_csv(self.path("numbers.csv"), *regression(20, 2, seed=1))
        for loss in ("logistic", "squared-hinge"):
            self.refused(2, "train", self.path("numbers.csv"), "--loss", loss, "--quiet", "--out", self.path("out"),
                         says=["--loss " + loss, "expected classes", "regression"])
        self.assertFalse(self.path("out").exists())

    def test_files_that_are_missing(self):
        self.refuses_training("--config", self.path("no.cfg"), says=["no.cfg"], ranks=2)
        self.refuses_training("--load-dictionary", self.path("no.npy"), "--quiet", says=["no.hyperplanes.npy"], ranks=2)
        self.refuses("predict", self.path("no.json"), BOARDS, says=["no.json"], ranks=2)
        self.refuses("show", self.path("no.json"), says=["no.json"])

    def test_a_launcher_of_another_mpi(self):
        """Each process would train alone, and all write the same files."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("OMPI_COMM", "PMI"))}
        result = subprocess.run([os.environ["HEAVISIDE_PROGRAM"], "train", BOARDS, "--out", self.path("out")],
                                env={**clean, "PMI_SIZE": "4"}, capture_output=True, text=True, timeout=60)
        self.assertEqual((result.returncode, result.stdout), (USAGE, ""))
        self.assertRegex(result.stderr, r"^heaviside: error: .*4 processes.*\n$")
        self.assertFalse(self.path("out").exists())


class Training(EndToEnd):
    def test_files_and_keys(self):
        out = self.path("deep/er/out")
        result = self.expect(REACHED, 2, "train", BOARDS, "--split", 0.25, "--patterns", 300, "--refine", "off",
                             "--out", out)
        self.assertEqual(sorted(path.name for path in out.iterdir()), ["model.json", "report.json", "trace.csv"])
        report, model = self.report(out), self.model(out)
        self.assertLessEqual(set(REPORT_KEYS), set(report))
        self.assertLessEqual(set(MODEL_KEYS), set(model))
        self.assertEqual((report["status"], report["ranks"]), ("restricted_optimal", 2))
        self.assertEqual((report["n"], report["d"]), (718, 9))
        self.assertEqual((model["format"], model["task"], model["classes"]), ("heaviside-model", "binary", ["-1", "1"]))
        self.assertEqual(len(model["features"]), 9)
        self.assertRegex(report["data_sha256"], "^[0-9a-f]{64}$")
        self.assertIsNone(report["rmse"])
        for word in ("optimal over the dictionary's patterns", f"{report['objective']:.6g}"):
            self.assertIn(word, result.out)
        self.assertNotIn("globally optimal", result.out)
        self.assertIn("task: binary", result.err)

        trace = rows_of((out / "trace.csv").read_text())
        self.assertEqual(list(trace[0]), TRACE_COLUMNS)
        last = trace[-1]
        for key in ("objective", "restricted_gap", "bounded_global_gap", "certified_global_gap", "neurons",
                    "iterations", "train_accuracy", "test_accuracy"):
            self.assertEqual(float(last[key]), report[key], key)
        seconds = [float(row["seconds"]) for row in trace]
        self.assertEqual(seconds, sorted(seconds))
        self.assertLessEqual(seconds[-1], report["seconds_total"])
        for name in ("sample", "assemble", "solve", "certify"):
            self.assertLessEqual(report["seconds_" + name], report["seconds_total"], name)

    def test_quiet(self):
        result = self.train(2, BOARDS, "--patterns", 100)
        self.assertEqual(result.err, "")
        self.assertIn("objective", result.out)

    def test_without_out_nothing_is_kept(self):
        result = self.expect(REACHED, 1, "train", BOARDS, "--patterns", 50, "--refine", "off")
        self.assertIn("--out DIR keeps it", result.err)

    def test_certify_off(self):
        result = self.train(1, BOARDS, "--patterns", 100, "--certify", "off", "--out", self.path("out"))
        report = self.report(self.path("out"))
        self.assertIsNone(report["certified_global_gap"])
        self.assertGreater(report["bounded_global_gap"], 0)
        self.assertIn("not computed", result.out)

    def test_beta_above_beta_max(self):
        """The network without neurons is optimal, and a network like others."""
        out = self.path("out")
        self.train(3, BOARDS, "--beta", 1e4, "--out", out)
        report = self.report(out)
        self.assertEqual((report["neurons"], report["restricted_gap"], report["objective"]), (0, 0, 958 / 2))
        self.assertEqual(report["status"], "globally_optimal")  # no pattern at all could earn that weight
        rows = rows_of(self.expect(REACHED, 2, "predict", out / "model.json", BOARDS).out)
        self.assertEqual({row["output"] for row in rows}, {"0"})
        self.assertEqual({row["predicted"] for row in rows}, {"1"})  # f(x) >= 0
        self.expect(REACHED, 1, "show", out / "model.json")

    def test_config_file(self):
        """Same names; the command line wins, also by an option that excludes the file's."""
        config = self.write("run.cfg", "# a comment\npatterns = 70\nseed = 3\nbeta-ratio = 0.2\nquiet = on\nrefine = off\n")
        out = self.path("out")
        result = self.expect(REACHED, 2, "train", BOARDS, "--config", config, "--seed", 9, "--beta", 30, "--out", out)
        options = self.report(out)["options"]
        self.assertEqual((options["patterns"], options["seed"], options["beta"]), (70, 9, 30))
        self.assertEqual(result.err, "")
        for text, says in (("paterns = 5\n", "did you mean patterns?"), ("gap = 7\n", "(0, 1)"),
                           ("layers = 20,0\n", "at least 1"), ("loss = none\n", "one of")):
            config = self.write("bad.cfg", text)
            with self.subTest(text):
                self.refused(1, "train", BOARDS, "--config", config, says=["bad.cfg", says])

    def test_iteration_limit(self):
        out = self.path("out")
        for solver in ("auto", "admm"):
            result = self.train(2, BOARDS, "--max-iterations", 1, "--solver", solver, "--out", out, code=STOPPED)
            report = self.report(out)
            self.assertEqual(report["status"], "iteration_limit")
            self.assertGreater(report["restricted_gap"], 1e-6)
            self.assertEqual(len(self.model(out)["neurons"]), report["neurons"])
            self.assertIn("iteration limit", result.out)

    def test_numbers_that_overflow(self):
        """NaN and infinity stop the solver: exit 5, a report, no network."""
        X, y = regression(30, 2, seed=1)
        verify.write_csv(self.path("huge.csv"), X, y * 1e200)
        result = self.train(2, self.path("huge.csv"), "--out", self.path("out"), code=NUMERICAL)
        self.assertEqual(len(result.err.splitlines()), 1)
        self.assertEqual(self.report(self.path("out"))["status"], "numerical_error")
        self.assertFalse((self.path("out") / "model.json").exists())

    def test_a_refused_run_leaves_earlier_results_alone(self):
        out = self.path("out")
        self.train(2, BOARDS, "--patterns", 50, "--out", out, "--save-dictionary", self.path("dictionary.npy"))
        before = {path.name: path.read_bytes() for path in out.iterdir()}
        verify.write_csv(self.path("other.csv"), *gaussian(40, 9, seed=3))
        verify.write_csv(self.path("narrow.csv"), *gaussian(40, 3, seed=3))
        for arguments in ((self.path("missing.csv"),), (BOARDS, "--load-dictionary", self.path("missing.npy")),
                          (self.path("other.csv"), "--load-dictionary", self.path("dictionary.npy")),
                          (self.path("narrow.csv"), "--warm-start", out / "model.json"),
                          (BOARDS, "--warm-start", self.path("missing.json")),
                          (BOARDS, "--save-dictionary", self.path("other.csv/dictionary.npy"))):
            with self.subTest(arguments=arguments):
                self.refused(2, "train", *arguments, "--quiet", "--out", out)
                self.assertEqual({path.name: path.read_bytes() for path in out.iterdir()}, before)

    def test_unwritable_results(self):
        self.write("taken", "a file")
        for option, target in (("--out", "taken/out"), ("--save-dictionary", "taken/dictionary.npy")):
            line = self.refused(3, "train", BOARDS, "--quiet", option, self.path(target), says=["taken"])
            self.assertNotIn("internal", line)

    def test_test_rows(self):
        """--split holds rows out; predict finds the same rows and the same accuracy; --test reads a file."""
        X, labels = gaussian(120, 3, seed=2)
        verify.write_csv(self.path("data.csv"), X, labels)
        out = self.path("out")
        self.train(2, self.path("data.csv"), "--split", 0.25, "--seed", 4, "--patterns", 200, "--out", out)
        held_out = self.expect(REACHED, 1, "predict", out / "model.json", self.path("data.csv"), "--split", 0.25,
                               "--seed", 4)
        rows = rows_of(held_out.out)
        self.assertEqual(len(rows), 30)
        right = np.mean([row["predicted"] == row["label"] for row in rows])
        self.assertAlmostEqual(self.report(out)["test_accuracy"], right)

        verify.write_csv(self.path("train.csv"), X[:80], labels[:80])
        verify.write_csv(self.path("test.csv"), X[80:], labels[80:])
        self.train(2, self.path("train.csv"), "--test", self.path("test.csv"), "--patterns", 200, "--out", out)
        right = (verify.predict(self.model(out), X[80:]) >= 0) == (labels[80:] > 0)
        self.assertAlmostEqual(self.report(out)["test_accuracy"], right.mean())


class Information(EndToEnd):
    def test_version_help_and_info(self):
        self.assertRegex(self.expect(REACHED, 2, "--version").out, r"^heaviside \d+\.\d+\.\d+\n$")
        self.assertIn("train DATA", self.expect(REACHED, 2, "--help").out)
        for subcommand, word in (("train", "--beta-ratio"), ("predict", "MODEL"), ("show", "--limit"), ("info", "")):
            result = self.expect(REACHED, 1, subcommand, "--help")
            self.assertIn(word, result.out)
            self.assertEqual(result.err, "")
        information = self.expect(REACHED, 3, "info").out
        for word in ("commit", "mpi", "petsc", "eigen", "kernels", "compiler"):
            self.assertRegex(information, rf"(?m)^{word} +\S")
        self.assertRegex(information, r"(?m)^ranks +3$")

    def test_every_option_stands_in_the_help(self):
        page = self.expect(REACHED, 1, "train", "--help").out
        self.train(1, BOARDS, "--patterns", 5, "--out", self.path("out"))
        for name in self.report(self.path("out"))["options"]:
            self.assertIn("DATA" if name == "data" else "--" + name, page)

    def test_show(self):
        self.train(1, BOARDS, "--patterns", 200, "--out", self.path("out"))
        page = self.expect(REACHED, 2, "show", self.path("out/model.json"), "--limit", 3).out
        self.assertIn("middle-middle-square", page)
        everything = self.expect(REACHED, 1, "show", self.path("out/model.json"), "--limit", 10**6).out
        self.assertGreater(len(everything), len(page))

    def test_words_for_petsc(self):
        result = self.expect(REACHED, 2, "train", BOARDS, "--solver", "admm", "--refine", "off", "--quiet", "--petsc",
                             "-dictionary_view", "-log_view")
        self.assertRegex(result.out, r"(?s)type: heaviside\n.*1999 patterns of 958 samples")
        for stage in ("sample", "assemble", "factorise", "iterate", "polish", "certify", "gather"):
            self.assertRegex(result.out, rf"(?m)^ *\d+: +{stage}: ")


if __name__ == "__main__":
    unittest.main()
