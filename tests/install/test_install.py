"""Heaviside installs; another project finds it; building needs neither root nor a source tree that can be written to.

CTest sets HEAVISIDE_SOURCE, HEAVISIDE_BUILD (a built one) and HEAVISIDE_CMAKE.
"""

import json
import os
import pwd
import subprocess
import tempfile
import unittest
from pathlib import Path

SOURCE, BUILD = Path(os.environ["HEAVISIDE_SOURCE"]), os.environ["HEAVISIDE_BUILD"]
CMAKE = os.environ.get("HEAVISIDE_CMAKE", "cmake")
BOARDS = "builtin:tic-tac-toe"
NOBODY = "nobody"


class Installing(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="heaviside-install-")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def run_command(self, *command, **how):
        result = subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=280, **how)
        self.assertEqual(result.returncode, 0, f"{command}\n{result.stdout}\n{result.stderr}")
        return result.stdout

    def test_another_project(self):
        """What it trains is what the installed program trains."""
        prefix = self.folder / "prefix"
        self.run_command(CMAKE, "--install", BUILD, "--prefix", prefix)
        self.run_command(CMAKE, "-S", SOURCE / "tests/install/consumer", "-B", self.folder / "build",
                         f"-DCMAKE_PREFIX_PATH={prefix}", "-DCMAKE_BUILD_TYPE=Debug")
        self.run_command(CMAKE, "--build", self.folder / "build")
        objective, gap = self.run_command(self.folder / "build/consumer", BOARDS).split()
        out = self.folder / "out"
        self.run_command(prefix / "bin/heaviside", "train", BOARDS, "--patterns", 100, "--refine", 2, "--out", out)
        report = json.loads((out / "report.json").read_text())
        self.assertEqual((float(objective), float(gap)), (report["objective"], report["restricted_gap"]))

        # Nothing that was installed knows where it was built from.
        for path in (*prefix.rglob("*.cmake"), *prefix.rglob("*.hpp")):
            self.assertNotIn(str(SOURCE), path.read_text(), path)

    def test_a_source_tree_that_is_only_read(self):
        """Configured and begun to be built elsewhere, as a user who may not write to it, and who is not root."""
        def files():
            return {path: path.stat().st_mtime_ns for path in SOURCE.glob("*")}

        build = self.folder / "build"
        build.mkdir()
        user = {}
        if os.geteuid() == 0:
            self.folder.chmod(0o755)
            nobody = pwd.getpwnam(NOBODY)
            os.chown(build, nobody.pw_uid, nobody.pw_gid)
            user = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
            if subprocess.run(["test", "-r", str(SOURCE / "CMakeLists.txt")], **user).returncode != 0:
                self.skipTest(f"the user {NOBODY} may not read {SOURCE}")
        before = files()
        environment = {name: value for name, value in os.environ.items() if "CCACHE" not in name and name != "HOME"}
        environment.update(HOME=str(build), CMAKE_CXX_COMPILER_LAUNCHER="")
        how = {"env": environment, "cwd": build, **user}
        self.run_command(CMAKE, "-C", SOURCE / "cmake/presets/release.cmake", "-DHEAVISIDE_BUILD_TESTS=OFF", "-S", SOURCE,
                         "-B", build, **how)
        self.run_command(CMAKE, "--build", build, "--target", "heaviside_identity", **how)
        self.assertTrue((build / "generated/build_identity.cpp").exists())
        self.assertEqual(files(), before)


if __name__ == "__main__":
    unittest.main()
