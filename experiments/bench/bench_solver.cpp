// How long the solver takes from packed patterns in memory to a certified restricted gap, from w = 0.
//
//   OPENBLAS_NUM_THREADS=1 bench_solver DATA PATTERNS [ratios [gaps [repetitions [DIR]]]]   (0.1,0.01 1e-4,1e-6 3)
//
// DIR takes the patterns, D.npy (as --save-dictionary writes them), and the labels, y.npy: what other solvers need.
// DATA is read as `heaviside train` reads it. Prints csv: `seconds` are of this rank's processor, the least over the
// repetitions; `gap` is the one that was reached, where `asked` was asked for.
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <optional>
#include <sstream>

#include "heaviside/arrangements/distinct.hpp"
#include "heaviside/arrangements/sampler.hpp"
#include "heaviside/core/errors.hpp"
#include "heaviside/core/run.hpp"
#include "heaviside/data/npy.hpp"
#include "heaviside/pipeline/dictionary_file.hpp"
#include "heaviside/pipeline/training_data.hpp"
#include "heaviside/solver/distributed_vector.hpp"
#include "heaviside/solver/solve.hpp"

namespace {

using namespace heaviside;
using dictionary::Dictionary;
using Eigen::VectorXd;

struct Work {
  std::string data;
  std::int64_t patterns;
  std::vector<double> ratios = {0.1, 0.01};
  std::vector<double> gaps = {1e-4, 1e-6};
  int repetitions = 3;
  std::optional<std::string> folder = std::nullopt;
};

std::vector<double> numbers(const std::string& text) {
  std::vector<double> values;
  std::istringstream words(text);
  for (std::string word; std::getline(words, word, ',');) values.push_back(std::stod(word));
  return values;
}

Work work_from(std::span<const std::string> arguments) {
  if (arguments.size() < 2 || arguments.size() > 6)
    throw core::InputError("bench_solver DATA PATTERNS [ratios [gaps [repetitions [DIR]]]]");
  Work work{arguments[0], std::stoll(arguments[1])};
  if (arguments.size() > 2) work.ratios = numbers(arguments[2]);
  if (arguments.size() > 3) work.gaps = numbers(arguments[3]);
  if (arguments.size() > 4) work.repetitions = std::stoi(arguments[4]);
  if (arguments.size() > 5) work.folder = arguments[5];
  return work;
}

double processor_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

void measure(const solver::Problem& problem, const Work& work, double ratio, double gap) {
  solver::Options options;
  options.gap = gap;
  solver::Solution solution;
  double best = 1e300;
  for (int k = 0; k < work.repetitions; ++k) {
    const double start = processor_seconds();
    solution =
        solver::solve(problem, VectorXd::Zero(problem.D.local().size()), solver::Method::augmented_lagrangian, options);
    best = std::min(best, processor_seconds() - start);
  }
  if (!problem.D.comm().is_root()) return;
  const auto& point = solution.certificate;
  std::printf("\"%s\",%lld,%lld,%g,%.17g,%g,%.3g,%.4g,%lld,%lld\n", work.data.c_str(),
              static_cast<long long>(problem.D.rows()), static_cast<long long>(problem.D.cols()), ratio, problem.beta,
              gap, point.gap, best, static_cast<long long>(solution.effort.iterations),
              static_cast<long long>(point.nonzeros));
  std::fflush(stdout);
}

int bench(const core::Communicator& world, const Work& work) {
  core::Log log(world, true);
  pipeline::DataRequest request;
  request.data.source = work.data;
  const pipeline::TrainingData data = pipeline::prepare(world, request, log);
  const arrangements::SampledHyperplanes hyperplanes(request.seed, data.Z.cols(), data.map.bias, work.patterns);
  const Dictionary D(
      world, arrangements::make_distinct(world, arrangements::sample_patterns(world, data.Z, hyperplanes, log)));
  const VectorXd y = data.target.y;
  if (work.folder) pipeline::save_dictionary(*work.folder + "/D.npy", D, hyperplanes);
  if (work.folder && world.is_root())
    data::write_npy(*work.folder + "/y.npy", y.size(), 1, {y.data(), static_cast<std::size_t>(y.size())});
  const double beta_max = solver::largest_magnitude(world, D.correlate(y));
  if (world.is_root()) std::puts("data,n,P,ratio,beta,asked,gap,seconds,iterations,nonzeros");
  for (const double ratio : work.ratios) {
    for (const double gap : work.gaps) measure({D, y, ratio * beta_max}, work, ratio, gap);
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  return core::run(argc, argv, [](const core::Communicator& world, std::span<const std::string> arguments) {
    return bench(world, work_from(arguments));
  });
}
