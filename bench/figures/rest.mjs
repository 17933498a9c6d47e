import { join } from 'node:path';
import http from 'node:http';
import { Postgres } from '../harness/postgres.mjs';
import { peer } from '../harness/peers.mjs';
import { told } from '../harness/processes.mjs';
import { daemon } from '../harness/wick.mjs';

export const title = 'REST: a year of minutes';
export const targets = ['wick', 'bench_market'];

const agent = new http.Agent({ keepAlive: true });

// Milliseconds to the last byte, and how many bytes.
function read(url) {
  return new Promise((resolve, reject) => {
    const begin = performance.now();
    http.get(url, { agent, headers: { 'accept-encoding': 'identity' } }, (answer) => {
      let bytes = 0;
      answer.on('data', (piece) => { bytes += piece.length; });
      answer.on('error', reject);
      answer.on('end', () => {
        if (answer.statusCode !== 200) reject(new Error(`${url} answered ${answer.statusCode}`));
        else resolve({ ms: performance.now() - begin, bytes });
      });
    }).on('error', reject);
  });
}

async function repeat(url, runs) {
  let { bytes } = await read(url);
  const samples = [];
  for (let run = 0; run < runs; ++run) samples.push((await read(url)).ms);
  return { samples, bytes };
}

export async function measure({ work, runs, add, note }) {
  await told('build/release/bench_market', ['made', '2', '525600', work]);
  const { child, url } = await daemon(join(work, 'data'));
  const { series } = await (await fetch(`${url}/api/v1/series`)).json();
  const ask = (format) => `${url}/api/v1/candles?series=${encodeURIComponent(series[1].series)}&interval=1m` +
                          `&start=2023-01-01T00:00:00Z&end=2024-01-01T00:00:00Z&format=${format}`;
  const columns = await repeat(ask('json-columns'), runs);
  const csv = await repeat(ask('csv'), runs);
  child.kill('SIGTERM');
  await child.ended;
  const cluster = await Postgres.start(join(work, 'postgres'));
  const postgres = await told(peer('postgres'), ['history', join(work, 'rows'), cluster.connection, String(Math.min(runs, 7))]);
  await cluster.stop();
  const copy = [{ name: 'PostgreSQL COPY to CSV', samples: postgres.csv }];
  add({ what: 'JSON columns', unit: 'ms', ours: columns.samples, promised: 150, peers: copy });
  add({ what: 'CSV', unit: 'ms', ours: csv.samples, promised: 150, peers: copy });
  const mb = (bytes) => (bytes / 1e6).toFixed(1);
  note(`The daemon over loopback, read to the last byte by node without inflating: ${mb(columns.bytes)} MB of JSON, ${mb(csv.bytes)} MB of CSV; PostgreSQL sends ${mb(postgres.csv_bytes[0])} MB.`);
}
