// Damaged files: every flipped bit that matters is found, nothing crashes, whole blocks stay readable.
#include "store/test_store.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace store {
namespace {

std::string contents(const std::filesystem::path& file) {
  std::ifstream in{file, std::ios::binary};
  return {std::istreambuf_iterator<char>(in), {}};
}

void write(const std::filesystem::path& file, std::string_view bytes) {
  std::ofstream{file, std::ios::binary} << bytes;
}

// A small file with something of everything in it.
void make_file(const std::filesystem::path& file) {
  auto writer = Writer::open(file).value();
  const auto series = writer.ensure(minutes(), "BTCUSDT").value();
  ASSERT_TRUE(writer.want(series, {at(0), at(2000)}));
  const auto record = [&](std::int64_t from, std::int64_t until, Evidence evidence, int shift) {
    const auto answer = answer_of(series, candles(from, until, shift), {at(from), at(until)}, evidence);
    ASSERT_TRUE(writer.record({&answer, 1}));
  };
  record(0, 300, Evidence::rest, 0);
  record(5, 6, Evidence::stream_closed, 1);
  record(400, 405, Evidence::stream_closed, 0);
  ASSERT_TRUE(writer.fail({series, {at(600), at(700)}, "HTTP 503", 1, at(0), at(0), at(0)}));
  const market::Instrument instrument{"BTC/USDT", "BTCUSDT", "BTC", "USDT", true, at(0)};
  ASSERT_TRUE(writer.put_instruments({&instrument, 1}));
}

// All that a reader can be asked, as text; nullopt when any of it is an error.
std::optional<std::string> everything_in(const Reader& reader) {
  std::string text;
  const auto series = reader.series();
  const auto conflicts = reader.conflicts(std::nullopt, true);
  const auto failures = reader.failures(std::nullopt);
  const auto instruments = reader.instruments();
  if (!series || !conflicts || !failures || !instruments) return std::nullopt;
  for (const auto& info : *series) {
    const auto held = reader.read(info.id, everything);
    const auto known = reader.known(info.id, everything);
    const auto why = reader.why(info.id, at(5));
    if (!held || !known || !why) return std::nullopt;
    text += info.series.text() + info.venue_symbol + std::to_string(info.rows) + " " + std::to_string(info.revision);
    if (info.wanted) text += market::rfc3339(info.wanted->until);
    for (const auto& candle : *held) {
      text += market::rfc3339(candle.open_time) + candle.open.text() + candle.high.text() + candle.low.text() +
              candle.close.text() + candle.volume->text();
    }
    for (const auto& each : *known) text += market::rfc3339(each.span.from) + std::string(name(each.state));
    for (const auto& each : *why)
      text += each.provenance.source + each.provenance.job + std::string(name(each.provenance.evidence));
  }
  for (const auto& conflict : *conflicts)
    text += conflict.rule + conflict.other.open.text() + conflict.other_from.source;
  for (const auto& failure : *failures) text += failure.reason + std::to_string(failure.attempts);
  for (const auto& instrument : *instruments) text += instrument.symbol + instrument.venue_symbol + instrument.quote;
  return text;
}

bool found_or_harmless(const std::filesystem::path& file, const std::string& sound) {
  const auto reader = Reader::open(file);
  if (!reader) return true;
  const auto verified = reader->verify();
  if (!verified || !verified->damages.empty()) return true;
  return everything_in(*reader) == sound;
}

TEST(Damage, of_any_bit_is_found_or_changes_nothing) {
  TemporaryFolder folder;
  make_file(folder.file());
  const std::string bytes = contents(folder.file());
  const auto sound = everything_in(Reader::open(folder.file()).value());
  ASSERT_TRUE(sound);
  ASSERT_TRUE(Reader::open(folder.file())->verify()->damages.empty());
  const auto target = folder.path() / "flipped.wick";
  int found = 0;
  // A stride of a prime visits all places of the pages, all bits and all kinds of rows within reasonable time.
  for (std::size_t bit = 0; bit < bytes.size() * 8; bit += 211) {
    std::string flipped = bytes;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    write(target, flipped);
    ASSERT_TRUE(found_or_harmless(target, *sound)) << "bit " << bit % 8 << " of byte " << bit / 8;
    ++found;
  }
  EXPECT_GT(found, 1000);
}

TEST(Damage, of_the_end_of_a_file_is_an_error) {
  TemporaryFolder folder;
  make_file(folder.file());
  const std::string bytes = contents(folder.file());
  const auto sound = everything_in(Reader::open(folder.file()).value());
  const auto target = folder.path() / "torn.wick";
  for (std::size_t size = 0; size < bytes.size(); size += 1009) {
    write(target, std::string_view{bytes}.substr(0, size));
    EXPECT_TRUE(found_or_harmless(target, *sound)) << size;
  }
}

TEST(Damage, of_a_block_names_series_and_span_and_leaves_the_others_readable) {
  TemporaryFolder folder;
  SeriesId series{};
  {
    auto writer = Writer::open(folder.file()).value();
    series = writer.ensure(minutes(), "").value();
    const auto answer = answer_of(series, candles(0, 12288), {at(0), at(12288)}, Evidence::rest);
    ASSERT_TRUE(writer.record({&answer, 1}));
    const auto database = Database::open(folder.file(), Access::write).value();
    ASSERT_TRUE(
        database.execute("UPDATE blocks SET body=CAST(substr(body,1,3000)||x'00'||substr(body,3002) AS BLOB) "
                         "WHERE key=(SELECT key FROM blocks ORDER BY key LIMIT 1 OFFSET 1)"));
  }
  const auto reader = Reader::open(folder.file()).value();
  const auto all = reader.read(series, everything);
  ASSERT_FALSE(all);
  EXPECT_EQ(all.error().code, base::Code::corrupt);
  EXPECT_NE(all.error().what.find("binance:BTC/USDT@1m, " + market::rfc3339(at(4096))), std::string::npos)
      << all.error().what;
  EXPECT_EQ(reader.read(series, {at(0), at(4096)}).value(), candles(0, 4096));
  EXPECT_EQ(reader.read(series, {at(8192), at(12288)}).value(), candles(8192, 12288));
  const auto verified = reader.verify().value();
  ASSERT_FALSE(verified.damages.empty());
  EXPECT_EQ(verified.damages[0].series, series);
  EXPECT_EQ(verified.damages[0].span->from, at(4096));
}

TEST(Damage, of_a_block_in_the_place_of_another_is_found) {
  TemporaryFolder folder;
  auto writer = Writer::open(folder.file()).value();
  const auto series = writer.ensure(minutes(), "").value();
  const auto answer = answer_of(series, candles(0, 8192), {at(0), at(8192)}, Evidence::rest);
  ASSERT_TRUE(writer.record({&answer, 1}));
  ASSERT_TRUE(Database::open(folder.file(), Access::write)
                  ->execute("UPDATE blocks SET body=(SELECT body FROM blocks ORDER BY key LIMIT 1)"));
  EXPECT_EQ(writer.read(series, {at(5000), at(5001)}).error().code, base::Code::corrupt);
  EXPECT_EQ(writer.read(series, {at(0), at(4096)}).value(), candles(0, 4096));
}

}  // namespace
}  // namespace store
