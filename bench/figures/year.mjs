import { join } from 'node:path';
import { Postgres } from '../harness/postgres.mjs';
import { peer } from '../harness/peers.mjs';
import { told } from '../harness/processes.mjs';

export const title = 'A year of minutes out of the store';
export const targets = ['bench_market', 'bench_history'];

export async function measure({ work, candles, quick, runs, add, note }) {
  const series = String(quick ? 2 : 10);
  await told('build/release/bench_market', [...(candles ? ['tiled', candles] : ['made']), series, '525600', work]);
  const rows = join(work, 'rows');
  const peerRuns = String(Math.min(runs, 7));
  const ours = await told('build/release/bench_history', [join(work, 'data/binance.wick'), String(runs)]);
  const duckdb = await told(peer('duckdb'), ['history', rows, join(work, 'duck.db'), String(runs)]);
  const sqlite = await told(peer('sqlite'), ['history', rows, join(work, 'sqlite.db'), peerRuns]);
  const cluster = await Postgres.start(join(work, 'postgres'));
  const postgres = await told(peer('postgres'), ['history', rows, cluster.connection, peerRuns]);
  await cluster.stop();
  if (ours.rows[0] !== 525_600) throw new Error(`the store holds ${ours.rows[0]} candles of the year`);

  const peers = (what) => [{ name: 'DuckDB', samples: duckdb[what] }, { name: 'PostgreSQL', samples: postgres[what] }, { name: 'SQLite rows', samples: sqlite[what] }];
  add({ what: '525,600 minutes into arrays of doubles, warm', unit: 'ms', ours: ours.year, promised: 4,
        peers: [{ name: 'DuckDB, order not asked for', samples: duckdb.year_unordered }, ...peers('year')] });
  add({ what: '525,600 minutes as candles with every digit', unit: 'ms', ours: ours.year_digits });
  add({ what: '1m to 1h of a year, exact, with completeness', unit: 'ms', ours: ours.hour, promised: 6, peers: peers('hour') });
  add({ what: '1m to 1h of a year, folded from the arrays of doubles', unit: 'ms', ours: ours.hour_columns });
  note(`${candles ? `Real candles, over and over` : 'An invented market'}; the same for all, ${series} series of a year each; the second of them is read. DuckDB has no primary key and its rows are sorted: how it is fastest. It uses all cores, ours one.`);
}
