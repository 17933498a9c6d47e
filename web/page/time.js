// Timeframes and the grid of slots they make. Times are integer milliseconds, UTC; a span is half-open.

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const week = 7 * day;
const firstMonday = 4 * day;

export const timeframes = ['1m', '3m', '5m', '15m', '30m', '1h', '2h', '4h', '6h', '12h', '1d', '1w', '1M'];
export const mainTimeframes = ['1m', '5m', '15m', '1h', '4h', '1d', '1w'];

const lengths = {
  '1m': minute, '3m': 3 * minute, '5m': 5 * minute, '15m': 15 * minute, '30m': 30 * minute, '1h': hour,
  '2h': 2 * hour, '4h': 4 * hour, '6h': 6 * hour, '12h': 12 * hour, '1d': day, '1w': week,
};

const monthOf = (time) => new Date(time).getUTCFullYear() * 12 + new Date(time).getUTCMonth();
const monthStart = (month) => Date.UTC(Math.floor(month / 12), month % 12, 1);

export function floorTo(timeframe, time) {
  if (timeframe === '1M') return monthStart(monthOf(time));
  const origin = timeframe === '1w' ? firstMonday : 0;
  return Math.floor((time - origin) / lengths[timeframe]) * lengths[timeframe] + origin;
}

// The open `count` slots after `open`; before it when `count` is negative.
export function shift(timeframe, open, count) {
  return timeframe === '1M' ? monthStart(monthOf(open) + count) : open + count * lengths[timeframe];
}

export const nextOf = (timeframe, open) => shift(timeframe, open, 1);

// How many slots lie between two opens.
export function distance(timeframe, from, until) {
  return timeframe === '1M' ? monthOf(until) - monthOf(from) : Math.round((until - from) / lengths[timeframe]);
}

export function slotTimes(timeframe, from, until) {
  const times = [];
  for (let open = from; open < until; open = nextOf(timeframe, open)) times.push(open);
  return times;
}

export const byLength = (left, right) => timeframes.indexOf(left) - timeframes.indexOf(right);
export const showsClock = (timeframe) => timeframes.indexOf(timeframe) < timeframes.indexOf('1d');
