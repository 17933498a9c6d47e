#include "replay/synthetic_minutes.hpp"

#include "replay/dice.hpp"

#include <algorithm>
#include <cmath>

namespace replay {

// tidy: double prices because a wandering price is drawn before it is rounded to whole ticks

using base::Decimal;
using base::Int128;

namespace {

// What a number drawn for one minute is for.
enum class Draw : std::uint64_t { quiet = 101, open, high, low, volume, taker, trades, mood };

double drawn(const Character& character, std::int64_t minute, Draw what) {
  return unit_of(
      scattered(character.seed ^ (static_cast<std::uint64_t>(what) << 56U), static_cast<std::uint64_t>(minute)));
}

double power_of_ten(int exponent) {
  return std::pow(10.0, exponent);
}

double price_around(std::uint64_t seed, std::size_t rank) {
  constexpr std::array<double, 8> well_known = {30'000, 2'000, 300, 60, 0.6, 0.5, 0.12, 0.08};
  if (rank < well_known.size()) return well_known[rank];
  return std::pow(10.0, unit_of(scattered(seed, 1)) * 6.5 - 4.5);
}

int lot_digits(double price) {
  if (price >= 10'000) return 5;
  if (price >= 1'000) return 4;
  if (price >= 100) return 3;
  if (price >= 1) return 2;
  return price >= 0.01 ? 1 : 0;
}

market::Time listing_date(std::uint64_t seed, std::size_t rank) {
  using namespace std::chrono;
  const sys_days opening = 2017y / August / 17;
  if (rank == 0) return opening + hours{4};
  const auto window = rank < 20 ? 900.0 : 2800.0;  // Days; the big ones came early.
  const auto wait = days{1 + static_cast<int>(unit_of(scattered(seed, 2)) * window)};
  return opening + wait + hours{static_cast<int>(unit_of(scattered(seed, 3)) * 24)};
}

// More is traded when Europe and America are awake.
double time_of_day(std::int64_t minute) {
  const auto hour = static_cast<double>(minute % 1440) / 60;
  return 1 + 0.6 * std::sin((hour - 9) * 0.2617993877991494);
}

}  // namespace

Character character_of(std::uint64_t seed, std::size_t rank) {
  Character made;
  made.seed = scattered(seed, rank);
  made.price = price_around(made.seed, rank);
  made.sigma = rank == 0 ? 0.0005 : 0.0006 + 0.0008 * unit_of(scattered(made.seed, 4));
  made.turnover = 1'500'000 / std::pow(1.0 + static_cast<double>(rank), 0.9);
  const auto place = static_cast<double>(rank);
  made.quiet = rank < 5 ? 0 : 0.6 * place / (place + 150);
  made.price_scale = std::clamp(4 - static_cast<int>(std::floor(std::log10(made.price))), 2, 8);
  made.volume_scale = lot_digits(made.price);
  made.listed = listing_date(made.seed, rank);
  return made;
}

void Raw::absorb(const Raw& later) {
  high = std::max(high, later.high);
  low = std::min(low, later.low);
  close = later.close;
  volume += later.volume;
  taker += later.taker;
  quote += later.quote;
  taker_quote += later.taker_quote;
  trades += later.trades;
}

market::Candle candle_of(const Raw& raw, const Character& character, market::Time open) {
  const auto price = [&](std::int64_t ticks) { return Decimal::of(ticks, character.price_scale); };
  const auto lots = [&](Int128 count) { return Decimal::of(count, character.volume_scale); };
  const auto money = [&](Int128 amount) { return Decimal::of(amount, character.price_scale + character.volume_scale); };
  return {.open_time = open,
          .open = price(raw.open),
          .high = price(raw.high),
          .low = price(raw.low),
          .close = price(raw.close),
          .volume = lots(raw.volume),
          .quote_volume = money(raw.quote),
          .trades = raw.trades,
          .taker_base = lots(raw.taker),
          .taker_quote = money(raw.taker_quote)};
}

Minutes::Minutes(const Character& character) : character_{character} {
  for (std::size_t level = 0; level < levels; ++level) {
    levels_[level].height =
        character.sigma * std::pow(2.0, 0.5 * static_cast<double>(std::min<std::size_t>(level, 19)));
  }
}

double Minutes::wander(std::int64_t minute) {
  double sum = 0;
  for (std::size_t at = 0; at < levels; ++at) {
    auto& level = levels_[at];
    const auto cell = minute >> at;
    if (cell != level.cell) {
      const auto height = [&](std::int64_t corner) {
        const auto place = static_cast<std::uint64_t>(corner) ^ (static_cast<std::uint64_t>(at + 1) << 56U);
        return unit_of(scattered(character_.seed, place)) * 2 - 1;
      };
      level.left = cell == level.cell + 1 ? level.right : height(cell);
      level.right = height(cell + 1);
      level.cell = cell;
    }
    const auto share = static_cast<double>(minute - (cell << at)) / static_cast<double>(std::int64_t{1} << at);
    sum += level.height * (level.left + (level.right - level.left) * share);
  }
  return sum;
}

std::int64_t Minutes::ticks(std::int64_t minute) {
  if (minute != known_minute_) {
    const auto price = character_.price * std::exp(wander(minute));
    known_ticks_ = std::max<std::int64_t>(1, std::llround(price * power_of_ten(character_.price_scale)));
    known_minute_ = minute;
  }
  return known_ticks_;
}

std::optional<Raw> Minutes::at(std::int64_t minute) {
  const auto draw = [&](Draw what) { return drawn(character_, minute, what); };
  const auto before = ticks(minute);
  const auto after = ticks(minute + 1);
  if (draw(Draw::quiet) < character_.quiet) return std::nullopt;
  Raw raw;
  raw.open = std::max<std::int64_t>(1, before + static_cast<std::int64_t>(draw(Draw::open) * 3) - 1);
  raw.close = after;
  const auto reach = static_cast<double>(before) * character_.sigma;
  raw.high = std::max(raw.open, raw.close) + static_cast<std::int64_t>(draw(Draw::high) * reach);
  raw.low = std::min(raw.open, raw.close) - static_cast<std::int64_t>(draw(Draw::low) * reach);
  raw.low = std::max<std::int64_t>(1, raw.low);
  const auto middle = (raw.high + raw.low) / 2;
  const auto mood = std::exp(3 * draw(Draw::mood) * draw(Draw::volume));
  const auto price = static_cast<double>(middle) / power_of_ten(character_.price_scale);
  const auto turnover = character_.turnover * time_of_day(minute) * mood * (0.05 + draw(Draw::volume));
  const auto lots = std::max(1.0, turnover / price * power_of_ten(character_.volume_scale));
  raw.volume = static_cast<std::int64_t>(std::min(lots, 1e15));
  raw.taker = static_cast<std::int64_t>(static_cast<double>(static_cast<std::int64_t>(raw.volume)) *
                                        (0.25 + 0.5 * draw(Draw::taker)));
  raw.quote = raw.volume * middle;
  raw.taker_quote = raw.taker * middle;
  raw.trades = 1 + static_cast<std::int64_t>(std::min(turnover, 1e9) / (300 + 900 * draw(Draw::trades)));
  return raw;
}

}  // namespace replay
