#include "replay/files.hpp"

#include "replay/csv.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>

namespace replay {

using base::Code;
using base::Result;

namespace {

struct File {
  std::string path;
  std::optional<std::string> symbol{};  // Where the user says it.
};

File taken_apart(const std::string& text) {
  std::error_code ignored;
  const auto equals = text.rfind('=');
  if (equals == std::string::npos || std::filesystem::exists(text, ignored)) return {text};
  return {text.substr(0, equals), text.substr(equals + 1)};
}

bool is_symbol(const std::string& text) {
  const auto slash = text.find('/');
  return slash != std::string::npos && slash > 0 && slash + 1 < text.size() && text.find('/', slash + 1) == text.npos;
}

Result<std::string> bytes_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary | std::ios::ate);
  if (!in) return base::fail(Code::not_found, fmt::format("{}: no such file, or it cannot be read", path));
  std::string bytes(static_cast<std::size_t>(std::max<std::streamoff>(in.tellg(), 0)), '\0');
  in.seekg(0);
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (!in) return base::fail(Code::failed, fmt::format("{}: cannot be read", path));
  return bytes;
}

base::Done add(MemoryTape& tape, const File& file) {
  TRY(auto bytes, bytes_of(file.path));
  TRY(const auto text, unpacked(std::move(bytes)));
  TRY(auto candles, read_csv(text, file.path));
  const auto named = read_file_name(file.path);
  const auto symbol = file.symbol ? file.symbol : named.symbol;
  if (!symbol || !is_symbol(*symbol)) {
    return base::fail(Code::usage, fmt::format("{0}: which symbol? Say it as {0}=BTC/USDT", file.path));
  }
  const auto timeframe = named.timeframe ? named.timeframe : spacing(candles);
  if (!timeframe) {
    return base::fail(Code::usage, fmt::format("{}: which timeframe? Put it into the file's name, as in "
                                               "BTCUSDT-1m.csv",
                                               file.path));
  }
  if (auto added = tape.add(*symbol, *timeframe, std::move(candles)); !added) {
    return base::within(file.path, std::move(added).error());
  }
  return {};
}

}  // namespace

Result<std::unique_ptr<MemoryTape>> read_files(const std::vector<std::string>& files) {
  auto tape = std::make_unique<MemoryTape>();
  for (const auto& file : files) CHECK(add(*tape, taken_apart(file)));
  return tape;
}

}  // namespace replay
