#include "heaviside/pipeline/cost.hpp"

#include <algorithm>
#include <cmath>

#include "heaviside/arrangements/cell_enumeration.hpp"
#include "heaviside/arrangements/subnetwork.hpp"
#include "heaviside/solver/newton_system.hpp"

namespace heaviside::pipeline {
namespace {

// Measured on one core (AVX-512) over the data sets of the README, rounded.
constexpr double sampled_entries = 5e10;       // multiplications of Z U, a second
constexpr double dictionary_entries = 1.5e11;  // of D read in a product, a second
constexpr double searched_entries = 3.5e9;     // of Z read, or numbers sorted, in plane searches, a second
constexpr double factor_operations = 3e10;     // of dense factors, a second
constexpr double message_seconds = 2e-5;       // of a reduction, for every doubling of the ranks

constexpr double steps_a_decade = 35;  // Newton steps, for each tenth of beta_max
constexpr double products_a_step = 4;  // with D, of a Newton step and its line search
constexpr double messages_a_step = 20;
constexpr double krylov_products = 200;      // of a system that is too large to factorise
constexpr double mean_cube = 0.3;            // of the systems' sizes along the path, of the largest size cubed
constexpr double neurons_a_row = 2.5;        // times beta, where there are many samples and few dimensions
constexpr double many_dimensions = 100;      // so many more take twice the neurons
constexpr double most_patterns = 1e9;        // that any run holds
constexpr double enumeration_rate = 4e7;     // steps a second
constexpr double deep_dimensions = 160;      // that deep patterns are as rich as
constexpr double refined_share = 1.0 / 3;    // of the neurons, that refinement leaves
constexpr double enumeration_copies = 1.15;  // of what enumeration holds, with the dictionary
constexpr double usual_beta_max = 0.3;       // a row
constexpr double usual_rounds = 40;
constexpr double starts = 64;
constexpr double planes_a_start = 20;
constexpr double entries_of_a_sort = 20;  // of Z, that sorting one number takes as long as

constexpr double hash_bytes = 48;         // a pattern, while equal ones are dropped
constexpr double row_vectors = 30;        // of length n that are held
constexpr double column_vectors = 16;     // over the columns
constexpr double factor_bytes = 20;       // an entry of a dense system: integers, doubles, and the factor
constexpr double weight_bytes = 80;       // of a neuron's weight while the network is written
constexpr double program_bytes = 3e6;     // that training touches and reading does not
constexpr double packed_bytes = 1 << 22;  // that are held twice while patterns are packed
constexpr double batch_hyperplanes = 384;
constexpr double mebibyte = 1024.0 * 1024.0;

/// Numbers that a run's work is counted in.
struct Work {
  double n = 0;
  double weights = 0;   // of a hyperplane, or of a subnetwork
  double drawn = 0;     // hyperplanes
  double patterns = 0;  // distinct
  double ratio = 0;
  double rounds = 0;
  double neurons = 0;
  double last_inputs = 0;  // of the units that are searched
  double enumeration_steps = 0, enumeration_bytes = 0;
};

/// Nearly in proportion to n / beta, as long as that is far from all that patterns and rows allow.
double neurons_of(const Work& work, const TrainOptions& options, const ProblemSize& size) {
  const double most = std::max(1.0, std::min(work.patterns, size.distinct_rows));
  const double beta_max = size.beta_max.value_or(usual_beta_max * size.rows);
  const double beta = options.beta.value_or(options.beta_ratio * beta_max);
  const double dimensions = options.layers.empty() ? size.inputs : deep_dimensions;
  const double many = neurons_a_row * (1 + dimensions / many_dimensions) * size.rows / std::max(beta, 1e-300);
  return most * -std::expm1(-many / most);
}

Work work_of(const TrainOptions& options, const ProblemSize& size) {
  const auto integer = [](double value) { return static_cast<Eigen::Index>(value); };
  const arrangements::SubnetworkShape shape{integer(size.inputs), options.layers};
  Work work;
  work.n = size.rows;
  work.weights = static_cast<double>(shape.length());
  const auto cells = arrangements::enumeration_cost(integer(size.distinct_rows), shape.inputs);
  const double all = shape.deep() ? most_patterns : std::min(cells.patterns, most_patterns);
  const bool enumerated = options.patterns == all_patterns;
  work.drawn = enumerated ? all : static_cast<double>(options.patterns);
  work.enumeration_steps = enumerated ? cells.steps : 0;
  work.enumeration_bytes = enumerated ? enumeration_copies * cells.bytes : 0;
  const bool closed_form = options.method != "lasso" || (!shape.deep() && size.inputs == size.distinct_rows);
  if (closed_form) work.drawn = std::min(work.drawn, size.distinct_rows + 3);
  work.patterns = std::min(work.drawn, all);
  const double beta_max = size.beta_max.value_or(usual_beta_max * size.rows);
  work.ratio = options.beta ? std::min(1.0, *options.beta / beta_max) : options.beta_ratio;
  const bool searched = !enumerated && options.method == "lasso";
  work.rounds = searched ? std::min(static_cast<double>(options.refine), usual_rounds) : 0;
  work.neurons = neurons_of(work, options, size);
  work.last_inputs = shape.deep() ? static_cast<double>(shape.widths.back()) : size.inputs;
  return work;
}

double seconds_of(const Work& work, double ranks) {
  const double largest = static_cast<double>(solver::largest_factor);
  const double steps = steps_a_decade * std::max(0.5, -std::log10(work.ratio));
  const double system = std::min(work.neurons, largest);
  const double sampling = work.n * work.drawn * work.weights / sampled_entries;
  double products = products_a_step * steps * work.n * work.patterns;
  if (work.neurons > largest) products += 2 * krylov_products * steps * work.n * work.neurons;
  const double factors = steps * mean_cube * std::pow(system, 3) / 3 / factor_operations;  // on every rank
  const double entries = work.n * (work.weights + entries_of_a_sort + work.last_inputs);
  const double refining = work.rounds * starts * planes_a_start * entries / searched_entries;
  const double messages = message_seconds * std::log2(ranks) * messages_a_step * steps * (1 + work.rounds / 4);
  return factors + messages +
         (work.enumeration_steps / enumeration_rate + sampling + products / dictionary_entries + refining) / ranks;
}

double bytes_of(const Work& work, const ProblemSize& size, double ranks) {
  const double bits = work.n / 8;
  const double largest = static_cast<double>(solver::largest_factor);
  const double drawn = work.drawn / ranks, columns = work.patterns / ranks;
  const double dictionary = columns * bits;
  const double sampling = drawn * (bits + hash_bytes) + 8 * batch_hyperplanes * work.weights;
  const double assembling = columns * (bits + 16) + packed_bytes;
  const double vectors = 8 * (row_vectors * work.n + column_vectors * columns);
  const double solving = dictionary + vectors + factor_bytes * std::pow(std::min(work.neurons, largest), 2);
  const double climbs = std::ceil(starts / ranks) * 8 * work.n;
  const double refining =
      work.rounds > 0 ? dictionary + vectors + 8 * size.distinct_rows * work.last_inputs + climbs : 0;
  const double neurons = work.rounds > 0 ? refined_share * work.neurons : work.neurons;
  const double writing = dictionary + weight_bytes * neurons * work.weights;
  return program_bytes + std::max({writing, work.enumeration_bytes, sampling, assembling, solving, refining});
}

}  // namespace

Prediction predict_training(const TrainOptions& options, const ProblemSize& size, std::int64_t ranks) {
  const Work work = work_of(options, size);
  const auto count = static_cast<double>(ranks);
  return {seconds_of(work, count), bytes_of(work, size, count) / mebibyte};
}

double predicted_seconds(const TrainOptions& options, double rows, double features) {
  constexpr double starting = 0.01;
  return starting + predict_training(options, {rows, rows, features + (options.no_bias ? 0.0 : 1.0)}, 1).seconds;
}

}  // namespace heaviside::pipeline
