// Whatever an exchange has is fetched whole and to the digit, also on its worst day.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { independentBinance } from './independent.mjs';
import { folder, remove, replay, run, shared } from './wick.mjs';

const candles = shared && join(shared, 'data/candles');
const names = candles ? readdirSync(candles).filter((name) => /\.csv\.zst$/.test(name) && !name.startsWith('RAW')) : [];
const skip = names.length === 0 && 'no real candles beside the checkout: see WICK_SHARED';

const symbolOf = (name) => {
  const word = name.match(/^[a-z]+_([A-Z]+)/)[1];
  if (word === 'SPY') return 'SPY/USD';
  if (word === 'EURUSD') return 'EUR/USD';
  return word.replace(/USDT$/, '/USDT');
};

// One file for each symbol, with its rows: time, o, h, l, c, v and, where the file has them, quote volume and trades.
const tapes = () => {
  const found = new Map();
  for (const name of names) {
    if (found.has(symbolOf(name))) continue;  // Two venues' files of one symbol contradict each other.
    const text = execFileSync('zstdcat', [join(candles, name)], { maxBuffer: 1 << 28 }).toString();
    const [header, ...lines] = text.trimEnd().split('\n');
    const full = header === 'ts_ms,o,h,l,c,v,qv,n';
    const rows = lines.map((line) => line.split(',').slice(0, full ? 8 : 6));
    rows.sort((a, b) => Number(a[0]) - Number(b[0]));
    found.set(symbolOf(name), { file: join(candles, name), rows, full });
  }
  return found;
};

const span = (rows) => ['--start', rows[0][0], '--end', String(Number(rows.at(-1)[0]) + 60_000)];

// Fetches every tape from `url` and compares every digit.
async function fetchAndCompare(venue, url, all, columns) {
  const data = folder();
  try {
    const counts = { rows: 0, differing: 0 };
    for (const [symbol, tape] of all) {
      const fetched = await run(['fetch', '--exchange', venue, '--symbols', symbol, '--timeframes', '1m', ...span(tape.rows),
        '--data', data, '--set', `venues.${venue}.rest=${url}`, '--json']);
      assert.equal(fetched.code, 0, `${symbol}: ${fetched.out.split('\n').at(-2)} ${fetched.err}`);
      const got = await run(['get', `${venue}:${symbol}@1m`, '--data', data, '-o', 'csv']);
      assert.equal(got.code, 0, got.err);
      const [header, ...lines] = got.out.trimEnd().split('\n');
      assert.ok(header.startsWith('time,open,high,low,close,volume'));
      const width = tape.full && columns > 6 ? 8 : 6;
      const have = lines.map((line) => line.split(',').slice(0, width).join(','));
      const want = tape.rows.map((row) => row.slice(0, width).join(','));
      counts.rows += want.length;
      assert.equal(have.length, want.length, symbol);
      for (let i = 0; i < want.length; ++i) assert.equal(have[i], want[i], `${symbol} row ${i}`);
    }
    const gaps = await run(['gaps', '--data', data, '--json']);
    assert.deepEqual(JSON.parse(gaps.out).gaps, []);
    const conflicts = await run(['conflicts', '--data', data, '--json']);
    assert.deepEqual(JSON.parse(conflicts.out).conflicts, []);
    assert.equal((await run(['verify', '--data', data])).code, 0);
    return counts;
  } finally {
    remove(data);
  }
}

for (const venue of ['binance', 'bitfinex']) {
  test(`real candles come back from ${venue} with every digit, faults on`, { skip, timeout: 20 * 60_000 }, async () => {
    const all = tapes();
    const files = [...all.values()].flatMap((tape) => ['--csv', tape.file]);
    const exchange = await replay(['--venue', venue, ...files, '--fault', 'all', '--fault-seed', '42']);
    try {
      const { rows } = await fetchAndCompare(venue, exchange.url, all, venue === 'binance' ? 8 : 6);
      console.log(`${venue}: ${all.size} series, ${rows} rows, every digit equal`);
      const status = await (await fetch(`${exchange.url}/__replay/status`)).json();
      console.log(JSON.stringify(status.faults));
    } finally {
      await exchange.stop();
    }
  });
}

test('the same from an independent server of the same protocol', { skip, timeout: 10 * 60_000 }, async () => {
  const all = tapes();
  const server = await independentBinance(all);
  try {
    const { rows } = await fetchAndCompare('binance', server.url, all, 6);
    console.log(`independent: ${all.size} series, ${rows} rows, every digit equal`);
  } finally {
    server.stop();
  }
});

test('a made-up market comes back whole from each stand-in, faults on', { timeout: 10 * 60_000 }, async () => {
  for (const venue of ['binance', 'bitfinex', 'bittrex']) {
    const market = ['--venue', venue, '--synthetic', '11', '--symbols', '2'];
    const calm = await replay(market);
    const bad = await replay([...market, '--fault', 'all', '--fault-seed', '5']);
    const one = folder();
    const other = folder();
    try {
      const fetch = (data, url) => run(['fetch', '--exchange', venue, '--symbols', '*', '--timeframes', '1m,1h', '--start',
        '2024-02-01', '--end', '2024-02-03', '--data', data, '--set', `venues.${venue}.rest=${url}`, '--json']);
      for (const [data, url] of [[one, calm.url], [other, bad.url]]) {
        const fetched = await fetch(data, url);
        assert.equal(fetched.code, 0, `${venue} ${fetched.out.split('\n').at(-2)} ${fetched.err}`);
      }
      const listed = JSON.parse((await run(['series', 'ls', '--data', one, '--json'])).out).series;
      assert.equal(listed.length, 4);
      for (const { series: name } of listed) {
        const [a, b] = [await run(['get', name, '--data', one]), await run(['get', name, '--data', other])];
        assert.ok(a.out.length > 1000, name);
        assert.equal(a.out, b.out, name);
      }
      const conflicts = await run(['conflicts', '--data', other, '--json']);
      assert.deepEqual(JSON.parse(conflicts.out).conflicts, []);
    } finally {
      await calm.stop();
      await bad.stop();
      remove(one);
      remove(other);
    }
  }
});
