import { output } from '../harness/processes.mjs';

export const title = 'Codec';
export const targets = ['bench_codec'];

// "decode, to columns of doubles   231.0 M candles/s (200.1 to 240.2)"
function speed(text, what) {
  const found = new RegExp(`${what} +([\\d.]+) M candles/s \\(([\\d.]+) to ([\\d.]+)\\)`).exec(text);
  if (!found) throw new Error(`bench_codec does not tell of '${what}'`);
  const [median, min, max] = found.slice(1).map(Number);
  return { median, min, max, n: 21 };
}

export async function measure({ candles, add, note }) {
  const text = await output('build/release/bench_codec', candles ? [candles] : []);
  const bytes = Number(/^all +\d+ +([\d.]+)/m.exec(text)[1]);
  add({ what: 'a candle in the codec (time, o, h, l, c, v)', unit: 'B', ours: [bytes], promised: 4.3 });
  add({ what: 'decode to columns of doubles, one core', unit: 'M candles/s', ours: speed(text, 'decode, to columns of doubles'), promised: 200, more: true });
  add({ what: 'encode from scaled columns, one core', unit: 'M candles/s', ours: speed(text, 'encode, from scaled columns'), promised: 30, more: true });
  add({ what: 'decode to candles with every digit', unit: 'M candles/s', ours: speed(text, 'decode, to candles'), more: true });
  add({ what: 'encode from candles', unit: 'M candles/s', ours: speed(text, 'encode, from candles'), more: true });
  note(candles ? `Real candles.` : 'An invented market: no real candles were at hand (\`--candles FOLDER\`).');
  note('Runs inside one process; every digit and every double is compared before anything is timed.');
}
