#!/usr/bin/env python3
"""Draws a path: plot_path.py DIR reads path.csv and report.json of DIR and writes path.png beside them."""
import csv
import json
import pathlib
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

BLUE, ORANGE, GREY = "#2a6f97", "#e07a1f", "#8a8a8a"


def column(rows, name):
    return [float(row[name]) if row[name] else float("nan") for row in rows]


def draw_scores(axes, rows, selection):
    betas = column(rows, "beta_ratio")
    axes.plot(betas, column(rows, "train_score"), color=GREY, label="training rows")
    if any(row["test_score"] for row in rows):
        axes.plot(betas, column(rows, "test_score"), color=ORANGE, label="test rows")
    if selection:
        axes.errorbar(betas, column(rows, "held_out_score"), yerr=column(rows, "standard_error"), color=BLUE, marker="o",
                      markersize=2.5, linewidth=1, elinewidth=0.6, label="held-out rows, one standard error")
        axes.axvline(betas[selection["index"]], color="black", linewidth=0.8, label=f"chosen ({selection['rule']})")
    axes.set(xscale="log", xlabel="beta / beta_max", ylabel=selection["criterion"] if selection else "criterion")
    axes.legend(frameon=False, fontsize=8)


def draw_neurons(axes, rows):
    axes.plot(column(rows, "beta_ratio"), column(rows, "neurons"), color=BLUE)
    axes.set(xscale="log", xlabel="beta / beta_max", ylabel="neurons")


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: plot_path.py DIR")
    folder = pathlib.Path(sys.argv[1])
    with open(folder / "path.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    selection = json.loads((folder / "report.json").read_text())["selection"]
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 3.8))
    draw_scores(left, rows, selection)
    draw_neurons(right, rows)
    for axes in (left, right):
        axes.invert_xaxis()
        axes.spines[["top", "right"]].set_visible(False)
    figure.tight_layout()
    figure.savefig(folder / "path.png", dpi=150)


if __name__ == "__main__":
    main()
