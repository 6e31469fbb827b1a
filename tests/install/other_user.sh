#!/usr/bin/env bash
# Builds and runs every test out of a source tree that nobody may write to, in another folder, as a user who is not root
# (the user nobody, where root calls):
#
#     tests/install/other_user.sh [ARGUMENT of ctest...]
set -euo pipefail
project=$(cd "$(dirname "$0")/../.." && pwd)
. "$project/cmake/prepare.sh"
install_packages "${build_packages[@]}" "${plot_packages[@]}" "${test_packages[@]}"

work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
chmod 755 "$work"
mkdir "$work/source" "$work/home"
tar -C "$project" --exclude-vcs --exclude='./build*' --exclude='./results*' -c . | tar -C "$work/source" --no-same-owner -x
chmod -R a+rX,a-w "$work/source"

as_user=()
if [ "$(id -u)" -eq 0 ]; then
  chown nobody "$work/home"
  as_user=(runuser -u nobody --)
fi
"${as_user[@]}" env -u CCACHE_DIR CMAKE_CXX_COMPILER_LAUNCHER= HOME="$work/home" BUILD_DIR="$work/home/build" \
  "$work/source/tests/run.sh" "$@"
