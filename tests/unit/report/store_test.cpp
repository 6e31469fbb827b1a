#include "heaviside/report/store.hpp"

#include <catch2/catch.hpp>

#include "heaviside/core/errors.hpp"
#include "support/temporary_folder.hpp"

namespace {

using heaviside::report::read_store;
using heaviside::report::StoreWriter;
using nlohmann::ordered_json;

}  // namespace

TEST_CASE("records come back file by file, in their order") {
  const test::TemporaryFolder folder;
  CHECK(read_store(folder.path() / "absent").records.empty());
  {
    StoreWriter second(folder.path() / "store", "b");
    StoreWriter first(folder.path() / "store", "a");
    second.append({{"x", 3}});
    first.append({{"x", 0.1}, {"text", "two\nlines"}});
    first.append({{"x", nullptr}});
  }
  StoreWriter(folder.path() / "store", "b").append({{"x", 4}});
  test::write(folder.path() / "store" / "notes.txt", "no records");
  const std::vector<ordered_json> expected = {
      {{"x", 0.1}, {"text", "two\nlines"}}, {{"x", nullptr}}, {{"x", 3}}, {{"x", 4}}};
  CHECK(read_store(folder.path() / "store").records == expected);
}

TEST_CASE("a record that was cut off or changed anywhere does not count, and those after it do") {
  const test::TemporaryFolder folder;
  StoreWriter(folder.path(), "a").append({{"first", 1}});
  StoreWriter(folder.path(), "a").append({{"second", 2}});
  const auto path = folder.path() / "a.records";
  const std::string whole = test::content_of(path);
  const std::size_t first = whole.find('\n') + 1;
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    test::write(path, whole.substr(0, size));
    StoreWriter(folder.path(), "a").append({{"third", 3}});
    std::vector<ordered_json> expected;
    if (size + 1 >= first) expected.push_back({{"first", 1}});
    if (size + 1 >= whole.size()) expected.push_back({{"second", 2}});
    expected.push_back({{"third", 3}});
    REQUIRE(read_store(folder.path()).records == expected);
  }
  for (std::size_t at = 0; at + 1 < first; ++at) {
    std::string changed = whole;
    changed[at] = changed[at] == '7' ? '8' : '7';
    test::write(path, changed);
    const auto content = read_store(folder.path());
    REQUIRE(content.records == std::vector<ordered_json>{{{"second", 2}}});
    REQUIRE(content.broken == std::vector<std::string>{path.string() + ":1"});
  }
}

TEST_CASE("a file of records has one writer at a time") {
  const test::TemporaryFolder folder;
  {
    StoreWriter writer(folder.path(), "a");
    CHECK_THROWS_AS(StoreWriter(folder.path(), "a"), heaviside::core::InputError);
  }
  CHECK_NOTHROW(StoreWriter(folder.path(), "a"));
}
