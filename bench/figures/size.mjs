import { statSync } from 'node:fs';
import { join } from 'node:path';
import { Postgres } from '../harness/postgres.mjs';
import { peer } from '../harness/peers.mjs';
import { told } from '../harness/processes.mjs';

export const title = 'Size on disk';
export const targets = ['bench_market'];

export async function measure({ work, candles, quick, add, note }) {
  const words = candles ? ['real', candles] : ['made', quick ? '2' : '16', '43200'];
  const { rows: [rows] } = await told('build/release/bench_market', [...words, work]);
  const bytes = statSync(join(work, 'data/binance.wick')).size / rows;
  const folder = join(work, 'rows');
  const sqlite = await told(peer('sqlite'), ['history', folder, join(work, 'sqlite.db'), '0']);
  const duckdb = await told(peer('duckdb'), ['history', folder, join(work, 'duck.db'), '0']);
  const cluster = await Postgres.start(join(work, 'postgres'));
  const postgres = await told(peer('postgres'), ['history', folder, cluster.connection, '0']);
  await cluster.stop();
  add({ what: 'a candle in the file (time, o, h, l, c, v)', unit: 'B', ours: [bytes], promised: 5,
        peers: [{ name: 'Parquet zstd by DuckDB', samples: duckdb.parquet }, { name: 'DuckDB file', samples: duckdb.bytes },
                { name: 'SQLite rows', samples: sqlite.bytes }, { name: 'PostgreSQL', samples: postgres.bytes }] });
  note(`${rows} candles, ${candles ? `real ones` : 'invented'}; file size by candles, after everything is sealed.`);
}
