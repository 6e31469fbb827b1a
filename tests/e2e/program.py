"""Runs the program as its users do, under the launcher of MPI, and hands back what it said.

CTest sets HEAVISIDE_PROGRAM, HEAVISIDE_MPIEXEC and HEAVISIDE_MPIEXEC_NUMPROC_FLAG. By hand:
    HEAVISIDE_PROGRAM=build/heaviside python3 tests/e2e/test_contract.py
"""

import csv
import io
import json
import os
import signal
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

REACHED, USAGE, STOPPED, INTERRUPTED, NUMERICAL = 0, 2, 3, 4, 5  # exit codes
BOARDS = "builtin:tic-tac-toe"

# Each rank keeps its output to itself, so that what the launcher has to say stays out of it. Either it writes down its
# exit code, and the launcher sees success (a failure makes some launchers wait for seconds), or its process id.
TELL_CODE = '"$@" >> "$0/stdout" 2>> "$0/stderr"; echo $? >> "$0/codes"'
TELL_PROCESS = 'echo $$ >> "$0/processes"; exec "$@" >> "$0/stdout" 2>> "$0/stderr"'


def rows_of(text):
    """The rows of a csv text, each a dictionary."""
    return list(csv.DictReader(io.StringIO(text)))


class Result:
    """What a run returned, printed (all ranks together) and took."""

    def __init__(self, code, out, err, seconds):
        self.code, self.out, self.err, self.seconds = code, out, err, seconds

    def __str__(self):
        return f"exit {self.code} after {self.seconds:.1f} s\nstdout: {self.out}\nstderr: {self.err}"


class Job:
    """A run of the program. The launcher passes exit codes and signals on as it does for users."""

    def __init__(self, ranks, *arguments, environment=None, script=TELL_PROCESS):
        self._folder = tempfile.TemporaryDirectory(prefix="heaviside-job-")
        flag = os.environ.get("HEAVISIDE_MPIEXEC_NUMPROC_FLAG", "-n")
        launcher = [os.environ.get("HEAVISIDE_MPIEXEC", "mpirun"), flag, str(ranks)]
        rank = ["sh", "-c", script, self._folder.name, os.environ["HEAVISIDE_PROGRAM"], *map(str, arguments)]
        self._command = launcher + rank
        self._start = time.monotonic()
        self.process = subprocess.Popen(self._command, env={**os.environ, **(environment or {})},
                                        start_new_session=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL)

    def _read(self, name):
        path = Path(self._folder.name, name)
        return path.read_text(errors="replace") if path.exists() else ""

    def rank_processes(self):
        return [int(word) for word in self._read("processes").split()]

    def rank_codes(self):
        return [int(word) for word in self._read("codes").split()]

    def finish(self, timeout=60):
        """Waits for the end. A run that hangs is killed, and fails the test."""
        try:
            code = self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGTERM)  # the launcher ends its ranks
            self.process.wait()
            raise AssertionError(f"no end after {timeout} s: {self._command}\n{self._read('stderr')}") from None
        seconds = time.monotonic() - self._start
        codes = self.rank_codes() or [code]
        if len(set(codes)) > 1:
            raise AssertionError(f"ranks ended with codes {codes}: {self._command}\n{self._read('stderr')}")
        result = Result(codes[0], self._read("stdout"), self._read("stderr"), seconds)
        self._folder.cleanup()
        return result


def run(ranks, *arguments, timeout=60, environment=None):
    """Runs the program on so many ranks and waits for its end."""
    return Job(ranks, *arguments, environment=environment, script=TELL_CODE).finish(timeout)


class EndToEnd(unittest.TestCase):
    """A test case with a folder of its own, and the checks that every file of tests needs."""

    longMessage = True

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="heaviside-test-")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def path(self, name):
        return self.folder / name

    def write(self, name, content):
        """Writes text or bytes to a file of the test's folder."""
        path = self.path(name)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(content)
        return path

    def expect(self, code, ranks, *arguments, **how):
        result = run(ranks, *arguments, **how)
        self.assertEqual(result.code, code, f"heaviside {' '.join(map(str, arguments))} on {ranks} ranks: {result}")
        return result

    def train(self, ranks, *arguments, code=REACHED, **how):
        """Trains silently, without refinement unless the arguments ask for it."""
        refine = () if "--refine" in arguments else ("--refine", "off")
        return self.expect(code, ranks, "train", *arguments, *refine, "--quiet", **how)

    def refused(self, ranks, *arguments, says=(), within=None):
        """Runs something that must be refused: exit 2, nothing on stdout, one line on stderr."""
        result = self.expect(USAGE, ranks, *arguments)
        self.assertEqual(result.out, "")
        lines = result.err.splitlines()
        self.assertEqual(len(lines), 1, f"one line is expected on stderr of {arguments}: {result}")
        self.assertTrue(lines[0].startswith("heaviside: error: "), lines[0])
        for text in says:
            self.assertIn(str(text), lines[0])
        if within is not None:
            self.assertLess(result.seconds, within)
        return lines[0]

    def report(self, out):
        """Without its checksum, which is of the file, times and all."""
        report = json.loads((Path(out) / "report.json").read_text())
        del report["sha256"]
        return report

    def model(self, out):
        return json.loads((Path(out) / "model.json").read_text())
