#!/usr/bin/env bash
# Gives each reader inputs that libFuzzer makes from those kept in tests/fuzz/inputs, under the address and undefined-
# behaviour sanitizers:
#
#     tests/fuzz/run.sh [SECONDS] [TARGET...]      60 seconds each, and all targets, unless said
#
# What it comes upon stays in the build folder (BUILD_DIR chooses it), so that a second run goes on from there.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
project=$(cd "$here/../.." && pwd)
. "$project/cmake/prepare.sh"

seconds=60
if [[ ${1:-} =~ ^[0-9]+$ ]]; then seconds=$1; shift; fi
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=($(ls "$here/inputs"))
for target in "${targets[@]}"; do
  [ -d "$here/inputs/$target" ] || die "no such target: $target. There are: $(ls "$here/inputs" | tr '\n' ' ')"
done

install_packages "${build_packages[@]}" "${plot_packages[@]}" "${test_packages[@]}" clang libclang-rt-14-dev
use_small_machine
directory=${BUILD_DIR:-$project/build-fuzz}
build fuzz "$directory" -t fuzz_readers
mkdir -p "$directory/corpus" "$directory/findings"

# Open MPI keeps memory until the end, and unloads its plugins before it, so what they leak has no name that could be
# suppressed: leaks are not looked for. Its handlers of signals would stand before the fuzzer's.
export ASAN_OPTIONS=detect_leaks=0:handle_abort=1 UBSAN_OPTIONS=print_stacktrace=1 OMPI_MCA_opal_signal=
export TMPDIR=${TMPDIR:-/dev/shm}  # each input is a file for a moment

fuzz() {
  local target=$1
  mkdir -p "$directory/corpus/$target"
  "$directory/tests/fuzz/fuzz_readers" --target="$target" -max_total_time="$seconds" -timeout=20 -detect_leaks=0 \
    -artifact_prefix="$directory/findings/$target-" -print_final_stats=1 \
    "$directory/corpus/$target" "$here/inputs/$target" >"$directory/findings/$target.log" 2>&1 </dev/null
}

# tell TARGET: what it found; false where that is anything.
tell() {
  local target=$1 log="$directory/findings/$1.log" found
  local inputs
  inputs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
  found=$(sed -n 's/.*Test unit written to //p' "$log")
  if [ -n "$found" ]; then
    printf '%-12s FOUND %s\n' "$target" "$found"
    grep -m 3 -E '^finding: |runtime error: |SUMMARY: |^==.*ERROR: ' "$log" | sed 's/^/             /'
    return 1
  elif [ -z "$inputs" ]; then
    printf '%-12s did not run to its end: %s\n' "$target" "$log"
    return 1
  fi
  printf '%-12s %s inputs, nothing found\n' "$target" "$inputs"
}

say "Fuzzing ${#targets[@]} targets, $seconds s each, $(cores) at a time"
for target in "${targets[@]}"; do
  while [ "$(jobs -rp | wc -l)" -ge "$(cores)" ]; do wait -n || true; done
  fuzz "$target" &
done
wait

failed=0
for target in "${targets[@]}"; do tell "$target" || failed=1; done
[ $failed -eq 0 ] || cat <<END

Again, with all that is told of it:  $directory/tests/fuzz/fuzz_readers --target=TARGET FILE    (ASAN_OPTIONS=detect_leaks=0)
Smaller, often:                      the same with -minimize_crash=1 -max_total_time=60
Once mended, keep it as a test:      cp FILE $here/inputs/TARGET/finding-WHAT-IT-IS
END
exit $failed
