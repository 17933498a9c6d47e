// The two strips under the chart: what is shown, slot by slot and in line with it, and the whole history of the series.

import { find } from './dom.js';
import { server } from './api.js';
import { isAnswered, kindOf, paint } from './states.js';
import { colour, font, onTheme } from './theme.js';
import { floorTo, nextOf } from './time.js';

// A thin map of what is held. A click on it goes there.
class Strip {
  #draw = () => {};

  // `onPick(x)` gets the place of a click in pixels from the left edge.
  constructor(canvas, onPick) {
    this.canvas = canvas;
    canvas.addEventListener('click', (event) => onPick(event.offsetX));
    new ResizeObserver(() => this.redraw()).observe(canvas);
    onTheme(() => this.redraw());
  }

  get width() { return this.canvas.clientWidth; }

  // `pieces`: {left, right, kind or null when held, letter?} in pixels; `frame`: {left, right} of what the chart shows.
  show(pieces, frame = null) {
    this.#draw = () => this.#paint(pieces(), frame?.());
    this.redraw();
  }

  redraw() {
    const { canvas } = this;
    const ratio = devicePixelRatio;
    const size = [Math.round(canvas.clientWidth * ratio), Math.round(canvas.clientHeight * ratio)];
    if (canvas.width !== size[0] || canvas.height !== size[1]) [canvas.width, canvas.height] = size;
    this.#draw();
  }

  #paint(pieces, frame) {
    const context = this.canvas.getContext('2d');
    const { width, height } = this.canvas;
    const ratio = devicePixelRatio;
    context.clearRect(0, 0, width, height);
    for (const piece of pieces) {
      const x = Math.round(piece.left * ratio);
      const area = { x, y: 0, width: Math.max(ratio, Math.round(piece.right * ratio) - x), height, ratio };
      if (piece.kind) this.#hole(context, piece.kind, area);
      else {
        context.fillStyle = colour('--held');
        context.fillRect(area.x, height * 0.3, area.width, height * 0.4);
      }
    }
    if (frame) this.#frame(context, frame, ratio);
  }

  #hole(context, kind, area) {
    const { letter, colour: name } = kindOf(kind);
    paint(context, kind, colour(name), area);
    paint(context, kind, colour(name), area);
    if (area.width < 9 * area.ratio) return;
    context.font = `bold ${11 * area.ratio}px ${font()}`;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    const middle = area.x + area.width / 2;
    context.fillStyle = colour('--ground');
    context.fillRect(middle - 4.5 * area.ratio, 2 * area.ratio, 9 * area.ratio, area.height - 4 * area.ratio);
    context.fillStyle = colour(name);
    context.fillText(letter, middle, area.height / 2);
  }

  #frame(context, { left, right }, ratio) {
    context.strokeStyle = colour('--text');
    context.lineWidth = 1.5 * ratio;
    const width = Math.max(4, right - left) * ratio;
    context.strokeRect(left * ratio + ratio, ratio, width - 2 * ratio, this.canvas.height - 2 * ratio);
  }
}

export class Coverage {
  #spans = [];
  #asked = 0;
  #loaded = Promise.resolve();

  constructor(view, chart) {
    Object.assign(this, { view, chart });
    this.shown = new Strip(find('strip-shown'), (x) => this.#pickShown(x));
    this.all = new Strip(find('strip-all'), (x) => this.view.goTo(this.#timeAt(x)));
    this.shown.show(() => this.#shownPieces());
    this.all.show(() => this.#allPieces(), () => this.#frame());
  }

  redraw() {
    this.shown.redraw();
    this.all.redraw();
  }

  // Asks for the whole history. An answer that comes too late, for a series no longer shown, is dropped.
  load() {
    this.#loaded = this.#load();
    return this.#loaded;
  }

  async #load() {
    const turn = ++this.#asked;
    const { entry, timeframe } = this.view;
    if (!entry || entry.first === null) return;
    const kept = Math.max(entry.last, (entry.wanted?.end ?? Infinity) - 1);
    const end = nextOf(timeframe, floorTo(timeframe, Math.min(Date.now(), kept)));
    const whole = floorTo(timeframe, entry.first) === entry.first ? entry.first : nextOf(timeframe, floorTo(timeframe, entry.first));
    const start = Math.min(whole, floorTo(timeframe, end - 1));   // a slot that began before the first candle is not missing
    const { spans } = await server.get('/coverage', { series: entry.series, interval: timeframe, start, end });
    if (turn !== this.#asked) return;
    this.#spans = spans;
    this.all.redraw();
  }

  clear() {
    ++this.#asked;
    this.#spans = [];
    this.redraw();
  }

  #shownPieces() {
    const { chart, view } = this;
    if (!view.slots.length || !chart.visible) return [];
    const held = [];
    let from = 0;
    for (const run of chart.runs) {
      if (run.first > from) held.push({ first: from, until: run.first, kind: null });
      from = run.until;
    }
    if (from < view.slots.length) held.push({ first: from, until: view.slots.length, kind: null });
    return [...held, ...chart.runs].map(({ first, until, kind }) => {
      const { left, right } = chart.bands.edges(first, until);
      return { kind, left: Math.max(0, left), right: Math.min(this.shown.width, right) };
    }).filter(({ left, right }) => right > left);
  }

  get #bounds() {
    const from = this.#spans[0]?.[0] ?? 0;
    const until = Math.max(this.#spans.at(-1)?.[1] ?? 1, this.view.slots.at(-1)?.next ?? 0);
    return { from, until };
  }

  #xOf(time) {
    const { from, until } = this.#bounds;
    return ((time - from) / (until - from)) * this.all.width;
  }

  #timeAt(x) {
    const { from, until } = this.#bounds;
    return from + (x / this.all.width) * (until - from);
  }

  // Holes are drawn after what is held and no narrower than two pixels: a short one must not vanish. Quiet minutes may.
  #allPieces() {
    const pieces = this.#spans.map(([from, until, kind]) => ({ left: this.#xOf(from), right: this.#xOf(until), kind: kind === 'ok' ? null : kind }));
    const held = pieces.filter(({ kind }) => !kind);
    const quiet = pieces.filter(({ kind, left, right }) => kind && isAnswered(kind) && right - left >= 1);
    const holes = pieces.filter(({ kind }) => kind && !isAnswered(kind)).map((piece) => ({ ...piece, right: Math.max(piece.right, piece.left + 2) }));
    return [...held, ...quiet, ...holes];
  }

  #frame() {
    const slots = this.view.shownSlots;
    return slots.length && this.#spans.length ? { left: this.#xOf(slots[0].time), right: this.#xOf(slots.at(-1).next) } : null;
  }

  #pickShown(x) {
    const index = Math.round(this.chart.timeScale.coordinateToLogical(x) ?? -1);
    const slot = this.view.slots[index];
    if (!slot) return;
    this.view.goTo(slot.time);
    this.chart.point(index);
  }

  // The nearest hole before (-1) or after (1) the middle of what is shown, wherever in history it lies.
  async jump(direction) {
    await this.#loaded.catch(() => {});
    const slots = this.view.shownSlots;
    if (!slots.length) return null;
    const middle = slots[Math.floor(slots.length / 2)];
    const holes = this.#holes().filter(([from, until]) => (direction < 0 ? until <= middle.time : from >= middle.next));
    const hole = direction < 0 ? holes.at(-1) : holes[0];
    if (hole) this.view.goTo((hole[0] + hole[1]) / 2);
    return hole ?? null;
  }

  #holes() {
    const { stretch } = this.view;
    const near = this.chart.runs.filter(({ kind }) => !isAnswered(kind)).map(({ from, to, kind }) => [from, to, kind]);
    const far = this.#spans.filter(([from, until, kind]) => kind !== 'ok' && !isAnswered(kind) && (until <= stretch.from || from >= stretch.until));
    return [...near, ...far].sort((left, right) => left[0] - right[0]);
  }
}
