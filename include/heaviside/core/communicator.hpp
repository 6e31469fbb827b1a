/// \file  The only MPI calls of the project. Every call is checked; every method says whether it is collective.
#pragma once

#include <mpi.h>

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "heaviside/core/exact_sum.hpp"

namespace heaviside::core {

/// A group of ranks that work together. A view: the communicator outlives it.
///
/// Sums over ranks are integer sums, so their bits depend neither on the number of ranks nor on the order of summation.
class Communicator {
 public:
  explicit Communicator(MPI_Comm comm);

  /// This rank alone. Local.
  static Communicator self() { return Communicator(MPI_COMM_SELF); }

  int rank() const { return rank_; }
  int size() const { return size_; }
  bool is_root() const { return rank_ == 0; }
  MPI_Comm handle() const { return comm_; }

  /// \name Collective: every rank of the group calls these, in the same order.
  /// @{
  void barrier() const;

  /// Sums element by element over the ranks, in place, on every rank.
  void sum(std::span<std::int64_t> values) const;
  void sum(std::span<std::int32_t> values) const;
  void sum(std::span<ExactSum> values) const;
  std::int64_t sum(std::int64_t value) const;

  /// The largest over the ranks, on every rank.
  double max(double value) const;
  std::int64_t max(std::int64_t value) const;

  /// Sum of the values of the ranks before this one; 0 on the first.
  std::int64_t exclusive_sum(std::int64_t value) const;

  /// The root's values, on every rank. Sizes must agree already.
  template <class T>
  void broadcast(std::span<T> values) const {
    static_assert(std::is_trivially_copyable_v<T>);
    broadcast_bytes(values.data(), values.size_bytes());
  }
  template <class T>
  T broadcast(T value) const {
    broadcast(std::span<T>(&value, 1));
    return value;
  }
  std::string broadcast(const std::string& text) const;

  /// Every rank's values, one after the other in rank order, on every rank (all_gather) or on the root (gather; empty
  /// elsewhere).
  template <class T>
  std::vector<T> all_gather(std::span<const T> mine) const {
    static_assert(std::is_trivially_copyable_v<T>);
    return from_bytes<T>(all_gather_bytes(std::as_bytes(mine)));
  }
  template <class T>
  std::vector<T> gather(std::span<const T> mine) const {
    static_assert(std::is_trivially_copyable_v<T>);
    return from_bytes<T>(gather_bytes(std::as_bytes(mine)));
  }

  /// Sends outgoing[r] to rank r; returns what each rank sent here, indexed by the sender.
  template <class T>
  std::vector<std::vector<T>> exchange(const std::vector<std::vector<T>>& outgoing) const {
    static_assert(std::is_trivially_copyable_v<T>);
    std::vector<std::vector<std::byte>> bytes;
    for (const auto& message : outgoing) {
      const auto view = std::as_bytes(std::span<const T>(message));
      bytes.emplace_back(view.begin(), view.end());
    }
    std::vector<std::vector<T>> incoming;
    for (const auto& message : exchange_bytes(bytes)) incoming.push_back(from_bytes<T>(message));
    return incoming;
  }

  /// Runs `action` on the root only. If it throws, every rank throws the same CollectiveError (same code and text).
  void on_root(const std::function<void()>& action) const;
  /// @}

 private:
  template <class T>
  static std::vector<T> from_bytes(const std::vector<std::byte>& bytes) {
    std::vector<T> values(bytes.size() / sizeof(T));
    std::copy(bytes.begin(), bytes.end(), reinterpret_cast<std::byte*>(values.data()));
    return values;
  }
  void broadcast_bytes(void* data, std::size_t count) const;
  std::vector<std::byte> all_gather_bytes(std::span<const std::byte> mine) const;
  std::vector<std::byte> gather_bytes(std::span<const std::byte> mine) const;
  std::vector<std::vector<std::byte>> exchange_bytes(const std::vector<std::vector<std::byte>>& outgoing) const;

  MPI_Comm comm_;
  int rank_ = 0;
  int size_ = 1;
};

/// Ends every rank of the job at once with `code`: for errors that one rank alone has.
[[noreturn]] void abort_job(int code);

}  // namespace heaviside::core
