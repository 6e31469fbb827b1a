"""Data that cannot be trained on are refused in one line that says where and why; odd but sound data are trained on."""

import gzip
import io
import struct
import unittest
from concurrent.futures import ThreadPoolExecutor

import numpy as np

import verify
from program import EndToEnd
from test_optimality import gaussian

SECONDS = 10  # for the whole run: a second after the start, and what a busy machine adds

TABLE = "a,b,label\n1,2,0\n3,4,1\n5,6,0\n"


def npy(array):
    stream = io.BytesIO()
    np.save(stream, array)
    return stream.getvalue()


def idx(array):
    """Unsigned bytes in the format of MNIST."""
    return struct.pack(f">4B{array.ndim}I", 0, 0, 8, array.ndim, *array.shape) + array.astype(np.uint8).tobytes()


IMAGES = np.arange(5 * 2 * 3).reshape(5, 2, 3)
DIGITS = np.array([0, 1, 1, 0, 1])


class BadData(EndToEnd):
    def refuses(self, name, content, *says, arguments=(), place=""):
        """Exit 2 on every rank, at 1 and 3 ranks, in a line that begins with the file and the place in it."""
        file, out = self.write(name, content), self.path("out")

        def refused(ranks):
            return self.refused(ranks, "train", file, "--out", out, "--quiet", *arguments, says=says, within=SECONDS)

        with self.subTest(file=name, content=content[:40], arguments=arguments), ThreadPoolExecutor() as at_once:
            for line in at_once.map(refused, (1, 3)):
                self.assertIn(f"{file}{place}", line)
            self.assertFalse(out.exists())

    def test_csv(self):
        row = "5,6,0\n"
        self.refuses("ragged.csv", TABLE.replace(row, "5,0\n"), "3 fields", "found 2", place=":4:")
        self.refuses("wide.csv", TABLE.replace(row, "5,6,7,0\n"), "3 fields", "found 4", place=":4:4")
        self.refuses("text.csv", TABLE.replace(row, "5,tall,0\n"), "'tall'", "--one-hot b", place=":4:2")
        self.refuses("nan.csv", TABLE.replace(row, "nan,6,0\n"), "'nan'", place=":4:1")
        self.refuses("infinity.csv", TABLE.replace(row, "5,-inf,0\n"), "'-inf'", place=":4:2")
        self.refuses("overflow.csv", TABLE.replace(row, "5,1e999,0\n"), "1e999", place=":4:2")
        self.refuses("missing.csv", TABLE.replace(row, "5,,0\n"), "missing", "--missing", place=":4:2")
        self.refuses("question.csv", TABLE.replace(row, "5,6,?\n"), "label", "missing", place=":4:3")
        self.refuses("quote.csv", TABLE.replace(row, '5,"6,0\n'), "quote", place=":4:2")

    def test_csv_without_rows(self):
        self.refuses("empty.csv", "", "empty")
        self.refuses("blank.csv", "\n\n  \n")
        self.refuses("header.csv", "a,b,label\n")
        self.refuses("column.csv", "label\n0\n1\n", arguments=("--format", "csv"))

    def test_labels(self):
        self.refuses("constant.csv", TABLE.replace("3,4,1", "3,4,0"), "every label is '0'")
        self.refuses("three.csv", TABLE.replace("5,6,0", "5,6,2"), "two", "found 3", arguments=("--task", "binary"))
        self.refuses("classes.csv", TABLE.replace("5,6,0", "5,6,2"), "3 classes", "--certify exact",
                     arguments=("--certify", "exact"))
        self.refuses("words.csv", TABLE.replace("3,4,1", "3,4,x"), "'x'", arguments=("--task", "regression"))
        self.refuses("name.csv", TABLE, "colour", arguments=("--label", "colour"))
        self.refuses("number.csv", TABLE, "7", arguments=("--label", "7"))
        self.refused(3, "train", self.write("split.csv", TABLE), "--quiet", "--split", 0.6,
                     says=["--split", "one label"])  # one row of three is left

    def test_one_row(self):
        """One label is a constant label."""
        self.refuses("one.csv", "1,2,1\n", "every label")

    def test_libsvm(self):
        good = "1 1:0.5 3:2\n-1 2:1\n"
        arguments = ("--format", "libsvm")
        for name, line, place in (("order", "1 3:1 2:1", ":3:3"), ("twice", "1 2:1 2:1", ":3:3"),
                                  ("zero", "1 0:1", ":3:2"), ("word", "1 a:1", ":3:2"), ("value", "1 1:x", ":3:2"),
                                  ("colon", "1 1 2", ":3:2"), ("nan", "1 1:nan", ":3:2"),
                                  ("huge", "1 99999999999999999999:1", ":3:2")):
            self.refuses(name + ".svm", good + line + "\n", arguments=arguments, place=place)
        self.refuses("label.svm", good + "x 1:1\n", arguments=arguments, place=":3:1")

    def test_npy(self):
        array = np.column_stack([np.arange(8.0), np.arange(8) % 2])
        self.refuses("truncated.npy", npy(array)[:-3], "bytes")
        self.refuses("long.npy", npy(array) + b"\0", "bytes")
        self.refuses("header.npy", npy(array)[:30], "header")
        self.refuses("line.npy", npy(array[:, 0]), "two dimensions")
        self.refuses("complex.npy", npy(array.astype(complex)), "type")
        self.refuses("nan.npy", npy(np.where(array == 3, np.nan, array)), "finite", place=":4:1")
        self.refuses("none.npy", npy(array[:0]), "no elements")
        self.refuses("other.npy", TABLE.encode(), "NPY", arguments=("--format", "npy"))

    def test_idx(self):
        labels = self.write("labels-idx1-ubyte", idx(DIGITS))
        arguments = ("--labels-file", labels)
        images = idx(IMAGES)
        self.refuses("short-idx3-ubyte", images[:-1], "5 items", "found 29 bytes", arguments=arguments)
        self.refuses("header-idx3-ubyte", images[:9], "header", arguments=arguments)
        self.refuses("magic-idx3-ubyte", b"\1" + images[1:], "IDX", arguments=("--format", "idx", *arguments))
        self.refuses("huge-idx3-ubyte", images[:4] + b"\xff" * 12 + images[16:], "items", arguments=arguments)
        self.refuses("orphan", images, "--labels-file")
        self.refuses("labels-only", idx(DIGITS), "images", arguments=arguments)
        self.write("labels-idx1-ubyte", idx(DIGITS[:4]))
        self.write("images-idx3-ubyte", images)
        line = self.refused(3, "train", self.path("images-idx3-ubyte"), "--quiet", says=["5 labels", "found 4"])
        self.assertIn(str(labels), line)

    def test_gzip(self):
        packed = gzip.compress((TABLE * 50).encode())
        self.refuses("truncated.csv.gz", packed[:-9], "truncated")
        self.refuses("corrupt.csv.gz", packed[:12] + bytes(20) + packed[32:], "gzip")
        self.refuses("ragged.csv.gz", gzip.compress(TABLE.encode() + b"1,2\n"), "3 fields", place=":5:")

    def test_no_such_file(self):
        self.path("folder").mkdir()
        for name, says in (("nothing.csv", "No such file"), ("folder", "folder"), ("folder/x.csv", "No such file")):
            for ranks in (1, 3):
                line = self.refused(ranks, "train", self.path(name), "--out", self.path("out"), says=[says],
                                    within=SECONDS)
                self.assertIn(str(self.path(name)), line)
        self.assertFalse(self.path("out").exists())

    def test_binary_of_no_known_type(self):
        self.refuses("noise.bin", b"\x7fELF\0\1\2\3" + bytes(50), "--format")

    def test_test_file(self):
        """A bad file after --test is named, not the good one."""
        good = self.write("good.csv", TABLE)
        for name, text, place in (("ragged.csv", "a,b,label\n1,0\n", ":2:"), ("narrow.csv", "a,label\n1,0\n", ""),
                                  ("label.csv", "a,b,label\n1,2,7\n", "")):
            bad = self.write("test-" + name, text)
            with self.subTest(name):
                line = self.refused(2, "train", good, "--test", bad, "--out", self.path("out"), "--quiet")
                self.assertIn(f"{bad}{place}", line)
        self.assertFalse(self.path("out").exists())


class SoundData(EndToEnd):
    def trains(self, file, *arguments, ranks=2):
        self.train(ranks, file, "--patterns", 60, "--out", self.path("out"), *arguments)
        return self.report(self.path("out")), self.model(self.path("out"))

    def test_one_feature(self):
        report, _ = self.trains(self.write("one.csv", "0,0\n1,0\n2,1\n3,1\n"))
        self.assertEqual((report["n"], report["d"], report["train_accuracy"]), (4, 1, 1))

    def test_two_rows(self):
        report, _ = self.trains(self.write("two.csv", "x,y,label\n0,5,1\n1,5,2\n"), ranks=3)
        self.assertEqual((report["n"], report["train_accuracy"]), (2, 1))

    def test_labels_of_any_kind(self):
        """The larger of two labels is +1: numbers by value, texts by their bytes."""
        for negative, positive in (("0", "1"), ("no", "yes"), ("9", "10"), ("-1", "+1"), ("-0.5", "2e0")):
            text = f"0,{negative}\n1,{negative}\n2,{positive}\n3,{positive}\n"
            report, model = self.trains(self.write("labels.csv", text))
            self.assertEqual(report["train_accuracy"], 1)
            outputs = verify.predict(model, np.array([[0.0], [3.0]]))
            self.assertLess(outputs[0], 0)
            self.assertGreater(outputs[1], 0)
            if not negative.lstrip("-").replace(".", "").isdigit():
                self.assertEqual(model["classes"], [negative, positive])

    def test_nothing_but_constant_columns(self):
        """Every row is the same: one pattern, and the mean is all that can be fitted."""
        report, model = self.trains(self.write("constant.csv", "7,7,0\n7,7,1\n7,7,1\n7,7,1\n"))
        self.assertEqual((report["patterns"], report["neurons"]), (1, 1))
        self.assertGreater(model["neurons"][0]["weight"], 0)
        self.assertLess(report["bounded_global_gap"], 1e-6)

    def test_constant_and_equal_columns_carry_no_weight(self):
        X, labels = gaussian(50, 2, seed=1)
        X = np.column_stack([X[:, 0], np.full(50, 3.0), X[:, 1], X[:, 0], 2 * X[:, 1] + 1])
        verify.write_csv(self.path("data.csv"), X, labels)
        report, model = self.trains(self.path("data.csv"))
        self.assertEqual((report["d"], len(model["features"])), (5, 5))
        for neuron in model["neurons"]:
            self.assertEqual([neuron["layers"][0][0][k] for k in (1, 3, 4)], [0, 0, 0])

    def test_missing_values_are_filled(self):
        text = "a,b,label\n1,,0\n2,4,1\n?,8,0\n3,NA,1\n"
        for rule, expected in (("zero", [1.5, 3]), ("mean", [2, 6])):
            _, model = self.trains(self.write("missing.csv", text), "--missing", rule)
            np.testing.assert_allclose(model["preprocessing"]["mean"], expected)

    def test_the_same_data_in_every_format(self):
        """csv, libsvm, npy, gzip and idx files of one table give the same network."""
        X, labels = IMAGES.reshape(5, 6) * np.array([1, 2, 3, 4, 5, 6]) % 7, DIGITS
        table = np.column_stack([X, labels]).astype(float)
        text = "\n".join(",".join(repr(float(value)) for value in row) for row in table) + "\n"
        sparse = "".join(f"{label} " + " ".join(f"{k + 1}:{value}" for k, value in enumerate(row) if value) + "\n"
                         for row, label in zip(X, labels))
        self.write("labels-idx1-ubyte", idx(labels))
        files = [self.write("data.csv", text), self.write("data.csv.gz", gzip.compress(text.encode())),
                 self.write("data.svm", sparse), self.write("data.npy", npy(table)),
                 self.write("rows.npy", npy(np.asfortranarray(table.astype(np.int32)))),
                 self.write("blanks.csv", text.replace(",", " ").replace("\n", "\r\n")),
                 self.write("images-idx3-ubyte", idx(X.reshape(IMAGES.shape)))]
        networks = []
        for file in files:
            _, model = self.trains(file, ranks=1)
            networks.append([model[key] for key in ("beta", "classes", "preprocessing", "neurons")])
        for file, network in zip(files, networks):
            self.assertEqual(network, networks[0], file.name)


if __name__ == "__main__":
    unittest.main()
