#include "heaviside/core/communicator.hpp"

#include <algorithm>
#include <climits>
#include <numeric>

#include "heaviside/core/errors.hpp"
#include "mpi_check.hpp"

namespace heaviside::core {
namespace {

/// Broadcasts of more bytes than an MPI count can hold go in pieces of this size.
constexpr std::size_t piece_bytes = std::size_t{1} << 30;

int as_count(std::size_t bytes) {
  if (bytes > INT_MAX) throw std::runtime_error("a message of over 2 GiB: use more ranks");
  return static_cast<int>(bytes);
}

std::vector<int> offsets_of(const std::vector<int>& counts) {
  std::vector<int> offsets(counts.size(), 0);
  std::size_t total = 0;
  for (std::size_t r = 0; r < counts.size(); ++r) {
    offsets[r] = as_count(total);
    total += static_cast<std::size_t>(counts[r]);
  }
  as_count(total);
  return offsets;
}

template <class T>
void sum_in_place(std::span<T> values, MPI_Datatype type, MPI_Comm comm) {
  constexpr std::size_t piece = piece_bytes / sizeof(T);
  for (std::size_t start = 0; start < values.size(); start += piece) {
    const auto count = static_cast<int>(std::min(piece, values.size() - start));
    HEAVISIDE_MPI(MPI_Allreduce(MPI_IN_PLACE, values.data() + start, count, type, MPI_SUM, comm));
  }
}

}  // namespace

void check_mpi(int code, const char* call) {
  if (code == MPI_SUCCESS) return;
  char text[MPI_MAX_ERROR_STRING];
  int length = 0;
  MPI_Error_string(code, text, &length);
  throw std::runtime_error(std::string(call) + ": " + std::string(text, static_cast<std::size_t>(length)));
}

Communicator::Communicator(MPI_Comm comm) : comm_(comm) {
  HEAVISIDE_MPI(MPI_Comm_set_errhandler(comm_, MPI_ERRORS_RETURN));
  HEAVISIDE_MPI(MPI_Comm_rank(comm_, &rank_));
  HEAVISIDE_MPI(MPI_Comm_size(comm_, &size_));
}

void Communicator::barrier() const { HEAVISIDE_MPI(MPI_Barrier(comm_)); }

void Communicator::sum(std::span<std::int64_t> values) const {
  if (size_ > 1) sum_in_place(values, MPI_INT64_T, comm_);
}

void Communicator::sum(std::span<std::int32_t> values) const {
  if (size_ > 1) sum_in_place(values, MPI_INT32_T, comm_);
}

void Communicator::sum(std::span<ExactSum> values) const {
  if (size_ == 1) return;
  std::vector<std::int64_t> words;
  words.reserve(values.size() * ExactSum::limb_count);
  for (auto& value : values) {
    const auto& limbs = value.normalised_limbs();
    words.insert(words.end(), limbs.begin(), limbs.end());
  }
  sum(std::span(words));
  auto word = words.begin();
  for (auto& value : values) {
    std::copy_n(word, ExactSum::limb_count, value.normalised_limbs().begin());
    word += ExactSum::limb_count;
  }
}

std::int64_t Communicator::sum(std::int64_t value) const {
  sum(std::span(&value, 1));
  return value;
}

double Communicator::max(double value) const {
  HEAVISIDE_MPI(MPI_Allreduce(MPI_IN_PLACE, &value, 1, MPI_DOUBLE, MPI_MAX, comm_));
  return value;
}

std::int64_t Communicator::max(std::int64_t value) const {
  HEAVISIDE_MPI(MPI_Allreduce(MPI_IN_PLACE, &value, 1, MPI_INT64_T, MPI_MAX, comm_));
  return value;
}

std::int64_t Communicator::exclusive_sum(std::int64_t value) const {
  std::int64_t before = 0;
  HEAVISIDE_MPI(MPI_Exscan(&value, &before, 1, MPI_INT64_T, MPI_SUM, comm_));
  return rank_ == 0 ? 0 : before;  // MPI leaves the first rank's result undefined
}

std::string Communicator::broadcast(const std::string& text) const {
  std::vector<char> letters(text.begin(), text.end());
  letters.resize(broadcast(letters.size()));
  broadcast(std::span(letters));
  return {letters.begin(), letters.end()};
}

void Communicator::broadcast_bytes(void* data, std::size_t count) const {
  auto* bytes = static_cast<std::byte*>(data);
  for (std::size_t start = 0; size_ > 1 && start < count; start += piece_bytes) {
    const auto piece = static_cast<int>(std::min(piece_bytes, count - start));
    HEAVISIDE_MPI(MPI_Bcast(bytes + start, piece, MPI_BYTE, 0, comm_));
  }
}

std::vector<std::byte> Communicator::all_gather_bytes(std::span<const std::byte> mine) const {
  const int count = as_count(mine.size());
  std::vector<int> counts(static_cast<std::size_t>(size_));
  HEAVISIDE_MPI(MPI_Allgather(&count, 1, MPI_INT, counts.data(), 1, MPI_INT, comm_));
  const auto offsets = offsets_of(counts);
  std::vector<std::byte> all(static_cast<std::size_t>(offsets.back() + counts.back()));
  HEAVISIDE_MPI(
      MPI_Allgatherv(mine.data(), count, MPI_BYTE, all.data(), counts.data(), offsets.data(), MPI_BYTE, comm_));
  return all;
}

std::vector<std::byte> Communicator::gather_bytes(std::span<const std::byte> mine) const {
  // Each rank in turn, point to point: the parts may be large and only the root holds them all.
  constexpr int tag = 17;
  if (!is_root()) {
    const std::size_t count = mine.size();
    HEAVISIDE_MPI(MPI_Send(&count, sizeof count, MPI_BYTE, 0, tag, comm_));
    for (std::size_t start = 0; start < count; start += piece_bytes) {
      HEAVISIDE_MPI(
          MPI_Send(mine.data() + start, as_count(std::min(piece_bytes, count - start)), MPI_BYTE, 0, tag, comm_));
    }
    return {};
  }
  std::vector<std::byte> all(mine.begin(), mine.end());
  for (int source = 1; source < size_; ++source) {
    std::size_t count = 0;
    HEAVISIDE_MPI(MPI_Recv(&count, sizeof count, MPI_BYTE, source, tag, comm_, MPI_STATUS_IGNORE));
    const std::size_t base = all.size();
    all.resize(base + count);
    for (std::size_t start = 0; start < count; start += piece_bytes) {
      HEAVISIDE_MPI(MPI_Recv(all.data() + base + start, as_count(std::min(piece_bytes, count - start)), MPI_BYTE,
                             source, tag, comm_, MPI_STATUS_IGNORE));
    }
  }
  return all;
}

std::vector<std::vector<std::byte>> Communicator::exchange_bytes(
    const std::vector<std::vector<std::byte>>& outgoing) const {
  const auto ranks = static_cast<std::size_t>(size_);
  std::vector<int> send_counts(ranks);
  std::vector<int> receive_counts(ranks);
  for (std::size_t r = 0; r < ranks; ++r) send_counts[r] = as_count(outgoing.at(r).size());
  HEAVISIDE_MPI(MPI_Alltoall(send_counts.data(), 1, MPI_INT, receive_counts.data(), 1, MPI_INT, comm_));
  const auto send_offsets = offsets_of(send_counts);
  const auto receive_offsets = offsets_of(receive_counts);
  std::vector<std::byte> sent;
  for (const auto& message : outgoing) sent.insert(sent.end(), message.begin(), message.end());
  std::vector<std::byte> received(static_cast<std::size_t>(receive_offsets.back() + receive_counts.back()));
  HEAVISIDE_MPI(MPI_Alltoallv(sent.data(), send_counts.data(), send_offsets.data(), MPI_BYTE, received.data(),
                              receive_counts.data(), receive_offsets.data(), MPI_BYTE, comm_));
  std::vector<std::vector<std::byte>> incoming(ranks);
  for (std::size_t r = 0; r < ranks; ++r) {
    const auto start = received.begin() + receive_offsets[r];
    incoming[r].assign(start, start + receive_counts[r]);
  }
  return incoming;
}

void Communicator::on_root(const std::function<void()>& action) const {
  int code = 0;
  std::string message;
  if (is_root()) {
    try {
      action();
    } catch (const CollectiveError& error) {
      code = static_cast<int>(error.code());
      message = error.what();
    } catch (const std::exception& error) {
      code = static_cast<int>(ExitCode::internal);
      message = error.what();
    }
  }
  code = broadcast(code);
  if (code != 0) throw CollectiveError(static_cast<ExitCode>(code), broadcast(message));
}

void abort_job(int code) {
  MPI_Abort(MPI_COMM_WORLD, code);
  std::abort();
}

}  // namespace heaviside::core
