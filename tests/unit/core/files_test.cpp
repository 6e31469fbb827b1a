#include "heaviside/core/files.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>

#include "heaviside/core/errors.hpp"
#include "support/file_size_limit.hpp"
#include "support/temporary_folder.hpp"

namespace {

using namespace heaviside::core;
using test::content_of;

std::size_t files_in(const std::filesystem::path& folder) {
  const std::filesystem::directory_iterator files(folder);
  return static_cast<std::size_t>(std::distance(begin(files), end(files)));
}

template <class Action>
std::string error_of(const Action& action) {
  try {
    action();
  } catch (const CollectiveError& error) {
    CHECK(error.code() == ExitCode::bad_input);
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("a file is written whole, replaces the old one, and leaves nothing beside it") {
  const test::TemporaryFolder folder;
  const auto path = folder.path() / "model.json";
  write_file(path, std::string("first, and longer"));
  CHECK(content_of(path) == "first, and longer");
  write_file(path, [](const Sink& sink) {
    sink("sec", 3);
    sink("", 0);
    sink("o\0d", 3);
  });
  CHECK(content_of(path) == std::string("seco\0d", 6));
  write_file(path, std::string());
  CHECK(content_of(path).empty());
  CHECK(files_in(folder.path()) == 1);
}

TEST_CASE("until a file is whole, the old one is there") {
  const test::TemporaryFolder folder;
  const auto path = folder.path() / "model.json";
  write_file(path, std::string("old"));
  write_file(path, [&](const Sink& sink) {
    const std::string text(1 << 20, 'x');
    sink(text.data(), text.size());
    CHECK(content_of(path) == "old");
  });
  CHECK(content_of(path).size() == 1 << 20);
}

TEST_CASE("a failure in the middle keeps the old file and removes the part") {
  const test::TemporaryFolder folder;
  const auto path = folder.path() / "model.json";
  write_file(path, std::string("old"));
  CHECK_THROWS_AS(write_file(path,
                             [](const Sink& sink) {
                               sink("new", 3);
                               throw std::runtime_error("no more");
                             }),
                  std::runtime_error);
  CHECK(content_of(path) == "old");
  CHECK(files_in(folder.path()) == 1);

  std::string message;
  {
    const test::FileSizeLimit limit(1 << 16);
    message = error_of([&] { write_file(path, std::string(1 << 20, 'x')); });
  }
  CHECK(message == "cannot write " + path.string() + ": File too large");
  CHECK(content_of(path) == "old");
  CHECK(files_in(folder.path()) == 1);
}

TEST_CASE("a small file that only fails when it is flushed fails too") {
  const test::TemporaryFolder folder;
  std::string message;
  {
    const test::FileSizeLimit limit(4);
    message = error_of([&] { write_file(folder.path() / "a", std::string("12345678")); });
  }
  CHECK(message.ends_with("File too large"));
  CHECK(files_in(folder.path()) == 0);
}

TEST_CASE("paths that cannot be written are named with the reason") {
  const test::TemporaryFolder folder;
  const auto absent = folder.path() / "no" / "file";
  CHECK(error_of([&] { write_file(absent, std::string("x")); }) ==
        "cannot write " + absent.string() + ": No such file or directory");
  std::filesystem::create_directory(folder.path() / "sub");
  CHECK(error_of([&] { write_file(folder.path() / "sub", std::string("x")); }).ends_with("Is a directory"));
  CHECK(files_in(folder.path()) == 1);
}

TEST_CASE("a folder is created with its parents; one that is there is kept") {
  const test::TemporaryFolder folder;
  create_folder(folder.path() / "a" / "b");
  write_file(folder.path() / "a" / "b" / "file", std::string("x"));
  create_folder(folder.path() / "a" / "b");
  CHECK(content_of(folder.path() / "a" / "b" / "file") == "x");
  CHECK(error_of([&] {
          create_folder(folder.path() / "a" / "b" / "file" / "c");
        }).starts_with("cannot create folder " + folder.file("a/b/file/c") + ": "));
}

TEST_CASE("a folder that may not be written to is refused", "[permissions]") {
  if (geteuid() == 0) return;  // root may write anywhere
  const test::TemporaryFolder folder;
  std::filesystem::permissions(folder.path(), std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
  CHECK(error_of([&] { create_folder(folder.path()); }).ends_with("Permission denied"));
  CHECK(error_of([&] { write_file(folder.path() / "f", std::string("x")); }).ends_with("Permission denied"));
  std::filesystem::permissions(folder.path(), std::filesystem::perms::owner_all);
}

TEST_CASE("a text is read as it is, or refused with the reason") {
  const test::TemporaryFolder folder;
  const auto comm = Communicator::self();
  const std::string text("a\r\n\0b\n", 6);
  test::write(folder.path() / "file", text);
  CHECK(read_text(comm, folder.path() / "file") == text);
  test::write(folder.path() / "empty", "");
  CHECK(read_text(comm, folder.path() / "empty").empty());
  CHECK(error_of([&] { read_text(comm, folder.path() / "no"); }) ==
        "cannot read " + folder.file("no") + ": No such file or directory");
  CHECK(error_of([&] { read_text(comm, folder.path()); }).ends_with(": Is a directory"));
}
