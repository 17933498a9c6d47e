// The machine and the moment that the figures are of.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import os from 'node:os';

const word = (program, ...args) => {
  try {
    return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return 'unknown';
  }
};

export function machine() {
  const system = /PRETTY_NAME="(.*)"/.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? os.type();
  return {
    cpu: `${os.cpus()[0].model.trim()}, family ${/cpu family\s*: (\d+)/.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1]}`,
    cores: os.cpus().length,
    memory: `${Math.round(os.totalmem() / 2 ** 30)} GiB`,
    disk: word('findmnt', '-no', 'FSTYPE,SOURCE', '-T', os.tmpdir()).replace(/\s+/g, ' '),
    system,
    kernel: `${os.release()} ${word('systemd-detect-virt')}`,
    compiler: word('clang++-19', '--version').split('\n')[0],
    node: process.version,
    commit: word('git', 'rev-parse', '--short', 'HEAD'),
    date: new Date().toISOString().slice(0, 16).replace('T', ' ') + ' UTC',
    load: os.loadavg()[0].toFixed(2),
  };
}
