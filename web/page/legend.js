// What the chart shows, in words: the slot under the pointer, and the sum of all that is in view.

import { find, fill, make, write } from './dom.js';
import { kindOf, kinds } from './states.js';
import { tally } from './candles.js';
import * as format from './format.js';

const value = (name, text, tone) => make('span', { class: 'pair' }, make('span', { class: 'name' }, name), make('span', { class: tone ?? 'value' }, text));

// Where a candle comes from and how sure it is.
export function provenance({ row, parts }, derivedFrom) {
  const words = [derivedFrom ? `made of ${derivedFrom}` : 'as stored'];
  if (!row.closed) words.push('still moving');
  else if (!row.complete) words.push(`incomplete: ${describeParts(parts)}`);
  return words.join(', ');
}

function describeParts(parts) {
  const holes = parts.filter(({ kind }) => kind !== 'no_trade');
  if (!holes.length) return 'parts of it are not stored';
  const length = holes.reduce((sum, gap) => sum + gap.end - gap.start, 0);
  return `${format.duration(length)} ${kindOf(holes[0].kind).name}`;
}

export function showLegend(slot, before, stretch) {
  if (!slot) return fill(find('legend'));
  const time = make('time', { class: 'name' }, format.moment(slot.time));
  if (!slot.row) return fill(find('legend'), time, ...holeWords(slot));
  const { open, high, low, close, volume } = slot.row;
  const tone = close >= open ? 'up' : 'down';
  const price = (amount) => format.spaced(format.price(amount, stretch.digits));
  fill(find('legend'), time,
    value('O', price(open), tone), value('H', price(high), tone), value('L', price(low), tone), value('C', price(close), tone),
    value('V', format.volume(volume)), value('', format.change(before?.close ?? open, close), tone),
    make('span', { class: slot.row.complete || !slot.row.closed ? 'origin' : 'origin warn' }, provenance(slot, stretch.derivedFrom)));
}

function holeWords({ kind, reason }) {
  const { letter, name, meaning } = kindOf(kind);
  return [make('span', { class: `state ${kind}` }, `${letter} ${name}`), make('span', { class: 'origin' }, reason ?? meaning)];
}

// One slot in a sentence, for those who listen.
export function speak(slot, stretch) {
  if (!slot.row) return `${format.moment(slot.time)}, no candle: ${kindOf(slot.kind).name}`;
  const { open, high, low, close, volume } = slot.row;
  const [o, h, l, c] = [open, high, low, close].map((amount) => format.price(amount, stretch.digits));
  const note = slot.row.complete ? '' : ', incomplete';
  return `${format.moment(slot.time)}, open ${o}, high ${h}, low ${l}, close ${c}, volume ${format.volume(volume)}${note}`;
}

export function showSummary(slots) {
  const element = find('summary');
  if (!slots.length) return write(element, '');
  const counts = tally(slots);
  const holes = Object.keys(kinds).reverse().filter((kind) => counts[kind]).map((kind) => `${format.count(counts[kind])} ${kinds[kind].name}`);
  if (counts.incomplete) holes.push(`${format.count(counts.incomplete)} incomplete`);
  const text = [
    `${format.span(slots[0].time, slots.at(-1).next)} UTC`,
    `${format.count(counts.expected)} slots, ${format.percent(counts.complete)} complete`,
    ...(holes.length ? [holes.join(', ')] : []),
  ].join(' · ');
  write(element, text);
}

export function showKey() {
  fill(find('key'), ...Object.entries(kinds).reverse().map(([kind, { letter, name, meaning }]) => make('li', { title: meaning },
    make('span', { class: `swatch ${kind}`, 'aria-hidden': 'true' }, letter), name)),
  make('li', { title: 'a candle of which some parts are missing' }, make('span', { class: 'swatch hollow', 'aria-hidden': 'true' }, '△'), 'incomplete candle'));
}
