#!/usr/bin/env bash
# MNIST and CIFAR-10, all ten classes and pairs of them: builds, runs what is not there yet, prints a Markdown table.
#   run.sh --mnist DIR --cifar DIR [--small] [--results DIR] [--launcher "mpirun -n 4"]
set -euo pipefail
project=$(cd "$(dirname "$0")/../.." && pwd)
. "$project/cmake/prepare.sh"

prepare_program heaviside
exec python3 "$project/experiments/images/images.py" --heaviside "$directory/heaviside" "$@"
