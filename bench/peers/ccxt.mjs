// ccxt, as it comes from npm, reads the minutes of some symbols from an address that speaks Binance's protocol: asked and
// parsed, nothing kept on disk.
//   node ccxt.mjs fetch URL SERIES FROM_MS MINUTES AT_ONCE     node ccxt.mjs load
import ccxt from 'ccxt';
import { readFileSync } from 'node:fs';

const minute = 60_000;
const page = 1000;
const tell = (what, value) => console.log(JSON.stringify({ what, samples: [value] }));

async function fetchAll(url, series, from, minutes, atOnce) {
  const exchange = new ccxt.binance({ enableRateLimit: false, options: { fetchMarkets: { types: ['spot'] } } });
  exchange.urls.api.public = `${url}/api/v3`;
  await exchange.loadMarkets();
  const asks = exchange.symbols.slice(0, series).flatMap((symbol) =>
    Array.from({ length: Math.ceil(minutes / page) }, (_, i) => ({ symbol, since: from + i * page * minute, limit: Math.min(page, minutes - i * page) })));
  let rows = 0;
  const cpu = process.cpuUsage();
  const begin = performance.now();
  const work = async () => {
    for (let ask = asks.pop(); ask; ask = asks.pop()) {
      const candles = await exchange.fetchOHLCV(ask.symbol, '1m', ask.since, ask.limit);
      rows += candles.length;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  const seconds = (performance.now() - begin) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  tell('rows', rows);
  tell('rate', rows / seconds / 1e6);
  tell('cpu', (user + system) / 1e6 / seconds);
}

// How soon it could begin, and what it takes of memory then.
function load() {
  new ccxt.binance();
  tell('ready_ms', performance.now());
  tell('resident_mib', Number(/VmRSS:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) / 1024);
}

const [verb, url, ...numbers] = process.argv.slice(2);
if (verb === 'load') load();
else await fetchAll(url, ...numbers.map(Number));
