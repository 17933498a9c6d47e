// What the chart shows, as a table.

import { make, openDialog } from './dom.js';
import { kindOf } from './states.js';
import { provenance } from './legend.js';
import * as format from './format.js';

const most = 500;

function row(slot, stretch) {
  const time = make('th', { scope: 'row' }, format.moment(slot.time));
  if (!slot.row) return make('tr', {}, time, make('td', { colspan: 5, class: `state ${slot.kind}` }, kindOf(slot.kind).name), make('td', {}, slot.reason ?? ''));
  const { open, high, low, close, volume } = slot.row;
  return make('tr', {}, time, ...[open, high, low, close].map((value) => make('td', {}, format.price(value, stretch.digits))),
    make('td', {}, format.volume(volume)), make('td', {}, provenance(slot, stretch.derivedFrom)));
}

export function openTable(slots, stretch) {
  const newest = slots.slice(-most).reverse();
  const cut = slots.length > most ? ` The newest ${most} of ${slots.length}.` : '';
  openDialog('table', `${stretch.series} ${stretch.timeframe}`,
    make('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Candles' }, make('table', {},
      make('caption', {}, `Newest first, times in UTC.${cut}`),
      make('thead', {}, make('tr', {}, ...['Time', 'Open', 'High', 'Low', 'Close', 'Volume', 'Origin'].map((name) => make('th', { scope: 'col' }, name)))),
      make('tbody', {}, ...newest.map((slot) => row(slot, stretch))))));
}
