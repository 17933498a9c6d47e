// A seeded market: minutes of five series up to now, with holes of every kind at known places.

export const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const kinds = ['ok', 'no_trade', 'outage', 'missing', 'before_listing', 'pending'];
const reasons = {
  no_trade: 'the exchange confirms that nobody traded',
  outage: 'the exchange was down and has no data of this time',
  missing: 'not collected yet',
  before_listing: 'the market was not yet listed',
  pending: 'being fetched by job 7f31',
};

export const timeframes = ['1m', '3m', '5m', '15m', '30m', '1h', '2h', '4h', '6h', '12h', '1d', '1w', '1M'];
const fixedLengths = {
  '1m': minute, '3m': 3 * minute, '5m': 5 * minute, '15m': 15 * minute, '30m': 30 * minute, '1h': hour,
  '2h': 2 * hour, '4h': 4 * hour, '6h': 6 * hour, '12h': 12 * hour, '1d': day,
};

export function floorTo(timeframe, time) {
  if (timeframe === '1M') {
    const date = new Date(time);
    return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
  }
  if (timeframe === '1w') return Math.floor((time - 4 * day) / (7 * day)) * 7 * day + 4 * day;
  const length = fixedLengths[timeframe];
  return Math.floor(time / length) * length;
}

export function nextOf(timeframe, open) {
  if (timeframe === '1M') {
    const date = new Date(open);
    return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
  }
  return open + (timeframe === '1w' ? 7 * day : fixedLengths[timeframe]);
}

function randomOf(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

class Series {
  constructor(exchange, symbol, price, digits, seed, days, quiet) {
    Object.assign(this, { exchange, symbol, digits, quiet, id: `${exchange}:${symbol}` });
    this.random = randomOf(seed);
    this.start = floorTo('1d', Date.now()) - days * day;
    this.price = price;
    this.rows = [];
    this.states = [];
    this.grow(Date.now());
    this.carve();
  }

  get last() { return this.start + (this.rows.length - 1) * minute; }

  grow(now) {
    while (this.last + minute <= now) {
      this.states.push(this.random() < this.quiet ? 1 : 0);
      this.rows.push(this.step());
    }
  }

  step() {
    const round = (value) => Number(value.toFixed(this.digits));
    const wave = 1 + 0.00004 * Math.sin(this.rows.length / 700);
    const open = this.price;
    const close = open * wave * (1 + (this.random() - 0.5) * 0.0016);
    const high = Math.max(open, close) * (1 + this.random() * 0.0005);
    const low = Math.min(open, close) * (1 - this.random() * 0.0005);
    this.price = close;
    const volume = Number((this.random() ** 3 * 40 * (1 + Math.abs(close / open - 1) * 2000)).toFixed(5));
    return [open, high, low, close].map(round).concat(volume);
  }

  mark(from, until, state) {
    const end = Math.min(this.states.length, Math.floor((until - this.start) / minute));
    for (let i = Math.max(0, Math.floor((from - this.start) / minute)); i < end; ++i) this.states[i] = state;
  }

  carve() {
    const now = floorTo('1m', Date.now());
    if (this.id === 'binance:BTC/USDT') {
      this.mark(now - 48 * minute, now - 36 * minute, 2);
      this.mark(now - 96 * minute, now - 75 * minute, 3);
      this.mark(now - 9 * hour, now - 9 * hour + 130 * minute, 2);
      this.mark(now - 3 * day, now - 3 * day + 6 * hour, 2);
      this.mark(now - 9 * day, now - 9 * day + 3 * hour, 3);
      this.mark(this.start, this.start + 12 * day, 5);
    }
    if (this.id === 'kraken:SOL/USD') this.mark(this.start, this.start + 9 * day, 4);
  }

  get listed() { return this.states[0] === 4 ? this.start + this.states.indexOf(0) * minute : null; }

  summary() {
    const held = this.states.reduce((sum, state) => sum + (state === 0 ? 1 : 0), 0);
    return {
      series: this.id, interval: '1m', exchange: this.exchange, symbol: this.symbol,
      first: this.start + this.states.indexOf(0) * minute, last: this.last, rows: held,
      price: this.rows.at(-1)[3].toFixed(this.digits), intervals: timeframes, listed: this.listed, revision: this.rows.length,
    };
  }

  // The candle of the bucket [open, next), or null where none of its minutes holds one.
  candle(timeframe, open) {
    const next = nextOf(timeframe, open);
    let made = null;
    let complete = true;
    for (let time = Math.max(open, this.start); time < next && time <= this.last; time += minute) {
      const i = (time - this.start) / minute;
      if (this.states[i] > 1) complete = false;
      if (this.states[i] !== 0) continue;
      const [o, h, l, c, v] = this.rows[i];
      made = made ? [made[0], Math.max(made[1], h), Math.min(made[2], l), c, made[4] + v] : [o, h, l, c, v];
    }
    if (!made) return null;
    const closed = next <= Date.now();
    return { time: open, values: made, closed, complete: complete && open >= this.start };
  }

  candles(timeframe, start, end) {
    const found = [];
    for (let open = floorTo(timeframe, Math.max(start, this.start)); open < end && open <= this.last; open = nextOf(timeframe, open))
      if (open >= start) found.push(this.candle(timeframe, open));
    return found.filter(Boolean);
  }

  stateAt(time) {
    if (time < this.start) return this.listed === null ? 3 : 4;
    return this.states[(time - this.start) / minute] ?? 0;
  }

  spans(start, end) {
    const found = [];
    for (let time = floorTo('1m', start); time < Math.min(end, this.last + minute); time += minute) {
      const kind = kinds[this.stateAt(time)];
      if (found.at(-1)?.[2] === kind) found.at(-1)[1] = time + minute;
      else found.push([time, time + minute, kind]);
    }
    return found;
  }

  gaps(start, end) {
    return this.spans(start, end).filter((span) => span[2] !== 'ok')
      .map(([from, until, kind]) => ({ start: from, end: until, kind, reason: reasons[kind] }));
  }
}

export function openMarket() {
  const all = [
    new Series('binance', 'BTC/USDT', 61000, 2, 7, 60, 0),
    new Series('binance', 'ETH/USDT', 3120, 2, 8, 60, 0.002),
    new Series('bitfinex', 'BTC/USD', 61010, 0, 9, 30, 0.04),
    new Series('kraken', 'SOL/USD', 148, 4, 10, 30, 0.35),
    new Series('binance', 'PEPE/USDT', 0.0000124, 10, 11, 20, 0.01),
  ];
  return new Map(all.map((series) => [series.id, series]));
}
