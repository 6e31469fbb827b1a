/// \file  Every MPI call is checked. Local.
#pragma once

namespace heaviside::core {

/// Throws std::runtime_error naming the call if an MPI call failed.
void check_mpi(int code, const char* call);

}  // namespace heaviside::core

#define HEAVISIDE_MPI(call) ::heaviside::core::check_mpi(call, #call)
