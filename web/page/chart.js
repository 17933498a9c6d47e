// The chart: candles, volume, a mean, the bands behind them. It draws slots and tells where the reader looks.

import { CandlestickSeries, ColorType, CrosshairMode, HistogramSeries, LineSeries, PriceLineSource, createChart } from '/vendor/lightweight-charts.js';
import { Bands } from './bands.js';
import { meanOf, runsOf } from './candles.js';
import { colour, font, isDark, onTheme } from './theme.js';
import * as format from './format.js';

export const meanCount = 10;
const scaleWidth = 64;
const rightOffset = 4;

export class Chart {
  slots = [];
  runs = [];
  #mean = false;

  // `heed.range(visible)` and `heed.hover(index or null)` are called as the reader moves.
  constructor(element, heed) {
    this.element = element;
    this.chart = createChart(element, { autoSize: true, ...fixedOptions(), ...themeOptions() });
    this.candles = this.chart.addSeries(CandlestickSeries, { priceLineSource: PriceLineSource.LastVisible });
    this.volume = this.chart.addSeries(HistogramSeries, {
      priceScaleId: 'volume', priceFormat: { type: 'volume' }, lastValueVisible: false, priceLineVisible: false,
    });
    this.line = this.chart.addSeries(LineSeries, { lineWidth: 1.5, lastValueVisible: false, priceLineVisible: false, crosshairMarkerVisible: false });
    this.volume.priceScale().applyOptions({ scaleMargins: { top: 0.84, bottom: 0 } });
    this.candles.priceScale().applyOptions({ scaleMargins: { top: 0.1, bottom: 0.2 }, minimumWidth: scaleWidth });
    this.bands = new Bands(colour, font());
    this.candles.attachPrimitive(this.bands);
    this.timeScale = this.chart.timeScale();
    this.timeScale.subscribeVisibleLogicalRangeChange((range) => range && heed.range(range));
    this.chart.subscribeCrosshairMove(({ logical }) => heed.hover(this.slots[logical] ? logical : null));
    onTheme(() => this.#recolour());
    this.#recolour();
  }

  // Draws all slots anew; `digits` behind the point of a price.
  show(slots, digits) {
    this.digits = digits;
    this.#take(slots);
    this.candles.applyOptions({ priceFormat: { type: 'custom', minMove: 10 ** -digits, formatter: (value) => format.spaced(value.toFixed(digits)) } });
    this.candles.setData(slots.map((slot) => this.#candle(slot)));
    this.volume.setData(slots.map((slot) => this.#bar(slot)));
    this.#drawMean();
  }

  // Draws only the slots from `index` on: the live edge.
  showFrom(slots, index) {
    this.#take(slots);
    for (const slot of slots.slice(index)) {
      this.candles.update(this.#candle(slot));
      this.volume.update(this.#bar(slot));
    }
    this.#drawMean();
  }

  #take(slots) {
    this.slots = slots;
    this.runs = runsOf(slots);
    this.bands.show(this.runs, slots);
  }

  setMean(on) {
    this.#mean = on;
    this.#drawMean();
  }

  // The library draws from point to point across empty slots: the last point before a hole is made to draw nothing.
  #drawMean() {
    const means = this.#mean ? meanOf(this.slots, meanCount) : [];
    const points = [];
    means.forEach((value, i) => {
      if (value === null && points.length) points.at(-1).color = 'transparent';
      else if (value) points.push({ time: this.slots[i].time / 1000, value, color: colour('--mean') });
    });
    this.line.setData(points);
  }

  #candle({ time, row }) {
    if (!row) return { time: time / 1000 };
    const point = { time: time / 1000, open: row.open, high: row.high, low: row.low, close: row.close };
    return row.complete || !row.closed ? point : { ...point, color: 'transparent' };
  }

  #bar({ time, row }) {
    if (row?.volume === null || row?.volume === undefined) return { time: time / 1000 };
    return { time: time / 1000, value: row.volume, color: colour(row.close >= row.open ? '--up-soft' : '--down-soft') };
  }

  #recolour() {
    this.chart.applyOptions(themeOptions());
    const [up, down] = [colour('--up'), colour('--down')];
    this.candles.applyOptions({ upColor: up, downColor: down, borderUpColor: up, borderDownColor: down, wickUpColor: up, wickDownColor: down, priceLineColor: colour('--cross') });
    this.volume.setData(this.slots.map((slot) => this.#bar(slot)));
    this.#drawMean();
  }

  // How many candles look well in the width there is.
  get comfortable() { return Math.max(40, Math.min(260, Math.round((this.element.clientWidth - scaleWidth) / 8))); }

  get visible() { return this.timeScale.getVisibleLogicalRange(); }
  look(from, to) { this.timeScale.setVisibleLogicalRange({ from, to }); }

  toNewest() {
    const { from, to } = this.visible;
    const end = this.slots.length - 1 + rightOffset;
    this.look(end - (to - from), end);
  }

  // In and out around the right edge, by a factor.
  zoom(factor) {
    const range = this.visible;
    if (range) this.look(range.to - (range.to - range.from) * factor, range.to);
  }

  point(index) {
    const slot = this.slots[index];
    if (slot) this.chart.setCrosshairPosition(slot.row?.close ?? this.#priceNear(index), slot.time / 1000, this.candles);
  }

  unpoint() { this.chart.clearCrosshairPosition(); }

  #priceNear(index) {
    for (let i = index; i >= 0; --i) if (this.slots[i].row) return this.slots[i].row.close;
    return this.slots.find(({ row }) => row)?.row.close ?? 0;
  }
}

function fixedOptions() {
  return {
    crosshair: { mode: CrosshairMode.Normal },
    timeScale: { timeVisible: true, secondsVisible: false, rightOffset, minBarSpacing: 0.4, borderVisible: false },
    rightPriceScale: { borderVisible: false, entireTextOnly: true },
    handleScroll: { vertTouchDrag: false },
    kineticScroll: matchMedia('(prefers-reduced-motion: reduce)').matches ? { mouse: false, touch: false } : { mouse: false, touch: true },
    localization: { timeFormatter: (time) => format.moment(time * 1000) },
  };
}

function themeOptions() {
  const tag = isDark() ? '#3a4653' : '#4a5663';
  return {
    layout: {
      background: { type: ColorType.Solid, color: colour('--ground') }, textColor: colour('--muted'),
      fontFamily: font(), fontSize: 11, attributionLogo: false,
    },
    grid: { vertLines: { color: colour('--grid') }, horzLines: { color: colour('--grid') } },
    crosshair: {
      vertLine: { color: colour('--cross'), labelBackgroundColor: tag }, horzLine: { color: colour('--cross'), labelBackgroundColor: tag },
    },
  };
}
