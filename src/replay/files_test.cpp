#include "replay/files.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace replay {
namespace {

class Files : public ::testing::Test {
 protected:
  std::string write(const std::string& name, const std::string& text) {
    const auto path = folder_ / name;
    std::ofstream(path) << text;
    return path.string();
  }
  void SetUp() override { std::filesystem::create_directories(folder_); }
  void TearDown() override { std::filesystem::remove_all(folder_); }

 private:
  std::filesystem::path folder_ = std::filesystem::path(::testing::TempDir()) /
                                  ("wick-files-" + std::to_string(::testing::UnitTest::GetInstance()->random_seed()) +
                                   "-" + ::testing::UnitTest::GetInstance()->current_test_info()->name());
};

TEST_F(Files, of_one_symbol_are_joined_in_the_order_of_time) {
  const auto later = write("BTCUSDT-1m-02.csv", "1706745600000,2,2,2,2,1\n1706745660000,3,3,3,3,1\n");
  const auto earlier = write("BTCUSDT-1m-01.csv", "1704067200000,1,1,1,1,1\n1706745600000,2,2,2,2,1\n");
  const auto tape = read_files({later, earlier});
  ASSERT_TRUE(tape.has_value());
  ASSERT_EQ((*tape)->listings().size(), 1U);
  EXPECT_EQ((*tape)->whole(0, market::m1)->size(), 3U);
}

TEST_F(Files, complete_each_other_where_one_knows_more) {
  const auto one = write("BTCUSDT-1m-01.csv", "1704067200000,1,1,1,1,1\n");
  const auto other = write("BTCUSDT-1m-02.csv", "1704067200000,1,1,1,1,1,7,3\n");
  for (const auto& files : {std::vector{one, other}, std::vector{other, one}}) {
    const auto tape = read_files(files).value();
    ASSERT_EQ(tape->whole(0, market::m1)->size(), 1U);
    EXPECT_EQ(tape->whole(0, market::m1)->at(0).trades, 3);
  }
}

TEST_F(Files, that_disagree_about_a_candle_are_refused) {
  const auto one = write("BTCUSDT-1m-01.csv", "1704067200000,1,1,1,1,1\n");
  const auto other = write("BTCUSDT-1m-02.csv", "1704067200000,2,2,2,2,1\n");
  const auto tape = read_files({one, other});
  ASSERT_FALSE(tape.has_value());
  EXPECT_EQ(tape.error().code, base::Code::usage);
}

TEST_F(Files, take_their_symbol_from_behind_the_equals_sign) {
  const auto path = write("candles.csv", "1704067200000,1,1,1,1,1\n1704067260000,1,1,1,1,1\n");
  EXPECT_EQ(read_files({path + "=DOGE/EUR"}).value()->listings().at(0).symbol, "DOGE/EUR");
  EXPECT_EQ(read_files({path + "=DOGE/EUR"}).value()->finest(0), market::m1);
  EXPECT_NE(read_files({path}).error().what.find("which symbol?"), std::string::npos);
  EXPECT_NE(read_files({path + "=DOGEEUR"}).error().what.find("which symbol?"), std::string::npos);
  EXPECT_EQ(read_files({path + ".not"}).error().code, base::Code::not_found);
}

}  // namespace
}  // namespace replay
