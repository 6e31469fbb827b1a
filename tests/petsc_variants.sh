#!/usr/bin/env bash
# Builds against other builds of PETSc that Debian has, and runs every test with each:
#
#     tests/petsc_variants.sh [int64|debug] [ARGUMENT of ctest...]      both, unless said
#
# int64: indices of 64 bits. debug: PETSc checks its arguments, its memory, and that ranks call alike.
# Each builds in a folder of its own: build-int64 and build-petsc-debug.
set -euo pipefail
project=$(cd "$(dirname "$0")/.." && pwd)
. "$project/cmake/prepare.sh"
command -v apt-get >/dev/null || die "this is for Debian; elsewhere load another PETSc, and give -DHEAVISIDE_INT64=ON for indices of 64 bits"

variants=(int64 debug)
case ${1:-} in int64 | debug) variants=("$1"); shift ;; esac

# The version of the package that the others belong to: libpetsc-real3.18-dev -> 3.18.
petsc_version() {
  install_packages "${build_packages[@]}" >&2
  dpkg-query -W -f '${Package}\n' 'libpetsc-real[0-9]*-dev' | sed -n 's/^libpetsc-real\(.*\)-dev$/\1/p' | head -1
}

# try NAME PRESET [ARGUMENT of ctest...]
try() {
  local directory=$project/build-$1
  build "$2" "$directory"
  shift 2
  say "Running the tests in $directory"
  (cd "$directory" && ctest -j "$(cores)" --output-on-failure "$@")
}

version=$(petsc_version)
install_packages "${plot_packages[@]}" "${test_packages[@]}"
use_small_machine
failed=0
for variant in "${variants[@]}"; do
  if [ "$variant" = int64 ]; then
    install_packages "libpetsc64-real$version-dev"
    try int64 int64 "$@" || failed=1
  else
    package=libpetsc-real$version-dbg
    install_packages "$package"
    prefix=$(dpkg -L "$package" | sed -n 's|/lib/pkgconfig/PETSc.pc$||p')
    CMAKE_PREFIX_PATH=$prefix try petsc-debug dev "$@" || failed=1
  fi
done
exit $failed
