// Draws behind the candles what is known of the slots that hold none, and marks candles some parts of which are missing.

import { kindOf, paint } from './states.js';
import { duration } from './format.js';

const labelHeight = 16;

class Renderer {
  constructor(bands) { this.bands = bands; }

  draw() {}

  drawBackground(target) {
    target.useBitmapCoordinateSpace(({ context, bitmapSize, horizontalPixelRatio: ratio }) => {
      const { bands } = this;
      const visible = bands.timeScale?.getVisibleLogicalRange();
      if (!visible) return;
      const { runs, marks } = bands.shown(visible);
      for (const run of runs) this.#band(context, run, bitmapSize.height, ratio);
      for (const index of marks) this.#mark(context, index, bitmapSize.height, ratio);
    });
  }

  #band(context, run, height, ratio) {
    const { left, right } = this.bands.edges(run.first, run.until);
    const colour = this.bands.colour(kindOf(run.kind).colour);
    const area = { x: Math.round(left * ratio), y: 0, width: Math.max(ratio, Math.round((right - left) * ratio)), height, ratio };
    paint(context, run.kind, colour, area);
    this.#label(context, run, colour, left, right, ratio);
  }

  // A name and how long it lasted where they fit, else the letter, else nothing: the strip below still has it.
  #label(context, run, colour, left, right, ratio) {
    const kind = kindOf(run.kind);
    if (run.kind === 'no_trade' && right - left < 60) return;
    context.font = `${11 * ratio}px ${this.bands.font}`;
    const room = (right - left - 6) * ratio;
    const long = `${kind.letter} ${kind.name} ${duration(run.to - run.from)}`;
    const text = [long, `${kind.letter} ${kind.name}`, kind.letter].find((words) => context.measureText(words).width + 8 * ratio < room);
    if (!text) return;
    const width = context.measureText(text).width + 8 * ratio;
    const x = Math.max(4 * ratio, left * ratio + 3 * ratio);
    if (x + width > right * ratio) return;
    context.fillStyle = this.bands.colour('--ground');
    context.fillRect(x, 4 * ratio, width, labelHeight * ratio);
    context.fillStyle = colour;
    context.textBaseline = 'middle';
    context.fillText(text, x + 4 * ratio, (4 + labelHeight / 2 + 0.5) * ratio);
  }

  // A small open triangle at the foot of the candle's slot.
  #mark(context, index, height, ratio) {
    const { left, right } = this.bands.edges(index, index + 1);
    const middle = ((left + right) / 2) * ratio;
    const half = Math.min(4, Math.max(1.5, (right - left) / 2)) * ratio;
    context.strokeStyle = this.bands.colour('--missing');
    context.lineWidth = 1.3 * ratio;
    context.beginPath();
    context.moveTo(middle - half, height - 3 * ratio);
    context.lineTo(middle, height - 3 * ratio - 1.7 * half);
    context.lineTo(middle + half, height - 3 * ratio);
    context.closePath();
    context.stroke();
  }
}

// A primitive to attach to the candle series.
export class Bands {
  timeScale = null;
  #runs = [];
  #marks = [];
  #views = [{ zOrder: () => 'bottom', renderer: () => new Renderer(this) }];

  constructor(colour, font) {
    this.colour = colour;
    this.font = font;
  }

  attached({ chart, requestUpdate }) {
    this.timeScale = chart.timeScale();
    this.requestUpdate = requestUpdate;
  }

  detached() { this.timeScale = null; }
  paneViews() { return this.#views; }

  show(runs, slots) {
    this.#runs = runs;
    this.#marks = slots.flatMap(({ row }, index) => (row && row.closed && !row.complete ? [index] : []));
    this.requestUpdate?.();
  }

  shown({ from, to }) {
    return {
      runs: this.#runs.filter((run) => run.until >= from && run.first <= to + 1),
      marks: this.#marks.filter((index) => index >= from - 1 && index <= to + 1),
    };
  }

  // The pixels from the left edge of slot `first` to the left edge of slot `until`.
  edges(first, until) {
    const half = this.timeScale.options().barSpacing / 2;
    const middle = (index) => this.timeScale.logicalToCoordinate(index) ?? 0;
    return { left: middle(first) - half, right: middle(until - 1) + half };
  }
}
