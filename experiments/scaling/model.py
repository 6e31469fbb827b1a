#!/usr/bin/env python3
"""A cost model of training, fitted to what measure.py measured, and what it predicts for many ranks. The README writes the
model out. Prints Markdown tables and draws scaling.png.

    model.py results/scaling/measurements.json [--latency 2e-6] [--bandwidth 1e10] [--strong N,D,P] [--weak N,D,P]
             [--neurons 2000] [--iterations 60]

--latency (s) and --bandwidth (bytes/s) are those of the network between nodes, which one machine cannot measure.
"""
import argparse
import dataclasses
import itertools
import json
import math
import pathlib

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np

RANKS = (1, 64, 1024, 16384)
SMALL_SUMS = 12  # a Newton step: norms and maxima of the line search, the columns' new places
CLAIM = 40  # bytes a sampled pattern, there and back, to find its equals
GIBIBYTE = 2**30


@dataclasses.dataclass
class Problem:
    n: float
    d: float
    P: float
    neurons: float
    iterations: float


def sampling_work(p, ranks):
    return [p.n * p.d * p.P / ranks, p.n * p.P / ranks]


def assembly_work(p, ranks):
    return [p.n * p.P / ranks]


def solve_work(p, ranks):
    """What one rank does: passes over its bits, its part of the Gram matrix, the factor, which every rank computes whole."""
    return [p.iterations * p.n * p.P / ranks, p.iterations * p.n * p.neurons**2 / ranks, p.iterations * p.neurons**3]


WORK = {"sample": sampling_work, "assemble": assembly_work, "solve": solve_work}
PARTS = {"sample": ("products Z u", "packing and hashing"), "assemble": ("assembly",), "solve": ("passes over D", "Gram matrix", "replicated factor")}


def non_negative_fit(A, b):
    """argmin ||A x - b|| over x >= 0, by trying every support: there are few columns."""
    best, smallest = np.zeros(A.shape[1]), np.linalg.norm(b)
    for size in range(1, A.shape[1] + 1):
        for support in itertools.combinations(range(A.shape[1]), size):
            x = np.linalg.lstsq(A[:, support], b, rcond=None)[0]
            error = np.linalg.norm(A[:, support] @ x - b)
            if (x >= 0).all() and error < smallest:
                smallest, best = error, np.zeros(A.shape[1])
                best[list(support)] = x
    return best


def relative_fit(rows, seconds):
    """Rates so that the relative errors are least."""
    kept = [(row, time) for row, time in zip(rows, seconds) if time > 0]
    A = np.array([row for row, _ in kept], dtype=float)
    times = np.array([time for _, time in kept])
    scale = A.max(axis=0)
    scale[scale == 0] = 1
    return non_negative_fit(A / scale / times[:, None], np.ones(len(times))) / scale


class Network:
    """alpha-beta: a message of b bytes takes alpha + b / beta; a sum over R ranks ceil(log2 R) latencies and, in halves, twice
    its bytes."""

    def __init__(self, latency, seconds_a_byte):
        self.latency, self.seconds_a_byte = latency, seconds_a_byte

    @classmethod
    def fitted(cls, messages):
        if not messages:
            return cls(0.0, 0.0)
        rows = [(math.ceil(math.log2(m["ranks"])), 2 * m["bytes"] * (1 - 1 / m["ranks"])) for m in messages]
        return cls(*relative_fit(rows, [m["seconds"] for m in messages]))

    def sum(self, size, ranks):
        return self.latency * math.ceil(math.log2(ranks)) + self.seconds_a_byte * 2 * size * (1 - 1 / ranks)

    def gather(self, size, ranks):
        """All ranks together have `size` bytes, and each gets all of them."""
        return self.latency * math.ceil(math.log2(ranks)) + self.seconds_a_byte * size * (1 - 1 / ranks)

    def exchange(self, size, ranks):
        """Each rank sends `size` bytes in parts to all others."""
        return self.latency * (ranks - 1) + self.seconds_a_byte * size * (1 - 1 / ranks)


def talk(network, stage, p, ranks):
    """Seconds of messages by what they are for."""
    if stage == "sample":
        return {"finding equal patterns": 5 * network.exchange(CLAIM * p.P / ranks / 5, ranks)}
    if stage == "assemble":
        return {}
    return {"sums of n numbers": 2 * p.iterations * network.sum(8 * p.n, ranks),
            "small sums": SMALL_SUMS * p.iterations * network.sum(544, ranks),
            "gathering columns and Gram": p.iterations * network.gather(
                p.neurons * p.n / 8 + 4 * p.neurons**2, ranks)}


class Model:
    def __init__(self, runs, network):
        self.network = network
        self.rates = {}
        for stage, work in WORK.items():
            messages = [sum(talk(self.network, stage, problem_of(run), run["ranks"]).values()) for run in runs]
            computing = [max(run[stage] - spent, 0.1 * run[stage]) for run, spent in zip(runs, messages)]
            self.rates[stage] = relative_fit([work(problem_of(run), run["ranks"]) for run in runs], computing)

    def parts(self, p, ranks):
        """Seconds by part, all stages together."""
        found = {}
        for stage, work in WORK.items():
            found.update(zip(PARTS[stage], self.rates[stage] * np.array(work(p, ranks))))
            found.update(talk(self.network, stage, p, ranks))
        return found

    def stage(self, stage, p, ranks):
        return float(self.rates[stage] @ np.array(WORK[stage](p, ranks)) + sum(talk(self.network, stage, p, ranks).values()))


def problem_of(run):
    return Problem(*(run[key] for key in ("n", "d", "P", "neurons", "iterations")))


def memory(p, ranks):
    """Bytes of a rank by what they are for."""
    return {"bits": p.n * p.P / 8 / ranks, "X and Z": 8 * p.n * (2 * p.d + 1), "Gram and factor": 12 * p.neurons**2,
            "vectors": 8 * (12 * p.n + 8 * p.P / ranks)}


def print_row(cells):
    print("| " + " | ".join(str(cell) for cell in cells) + " |")


def print_predictions(title, model, problem_on):
    print(f"\n{title}\n")
    names = list(model.parts(problem_on(1), 1))
    print_row(("ranks", *(f"{name} s" for name in names), "together s", "efficiency", "GiB a rank", "most of it"))
    print_row("---" for _ in range(len(names) + 5))
    alone = sum(model.parts(problem_on(1), 1).values())
    work_grows = problem_on(2).P > problem_on(1).P
    for ranks in RANKS:
        p = problem_on(ranks)
        parts, held = model.parts(p, ranks), memory(p, ranks)
        total = sum(parts.values())
        efficiency = alone / total / (1 if work_grows else ranks)
        print_row((ranks, *(f"{parts[name]:.2g}" for name in names), f"{total:.3g}", f"{efficiency:.2f}",
                   f"{sum(held.values()) / GIBIBYTE:.2f}", max(held, key=held.get)))


def first_to_break(model, problem_on):
    """The fewest ranks, a power of two, where less than half of the time is the work that ranks share; and what takes most of
    the rest."""
    shared = {"products Z u", "packing and hashing", "assembly", "passes over D", "Gram matrix"}
    for exponent in range(1, 21):
        parts = model.parts(problem_on(2**exponent), 2**exponent)
        rest = {name: seconds for name, seconds in parts.items() if name not in shared}
        if sum(rest.values()) > sum(parts.values()) / 2:
            return 2**exponent, max(rest, key=rest.get)
    return None, None


def print_break(name, model, problem_on):
    ranks, part = first_to_break(model, problem_on)
    print(f"- {name}: " + (f"from {ranks} ranks on, most of the time is not shared work, and most of that is: {part}."
                           if ranks else "up to 2^20 ranks most of the time is shared work."))


def print_fit(model, runs):
    print("Relative errors of the fit (median, largest): " + ", ".join(
        "{} {:.0%}, {:.0%}".format(stage, np.median(errors), max(errors))
        for stage in WORK for errors in [[abs(model.stage(stage, problem_of(run), run["ranks"]) / run[stage] - 1)
                                          for run in runs if run[stage] > 0]]))
    for stage, names in PARTS.items():
        for name, rate in zip(names, model.rates[stage]):
            print(f"- {name}: " + (f"{1 / rate:.3g} units of work a second" if rate > 0 else "too little to be seen"))
    print(f"- messages on this machine: latency {model.network.latency:.2g} s, {model.network.seconds_a_byte:.2g} s a byte")


def draw(path, model, curves):
    figure, axes = plt.subplots(1, len(curves), figsize=(6 * len(curves), 4.5), squeeze=False)
    counts = 2 ** np.arange(0, 15)
    for one, (title, problem_on) in zip(axes[0], curves.items()):
        table = [model.parts(problem_on(int(ranks)), int(ranks)) for ranks in counts]
        for name in table[0]:
            seconds = [parts[name] for parts in table]
            if max(seconds) > 0:
                one.plot(counts, np.maximum(seconds, 1e-6), label=name, linewidth=1.3)
        one.plot(counts, [sum(parts.values()) for parts in table], "k", label="together", linewidth=2)
        one.set(xscale="log", yscale="log", xlabel="ranks", ylabel="seconds, predicted", title=title, ylim=(1e-4, None))
        one.spines[["top", "right"]].set_visible(False)
    figure.legend(*axes[0, 0].get_legend_handles_labels(), loc="lower center", ncols=5, frameon=False)
    figure.tight_layout(rect=(0, 0.1, 1, 1))
    figure.savefig(path, dpi=150)


def parse_arguments():
    whole = lambda text: [float(word) for word in text.split(",")]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("measurements", type=pathlib.Path)
    parser.add_argument("--latency", type=float, default=2e-6)
    parser.add_argument("--bandwidth", type=float, default=1e10)
    parser.add_argument("--strong", type=whole, default=[60000, 784, 1e7])
    parser.add_argument("--weak", type=whole, default=[60000, 784, 1e5])
    parser.add_argument("--neurons", type=float, default=2000)
    parser.add_argument("--iterations", type=float, default=60)
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    measured = json.loads(arguments.measurements.read_text())
    model = Model(measured["runs"], Network.fitted(measured["messages"]))
    print_fit(model, measured["runs"])

    model.network = Network(arguments.latency, 1 / arguments.bandwidth)
    n, d, patterns = arguments.strong
    strong = lambda ranks: Problem(n, d, patterns, arguments.neurons, arguments.iterations)
    weak_n, weak_d, a_rank = arguments.weak
    weak = lambda ranks: Problem(weak_n, weak_d, a_rank * ranks, arguments.neurons, arguments.iterations)
    curves = {f"strong: n, d, P = {n:g}, {d:g}, {patterns:g}": strong,
              f"weak: n, d, P a rank = {weak_n:g}, {weak_d:g}, {a_rank:g}": weak}
    for title, problem_on in curves.items():
        print_predictions(f"Predicted, {title}; {arguments.neurons:g} neurons, {arguments.iterations:g} Newton steps; between "
                          f"nodes {arguments.latency:g} s and {arguments.bandwidth:g} bytes/s", model, problem_on)
    print("\nWhat breaks first\n")
    for title, problem_on in curves.items():
        print_break(title, model, problem_on)
    draw(arguments.measurements.parent / "scaling.png", model, curves)


if __name__ == "__main__":
    main()
