// The form that asks for data: which exchange, which markets, since when. In a dialog, and in place of an empty chart.

import { find, fill, make, openDialog } from './dom.js';
import { server } from './api.js';
import * as format from './format.js';

const yearAgo = () => format.day(Date.now() - 365 * 86_400_000);
let forms = 0;

function field(label, control, hint) {
  const id = `field-${forms}-${label.replaceAll(' ', '-').toLowerCase()}`;
  control.id = id;
  if (hint) control.setAttribute('aria-describedby', `${id}-hint`);
  return make('div', { class: 'field' }, make('label', { for: id }, label), control, hint && make('small', { id: `${id}-hint` }, hint));
}

function exchangeOption({ id, name, state, detail }) {
  const closed = state === 'closed';
  return make('option', { value: id, disabled: closed }, closed ? `${name} (${detail || 'closed'})` : name);
}

function problemWords(error, symbols) {
  const suggestions = (error.suggestions ?? []).map((word) => make('button', { type: 'button', onclick: () => { symbols.value = word; symbols.focus(); } }, word));
  return [make('span', {}, error.message), suggestions.length > 0 && make('span', {}, ' Did you mean '), ...suggestions];
}

// `onAdded(job, series)` is called with what the server made of it.
export function addingForm(exchanges, onAdded) {
  ++forms;
  const exchange = make('select', { name: 'exchange', required: true }, ...exchanges.map(exchangeOption));
  const symbols = make('input', { name: 'symbols', required: true, autofocus: true, placeholder: 'BTC/USDT, ETH/USDT', autocomplete: 'off', spellcheck: 'false' });
  const timeframe = make('select', { name: 'timeframe' });
  const start = make('input', { name: 'since', type: 'date', required: true, value: yearAgo(), max: format.day(Date.now()) });
  const problem = make('p', { class: 'warn', role: 'alert' });
  const submit = make('button', { type: 'submit', class: 'strong' }, 'Fetch');
  const usable = exchanges.find(({ state }) => state !== 'closed');
  if (usable) exchange.value = usable.id;
  const offer = () => {
    const names = exchanges.find(({ id }) => id === exchange.value)?.timeframes ?? ['1m'];
    fill(timeframe, ...names.map((name) => make('option', { value: name }, name)));
    if (names.includes('1m')) timeframe.value = '1m';
  };
  exchange.addEventListener('change', offer);
  offer();
  const ask = async (event) => {
    event.preventDefault();
    submit.disabled = true;
    fill(problem);
    const wanted = symbols.value.split(/[\s,;]+/).filter(Boolean).map((symbol) => symbol.toUpperCase());
    const body = { kind: 'backfill', exchange: exchange.value, symbols: wanted, intervals: [timeframe.value], start: start.value, end: 'now' };
    try {
      onAdded(await server.post('/jobs', body), `${body.exchange}:${wanted[0]}`);
    } catch (error) {
      fill(problem, ...problemWords(error, symbols));
    } finally {
      submit.disabled = false;
    }
  };
  return make('form', { class: 'adding', onsubmit: ask },
    field('Exchange', exchange), field('Markets', symbols, 'Base/quote, several apart by commas.'),
    make('div', { class: 'two' }, field('Timeframe', timeframe, 'Longer ones are made of it.'), field('Since', start, 'As far back as the exchange has it.')),
    problem, make('div', { class: 'end' }, submit));
}

export async function openAdding(onAdded) {
  const show = (content) => openDialog('adding', 'Add data', content);
  try {
    const { exchanges } = await server.get('/exchanges');
    show(addingForm(exchanges, (job, series) => { find('adding').close(); onAdded(job, series); }));
  } catch (error) {
    show(make('p', { class: 'warn' }, `The exchanges cannot be listed: ${error.message}.`));
  }
}

// In place of the chart while nothing is stored.
export async function showFirstSteps(element, onAdded) {
  const { exchanges } = await server.get('/exchanges');
  fill(element, make('div', { class: 'card' },
    make('h2', {}, 'No candles yet'),
    make('p', {}, 'Name an exchange and its markets. Their history is fetched from the day you choose, and every hole stays marked until it is filled.'),
    addingForm(exchanges, onAdded),
    make('p', { class: 'note' }, 'The same from a terminal: ', make('code', {}, 'wick fetch --exchange binance --symbols BTC/USDT --start 2024-01-01'))));
  element.hidden = false;
  document.body.classList.add('bare');
}
