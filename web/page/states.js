// What can be true of a slot that holds no candle, in words, a letter, a pattern and a colour; worst last.

export const kinds = {
  before_listing: { name: 'before listing', letter: '–', pattern: 'level', colour: '--void', meaning: 'the market did not exist yet' },
  no_trade: { name: 'no trade', letter: '·', pattern: 'plain', colour: '--void', meaning: 'the exchange confirms that nobody traded' },
  outage: { name: 'outage', letter: '×', pattern: 'crossed', colour: '--outage', meaning: 'the exchange has no data of this time' },
  missing: { name: 'missing', letter: '!', pattern: 'slanted', colour: '--missing', meaning: 'not collected yet' },
};

const order = Object.keys(kinds);

export const kindOf = (kind) => kinds[kind] ?? kinds.missing;
export const worse = (left, right) => (order.indexOf(left) >= order.indexOf(right) ? left : right);

// Kinds for which nothing is lost: the exchange itself has no candle there.
export const isAnswered = (kind) => kind === 'no_trade' || kind === 'before_listing';

// Fills a rectangle of a canvas (device pixels) with the ground and the pattern of a kind.
export function paint(context, kind, colour, { x, y, width, height, ratio }) {
  const pattern = kindOf(kind).pattern;
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  context.globalAlpha = pattern === 'plain' ? 0.09 : 0.13;
  context.fillStyle = colour;
  context.fillRect(x, y, width, height);
  context.globalAlpha = 0.42;
  context.strokeStyle = colour;
  context.lineWidth = ratio;
  if (width >= 3 * ratio) drawLines[pattern]?.(context, x, y, width, height, 7 * ratio);
  context.restore();
}

// Lines start from multiples of the step in the canvas, not in the rectangle: patterns stand still while it is panned wider.
function slants(context, x, y, width, height, step, direction) {
  context.beginPath();
  for (let at = Math.floor((x - height) / step) * step; at < x + width + height; at += step) {
    context.moveTo(at, direction > 0 ? y + height : y);
    context.lineTo(at + height, direction > 0 ? y : y + height);
  }
  context.stroke();
}

const drawLines = {
  slanted: (context, x, y, width, height, step) => slants(context, x, y, width, height, step, 1),
  crossed: (context, x, y, width, height, step) => {
    slants(context, x, y, width, height, step * 1.4, 1);
    slants(context, x, y, width, height, step * 1.4, -1);
  },
  level: (context, x, y, width, height, step) => {
    context.beginPath();
    for (let at = y + step; at < y + height; at += step) {
      context.moveTo(x, at);
      context.lineTo(x + width, at);
    }
    context.stroke();
  },
};
