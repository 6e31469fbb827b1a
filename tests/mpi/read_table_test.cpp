#include <catch2/catch.hpp>

#include "heaviside/core/errors.hpp"
#include "heaviside/data/preprocess.hpp"
#include "heaviside/data/read.hpp"
#include "unit/data/reading.hpp"

namespace {

using namespace heaviside;
using namespace heaviside::data;

core::Communicator world() { return core::Communicator(MPI_COMM_WORLD); }

/// The path of a file that the root alone writes: no other rank may need it.
std::string on_root_only(const reading::TemporaryFile& file) { return world().is_root() ? file.path() : "elsewhere"; }

}  // namespace

TEST_CASE("every rank has the table that the root read") {
  const reading::TemporaryFile file("mpi.csv", "a,colour,y\n1,red,p\n?,green,q\n5,red,p\n");
  core::Log log(world(), true);
  ReadOptions options;
  options.source = on_root_only(file);
  options.one_hot = {"colour"};
  options.missing = Missing::mean;
  const auto table = read_table(world(), options, log);
  CHECK(table.X == Eigen::MatrixXd{{1, 0, 1}, {3, 1, 0}, {5, 0, 1}});
  CHECK(table.features == std::vector<std::string>{"a", "colour=green", "colour=red"});
  CHECK(table.labels == std::vector<std::string>{"p", "q", "p"});
  CHECK(table.encoding.columns == std::vector<std::string>{"a", "colour"});
  CHECK(table.encoding.categories.at("colour") == std::vector<std::string>{"green", "red"});
  CHECK(table.encoding.missing == Missing::mean);
  CHECK(table.encoding.fill.size() == 3);
  CHECK(table.sha256.size() == 64);
  CHECK(world().max(static_cast<std::int64_t>(table.name.size())) == static_cast<std::int64_t>(table.name.size()));
}

TEST_CASE("a bad file is refused on every rank with the same line") {
  const reading::TemporaryFile file("mpi.csv", "a,y\n1,0\nx,1\n");
  core::Log log(world(), true);
  ReadOptions options;
  options.source = on_root_only(file);
  bool refused = false;
  try {
    read_table(world(), options, log);
  } catch (const core::CollectiveError& error) {
    refused = error.code() == core::ExitCode::bad_input &&
              std::string(error.what()).find(":3:1: expected a number in column 'a'") != std::string::npos;
  }
  CHECK(refused);
}

TEST_CASE("every rank keeps the columns that the root chose") {
  const Eigen::MatrixXd Z{{1, 2, 5, 1}, {2, 4, 5, 0}, {3, 6, 5, 4}, {1, 2, 5, 2}};
  CHECK(independent_columns(world(), Z, fit(Z, false), true) == std::vector<Eigen::Index>{0, 3});
}
