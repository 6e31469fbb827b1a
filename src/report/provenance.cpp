#include "heaviside/report/provenance.hpp"

#include <openssl/crypto.h>
#include <sys/resource.h>
#include <unistd.h>
#include <xxhash.h>
#include <zlib.h>

#include <Eigen/Core>
#include <fstream>

#include "build_identity.hpp"
#include "heaviside/core/versions.hpp"

namespace heaviside::report {
namespace {

std::string dotted(int major, int minor, int patch) {
  return std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(patch);
}

std::string compiler() {
#if defined(__clang__)
  return std::string("Clang ") + __clang_version__;
#else
  return std::string("GCC ") + __VERSION__;
#endif
}

std::string xxhash_version() {
  const int number = static_cast<int>(XXH_versionNumber());
  return dotted(number / 10000, number / 100 % 100, number % 100);
}

}  // namespace

nlohmann::ordered_json versions() {
  return {
      {"heaviside", version()},
      {"mpi", core::mpi_version()},
      {"petsc", core::petsc_version()},
      {"eigen", dotted(EIGEN_WORLD_VERSION, EIGEN_MAJOR_VERSION, EIGEN_MINOR_VERSION)},
      {"boost", core::boost_version()},
      {"nlohmann_json", dotted(NLOHMANN_JSON_VERSION_MAJOR, NLOHMANN_JSON_VERSION_MINOR, NLOHMANN_JSON_VERSION_PATCH)},
      {"openssl", OpenSSL_version(OPENSSL_VERSION_STRING)},
      {"zlib", zlibVersion()},
      {"xxhash", xxhash_version()},
      {"compiler", compiler()}};
}

std::string version() { return built_version; }

std::string commit() { return built_commit; }

std::string build_options() { return built_options; }

std::string processor() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    const auto value = line.find(": ");
    if (line.starts_with("model name") && value != std::string::npos) return line.substr(value + 2);
  }
  return "unknown";
}

double peak_rss_mib_max_rank(const core::Communicator& comm) {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  constexpr double kib_per_mib = 1024;  // Linux counts in KiB
  return comm.max(static_cast<double>(usage.ru_maxrss) / kib_per_mib);
}

double rss_mib_max_rank(const core::Communicator& comm) {
  std::ifstream file("/proc/self/statm");
  double whole = 0, resident = 0;  // pages
  file >> whole >> resident;
  constexpr double bytes_per_mib = 1024.0 * 1024.0;
  return comm.max(resident * static_cast<double>(sysconf(_SC_PAGE_SIZE)) / bytes_per_mib);
}

}  // namespace heaviside::report
