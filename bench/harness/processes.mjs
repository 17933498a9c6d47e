// Programs that the bench starts: each is ended by its own id, whatever happens.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';

const running = new Set();

export function start(program, args, options = {}) {
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit'], ...options });
  running.add(child);
  child.ended = new Promise((resolve) => {
    child.once('error', (problem) => { child.problem = problem; running.delete(child); resolve(-1); });
    child.once('exit', (code) => { running.delete(child); resolve(code); });
  });
  return child;
}

export async function stop(child, signal = 'SIGTERM') {
  if (!running.has(child)) return;
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), 20_000);
  await child.ended;
  clearTimeout(timer);
}

export const stopAll = () => Promise.all([...running].map((child) => stop(child, child.stopSignal)));

// Runs a program to its end and gives its output back; an exit code other than those of `accept` is an error.
export async function output(program, args, { accept = [0], ...options } = {}) {
  const child = start(program, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  let text = '';
  let problem = '';
  child.stdout.setEncoding('utf8').on('data', (piece) => { text += piece; });
  child.stderr.setEncoding('utf8').on('data', (piece) => { problem = (problem + piece).slice(-2000); });
  const closed = new Promise((resolve) => child.once('close', resolve));
  const code = await child.ended;
  if (child.problem) throw new Error(`${program}: ${child.problem.message}`);
  await closed;
  if (!accept.includes(code)) throw new Error(`${program} ${args.join(' ')} ended with ${code}: ${problem.trim()}`);
  return text;
}

// What a bench told: lines {"what":…, "samples":[…]}, by name.
export async function told(program, args, options) {
  const lines = (await output(program, args, options)).trim().split('\n').filter((line) => line.startsWith('{'));
  return Object.fromEntries(lines.map((line) => JSON.parse(line)).map(({ what, samples }) => [what, samples]));
}

export function freePort() {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// Asks again and again until the address answers 200.
export async function answers(url, child, { limit = 30_000, every = 20 } = {}) {
  const end = performance.now() + limit;
  while (performance.now() < end) {
    if (child.problem || child.exitCode !== null) throw new Error(`${child.spawnfile} ended at once`);
    if (await fetch(url).then((answer) => answer.ok, () => false)) return;
    await pause(every);
  }
  throw new Error(`${url} does not answer`);
}

const ticksPerSecond = 100;

// Seconds of processor time that a running process has used.
export function cpuSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

// MiB that the process holds in memory.
export function residentMib(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
}
