#!/usr/bin/env bash
# MNIST and CIFAR-10, all ten classes and pairs of them: builds, runs what is not there yet, tabulates, draws, checks.
#   run.sh --mnist DIR --cifar DIR [--small] [--results DIR] [--launcher "mpirun -n 4"]
set -euo pipefail
project=$(cd "$(dirname "$0")/../.." && pwd)
. "$project/cmake/prepare.sh"

prepare_program heaviside
exec "$(plotting_python)" "$project/experiments/images.py" --heaviside "$directory/heaviside" "$@"
