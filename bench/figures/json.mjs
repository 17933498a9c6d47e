import { output } from '../harness/processes.mjs';

export const title = 'Reading a page of Binance candles';
export const targets = ['bench_read'];

const rate = (text, pattern) => Number(pattern.exec(text)?.[1]);

export async function measure({ quick, add, note }) {
  const found = { ours: [], dom: [], nlohmann: [] };
  for (let run = 0; run < (quick ? 1 : 3); ++run) {
    const text = await output('build/release/bench_read', []);
    found.ours.push(rate(text, /read_candles: +([\d.]+) M/));
    found.dom.push(rate(text, /Boost\.JSON DOM: +([\d.]+) M/));
    found.nlohmann.push(rate(text, /nlohmann[^:]*: +([\d.]+) M/));
  }
  const peers = [{ name: 'Boost.JSON DOM, unchecked', samples: found.dom }, { name: 'nlohmann DOM, unchecked', samples: found.nlohmann }];
  add({ what: 'klines of 1000 candles, one core', unit: 'M candles/s', ours: found.ours, promised: 8, more: true,
        peers: peers.filter((peer) => peer.samples.every(Number.isFinite)) });
  note('Each run is the best of seven rounds, by processor time of the reading thread; ours checks order, grid and plausibility, the peers only take the cells to decimals.');
}
