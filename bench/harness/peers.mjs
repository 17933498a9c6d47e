// The peers that are programs of ours around a library of theirs, compiled like the product: -O3, no sanitizer.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { resolve } from 'node:path';

const duckdb = resolve('bench/peers/node_modules/@duckdb/node-bindings-linux-x64');
const libraries = {
  sqlite: ['-lsqlite3'],
  postgres: ['-I/usr/include/postgresql', '-lpq'],
  duckdb: [`-L${duckdb}`, '-lduckdb', `-Wl,-rpath,${duckdb}`],
};
const folder = 'build/release/peers';
const headers = ['bench/rows.hpp', 'bench/measure.hpp', 'bench/peers/duckdb.hpp'];

export const peer = (name) => `${folder}/${name}`;

const changed = (file) => statSync(file).mtimeMs;

export function buildPeers() {
  mkdirSync(folder, { recursive: true });
  for (const [name, words] of Object.entries(libraries)) {
    const source = `bench/peers/${name}.cpp`;
    const current = existsSync(peer(name)) && [source, ...headers].every((file) => changed(file) < changed(peer(name)));
    if (!current) execFileSync('clang++-19', ['-O3', '-std=c++23', '-fuse-ld=lld', '-Wall', '-Wextra', source, ...words, '-o', peer(name)]);
  }
}
