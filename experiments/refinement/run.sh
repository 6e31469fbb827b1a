#!/usr/bin/env bash
# Refinement against 100,000 random patterns on the synthetic and UCI sets of [EGLP23], as a Markdown table.
#   run.sh --data-dir DIR [options of compare.py]
set -euo pipefail
project=$(cd "$(dirname "$0")/../.." && pwd)
. "$project/cmake/prepare.sh"

prepare_program heaviside
python3 "$project/experiments/refinement/compare.py" --heaviside "$directory/heaviside" "$@"
