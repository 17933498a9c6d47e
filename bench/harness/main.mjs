// Builds what is measured, measures figure after figure, and writes them down.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, existsSync, chmodSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { machine } from './machine.mjs';
import { stopAll } from './processes.mjs';
import { judged, line, page } from './report.mjs';
import { buildPeers } from './peers.mjs';

const order = ['size', 'codec', 'year', 'live', 'backfill', 'rest', 'ready', 'json', 'rooms'];

function options() {
  const { values } = parseArgs({ options: { quick: { type: 'boolean' }, only: { type: 'string' }, candles: { type: 'string' }, list: { type: 'boolean' } } });
  const names = values.only?.split(',') ?? order;
  const unknown = names.filter((name) => !order.includes(name));
  if (unknown.length) throw new Error(`no figure '${unknown[0]}'; there are ${order.join(', ')}`);
  return { ...values, names };
}

function realCandles(named) {
  const shared = process.env.WICK_SHARED && join(process.env.WICK_SHARED, 'data/candles');
  const folder = named ?? shared;
  if (folder && existsSync(folder) && readdirSync(folder).some((name) => name.includes('.csv'))) return folder;
  if (named) throw new Error(`${named} holds no candle files (*.csv, *.csv.zst)`);
  return null;
}

function build(targets) {
  if (!existsSync('build/release/build.ninja')) execFileSync('cmake', ['--preset', 'release'], { stdio: ['ignore', 'ignore', 'inherit'] });
  execFileSync('ninja', ['-C', 'build/release', '--quiet', ...targets], { stdio: ['ignore', process.stderr, process.stderr] });
}

async function measure(name, context) {
  const figure = await import(`../figures/${name}.mjs`);
  process.stderr.write(`${figure.title}\n`);
  const result = { name, title: figure.title, rows: [], notes: [], texts: [] };
  const work = join(context.work, name);
  mkdirSync(work);
  try {
    build(figure.targets);
    await figure.measure({ ...context, work, add: (row) => result.rows.push(judged(row)), note: (text) => result.notes.push(text), text: (text) => result.texts.push(text) });
  } catch (problem) {
    result.problem = problem.message.split('\n')[0];
  } finally {
    await stopAll();
    rmSync(work, { recursive: true, force: true });
  }
  for (const row of result.rows) console.log(line(row));
  for (const note of result.notes) console.log(`  ${note}`);
  for (const text of result.texts) console.log(text.trimEnd());
  if (result.problem) console.log(`  not measured to its end: ${result.problem}`);
  return result;
}

async function main() {
  const { names, quick = false, candles, list } = options();
  if (list) return console.log(order.join('\n'));
  const about = machine();
  const work = mkdtempSync(join(os.tmpdir(), 'wick-bench-'));
  chmodSync(work, 0o755);
  const leave = async (code) => {
    await stopAll();
    rmSync(work, { recursive: true, force: true });
    process.exit(code);
  };
  process.once('SIGINT', () => leave(130));
  process.once('SIGTERM', () => leave(143));
  try {
    buildPeers();
    const figures = [];
    for (const name of names) figures.push(await measure(name, { work, quick, candles: realCandles(candles), runs: quick ? 5 : 15 }));
    if (names.length === order.length) writeFileSync('bench/RESULTS.md', page(about, figures, quick));
    const missed = figures.flatMap((figure) => figure.rows).filter((row) => row.promised && row.reached !== true);
    for (const row of missed) console.log(`missed: ${row.what}`);
    await leave(figures.some((figure) => figure.problem) ? 1 : 0);
  } catch (problem) {
    console.error(`bench: ${problem.message}`);
    await leave(2);
  }
}

await main();
