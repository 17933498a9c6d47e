// The page, wired: catalog, view, chart and address, each telling the others what has changed.

import { addressOf, readAddress } from './address.js';
import { openAdding, showFirstSteps } from './adding.js';
import { address, repeat, report, server } from './api.js';
import { Catalog } from './catalog.js';
import { Chart } from './chart.js';
import { Coverage } from './coverage.js';
import { announce, fill, find, make, write } from './dom.js';
import * as format from './format.js';
import { Jobs } from './jobs.js';
import { listenToKeys, openKeys } from './keys.js';
import { Reading, showKey } from './legend.js';
import { watchSources } from './sources.js';
import { openTable } from './table.js';
import { chosenTheme, keptTheme, setTheme, toggleTheme } from './theme.js';
import { mainTimeframes, showsClock, timeframes } from './time.js';
import { View } from './view.js';

const chart = new Chart(find('chart'), { range: () => moved(), hover: (index) => reading.hover(index) });
const view = new View(chart);
const coverage = new Coverage(view, chart);
const reading = new Reading(view, chart);
const catalog = new Catalog();
const jobs = new Jobs();
let average = false;
let wanted = null;            // a series asked for that is not stored yet

// ---- where we are

function state() {
  return { series: wanted ?? view.entry?.series, timeframe: view.timeframe, range: view.range, average, theme: chosenTheme() };
}

let addressTimer = 0;
function writeAddressSoon() {
  clearTimeout(addressTimer);
  addressTimer = setTimeout(() => history.replaceState(null, '', addressOf(state())), 250);
}

function writeAddress() {
  clearTimeout(addressTimer);
  const next = addressOf(state());
  if (next !== location.hash) history.pushState(null, '', next);
}

async function followAddress() {
  const asked = readAddress();
  if (asked.theme) setTheme(asked.theme);
  setAverage(asked.average);
  const series = asked.series ?? (catalog.entries.find(({ symbol }) => symbol.startsWith('BTC/')) ?? catalog.entries[0])?.series;
  if (series) await open(series, asked.timeframe, asked.range);
}

// ---- what is shown

const preferred = ['1h', '15m', '5m', '1m'];

async function open(series, timeframe, range = null) {
  try {
    const entry = await catalog.look(series);
    if (!entry) return notStored(series);
    wanted = null;
    const offered = entry.intervals.length ? entry.intervals : [entry.interval];
    const chosen = offered.includes(timeframe) ? timeframe : offered.includes(view.timeframe) && view.entry ? view.timeframe : preferred.find((name) => offered.includes(name)) ?? offered[0];
    await view.open(entry, chosen, { range });
  } catch (error) {
    failed(error);
  }
  return undefined;
}

function notStored(series) {
  wanted = series;
  write(find('title'), series);
  showEmpty(`${series} is not stored`, 'It may be on its way: this page shows it as soon as its first candles arrive.',
    make('button', { type: 'button', class: 'strong', onclick: act.adding }, 'Add data'));
}

function failed(error) {
  if (error.name === 'AbortError') return;
  report(error);
  if (server.goneSince !== null) return;
  showEmpty('These candles cannot be shown', error.message,
    ...(error.suggestions ?? []).map((series) => make('button', { type: 'button', onclick: () => choose(series) }, series)));
}

// In place of the chart: why there is none.
function showEmpty(title, text, ...more) {
  fill(find('empty'), make('div', { class: 'card' }, make('h2', {}, title), make('p', {}, text), ...more));
  find('empty').hidden = false;
}

async function choose(series) {
  await open(series, view.timeframe);
  writeAddress();
}

async function chooseTimeframe(timeframe) {
  if (!view.entry || !offered(timeframe)) return;
  await view.changeTimeframe(timeframe);
  writeAddress();
}

const offered = (timeframe) => view.entry?.intervals.includes(timeframe) ?? false;

function added(job, series) {
  jobs.take(job);
  announce(`Job added: ${job.title}`);
  if (!view.entry) notStored(series);
  catalog.refresh();
}

// ---- drawing around the chart

view.addEventListener('opening', () => {
  document.body.classList.remove('bare');
  find('loading').hidden = false;
  find('empty').hidden = true;
  coverage.clear();
  drawHead();
});

view.addEventListener('opened', ({ detail: problem }) => {
  find('loading').hidden = true;
  drawHead();
  moved();
  coverage.load().catch(report);
  if (view.entry.last === null) showEmpty('No candles yet', 'They are drawn here as they arrive.');
  if (problem) failed(problem);
  announce(`${view.entry.series}, ${view.timeframe}. ${find('summary').textContent}`);
});

view.addEventListener('changed', () => moved());

function drawHead() {
  const { entry } = view;
  fill(find('title'), make('span', {}, entry.symbol), make('span', { class: 'venue' }, entry.exchange));
  document.title = `${entry.symbol} ${view.timeframe} · ${entry.exchange} · wick`;
  find('chart').setAttribute('aria-label', `Candle chart of ${entry.series}, ${view.timeframe}. Left and right arrows read candle by candle.`);
  catalog.show(entry.series);
  drawTimeframes();
  chart.timeScale.applyOptions({ timeVisible: showsClock(view.timeframe) });
}

function drawTimeframes() {
  const button = (name) => make('button', {
    type: 'button', 'aria-pressed': String(name === view.timeframe), disabled: !offered(name), 'data-timeframe': name,
    title: offered(name) ? null : `${name} cannot be made of what is stored`, onclick: () => chooseTimeframe(name),
  }, name);
  const others = timeframes.filter((name) => !mainTimeframes.includes(name));
  const select = make('select', { 'aria-label': 'More timeframes', onchange: (event) => event.target.value && chooseTimeframe(event.target.value) },
    make('option', { value: '' }, '…'), ...others.map((name) => make('option', { value: name, disabled: !offered(name) }, name)));
  select.value = others.includes(view.timeframe) ? view.timeframe : '';
  select.classList.toggle('chosen', select.value !== '');
  const hadFocus = document.activeElement?.dataset?.timeframe;
  fill(find('timeframes'), ...mainTimeframes.map(button), select);
  if (hadFocus) find('timeframes').querySelector(`[data-timeframe="${hadFocus}"]`)?.focus();
}

let frame = 0;
function moved() {
  cancelAnimationFrame(frame);
  frame = requestAnimationFrame(() => {
    view.moved();
    reading.draw();
    coverage.redraw();
    find('newest').hidden = view.following || !view.slots.length;
    const slots = view.shownSlots;
    if (slots.length) {
      find('download').href = address('/candles', { series: view.entry.series, interval: view.timeframe, start: slots[0].time, end: slots.at(-1).next, format: 'csv' });
      writeAddressSoon();
    }
  });
}

function setAverage(on) {
  average = on;
  find('average').setAttribute('aria-pressed', String(on));
  chart.setMean(on);
}

const act = {
  average: () => { setAverage(!average); writeAddressSoon(); },
  theme: () => { toggleTheme(); coverage.redraw(); writeAddressSoon(); },
  table: () => view.stretch && openTable(view.shownSlots, view.stretch),
  adding: () => openAdding(added),
  newest: () => view.entry && view.goToNewest(),
  oldest: () => view.entry?.first && view.goTo(view.entry.first),
  gap: async (direction) => {
    const hole = await coverage.jump(direction);
    announce(hole ? `${hole[2].replace('_', ' ')}, ${format.span(hole[0], hole[1])}` : `No gap ${direction < 0 ? 'before' : 'after'} this.`);
  },
};

// ---- keeping up

const edge = repeat(2, () => view.refreshEdge());
const history_ = repeat(30, () => coverage.load());
let healing = 0;

jobs.addEventListener('job', ({ detail: job }) => {
  const touches = !job.series?.length || job.series.some(({ series }) => series === (view.entry?.series ?? wanted));
  if (!touches || healing) return;
  healing = setTimeout(async () => {
    healing = 0;
    if (view.slots.length && view.shownSlots.some(({ kind, parts }) => kind === 'missing' || parts.length)) await view.refreshShown().catch(report);
    coverage.load().catch(report);
  }, 4000);
});

catalog.addEventListener('chosen', ({ detail: series }) => choose(series));
catalog.addEventListener('loaded', async ({ detail: { all } }) => {
  if (wanted && catalog.entry(wanted)) return choose(wanted);
  const known = view.entry && catalog.entry(view.entry.series);
  if (known) {
    const wasEmpty = !view.slots.length && known.last !== null && find('loading').hidden;
    view.entry = known;
    if (wasEmpty) await view.open(known, known.intervals.includes(view.timeframe) ? view.timeframe : known.intervals[0]);
  }
  if (!view.entry && !wanted && catalog.entries.length) return followAddress();
  if (all && !catalog.entries.length && !view.entry && !wanted) await showNothing().catch(report);
  return undefined;
});

// Nothing is stored: it is on its way, or there is a form to ask for it.
let awaited = null;
async function showNothing() {
  await worked;
  const words = jobs.busy.map((job) => format.title(job.title)).join('\n');
  const form = find('empty').querySelector('form');
  if (words ? words === awaited || form?.symbols.value : form) return;
  awaited = words || null;
  if (!words) return void (await showFirstSteps(find('empty'), added));
  document.body.classList.add('bare');
  showEmpty('The first candles are on their way', 'They are drawn here as soon as they are stored.',
    make('ul', { class: 'awaited' }, ...words.split('\n').map((title) => make('li', {}, title))));
}

let soon = 0;
function lookSoon() {
  if (view.slots.length) return;
  soon ||= setTimeout(() => { soon = 0; catalog.refresh(); }, 1000);
  if (catalog.loaded && !catalog.entries.length && !view.entry && !wanted) showNothing().catch(report);
}
jobs.addEventListener('listed', lookSoon);
jobs.addEventListener('job', lookSoon);

async function readVersion() {
  const { version, revision, demo } = await server.get('/version');
  find('demo').hidden = !demo;
  write(find('version'), `wick ${version} (${String(revision).slice(0, 9)})`);
}

function tick() {
  const now = Date.now();
  write(find('clock'), `${format.clockSeconds(now)} UTC`);
  const gone = server.goneSince !== null;
  find('link').className = gone ? 'link gone' : 'link';
  write(find('link'), gone ? '▲ no answer' : server.answeredAt === null ? '○ …' : '● live');
}

// ---- from here on the reader leads

find('average').addEventListener('click', act.average);
find('theme').addEventListener('click', act.theme);
find('open-table').addEventListener('click', act.table);
find('open-adding').addEventListener('click', act.adding);
find('open-keys').addEventListener('click', openKeys);
find('newest').addEventListener('click', act.newest);
find('gap-before').addEventListener('click', () => act.gap(-1));
find('gap-after').addEventListener('click', () => act.gap(1));
window.addEventListener('popstate', () => location.hash.startsWith('#/') && followAddress());

listenToKeys({
  '/': () => { find('find').focus(); find('find').select(); },
  j: () => catalog.step(1), k: () => catalog.step(-1),
  t: act.theme, m: act.average, d: act.table, a: act.adding, '?': openKeys,
  End: act.newest, Home: act.oldest, '[': () => act.gap(-1), ']': () => act.gap(1),
  '+': () => chart.zoom(0.8), '=': () => chart.zoom(0.8), '-': () => chart.zoom(1.25),
  ...Object.fromEntries(mainTimeframes.map((name, index) => [String(index + 1), () => chooseTimeframe(name)])),
});

// For those who look at the page from a console, and for its tests: what is shown, as data.
window.wick = {
  state, chart: chart.chart, view,
  get slots() { return view.slots; },
  get runs() { return chart.runs; },
  get shown() { return view.shown; },
  edges: (first, until) => chart.bands.edges(first, until),
};

showKey();
setTheme(readAddress().theme ?? keptTheme());
setInterval(tick, 1000);
tick();
server.addEventListener('gone', tick);
server.addEventListener('back', () => { tick(); readVersion().catch(report); if (view.entry && !view.slots.length) followAddress(); });
readVersion().then(tick).catch(report);
catalog.refresh();
const worked = jobs.start();
watchSources();
edge();
history_();
