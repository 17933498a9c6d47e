import { join } from 'node:path';
import { Postgres } from '../harness/postgres.mjs';
import { peer } from '../harness/peers.mjs';
import { told } from '../harness/processes.mjs';
import { percentile } from '../harness/statistics.mjs';

export const title = 'The live minute: 2000 series, one candle each, durable';
export const targets = ['bench_live'];

export async function measure({ work, quick, add, note }) {
  const series = '2000';
  const batches = String(quick ? 60 : 300);
  const ours = await told('build/release/bench_live', [join(work, 'data'), series, batches]);
  const cluster = await Postgres.start(join(work, 'postgres'));
  const postgres = await told(peer('postgres'), ['live', cluster.connection, series, batches]);
  await cluster.stop();
  const sqlite = await told(peer('sqlite'), ['live', join(work, 'sqlite.db'), series, String(quick ? 20 : 60)]);

  const half = { name: 'PostgreSQL upsert', samples: postgres.live };
  add({ what: 'p50 of a batch', unit: 'ms', ours: ours.live, promised: 2.5, peers: [half, { name: 'SQLite rows', samples: sqlite.live }] });
  const late = (samples) => [percentile(samples, 0.99)];
  add({ what: 'p99 of a batch', unit: 'ms', ours: late(ours.live), promised: 10,
        peers: [{ name: half.name, samples: late(postgres.live) }, { name: 'SQLite rows', samples: late(sqlite.live) }] });
  add({ what: 'written to disk for each candle, with sealing', unit: 'B', ours: ours.written, promised: 120,
        peers: [{ name: 'PostgreSQL, its log alone', samples: postgres.written }, { name: 'SQLite rows', samples: sqlite.written }] });
  add({ what: 'tidy() after each batch', unit: 'ms', ours: ours.tidy });
  note(`${batches} batches into a store that holds 500 minutes of each series. Written: \`write_bytes\` of /proc/self/io; PostgreSQL: the growth of its write-ahead log.`);
}
