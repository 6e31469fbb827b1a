#!/usr/bin/env python3
"""Trains on MNIST and CIFAR-10, all ten classes and pairs of them, and prints what came of it as a Markdown table.

    images.py --heaviside build/heaviside [--mnist DIR] [--cifar DIR] [--small] [--results DIR]
              [--launcher "mpirun -n 4"]

A run that has its report is not repeated. --small: the rows of MNIST's test file instead of its training file, a fifth
of them held out, and fewer patterns. Beside each pair stands logistic regression, which any network must clear.
"""
import argparse
import json
import pathlib
import shlex
import subprocess
import sys

MNIST_FILES = ("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz", "t10k-images-idx3-ubyte.gz",
               "t10k-labels-idx1-ubyte.gz")
MNIST_PAIRS = ("0,1", "4,9", "3,8")
CIFAR_PAIRS = ("0,1", "3,5")
COLUMNS = ("data", "classes", "method", "beta ratio", "n", "test accuracy", "train accuracy", "neurons", "patterns",
           "restricted gap", "bounded gap", "seconds")


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--heaviside", required=True, help="the program")
    parser.add_argument("--mnist", type=pathlib.Path, help="folder of the four IDX files")
    parser.add_argument("--cifar", type=pathlib.Path, help="folder of binary files: *train*.bin.gz and *test*.bin.gz")
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--results", type=pathlib.Path, default=pathlib.Path("images-results"))
    parser.add_argument("--launcher", default="", help="before the program")
    return parser.parse_args()


def mnist_data(folder, small):
    train_images, train_labels, test_images, test_labels = (str(folder / name) for name in MNIST_FILES)
    if small:
        return [test_images, "--labels-file", test_labels, "--split", "0.2"]
    return [train_images, "--labels-file", train_labels, "--test", test_images]


def cifar_data(folder):
    train, test = (sorted(folder.glob(f"*{part}*.bin*"))[0] for part in ("train", "test"))
    return [str(train), "--test", str(test)]


def runs(arguments):
    """(data, classes, method, beta ratio, words of the command) of every run."""
    sets = []
    if arguments.mnist:
        sets.append(("MNIST", mnist_data(arguments.mnist, arguments.small), MNIST_PAIRS))
    if arguments.cifar:
        sets.append(("CIFAR-10", cifar_data(arguments.cifar), CIFAR_PAIRS))
    patterns = 2000 if arguments.small else 20000
    for name, data, pairs in sets:
        for ratio in ("0.1", "0.03"):
            yield name, "ten", "random patterns", ratio, ["train", *data, "--patterns", str(patterns), "--refine", "off",
                                                          "--beta-ratio", ratio, "--gap", "1e-4"]
        for pair in pairs:
            two = [*data, "--classes", pair]
            yield name, pair, "refined", "0.03", ["train", *two, "--refine", "5", "--beta-ratio", "0.03", "--gap", "1e-4"]
            yield name, pair, "logistic", "", ["baseline", "logistic", *two]


def report_of(arguments, name, classes, method, ratio, words):
    folder = arguments.results / "-".join(filter(None, (name, classes, method.replace(" ", "-"), ratio)))
    report = folder / "report.json"
    if not report.exists():
        command = [*shlex.split(arguments.launcher), arguments.heaviside, *words, "--out", str(folder), "--quiet"]
        result = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        if result.returncode != 0:
            sys.exit(f"{shlex.join(command)} ended with exit code {result.returncode}: {result.stderr}")
        print(f"{name} {classes} {method} {ratio}", file=sys.stderr)
    return json.loads(report.read_text())


def shown(value, form):
    return "" if value is None else format(value, form)


def main():
    arguments = parse_arguments()
    if not arguments.mnist and not arguments.cifar:
        sys.exit("give --mnist DIR or --cifar DIR, or both; the README says where to get them")
    print("| " + " | ".join(COLUMNS) + " |\n|" + "---|" * len(COLUMNS))
    for name, classes, method, ratio, words in runs(arguments):
        report = report_of(arguments, name, classes, method, ratio, words)
        cells = (name, classes, method, ratio, report["n"], shown(report["test_accuracy"], ".4f"),
                 shown(report["train_accuracy"], ".4f"), report["neurons"] or "", report["patterns"] or "",
                 shown(report["restricted_gap"], ".1e"), shown(report["bounded_global_gap"], ".2f"),
                 f"{report['seconds_total']:.1f}")
        print("| " + " | ".join(str(cell) for cell in cells) + " |", flush=True)


if __name__ == "__main__":
    main()
