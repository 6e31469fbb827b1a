"""Disks that are full, folders that vanish or may only be read: every run ends in time, names the file and the reason,
leaves no file that is not whole; and once there is room the same command ends as if nothing had been.

    HEAVISIDE_PROGRAM=build/heaviside HEAVISIDE_FAULT_INJECTOR=libfault_injector.so python3 tests/faults/test_disks.py

The disks are small file systems in memory, which root alone can mount: without that their tests are skipped.
HEAVISIDE_FAULT_CASES=N tries a sample of N of the cases of each test, HEAVISIDE_FAULT_PART=i/N the i-th of N parts.
"""

import json
import os
import random
import shutil
import subprocess
import time
import unittest
from pathlib import Path

from fault_case import COMMANDS, RANKS, SMALL, FaultCase
from program import INTERRUPTED, REACHED, STOPPED, USAGE

PAGE = 4  # KiB, of which files take whole numbers
FULL, READ_ONLY, GONE = "No space left on device", "Read-only file system", "No such file or directory"
OFTEN = ("--checkpoint-interval", 0.001)


class DiskCase(FaultCase):
    def mount(self, options):
        """A small disk, with room and files as the options of tmpfs say."""
        disk = self.path("disk")
        disk.mkdir(exist_ok=True)
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "heaviside-test", disk], capture_output=True)
        if done.returncode != 0:
            self.skipTest(f"a small disk cannot be mounted here: {done.stderr.decode().strip()}")
        return disk

    def mount_again(self, options):
        subprocess.run(["mount", "-o", f"remount,{options}", self.path("disk")], check=True)

    def unmount(self):
        subprocess.run(["umount", self.path("disk")], check=True)

    def extra(self, command):
        return OFTEN if COMMANDS[command][0] == "train" else ()

    def check_files(self, command, out):
        """Whole files only, and no other network than the right one."""
        for path in Path(out).rglob("report.json"):
            json.loads(path.read_text())
        for name, content in self.results_of(out).items():
            self.assertEqual(content, self.reference(command)[name], name)

    def check_recovery(self, command, out):
        retry = ["--retry-failed"] if command.startswith("grid") else []
        for words in ([], retry):
            result = self.run_words([*self.words(command, out), *words])
        self.assertEqual(result.code, REACHED, str(result))
        self.assertEqual(self.results_of(out), self.reference(command))


class FullDisks(DiskCase):
    def pages(self, command):
        """What the results of a run take, and in how many files and folders."""
        self.reference(command)
        files = list(self.path(f"reference {command}").rglob("*"))
        return sum(-(-path.stat().st_size // (1024 * PAGE)) for path in files if path.is_file()), len(files)

    def check(self, command, what, part):
        pages, files = self.pages(command)
        room = f"size={max(1, int(part * (pages + 2))) * PAGE}k" if what == "room" else f"nr_inodes={2 + int(part * files)}"
        disk = self.mount(room)
        try:
            out = disk / "out"
            result = self.run_words([*self.words(command, out), *self.extra(command)])
            if result.code == STOPPED:  # cells failed, and the others went on
                self.assertTrue(command.startswith("grid"))
                self.assertIn(FULL, result.out)
            elif result.code != REACHED:
                self.assertEqual(result.code, USAGE, str(result))
                self.assertRegex(result.err, rf"heaviside: error: cannot (write|create folder) {disk}\S*( to its end)?: .*"
                                             rf"({FULL}|is the disk full)")
            self.check_files(command, out)
            self.mount_again("size=10m,nr_inodes=1000")
            self.check_recovery(command, out)
        finally:
            self.unmount()

    def test_results(self):
        chance = random.Random(11)
        self.try_all(self.check, [(command, what, chance.random()) for command in COMMANDS for what in ("room", "files")
                                  for _ in range(6)])

    def check_other_files(self, command, part):
        """Predictions and saved dictionaries."""
        expected = self.reference("train")
        model = self.path("reference train") / "model.json"
        words = {"predict": ["predict", model, SMALL, "--out"],
                 "dictionary": ["train", SMALL, "--refine", "off", "--patterns", 300, "--save-dictionary"]}[command]
        whole = self.path("whole.npy")
        self.expect(REACHED, RANKS, *words, whole, "--quiet")
        disk = self.mount(f"size={max(1, int(part * -(-whole.stat().st_size // (1024 * PAGE)))) * PAGE}k,nr_inodes=3")
        try:
            file = disk / "file.npy"
            result = self.run_words([*words, file, "--quiet"])
            if result.code != REACHED:
                self.assertEqual(result.code, USAGE, str(result))
                self.assertIn(FULL, result.err)
                self.assertFalse(any(path.suffix == ".tmp" for path in disk.iterdir()))
            self.mount_again("size=10m,nr_inodes=1000")
            self.expect(REACHED, RANKS, *words, file, "--quiet")
            self.assertEqual(file.read_bytes(), whole.read_bytes())
            self.assertEqual(self.results_of(self.path("reference train")), expected)
        finally:
            self.unmount()

    def test_other_files(self):
        chance = random.Random(12)
        self.try_all(self.check_other_files, [(command, chance.random()) for command in ("predict", "dictionary")
                                              for _ in range(6)])


class LostFolders(DiskCase):
    def check(self, command, part):
        """The folder of the results goes away in the middle of a run."""
        self.reference(command)
        start = time.monotonic()
        self.expect(REACHED, RANKS, *self.words(command, self.path("timed")))
        seconds, out = time.monotonic() - start, self.path("out")

        def lose(job):
            while not out.exists() and job.process.poll() is None:
                time.sleep(0.001)
            time.sleep(part * seconds / 2)
            while out.exists():  # new files may come into it meanwhile
                shutil.rmtree(out, ignore_errors=True)

        result = self.run_words([*self.words(command, out), *self.extra(command)], meanwhile=lose)
        if result.code == STOPPED:
            self.assertTrue(command.startswith("grid"))
            self.assertIn("failed cell", result.out)
        elif result.code != REACHED:  # all was written before, and then lost
            self.assertEqual(result.code, USAGE, str(result))
            self.assertRegex(result.err, f"cannot (write|create folder|read) {out}.*: {GONE}")
        self.check_files(command, out)
        self.check_recovery(command, out)

    def test_results(self):
        chance = random.Random(13)
        self.try_all(self.check, [(command, chance.random()) for command in COMMANDS for _ in range(4)])


class FoldersThatAreOnlyRead(DiskCase):
    def check(self, command, made_before):
        """Refused before anything is trained."""
        disk = self.mount("size=10m")
        try:
            out = disk / "out"
            if made_before:
                out.mkdir()
            self.mount_again("ro")
            self.refused(RANKS, *self.words(command, out), says=[disk, READ_ONLY])
            self.mount_again("rw")
            self.check_recovery(command, out)
        finally:
            self.unmount()

    def test_results(self):
        self.try_all(self.check, [(command, made_before) for command in COMMANDS for made_before in (False, True)])

    def check_resumed(self, command, part):
        """A run that was stopped, and whose folder may only be read then, is as it was, and goes on later."""
        self.reference(command)
        disk = self.mount("size=10m")
        try:
            out = disk / "out"
            words = [*self.words(command, out), *OFTEN]
            calls = self.counts_of([*self.words(command, self.path("counted")), *OFTEN])[0][0]
            code = self.run_words(words, f"usr1:0:{max(1, int(part * calls))}").code
            if code == REACHED:  # the signal came after the last safe point
                self.assertEqual(self.results_of(out), self.reference(command))
                return
            self.assertEqual(code, INTERRUPTED)
            if not (out / "checkpoint").exists():
                return  # it was stopped before there was anything to keep
            before = {path.name: path.read_bytes() for path in out.iterdir()}
            self.mount_again("ro")
            self.refused(RANKS, *words, "--resume", says=[out, READ_ONLY])
            self.assertEqual({path.name: path.read_bytes() for path in out.iterdir()}, before)
            self.mount_again("rw")
            self.expect(REACHED, RANKS, *words, "--resume")
            self.assertEqual(self.results_of(out), self.reference(command))
        finally:
            self.unmount()

    def test_resumed(self):
        chance = random.Random(14)
        self.try_all(self.check_resumed, [(command, chance.uniform(0.3, 0.9)) for command in ("train", "admm", "deep")
                                          for _ in range(2)])

    @unittest.skipIf(os.geteuid() == 0, "root may write everywhere")
    def test_without_permission(self):
        out = self.path("out")
        out.mkdir()
        out.chmod(0o555)
        self.refused(RANKS, *self.words("train", out), says=[out, "Permission denied"])
        out.chmod(0o755)
        self.check_recovery("train", out)


if __name__ == "__main__":
    unittest.main()
