// The real binary, as its users start it.
import { answers, freePort, start } from './processes.mjs';

export const binary = 'build/release/wick';

export async function replay(args, options) {
  const listen = `127.0.0.1:${await freePort()}`;
  const child = start(binary, ['replay', '--venue', 'binance', ...args, '--listen', listen], { stdio: 'ignore', ...options });
  const url = `http://${listen}`;
  await answers(`${url}/__replay/status`, child);
  return { child, url };
}

// A daemon that collects nothing and serves what the folder holds.
export async function daemon(folder, { every = 20 } = {}) {
  const listen = `127.0.0.1:${await freePort()}`;
  const begin = performance.now();
  const child = start(binary, ['daemon', '--data', folder, '--config', 'bench/harness/nothing.yaml', '--set', `http.listen=${listen}`],
                      { stdio: 'ignore' });
  const url = `http://${listen}`;
  await answers(`${url}/readyz`, child, { every });
  return { child, url, milliseconds: performance.now() - begin };
}
