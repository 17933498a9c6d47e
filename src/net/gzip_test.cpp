#include "net/gzip.hpp"

#include <gtest/gtest.h>

#include <random>
#include <zlib.h>

namespace net {
namespace {

std::string noise(std::size_t size, std::uint64_t seed) {
  std::mt19937_64 dice(seed);
  std::string text(size, '\0');
  for (char& c : text) c = static_cast<char>('a' + dice() % 4);
  return text;
}

// As servers send "deflate": with zlib's head, or bare.
std::string deflated(std::string_view text, int window) {
  z_stream z{};
  EXPECT_EQ(deflateInit2(&z, 6, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(text.size() + 100, '\0');
  std::string in(text);
  z.next_in = reinterpret_cast<Bytef*>(in.data());
  z.avail_in = static_cast<uInt>(in.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data());
  z.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&z, Z_FINISH), Z_STREAM_END);
  out.resize(z.total_out);
  deflateEnd(&z);
  return out;
}

TEST(Gzip, gives_back_what_was_put_in_piece_by_piece) {
  const std::uint64_t seed = std::random_device{}();
  SCOPED_TRACE(seed);
  Deflater deflater;
  std::string packed;
  std::string text;
  for (const std::size_t size : {0U, 1U, 1000U, 300'000U, 7U}) {
    const auto piece = noise(size, seed + size);
    text += piece;
    packed += deflater.add(piece);
  }
  packed += deflater.finish("end");
  EXPECT_EQ(inflate(packed, {}).value(), text + "end");
}

TEST(Gzip, can_be_read_up_to_each_piece) {
  Deflater deflater;
  const auto packed = deflater.add("first");
  z_stream z{};
  std::string in = packed;
  std::string out(100, '\0');
  ASSERT_EQ(inflateInit2(&z, 15 + 16), Z_OK);
  z.next_in = reinterpret_cast<Bytef*>(in.data());
  z.avail_in = static_cast<uInt>(in.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data());
  z.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(::inflate(&z, Z_SYNC_FLUSH), Z_OK);
  EXPECT_EQ(out.substr(0, z.total_out), "first");
  inflateEnd(&z);
}

TEST(Inflate, reads_deflate_with_and_without_its_head_and_joined_members) {
  const auto text = noise(50'000, 1);
  EXPECT_EQ(inflate(deflated(text, 15), {}).value(), text);
  EXPECT_EQ(inflate(deflated(text, -15), {}).value(), text);
  EXPECT_EQ(inflate(Deflater().finish("one") + Deflater().finish("two"), {}).value(), "onetwo");
  EXPECT_EQ(inflate("", {}).value(), "");
}

TEST(Inflate, takes_a_torn_or_altered_body_for_bad_data_at_every_byte) {
  const auto packed = Deflater().finish(noise(300, 2));
  for (std::size_t cut = 1; cut < packed.size(); ++cut) {
    const auto torn = inflate(std::string_view(packed).substr(0, cut), {});
    ASSERT_FALSE(torn) << cut;
    EXPECT_EQ(torn.error().code, base::Code::bad_data);
  }
  for (std::size_t at = 10; at < packed.size(); ++at) {  // Before that: time and system, which nobody reads.
    auto altered = packed;
    altered[at] = static_cast<char>(altered[at] ^ 0x10);
    EXPECT_FALSE(inflate(altered, {})) << at;
  }
}

TEST(Inflate, keeps_to_its_limits_exactly) {
  const auto text = noise(5000, 3);
  const auto packed = Deflater().finish(text);
  EXPECT_TRUE(inflate(packed, {5000, 200}));
  EXPECT_FALSE(inflate(packed, {4999, 200}));
  const auto flat = Deflater().finish(std::string(2U << 20U, 'x'));
  EXPECT_TRUE(inflate(flat, {32U << 20U, 2000}));
  EXPECT_FALSE(inflate(flat, {32U << 20U, 50}));
}

}  // namespace
}  // namespace net
