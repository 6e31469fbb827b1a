#!/usr/bin/env python3
"""Draws a training run: plot_training.py DIR reads report.json, trace.csv, model.json and predictions.csv (if it is
there) of DIR, writes training.png beside them and prints a short table."""
import csv
import json
import pathlib
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

BLUE, ORANGE, GREY = "#2a6f97", "#e07a1f", "#8a8a8a"


def read_csv(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def draw_gaps(axes, trace, target):
    seconds = [float(row["seconds"]) for row in trace]
    axes.semilogy(seconds, [max(float(row["restricted_gap"]), 1e-16) for row in trace], "o-", color=BLUE,
                  label="restricted (these patterns)")
    bounded = [row["bounded_global_gap"] for row in trace]
    if all(bounded):
        axes.semilogy(seconds, [max(float(gap), 1e-16) for gap in bounded], "s--", color=ORANGE,
                      label="bounded global (all patterns)")
    axes.axhline(target, color=GREY, linewidth=0.8)
    axes.annotate("requested", (seconds[0], target), color=GREY, va="bottom", fontsize=8)
    axes.set(xlabel="seconds", ylabel="relative gap", title="How far from optimal")
    axes.legend(frameon=False, fontsize=8)


def draw_weights(axes, model):
    weights = sorted((neuron["weight"] for neuron in model["neurons"]), key=abs, reverse=True)
    colours = [BLUE if weight >= 0 else ORANGE for weight in weights]
    axes.bar(range(1, len(weights) + 1), weights, color=colours, width=1.0)
    axes.axhline(0, color="black", linewidth=0.6)
    axes.set(xlabel="neuron", ylabel="weight", title=f"{len(weights)} neurons are left")


def draw_outputs(axes, predictions):
    groups = sorted({row["label"] for row in predictions})
    outputs = {group: [float(row["output"]) for row in predictions if row["label"] == group] for group in groups}
    every = [value for values in outputs.values() for value in values]
    width = (max(every) - min(every)) / 30 or 1
    bins = [min(every) + width * k for k in range(31)]
    for group, colour in zip(groups, (ORANGE, BLUE, GREY)):
        axes.hist(outputs[group], bins=bins, color=colour, alpha=0.7, label=f"label {group}")
    axes.axvline(0, color="black", linewidth=0.8)
    axes.set(xlabel="output f(x)", ylabel="rows", title="Rows that training never saw")
    axes.legend(frameon=False, fontsize=8)


def draw(folder, report, trace, model, predictions):
    figure, axes = plt.subplots(1, 3 if predictions else 2, figsize=(12 if predictions else 8, 3.6))
    draw_gaps(axes[0], trace, report["options"]["gap"])
    draw_weights(axes[1], model)
    if predictions:
        draw_outputs(axes[2], predictions)
    for one in axes:
        one.spines[["top", "right"]].set_visible(False)
    figure.tight_layout()
    figure.savefig(folder / "training.png", dpi=150)


def print_table(report, predictions):
    rows = [("data", f"{report['data']}: {report['n']} rows, {report['d']} features"),
            ("status", report["status"]),
            ("patterns -> neurons", f"{report['patterns']} -> {report['neurons']}"),
            ("restricted gap", f"{report['restricted_gap']:.1e}"),
            ("train accuracy", f"{report['train_accuracy']:.4f}" if report["train_accuracy"] is not None else "-")]
    if predictions and "predicted" in predictions[0]:
        right = sum(float(row["predicted"]) == float(row["label"]) for row in predictions)
        rows.append(("held-out accuracy", f"{right / len(predictions):.4f} ({right} of {len(predictions)})"))
    rows.append(("seconds, ranks", f"{report['seconds_total']:.2f}, {report['ranks']}"))
    print("\n" + "\n".join(f"  {name:<21}{value}" for name, value in rows))


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: plot_training.py DIR")
    folder = pathlib.Path(sys.argv[1])
    report = json.loads((folder / "report.json").read_text())
    model = json.loads((folder / "model.json").read_text())
    held_out = folder / "predictions.csv"
    predictions = read_csv(held_out) if held_out.exists() else []
    if predictions and "label" not in predictions[0]:
        predictions = []
    draw(folder, report, read_csv(folder / "trace.csv"), model, predictions)
    print_table(report, predictions)


if __name__ == "__main__":
    main()
