#include "heaviside/core/node.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>

#include "mpi_check.hpp"

namespace heaviside::core {
namespace {

constexpr std::size_t least_bytes = std::size_t{1} << 22;  // less is copied: it is not worth a mapping

/// A file descriptor, closed in the end; -1 for none.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

/// The whole pages of some memory, and what is before and after them.
struct Pages {
  explicit Pages(std::span<std::byte> bytes) {
    static const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    const std::size_t first = (page - reinterpret_cast<std::uintptr_t>(bytes.data()) % page) % page;
    if (bytes.size() < first + page) return;
    before = bytes.first(first);
    whole = bytes.subspan(first, (bytes.size() - first) / page * page);
    after = bytes.subspan(first + whole.size());
  }
  std::span<std::byte> before, whole, after;
};

/// Puts pages of a file in the place of these; whether that was possible.
bool map(std::span<std::byte> pages, const Descriptor& file, int visibility) {
  return mmap(pages.data(), pages.size(), PROT_READ | PROT_WRITE, visibility | MAP_FIXED, file.number(), 0) !=
         MAP_FAILED;
}

/// What the leader tells the others of its node.
struct Offer {
  std::int64_t process = 0;
  int descriptor = -1;     // of the file; -1 where there is none
  dev_t device = 0;        // tells the file from one that another process has under this number
  ino_t inode = 0;         // likewise
  std::size_t before = 0;  // bytes before the shared pages
};

/// The file as the leader, which has it open, offers it.
Offer offer_of(const Descriptor& file, const Pages& pages) {
  struct stat status {};
  if (fstat(file.number(), &status) != 0) return {};
  return {getpid(), file.number(), status.st_dev, status.st_ino, pages.before.size()};
}

/// The leader's part: its pages become those of a file in memory, are filled, and then its own copy if it should write.
Offer offer(const Descriptor& file, const Pages& pages, const std::function<void()>& fill) {
  const bool shared = file.number() >= 0 && ftruncate(file.number(), static_cast<off_t>(pages.whole.size())) == 0 &&
                      posix_fallocate(file.number(), 0, static_cast<off_t>(pages.whole.size())) == 0 &&
                      map(pages.whole, file, MAP_SHARED);
  fill();
  if (!shared || !map(pages.whole, file, MAP_PRIVATE)) return {};
  return offer_of(file, pages);
}

/// The others' part; whether they see the leader's pages now.
bool accept(const Offer& offered, const Pages& pages) {
  if (offered.descriptor < 0 || offered.before != pages.before.size()) return false;
  const std::string path = "/proc/" + std::to_string(offered.process) + "/fd/" + std::to_string(offered.descriptor);
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat status {};
  const bool same = file.number() >= 0 && fstat(file.number(), &status) == 0 && status.st_dev == offered.device &&
                    status.st_ino == offered.inode;
  return same && map(pages.whole, file, MAP_PRIVATE);
}

MPI_Comm split_by_node(const Communicator& comm) {
  MPI_Comm node = MPI_COMM_NULL;
  HEAVISIDE_MPI(MPI_Comm_split_type(comm.handle(), MPI_COMM_TYPE_SHARED, comm.rank(), MPI_INFO_NULL, &node));
  return node;
}

}  // namespace

Nodes::Nodes(const Communicator& comm) : here_(split_by_node(comm)), leaders_(comm, here().is_root() ? 0 : 1) {}

void Nodes::fill_once(std::span<double> values, const std::function<void()>& fill) const {
  const auto bytes = std::as_writable_bytes(values);
  if (here().size() == 1 || bytes.size() < least_bytes) {
    if (here().is_root()) fill();
    here().broadcast(bytes);
    return;
  }
  const Pages pages(bytes);
  const Descriptor file(here().is_root() ? memfd_create("heaviside", MFD_CLOEXEC) : -1);
  const Offer offered = here().broadcast(here().is_root() ? offer(file, pages, fill) : Offer{});
  const bool accepted = here().is_root() ? offered.descriptor >= 0 : accept(offered, pages);
  if (here().max(std::int64_t{!accepted}) != 0) {  // then all copy; the leader's file stays open until here
    here().broadcast(bytes);
    return;
  }
  here().broadcast(pages.before);
  here().broadcast(pages.after);
}

}  // namespace heaviside::core
