#include "targets.hpp"

#include <stdexcept>

#include "heaviside/core/errors.hpp"

namespace heaviside::fuzz {

Targets targets() {
  Targets all = data_targets();
  all.merge(run_targets());
  all.merge(grid_targets());
  return all;
}

bool accepted(const std::function<void()>& read) {
  try {
    read();
    return true;
  } catch (const core::CollectiveError& error) {
    const std::string what = error.what();
    require(error.code() == core::ExitCode::bad_input, "what is refused ends with exit code 2: " + what);
    require(!what.empty(), "a refusal says what is wrong");
    return false;
  }
}

void require(bool kept, const std::string& promise) {
  if (!kept) throw std::logic_error("not kept: " + promise);
}

}  // namespace heaviside::fuzz
