"""What grows with the data and the ranks stays as small as it must be: memory, and what a rank holds of it."""

import unittest

from program import EndToEnd

MEBIBYTE = 2**20
ALLOWANCE = 1.2  # times what must be held


class Memory(EndToEnd):
    """A rank holds its part of the bits once, also while the dictionary is made, and the data as read and as inputs."""

    def peak(self, ranks, data, patterns, *arguments):
        out = self.path(f"{ranks}-{patterns}")
        self.train(ranks, data, "--patterns", patterns, "--beta-ratio", 0.5, "--out", out, *arguments)
        return self.report(out)["peak_rss_mib_max_rank"]

    def test_bits_are_held_once(self):
        n, d, patterns = 20000, 4, 60000
        data = f"builtin:teacher,n={n},d={d}"
        bits = n * patterns / 8 / MEBIBYTE
        for ranks in (1, 2):
            program = self.peak(ranks, data, 100)  # itself, its libraries and the data
            grown = self.peak(ranks, data, patterns) - program
            self.assertGreater(grown, 0.9 * bits / ranks)
            self.assertLess(grown, ALLOWANCE * bits / ranks)

    def test_data_are_held_twice(self):
        n, d = 20000, 200
        program = self.peak(1, f"builtin:teacher,n=200,d={d}", 100)
        grown = self.peak(1, f"builtin:teacher,n={n},d={d}", 100) - program
        inputs = 8 * n * (2 * d + 1) / MEBIBYTE
        self.assertGreater(grown, 0.9 * inputs)
        self.assertLess(grown, ALLOWANCE * inputs)


if __name__ == "__main__":
    unittest.main()
