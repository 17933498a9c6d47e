// A small server with the paths of the real one, so that the page can be worked on without it:
//   node tests/e2e/browser/mock.mjs --port 8080
import { createReadStream, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { minute, nextOf, openMarket, timeframes } from './market.mjs';

const web = fileURLToPath(new URL('../../../web/', import.meta.url));
const vendor = join(web, 'node_modules/lightweight-charts/dist/lightweight-charts.standalone.production.mjs');
const types = { '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml' };
const policy = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";

function send(response, status, body, type = 'application/json') {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

function problem(response, status, title, detail, more = {}) {
  const type = `/problems/${title.toLowerCase().replaceAll(' ', '-')}`;
  send(response, status, { type, title, status, detail, ...more }, 'application/problem+json');
}

function sendFile(response, path) {
  const inside = normalize(path === '/' ? '/index.html' : path);
  const file = inside === '/vendor/lightweight-charts.js' ? vendor : join(web, inside);
  const type = types[extname(inside)];
  if (!type || inside.includes('node_modules') || !existsSync(file)) return problem(response, 404, 'Not found', `${inside} is not here.`);
  response.writeHead(200, { 'content-type': type, 'content-security-policy': policy, 'x-content-type-options': 'nosniff' });
  createReadStream(file).pipe(response);
}

function rangeOf(query, series, timeframe) {
  const limit = Math.min(Number(query.get('limit') ?? 500), 10_000);
  const start = query.has('start') ? Number(query.get('start')) : null;
  const end = query.has('end') ? Number(query.get('end')) : null;
  const farthest = nextOf(timeframe, series.last);
  return { limit, start: start ?? series.start, end: Math.min(end ?? farthest, farthest), newest: start === null };
}

function candles(response, query, market) {
  const series = market.get(query.get('series'));
  const timeframe = query.get('interval') ?? '1m';
  if (!series) return problem(response, 404, 'Unknown series', `${query.get('series')} is not stored.`, { did_you_mean: ['binance:BTC/USDT'] });
  if (!timeframes.includes(timeframe)) return problem(response, 400, 'Bad interval', `${timeframe} is none of ${timeframes.join(' ')}.`);
  series.grow(Date.now());
  const { limit, start, end, newest } = rangeOf(query, series, timeframe);
  const all = series.candles(timeframe, start, end);
  const rows = newest ? all.slice(-limit) : all.slice(0, limit);
  const from = newest && rows.length ? rows[0].time : start;
  const until = !newest && all.length > limit ? nextOf(timeframe, rows.at(-1).time) : end;
  if (query.get('format') === 'csv') {
    const lines = rows.map(({ time, values }) => [new Date(time).toISOString(), ...values].join(','));
    return send(response, 200, ['time,open,high,low,close,volume', ...lines, ''].join('\n'), 'text/csv');
  }
  const column = (index) => rows.map((row) => row.values[index]);
  send(response, 200, {
    series: series.id, interval: timeframe, derived_from: timeframe === '1m' ? null : '1m', price_digits: series.digits,
    columns: {
      time: rows.map((row) => row.time), open: column(0), high: column(1), low: column(2), close: column(3), volume: column(4),
      closed: rows.map((row) => row.closed), complete: rows.map((row) => row.complete),
    },
    gaps: series.gaps(from, until),
    slots: { expected: rows.length, returned: rows.length, no_trade: 0, missing: 0, outage: 0, before_listing: 0, open: 0 },
    next: null,
  });
}

function coverage(response, query, market) {
  const series = market.get(query.get('series'));
  if (!series) return problem(response, 404, 'Unknown series', `${query.get('series')} is not stored.`);
  const start = Number(query.get('start') ?? series.start);
  const end = Number(query.get('end') ?? Date.now());
  const spans = series.spans(start, end).map(([from, until, kind]) => [from, until, kind === 'pending' ? 'missing' : kind]);
  send(response, 200, { series: series.id, interval: query.get('interval'), start, end, spans, slots: {} });
}

function openJobs() {
  const created = Date.now() - 60_000;
  const part = (series, done) => ({ series, interval: '1m', done_slots: done, total_slots: 44640, rows: done - 3, note: null });
  const running = {
    id: '7f31', kind: 'backfill', state: 'running', created, title: 'binance BTC/USDT, ETH/USDT 1m since 2021-01-01',
    done_slots: 39281, total_slots: 89280, rows: 39270, rows_per_s: 412, eta_s: 121, note: null, error: null,
    series: [part('binance:BTC/USDT', 27231), part('binance:ETH/USDT', 12050)],
  };
  const failed = {
    id: '6c02', kind: 'repair', state: 'failed', created: created - 3_600_000, title: 'bitfinex BTC/USD 1m, 4 ranges',
    done_slots: 210, total_slots: 480, rows: 208, rows_per_s: 0, eta_s: null, note: null,
    error: 'bitfinex answered 502 eight times; try again with wick job resume 6c02', series: [],
  };
  return new Map([[running.id, running], [failed.id, failed]]);
}

class Jobs {
  constructor() {
    this.byId = openJobs();
    this.listeners = new Set();
    this.timer = setInterval(() => this.work(), 500);
    this.timer.unref();
  }

  tell(job) {
    for (const response of this.listeners) response.write(`event: job\ndata: ${JSON.stringify(job)}\n\n`);
  }

  work() {
    for (const job of this.byId.values()) {
      if (job.state === 'queued') job.state = 'running';
      if (job.state !== 'running') continue;
      job.done_slots = Math.min(job.total_slots, job.done_slots + 206);
      job.rows = job.done_slots;
      job.eta_s = Math.round((job.total_slots - job.done_slots) / 412);
      job.note = Math.floor(Date.now() / 4000) % 3 === 0 ? 'waiting: rate limit 3 s' : null;
      if (job.done_slots === job.total_slots) Object.assign(job, { state: 'done', eta_s: null, note: null });
      this.tell(job);
    }
  }

  listen(request, response) {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write(': open\n\n');
    this.listeners.add(response);
    request.on('close', () => this.listeners.delete(response));
  }

  act(response, id, verb) {
    const job = this.byId.get(id);
    if (!job) return problem(response, 404, 'Unknown job', `There is no job ${id}.`);
    job.state = { pause: 'paused', resume: 'running', cancel: 'cancelled' }[verb];
    this.tell(job);
    send(response, 200, job);
  }

  add(response, asked) {
    const known = ['BTC/USDT', 'ETH/USDT', 'SOL/USDT', 'BTC/USD'];
    const unknown = (asked.symbols ?? []).find((symbol) => !known.includes(symbol));
    if (unknown) return problem(response, 404, 'Unknown symbol', `${asked.exchange} lists no ${unknown}.`, { did_you_mean: known.slice(0, 2) });
    const id = (0x8000 + this.byId.size).toString(16);
    const total = asked.symbols.length * 44640;
    const job = {
      id, kind: 'backfill', state: 'queued', created: Date.now(), done_slots: 0, total_slots: total, rows: 0, rows_per_s: 412, eta_s: null,
      title: `${asked.exchange} ${asked.symbols.join(', ')} ${asked.intervals.join(' ')} since ${asked.start}`, note: null, error: null, series: [],
    };
    this.byId.set(id, job);
    this.tell(job);
    send(response, 202, job);
  }
}

const exchanges = [
  { id: 'binance', name: 'Binance', state: 'ok', detail: '', timeframes },
  { id: 'bitfinex', name: 'Bitfinex', state: 'ok', detail: '', timeframes: ['1m', '5m', '15m', '30m', '1h', '1d'] },
  { id: 'bittrex', name: 'Bittrex', state: 'closed', detail: 'closed in December 2023', timeframes: ['1m', '5m', '1h', '1d'] },
  { id: 'kraken', name: 'Kraken', state: 'ok', detail: '', timeframes: ['1m', '5m', '15m', '30m', '1h', '4h', '1d'] },
];

const source = (id, series, budget) => ({ id, state: 'ok', since: null, error: null, advice: null, budget, series });

function seriesList(response, query, market) {
  const wanted = (query.get('q') ?? '').toLowerCase();
  const found = [...market.values()].filter((series) => series.id.toLowerCase().includes(wanted));
  found.forEach((series) => series.grow(Date.now()));
  send(response, 200, { series: found.map((series) => series.summary()), next: null });
}

function get(request, response, path, query, { market, jobs, demo }) {
  if (path === '/version') return send(response, 200, { version: '0.1.0', revision: '7889bfb', demo });
  if (path === '/exchanges') return send(response, 200, { exchanges });
  if (path === '/series') return seriesList(response, query, market);
  if (path === '/candles') return candles(response, query, market);
  if (path === '/coverage') return coverage(response, query, market);
  if (path === '/jobs') return send(response, 200, { jobs: [...jobs.byId.values()] });
  if (path === '/jobs/events') return jobs.listen(request, response);
  if (path === '/sources')
    return send(response, 200, { sources: [source('binance', 3, 0.41), source('bitfinex', 1, 0.2), source('kraken', 1, 0.08)] });
  return problem(response, 404, 'Not found', `${path} is not here.`);
}

async function post(request, response, path, jobs) {
  let body = '';
  for await (const chunk of request) body += chunk;
  const act = path.match(/^\/jobs\/(\w+):(pause|resume|cancel)$/);
  if (act) return jobs.act(response, act[1], act[2]);
  if (path === '/jobs') return jobs.add(response, JSON.parse(body));
  return problem(response, 404, 'Not found', `${path} is not here.`);
}

export function startMock({ port = 0, demo = true } = {}) {
  const world = { market: openMarket(), jobs: new Jobs(), demo };
  const server = createServer((request, response) => {
    const url = new URL(request.url, 'http://localhost');
    const path = decodeURIComponent(url.pathname);
    if (!path.startsWith('/api/v1')) return sendFile(response, path);
    const inside = path.slice('/api/v1'.length);
    if (request.method === 'POST') return post(request, response, inside, world.jobs);
    return get(request, response, inside, url.searchParams, world);
  });
  return new Promise((resolve) => server.listen(port, '127.0.0.1', () => {
    const stop = () => { clearInterval(world.jobs.timer); server.closeAllConnections(); return new Promise((done) => server.close(done)); };
    resolve({ url: `http://127.0.0.1:${server.address().port}`, stop });
  }));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const at = process.argv.indexOf('--port');
  const { url } = await startMock({ port: at > 0 ? Number(process.argv[at + 1]) : 8080 });
  console.log(`the page with made-up data: ${url}`);
}
