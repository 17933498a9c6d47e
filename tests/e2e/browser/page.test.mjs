// The page in a real browser, served by the real program; see server.mjs for how it is found. SCREENSHOTS=folder keeps a
// picture of each look.

import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { request } from 'node:http';
import { after, before, test } from 'node:test';
import { drawn, openBrowser, openPage } from './browser.mjs';
import { Daemon, startServer } from './server.mjs';

const minute = 60_000;
const axeFile = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
let server;
let browser;
let series;

before(async () => {
  server = await startServer();
  browser = await openBrowser();
  const answer = await (await fetch(`${server.url}/api/v1/series`)).json();
  series = answer.series.find(({ symbol, exchange }) => symbol === 'BTC/USDT' && exchange === 'binance').series;
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

const ask = async (path) => (await fetch(`${server.url}/api/v1${path}`)).json();
const at = (timeframe, more = '') => `#/${series}@${timeframe}${more}`;

async function open(place, options = {}) {
  const opened = await openPage(browser.context, server.url, { place, ...options });
  if (!options.bare) await drawn(opened.page);
  return opened;
}

async function looksClean(page, heard) {
  assert.deepEqual(heard.errors, [], 'errors in the console');
  assert.deepEqual(heard.violations, [], 'violations of the content policy');
  assert.deepEqual(heard.elsewhere, [], 'requests to other hosts');
  assert.deepEqual(await page.evaluate(() => window.refusals), [], 'refused by the content policy');
}

async function picture(page, name) {
  if (!process.env.SCREENSHOTS) return;
  await mkdir(process.env.SCREENSHOTS, { recursive: true });
  await page.waitForTimeout(600);
  await page.screenshot({ path: join(process.env.SCREENSHOTS, `${name}.png`) });
}

// How many pixels of the chart have each of the colours of the style sheet, between two places in CSS pixels.
function countPixels(page, names, from = 0, until = Infinity) {
  return page.evaluate(([wanted, left, right]) => {
    const probe = document.createElement('span');
    document.body.append(probe);
    const colours = wanted.map((name) => {
      probe.style.color = `var(${name})`;
      return getComputedStyle(probe).color.match(/\d+/g).slice(0, 3).map(Number);
    });
    probe.remove();
    const counts = wanted.map(() => 0);
    for (const canvas of document.querySelectorAll('#chart td:nth-child(2) canvas')) {
      if (canvas.clientHeight < 100) continue;
      const width = Math.max(1, Math.min(canvas.width, right) - left);
      const { data } = canvas.getContext('2d').getImageData(left, 0, width, canvas.height);
      for (let i = 0; i < data.length; i += 4) colours.forEach(([r, g, b], c) => { if (data[i + 3] === 255 && data[i] === r && data[i + 1] === g && data[i + 2] === b) ++counts[c]; });
    }
    return Object.fromEntries(wanted.map((name, c) => [name, counts[c]]));
  }, [names, Math.round(from), until === Infinity ? 1e6 : Math.round(until)]);
}

async function toHole(page) {
  for (let tries = 0; tries < 6; ++tries) {
    const run = await page.evaluate(() => {
      const { first, until } = window.wick.shown;
      return window.wick.runs.find((one) => one.kind !== 'no_trade' && one.kind !== 'before_listing' && one.first > first && one.until < until) ?? null;
    });
    if (run) return run;
    await page.keyboard.press('[');
    await page.waitForTimeout(900);
    await drawn(page);
  }
  return null;
}

test('candles are drawn in both of their colours, and their legend reads as the server says', async () => {
  const { page, heard } = await open(at('1m'));
  const pixels = await countPixels(page, ['--up', '--down']);
  assert.ok(pixels['--up'] > 100 && pixels['--down'] > 100, JSON.stringify(pixels));
  const held = await page.evaluate(() => window.wick.slots.filter(({ row }) => row?.closed).slice(-5).map(({ row }) => row));
  const answer = await (await fetch(`${server.url}/api/v1/candles?series=${series}&interval=1m&start=${held[0].time}&end=${held[4].time + minute}&limit=10&format=json-columns`)).json();
  assert.deepEqual(held.map(({ close }) => close), answer.columns.close.slice(0, 5));
  const drawnCloses = await page.evaluate(() => window.wick.chart.panes()[0].getSeries()[0].data().filter(({ close }) => close !== undefined).slice(-20).map(({ close }) => close));
  assert.ok(held.every(({ close }) => drawnCloses.includes(close)));
  assert.match(await page.textContent('#legend'), /O.*H.*L.*C.*V.*%/);
  const [chart, stage] = await page.evaluate(() => [document.querySelector('#chart table'), document.getElementById('chart')].map((one) => one.getBoundingClientRect().width));
  assert.ok(Math.abs(chart - stage) < 1, `the chart is ${chart} wide in ${stage}`);
  const axis = await page.evaluate(() => document.querySelector('#chart td:nth-child(3)').getBoundingClientRect().width - window.wick.chart.priceScale('right').width());
  assert.ok(Math.abs(axis) < 1, 'the price axis is as wide as the chart believes');
  await picture(page, 'dark-1600');
  await looksClean(page, heard);
  await page.close();
});

test('slots stand on an even grid, holes included', async () => {
  const { page } = await open(at('1m'));
  const times = await page.evaluate(() => window.wick.slots.map(({ time }) => time));
  assert.ok(times.every((time, i) => i === 0 || time - times[i - 1] === minute));
  await page.close();
});

test('a hole keeps its width, wears a band and holds no candle', async () => {
  const { page, heard } = await open(at('15m'));
  const run = await toHole(page);
  assert.ok(run, 'the data has a hole');
  const { left, right, spacing } = await page.evaluate(({ first, until }) => ({
    ...window.wick.edges(first, until), spacing: window.wick.chart.timeScale().options().barSpacing,
  }), run);
  assert.ok(Math.abs(right - left - (run.until - run.first) * spacing) < 1.5, `${right - left} is not ${run.until - run.first} times ${spacing}`);
  const pixels = await countPixels(page, ['--up', '--down', '--ground'], left + 2, right - 2);
  assert.equal(pixels['--up'] + pixels['--down'], 0, 'a candle in a hole');
  const share = pixels['--ground'] / ((right - left - 4) * (await page.evaluate(() => document.getElementById('chart').clientHeight)));
  assert.ok(share < 0.2, `the band is not shaded: ${share}`);
  assert.match(await page.textContent('#summary'), /missing|outage|being fetched/);
  await picture(page, 'hole');
  await looksClean(page, heard);
  await page.close();
});

test('a day that nobody asked for is one hole, as long as the server says', async () => {
  const { page } = await open(at('1m'));
  const { gaps } = await ask(`/gaps?selector=${series}`);
  assert.equal(gaps.length, 1);
  const [from, until] = [gaps[0].start, gaps[0].end];
  assert.equal(until - from, 86_400_000);
  await page.keyboard.press('[');
  await page.waitForFunction((time) => window.wick.runs.some((run) => run.kind === 'missing' && run.from <= time && run.to > time), from + 12 * 60 * minute);
  assert.equal(await page.evaluate(([left, right]) => window.wick.slots.filter(({ time, row }) => row && time >= left && time < right).length, [from, until]), 0);
  await page.close();
});

test('minutes without a trade are quiet and not missing, and are counted as the server counts them', async () => {
  const { page, heard } = await open('#/bitfinex:LRC/USDT@1m');
  const { first, last, kinds, holes } = await page.evaluate(() => {
    const { slots } = window.wick;
    const counts = {};
    for (const { kind } of slots) counts[kind ?? 'held'] = (counts[kind ?? 'held'] ?? 0) + 1;
    return { first: slots[0].time, last: slots.at(-1).next, kinds: counts, holes: window.wick.runs.filter(({ kind }) => kind !== 'no_trade').length };
  });
  const { slots } = await ask(`/coverage?series=bitfinex:LRC/USDT&interval=1m&start=${first}&end=${last}`);
  assert.ok(kinds.no_trade > 20, JSON.stringify(kinds));
  assert.equal(kinds.no_trade, slots.no_trade);
  assert.equal(holes, 0);
  assert.match(await page.textContent('#summary'), /100\.00 % complete · \d+ no trade/);
  await picture(page, 'quiet');
  await looksClean(page, heard);
  await page.close();
});

test('a market is found by typing and walked by j and k', async () => {
  const { page, heard } = await open(at('1m'));
  await page.keyboard.press('/');
  await page.keyboard.type('eth/');
  await page.waitForFunction(() => document.querySelectorAll('#catalog button').length > 0 && [...document.querySelectorAll('#catalog .symbol')].every(({ textContent }) => textContent.startsWith('ETH')));
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => window.wick.view.entry?.symbol.startsWith('ETH') && location.hash.includes('ETH/'));
  await page.fill('#find', '');
  await page.waitForFunction(() => document.querySelectorAll('#catalog button').length > 1);
  await page.evaluate(() => document.activeElement.blur());
  const before_ = await page.evaluate(() => window.wick.view.entry.series);
  await page.keyboard.press('k');
  await page.waitForFunction((name) => window.wick.view.entry.series !== name, before_);
  await page.keyboard.press('j');
  await page.waitForFunction((name) => window.wick.view.entry.series === name, before_);
  await looksClean(page, heard);
  await page.close();
});

test('a change of timeframe draws that timeframe alone, ending at the same newest candle', async () => {
  const { page, heard } = await open(at('1m'));
  for (const [key, timeframe, length] of [['2', '5m', 5 * minute], ['4', '1h', 60 * minute], ['1', '1m', minute]]) {
    await page.keyboard.press(key);
    await page.waitForFunction((name) => window.wick.view.stretch?.timeframe === name && document.getElementById('loading').hidden && location.hash.includes(`@${name}`), timeframe);
    const { slots, data } = await page.evaluate(() => ({ slots: window.wick.slots, data: window.wick.chart.panes()[0].getSeries()[0].data() }));
    assert.ok(slots.every(({ time, next }) => next - time === length && time % length === 0));
    const shape = (time, { open: o, high, low, close }) => [time, o, high, low, close];
    const candles = data.filter(({ close }) => close !== undefined).map((point) => shape(point.time * 1000, point));
    assert.deepEqual(candles, slots.filter(({ row }) => row).map(({ time, row }) => shape(time, row)));
  }
  await page.selectOption('#timeframes select', '30m');
  await page.waitForFunction(() => window.wick.view.stretch?.timeframe === '30m');
  await looksClean(page, heard);
  await page.close();
});

test('scrolling left loads what is older and keeps 200 candles in reserve; End comes back', async () => {
  const { page, heard } = await open(at('1m'));
  const box = await page.locator('#chart').boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  const seen = () => page.evaluate(() => ({ oldest: window.wick.slots[0].time, first: window.wick.slots[window.wick.shown.first].time, left: window.wick.shown.first }));
  const start = await seen();
  for (let i = 0; i < 12; ++i) {
    await page.mouse.wheel(-700, 0);
    await page.waitForTimeout(60);
  }
  await page.waitForFunction((oldest) => window.wick.slots[0].time < oldest, start.oldest);
  await page.waitForFunction(() => window.wick.shown.first >= 200);
  assert.ok((await seen()).first < start.first - 400 * minute, 'the view moved left');
  await page.waitForFunction(() => /from=.*&to=/.test(location.hash));
  await page.keyboard.press('End');
  await page.waitForFunction(() => window.wick.view.following && document.getElementById('newest').hidden && !/from=/.test(location.hash));
  await looksClean(page, heard);
  await page.close();
});

test('loading older candles does not move what is seen', async () => {
  const { page } = await open(at('1m'));
  const box = await page.locator('#chart').boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  const oldest = await page.evaluate(() => window.wick.slots[0].time);
  await page.route(/\/api\/v1\/candles/, async (route) => { await new Promise((done) => setTimeout(done, 500)); await route.continue(); });
  for (let i = 0; i < 5; ++i) await page.mouse.wheel(-700, 0);
  await page.waitForTimeout(150);
  const look = () => page.evaluate(() => { const { first, until } = window.wick.shown; return [window.wick.slots[first].time, window.wick.slots[until - 1].time]; });
  const before_ = await look();
  await page.waitForFunction((time) => window.wick.slots[0].time < time, oldest);
  assert.deepEqual(await look(), before_);
  await page.close();
});

test('the address holds the view: a shared range opens as it was left', async () => {
  const { page } = await open(at('5m'));
  const [from, to] = await page.evaluate(() => [window.wick.slots.at(-190).time, window.wick.slots.at(-130).time]);
  await page.close();
  const iso = (time) => new Date(time).toISOString().slice(0, 16);
  const shared = await open(at('5m', `?from=${iso(from)}Z&to=${iso(to)}Z&ma=10&theme=light`));
  const shown = await shared.page.evaluate(() => ({ from: window.wick.slots[window.wick.shown.first].time, to: window.wick.slots[window.wick.shown.until - 1].next }));
  assert.ok(Math.abs(shown.from - from) <= 5 * minute && Math.abs(shown.to - to) <= 5 * minute, JSON.stringify({ shown, from, to }));
  assert.equal(await shared.page.getAttribute('#average', 'aria-pressed'), 'true');
  assert.equal(await shared.page.evaluate(() => document.documentElement.dataset.theme), 'light');
  await looksClean(shared.page, shared.heard);
  await shared.page.close();
});

test('the strips show what is held and a click on them goes there', async () => {
  const { page, heard } = await open(at('5m'));
  await page.waitForTimeout(800);
  const painted = (id) => page.evaluate((name) => {
    const canvas = document.getElementById(name);
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    return data.filter((value, i) => i % 4 === 3 && value > 0).length;
  }, id);
  assert.ok(await painted('strip-shown') > 1000);
  assert.ok(await painted('strip-all') > 1000);
  const before_ = await page.evaluate(() => window.wick.slots[window.wick.shown.first].time);
  const { width } = await page.locator('#strip-all').boundingBox();
  await page.locator('#strip-all').click({ position: { x: width * 0.35, y: 8 } });
  await page.waitForFunction((time) => window.wick.slots.length && window.wick.slots[window.wick.shown.first].time < time - 3_600_000, before_);
  await looksClean(page, heard);
  await page.close();
});

test('a candle made of finer ones says so, and says when parts of it are missing', async () => {
  const { page } = await open(at('1h'));
  assert.match(await page.textContent('#legend'), /made of 1m/);
  const marked = await page.evaluate(() => window.wick.slots.filter(({ row }) => row && row.closed && !row.complete).length);
  const hollow = await page.evaluate(() => window.wick.chart.panes()[0].getSeries()[0].data().filter(({ color }) => color === 'transparent').length);
  assert.equal(hollow, marked);
  await page.close();
});

test('t turns dark to light and back, on the page and in the chart', async () => {
  const { page, heard } = await open(at('15m'));
  const ground = () => page.evaluate(() => [getComputedStyle(document.body).backgroundColor, window.wick.chart.options().layout.background.color]);
  const dark = await ground();
  await page.keyboard.press('t');
  const light = await ground();
  assert.notEqual(dark[0], light[0]);
  assert.equal(light[0], light[1]);
  const pixels = await countPixels(page, ['--up', '--down', '--ground']);
  assert.ok(pixels['--up'] > 100 && pixels['--down'] > 100 && pixels['--ground'] > 10_000, JSON.stringify(pixels));
  await page.waitForFunction(() => location.hash.includes('theme=light'));
  await picture(page, 'light-1600');
  await page.keyboard.press('t');
  assert.deepEqual(await ground(), dark);
  await looksClean(page, heard);
  await page.close();
});

test('at 400 pixels nothing is wider than the screen and the chart comes first', async () => {
  for (const scheme of ['dark', 'light']) {
    const { page, heard } = await open(at('5m'), { prepare: async (one) => { await one.setViewportSize({ width: 400, height: 860 }); await one.emulateMedia({ colorScheme: scheme }); } });
    const look = await page.evaluate(() => ({
      width: document.documentElement.scrollWidth,
      chart: document.getElementById('chart').getBoundingClientRect().top, list: document.getElementById('catalog').getBoundingClientRect().top,
      small: [...document.querySelectorAll('button, select, input, a.button')].filter((one) => one.getBoundingClientRect().height > 0 && one.getBoundingClientRect().height < 34).map(({ id, textContent }) => id || textContent),
    }));
    assert.ok(look.width <= 400, `${look.width} wide`);
    assert.ok(look.chart < 300 && look.chart < look.list);
    assert.deepEqual(look.small, []);
    await picture(page, `${scheme}-400`);
    await looksClean(page, heard);
    await page.close();
  }
});

test('arrow keys read candle by candle', async () => {
  const { page } = await open(at('1m'));
  await page.focus('#chart');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  const first = await page.textContent('#live');
  assert.match(first, /^\d{4}-\d\d-\d\d \d\d:\d\d, (open|no candle)/);
  await page.keyboard.press('ArrowLeft');
  assert.notEqual(await page.textContent('#live'), first);
  await page.close();
});

test('a job shows how far it is and can be held', async () => {
  const job = { id: 'ab12', kind: 'backfill', state: 'running', created: Date.now(), title: 'binance BTC/USDT 1m', done_slots: 610, total_slots: 1000, rows: 600, rows_per_s: 412, eta_s: 42, note: 'waiting: rate limit 3 s', error: null, series: [] };
  const asked = [];
  const { page, heard } = await open(at('1m'), { prepare: async (one) => {
    await one.route('**/api/v1/jobs', (route) => route.fulfill({ json: { jobs: [job] } }));
    await one.route('**/api/v1/jobs/events', (route) => route.fulfill({ contentType: 'text/event-stream', body: `event: job\ndata: ${JSON.stringify({ ...job, done_slots: 700 })}\n\n` }));
    await one.route('**/api/v1/jobs/ab12:*', (route) => { asked.push(new URL(route.request().url()).pathname); return route.fulfill({ json: { ...job, state: 'paused' } }); });
  } });
  await page.waitForFunction(() => document.getElementById('jobs').textContent.includes('70 %'));
  assert.match(await page.textContent('#jobs'), /412 rows\/s.*eta 0:00:42.*rate limit/s);
  await page.click('#jobs button[title=pause]');
  await page.waitForSelector('#jobs button[title=resume]');
  assert.deepEqual(asked, ['/api/v1/jobs/ab12:pause']);
  await looksClean(page, heard);
  await page.close();
});

test('an empty store explains itself, and its form answers with what the server says', async () => {
  const { page } = await open('', { bare: true, prepare: async (one) => {
    await one.route(/\/api\/v1\/series/, (route) => route.fulfill({ json: { series: [], next: null } }));
    await one.route('**/api/v1/jobs', (route) => (route.request().method() === 'POST'
      ? route.fulfill({ status: 404, contentType: 'application/problem+json', json: { title: 'Unknown symbol', status: 404, detail: 'binance lists no <b>BTC/USTD</b>.', did_you_mean: ['BTC/USDT'] } })
      : route.fulfill({ json: { jobs: [] } })));
  } });
  await page.waitForSelector('#empty form');
  await picture(page, 'empty');
  await page.fill('#empty input[name=symbols]', 'btc/ustd');
  await page.click('#empty button[type=submit]');
  await page.waitForSelector('#empty .warn button');
  assert.match(await page.textContent('#empty .warn'), /lists no <b>BTC\/USTD<\/b>/);
  assert.equal(await page.locator('#empty .warn b').count(), 0, 'a server word became markup');
  await page.click('#empty .warn button');
  assert.equal(await page.inputValue('#empty input[name=symbols]'), 'BTC/USDT');
  await page.close();
});

test('a server that goes away is told of, what is shown stays, and it heals when it is back', async () => {
  const { page } = await open(at('1m'));
  const slots = await page.evaluate(() => window.wick.slots.length);
  await page.route('**/api/v1/**', (route) => route.abort());
  await page.waitForSelector('.banner:has-text("does not answer")', { timeout: 15_000 });
  assert.ok(await page.evaluate(() => window.wick.slots.length) >= slots);
  await picture(page, 'gone');
  await page.unroute('**/api/v1/**');
  await page.click('.banner button');
  await page.waitForFunction(() => !document.querySelector('.banner') && document.getElementById('link').textContent.includes('live'));
  await page.close();
});

test('candles that cannot be had are explained in the words of the server', async () => {
  const crashes = [];
  const { page } = await open(at('1h'), { bare: true, prepare: async (one) => {
    one.on('pageerror', (error) => crashes.push(error.message));
    await one.route(/\/api\/v1\/candles/, (route) => route.fulfill({ status: 503, contentType: 'application/problem+json', json: { title: 'Busy', status: 503, detail: 'The store is being restored; try again in a minute.' } }));
  } });
  await page.waitForSelector('#empty:has-text("being restored")');
  await page.keyboard.press('2');
  await page.waitForFunction(() => window.wick.view.timeframe === '5m');
  await page.waitForSelector('#empty:has-text("being restored")');
  assert.deepEqual(crashes, []);
  await page.close();
});

test('names from outside are text, never markup', async () => {
  const evil = '<img src=x onerror="window.hurt=1">';
  const { page } = await open('', { bare: true, prepare: (one) => one.route(/\/api\/v1\/series/, (route) => route.fulfill({ json: { series: [{
    series: `x:${evil}`, interval: '1m', exchange: evil, symbol: evil, first: null, last: null, rows: 0, price: evil, intervals: ['1m'], listed: null, revision: 0 }], next: null } })) });
  await page.waitForSelector('#catalog button');
  await page.waitForTimeout(300);
  assert.equal(await page.locator('img[src=x]').count(), 0);
  assert.equal(await page.evaluate(() => window.hurt), undefined);
  await page.close();
});

test('axe finds nothing serious, in dark and light, in the dialogs too', async () => {
  const axe = await readFile(axeFile, 'utf8');
  for (const [theme, key] of [['dark', null], ['light', null], ['dark', '?'], ['light', 'a'], ['dark', 'd']]) {
    const { page } = await open(at('1h', `?theme=${theme}`));
    await page.waitForTimeout(500);
    if (key) await page.keyboard.press(key).then(() => page.waitForSelector('dialog[open]'));
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => window.axe.run());
    const grave = violations.filter(({ impact }) => ['serious', 'critical'].includes(impact));
    assert.deepEqual(grave.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`), []);
    await page.close();
  }
});

// What the page loads, as this server sends it to a browser that takes gzip.
function bytesOf(url) {
  return new Promise((resolve, reject) => request(url, { headers: { 'accept-encoding': 'gzip, deflate, br' } }, (response) => {
    let bytes = 0;
    response.on('data', (piece) => { bytes += piece.length; });
    response.on('end', () => resolve({ bytes, encoding: response.headers['content-encoding'] ?? 'none' }));
  }).on('error', reject).end());
}

test('all of it is at most 97 kB as it is sent', async (context) => {
  const page = await browser.context.newPage();
  const files = new Set();
  page.on('response', (response) => { if (!response.url().includes('/api/')) files.add(response.url().split('#')[0]); });
  await page.goto(`${server.url}/${at('1h')}`);
  await drawn(page);
  const sizes = await Promise.all([...files].map(async (url) => ({ url, ...await bytesOf(url) })));
  const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
  assert.ok(files.size > 10);
  for (const { url, bytes, encoding } of sizes) assert.ok(encoding === 'gzip' || bytes < 600, `${url} is sent as it is`);
  assert.ok(total <= 97_000, `${total} bytes in ${files.size} files`);
  context.diagnostic(`${total} bytes in ${files.size} files`);
  await page.close();
});

test('the first moment: the work is shown, and the chart fills by itself', async () => {
  const feed = { venue: 'binance', symbols: ['BTC/USDT', 'ETH/USDT'], timeframes: ['1m'], since: 'now-3d' };
  const young = await Daemon.start({ exchanges: { binance: ['--fault', 'late=1'] }, feeds: [feed] });
  try {
    const { page, heard } = await openPage(browser.context, young.url);
    await page.waitForFunction(() => /BTC\/USDT.*1m from/.test(document.getElementById('jobs').textContent));
    await page.waitForSelector('#empty:has-text("on their way"):has-text("binance BTC/USDT, ETH/USDT 1m")');
    await picture(page, 'first-moment');
    await drawn(page);
    await page.waitForFunction(() => document.getElementById('empty').hidden && window.wick.view.entry.symbol === 'BTC/USDT');
    await looksClean(page, heard);
    await page.close();
  } finally {
    await young.stop();
  }
});

test('a source that is gone is told of, with since when, why and what to do, and heals by itself', async () => {
  const feed = { venue: 'binance', symbols: ['BTC/USDT'], timeframes: ['1m'], since: 'now-1d' };
  const lone = await Daemon.start({ feeds: [feed] });
  try {
    await lone.collect();
    const { page, heard } = await openPage(browser.context, lone.url, { place: '#/binance:BTC/USDT@1m' });
    await drawn(page);
    await lone.exchanges.binance.stop();
    await lone.ask('/jobs', { kind: 'backfill', exchange: 'binance', symbols: ['BTC/USDT'], intervals: ['1m'], start: new Date(Date.now() - 172_800_000).toISOString(), end: 'now' });
    await page.waitForSelector('.banner', { timeout: 25_000 });
    assert.match(await page.textContent('.banner'), /binance is down since \d\d:\d\d UTC.*refused.*asked again by itself/);
    await picture(page, 'source-down');
    lone.exchanges.binance.begin();
    await page.waitForFunction(() => !document.querySelector('.banner'), null, { timeout: 45_000 });
    await page.waitForFunction(() => /done/.test(document.getElementById('jobs').textContent));
    await looksClean(page, heard);
    await page.close();
  } finally {
    await lone.stop();
  }
});
