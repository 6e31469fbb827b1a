/// \file  Pipeline step 1: classes that are made of the labels of a file: some of them, or several taken together.
#pragma once

#include <string>
#include <vector>

#include "heaviside/data/dataset.hpp"

namespace heaviside::data {

/// Keeps the rows whose labels are in one of the classes, and calls their labels by the names of these.
///
/// \param classes  each some labels with + between them, as 0+2+4; or `rest`, which is every label that no other has.
///                 The name of 0+2+4 is "0 or 2 or 4", that of rest "any other". Their order is that of the classes.
/// \param all  every label and every class must have rows: of data to train on
/// \throws core::InputError  for fewer than two classes, a label that is in two, where no row is left, or what `all`
///             asks for
/// \note Local, on a table that is whole on every rank. Without labels the table stays as it is.
Table take_classes(Table table, const std::vector<std::string>& classes, bool all);

/// Two classes: what take_classes() makes them of, and their names.
struct TwoClasses {
  std::vector<std::string> written, names;
};

/// All classes but the k-th as one, and the k-th.
/// \param written  what take_classes() made the classes of; empty: each is a label
/// \param names    of all classes
/// \note Local.
TwoClasses against_rest(const std::vector<std::string>& written, const std::vector<std::string>& names, std::size_t k);

/// The place of a label among classes by their names, those of take_classes() included; -1 where it has none.
int class_of(const std::string& label, const std::vector<std::string>& classes);

/// Equal numbers are one label, however written.
std::string canonical_label(const std::string& label);

}  // namespace heaviside::data
