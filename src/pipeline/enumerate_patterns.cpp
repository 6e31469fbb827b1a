#include "heaviside/pipeline/enumerate_patterns.hpp"

#include <algorithm>
#include <cstdio>
#include <string>

#include "heaviside/arrangements/cell_enumeration.hpp"
#include "heaviside/core/errors.hpp"

namespace heaviside::pipeline {
namespace {

using arrangements::EnumerationCost;

// What a core enumerates in a few minutes, and what one holds.
constexpr double most_patterns = 2e6;
constexpr double most_steps = 2e9;
constexpr double most_bytes = 2.0 * 1024 * 1024 * 1024;

std::string rounded(double value) {
  char text[32];
  std::snprintf(text, sizeof text, value < 1e6 ? "%.0f" : "%.1e", value);
  return text;
}

void refuse_too_many(const EnumerationCost& cost, std::int64_t points, std::int64_t rank) {
  if (cost.patterns <= most_patterns && cost.steps <= most_steps && cost.bytes <= most_bytes) return;
  constexpr double mebibyte = 1024.0 * 1024.0;
  throw core::InputError("--patterns all is too large here: " + std::to_string(points) + " distinct rows of rank " +
                         std::to_string(rank) + " have up to " + rounded(cost.patterns) +
                         " patterns (Cover's formula), which take " + rounded(cost.bytes / mebibyte) + " MiB and " +
                         rounded(cost.steps) + " steps, and the limits are " + rounded(most_patterns) + ", " +
                         rounded(most_bytes / mebibyte) + " and " + rounded(most_steps) +
                         "; draw a number of patterns instead and let --refine auto search for better ones");
}

}  // namespace

AllPatterns enumerate_patterns(const core::Communicator& comm, const TrainingData& data, core::Log& log) {
  const std::int64_t points = *std::max_element(data.group.begin(), data.group.end()) + 1;
  const EnumerationCost cost = arrangements::enumeration_cost(points, data.Z.cols());
  comm.on_root([&] { refuse_too_many(cost, points, data.Z.cols()); });
  auto all = arrangements::enumerate_cells(comm, exact_points(data), data.Z, data.map.bias, log);
  log.note("all " + std::to_string(all.hyperplanes.rows() + all.left_out) + " patterns of " + std::to_string(points) +
           " distinct rows; in general position there are " + rounded(cost.patterns) +
           " with the one that is never on (Cover's formula)");
  if (all.left_out > 0)
    log.warn(std::to_string(all.left_out) +
             " patterns are left out: they are made by ties or margins that double precision does not reproduce, so "
             "optimality over all patterns is not claimed");
  return {std::move(all.hyperplanes), all.left_out == 0 && has_every_pattern(data, log)};
}

}  // namespace heaviside::pipeline
