"""The batch scripts under a real Slurm, which this test brings up: see run.sh."""

import json
import os
import re
import shutil
import sys
import tempfile
import time
import unittest
from pathlib import Path

from cluster import Cluster, Unavailable

PROJECT = Path(__file__).resolve().parents[2]
TRAINING = ("builtin:teacher,n=1500,d=12", "--patterns", "800", "--beta-ratio", "0.01", "--quiet")
ENDLESS = ("builtin:tic-tac-toe", "--solver", "admm", "--gap", "1e-16", "--max-iterations", "1000000000", "--patterns",
           "500", "--refine", "off", "--quiet")


class BatchScripts(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="heaviside-slurm-")
        cls.addClassCleanup(folder.cleanup)
        try:
            cls.cluster = Cluster(folder.name)
        except Unavailable as reason:
            raise unittest.SkipTest(f"no Slurm here: {reason}") from None
        cls.addClassCleanup(cls.cluster.down)

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="heaviside-jobs-")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.site = self.folder / "site.sh"
        self.site.write_text(f"HEAVISIDE={os.environ['HEAVISIDE_PROGRAM']}\nREQUEUES=3\n")

    def submit(self, script, *arguments, options=()):
        job = self.cluster.ask("sbatch", "--parsable", f"--chdir={self.folder}", *options, PROJECT / "slurm" / script,
                               *arguments, environment={"HEAVISIDE_SITE": str(self.site)})
        self.assertTrue(job.isdigit(), "sbatch refuses")
        return job

    def show(self, job):
        """State, restarts and exit code of a job."""
        text = self.cluster.ask("scontrol", "--oneliner", "show", "job", job)
        found = {name: re.search(rf"\b{name}=(\S+)", text) for name in ("JobState", "Restarts", "ExitCode")}
        return {name: match[1] for name, match in found.items() if match}

    def state(self, job):
        return self.show(job).get("JobState")

    def wait_for(self, job, *states, seconds=90):
        self.cluster.wait(lambda: self.state(job) in states, f"job {job} is not {states}: {self.show(job)}\n{self.log(job)}",
                          seconds)
        return self.show(job)

    def log(self, job):
        return "\n".join(path.read_text() for path in self.folder.glob(f"*{job}*.log"))

    def wait_until_it_trains(self, out, rows=3):
        trace = self.folder / out / "trace.csv"
        self.cluster.wait(lambda: trace.exists() and trace.read_text().count("\n") > rows, "training does not begin", 60)

    def report(self, out):
        return json.loads((self.folder / out / "report.json").read_text())

    def model(self, out):
        return (self.folder / out / "model.json").read_bytes()

    def test_training_and_what_depends_on_it(self):
        """Two ranks of one MPI job; a job after it runs only because it went well, another one only if it had not."""
        job = self.submit("train.sbatch", *TRAINING, "--refine", "off", "--out", "out", options=["--ntasks=2"])
        after = self.submit("train.sbatch", *TRAINING, "--refine", "off", "--warm-start", "out/model.json", "--out", "next",
                            options=["--ntasks=1", f"--dependency=afterok:{job}"])
        never = self.submit("train.sbatch", *TRAINING, "--out", "never",
                            options=["--ntasks=1", f"--dependency=afternotok:{job}"])
        self.assertEqual(self.wait_for(job, "COMPLETED", "FAILED")["ExitCode"], "0:0", self.log(job))
        self.assertEqual(self.report("out")["ranks"], 2)
        self.assertEqual(self.wait_for(after, "COMPLETED", "FAILED")["ExitCode"], "0:0", self.log(after))
        self.assertEqual(self.state(never), "PENDING")
        self.assertFalse((self.folder / "never").exists())
        self.cluster.ask("scancel", never)

    def test_bad_options_are_not_requeued(self):
        job = self.submit("train.sbatch", "builtin:chess", "--out", "out", options=["--ntasks=2"])
        self.assertEqual(self.wait_for(job, "FAILED", "COMPLETED")["ExitCode"], "2:0")
        self.assertIn("builtin:chess", self.log(job))

    def test_out_of_time_and_preempted(self):
        """Each time the job goes on from its checkpoint, and it ends in the bits of a run that nothing stopped."""
        whole = self.submit("train.sbatch", *TRAINING, "--out", "whole", options=["--ntasks=2"])
        self.wait_for(whole, "COMPLETED")
        arguments = (*TRAINING, "--checkpoint-interval", "0.01", "--out", "out")
        job = self.submit("train.sbatch", *arguments, options=["--ntasks=3"])
        self.wait_until_it_trains("out", 8)
        self.cluster.ask("scancel", "--signal=USR1", "--batch", job)  # as Slurm warns before the limit
        self.cluster.wait(lambda: self.show(job).get("Restarts") == "1", "not requeued", 60)
        self.assertTrue((self.folder / "out/checkpoint").exists())

        self.cluster.wait(lambda: self.state(job) in ("RUNNING", "COMPLETED"), "not started again", 60)
        self.assertEqual(self.state(job), "RUNNING")
        time.sleep(1)
        urgent = self.cluster.ask("sbatch", "--parsable", f"--chdir={self.folder}", "--partition=urgent",
                                  "--ntasks=4", "--exclusive", "--wrap", "sleep 1")
        self.wait_for(urgent, "COMPLETED")
        self.assertEqual(self.show(job)["Restarts"], "2", self.log(job))

        self.assertEqual(self.wait_for(job, "COMPLETED", "FAILED")["ExitCode"], "0:0", self.log(job))
        self.assertGreater(self.report("out")["seconds_before"], 0)
        self.assertEqual(self.model("whole"), self.model("out"))

    def test_the_warning_before_the_limit_and_scancel(self):
        """Slurm itself warns, and the job goes back to the queue; what is cancelled does not."""
        job = self.submit("train.sbatch", *ENDLESS, "--out", "out",
                          options=["--ntasks=2", "--time=1", "--signal=B:USR1@20"])
        self.cluster.wait(lambda: self.show(job).get("Restarts") == "1", "not requeued", 75)
        self.assertEqual(self.report("out")["status"], "interrupted")
        self.assertIn("out of time: back to the queue", self.log(job))
        self.wait_for(job, "RUNNING")
        time.sleep(3)
        self.cluster.ask("scancel", job)
        self.wait_for(job, "CANCELLED")
        time.sleep(4)
        self.assertEqual(self.state(job), "CANCELLED")
        self.assertEqual(self.show(job)["Restarts"], "1")

    def test_a_scaling_study(self):
        arguments = ("builtin:tic-tac-toe", "--patterns", "100", "--refine", "off", "--quiet", "--out", "study")
        job = self.submit("scaling.sbatch", *arguments, options=["--ntasks=4"])
        self.assertEqual(self.wait_for(job, "COMPLETED", "FAILED")["ExitCode"], "0:0", self.log(job))
        rows = [line.split(",") for line in (self.folder / "study/scaling.csv").read_text().splitlines()]
        self.assertEqual([row[0] for row in rows], ["ranks", "1", "2", "4"])
        self.assertEqual(len({row[-1] for row in rows[1:]}), 1)
        self.assertTrue(all(float(field) >= 0 for row in rows[1:] for field in row))

    def test_an_array_of_shards(self):
        grid = self.folder / "grid.cfg"
        grid.write_text("data = builtin:tic-tac-toe\npatterns = 20 30 40\nseed = 0..1\nrefine = off\n")
        job = self.submit("grid-array.sbatch", "grid.cfg", "--out", "results",
                          options=["--array=1-2", "--ntasks=2"])
        for task in (1, 2):
            self.assertEqual(self.wait_for(f"{job}_{task}", "COMPLETED", "FAILED")["ExitCode"], "0:0", self.log(job))
        rows = (self.folder / "results/results.csv").read_text().splitlines()
        self.assertEqual(len(rows), 1 + 6)

    def test_dry_runs(self):
        """The command, on stdout; nothing is run."""
        job = self.submit("train.sbatch", "--dry-run", *TRAINING, "--out", "out", options=["--ntasks=1"])
        self.wait_for(job, "COMPLETED")
        command = " ".join(["srun --mpi=pmix", os.environ["HEAVISIDE_PROGRAM"], "train", *TRAINING, "--out out"])
        self.assertEqual(self.log(job), command + "\n")
        self.assertFalse((self.folder / "out").exists())


if __name__ == "__main__":
    if shutil.which("sbatch") is None:
        print("notice: Slurm is not installed (Debian: slurm-wlm, munge): its tests are skipped", file=sys.stderr)
    unittest.main()
