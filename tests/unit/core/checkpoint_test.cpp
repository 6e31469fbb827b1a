#include "heaviside/core/checkpoint.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>

#include "heaviside/core/errors.hpp"
#include "support/file_size_limit.hpp"
#include "support/temporary_folder.hpp"

namespace {

using namespace heaviside::core;
using test::content_of;
using test::TemporaryFolder;

/// What reading gives, and what it tells of generations that it passes over.
struct Read {
  std::string state, told, error;
};

Read read(const TemporaryFolder& folder) {
  Read result;
  try {
    result.state = read_checkpoint(folder.path(), [&](const std::string& fault) { result.told += fault; });
  } catch (const InputError& error) {
    result.error = error.what();
  }
  return result;
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

const std::string binary("a\0\n\xff state", 10);

}  // namespace

TEST_CASE("the newest checkpoint is read, and the one before it stays") {
  const TemporaryFolder folder;
  CHECK_FALSE(has_checkpoint(folder.path()));
  CHECK(contains(read(folder).error, "there is no checkpoint in " + folder.path().string()));
  for (const std::string& state : {std::string("first"), std::string(), binary, std::string(100000, 'x')}) {
    const std::string before = has_checkpoint(folder.path()) ? content_of(folder.path() / "checkpoint") : "";
    write_checkpoint(folder.path(), state);
    CHECK(has_checkpoint(folder.path()));
    CHECK(read(folder).state == state);
    CHECK(read(folder).told.empty());
    if (!before.empty()) CHECK(content_of(folder.path() / "checkpoint.previous") == before);
  }
  const std::filesystem::directory_iterator files(folder.path());
  CHECK(std::distance(begin(files), end(files)) == 2);
}

TEST_CASE(
    "a checkpoint that is cut off anywhere, or of which a bit is changed, is told, and the one before it is read") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "checkpoint";
  write_checkpoint(folder.path(), "older");
  write_checkpoint(folder.path(), binary);
  const std::string whole = content_of(path);
  std::vector<std::string> damaged{whole + "x", whole + whole};
  for (std::size_t length = 0; length < whole.size(); ++length) damaged.push_back(whole.substr(0, length));
  for (std::size_t bit = 0; bit < 8 * whole.size(); ++bit) {
    damaged.push_back(whole);
    damaged.back()[bit / 8] = static_cast<char>(damaged.back()[bit / 8] ^ (1 << bit % 8));
  }
  for (const auto& content : damaged) {
    test::write(path, content);
    const Read result = read(folder);
    REQUIRE(result.state == "older");
    REQUIRE(contains(result.told, path.string() + " is damaged: it"));
  }
  test::write(path, whole);
  CHECK(read(folder).state == binary);
}

TEST_CASE("two damaged checkpoints are an error that names both; one that is gone is told") {
  const TemporaryFolder folder;
  const auto newest = folder.path() / "checkpoint", older = folder.path() / "checkpoint.previous";
  write_checkpoint(folder.path(), "a");
  write_checkpoint(folder.path(), "b");
  std::filesystem::rename(newest, folder.path() / "elsewhere");
  CHECK(read(folder).state == "a");
  CHECK(contains(read(folder).told, "No such file or directory"));
  test::write(newest, "heaviside-checkpoint 2\nof another time, and long enough to be one");
  test::write(older, "");
  const Read result = read(folder);
  CHECK(result.state.empty());
  CHECK(contains(result.error, newest.string() + ": it does not begin as a checkpoint"));
  CHECK(contains(result.error, older.string() + ": it"));
}

TEST_CASE("a checkpoint that cannot be written leaves both generations as they are") {
  const TemporaryFolder folder;
  write_checkpoint(folder.path(), "older");
  write_checkpoint(folder.path(), "newest");
  const std::string newest = content_of(folder.path() / "checkpoint");
  const std::string older = content_of(folder.path() / "checkpoint.previous");
  {
    const test::FileSizeLimit limit(1 << 16);
    CHECK_THROWS_WITH(write_checkpoint(folder.path(), std::string(1 << 20, 'x')), Catch::Contains("File too large"));
  }
  std::filesystem::create_symlink("/dev/full", folder.path() / "checkpoint.next.tmp");
  CHECK_THROWS_WITH(write_checkpoint(folder.path(), "lost"), Catch::Contains("No space left on device"));
  CHECK(content_of(folder.path() / "checkpoint") == newest);
  CHECK(content_of(folder.path() / "checkpoint.previous") == older);
  CHECK_THROWS_WITH(write_checkpoint(folder.path() / "gone", "lost"), Catch::Contains("No such file or directory"));
  if (geteuid() == 0) return;  // root may write anywhere
  std::filesystem::permissions(folder.path(), std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
  CHECK_THROWS_WITH(write_checkpoint(folder.path(), "lost"), Catch::Contains("Permission denied"));
  std::filesystem::permissions(folder.path(), std::filesystem::perms::owner_all);
}
