# Every package that Heaviside needs. What is missing is reported all at once, with the Debian package that brings it.

set(missing)

find_package(PkgConfig QUIET)
if(NOT PKG_CONFIG_FOUND)
  list(APPEND missing "pkg-config (Debian: pkg-config)")
endif()

set(MPI_CXX_SKIP_MPICXX ON) # Open MPI's C++ bindings are gone from the standard
find_package(MPI QUIET COMPONENTS CXX)
if(NOT MPI_CXX_FOUND)
  list(APPEND missing "MPI (Debian: libopenmpi-dev openmpi-bin)")
endif()

if(PKG_CONFIG_FOUND)
  if(HEAVISIDE_INT64)
    pkg_check_modules(PETSC QUIET IMPORTED_TARGET PETSc64>=3.18)
    set(petsc_package libpetsc64-real-dev)
  else()
    pkg_check_modules(PETSC QUIET IMPORTED_TARGET PETSc>=3.18)
    set(petsc_package petsc-dev)
  endif()
  if(NOT PETSC_FOUND)
    list(APPEND missing "PETSc 3.18 or newer, real scalars (Debian: ${petsc_package})")
  endif()
  pkg_check_modules(XXHASH QUIET IMPORTED_TARGET libxxhash>=0.8)
  if(NOT XXHASH_FOUND)
    list(APPEND missing "xxHash 0.8 or newer (Debian: libxxhash-dev)")
  endif()
endif()

find_package(Eigen3 3.4 QUIET NO_MODULE)
if(NOT Eigen3_FOUND)
  list(APPEND missing "Eigen 3.4 (Debian: libeigen3-dev)")
endif()

set(BLA_SIZEOF_INTEGER 4)
find_package(BLAS QUIET)
find_package(LAPACK QUIET)
if(NOT LAPACK_FOUND)
  list(APPEND missing "BLAS and LAPACK (Debian: libopenblas-dev)")
endif()

find_package(Boost 1.74 QUIET COMPONENTS program_options)
if(NOT Boost_FOUND)
  list(APPEND missing "Boost.Program_options 1.74 or newer (Debian: libboost-program-options-dev)")
endif()

find_package(nlohmann_json 3.11 QUIET)
if(NOT nlohmann_json_FOUND)
  list(APPEND missing "nlohmann-json 3.11 (Debian: nlohmann-json3-dev)")
endif()

find_package(ZLIB QUIET)
if(NOT ZLIB_FOUND)
  list(APPEND missing "zlib (Debian: zlib1g-dev)")
endif()

find_package(OpenSSL QUIET COMPONENTS Crypto)
if(NOT OPENSSL_FOUND)
  list(APPEND missing "OpenSSL's libcrypto (Debian: libssl-dev)")
endif()

find_path(RANDOM123_INCLUDE_DIR Random123/philox.h)
if(NOT RANDOM123_INCLUDE_DIR)
  list(APPEND missing "Random123 (Debian: librandom123-dev)")
endif()

if(HEAVISIDE_BUILD_TESTS)
  find_path(CATCH2_INCLUDE_DIR catch2/catch.hpp)
  if(NOT CATCH2_INCLUDE_DIR)
    list(APPEND missing "Catch2 2.13 (Debian: catch2)")
  endif()
endif()

if(missing)
  list(JOIN missing "\n  - " lines)
  message(FATAL_ERROR "Heaviside needs packages that were not found:\n  - ${lines}\n"
                      "On a cluster, load the modules of these names; on Debian, apt-get install the packages.")
endif()
