#include "heaviside/pipeline/grid.hpp"

#include <catch2/catch.hpp>

using heaviside::pipeline::parse_shard;

TEST_CASE("shards are numbered from 1") {
  const auto shard = parse_shard("2/5");
  REQUIRE(shard);
  CHECK(shard->index == 1);
  CHECK(shard->count == 5);
  CHECK(parse_shard("1/1")->count == 1);
  for (const char* text : {"", "/", "1", "1/", "/2", "0/2", "3/2", "1/2/3", "1/2 ", " 1/2", "1/0", "-1/2", "x/2"})
    CHECK_FALSE(parse_shard(text));
}
