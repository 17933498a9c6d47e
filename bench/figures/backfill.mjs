import { join } from 'node:path';
import { cpuSeconds, output, start, told } from '../harness/processes.mjs';
import { binary, replay } from '../harness/wick.mjs';
import { writeFileSync } from 'node:fs';

export const title = 'Backfill over loopback HTTP in Binance\'s protocol';
export const targets = ['wick', 'bench_market'];

const first = Date.UTC(2023, 0, 1);
const minute = 60_000;
const at = (ms) => new Date(ms).toISOString();

// Candles a second that the stand-in alone can hand out, asked by wrk for page after page.
async function ceiling(url, symbols, minutes, work) {
  const script = join(work, 'pages.lua');
  writeFileSync(script, `
local names = {${symbols.map((name) => `"${name.replace('/', '')}"`).join(',')}}
local n = 0
request = function()
  n = n + 1
  local page = math.floor(n / #names) % ${Math.floor(minutes / 1000)}
  local from = ${first} + page * ${1000 * minute}
  return wrk.format("GET", "/api/v3/klines?symbol=" .. names[n % #names + 1] .. "&interval=1m&limit=1000&startTime=" .. string.format("%d", from))
end`);
  const text = await output('wrk', ['-t1', '-c8', '-d3s', '-s', script, url]);
  return Number(/Requests\/sec: +([\d.]+)/.exec(text)[1]) / 1000;
}

// One backfill into a new data folder.
async function fetchOnce(url, symbols, minutes, folder, server) {
  const busyBefore = cpuSeconds(server.pid);
  const begin = performance.now();
  const child = start(binary, ['fetch', '--exchange', 'binance', '--symbols', symbols.join(','), '--start', at(first),
                               '--end', at(first + minutes * minute), '--json', '--data', folder, '--config', 'bench/harness/nothing.yaml',
                               '--set', `venues.binance.rest=${url}`], { stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  let problem = '';
  let cpu = 0;
  child.stdout.setEncoding('utf8').on('data', (piece) => { text += piece; });
  child.stderr.setEncoding('utf8').on('data', (piece) => { problem += piece; });
  const watch = setInterval(() => { try { cpu = cpuSeconds(child.pid); } catch { /* it has ended */ } }, 20);
  const code = await child.ended;
  clearInterval(watch);
  const seconds = (performance.now() - begin) / 1000;
  const lines = text.trim().split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
  const summary = lines.find((line) => line.type === 'summary');
  if (code !== 0 || !summary) throw new Error(`wick fetch ended with ${code}: ${problem.trim().slice(-500)}`);
  const rows = summary.job.added ?? summary.job.done_slots;
  const steady = rows / (summary.job.changed - summary.job.created) / 1000;
  return { rows, seconds, rate: rows / seconds / 1e6, steady, cpu: cpu / seconds, served: (cpuSeconds(server.pid) - busyBefore) / seconds };
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

async function measureCase({ series, minutes, runs, atOnce, work, add, note }) {
  const name = `${series} series x ${Math.round(minutes / 1440)} days`;
  const folder = join(work, `${series}`);
  await told('build/release/bench_market', ['csv', String(series), String(minutes), folder]);
  const { symbols, files } = JSON.parse(await output('cat', [join(folder, 'files.json')]));
  const server = await replay(files.flatMap((file, i) => ['--csv', `${file}=${symbols[i]}`]));
  for (const symbol of symbols) {
    const answer = await fetch(`${server.url}/api/v3/klines?symbol=${symbol.replace('/', '')}&interval=1m&startTime=${first}&limit=1000`);
    if ((await answer.json()).length !== Math.min(1000, minutes)) throw new Error(`the stand-in has no candles of ${symbol}`);
  }
  const most = await ceiling(server.url, symbols, minutes, work);
  const ours = [];
  const peer = [];
  for (let run = 0; run < runs; ++run) {
    ours.push(await fetchOnce(server.url, symbols, minutes, join(folder, `data${run}`), server.child));
    peer.push(await told('node', ['bench/peers/ccxt.mjs', 'fetch', server.url, series, first, minutes, atOnce].map(String)));
  }
  const wrong = [...ours.map(({ rows }) => rows), ...peer.map(({ rows: [rows] }) => rows)].find((rows) => rows !== series * minutes);
  if (wrong !== undefined) throw new Error(`${wrong} candles of ${series * minutes} were read`);
  add({ what: `${name}, whole run of \`wick fetch\``, unit: 'M candles/s', ours: ours.map((one) => one.rate), promised: 2.5, more: true,
        peers: [{ name: 'ccxt, fetch and parse only', samples: peer.map((one) => one.rate[0]) }] });
  add({ what: `${name}, from the job's start to its end, as its summary tells`, unit: 'M candles/s', ours: ours.map((one) => one.steady), more: true });
  note(`${name}: processor time by wall time: fetch ${mean(ours.map((one) => one.cpu)).toFixed(2)}, stand-in meanwhile ` +
       `${mean(ours.map((one) => one.served)).toFixed(2)}, ccxt ${mean(peer.map((one) => one.cpu[0])).toFixed(2)} cores. ` +
       `The stand-in alone, asked by wrk: ${most.toFixed(2)} M candles/s.`);
}

export async function measure({ quick, work, add, note }) {
  const runs = quick ? 2 : 5;
  const cases = quick ? [[4, 43_200]] : [[8, 129_600], [50, 43_200]];
  for (const [series, minutes] of cases) await measureCase({ series, minutes, runs, atOnce: 8, work, add, note });
}
