/// \file  Versions of the libraries that only core may include. Local.
#pragma once

#include <string>

namespace heaviside::core {

std::string mpi_version();    ///< "Open MPI v4.1.4"
std::string petsc_version();  ///< "3.18.5"
std::string boost_version();  ///< "1.74.0"

}  // namespace heaviside::core
