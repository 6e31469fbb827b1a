#include "heaviside/core/petsc.hpp"

#include <array>
#include <stdexcept>

#include "heaviside/core/stage.hpp"

namespace heaviside::core {
namespace {

PetscLogStage petsc_stage(Stage stage) {
  static const std::array<PetscLogStage, 7> stages = [] {
    constexpr std::array<const char*, 7> names = {"sample", "assemble", "factorise", "iterate",
                                                  "polish", "certify",  "gather"};
    std::array<PetscLogStage, 7> registered{};
    for (std::size_t k = 0; k < names.size(); ++k) HEAVISIDE_PETSC(PetscLogStageRegister(names[k], &registered[k]));
    return registered;
  }();
  return stages[static_cast<std::size_t>(stage)];
}

}  // namespace

void check_petsc(PetscErrorCode code, const char* call) {
  if (code == 0) return;
  const char* text = nullptr;
  PetscErrorMessage(code, &text, nullptr);
  throw std::runtime_error(std::string(call) + ": PETSc error " + std::to_string(code) +
                           (text != nullptr ? std::string(": ") + text : ""));
}

StageScope::StageScope(Stage stage) { HEAVISIDE_PETSC(PetscLogStagePush(petsc_stage(stage))); }
StageScope::~StageScope() { PetscLogStagePop(); }

}  // namespace heaviside::core
