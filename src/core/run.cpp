#include "heaviside/core/run.hpp"

#include <petscsys.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <optional>

#include "heaviside/core/errors.hpp"
#include "heaviside/core/petsc.hpp"
#include "heaviside/core/signals.hpp"

/// Of OpenBLAS; another BLAS does not have it.
extern "C" void openblas_set_num_threads(int count) __attribute__((weak));

namespace heaviside::core {
namespace {

/// The bits of dense factors depend on the number of BLAS threads, which OpenBLAS would take from the cores that a rank
/// is bound to, and so from the number of ranks.
void use_one_blas_thread() {
  if (std::getenv("OPENBLAS_NUM_THREADS") == nullptr && openblas_set_num_threads != nullptr)
    openblas_set_num_threads(1);
}

std::optional<long> number_in_environment(const char* variable) {
  const char* text = std::getenv(variable);
  if (text == nullptr) return std::nullopt;
  return std::strtol(text, nullptr, 10);
}

/// The number of processes that a launcher says it started, where that contradicts a world of one rank: the program was
/// built with another MPI.
std::optional<long> ranks_of_a_foreign_launcher(int world_size) {
  if (world_size > 1) return std::nullopt;
  if (const auto ours = number_in_environment("OMPI_COMM_WORLD_SIZE")) return *ours > 1 ? ours : std::nullopt;
  for (const char* variable : {"PMI_SIZE", "MPI_LOCALNRANKS", "MV2_COMM_WORLD_SIZE", "SLURM_STEP_NUM_TASKS"}) {
    const auto ranks = number_in_environment(variable);
    if (ranks && *ranks > 1) return ranks;
  }
  return std::nullopt;
}

void refuse_foreign_launcher(const Communicator& world) {
  if (const auto ranks = ranks_of_a_foreign_launcher(world.size())) {
    char version[MPI_MAX_LIBRARY_VERSION_STRING];
    int length = 0;
    MPI_Get_library_version(version, &length);
    const std::string library(version, static_cast<std::size_t>(length));
    throw InputError("the launcher started " + std::to_string(*ranks) +
                     " processes, but each sees itself alone: start them with the mpirun of " +
                     library.substr(0, library.find_first_of(",\n")) + ", or with srun --mpi=pmix");
  }
}

/// The message with `?` for each control character, so that what it quotes of a file cannot break its line.
std::string one_line(const CollectiveError& error) {
  std::string text = error.what();
  const auto is_control = [](char letter) { return static_cast<unsigned char>(letter) < ' ' || letter == '\x7f'; };
  std::replace_if(text.begin(), text.end(), is_control, '?');
  return text;
}

/// PETSc between initialisation and finalisation; its options are the words after `--petsc`, argv[0] in front.
class PetscSession {
 public:
  explicit PetscSession(std::vector<char*> options) : options_(std::move(options)) {
    int count = static_cast<int>(options_.size());
    options_.push_back(nullptr);
    char** words = options_.data();
    HEAVISIDE_PETSC(PetscInitialize(&count, &words, nullptr, nullptr));
    HEAVISIDE_PETSC(PetscPopSignalHandler());  // signals end a run in an orderly way: core/signals.hpp
    HEAVISIDE_PETSC(PetscPushErrorHandler(PetscReturnErrorHandler, nullptr));
  }
  ~PetscSession() { PetscFinalize(); }
  PetscSession(const PetscSession&) = delete;
  PetscSession& operator=(const PetscSession&) = delete;

 private:
  std::vector<char*> options_;
};

int run_body(int argc, char** argv, const Communicator& world, const Body& body) {
  use_one_blas_thread();
  char** const end = argv + argc;
  char** const petsc = std::find(argv + 1, end, std::string("--petsc"));
  std::vector<char*> petsc_options{argv[0]};
  if (petsc != end) petsc_options.insert(petsc_options.end(), petsc + 1, end);
  const std::vector<std::string> arguments(argv + 1, petsc);

  refuse_foreign_launcher(world);
  const PetscSession session(petsc_options);
  catch_signals();
  return body(world, arguments);
}

}  // namespace

int run(int argc, char** argv, const Body& body) {
  const std::string program = std::string(argv[0]).substr(std::string(argv[0]).find_last_of('/') + 1);
  int provided = 0;
  MPI_Init_thread(&argc, &argv, MPI_THREAD_FUNNELED, &provided);
  int code = static_cast<int>(ExitCode::internal);
  try {
    const Communicator world(MPI_COMM_WORLD);
    try {
      code = run_body(argc, argv, world, body);
    } catch (const CollectiveError& error) {
      if (world.is_root()) std::cerr << program << ": error: " << one_line(error) << std::endl;
      code = static_cast<int>(error.code());
    } catch (const std::exception& error) {
      std::cerr << program << ": internal error on rank " << world.rank() << ": " << error.what() << std::endl;
      if (world.size() > 1) abort_job(static_cast<int>(ExitCode::internal));
    }
  } catch (const std::exception& error) {
    std::cerr << program << ": internal error: " << error.what() << std::endl;
    abort_job(static_cast<int>(ExitCode::internal));
  }
  MPI_Finalize();
  return code;
}

}  // namespace heaviside::core
