// The list of stored markets: found by typing, walked by j and k.

import { find, fill, make, write } from './dom.js';
import { repeat, report, server } from './api.js';
import { byLength } from './time.js';
import * as format from './format.js';

const most = 200;

// One entry for each series, whatever timeframes of it are stored.
function gather(rows) {
  const entries = new Map();
  for (const row of rows) {
    const known = entries.get(row.series);
    if (known) join(known, row);
    else entries.set(row.series, { ...row, intervals: [...row.intervals] });
  }
  return [...entries.values()];
}

function join(known, row) {
  const bound = (pick, left, right) => (left === null ? right : right === null ? left : pick(left, right));
  known.intervals = [...new Set([...known.intervals, ...row.intervals])].sort(byLength);
  known.first = bound(Math.min, known.first, row.first);
  known.last = bound(Math.max, known.last, row.last);
  known.rows += row.rows;
  known.price ??= row.price;
  if (known.wanted && row.wanted) known.wanted = { start: Math.min(known.wanted.start, row.wanted.start), end: Math.max(known.wanted.end, row.wanted.end) };
}

export class Catalog extends EventTarget {
  entries = [];
  current = null;             // the series shown
  loaded = false;
  #asked = 0;
  #wanted = '';

  constructor() {
    super();
    this.refresh = repeat(5, () => this.#load());
    const input = find('find');
    input.addEventListener('input', () => { this.#wanted = input.value.trim(); this.refresh(); });
    input.addEventListener('keydown', (event) => this.#typed(event));
  }

  #typed(event) {
    if (event.key === 'Enter') this.#load().then(() => this.entries.length && this.#choose(this.entries[0].series)).catch(report);
    else if (event.key === 'ArrowDown') find('catalog').querySelector('button')?.focus();
    else if (event.key !== 'Escape') return;
    else if (event.target.value === '') event.target.blur();
    if (event.key !== 'Escape') event.preventDefault();
  }

  async #load() {
    const turn = ++this.#asked;
    const answer = await server.get('/series', { q: this.#wanted, limit: most });
    if (turn !== this.#asked) return;
    this.entries = gather(answer.series);
    this.more = Boolean(answer.next);
    this.loaded = true;
    this.#draw();
    this.dispatchEvent(new CustomEvent('loaded', { detail: { all: this.#wanted === '' } }));
  }

  entry(series) { return this.entries.find((entry) => entry.series === series); }

  // A series that the list may not show; throws the server's problem when it is not stored.
  async look(series) {
    const known = this.entry(series);
    if (known) return known;
    const { series: rows } = await server.get('/series', { q: series, limit: most });
    return gather(rows).find((entry) => entry.series === series) ?? null;
  }

  show(series) {
    this.current = series;
    this.#draw();
  }

  // The market `step` places below the one shown.
  step(step) {
    const at = this.entries.findIndex((entry) => entry.series === this.current);
    const next = this.entries[Math.min(this.entries.length - 1, Math.max(0, at + step))];
    if (next && next.series !== this.current) this.#choose(next.series);
  }

  #choose(series) { this.dispatchEvent(new CustomEvent('chosen', { detail: series })); }

  #draw() {
    const list = find('catalog');
    const focused = document.activeElement?.dataset?.series;
    fill(list, ...this.entries.map((entry) => this.#row(entry)));
    if (focused) [...list.querySelectorAll('button')].find((button) => button.dataset.series === focused)?.focus({ preventScroll: true });
    write(find('catalog-note'), this.#note());
  }

  #note() {
    if (this.more) return `The first ${this.entries.length}; type to find the others.`;
    if (this.entries.length === 0 && this.loaded) return this.#wanted ? `No stored market contains “${this.#wanted}”.` : 'No market is stored yet.';
    return '';
  }

  #row(entry) {
    const current = entry.series === this.current;
    const range = entry.first === null ? 'nothing yet' : `since ${format.day(entry.first)}`;
    return make('li', {}, make('button', {
      type: 'button', class: 'market', 'aria-current': current ? 'true' : null, 'data-series': entry.series,
      title: `${entry.series}, ${format.count(entry.rows)} candles ${range}`, onclick: () => this.#choose(entry.series),
    },
    make('span', { class: 'symbol' }, entry.symbol), make('span', { class: 'last' }, entry.price === null ? '–' : format.spaced(entry.price)),
    make('span', { class: 'venue' }, entry.exchange), make('span', { class: 'range' }, range)));
  }
}
