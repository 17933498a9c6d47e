// A stretch of one series, held slot by slot: candles where there are some, and for each other slot what is known of it.

import { distance, floorTo, nextOf, shift, slotTimes } from './time.js';
import { worse } from './states.js';

const unexplained = { kind: 'missing', reason: 'the server does not say why' };

export class Stretch {
  from = 0;               // the first slot held
  until = 0;              // the end of the last
  digits = 2;             // behind the point of a price
  derivedFrom = null;     // the finer timeframe these candles are made of
  atEdge = false;         // nothing newer exists
  #rows = new Map();
  #gaps = [];

  constructor(series, timeframe) {
    this.series = series;
    this.timeframe = timeframe;
  }

  get size() { return this.from === this.until ? 0 : distance(this.timeframe, this.from, this.until); }
  get edge() { return shift(this.timeframe, this.until, -1); }

  indexOf(time) { return distance(this.timeframe, this.from, floorTo(this.timeframe, time)); }
  timeAt(index) { return shift(this.timeframe, this.from, index); }

  // Takes an answer for [start, end); without an end it reached up to the newest that was asked for.
  absorb(answer, start, end, asked = Infinity) {
    const rows = rowsOf(answer.columns);
    const reached = end ?? this.#reach(answer.slots, rows, start, asked);
    this.digits = answer.price_digits ?? this.digits;
    this.derivedFrom = answer.derived_from;
    for (let time = start; time < reached; time = nextOf(this.timeframe, time)) this.#rows.delete(time);
    for (const row of rows) this.#rows.set(row.time, row);
    this.#explain(answer.gaps.concat(this.#quiet(answer, start, reached)), start, reached);
    this.from = this.size ? Math.min(this.from, start) : start;
    this.until = Math.max(this.until, reached);
    if (end === undefined) this.atEdge = true;
  }

  // Every slot from `start` on is counted; one that runs and has no candle yet is not shown, nor what nobody keeps up.
  #reach({ expected, open }, rows, start, asked) {
    const newest = rows.length ? nextOf(this.timeframe, rows.at(-1).time) : start;
    const counted = shift(this.timeframe, start, expected - open);
    return Math.max(newest, asked < counted ? floorTo(this.timeframe, asked) : counted);
  }

  // All that is missing is among the gaps. Where there is neither a candle nor a gap nobody traded, or could.
  #quiet({ gaps, gaps_left_out: untold, slots }, start, end) {
    const listed = shift(this.timeframe, start, slots.before_listing);
    const told = untold ? Math.min(end, gaps.at(-1).end) : end;
    const found = [];
    let next = 0;
    for (let time = start; time < told; time = nextOf(this.timeframe, time)) {
      while (next < gaps.length && gaps[next].end <= time) ++next;
      const until = nextOf(this.timeframe, time);
      if (this.#rows.has(time) || (next < gaps.length && gaps[next].start < until)) continue;
      found.push({ start: time, end: until, kind: time < listed ? 'before_listing' : 'no_trade', reason: null });
    }
    return found;
  }

  #explain(gaps, start, end) {
    const outside = this.#gaps.flatMap((gap) => [
      { ...gap, end: Math.min(gap.end, start) },
      { ...gap, start: Math.max(gap.start, end) },
    ]).filter((gap) => gap.start < gap.end);
    const fresh = gaps.map((gap) => ({ ...gap, start: Math.max(gap.start, start), end: Math.min(gap.end, end) }));
    this.#gaps = outside.concat(fresh.filter((gap) => gap.start < gap.end)).sort((left, right) => left.start - right.start);
  }

  // Lets go of what is far from [from, until), so that a long walk through history stays cheap.
  trim(from, until) {
    if (until < this.until) this.atEdge = false;
    this.from = Math.max(this.from, from);
    this.until = Math.min(this.until, until);
    for (const time of this.#rows.keys()) if (time < this.from || time >= this.until) this.#rows.delete(time);
  }

  // Every slot in order: {time, row, kind, reason, parts}. `parts` are the holes inside a candle made of finer ones.
  slots() {
    let first = 0;
    return slotTimes(this.timeframe, this.from, this.until).map((time) => {
      const next = nextOf(this.timeframe, time);
      while (first < this.#gaps.length && this.#gaps[first].end <= time) ++first;
      const inside = [];
      for (let i = first; i < this.#gaps.length && this.#gaps[i].start < next; ++i) inside.push(this.#gaps[i]);
      return slotOf(time, next, this.#rows.get(time) ?? null, inside);
    });
  }
}

function rowsOf(columns) {
  return columns.time.map((time, i) => ({
    time, open: columns.open[i], high: columns.high[i], low: columns.low[i], close: columns.close[i],
    volume: columns.volume?.[i] ?? null, closed: columns.closed?.[i] ?? true, complete: columns.complete?.[i] ?? true,
  })).filter((row) => row.open !== null);
}

function slotOf(time, next, row, gaps) {
  const inside = (gap) => ({ ...gap, start: Math.max(gap.start, time), end: Math.min(gap.end, next) });
  if (row) return { time, next, row, kind: null, reason: null, parts: row.complete ? [] : gaps.map(inside) };
  const worst = gaps.reduce((left, right) => (worse(left.kind, right.kind) === left.kind ? left : right), gaps[0] ?? unexplained);
  return { time, next, row: null, kind: worst.kind, reason: worst.reason ?? null, parts: [] };
}

// Neighbours of one kind, as index ranges [first, until).
export function runsOf(slots) {
  const runs = [];
  slots.forEach((slot, index) => {
    if (!slot.kind) return;
    const last = runs.at(-1);
    if (last && last.until === index && last.kind === slot.kind && last.reason === slot.reason) last.until = index + 1;
    else runs.push({ first: index, until: index + 1, kind: slot.kind, reason: slot.reason });
  });
  for (const run of runs) Object.assign(run, { from: slots[run.first].time, to: slots[run.until - 1].next });
  return runs;
}

// The mean of the last `count` closes, undefined where nobody traded and null where there is none: it starts anew after a
// hole, for a mean across a hole would be an invention.
export function meanOf(slots, count) {
  const means = [];
  let closes = [];
  for (const { row, kind } of slots) {
    if (row) closes.push(row.close);
    else if (kind !== 'no_trade') closes = [];
    if (closes.length > count) closes.shift();
    if (kind === 'no_trade') means.push(undefined);
    else means.push(closes.length === count ? closes.reduce((sum, close) => sum + close, 0) / count : null);
  }
  return means;
}

// How many of the slots are held, and how many are not, by kind.
export function tally(slots) {
  const counts = { expected: slots.length, held: 0, incomplete: 0 };
  for (const { row, kind } of slots) {
    if (row) ++counts.held;
    if (row && !row.complete && row.closed) ++counts.incomplete;
    if (kind) counts[kind] = (counts[kind] ?? 0) + 1;
  }
  const asked = counts.expected - (counts.before_listing ?? 0) - (counts.no_trade ?? 0);
  return { ...counts, complete: asked > 0 ? counts.held / asked : 1 };
}
