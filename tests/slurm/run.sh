#!/usr/bin/env bash
# The batch scripts under a real Slurm, brought up on this machine: sbatch, arrays, dependencies, the signal before the time
# limit, requeue on preemption, scancel. Takes about two minutes; needs root. Skipped with a notice where Slurm cannot be
# installed. HEAVISIDE_PROGRAM names the program; without it, it is built.
set -euo pipefail
project=$(cd "$(dirname "$0")/../.." && pwd)
. "$project/cmake/prepare.sh"

(install_packages slurm-wlm munge python3-numpy) || say "Slurm cannot be installed here"
use_small_machine
if [ -z "${HEAVISIDE_PROGRAM:-}" ]; then
  install_packages "${build_packages[@]}"
  build release "${BUILD_DIR:-$project/build}" --target heaviside
  export HEAVISIDE_PROGRAM=${BUILD_DIR:-$project/build}/heaviside
fi
say "Testing the batch scripts"
PYTHONDONTWRITEBYTECODE=1 python3 "$project/tests/slurm/test_slurm.py" "$@"
