"""A run that was stopped or killed goes on from its checkpoint, on any number of ranks, to the same bits."""

import os
import random
import shutil
import signal
import tempfile
import time
import unittest
from pathlib import Path

from program import INTERRUPTED, REACHED, USAGE, EndToEnd, Job, rows_of

REFINED = ("builtin:teacher,n=400,d=6", "--patterns", 300, "--beta-ratio", 0.02)
PROVEN = ("builtin:teacher,n=300,d=3", "--patterns", 60, "--refine", 3, "--beta-ratio", 0.02, "--certify", "exact")
RUNS = {
    "refinement": REFINED,
    "a deep network": ("builtin:teacher,n=150,d=5", "--layers", 8, "--patterns", 200, "--loss", "logistic", "--refine", 12),
    "the augmented Lagrangian": ("builtin:teacher,n=1000,d=20", "--patterns", 2500, "--refine", "off",
                                 "--beta-ratio", 0.005),
    "ADMM": ("builtin:teacher,n=300,d=10", "--patterns", 800, "--refine", "off", "--solver", "admm",
             "--beta-ratio", 0.002, "--gap", 1e-9),
    "a proof": PROVEN,
    "a long search": ("builtin:teacher,n=300,d=4", "--patterns", 200, "--refine", 3, "--beta-ratio", 0.05, "--certify",
                      "exact"),
}
OFTEN = ("--checkpoint-interval", 0.005)
NOT_THE_SAME = ("options", "ranks", "peak_rss_mib_max_rank", "dictionary_mib_max_rank", "seconds_total",
                "seconds_before", "seconds_sample", "seconds_assemble", "seconds_solve", "seconds_refine",
                "seconds_certify")


class Resuming(EndToEnd):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="heaviside-test-")
        cls.addClassCleanup(folder.cleanup)
        cls.kept = Path(folder.name, "refined")

    def whole(self, arguments):
        """The run that nothing interrupts; that of REFINED is run once."""
        shutil.rmtree(self.path("whole"), ignore_errors=True)
        if arguments != REFINED or not self.kept.exists():
            self.expect(REACHED, 2, "train", *arguments, "--quiet", "--out", self.path("whole"))
        if arguments == REFINED and not self.kept.exists():
            shutil.copytree(self.path("whole"), self.kept)
        if arguments == REFINED:
            shutil.copytree(self.kept, self.path("whole"), dirs_exist_ok=True)
        return len(self.rows("whole"))

    def rows(self, name):
        """The trace without its times."""
        path = self.path(name) / "trace.csv"
        if not path.exists():
            return []
        rows = rows_of(path.read_text())
        for row in rows:
            del row["seconds"]
        return rows

    def stop(self, ranks, arguments, rows, rank, number):
        """Starts a run, sends a signal to a rank once the trace has so many rows, and returns how it ended."""
        job = Job(ranks, "train", *arguments, "--quiet", "--out", self.path("out"))
        while len(self.rows("out")) < rows and job.process.poll() is None:
            time.sleep(0.005)
        processes = job.rank_processes()
        if job.process.poll() is None and len(processes) == ranks:
            os.kill(processes[rank], number)
        return job.finish()

    def resume(self, ranks, arguments, code=REACHED):
        return self.expect(code, ranks, "train", *arguments, "--quiet", "--out", self.path("out"), "--resume")

    def check_same(self):
        whole, out = self.path("whole"), self.path("out")
        self.assertEqual((whole / "model.json").read_bytes(), (out / "model.json").read_bytes())
        self.assertEqual(self.rows("whole"), self.rows("out"))
        reports = self.report(whole), self.report(out)
        for key in set(reports[0]) - set(NOT_THE_SAME):
            self.assertEqual(reports[0][key], reports[1][key], key)
        return reports[1]

    def test_stopped_again_and_again(self):
        """By the signals of batch systems, each time on another number of ranks."""
        for name, arguments in RUNS.items():
            with self.subTest(name):
                rows = self.whole(arguments)
                self.assertGreater(rows, 5)
                shutil.rmtree(self.path("out"), ignore_errors=True)
                legs = [(2, 1, signal.SIGUSR1), (4, 3, signal.SIGTERM), (1, 0, signal.SIGINT), (3, 0, signal.SIGUSR1)]
                legs = legs if arguments == REFINED else legs[:2]
                resume = ()
                stopped = 0
                for leg, (ranks, rank, number) in enumerate(legs):
                    result = self.stop(ranks, (*arguments, *resume), 1 + leg * rows // (len(legs) + 1), rank, number)
                    if result.code == REACHED:
                        break
                    self.assertEqual(result.code, INTERRUPTED, str(result))
                    self.assertTrue((self.path("out") / "checkpoint").exists())
                    self.assertTrue((self.path("out") / "model.json").exists())
                    resume = ("--resume",)
                    stopped += 1
                self.assertGreater(stopped, 0)
                self.resume(3, arguments)
                self.assertGreater(self.check_same()["seconds_before"], 0)

    def test_time_limits(self):
        self.whole(REFINED)
        self.expect(INTERRUPTED, 2, "train", *REFINED, "--quiet", "--time-limit", 0.1, "--out", self.path("out"))
        self.resume(3, (*REFINED, "--time-limit", 60))
        self.check_same()

    def test_killed(self):
        """Nothing is written at the end: what is on disk from time to time counts."""
        rows = self.whole(REFINED)
        draw = random.Random(1)
        out = self.path("out")
        arguments = (*REFINED, *OFTEN)
        for ranks in (1, 3, 2):
            resume = ("--resume",) if (out / "checkpoint").exists() or (out / "checkpoint.previous").exists() else ()
            self.stop(ranks, (*arguments, *resume), draw.randrange(2, rows), draw.randrange(ranks), signal.SIGKILL)
        result = self.resume(4, arguments)
        self.assertEqual(result.err, "")
        self.check_same()

    def interrupted(self):
        """A run of which two generations are there."""
        self.whole(REFINED)
        result = self.stop(2, (*REFINED, *OFTEN), 12, 0, signal.SIGTERM)
        self.assertEqual(result.code, INTERRUPTED, str(result))
        self.assertTrue((self.path("out") / "checkpoint.previous").exists())

    def damage(self, name, change):
        path = self.path("out") / name
        content = bytearray(path.read_bytes())
        path.write_bytes(change(content))

    def test_damaged_checkpoints(self):
        self.interrupted()
        kept = self.path("kept")
        shutil.copytree(self.path("out"), kept)

        def flipped(content):
            content[len(content) // 2] ^= 4
            return content

        def halved(content):
            return content[:len(content) // 2]

        for change, says in ((flipped, "its checksum is wrong"), (halved, "it is cut off")):
            shutil.rmtree(self.path("out"))
            shutil.copytree(kept, self.path("out"))
            self.damage("checkpoint", change)
            result = self.resume(2, REFINED)
            self.assertRegex(result.err, rf"(?m)^error: .*/checkpoint is damaged: {says}; going on from the one before")
            self.assertEqual(len(result.err.splitlines()), 1)
            self.check_same()
        shutil.rmtree(self.path("out"))
        shutil.copytree(kept, self.path("out"))
        self.damage("checkpoint", flipped)
        self.damage("checkpoint.previous", halved)
        before = {path.name: path.read_bytes() for path in self.path("out").iterdir()}
        self.refused(2, "train", *REFINED, "--quiet", "--out", self.path("out"), "--resume",
                     says=["both checkpoints are damaged", "checksum", "cut off"])
        self.assertEqual({path.name: path.read_bytes() for path in self.path("out").iterdir()}, before)

    def test_refusals(self):
        self.refused(2, "train", *REFINED, "--out", self.path("out"), "--resume", says=["there is no checkpoint in"])
        self.interrupted()
        for change, says in ((("--seed", 3), ["seed was 0, but is 3"]), (("--gap", 0.1), ["gap was"]),
                             (("--no-bias",), ["no-bias"])):
            self.refused(2, "train", *REFINED, *change, "--quiet", "--out", self.path("out"), "--resume",
                         says=["another run", *says])
        other = ("builtin:teacher,n=400,d=6,seed=2", *REFINED[1:])
        self.refused(1, "train", *other, "--quiet", "--out", self.path("out"), "--resume",
                     says=["content of the data was"])
        self.resume(2, REFINED)
        self.check_same()

    def test_a_disk_that_is_full_for_a_while(self):
        """What cannot be written is told; the run goes on, and later checkpoints are written."""
        self.whole(REFINED)
        self.path("out").mkdir()
        (self.path("out") / "checkpoint.next.tmp").symlink_to("/dev/full")
        result = self.stop(2, (*REFINED, *OFTEN), 12, 1, signal.SIGUSR1)
        self.assertEqual(result.code, INTERRUPTED, str(result))
        self.assertRegex(result.err, r"^error: cannot write .*/checkpoint.next: No space left on device; "
                                     r"the checkpoint before it stays\n$")
        self.resume(1, REFINED)
        self.check_same()

    def test_a_folder_that_vanishes(self):
        job = Job(2, "train", *REFINED, *OFTEN, "--quiet", "--out", self.path("out"))
        while len(self.rows("out")) < 10:
            time.sleep(0.005)
        self.path("out").rename(self.path("elsewhere"))
        result = job.finish()
        self.assertEqual(result.code, USAGE, str(result))
        lines = result.err.splitlines()
        self.assertRegex(lines[-1], r"^heaviside: error: cannot write .*: No such file or directory$")
        self.assertTrue(all("cannot write" in line for line in lines), result.err)


if __name__ == "__main__":
    unittest.main()
