#!/usr/bin/env bash
# What it takes to prove a network globally optimal, and how far proofs come: Markdown tables.
#   run.sh --data-dir DIR [options of certificates.py]
set -euo pipefail
project=$(cd "$(dirname "$0")/../.." && pwd)
. "$project/cmake/prepare.sh"

prepare_program heaviside
python3 "$project/experiments/certificates/certificates.py" --heaviside "$directory/heaviside" "$@"
