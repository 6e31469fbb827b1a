# One interface target that every room links: language rules, warnings, and the settings that keep results reproducible.

add_library(heaviside_flags INTERFACE)
target_compile_features(heaviside_flags INTERFACE cxx_std_20)
target_include_directories(heaviside_flags INTERFACE $<BUILD_INTERFACE:${CMAKE_SOURCE_DIR}/include> $<INSTALL_INTERFACE:include>)
target_include_directories(heaviside_flags SYSTEM INTERFACE $<BUILD_INTERFACE:${RANDOM123_INCLUDE_DIR}>)
target_compile_definitions(heaviside_flags INTERFACE
  OMPI_SKIP_MPICXX MPICH_SKIP_MPICXX
  EIGEN_USE_BLAS       # Eigen's large products run in the optimised BLAS that PETSc uses too
  EIGEN_MPL2_ONLY)
# A fused multiply-add happens where the code says std::fma and nowhere else: a pattern's bit must not depend on the compiler.
target_compile_options(heaviside_flags INTERFACE -ffp-contract=off $<BUILD_INTERFACE:-Wall> $<BUILD_INTERFACE:-Wextra>)
# GCC 12 warns of std::string's own operator+ at -O3 (its bug 105651).
target_compile_options(heaviside_flags INTERFACE $<BUILD_INTERFACE:$<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>>)
target_link_libraries(heaviside_flags INTERFACE
  MPI::MPI_CXX PkgConfig::PETSC PkgConfig::XXHASH Eigen3::Eigen LAPACK::LAPACK BLAS::BLAS
  Boost::program_options nlohmann_json::nlohmann_json ZLIB::ZLIB OpenSSL::Crypto)

if(HEAVISIDE_STRICT)
  target_compile_options(heaviside_flags INTERFACE
    $<BUILD_INTERFACE:-Wpedantic> $<BUILD_INTERFACE:-Wconversion> $<BUILD_INTERFACE:-Wshadow> $<BUILD_INTERFACE:-Werror>)
  target_compile_definitions(heaviside_flags INTERFACE _GLIBCXX_ASSERTIONS)
endif()

if(HEAVISIDE_COVERAGE)
  target_compile_options(heaviside_flags INTERFACE --coverage -O1 -fprofile-update=atomic)
  target_link_options(heaviside_flags INTERFACE --coverage)
endif()
