"""Tables and figures of comparisons: methods on several cells, a few trials each. A run is a dictionary with cell, method,
trial, report (of report.json) and trace (the lines of trace.csv)."""
import collections
import math
import statistics

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np

Spread = collections.namedtuple("Spread", "mean deviation trials")

HEADS = {"objective": "objective", "bounded_global_gap": "gap at most", "train_accuracy": "train accuracy",
         "test_accuracy": "test accuracy", "neurons": "neurons", "seconds_total": "seconds"}
DIGITS = {"objective": 3, "bounded_global_gap": 3, "train_accuracy": 3, "test_accuracy": 3, "neurons": 0, "seconds_total": 2}
CURVES = {"objective": "objective", "train_accuracy": "train accuracy", "test_accuracy": "test accuracy"}


def summarise(runs, metrics):
    """cell -> method -> metric -> Spread, in the order of the runs."""
    summary = {}
    for one in runs:
        values = summary.setdefault(one["cell"], {}).setdefault(one["method"], {metric: [] for metric in metrics})
        for metric in metrics:
            values[metric].append(one["report"][metric])
    return {cell: {method: {metric: spread(values) for metric, values in found.items()}
                   for method, found in methods.items()} for cell, methods in summary.items()}


def spread(values):
    known = [value for value in values if value is not None]
    return Spread(statistics.fmean(known) if known else math.nan, statistics.stdev(known) if len(known) > 1 else 0.0,
                  len(known))


def text_of(value, digits, between):
    """Mean and deviation; of one trial that, of none nothing."""
    if value.trials == 0:
        return ""
    mean = f"{value.mean:.{digits}f}"
    return mean if value.trials == 1 else f"{mean}{between}{value.deviation:.{digits}f}"


def rows_of(summary, between):
    """Lists of texts, a row a method and cell."""
    for cell, methods in summary.items():
        for method, metrics in methods.items():
            yield [cell, method, *(text_of(value, DIGITS[metric], between) for metric, value in metrics.items())]


def write_tables(folder, summary):
    """table.md and table.tex: mean and standard deviation over the trials."""
    metrics = next(iter(next(iter(summary.values())).values()))
    heads = ["data", "method", *(HEADS[metric] for metric in metrics)]
    lines = [heads, ["---"] * len(heads), *rows_of(summary, " ± ")]
    (folder / "table.md").write_text("".join("| " + " | ".join(line) + " |\n" for line in lines))
    body = "".join(" & ".join(row) + r" \\" + "\n" for row in rows_of(summary, r" $\pm$ "))
    (folder / "table.tex").write_text(
        r"\begin{tabular}{ll" + "r" * len(metrics) + "}\n\\hline\n" + " & ".join(heads) + " \\\\\n\\hline\n" + body +
        "\\hline\n\\end{tabular}\n")


def standings(summary, score, seconds):
    """A Markdown table of the methods over all cells: mean score, mean rank (1 is best; equals share), cells where no other
    method has a higher mean, and the mean of seconds."""
    methods = list(dict.fromkeys(method for cell in summary.values() for method in cell))
    complete = [cell for cell in summary.values() if all(method in cell for method in methods)]
    lines = [["method", "mean " + HEADS[score], "mean rank", f"best of {len(complete)}", "mean seconds"], ["---"] * 5]
    for method in methods:
        own = [cell[method][score].mean for cell in complete]
        others = [[cell[other][score].mean for other in methods] for cell in complete]
        ranks = [sum(one > value for one in all_of) + (sum(one == value for one in all_of) + 1) / 2
                 for value, all_of in zip(own, others)]
        best = sum(value == max(all_of) for value, all_of in zip(own, others))
        spent = statistics.fmean(cell[method][seconds].mean for cell in complete)
        lines.append([method, f"{statistics.fmean(own):.3f}", f"{statistics.fmean(ranks):.2f}", str(best), f"{spent:.2f}"])
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def draw_dots(folder, summary, metric, title):
    """figure.png and figure.pdf: a row a cell, a dot a method, deviations as whiskers."""
    methods = list(dict.fromkeys(method for cell in summary.values() for method in cell))
    figure, axes = plt.subplots(figsize=(8, 1.5 + 0.55 * len(summary)))
    for k, (method, colour) in enumerate(zip(methods, plt.get_cmap("tab10").colors)):
        places = [row + 0.1 * (k - (len(methods) - 1) / 2) for row, cell in enumerate(summary.values()) if method in cell]
        values = [cell[method][metric] for cell in summary.values() if method in cell]
        axes.errorbar([value.mean for value in values], places, xerr=[value.deviation for value in values], fmt="o",
                      markersize=4, color=colour, label=method, linewidth=1)
    axes.set(xlabel=HEADS[metric], title=title)
    axes.set_yticks(range(len(summary)), list(summary))
    axes.invert_yaxis()
    axes.spines[["top", "right"]].set_visible(False)
    columns = max(1, min(len(methods), 100 // (max(map(len, methods)) + 8)))  # of the legend, about 100 letters wide
    lines = math.ceil(len(methods) / columns)
    figure.legend(*axes.get_legend_handles_labels(), loc="lower center", ncols=columns, frameon=False)
    figure.tight_layout(rect=(0, 0.05 * lines, 1, 1))
    for suffix in ("png", "pdf"):
        figure.savefig(folder / f"figure.{suffix}", dpi=150)
    plt.close(figure)


def curve(one, column):
    """Times and values of a run's trace."""
    points = [(float(row["seconds"]), float(row[column])) for row in one["trace"] if row[column]]
    return np.array(points).reshape(-1, 2).T


def at_times(one, column, times):
    """The latest value at each time; NaN before the first."""
    seconds, values = curve(one, column)
    latest = np.searchsorted(seconds, times, side="right") - 1
    return np.where(latest >= 0, values[np.maximum(latest, 0)], np.nan)


def draw_curves(axes, runs, column, colours):
    """The median over the trials of each method against time, between the smallest and the largest."""
    ends = [float(one["trace"][-1]["seconds"]) for one in runs]
    begins = [float(one["trace"][min(1, len(one["trace"]) - 1)]["seconds"]) for one in runs]
    times = np.geomspace(max(min(begins), 1e-4), max(max(ends), 2e-4), 200)
    for method, colour in colours.items():
        trials = np.array([at_times(one, column, times) for one in runs if one["method"] == method])
        shown = ~np.isnan(trials).any(axis=0)
        axes.plot(times[shown], np.median(trials[:, shown], axis=0), color=colour, label=method, linewidth=1.4)
        axes.fill_between(times[shown], trials[:, shown].min(axis=0), trials[:, shown].max(axis=0), color=colour,
                          alpha=0.15, linewidth=0)
    axes.set_xscale("log")
    axes.spines[["top", "right"]].set_visible(False)


def draw(folder, runs, title):
    """figure.png and figure.pdf: a column a cell, a row each for objective and accuracies."""
    cells = list(dict.fromkeys(one["cell"] for one in runs))
    methods = list(dict.fromkeys(one["method"] for one in runs))
    colours = dict(zip(methods, plt.get_cmap("tab10").colors))
    figure, axes = plt.subplots(len(CURVES), len(cells), figsize=(4 * len(cells), 7.5), squeeze=False, sharex="col")
    for column, cell in enumerate(cells):
        for row, (quantity, label) in enumerate(CURVES.items()):
            one = axes[row, column]
            draw_curves(one, [run for run in runs if run["cell"] == cell], quantity, colours)
            one.set_ylabel(label if column == 0 else "")
        axes[0, column].set(title=cell, yscale="log")
        axes[-1, column].set_xlabel("seconds")
    figure.suptitle(title)
    figure.legend(*axes[0, 0].get_legend_handles_labels(), loc="lower center", ncols=len(methods), frameon=False)
    figure.tight_layout(rect=(0, 0.05, 1, 1))
    for suffix in ("png", "pdf"):
        figure.savefig(folder / f"figure.{suffix}", dpi=150)
