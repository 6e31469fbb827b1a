#include "heaviside/report/verdict.hpp"

#include <array>
#include <cstdio>

namespace heaviside::report {

std::string verdict(std::optional<double> certified, double gap) {
  if (!certified) return "Not claimed: --certify off leaves open how far the optimum over all patterns is.";
  const bool optimal = *certified <= gap;
  std::array<char, 160> text;
  std::snprintf(text.data(), text.size(),
                optimal
                    ? "Globally optimal: no network of this kind has an objective lower by more than %.2g of it."
                    : "Not proven optimal: the optimum over all patterns is lower by at most %.3g of this objective.",
                optimal ? gap : *certified);
  return text.data();
}

}  // namespace heaviside::report
