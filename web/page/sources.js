// How each source is, in the list; and a banner for one that is down or a server that is gone.

import { announce, find, fill, make } from './dom.js';
import { repeat, server } from './api.js';
import * as format from './format.js';

const signs = { ok: '●', idle: '○', waiting: '◔', down: '▲', closed: '✕' };
const troubled = (source) => source.state === 'down' || (source.state === 'closed' && source.series > 0);

let told = '';

export function watchSources() {
  const again = repeat(5, async () => draw((await server.get('/sources')).sources));
  again();
  server.addEventListener('gone', () => { drawGone(); announce('The server does not answer. What is shown stays.'); });
  server.addEventListener('back', () => { drawGone(); announce('The server answers again.'); });
  setInterval(() => server.goneSince !== null && drawGone(), 1000);
}

function draw(sources) {
  fill(find('sources'), ...sources.map(row));
  const down = sources.filter(troubled);
  place('source', down.map(banner));
  const news = down.map((source) => `${source.id} is ${source.state}`).join(', ');
  if (news && news !== told) announce(news);
  told = news;
}

function row(source) {
  const budget = source.budget === null || source.budget === undefined ? '' : `${Math.round(source.budget * 100)} %`;
  return make('li', { class: `source ${source.state}`, title: source.error ?? `${source.id}: ${source.state}` },
    make('span', { class: 'sign', 'aria-hidden': 'true' }, signs[source.state] ?? '?'), make('span', { class: 'source-name' }, source.id),
    make('span', {}, source.state), make('span', { class: 'value', title: 'Used of what the exchange allows' }, budget));
}

function banner(source) {
  const since = source.since === null ? '' : ` since ${format.since(source.since)} (${format.duration(Date.now() - source.since)})`;
  return make('div', { class: 'banner bad', role: 'group', 'aria-label': `${source.id} is ${source.state}` },
    make('strong', {}, `▲ ${source.id} is ${source.state}${since}.`), source.error && make('span', {}, source.error), source.advice && make('span', { class: 'advice' }, source.advice));
}

// Banners of one origin, in the same place for as long as they stand.
function place(origin, banners) {
  const home = find('banners');
  home.querySelectorAll(`[data-origin="${origin}"]`).forEach((old) => old.remove());
  banners.forEach((element) => { element.dataset.origin = origin; });
  if (origin === 'server') home.prepend(...banners);
  else home.append(...banners);
}

let goneWords = null;

function drawGone() {
  if (server.goneSince === null) {
    goneWords = null;
    return place('server', []);
  }
  const seconds = Math.max(0, Math.round((server.retryAt - Date.now()) / 1000));
  const as = server.answeredAt === null ? '' : ` What is shown is of ${format.clockSeconds(server.answeredAt)} UTC.`;
  const text = `Since ${format.since(server.goneSince)}.${as} ${seconds ? `Next try in ${seconds} s.` : 'Trying …'}`;
  if (goneWords) return void (goneWords.textContent = text);
  goneWords = make('span', {}, text);
  place('server', [make('div', { class: 'banner bad', role: 'group', 'aria-label': 'The server does not answer' },
    make('strong', {}, '▲ The server does not answer.'), goneWords, make('button', { type: 'button', onclick: server.retry }, 'Try now'))]);
  return undefined;
}
