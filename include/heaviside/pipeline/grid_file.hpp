/// \file  The grid file: which runs an experiment consists of.
///
///     beta-ratio = 0.1 0.01          # values with blanks between them, in quotes where they have blanks
///     seed = 0..4                    # 0 1 2 3 4
///     [zip]                          # lists of one length, taken together: not crossed with each other
///     patterns = 100 1000
///     refine   = off auto
///     [data boards]                  # a named data set; its options hold for it alone
///     data = builtin:tic-tac-toe
///     [method train]                 # options of one subcommand; without such a section it is train
///
/// Everything is crossed: each of the data sets with each of the methods, each zipped row, and each value of the
/// options before the first section. Lists within a data or method section are crossed there. The last factor of the
/// file varies fastest.
#pragma once

#include <string>
#include <vector>

namespace heaviside::pipeline {

/// A value that a grid file gives to an option.
struct GridSetting {
  int line = 0;  ///< of the file, from 1
  std::string name;
  std::string value;
};

/// One combination: what a run is asked.
struct GridPoint {
  std::string method = "train";
  int method_line = 0;  ///< 0: no section names it
  std::string dataset;  ///< name of its data section; empty: there is none
  std::vector<GridSetting> settings;
};

struct GridFile {
  std::string name;
  std::vector<GridPoint> points;     ///< in the order of the product
  std::vector<std::string> options;  ///< named outside data sections, in the order of the file
};

/// \param name  of the file, for errors
/// \throws core::InputError "NAME:LINE: what": a line that is none of these, an option given twice, lists of unlike
///         lengths, too many combinations. What options and values mean is not looked at. Local.
GridFile parse_grid(const std::string& name, const std::string& text);

/// Throws core::InputError "NAME:LINE: what"; without a line where it is 0.
[[noreturn]] void refuse_grid(const std::string& name, int line, const std::string& what);

}  // namespace heaviside::pipeline
