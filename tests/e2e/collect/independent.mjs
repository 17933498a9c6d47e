// A small server of Binance's spot REST protocol, written from its public documentation alone and sharing no code with
// `wick replay`: what both serve must come out the same.
import { createServer } from 'node:http';

const minute = 60_000;

export function independentBinance(tapes) {
  const bySymbol = new Map([...tapes].map(([symbol, tape]) => [symbol.replace('/', ''), { ...tape, symbol }]));
  let used = 0;

  const klines = (query) => {
    const tape = bySymbol.get(query.get('symbol'));
    if (!tape) return [400, { code: -1121, msg: 'Invalid symbol.' }];
    if (query.get('interval') !== '1m' && query.get('interval') !== '1d') return [400, { code: -1120, msg: 'Invalid interval.' }];
    const limit = Math.min(Number(query.get('limit') ?? 500), 1000);
    const from = query.has('startTime') ? Number(query.get('startTime')) : -Infinity;
    const until = query.has('endTime') ? Number(query.get('endTime')) : Infinity;
    const inside = tape.rows.filter((row) => Number(row[0]) >= from && Number(row[0]) <= until);
    const cut = query.has('startTime') ? inside.slice(0, limit) : inside.slice(-limit);
    return [200, cut.map((row) => {
      const time = Number(row[0]);
      return [time, row[1], row[2], row[3], row[4], row[5], time + minute - 1, row[6] ?? '0', Number(row[7] ?? 0), '0', '0', '0'];
    })];
  };

  const exchangeInfo = () => [200, {
    timezone: 'UTC',
    serverTime: Date.now(),
    rateLimits: [{ rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 6000 }],
    symbols: [...bySymbol].map(([id, { symbol }]) => {
      const [baseAsset, quoteAsset] = symbol.split('/');
      return { symbol: id, status: 'TRADING', baseAsset, quoteAsset, filters: [] };
    }),
  }];

  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://localhost');
    let [status, body] = [404, { code: -1, msg: 'no such path' }];
    if (pathname === '/api/v3/klines') [status, body] = klines(searchParams);
    if (pathname === '/api/v3/exchangeInfo') [status, body] = exchangeInfo();
    if (pathname === '/api/v3/time') [status, body] = [200, { serverTime: Date.now() }];
    if (pathname === '/api/v3/ping') [status, body] = [200, {}];
    used += 2;
    response.writeHead(status, { 'content-type': 'application/json;charset=UTF-8', 'x-mbx-used-weight-1m': String(used % 100) });
    response.end(JSON.stringify(body));
  });
  return new Promise((ready) => {
    server.listen(0, '127.0.0.1', () => {
      ready({ url: `http://127.0.0.1:${server.address().port}`, stop: () => (server.closeAllConnections(), server.close()) });
    });
  });
}
