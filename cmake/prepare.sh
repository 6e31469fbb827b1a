# Sourced by the project's scripts: packages, environment and build, each safe to repeat.

say() { printf '\n== %s\n' "$*"; }
die() { printf 'error: %s\n' "$*" >&2; exit 2; }

build_packages=(g++ cmake ninja-build pkg-config git libopenmpi-dev openmpi-bin libeigen3-dev petsc-dev
  libboost-program-options-dev libopenblas0-serial libopenblas-dev librandom123-dev nlohmann-json3-dev libxxhash-dev
  zlib1g-dev libssl-dev)
plot_packages=(python3-matplotlib python3-numpy)
test_packages=(catch2)

# install_packages NAME...: on Debian and its relatives the missing ones through apt; elsewhere CMake names what is missing.
install_packages() {
  if ! command -v apt-get >/dev/null; then
    local missing=()
    for tool in c++ cmake pkg-config mpirun python3; do command -v "$tool" >/dev/null || missing+=("$tool"); done
    [ ${#missing[@]} -eq 0 ] || die "not found: ${missing[*]}. Load the modules, or install the packages, that bring: $*"
    say "No apt here: using what is installed"
    return
  fi
  local missing=()
  for package in "$@"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || die "these packages are missing, and there is no sudo to install them: ${missing[*]}"
    as_root=(sudo)
  fi
  say "Installing ${missing[*]}"
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# Open MPI refuses root and more ranks than cores unless told; ranks that share a core must yield it while they wait.
# One BLAS thread a rank. Values that the caller has set stay.
use_small_machine() {
  export OMPI_ALLOW_RUN_AS_ROOT=${OMPI_ALLOW_RUN_AS_ROOT:-1}
  export OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=${OMPI_ALLOW_RUN_AS_ROOT_CONFIRM:-1}
  export OMPI_MCA_rmaps_base_oversubscribe=${OMPI_MCA_rmaps_base_oversubscribe:-1}
  export OMPI_MCA_mpi_yield_when_idle=${OMPI_MCA_mpi_yield_when_idle:-1}
  export OMPI_MCA_hwloc_base_binding_policy=${OMPI_MCA_hwloc_base_binding_policy:-none}
  export OMPI_MCA_btl=${OMPI_MCA_btl:-vader,self}
  export OMPI_MCA_pml=${OMPI_MCA_pml:-ob1}
  export OPENBLAS_NUM_THREADS=${OPENBLAS_NUM_THREADS:-1}
  export OMP_NUM_THREADS=${OMP_NUM_THREADS:-1}
}

# Cores that this process may use. nproc itself prints the number of OpenMP threads, where that is set.
cores() { env -u OMP_NUM_THREADS -u OMP_THREAD_LIMIT nproc; }

# build PRESET DIR [cmake --build arguments]
build() {
  local preset=$1 directory=$2
  shift 2
  local generator=()
  [ -e "$directory/CMakeCache.txt" ] || { command -v ninja >/dev/null && generator=(-G Ninja); }
  say "Building $preset in $directory"
  cmake -C "$project/cmake/presets/$preset.cmake" "${generator[@]}" -S "$project" -B "$directory" >"$directory.log" 2>&1 ||
    { cat "$directory.log" >&2; exit 2; }
  cmake --build "$directory" -j "$(cores)" "$@"
}

# prepare_program TARGET...: packages, settings and a release build of these targets, for a script that runs them. Sets
# `directory`, the build folder, which BUILD_DIR chooses.
prepare_program() {
  install_packages "${build_packages[@]}" "${plot_packages[@]}"
  use_small_machine
  directory=${BUILD_DIR:-$project/build}
  build release "$directory" -t "$@" >&2
}

# The first python3 that can plot: another one may stand before the system's in PATH.
plotting_python() {
  for python in python3 /usr/bin/python3; do
    if "$python" -c 'import matplotlib, numpy' 2>/dev/null; then echo "$python"; return; fi
  done
  die "no python3 with matplotlib and numpy found (Debian: python3-matplotlib)"
}
