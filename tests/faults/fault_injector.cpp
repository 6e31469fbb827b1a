// Preloaded into the program, it lets one thing fail on one rank:
//
//     HEAVISIDE_FAULT=KIND:RANK:NUMBER    LD_PRELOAD=libfault_injector.so
//
// At the NUMBERth collective MPI call that the program makes on that rank: `kill`, `segv`, `term`, `int`, `usr1` send
// the signal; `throw` throws; `mpi` lets the call fail. `memory` refuses the NUMBERth allocation of a kilobyte or more,
// `disk` the NUMBERth operation that writes to a file, and all after it. With KIND `count`, HEAVISIDE_FAULT_COUNTS.RANK
// tells at the end how many there were of each.
#include <dlfcn.h>
#include <mpi.h>
#include <sys/auxv.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <string>

extern "C" void* __libc_malloc(std::size_t);  // NOLINT(bugprone-reserved-identifier): the allocator of glibc

namespace {

enum Place { collective, allocation, writing, places };

struct Fault {
  char kind[16] = "";
  long number = 0;
  bool armed = false;
  long counts[places] = {};

  Fault() {
    const char* wish = std::getenv("HEAVISIDE_FAULT");
    const char* rank = std::getenv("OMPI_COMM_WORLD_RANK");
    if (wish == nullptr || rank == nullptr || std::strcmp(program_invocation_short_name, "heaviside") != 0) return;
    long wanted = 0;
    const bool read = std::sscanf(wish, "%15[a-z0-9]:%ld:%ld", kind, &wanted, &number) == 3;
    armed = read && (is("count") || wanted == std::atol(rank));
  }
  ~Fault() {
    if (!armed || !is("count")) return;
    armed = false;
    const std::string path =
        std::string(std::getenv("HEAVISIDE_FAULT_COUNTS")) + "." + std::getenv("OMPI_COMM_WORLD_RANK");
    if (std::FILE* file = std::fopen(path.c_str(), "w")) {
      std::fprintf(file, "%ld %ld %ld\n", counts[collective], counts[allocation], counts[writing]);
      std::fclose(file);
    }
  }
  bool is(const char* name) const { return std::strcmp(kind, name) == 0; }
};

Fault& fault() {
  static Fault one;
  return one;
}
bool ready = false;  // the fault may be asked for: not while it is made, since that allocates
__attribute__((constructor)) void begin() {
  fault();
  ready = true;
}

const void* base_of(const void* address) {
  Dl_info info{};
  return dladdr(address, &info) != 0 ? info.dli_fbase : nullptr;
}

/// Whether the code at the address is the program's own, or C++'s library working for it.
bool is_of_the_program(const void* address) {
  static const void* const program = base_of(reinterpret_cast<const void*>(getauxval(AT_ENTRY)));
  static const void* const library = base_of(dlsym(RTLD_DEFAULT, "_ZSt9terminatev"));
  const void* const base = base_of(address);
  return base == program || base == library;
}

/// Counts; whether this is the one, or behind it.
bool reaches(Place place) { return ++fault().counts[place] >= fault().number && !fault().is("count"); }

/// Whether a collective call of the program fails; it may not come back at all.
bool call_fails(const void* caller) {
  Fault& now = fault();
  if (!ready || !now.armed || !is_of_the_program(caller)) return false;
  if (!reaches(collective) || now.is("memory") || now.is("disk")) return false;
  now.armed = false;
  if (now.is("throw")) throw std::runtime_error("a fault was injected");
  if (now.is("mpi")) return true;
  if (now.is("kill")) std::raise(SIGKILL);
  if (now.is("segv")) std::raise(SIGSEGV);
  if (now.is("term")) std::raise(SIGTERM);
  if (now.is("int")) std::raise(SIGINT);
  if (now.is("usr1")) std::raise(SIGUSR1);
  return false;
}

bool write_fails(const void* caller) {
  Fault& now = fault();
  if (!ready || !now.armed || !is_of_the_program(caller) || !reaches(writing) || !now.is("disk")) return false;
  errno = ENOSPC;
  return true;
}

template <class Function>
Function* next(Function* /*like*/, const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

}  // namespace

#define COLLECTIVE(name, parameters, arguments)                        \
  extern "C" int name parameters {                                     \
    if (call_fails(__builtin_return_address(0))) return MPI_ERR_OTHER; \
    return P##name arguments;                                          \
  }

COLLECTIVE(MPI_Allreduce, (const void* in, void* out, int n, MPI_Datatype type, MPI_Op op, MPI_Comm comm),
           (in, out, n, type, op, comm))
COLLECTIVE(MPI_Allgather, (const void* in, int n, MPI_Datatype type, void* out, int m, MPI_Datatype to, MPI_Comm comm),
           (in, n, type, out, m, to, comm))
COLLECTIVE(MPI_Allgatherv,
           (const void* in, int n, MPI_Datatype type, void* out, const int* counts, const int* offsets, MPI_Datatype to,
            MPI_Comm comm),
           (in, n, type, out, counts, offsets, to, comm))
COLLECTIVE(MPI_Alltoall, (const void* in, int n, MPI_Datatype type, void* out, int m, MPI_Datatype to, MPI_Comm comm),
           (in, n, type, out, m, to, comm))
COLLECTIVE(MPI_Alltoallv,
           (const void* in, const int* n, const int* from, MPI_Datatype type, void* out, const int* m, const int* to,
            MPI_Datatype received, MPI_Comm comm),
           (in, n, from, type, out, m, to, received, comm))
COLLECTIVE(MPI_Barrier, (MPI_Comm comm), (comm))
COLLECTIVE(MPI_Bcast, (void* data, int n, MPI_Datatype type, int root, MPI_Comm comm), (data, n, type, root, comm))

extern "C" void* malloc(std::size_t bytes) {
  constexpr std::size_t counted = 1024;
  if (ready && bytes >= counted && fault().armed && is_of_the_program(__builtin_return_address(0)) &&
      reaches(allocation) && fault().is("memory")) {
    fault().armed = false;
    errno = ENOMEM;
    return nullptr;
  }
  return __libc_malloc(bytes);
}

extern "C" std::size_t fwrite(const void* data, std::size_t size, std::size_t count, std::FILE* file) {
  if (fileno(file) > STDERR_FILENO && write_fails(__builtin_return_address(0))) return 0;
  static auto* const real = next(&fwrite, "fwrite");
  return real(data, size, count, file);
}

extern "C" ssize_t write(int descriptor, const void* data, std::size_t bytes) {
  if (descriptor > STDERR_FILENO && write_fails(__builtin_return_address(0))) return -1;
  static auto* const real = next(&write, "write");
  return real(descriptor, data, bytes);
}

extern "C" int fsync(int descriptor) {
  if (write_fails(__builtin_return_address(0))) return -1;
  static auto* const real = next(&fsync, "fsync");
  return real(descriptor);
}

extern "C" int rename(const char* from, const char* to) noexcept {
  if (write_fails(__builtin_return_address(0))) return -1;
  static auto* const real = next(&rename, "rename");
  return real(from, to);
}
