// The view: one series at one timeframe, as much of it as the reader has walked through, and where the reader looks.

import { Stretch } from './candles.js';
import { distance, floorTo, nextOf, shift } from './time.js';
import { report, server } from './api.js';

const page = 1000;
const reserve = 200;          // never fewer candles than this left of what is shown
const longest = 20_000;       // slots held at once
const beyond = 12;            // slots shown before the first candle, so that the beginning can be seen
const atMost = 10_000;        // candles in one answer

export class View extends EventTarget {
  entry = null;               // the series as the catalog knows it
  timeframe = '1m';
  stretch = null;
  slots = [];
  following = true;           // the newest candle is in view
  #stop = new AbortController();
  #busy = false;

  constructor(chart) {
    super();
    this.chart = chart;
  }

  get shown() {
    const range = this.chart.visible;
    if (!range || !this.slots.length) return { first: 0, until: 0 };
    const clamp = (index) => Math.min(this.slots.length, Math.max(0, index));
    return { first: clamp(Math.ceil(range.from - 0.5)), until: clamp(Math.floor(range.to + 0.5) + 1) };
  }

  get shownSlots() { return this.slots.slice(this.shown.first, this.shown.until); }

  // The times in view, for the address; nothing while the newest candles are.
  get range() {
    const slots = this.shownSlots;
    return this.following || slots.length < 2 ? null : { from: slots[0].time, to: slots.at(-1).next };
  }

  get floor() {
    const first = this.entry?.first ?? this.entry?.last ?? Date.now();
    return shift(this.timeframe, floorTo(this.timeframe, first), -beyond);
  }

  // Shows a series; tells `opening` and `opened`, the latter with the problem there was or null. `range` {from, to} or null for the newest; `bars` how many candles wide.
  async open(entry, timeframe, { range = null, bars = this.chart.comfortable } = {}) {
    this.#stop.abort();
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.#busy = true;
    Object.assign(this, { entry, timeframe });
    const stretch = new Stretch(entry.series, timeframe);
    let problem = null;
    this.dispatchEvent(new CustomEvent('opening'));
    try {
      if (entry.last !== null) await this.#load(stretch, this.#firstSpan(range, bars), signal);
      if (signal.aborted) return;
      this.#take(stretch);
      if (this.slots.length) this.#place(range, bars);
    } catch (error) {
      if (signal.aborted) return;
      problem = error;
      this.#take(new Stretch(entry.series, timeframe));
    }
    this.#busy = false;
    this.dispatchEvent(new CustomEvent('opened', { detail: problem }));
    this.#extend();
  }

  #firstSpan(range, bars) {
    const { timeframe } = this;
    const newest = floorTo(timeframe, this.entry.last);
    if (!range || range.to > shift(timeframe, newest, reserve)) {
      const wanted = range ? Math.max(bars, distance(timeframe, floorTo(timeframe, range.from), newest)) : bars;
      return { start: this.#bounded(shift(timeframe, newest, -Math.min(wanted + reserve * 2, atMost / 2))) };
    }
    const to = floorTo(timeframe, Math.max(range.to, this.floor));
    const width = Math.min(distance(timeframe, floorTo(timeframe, range.from), to), atMost / 2);
    return { start: this.#bounded(shift(timeframe, to, -(width + reserve * 2))), end: shift(timeframe, to, reserve) };
  }

  #bounded = (start) => Math.max(start, this.floor);

  async #load(stretch, { start, end }, signal) {
    const query = { series: stretch.series, interval: stretch.timeframe, start, end, limit: atMost, format: 'json-columns' };
    const answer = await server.get('/candles', query, signal);
    if (signal.aborted) return;
    const newest = nextOf(stretch.timeframe, floorTo(stretch.timeframe, Date.now()));
    stretch.absorb(answer, start, end !== undefined && end < newest ? end : undefined, this.entry.wanted?.end);
  }

  #take(stretch) {
    this.stretch = stretch;
    this.#draw();
  }

  #draw() {
    this.slots = this.stretch.slots();
    this.chart.show(this.slots, this.stretch.digits);
  }

  #place(range, bars) {
    const last = this.slots.length - 1;
    if (!range) return this.chart.look(Math.min(Math.max(last - bars + 1, 0), last - 30), last + 4);
    const from = this.stretch.indexOf(range.from);
    this.chart.look(Math.max(0, from), Math.max(from + 5, this.stretch.indexOf(range.to) - 1));
  }

  // The reader has moved: more of the past or of the future may be wanted.
  moved() {
    const range = this.chart.visible;
    if (!range || !this.slots.length) return;
    this.following = Boolean(this.stretch?.atEdge) && range.to >= this.slots.length - 1.5;
    this.#extend();
  }

  #extend() {
    const range = this.chart.visible;
    if (this.#busy || !range || !this.slots.length || server.goneSince !== null) return;
    const { stretch } = this;
    if (range.from < reserve && stretch.from > this.floor) this.#grow(true).catch(report);
    else if (range.to > this.slots.length - reserve && !stretch.atEdge) this.#grow(false).catch(report);
  }

  async #grow(older) {
    const { stretch, timeframe } = this;
    const { signal } = this.#stop;
    const size = Math.max(page, Math.round((this.chart.visible.to - this.chart.visible.from) * 2));
    const span = older
      ? { start: this.#bounded(shift(timeframe, stretch.from, -size)), end: stretch.from }
      : { start: stretch.until, end: shift(timeframe, stretch.until, size) };
    this.#busy = true;
    try {
      await this.#load(stretch, span, signal);
      if (!signal.aborted) this.#keepPlace(() => this.#trim(older));
    } finally {
      if (!signal.aborted) this.#busy = false;
    }
    if (!signal.aborted) this.#extend();
  }

  #trim(older) {
    const { stretch, timeframe } = this;
    if (stretch.size <= longest) return;
    if (older) stretch.trim(stretch.from, shift(timeframe, stretch.from, longest));
    else stretch.trim(shift(timeframe, stretch.until, -longest), stretch.until);
  }

  // Changes what is held without moving what is seen.
  #keepPlace(change) {
    const range = this.chart.visible;
    const before = this.slots[0].time;
    change();
    this.#draw();
    const moved = distance(this.timeframe, this.stretch.from, before);
    const now = this.chart.visible;
    const same = now && Math.abs(now.from - range.from - moved) < 0.01 && Math.abs(now.to - range.to - moved) < 0.01;
    if (!same) this.chart.look(range.from + moved, range.to + moved);
    this.dispatchEvent(new CustomEvent('changed'));
  }

  // Asks for the live edge; draws no more than what moved.
  async refreshEdge() {
    const { stretch } = this;
    if (this.#busy || !stretch?.atEdge || !stretch.size) return;
    const { signal } = this.#stop;
    const start = Math.max(stretch.from, shift(this.timeframe, stretch.until, -3));
    await this.#load(stretch, { start }, signal);
    if (signal.aborted || stretch !== this.stretch) return;
    const slots = stretch.slots();
    const first = firstDifference(this.slots, slots);
    if (first === -1) return;
    const gentle = first >= this.slots.length - 1;
    if (gentle) {
      this.slots = slots;
      this.chart.showFrom(slots, first);
    } else this.#keepPlace(() => {});
    this.dispatchEvent(new CustomEvent('changed'));
  }

  // Asks anew for what is in view: a job may have filled its holes.
  async refreshShown() {
    const { stretch } = this;
    if (this.#busy || !this.slots.length) return;
    const { signal } = this.#stop;
    const { first, until } = this.shown;
    const start = stretch.timeAt(Math.max(0, first - page));
    const end = until + page >= this.slots.length ? undefined : stretch.timeAt(until + page);
    await this.#load(stretch, { start, end: end ?? (stretch.atEdge ? undefined : stretch.until) }, signal);
    if (!signal.aborted && stretch === this.stretch) this.#keepPlace(() => {});
  }

  // Brings a time to the middle, walking there only when it is far away.
  goTo(time) {
    const range = this.chart.visible;
    if (!range || !this.stretch) return undefined;
    const width = Math.max(20, range.to - range.from);
    const index = this.stretch.indexOf(time);
    if (index >= 0 && index < this.slots.length) return this.chart.look(index - width / 2, index + width / 2);
    const middle = floorTo(this.timeframe, time);
    const half = Math.round(width / 2);
    return this.open(this.entry, this.timeframe, { range: { from: shift(this.timeframe, middle, -half), to: shift(this.timeframe, middle, half) } });
  }

  goToNewest() {
    if (this.stretch?.atEdge) return this.chart.toNewest();
    const range = this.chart.visible;
    return this.open(this.entry, this.timeframe, { bars: range ? Math.round(range.to - range.from) : undefined });
  }

  // Another timeframe, as many candles wide, ending where this one ends.
  changeTimeframe(timeframe) {
    const { range } = this;
    const bars = Math.max(this.chart.comfortable >> 1, Math.min(2000, this.shown.until - this.shown.first));
    if (!range) return this.open(this.entry, timeframe, { bars });
    const to = nextOf(timeframe, floorTo(timeframe, range.to - 1));
    return this.open(this.entry, timeframe, { range: { from: shift(timeframe, to, -bars), to } });
  }
}

function firstDifference(left, right) {
  const length = Math.max(left.length, right.length);
  for (let i = 0; i < length; ++i) if (!left[i] || !right[i] || !sameSlot(left[i], right[i])) return i;
  return -1;
}

function sameSlot(left, right) {
  if (left.time !== right.time || left.kind !== right.kind || !left.row !== !right.row) return false;
  return left.row === right.row || ['open', 'high', 'low', 'close', 'volume', 'closed', 'complete'].every((field) => left.row[field] === right.row[field]);
}
