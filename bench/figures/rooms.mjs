import { join } from 'node:path';
import { answers, freePort, output, start, stop } from '../harness/processes.mjs';

export const title = 'What the rooms measure of themselves';
export const targets = ['bench_store', 'bench_http'];

// The server of src/net alone, as wrk sees it.
async function served() {
  const listen = `127.0.0.1:${await freePort()}`;
  const child = start('build/release/bench_http', ['serve', listen], { stdio: 'ignore' });
  await answers(`http://${listen}/2k`, child);
  const asked = [];
  for (const path of ['/2k', '/170k']) {
    const text = await output('wrk', ['-t1', '-c16', '-d3s', `http://${listen}${path}`]);
    asked.push(`${path.padEnd(6)} ${Math.round(Number(/Requests\/sec: +([\d.]+)/.exec(text)[1]))} requests/s, ${/Transfer\/sec: +(\S+)/.exec(text)[1]}/s`);
  }
  await stop(child);
  return asked.join('\n');
}

export async function measure({ work, candles, quick, text, note }) {
  text(await output('build/release/bench_store', ['--folder', join(work, 'store'), '--series', quick ? '2' : '10', ...(candles ? [candles] : [])]));
  text(`client and server of src/net over loopback\n${await output('build/release/bench_http', [])}`);
  text(`server of src/net, asked by wrk with 16 connections\n${await served()}`);
  note('The peers of these stand above, or in the same text.');
}
