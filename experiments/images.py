#!/usr/bin/env python3
"""Trains on MNIST and CIFAR-10, all ten classes and pairs of them; then tables, a figure and a check against expected values.

    images.py --heaviside build/heaviside [--mnist DIR] [--cifar DIR] [--small] [--results DIR]
              [--launcher "mpirun -n 4"]

images/experiment.json says what is run. A run that is there already and was asked for in the same words is kept. DIR receives
runs.csv (a line a run), table.md, table.tex, figure.png, figure.pdf, and the files of every run below runs/. Values that
differ from expected.json (with --small: expected_small.json) by more than the tolerance there are named, and the exit code
is 1. --small: the rows of MNIST's test file instead of its training file, a fifth of them held out, and fewer patterns.
"""
import argparse
import json
import pathlib
import sys

import comparison
import presenting

FOLDER = pathlib.Path(__file__).resolve().parent / "images"
MNIST_FILES = ("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz", "t10k-images-idx3-ubyte.gz",
               "t10k-labels-idx1-ubyte.gz")
METRICS = ("test_accuracy", "train_accuracy", "objective", "bounded_global_gap", "neurons", "seconds_total")


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--heaviside", required=True, help="the program")
    parser.add_argument("--mnist", type=pathlib.Path, help="folder of the four IDX files")
    parser.add_argument("--cifar", type=pathlib.Path, help="folder of binary files: *train*.bin.gz and *test*.bin.gz")
    parser.add_argument("--small", action="store_true", help="a matter of minutes")
    parser.add_argument("--results", type=pathlib.Path, default=pathlib.Path("results/images"))
    parser.add_argument("--launcher", default="", help="what the program is started with, such as 'mpirun -n 4'")
    return parser.parse_args()


def mnist_data(folder, small):
    train_images, train_labels, test_images, test_labels = (str(folder / name) for name in MNIST_FILES)
    if small:
        return [test_images, "--labels-file", test_labels, "--split", "0.2"]
    return [train_images, "--labels-file", train_labels, "--test", test_images]


def cifar_data(folder):
    train, test = (sorted(folder.glob(f"*{part}*.bin*"))[0] for part in ("train", "test"))
    return [str(train), "--test", str(test)]


def cells_of(arguments, experiment):
    """(name, words of the data, methods) of each."""
    sets = {}
    if arguments.mnist:
        sets["MNIST"] = mnist_data(arguments.mnist, arguments.small)
    if arguments.cifar:
        sets["CIFAR-10"] = cifar_data(arguments.cifar)
    for name, data in sets.items():
        yield f"{name} ten", data, experiment["ten"]
        for pair in experiment["pairs"][name]:
            yield f"{name} {pair}", [*data, "--classes", pair], experiment["pair"]


def all_runs(arguments, experiment):
    for cell, data, methods in cells_of(arguments, experiment):
        for method, written in methods.items():
            subcommand, _, options = written.format(**experiment).partition(" -")
            words = [*subcommand.split(), *data, *(("-" + options).split() if options else ())]
            out = arguments.results / "runs" / cell.replace(" ", "-") / method.replace(", ", "-").replace(" ", "-")
            if not comparison.finished(out, words):
                print(f"{cell}  {method}", file=sys.stderr, flush=True)
                comparison.run(arguments, words, out)
            yield {"cell": cell, "method": method, "trial": 1, "report": json.loads((out / "report.json").read_text())}


def main():
    arguments = parse_arguments()
    if not arguments.mnist and not arguments.cifar:
        sys.exit("give --mnist DIR or --cifar DIR, or both; the README says where to get them")
    experiment = comparison.read_experiment(FOLDER, arguments.small)
    runs = list(all_runs(arguments, experiment))
    comparison.write_runs(arguments.results / "runs.csv", runs)
    summary = presenting.summarise(runs, METRICS)
    presenting.write_tables(arguments.results, summary)
    presenting.draw_dots(arguments.results, summary, "test_accuracy", experiment["title"])
    print((arguments.results / "table.md").read_text(), end="")
    expected = json.loads((FOLDER / ("expected_small.json" if arguments.small else "expected.json")).read_text())
    comparison.end_with(comparison.deviations({cell: expected[cell] for cell in summary if cell in expected}, summary))


if __name__ == "__main__":
    main()
