/// \file  What the cells of a grid run: the subcommands that train something, behind one interface.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "heaviside/core/communicator.hpp"
#include "heaviside/core/errors.hpp"
#include "heaviside/core/log.hpp"
#include "heaviside/core/options.hpp"
#include "heaviside/data/read.hpp"

namespace heaviside::pipeline {

/// One run of a subcommand that can be a cell: its options are set, it is asked what it reads, and it is run.
class GridMethod {
 public:
  struct Result {
    core::ExitCode code = core::ExitCode::reached;
    nlohmann::ordered_json report;  ///< flat, as in report.json
  };

  virtual ~GridMethod() = default;

  virtual core::OptionTable& options() = 0;

  /// The data that it trains on. Local.
  virtual data::ReadOptions reading() const = 0;

  /// The other files that it reads, by the option that names them. Local.
  virtual std::map<std::string, std::vector<std::string>> files() const = 0;

  /// How long it takes on a table of this size, in any unit, as well as is known beforehand. Local.
  virtual double cost(double rows, double features) const = 0;

  /// \param folder      of the results
  /// \param time_limit  seconds, where the grid has one; the method's own option counts too
  /// \throws core::CollectiveError  on every rank: bad data, a failure of the method
  /// \note Collective.
  virtual Result run(const core::Communicator& comm, const std::string& folder, std::optional<double> time_limit,
                     core::Log& log) = 0;
};

/// The name of a method in a grid file, and how one of its runs is made.
struct GridMethodEntry {
  std::string name;
  std::function<std::unique_ptr<GridMethod>()> make;
};

using GridMethods = std::span<const GridMethodEntry>;

}  // namespace heaviside::pipeline
