"""The layers hold; and a check that finds nothing in the project finds what is planted.

CTest sets HEAVISIDE_SOURCE and HEAVISIDE_ROOMS (from left to right, with commas).
"""

import os
import tempfile
import unittest
from pathlib import Path

from layering import sources, violations

ROOMS = os.environ["HEAVISIDE_ROOMS"].split(",") + ["app"]
SOURCE = Path(os.environ["HEAVISIDE_SOURCE"])

PLANTED = [  # file, include, whether it is refused
    ("src/core/log.cpp", '"heaviside/data/read.hpp"', True),
    ("include/heaviside/solver/problem.hpp", '"heaviside/pipeline/train.hpp"', True),
    ("src/solver/admm.cpp", '"heaviside/certificate/shattered.hpp"', True),
    ("src/solver/admm.cpp", '"heaviside/dictionary/bit_matrix.hpp"', True),
    ("src/solver/admm.cpp", '"heaviside/dictionary/dictionary.hpp"', False),
    ("src/certificate/shattered.cpp", '"heaviside/dictionary/bit_matrix.hpp"', False),
    ("src/baselines/logistic.cpp", '"heaviside/report/record.hpp"', True),
    ("src/baselines/logistic.cpp", '"heaviside/solver/problem.hpp"', False),
    ("src/pipeline/train.cpp", '"heaviside/solver/solve.hpp"', False),
    ("src/pipeline/train.cpp", '"app/commands.hpp"', True),
    ("src/app/main.cpp", '"heaviside/pipeline/train.hpp"', False),
    ("src/core/log.cpp", '"heaviside/cellar/wine.hpp"', True),
    ("src/cellar/wine.cpp", "<vector>", True),
    ("src/solver/admm.cpp", "<mpi.h>", True),
    ("include/heaviside/core/communicator.hpp", "<mpi.h>", False),
    ("src/solver/admm.cpp", "<petscksp.h>", True),
    ("src/core/log.cpp", "<petscsys.h>", True),
    ("src/solver/krylov.cpp", "<petscksp.h>", False),
    ("src/dictionary/petsc_matrix.cpp", "<petsc/private/matimpl.h>", False),
    ("src/app/main.cpp", "<boost/program_options.hpp>", True),
    ("src/core/options.cpp", "<boost/program_options.hpp>", False),
    ("src/solver/admm.cpp", '"private.hpp"', False),
    ("src/solver/admm.cpp", '"../pipeline/private.hpp"', True),
]


class Layering(unittest.TestCase):
    def test_the_project_keeps_to_its_layers(self):
        self.assertGreater(len(list(sources(SOURCE))), 50, "the sources were not found")
        self.assertEqual(violations(SOURCE, ROOMS), [])

    def test_what_is_planted_is_found(self):
        for spelling in ("#include {}\n", "  #  include   {}  // because\n", "#pragma once\n\n#include {}\n"):
            for file, include, refused in PLANTED:
                with self.subTest(file=file, include=include), tempfile.TemporaryDirectory() as folder:
                    path = Path(folder, file)
                    path.parent.mkdir(parents=True)
                    path.write_text(spelling.format(include))
                    self.assertEqual(len(violations(folder, ROOMS)), int(refused))


if __name__ == "__main__":
    unittest.main()
