#include "support/message_log.hpp"

#include <mpi.h>

#include <algorithm>
#include <numeric>

namespace heaviside::test {
namespace {

MessageLog log;

std::int64_t bytes_of(std::int64_t count, MPI_Datatype type) {
  int size = 0;
  PMPI_Type_size(type, &size);
  return count * size;
}

void count_call(const char* function, std::int64_t bytes) {
  Traffic& traffic = log[function];
  ++traffic.calls;
  traffic.bytes += bytes;
  traffic.largest = std::max(traffic.largest, bytes);
}

std::int64_t sum_over_ranks(const int* counts, MPI_Comm comm) {
  int ranks = 0;
  PMPI_Comm_size(comm, &ranks);
  return std::accumulate(counts, counts + ranks, std::int64_t{0});
}

}  // namespace

std::ostream& operator<<(std::ostream& out, const Traffic& traffic) {
  return out << traffic.calls << " calls, " << traffic.bytes << " bytes, " << traffic.largest << " in one";
}

MessageLog messages_of(const std::function<void()>& action) {
  log.clear();
  action();
  return log;
}

MessageLog difference(const MessageLog& less, const MessageLog& more) {
  MessageLog rest;
  for (const auto& [function, traffic] : more) {
    const auto before = less.find(function);
    const Traffic subtracted = before == less.end() ? Traffic{} : before->second;
    const Traffic added{traffic.calls - subtracted.calls, traffic.bytes - subtracted.bytes, 0};
    if (added.calls != 0 || added.bytes != 0) rest[function] = added;
  }
  return rest;
}

}  // namespace heaviside::test

// These take the place of the library's functions, which stay callable with a P before the name.
using heaviside::test::bytes_of;
using heaviside::test::count_call;
using heaviside::test::sum_over_ranks;

extern "C" {

int MPI_Allreduce(const void* in, void* out, int count, MPI_Datatype type, MPI_Op op, MPI_Comm comm) {
  count_call("Allreduce", bytes_of(count, type));
  return PMPI_Allreduce(in, out, count, type, op, comm);
}

int MPI_Bcast(void* data, int count, MPI_Datatype type, int root, MPI_Comm comm) {
  count_call("Bcast", bytes_of(count, type));
  return PMPI_Bcast(data, count, type, root, comm);
}

int MPI_Exscan(const void* in, void* out, int count, MPI_Datatype type, MPI_Op op, MPI_Comm comm) {
  count_call("Exscan", bytes_of(count, type));
  return PMPI_Exscan(in, out, count, type, op, comm);
}

int MPI_Allgather(const void* in, int in_count, MPI_Datatype in_type, void* out, int out_count, MPI_Datatype out_type,
                  MPI_Comm comm) {
  count_call("Allgather", bytes_of(in_count, in_type));
  return PMPI_Allgather(in, in_count, in_type, out, out_count, out_type, comm);
}

int MPI_Allgatherv(const void* in, int in_count, MPI_Datatype in_type, void* out, const int* out_counts,
                   const int* offsets, MPI_Datatype out_type, MPI_Comm comm) {
  count_call("Allgatherv", bytes_of(in_count, in_type));
  return PMPI_Allgatherv(in, in_count, in_type, out, out_counts, offsets, out_type, comm);
}

int MPI_Alltoall(const void* in, int in_count, MPI_Datatype in_type, void* out, int out_count, MPI_Datatype out_type,
                 MPI_Comm comm) {
  int ranks = 0;
  PMPI_Comm_size(comm, &ranks);
  count_call("Alltoall", ranks * bytes_of(in_count, in_type));
  return PMPI_Alltoall(in, in_count, in_type, out, out_count, out_type, comm);
}

int MPI_Alltoallv(const void* in, const int* in_counts, const int* in_offsets, MPI_Datatype in_type, void* out,
                  const int* out_counts, const int* out_offsets, MPI_Datatype out_type, MPI_Comm comm) {
  count_call("Alltoallv", bytes_of(sum_over_ranks(in_counts, comm), in_type));
  return PMPI_Alltoallv(in, in_counts, in_offsets, in_type, out, out_counts, out_offsets, out_type, comm);
}

int MPI_Send(const void* data, int count, MPI_Datatype type, int target, int tag, MPI_Comm comm) {
  count_call("Send", bytes_of(count, type));
  return PMPI_Send(data, count, type, target, tag, comm);
}

}  // extern "C"
