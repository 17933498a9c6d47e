import { join } from 'node:path';
import { output, residentMib, stop, told } from '../harness/processes.mjs';
import { daemon } from '../harness/wick.mjs';

export const title = 'Daemon ready with 10,000 series';
export const targets = ['wick', 'bench_ready'];

// Milliseconds of each of some answers in a row.
async function timed(url, runs) {
  const samples = [];
  for (let run = 0; run < runs; ++run) {
    const begin = performance.now();
    const answer = await fetch(url);
    await answer.arrayBuffer();
    if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
    samples.push(performance.now() - begin);
  }
  return samples;
}

export async function measure({ work, quick, add, note }) {
  const folder = join(work, 'data');
  await output('build/release/bench_ready', [folder, '10000']);
  const ours = { ms: [], mib: [], newest: [], metrics: [] };
  const peer = { ms: [], mib: [] };
  for (let run = 0; run < (quick ? 3 : 9); ++run) {
    const { child, url, milliseconds } = await daemon(folder, { every: 2 });
    ours.ms.push(milliseconds);
    ours.mib.push(residentMib(child.pid));
    const { series } = await (await fetch(`${url}/api/v1/series?limit=1`)).json();
    if (!series?.length) throw new Error('the daemon shows no series');
    ours.newest.push(...await timed(`${url}/api/v1/candles?series=${encodeURIComponent(series[0].series)}&interval=1m&limit=100`, 5));
    ours.metrics.push(...await timed(`${url}/metrics`, 1));
    await stop(child);
    const ccxt = await told('node', ['bench/peers/ccxt.mjs', 'load']);
    peer.ms.push(ccxt.ready_ms[0]);
    peer.mib.push(ccxt.resident_mib[0]);
  }
  add({ what: 'from start until /readyz says 200', unit: 'ms', ours: ours.ms, promised: 300, peers: [{ name: 'node with ccxt loaded', samples: peer.ms }] });
  add({ what: 'resident memory then', unit: 'MiB', ours: ours.mib, promised: 64, peers: [{ name: 'node with ccxt loaded', samples: peer.mib }] });
  add({ what: 'newest 100 candles of one series by REST', unit: 'ms', ours: ours.newest });
  add({ what: '/metrics', unit: 'ms', ours: ours.metrics });
  note('10,000 series of 300 minutes each in one file. Asked every 2 ms; the time holds the start of the process.');
}
