// ccxt, as it comes from npm, reads candles from `wick replay` as it would from the exchange, and every number it reads is
// the tape's. WICK names the binary; build/release/wick where it is not set.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import ccxt from 'ccxt';

const here = dirname(fileURLToPath(import.meta.url));
const wick = process.env.WICK ?? join(here, '../../../build/release/wick');
const minute = 60_000;
const start = Date.UTC(2024, 0, 1);
const folder = mkdtempSync(join(tmpdir(), 'wick-ccxt-'));
const running = [];

// A tape with a hole of three minutes; open, high, low and close are all different.
function makeTape() {
  const rows = [];
  let price = 42_000;
  for (let i = 0; i < 3000; i++) {
    const close = price + ((i * 7919) % 41) - 20;
    const high = Math.max(price, close) + (i % 5) + 1;
    const low = Math.min(price, close) - (i % 7) - 1;
    if (i < 100 || i > 102) rows.push([start + i * minute, price, high, low, close, ((i * 31) % 1000) / 8]);
    price = close;
  }
  return rows;
}
const tape = makeTape();

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

async function replay(...args) {
  const port = await freePort();
  const child = spawn(wick, ['replay', ...args, '--port', String(port)], { stdio: ['ignore', 'ignore', 'inherit'] });
  running.push(child);
  const url = `http://127.0.0.1:${port}`;
  for (let tries = 0; tries < 200; tries++) {
    assert.equal(child.exitCode, null, `${wick} ended at once`);
    const up = await fetch(`${url}/__replay/status`).then((answer) => answer.ok, () => false);
    if (up) return url;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('wick replay does not answer');
}

function exchange(id, url) {
  const made = new ccxt[id]({ enableRateLimit: false, options: { fetchMarkets: { types: ['spot'] } } });
  if (id === 'binance') made.urls.api.public = `${url}/api/v3`;
  if (id === 'bitfinex') made.urls.api.public = url;
  return made;
}

let csv;
before(() => {
  csv = join(folder, 'BTCUSDT-1m.csv');
  writeFileSync(csv, tape.map((row) => row.join(',')).join('\n') + '\n');
});
after(() => {
  for (const child of running) child.kill('SIGTERM');
  rmSync(folder, { recursive: true });
});

for (const id of ['binance', 'bitfinex']) {
  test(`${id}: ccxt loads the markets and reads what is on the tape`, async () => {
    const market = exchange(id, await replay('--venue', id, '--csv', csv));
    await market.loadMarkets();
    assert.deepEqual(market.symbols, ['BTC/USDT']);
    assert.deepEqual(await market.fetchOHLCV('BTC/USDT', '1m', start, 1000), tape.slice(0, 1000));
    assert.deepEqual(await market.fetchOHLCV('BTC/USDT', '1m', start + 95 * minute, 10), tape.slice(95, 105));
    assert.deepEqual(await market.fetchOHLCV('BTC/USDT', '1m', undefined, 5), tape.slice(-5));
    assert.deepEqual(await market.fetchOHLCV('BTC/USDT', '1m', start + 5000 * minute, 5), []);
  });

  test(`${id}: ccxt pages through the whole tape`, async () => {
    const market = exchange(id, await replay('--venue', id, '--csv', csv));
    const read = [];
    for (let since = start; ;) {
      const page = await market.fetchOHLCV('BTC/USDT', '1m', since, 700);
      if (page.length === 0) break;
      read.push(...page);
      since = page.at(-1)[0] + minute;
    }
    assert.deepEqual(read, tape);
  });

  test(`${id}: ccxt reads hours that are made of the minutes`, async () => {
    const market = exchange(id, await replay('--venue', id, '--csv', csv));
    const [hour] = await market.fetchOHLCV('BTC/USDT', '1h', start + 60 * minute, 1);
    const parts = tape.filter(([at]) => at >= hour[0] && at < hour[0] + 60 * minute);
    assert.equal(hour[0], start + 60 * minute);
    assert.equal(hour[1], parts[0][1]);
    assert.equal(hour[2], Math.max(...parts.map((row) => row[2])));
    assert.equal(hour[3], Math.min(...parts.map((row) => row[3])));
    assert.equal(hour[4], parts.at(-1)[4]);
    assert.equal(hour[5], parts.reduce((sum, row) => sum + row[5], 0));
  });

  test(`${id}: ccxt reads the synthetic market, open candle and all`, async () => {
    const market = exchange(id, await replay('--venue', id, '--synthetic', '7', '--symbols', '50'));
    await market.loadMarkets();
    assert.equal(market.symbols.length, 50);
    const candles = await market.fetchOHLCV('BTC/USDT', '1m', undefined, 50);
    assert.equal(candles.length, 50);
    assert.ok(Math.abs(candles.at(-1)[0] - Date.now()) < 2 * minute);
    for (const [, open, high, low, close] of candles) {
      assert.ok(low <= Math.min(open, close) && high >= Math.max(open, close));
    }
  });
}

test('binance: ccxt names an unknown symbol and a spent budget as what they are', async () => {
  const url = await replay('--venue', 'binance', '--csv', csv, '--limit', '60');
  const market = exchange('binance', url);
  await market.loadMarkets();
  await assert.rejects(market.publicGetKlines({ symbol: 'NOPE', interval: '1m' }), ccxt.BadSymbol);
  const spend = async () => {
    for (let i = 0; i < 40; i++) await market.fetchOHLCV('BTC/USDT', '1m', start, 1);
  };
  await assert.rejects(spend(), (error) => error instanceof ccxt.DDoSProtection || error instanceof ccxt.RateLimitExceeded);
});

test('bitfinex: ccxt understands the refusals', async () => {
  const url = await replay('--venue', 'bitfinex', '--csv', csv, '--limit', '3');
  const market = exchange('bitfinex', url);
  await market.loadMarkets();
  assert.equal((await market.fetchStatus()).status, 'ok');
  const wrong = { symbol: 'tBTCUST', timeframe: '1m', limit: 10_001 };
  await assert.rejects(market.publicGetCandlesTradeTimeframeSymbolHist(wrong), ccxt.ExchangeError);
  const spend = async () => {
    for (let i = 0; i < 4; i++) await market.fetchOHLCV('BTC/USDT', '1m', start, 1);
  };
  await assert.rejects(spend(), ccxt.RateLimitExceeded);
});
