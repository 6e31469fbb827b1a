#include "grid_methods.hpp"

#include <utility>

namespace heaviside::app {

std::vector<pipeline::GridMethodEntry> training_methods() {
  std::vector<pipeline::GridMethodEntry> entries = {{"train", train_method}, {"path", path_method}};
  for (auto& entry : baseline_methods()) entries.push_back(std::move(entry));
  return entries;
}

}  // namespace heaviside::app
