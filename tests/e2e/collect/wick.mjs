// The real binary, started and ended as a user would, each test in a folder of its own.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');
export const binary = process.env.WICK_BINARY ?? process.env.WICK ?? join(root, 'build/release/wick');

// Real candles beside the checkout, where there are any: tests that want them skip without.
export const shared = [process.env.WICK_SHARED, resolve(root, '../shared')].find((folder) => folder && existsSync(folder));

export const folder = () => mkdtempSync(join(tmpdir(), 'wick-e2e-'));
export const remove = (path) => rmSync(path, { recursive: true, force: true });

// Runs to the end: {code, signal, out, err}. `killAfter` sends SIGKILL after so many milliseconds.
export function run(words, { killAfter, input } = {}) {
  return new Promise((done, failed) => {
    const child = spawn(binary, words, { stdio: ['pipe', 'pipe', 'pipe'] });
    const out = [];
    const err = [];
    child.stdout.on('data', (piece) => out.push(piece));
    child.stderr.on('data', (piece) => err.push(piece));
    child.stdin.on('error', () => {});  // It may end without reading.
    child.stdin.end(input ?? '');
    const timer = killAfter === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfter);
    child.on('error', failed);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      done({ code, signal, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() });
    });
  });
}

// A stand-in exchange on a free port: {url, stop()}.
export function replay(words) {
  return new Promise((ready, failed) => {
    const child = spawn(binary, ['replay', '--port', '0', ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    const listen = (piece) => {
      said += piece;
      const found = said.match(/http:\/\/127\.0\.0\.1:\d+/);
      if (!found) return;
      const ended = new Promise((over) => child.on('close', over));
      ready({ url: found[0], stop: () => (child.kill('SIGTERM'), ended) });
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.on('error', failed);
    child.on('close', (code) => failed(new Error(`replay ended with ${code}: ${said}`)));
  });
}

export const seeded = (seed) => () => {
  // mulberry32
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
};
