// A backfill that is killed again and again at random moments ends with the same bytes as one that was left alone.
import assert from 'node:assert/strict';
import test from 'node:test';
import { folder, remove, replay, run, seeded } from './wick.mjs';

const kills = Number(process.env.WICK_KILLS ?? process.env.WICK_RUNS ?? 20);
const range = ['--start', '2024-01-01', '--end', '2024-04-01'];
const symbols = ['BTC/USDT', 'ETH/USDT', 'SOL/USDT'];

const rows = async (data) => {
  const texts = [];
  for (const symbol of symbols) {
    const got = await run(['get', `binance:${symbol}@1m`, '--data', data]);
    assert.ok(got.code === 0 || got.code === 3, got.err);
    texts.push(got.out);
  }
  return texts;
};

test(`${kills} kills in a backfill lose nothing that was acknowledged`, { timeout: 60 * 60_000 }, async () => {
  const seed = Number(process.env.WICK_SEED ?? Date.now() % 1_000_000);
  console.log(`seed ${seed}`);
  const dice = seeded(seed);
  const exchange = await replay(['--venue', 'binance', '--synthetic', '7', '--symbols', '8']);
  const calm = folder();
  const stormy = folder();
  try {
    const to = (data) => ['--data', data, '--set', `venues.binance.rest=${exchange.url}`];
    const fetch = ['fetch', '--exchange', 'binance', '--symbols', symbols.join(','), '--timeframes', '1m', ...range, '--json'];
    const whole = await run([...fetch, ...to(calm)]);
    assert.equal(whole.code, 0, whole.err);
    const started = performance.now();
    assert.equal((await run([...fetch, ...to(folder())])).code, 0);
    const length = performance.now() - started;

    let acknowledged = 0;
    let hit = 0;
    for (let i = 0; i < kills; ++i) {
      const killed = await run(i % 4 ? [...fetch, '--again', ...to(stormy)] : [...fetch, ...to(stormy)], {
        killAfter: 10 + dice() * Math.min(length, 1500),
      });
      if (killed.signal === 'SIGKILL') ++hit;
      // What a progress line called written must be readable now.
      const lines = killed.out.split('\n').filter((line) => line.startsWith('{'));
      for (const line of lines) {
        let event;
        try {
          event = JSON.parse(line);
        } catch {
          continue;  // Cut by the kill.
        }
        acknowledged = Math.max(acknowledged, event.job?.done_slots ?? 0);
      }
      const listed = await run(['series', 'ls', '--data', stormy, '--json']);
      assert.ok(listed.code === 0 || listed.code === 6, listed.err);
      if (listed.code === 0) {
        const rowsStored = JSON.parse(listed.out).series.reduce((sum, one) => sum + one.rows, 0);
        assert.ok(rowsStored >= acknowledged, `${acknowledged} were told as done, ${rowsStored} are there`);
      }
      const sound = await run(['verify', '--data', stormy]);
      assert.ok(sound.code === 0 || sound.code === 6, sound.err + sound.out);
    }
    const resumed = await run([...fetch, ...to(stormy)]);
    assert.equal(resumed.code, 0, resumed.err);
    assert.deepEqual(await rows(stormy), await rows(calm));
    console.log(`${hit} of ${kills} kills hit a running fetch`);
    assert.ok(acknowledged > 0, 'no kill came after the first progress line');
    assert.ok(hit > kills / 5, 'the kills came too late to prove anything');
  } finally {
    await exchange.stop();
    remove(calm);
    remove(stormy);
  }
});
