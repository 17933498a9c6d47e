// What the page is tested against: a running server (WICK_URL), or the program (WICK, else the release build), started here
// with made-up exchanges on the other side of its wire.

import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const day = 86_400_000;
const symbols = ['BTC/USDT', 'ETH/USDT'];
const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

export const program = process.env.WICK ?? process.env.WICK_BINARY ?? fileURLToPath(new URL('../../../build/release/wick', import.meta.url));

function freePort() {
  const server = createServer();
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  }));
}

function run(words, cwd) {
  const child = spawn(program, words, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => { said = (said + bytes).slice(-4000); });
  const ended = new Promise((resolve) => { child.on('exit', resolve); child.on('error', (error) => { said += error; resolve(); }); });
  const stop = async () => {
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), 5000);
    await ended;
    clearTimeout(late);
  };
  return { said: () => said, alive: () => child.pid && child.exitCode === null && child.signalCode === null, stop };
}

async function until(what, processes, condition) {
  for (let tries = 0; tries < 150; ++tries) {
    const dead = processes().find((process) => !process.alive());
    if (dead) throw new Error(`a process ended while waiting for ${what}: ${dead.said()}`);
    if (await condition().catch(() => false)) return;
    await wait(200);
  }
  throw new Error(`waited 30 s for ${what}: ${processes().map((process) => process.said()).join('\n')}`);
}

// A made-up exchange that can be stopped and begun again at the same address.
class Exchange {
  constructor(venue, port, more) {
    Object.assign(this, { venue, port, words: ['replay', '--venue', venue, '--synthetic', '7', '--symbols', '60', '--limit', 'off', '--port', String(port), ...more] });
    this.url = `http://127.0.0.1:${port}`;
  }

  begin() { this.process = run(this.words); }
  stop() { return this.process.stop(); }
}

// The daemon over exchanges, in a folder that goes away with it.
export class Daemon {
  exchanges = {};

  static async start({ exchanges = { binance: [] }, feeds = [] } = {}) {
    const daemon = new Daemon();
    daemon.folder = await mkdtemp(join(tmpdir(), 'wick-data-'));
    for (const [venue, more] of Object.entries(exchanges)) {
      daemon.exchanges[venue] = new Exchange(venue, await freePort(), more);
      daemon.exchanges[venue].begin();
    }
    const port = await freePort();
    const places = Object.values(daemon.exchanges).flatMap(({ venue, url }) => ['--set', `venues.${venue}.rest=${url}`]);
    daemon.url = `http://127.0.0.1:${port}`;
    daemon.process = run(['daemon', '--data', 'data', '--set', `http.listen=127.0.0.1:${port}`, '--set', `feeds=${JSON.stringify(feeds)}`, ...places], daemon.folder);
    await daemon.#orStop(() => daemon.until('the daemon', () => daemon.ask('/version')));
    return daemon;
  }

  async #orStop(work) {
    try {
      return await work();
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  until(what, condition) {
    return until(what, () => [this.process, ...Object.values(this.exchanges).map(({ process }) => process)], condition);
  }

  async ask(path, body) {
    const response = await fetch(`${this.url}/api/v1${path}`, body && { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json();
  }

  // Waits for jobs to be done.
  collect(...jobs) {
    return this.#orStop(async () => {
      for (const job of jobs) await this.ask('/jobs', { kind: 'backfill', intervals: ['1m'], ...job });
      await this.until('the history', async () => {
        const all = (await this.ask('/jobs')).jobs;
        const failed = all.find(({ state }) => state === 'failed');
        if (failed) await this.process.stop();
        return all.length >= jobs.length && all.every(({ state }) => state === 'done');
      });
    });
  }

  async stop() {
    await this.process?.stop();
    for (const exchange of Object.values(this.exchanges)) await exchange.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}

// Two stretches of history with a day between them that nobody asked for: a hole to look at. And a market where many a
// minute passes without a trade.
export async function startServer() {
  if (process.env.WICK_URL) return { url: process.env.WICK_URL.replace(/\/$/, ''), stop: async () => {} };
  const midnight = Math.floor(Date.now() / day) * day;
  const iso = (time) => new Date(time).toISOString();
  const daemon = await Daemon.start({ exchanges: { binance: [], bitfinex: ['--quiet-minutes', 'skip'] } });
  await daemon.collect(
    { exchange: 'binance', symbols, start: iso(midnight - 4 * day), end: iso(midnight - 2 * day) },
    { exchange: 'binance', symbols, start: iso(midnight - day), end: 'now' },
    { exchange: 'bitfinex', symbols: ['LRC/USDT'], start: iso(midnight - day), end: 'now' });
  return daemon;
}
