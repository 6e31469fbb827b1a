#include "heaviside/core/subgroup.hpp"

#include <exception>

#include "mpi_check.hpp"

namespace heaviside::core {
namespace {

MPI_Comm split(const Communicator& parent, int colour) {
  MPI_Comm group = MPI_COMM_NULL;
  HEAVISIDE_MPI(MPI_Comm_split(parent.handle(), colour, parent.rank(), &group));
  return group;
}

}  // namespace

Subgroup::Subgroup(const Communicator& parent, int colour) : comm_(split(parent, colour)) {}

Subgroup::~Subgroup() {
  if (std::uncaught_exceptions() > 0) return;  // the other ranks may not come here: waiting for them would never end
  MPI_Comm comm = comm_.handle();
  MPI_Comm_free(&comm);
}

}  // namespace heaviside::core
