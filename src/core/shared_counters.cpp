#include "heaviside/core/shared_counters.hpp"

#include <algorithm>
#include <exception>

#include "mpi_check.hpp"

namespace heaviside::core {
namespace {

constexpr int root = 0;

}  // namespace

SharedCounters::SharedCounters(const Communicator& comm, int count) {
  const auto bytes = static_cast<MPI_Aint>(comm.is_root() ? count : 0) * static_cast<MPI_Aint>(sizeof(std::int64_t));
  std::int64_t* memory = nullptr;
  HEAVISIDE_MPI(MPI_Win_allocate(bytes, sizeof(std::int64_t), MPI_INFO_NULL, comm.handle(), &memory, &window_));
  HEAVISIDE_MPI(MPI_Win_lock_all(0, window_));
  if (comm.is_root()) {
    std::fill_n(memory, count, 0);
    HEAVISIDE_MPI(MPI_Win_sync(window_));
  }
  comm.barrier();
}

SharedCounters::~SharedCounters() {
  if (std::uncaught_exceptions() > 0) return;  // the other ranks may not come here: waiting for them would never end
  MPI_Win_unlock_all(window_);
  MPI_Win_free(&window_);
}

std::int64_t SharedCounters::add(int counter, std::int64_t value) const {
  std::int64_t before = 0;
  HEAVISIDE_MPI(MPI_Fetch_and_op(&value, &before, MPI_INT64_T, root, counter, MPI_SUM, window_));
  HEAVISIDE_MPI(MPI_Win_flush(root, window_));
  return before;
}

}  // namespace heaviside::core
