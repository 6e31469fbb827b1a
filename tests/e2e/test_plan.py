"""What is planned is what a training takes, and the launch is compared with what it gets."""

import os
import re
import unittest

from program import BOARDS, REACHED, EndToEnd

LARGE = ("builtin:teacher,n=20000,d=50", "--refine", "off", "--patterns", 20000)


class Planning(EndToEnd):
    def plan(self, *arguments, ranks=1):
        """The rows of the table, by number of ranks: MiB a rank, MiB in all, seconds, efficiency."""
        out = self.expect(REACHED, ranks, "plan", *arguments, "--quiet").out
        rows = re.findall(r"(?m)^ +(\d+) +(\d+) +(\d+) +(\S+) +(\S+)$", out)
        return {int(row[0]): [float(value) for value in row[1:]] for row in rows}, out

    def test_memory_is_within_15_percent(self):
        for ranks, *arguments in ((1, BOARDS, "--refine", 3), (1, *LARGE), (3, *LARGE),
                                  (2, "builtin:teacher,n=2000,d=20", "--refine", "off", "--patterns", 100000),
                                  (1, "builtin:teacher,n=5000,d=300", "--refine", "off", "--patterns", 1000),
                                  (1, "builtin:teacher,n=20000,d=20", "--refine", 1, "--patterns", 4000),
                                  (2, "builtin:teacher,n=2500,d=10", "--refine", "off", "--beta-ratio", 0.002,
                                   "--patterns", 5000)):
            with self.subTest(arguments, ranks=ranks):
                planned = self.plan(*arguments, "--ranks", ranks)[0][ranks][0]
                self.expect(REACHED, ranks, "train", *arguments, "--quiet", "--out", self.path("out"))
                measured = self.report(self.path("out"))["peak_rss_mib_max_rank"]
                self.assertLess(abs(planned / measured - 1), 0.15, f"planned {planned}, measured {measured}")

    def test_ranks_that_are_worth_it(self):
        """More ranks take less memory each and less time, until they are not half efficient."""
        refined = (LARGE[0], "--patterns", 20000)
        rows, out = self.plan(*refined)
        self.assertEqual(list(rows), [2**k for k in range(len(rows))])
        for column in (0, 2, 3):
            values = [row[column] for row in rows.values()]
            self.assertEqual(values, sorted(values, reverse=True))
        recommended = int(re.search(r"recommended +(\d+) rank", out)[1])
        self.assertGreaterEqual(rows[recommended][3], 0.5)
        self.assertGreater(recommended, 1)
        self.assertLess(int(re.search(r"recommended +(\d+) rank", self.plan(BOARDS)[1])[1]), recommended)
        self.assertEqual(self.plan(*refined, ranks=2)[0].keys(), rows.keys())

    def test_waste(self):
        """Nothing is refused, but waste is named."""
        self.assertRegex(self.plan(BOARDS, "--ranks", 500)[1],
                         r"(?m)^waste +500 ranks are more than this training can use")
        self.assertRegex(self.plan(BOARDS, "--ranks", 5000)[1], r"(?m)^waste +5000 ranks are more than the \d+ cores")
        self.assertRegex(self.plan("builtin:teacher,n=2000,d=5", "--patterns", 10**12, "--ranks", 2)[1], "more than the .* MiB of")
        self.assertNotIn("waste", self.plan(BOARDS, "--ranks", 1)[1])

    def test_groups_of_a_grid(self):
        self.assertRegex(self.plan(BOARDS, "--cells", 100, "--ranks", 8)[1],
                         r"grid +100 cells on 8 ranks: --group-size 1\n")
        self.assertRegex(self.plan(BOARDS, "--cells", 2, "--ranks", 8)[1], r"on 8 ranks: --group-size 4\n")

    def test_refusals(self):
        self.refused(2, "plan", self.path("no.csv"), says=["no.csv"])
        self.refused(1, "plan", BOARDS, "--gap", 7, says=["--gap"])
        self.refused(1, "plan", BOARDS, "--ranks", 0, says=["--ranks"])

    def test_crowded_cores(self):
        """Ranks that share cores are told, unless MPI is to yield them."""
        before = os.sched_getaffinity(0)
        os.sched_setaffinity(0, {min(before)})
        self.addCleanup(os.sched_setaffinity, 0, before)
        arguments = ("train", BOARDS, "--patterns", 10, "--refine", "off", "--quiet")
        crowded = self.expect(REACHED, 2, *arguments, environment={"OMPI_MCA_mpi_yield_when_idle": "0"})
        self.assertRegex(crowded.err, r"^warning: 2 ranks share 1 core of a machine, .*\n$")
        self.assertEqual(self.expect(REACHED, 2, *arguments).err, "")
        self.assertEqual(self.expect(REACHED, 1, *arguments).err, "")


if __name__ == "__main__":
    unittest.main()
