// A thin map of coverage under the chart. A click on it goes there.

import { kindOf, paint } from './states.js';
import { colour, font, onTheme } from './theme.js';

export class Strip {
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
