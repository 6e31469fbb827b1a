"""One solve of a packaged Lasso solver, in a process of its own so that it can be given up.

    peers.py PEER DIR BETA GAP      PEER: sklearn, sklearn-random, lars or glmnet; DIR holds D.npy and y.npy of bench_solver

The objective is 1/2 ||D w - y||^2 + beta ||w||_1 without intercept. The tolerance is tightened until the relative duality
gap, recomputed here, is reached. Prints a line of JSON: CPU seconds of that last solve, D in memory as doubles before, and gap.
"""
import json
import pathlib
import subprocess
import sys
import time

import numpy as np

FIRST_TOLERANCE, LAST_TOLERANCE, TIGHTER = 1e-4, 1e-14, 8
GLMNET = """a <- commandArgs(TRUE); n <- as.integer(a[2]); P <- as.integer(a[3]); beta <- as.numeric(a[4]); tol <- as.numeric(a[5])
suppressMessages(library(glmnet)); glmnet.control(fdev = 0, devmax = 1, mxitnr = 1000)
D <- matrix(readBin(file.path(a[1], "D.f64"), "double", n * P), n, P); y <- readBin(file.path(a[1], "y.f64"), "double", n)
path <- exp(seq(log(max(abs(crossprod(D, y)))), log(beta), length.out = 21))[-1] / n
start <- proc.time()
fit <- glmnet(D, y, lambda = path, standardize = FALSE, intercept = FALSE, thresh = tol, maxit = 1e8, type.gaussian = "naive")
spent <- proc.time() - start
writeBin(as.numeric(fit$beta[, ncol(fit$beta)]), file.path(a[1], "w.f64")); cat(spent[[1]] + spent[[2]])
"""


def load(folder):
    y = np.load(folder / "y.npy").ravel()
    bits = np.load(folder / "D.npy")
    return np.asfortranarray(np.unpackbits(bits, axis=1, count=len(y), bitorder="little").T.astype(float)), y


def duality_gap(D, y, w, beta):
    r = y - D @ w
    theta = r * min(1.0, beta / np.abs(D.T @ r).max())
    primal = 0.5 * r @ r + beta * np.abs(w).sum()
    return (primal - theta @ (y - 0.5 * theta)) / primal


def coordinate_descent(D, y, beta, tolerance, selection):
    from sklearn.linear_model import Lasso
    model = Lasso(alpha=beta / len(y), fit_intercept=False, tol=tolerance, max_iter=10**6, copy_X=False,
                  selection=selection, random_state=0)
    start = time.process_time()
    model.fit(D, y, check_input=False)
    return model.coef_, time.process_time() - start


def least_angle(D, y, beta):
    from sklearn.linear_model import lars_path
    start = time.process_time()
    w = lars_path(D, y, method="lasso", alpha_min=beta / len(y), return_path=False)[2]
    return w, time.process_time() - start


def glmnet(D, y, beta, tolerance, folder):
    if not (folder / "D.f64").exists():
        D.T.tofile(folder / "D.f64")
        y.tofile(folder / "y.f64")
    run = subprocess.run(["Rscript", "-e", GLMNET, str(folder), str(len(y)), str(D.shape[1]), repr(beta), repr(tolerance)],
                         capture_output=True, text=True, check=True)
    return np.fromfile(folder / "w.f64"), float(run.stdout)


def solve(peer, D, y, beta, tolerance, folder):
    if peer == "lars":
        return least_angle(D, y, beta)
    if peer == "glmnet":
        return glmnet(D, y, beta, 1e-3 * tolerance, folder)
    return coordinate_descent(D, y, beta, tolerance, "random" if peer == "sklearn-random" else "cyclic")


def main(peer, folder, beta, gap):
    folder, beta, gap = pathlib.Path(folder), float(beta), float(gap)
    D, y = load(folder)
    tolerance = FIRST_TOLERANCE
    while True:
        w, seconds = solve(peer, D, y, beta, tolerance, folder)
        reached = duality_gap(D, y, w, beta)
        if reached <= gap or peer == "lars" or tolerance < LAST_TOLERANCE:
            break
        tolerance /= TIGHTER
    print(json.dumps({"seconds": seconds, "gap": reached}))


if __name__ == "__main__":
    main(*sys.argv[1:])
