"""Files that were cut, or of which bits were changed: whatever reads them next says so, or what it makes is right all the
same; and the same commands on sound files end as if nothing had been.

    HEAVISIDE_PROGRAM=build/heaviside HEAVISIDE_FAULT_INJECTOR=libfault_injector.so python3 tests/faults/test_damage.py

HEAVISIDE_FAULT_CASES=N tries a sample of N of the cases of each test, HEAVISIDE_FAULT_PART=i/N the i-th of N parts.
"""

import gzip
import random
import shutil
import unittest
from pathlib import Path

import numpy as np

from fault_case import COMMANDS, RANKS, SMALL, FaultCase
from program import INTERRUPTED, NUMERICAL, REACHED, STOPPED, USAGE
from test_bad_data import idx, npy

KINDS = ("cut", "bit", "block")
BLOCK = 16  # bytes


def damaged(content, kind, chance):
    """Cut at some place, one bit changed, or a block of bytes."""
    place = chance.randrange(len(content))
    if kind == "cut":
        return content[:place]
    if kind == "bit":
        return content[:place] + bytes([content[place] ^ (1 << chance.randrange(8))]) + content[place + 1:]
    block = bytes(byte ^ chance.randrange(1, 256) for byte in content[place:place + BLOCK])
    return content[:place] + block + content[place + BLOCK:]


def cases(names, often, seed):
    """(name, kind, seed of the damage)"""
    chance = random.Random(seed)
    return [(name, kind, chance.randrange(10**6)) for name in names for kind in KINDS for _ in range(often)]


def table_files():
    """One table of two classes in every format, by the name of the file; what must be beside it, and its options."""
    chance = np.random.default_rng(7)
    X = chance.integers(0, 50, size=(40, 4))
    labels = (X[:, 0] + X[:, 1] > X[:, 2] + 20).astype(int)
    table = np.column_stack([X, labels]).astype(float)
    text = "\n".join(",".join(repr(float(value)) for value in row) for row in table) + "\n"
    sparse = "".join(f"{label} " + " ".join(f"{k + 1}:{value}" for k, value in enumerate(row)) + "\n"
                     for row, label in zip(X, labels))
    records = b"".join(bytes([label, *chance.integers(0, 256, size=3072, dtype=np.uint8)]) for label in labels[:8])
    images, digits = idx(X.reshape(40, 2, 2)), idx(labels)
    return {"data.csv": text.encode(), "data.csv.gz": gzip.compress(text.encode()), "data.svm": sparse.encode(),
            "data.npy": npy(table), "data.bin": records, "images-idx3-ubyte": images, "labels-idx1-ubyte": digits}


class Damage(FaultCase):
    def damage(self, path, kind, seed):
        content = Path(path).read_bytes()
        Path(path).write_bytes(damaged(content, kind, random.Random(seed)))
        return content

    def must_refuse(self, file, words):
        """In one line, which names the file; nothing is written."""
        before = {path: path.read_bytes() for path in self.folder.rglob("*") if path.is_file()}
        self.refused(RANKS, *words, says=[file])
        self.assertEqual({path: path.read_bytes() for path in self.folder.rglob("*") if path.is_file()}, before)


class Checkpoints(Damage):
    """Of runs that were stopped in every stage."""

    RUNS = {
        "the augmented Lagrangian": ["builtin:teacher,n=250,d=12", "--patterns", 800, "--refine", "off", "--beta-ratio", 0.005],
        "ADMM": ["builtin:teacher,n=120,d=6", "--patterns", 300, "--refine", "off", "--solver", "admm", "--beta-ratio", 0.005],
        "refinement": ["builtin:teacher,n=150,d=5", "--patterns", 200, "--beta-ratio", 0.02, "--refine", 10],
        "a deep network": ["builtin:teacher,n=80,d=4", "--layers", 8, "--patterns", 100, "--refine", 5],
        "a proof": ["builtin:teacher,n=150,d=3", "--patterns", 60, "--refine", 3, "--beta-ratio", 0.02, "--certify", "exact"],
    }
    PLACES = (0.7, 0.4)  # of the run

    def words(self, run, out):
        return ["train", *self.RUNS[run], "--checkpoint-interval", 0.001, "--out", out, "--quiet"]

    def reference(self, run):
        """The network of the whole run, and the trace."""
        out = self.path(f"reference {run}")
        if run not in self.references:
            self.counts[run] = self.counts_of(self.words(run, out))[0][0]
            self.references[run] = self.results_of(out), self.rows(out)
        return self.references[run]

    def interrupted(self, run, place):
        """A copy of a folder with two generations, left by a run that was stopped there, or somewhat before."""
        self.reference(run)
        kept, out = self.path(f"{run} {place}"), self.path("out")
        calls = int(place * self.counts[run])
        while not (kept / "checkpoint.previous").exists():
            self.assertGreater(calls, 10)
            shutil.rmtree(kept, ignore_errors=True)
            result = self.run_words(self.words(run, kept), f"usr1:0:{calls}")
            self.assertIn(result.code, (INTERRUPTED, REACHED), str(result))
            if result.code == REACHED:
                shutil.rmtree(kept)  # what came then was too near to the end to be stopped
            calls = int(0.9 * calls)
        shutil.rmtree(out, ignore_errors=True)
        shutil.copytree(kept, out)
        return out

    def resume(self, run, out):
        """Ends in the network of a run without a stop; what is told is one line, or nothing."""
        result = self.expect(REACHED, RANKS, *self.words(run, out), "--resume")
        self.assertEqual(self.results_of(out), self.reference(run)[0])
        self.assertLessEqual(len(result.err.splitlines()), 1, result.err)
        return result.err

    def check(self, victim, run, place, kind, seed):
        out = self.interrupted(run, place)
        network, rows = self.reference(run)
        if victim == "newest":
            self.damage(out / "checkpoint", kind, seed)
            told = self.resume(run, out)
            self.assertRegex(told, f"^error: {out}/checkpoint is damaged: .*; going on from the one before it\n$")
            self.assertEqual(self.rows(out), rows)
        elif victim == "lost":
            (out / "checkpoint").unlink()
            self.resume(run, out)
            self.assertEqual(self.rows(out), rows)
        elif victim == "both":
            self.damage(out / "checkpoint", kind, seed)
            self.damage(out / "checkpoint.previous", kind, seed + 1)
            self.must_refuse("both checkpoints are damaged", [*self.words(run, out), "--resume"])
            self.expect(REACHED, RANKS, *self.words(run, out))
            self.assertEqual(self.results_of(out), network)
        else:
            self.damage(out / "trace.csv", kind, seed)
            told = self.resume(run, out)
            if told:
                self.assertIn(f"error: {out}/trace.csv does not begin with the rows that were written", told)
            self.assertEqual(self.rows(out), rows[-len(self.rows(out)):] if told else rows)

    def test_checkpoints(self):
        chance = random.Random(4)
        self.try_all(self.check, [(victim, run, place, kind, chance.randrange(10**6))
                                  for run in self.RUNS for place in self.PLACES
                                  for victim in ("newest", "lost", "both", "trace")
                                  for kind in (KINDS if victim != "lost" else KINDS[:1])])


class Models(Damage):
    TRAINED = {
        "network": COMMANDS["train"],
        "deep": COMMANDS["deep"],
        "classes": ["train", "classes.csv", "--patterns", 100, "--refine", "off"],
        "linear": ["baseline", "logistic", "classes.csv", "--classes", "0,1"],
    }
    READERS = {
        "network": ("predict", "certify", "show", "warm"),
        "deep": ("predict", "show", "warm"),
        "classes": ("predict", "show", "warm"),
        "linear": ("predict", "show"),
    }

    def setUp(self):
        super().setUp()
        chance = np.random.default_rng(3)
        X = chance.normal(size=(60, 2))
        self.write("classes.csv", "".join(f"{a},{b},{int(a > 0) + int(b > 0.3)}\n" for a, b in X))

    def words(self, name, out):
        return [self.path(word) if word == "classes.csv" else word for word in self.TRAINED[name]] + ["--out", out, "--quiet"]

    def reading(self, reader, name, model):
        data = self.path("classes.csv") if "classes.csv" in self.TRAINED[name] else SMALL
        rows = ["--classes", "0,1"] if name == "linear" else []
        return {"predict": ["predict", model, data, *rows, "--out", self.path("predictions.csv"), "--quiet"],
                "certify": ["certify", model, data, "--quiet"],
                "show": ["show", model],
                "warm": [*self.words(name, self.path("warm")), "--warm-start", model]}[reader]

    def check(self, name, reader, kind, seed):
        """What reads the model refuses it; once it was trained again, it is the same, and is read."""
        model = self.path(name) / "model.json"
        train = self.words(name, self.path(name))
        if not model.exists():
            self.expect(REACHED, RANKS, *train)
        sound = self.damage(model, kind, seed)
        self.must_refuse(model, self.reading(reader, name, model))
        self.expect(REACHED, RANKS, *train)
        self.assertEqual(model.read_bytes(), sound)
        self.expect(REACHED, RANKS, *self.reading(reader, name, model))
        shutil.rmtree(self.path("warm"), ignore_errors=True)
        self.path("predictions.csv").unlink(missing_ok=True)

    def test_models(self):
        chance = random.Random(5)
        self.try_all(self.check, [(name, reader, kind, chance.randrange(10**6)) for name, readers in self.READERS.items()
                                  for reader in readers for kind in KINDS])


class Dictionaries(Damage):
    WORDS = ["train", SMALL, "--refine", "off", "--quiet"]
    FILES = ("saved.npy", "saved.hyperplanes.npy", "saved.sha256")

    def save(self):
        self.expect(REACHED, RANKS, *self.WORDS, "--patterns", 100, "--save-dictionary", self.path("saved.npy"), "--out",
                    self.path("saving"))

    def check(self, name, kind, seed):
        load = [*self.WORDS, "--load-dictionary", self.path("saved.npy"), "--out", self.path("loaded")]
        if not self.path("saved.npy").exists():
            self.save()
        sound = self.damage(self.path(name), kind, seed)
        self.must_refuse(self.path("saved.sha256"), load)
        self.save()
        self.assertEqual(self.path(name).read_bytes(), sound)
        self.expect(REACHED, RANKS, *load)
        self.assertEqual(self.results_of(self.path("loaded")), self.results_of(self.path("saving")))
        shutil.rmtree(self.path("loaded"))

    def test_dictionaries(self):
        self.try_all(self.check, cases(self.FILES, 4, seed=6))


class Data(Damage):
    """Damage that leaves data which can be read is told by their SHA-256 alone."""

    def setUp(self):
        super().setUp()
        for name, content in table_files().items():
            self.write(name, content)

    def words(self, name, out):
        read = "images-idx3-ubyte" if name == "labels-idx1-ubyte" else name
        cifar = ["--format", "cifar10", "--classes", "0,1"] if name == "data.bin" else []
        return ["train", self.path(read), *cifar, "--patterns", 60, "--refine", 1, "--quiet", "--out", out]

    def prepare(self, name):
        """What a whole run and a stopped one leave; the folder of the first."""
        out, stopped = self.path(f"whole {name}"), self.path(f"stopped {name}")
        often = ["--checkpoint-interval", 0.001]
        if not out.exists():
            calls = self.counts_of([*self.words(name, out), *often])[0][0]
            while not (stopped / "checkpoint").exists():
                self.assertGreater(calls, 10)
                calls = int(0.9 * calls)
                self.run_words([*self.words(name, stopped), *often], f"usr1:0:{calls}")
        shutil.rmtree(self.path("stopped"), ignore_errors=True)
        shutil.copytree(stopped, self.path("stopped"))
        return out

    def check(self, name, kind, seed):
        file, new = self.path(name), self.path("new")
        out = self.prepare(name)
        rerun = ["rerun", out / "report.json", "--out", self.path("again"), "--quiet"]
        resume = [*self.words(name, self.path("stopped")), "--resume"]
        sound = self.damage(file, kind, seed)

        result = self.run_words(self.words(name, new))
        self.assertIn(result.code, (REACHED, USAGE, STOPPED, NUMERICAL), str(result))
        if result.code == USAGE:
            self.assertTrue(str(file) in result.err or "label" in result.err, result.err)
            self.assertFalse(new.exists())
        else:
            self.assertNotEqual(self.report(new)["data_sha256"], self.report(out)["data_sha256"])
        shutil.rmtree(new, ignore_errors=True)
        self.refused(RANKS, *resume)
        result = self.run_words(rerun)
        self.assertIn(result.code, (USAGE, STOPPED, NUMERICAL), str(result))
        if result.code == STOPPED:
            self.assertIn("data         changed since", result.out)

        file.write_bytes(sound)
        self.assertIn("the same to the last bit", self.expect(REACHED, RANKS, *rerun).out)
        self.expect(REACHED, RANKS, *resume)
        self.assertEqual(self.results_of(self.path("stopped")), self.results_of(out))

    def test_data(self):
        self.try_all(self.check, cases(table_files(), 4, seed=7))


class Reports(Damage):
    def check(self, command, kind, seed):
        out = self.path(f"reference {command}")
        rerun = ["rerun", out / "report.json", "--out", self.path("again"), "--quiet"]
        self.reference(command)
        self.damage(out / "report.json", kind, seed)
        self.must_refuse(out / "report.json", rerun)
        self.expect(REACHED, RANKS, *self.words(command, out))
        self.assertIn("the same to the last bit", self.expect(REACHED, RANKS, *rerun).out)

    def test_reports(self):
        self.try_all(self.check, cases(("train", "path", "ste"), 4, seed=8))


class Grids(Damage):
    """What is lost of a grid is named and trained again."""

    def check(self, pattern, kind, seed):
        expected = self.reference("grid")
        out = self.path("reference grid")
        words = self.words("grid", out)
        self.expect(REACHED, RANKS, *words)  # what an earlier case trained again is in the table
        table = (out / "results.csv").read_bytes()
        path = random.Random(seed).choice([path for path in sorted(out.glob(pattern)) if path.stat().st_size > 0])
        sound = self.damage(path, kind, seed)
        content = path.read_bytes()
        whole_lines = sound.startswith(content) and (not content or content.endswith(b"\n"))  # nothing tells of others
        told = self.expect(REACHED, RANKS, *words).err
        if path.suffix == ".records" and not whole_lines:
            self.assertIn(f"{path}:", told)
        if path.name == "model.json":
            self.assertRegex(told, f"warning: {path}: .*; its cell is trained again")
            self.assertEqual(self.expect(REACHED, RANKS, *words).err, "")
        if path.name == "results.csv":
            self.assertEqual(path.read_bytes(), table)
        self.assertEqual(self.results_of(out), expected)
        if path.suffix == ".records":
            path.write_bytes(sound)

    def test_grids(self):
        self.try_all(self.check, cases(("store/*.records", "cells/*/model.json", "results.csv"), 10, seed=9))


if __name__ == "__main__":
    unittest.main()
