"""A run that a signal or its time limit stops writes its best network and its report, and exits with 4."""

import os
import signal
import time
import unittest

import numpy as np

from program import BOARDS, INTERRUPTED, REACHED, EndToEnd, Job, rows_of

# A run that goes on until it is stopped, with a safe point every few milliseconds.
ENDLESS = [BOARDS, "--solver", "admm", "--gap", "1e-16", "--max-iterations", 10**9, "--patterns", 500,
           "--refine", "off"]


class Stopping(EndToEnd):
    def check_results(self, status):
        report, model = self.report(self.path("out")), self.model(self.path("out"))
        self.assertEqual(report["status"], status)
        self.assertEqual(len(model["neurons"]), report["neurons"])
        trace = rows_of((self.path("out") / "trace.csv").read_text())
        self.assertEqual(float(trace[-1]["objective"]), report["objective"])
        return report

    def signalled(self, choose_target, signal_number):
        job = Job(2, "train", *ENDLESS, "--out", self.path("out"))
        trace = self.path("out") / "trace.csv"
        deadline = time.monotonic() + 30
        while not trace.exists() or trace.read_text().count("\n") < 4:
            self.assertLess(time.monotonic(), deadline, "the run does not begin")
            time.sleep(0.02)
        os.kill(choose_target(job), signal_number)
        return job.finish(timeout=20)

    def test_signal_to_one_rank(self):
        for rank, number in ((0, signal.SIGTERM), (1, signal.SIGUSR1), (1, signal.SIGINT)):
            result = self.signalled(lambda job: job.rank_processes()[rank], number)
            self.assertEqual(result.code, INTERRUPTED, str(result))
            self.assertIn("stopped by a signal", result.out)
            self.check_results("interrupted")
            (self.path("out") / "trace.csv").unlink()

    def test_signal_to_the_launcher(self):
        """As batch systems send it. mpirun passes USR1 on; at TERM it ends the job, its exit code is its own."""
        result = self.signalled(lambda job: job.process.pid, signal.SIGUSR1)
        self.assertEqual(result.code, INTERRUPTED, str(result))
        self.check_results("interrupted")
        (self.path("out") / "trace.csv").unlink()
        result = self.signalled(lambda job: job.process.pid, signal.SIGTERM)
        self.assertNotEqual(result.code, REACHED)
        self.check_results("interrupted")

    def test_time_limit(self):
        for limit, seconds in (("1s", 1), ("0:00:01.5", 1.5)):
            result = self.train(2, *ENDLESS, "--time-limit", limit, "--out", self.path("out"), code=INTERRUPTED)
            report = self.check_results("time_limit")
            self.assertGreaterEqual(report["seconds_total"], seconds)
            self.assertLess(report["seconds_total"], seconds + 3)
            self.assertIn("stopped by the time limit", result.out)

    def test_time_limit_of_a_large_run(self):
        """Steps of the solver that take longer, with a dictionary of 15 MiB."""
        self.train(2, "builtin:teacher,n=6000,d=20", "--patterns", 20000, "--beta-ratio", 0.001, "--time-limit", 1,
                   "--out", self.path("out"), code=INTERRUPTED)
        report = self.check_results("time_limit")
        self.assertLess(report["seconds_total"], 10)
        self.assertGreater(report["restricted_gap"], 1e-6)

    def test_time_limit_while_refining(self):
        """The network is that of the last dictionary, which is saved."""
        dictionary = self.path("dictionary.npy")
        self.train(2, "builtin:teacher,n=2000,d=20", "--refine", "auto", "--time-limit", 1, "--out", self.path("out"),
                   "--save-dictionary", dictionary, code=INTERRUPTED)
        report = self.check_results("time_limit")
        self.assertLess(report["seconds_total"], 5)
        self.assertEqual(len(np.load(dictionary)), report["patterns"])


if __name__ == "__main__":
    unittest.main()
