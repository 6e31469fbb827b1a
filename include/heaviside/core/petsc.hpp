/// \file  PETSc behind checked calls and owning handles; its log stages.
#pragma once

#include <petscmat.h>
#include <petscvec.h>

#include <memory>
#include <utility>
#include <span>
#include <string>
#include <type_traits>

namespace heaviside::core {

/// Throws std::runtime_error naming the call if a PETSc call failed.
void check_petsc(PetscErrorCode code, const char* call);
#define HEAVISIDE_PETSC(call) ::heaviside::core::check_petsc(call, #call)

/// Destroys a PETSc object when it goes out of scope: PetscHandle<Mat, MatDestroy>.
template <class Object, PetscErrorCode (*destroy)(Object*)>
class PetscHandle {
 public:
  PetscHandle() = default;
  explicit PetscHandle(Object object) : object_(object) {}
  PetscHandle(PetscHandle&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
  PetscHandle& operator=(PetscHandle&& other) noexcept {
    std::swap(object_, other.object_);
    return *this;
  }
  ~PetscHandle() {
    if (object_ != nullptr) destroy(&object_);
  }
  Object get() const { return object_; }
  /// For PETSc's creating calls: HEAVISIDE_PETSC(MatCreate(comm, matrix.out())).
  Object* out() { return &object_; }

 private:
  Object object_ = nullptr;
};

using PetscMatrix = PetscHandle<Mat, MatDestroy>;
using PetscVector = PetscHandle<Vec, VecDestroy>;

}  // namespace heaviside::core
