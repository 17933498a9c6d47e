// What the page is tested against: a running server (WICK_URL), a binary (WICK_BINARY) that is started here with a synthetic
// market on the other side of its wire, or the mock.

import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMock } from './mock.mjs';

const day = 86_400_000;
const symbols = ['BTC/USDT', 'ETH/USDT'];
const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

function freePort() {
  const server = createServer();
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  }));
}

function run(binary, words) {
  const child = spawn(binary, words, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => { said = (said + bytes).slice(-4000); });
  const ended = new Promise((resolve) => child.on('exit', resolve));
  return {
    said: () => said,
    alive: () => child.exitCode === null && child.signalCode === null,
    stop: async () => {
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), 5000);
      await ended;
      clearTimeout(late);
    },
  };
}

async function until(what, processes, condition) {
  for (let tries = 0; tries < 300; ++tries) {
    const dead = processes.find((process) => !process.alive());
    if (dead) throw new Error(`a process ended while waiting for ${what}: ${dead.said()}`);
    if (await condition().catch(() => false)) return;
    await wait(200);
  }
  throw new Error(`waited 60 s for ${what}: ${processes.map((process) => process.said()).join('\n')}`);
}

async function ask(home, path, body) {
  const response = await fetch(`${home}/api/v1${path}`, body && { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

// Two stretches of history with a day between them that nobody asked for: a hole to look at.
async function fetchHistory(home, processes) {
  const midnight = Math.floor(Date.now() / day) * day;
  const iso = (time) => new Date(time).toISOString();
  const job = { kind: 'backfill', exchange: 'binance', symbols, intervals: ['1m'] };
  await ask(home, '/jobs', { ...job, start: iso(midnight - 4 * day), end: iso(midnight - 2 * day) });
  await ask(home, '/jobs', { ...job, start: iso(midnight - day), end: 'now' });
  await until('the history', processes, async () => {
    const { jobs } = await ask(home, '/jobs');
    const failed = jobs.find(({ state }) => state === 'failed');
    if (failed) processes[0].stop();
    return jobs.length >= 2 && jobs.every(({ state }) => state === 'done');
  });
}

async function startBinary(binary) {
  const folder = await mkdtemp(join(tmpdir(), 'wick-data-'));
  const [market, port] = [await freePort(), await freePort()];
  const home = `http://127.0.0.1:${port}`;
  const replay = run(binary, ['replay', '--venue', 'binance', '--synthetic', '7', '--symbols', '5', '--port', String(market)]);
  const daemon = run(binary, ['daemon', '--data', folder, '--set', `http.listen=127.0.0.1:${port}`, '--set', `venues.binance.rest=http://127.0.0.1:${market}`,
    '--set', `venues.binance.stream=ws://127.0.0.1:${market}`]);
  const stop = async () => { await daemon.stop(); await replay.stop(); await rm(folder, { recursive: true, force: true }); };
  try {
    await until('the daemon', [replay, daemon], () => ask(home, '/version'));
    await fetchHistory(home, [replay, daemon]);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: home, stop };
}

export async function startServer() {
  if (process.env.WICK_URL) return { url: process.env.WICK_URL.replace(/\/$/, ''), stop: async () => {} };
  if (process.env.WICK_BINARY) return startBinary(process.env.WICK_BINARY);
  return startMock();
}
