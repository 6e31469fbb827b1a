#!/usr/bin/env python3
"""An independent check of a training run. It shares no code with the program, only the files that it writes.

    verify.py MODEL DATA DICTIONARY REPORT

MODEL and REPORT are model.json and report.json of a run; DICTIONARY is what its --save-dictionary wrote; DATA is the
csv that it trained on (numeric columns, the label last), or builtin:tic-tac-toe. From these alone it recomputes, in
NumPy, that the dictionary is sound, that every neuron's pattern is in it, the objective (of any loss), beta_max, the
scores, the restricted gap, and the optimum of the shattered program that bounds the global gap.
"""

import argparse
import csv
import itertools
import json
import sys
from pathlib import Path

import numpy as np

EPSILON = np.finfo(float).eps
RELATIVE = 1e-9  # between the program's numbers and those recomputed here


class Wrong(AssertionError):
    """A check that failed."""


def require(condition, message):
    if not condition:
        raise Wrong(message)


def close(value, expected, what, scale=1.0):
    """Equal but for rounding in numbers of this size."""
    require(value is not None, f"{what} is null")
    require(abs(value - expected) <= RELATIVE * scale, f"{what}: {value!r} is not {expected!r}")


# ---------------------------------------------------------------------------------------------------------- data

def tic_tac_toe():
    """X (958 x 9; x, blank, o = -1, 0, 1) and labels (1 where x has won): the boards in which a game that x begins
    can end. Found by looking at all 3^9 boards, not by playing."""
    lines = [(0, 1, 2), (3, 4, 5), (6, 7, 8), (0, 3, 6), (1, 4, 7), (2, 5, 8), (0, 4, 8), (2, 4, 6)]
    ends = []
    for board in itertools.product((-1, 1, 0), repeat=9):
        crosses, noughts = board.count(-1), board.count(1)
        x_wins, o_wins = (any(all(board[k] == who for k in line) for line in lines) for who in (-1, 1))
        draw = crosses + noughts == 9 and not x_wins and not o_wins and crosses == 5
        if (x_wins and not o_wins and crosses == noughts + 1) or (o_wins and not x_wins and crosses == noughts) or draw:
            ends.append((0 if x_wins else 1 if o_wins else 2, board))
    ends.sort(key=lambda end: end[0])  # stable: x won, o won, drawn; within them x < o < blank, as the UCI set
    return np.array([board for _, board in ends], dtype=float), ["-1" if outcome else "1" for outcome, _ in ends]


def is_number(text):
    try:
        float(text)
    except ValueError:
        return False
    return True


def read_csv(path):
    """X and the labels as text; a first line that is no numbers is a header."""
    with open(path, newline="") as file:
        rows = [row for row in csv.reader(file) if row]
    if not all(is_number(field) for field in rows[0][:-1]):
        rows = rows[1:]
    return np.array([[float(field) for field in row[:-1]] for row in rows]), [row[-1] for row in rows]


def write_csv(path, X, labels):
    """Writes every number so that it reads back as the same double."""
    names = [f"f{k}" for k in range(X.shape[1])] + ["label"]
    rows = [[repr(float(value)) for value in row] + [str(label)] for row, label in zip(X, labels)]
    Path(path).write_text("\n".join(",".join(row) for row in [names] + rows) + "\n")


def target(model, labels):
    """y: the numbers of a regression, or -1 and +1 for the first and second class."""
    if model["task"] == "regression":
        return np.array([float(label) for label in labels])
    known = {float(text) if is_number(text) else text: value for text, value in zip(model["classes"], (-1.0, 1.0))}
    return np.array([known[float(label) if is_number(label) else label] for label in labels])


# ---------------------------------------------------------------------------------------------------------- network

def first_inputs(model, X):
    """Z = ((x - mean) / scale, 1)."""
    Z = (X - np.array(model["preprocessing"]["mean"])) / np.array(model["preprocessing"]["scale"])
    return np.hstack([Z, np.ones((len(X), 1))]) if model["bias"] else Z


def layer(inputs, sure, U):
    """One layer on n x k inputs: two n x m arrays, where each unit is active, and where rounding leaves no doubt of
    that. `sure` (n x k) says of which inputs there is none; a weight of 0 makes an input not matter."""
    U = np.array(U, dtype=np.longdouble).reshape(-1, inputs.shape[1])
    t = inputs @ U.T
    doubt = 2 * inputs.shape[1] * EPSILON * (np.abs(inputs) @ np.abs(U).T)
    exact = (np.abs(t) > doubt) | (doubt == 0)  # all terms zero: a tie, which is active
    return t >= 0, exact & ((~sure).astype(int) @ (U != 0).T.astype(int) == 0)


def patterns(model, X):
    """Two m x n arrays of bits: where each neuron is active, and where rounding leaves no doubt of that."""
    Z = first_inputs(model, X).astype(np.longdouble)
    active = np.zeros((len(model["neurons"]), len(X)), dtype=bool)
    sure = active.copy()
    for j, neuron in enumerate(model["neurons"]):
        bits, known = Z, np.ones(Z.shape, dtype=bool)
        for U in neuron["layers"]:
            bits, known = layer(bits.astype(np.longdouble), known, U)
        require(bits.shape == (len(X), 1), f"neuron {j} has {bits.shape[1]} last units")
        active[j], sure[j] = bits[:, 0], known[:, 0]
    return active, sure


def predict(model, X):
    active, _ = patterns(model, X)
    return np.array([neuron["weight"] for neuron in model["neurons"]]) @ active.astype(float)


def rows_of_neurons(model, X, rows):
    """The row of the dictionary that each neuron's pattern is."""
    active, sure = patterns(model, X)
    position = {row.tobytes(): k for k, row in enumerate(rows)}
    found = []
    for j, pattern in enumerate(active):
        if pattern.tobytes() in position:
            found.append(position[pattern.tobytes()])
            continue
        candidates = np.flatnonzero((rows[:, sure[j]] == pattern[sure[j]]).all(axis=1))
        require(candidates.size == 1, f"the pattern of neuron {j} is in {candidates.size} rows of the dictionary")
        found.append(candidates[0])
    return found


# ---------------------------------------------------------------------------------------------------------- programs

class Loss:
    """L(f) = sum_i l(f_i, y_i), its residual theta = -l', and -l*(-theta), of which the dual objective is the sum."""

    def __init__(self, model, y):
        self.name, self.y = model["loss"], y.astype(np.longdouble)
        self.delta = model.get("huber_delta")

    def value(self, f):
        margin, error = self.y * f, np.abs(f - self.y)
        return {"squared": lambda: error**2 / 2,
                "logistic": lambda: np.logaddexp(0, -margin),
                "squared-hinge": lambda: np.maximum(1 - margin, 0) ** 2 / 2,
                "huber": lambda: np.where(error < self.delta, error**2 / 2, self.delta * (error - self.delta / 2)),
                }[self.name]().sum()

    def residual(self, f):
        margin, difference = self.y * f, self.y - f
        return {"squared": lambda: difference,
                "logistic": lambda: self.y * np.exp(-np.logaddexp(0, margin)),
                "squared-hinge": lambda: self.y * np.maximum(1 - margin, 0),
                "huber": lambda: np.clip(difference, -self.delta, self.delta)}[self.name]()

    def dual(self, theta):
        if self.name == "logistic":
            p = self.y * theta
            return -np.sum(p * np.log(np.maximum(p, 1e-300)) + (1 - p) * np.log1p(-p))
        return np.sum(theta * self.y - theta**2 / 2)


def shattered_optimum(X, loss, beta):
    """The optimum over all 0/1 vectors that are equal on equal rows: two levels, and what fits best between them, by
    bisection on the sums of residuals, which fall with the output."""
    _, group = np.unique(X + 0.0, axis=0, return_inverse=True)
    group = group.ravel()
    groups = group.max() + 1

    def residuals(delta):
        return np.bincount(group, weights=loss.residual(delta[group]).astype(float))

    def level(sign):
        low, high = 0.0, 2.0 ** np.ceil(np.log2(1 + np.abs(loss.y).max()))
        beyond = lambda t: np.maximum(sign * residuals(np.full(groups, sign * t)), 0).sum()
        while beyond(high) > beta:
            high *= 2
        for _ in range(200):
            middle = (low + high) / 2
            low, high = (middle, high) if beyond(middle) > beta else (low, middle)
        return high

    upper, lower = level(1), level(-1)
    low, high = np.full(groups, -lower), np.full(groups, upper)
    for _ in range(200):
        middle = (low + high) / 2
        rising = residuals(middle) > 0
        low, high = np.where(rising, middle, low), np.where(rising, high, middle)
    return float(loss.value(high[group]) + beta * (upper + lower))


def area_under_curve(f, y):
    """The share of pairs (positive, negative) that f orders rightly; a tie counts half."""
    difference = f[y > 0][:, None] - f[y < 0][None, :]
    return float(np.mean((difference > 0) + 0.5 * (difference == 0)))


# ---------------------------------------------------------------------------------------------------------- checks

def check_dictionary(packed, n, report):
    """Checks the saved dictionary and returns it as P x n booleans."""
    require(packed.dtype == np.uint8 and packed.shape[1] == (n + 7) // 8, f"dictionary of shape {packed.shape}")
    bits = np.unpackbits(packed, axis=1, bitorder="little").astype(bool)
    require(not bits[:, n:].any(), "bits beyond the last sample are set")
    rows = np.ascontiguousarray(bits[:, :n])
    require(len(rows) == report["patterns"], f"{len(rows)} rows, {report['patterns']} patterns in the report")
    require(len(np.unique(packed, axis=0)) == len(packed), "two rows of the dictionary are equal")
    require(rows.all(axis=1).any(), "the pattern of ones is missing")
    require(rows.any(axis=1).all(), "the pattern of zeros is there")
    return rows


def check_scores(report, f, y, task):
    if task == "regression":
        require(report["train_accuracy"] is None and report["auc"] is None, "a regression has no accuracy")
        rmse = np.sqrt(np.mean((f - y) ** 2))
        close(report["rmse"], rmse, "rmse", scale=rmse)
        return
    require(report["rmse"] is None, "a classification has no rmse")
    right = (f >= 0) == (y > 0)
    close(report["train_accuracy"], right.mean(), "train accuracy")
    close(report["balanced_accuracy"], (right[y > 0].mean() + right[y < 0].mean()) / 2, "balanced accuracy")
    close(report["auc"], area_under_curve(f, y), "auc")


def verify(model, X, labels, packed, report):
    """Raises Wrong unless the run was right. Returns the recomputed numbers."""
    n = len(X)
    y = target(model, labels)
    rows = check_dictionary(packed, n, report)
    D = rows.T.astype(float)
    require((report["n"], report["d"]) == X.shape, "n and d of the report")

    w = np.zeros(D.shape[1])
    neurons = rows_of_neurons(model, X, rows)
    require(len(set(neurons)) == len(neurons) == report["neurons"], "neurons have distinct patterns, one each")
    w[neurons] = [neuron["weight"] for neuron in model["neurons"]]
    require(np.count_nonzero(w) == len(neurons), "a neuron has weight 0")

    beta = report["beta"]
    require(model["beta"] == beta > 0, "beta of model and report")
    loss = Loss(model, y)
    require(model["loss"] == report["options"]["loss"], "loss of model and report")
    searched = report["options"]["certify"] in ("exact", "auto")
    if report["options"]["refine"] == "off" and not searched:  # beta_max is that of the first dictionary
        beta_max = np.abs(D.T @ loss.residual(np.zeros(n))).max()
        close(report["beta_max"], beta_max, "beta_max", scale=beta_max)
    if report["options"]["beta"] is None:
        close(beta, report["options"]["beta-ratio"] * report["beta_max"], "beta", scale=beta)

    f = D.astype(np.longdouble) @ w.astype(np.longdouble)
    r = loss.residual(f)
    objective = float(loss.value(f) + beta * np.abs(w).sum())
    close(report["objective"], objective, "objective", scale=objective)

    largest = np.abs(D.T @ r).max()
    theta = r * min(1, beta / largest) if largest > 0 else r  # feasible: |D'theta| <= beta
    bound = float(loss.dual(theta))
    gap = (objective - bound) / objective if objective > 0 else 0.0
    require(gap >= -RELATIVE, "a negative gap: the bound is above the objective")
    shattered = shattered_optimum(X, loss, beta)
    require(shattered <= objective * (1 + RELATIVE), "the shattered optimum is above the objective")
    bounded = max(0.0, (objective - shattered) / objective) if objective > 0 else 0.0
    close(report["bounded_global_gap"], bounded, "bounded global gap")
    # A dictionary of all patterns has a global gap. Where patterns were left out, it must not be called so.
    complete = report["options"]["patterns"] == "all" and report["certified_global_gap"] != report["bounded_global_gap"]
    certified = min(bounded, max(0.0, gap)) if complete else bounded
    if report["options"]["certify"] == "bounds":
        close(report["certified_global_gap"], certified, "certified global gap")
    if report["status"] in ("restricted_optimal", "globally_optimal"):
        require(gap <= report["options"]["gap"], f"restricted gap {gap} over the gap asked for")
        require(report["restricted_gap"] <= report["options"]["gap"], "reported gap over the gap asked for")
    if searched:  # the proof itself is not repeated here: its bound must lie between what is proven otherwise
        certified = report["certified_global_gap"]
        lower = report["global_lower_bound"]
        require(shattered * (1 - RELATIVE) <= lower <= objective * (1 + RELATIVE), "a global bound out of its range")
        close(certified, max(0.0, (objective - lower) / objective) if objective > 0 else 0.0, "certified global gap")
    if report["status"] == "globally_optimal":
        require(certified <= report["options"]["gap"], "called globally optimal without a proof")
    check_scores(report, f.astype(float), y, model["task"])
    return {"objective": objective, "restricted gap": gap, "bounded global gap": bounded, "neurons": len(neurons)}


def verify_files(model, data, dictionary, report):
    """The same for files; `data` is a path, builtin:tic-tac-toe, or a pair (X, labels)."""
    if isinstance(data, tuple):
        X, labels = data
    else:
        X, labels = tic_tac_toe() if str(data) == "builtin:tic-tac-toe" else read_csv(data)
    model, report = (json.loads(Path(path).read_text()) for path in (model, report))
    return verify(model, X, labels, np.load(dictionary), report)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("model", "data", "dictionary", "report"):
        parser.add_argument(name)
    try:
        for name, value in verify_files(**vars(parser.parse_args())).items():
            print(f"{name:20} {value:.10g}")
    except Wrong as wrong:
        sys.exit(f"wrong: {wrong}")


if __name__ == "__main__":
    main()
