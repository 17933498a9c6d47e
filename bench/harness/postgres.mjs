// A PostgreSQL of our own: a fresh cluster in a folder, on loopback, ended by its own id.
import { chownSync, existsSync, mkdirSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { freePort, output, start, stop } from './processes.mjs';

const bin = '/usr/lib/postgresql/15/bin';

export class Postgres {
  static available() { return existsSync(`${bin}/postgres`); }

  static async start(folder) {
    mkdirSync(folder);
    // PostgreSQL refuses to run as root.
    const root = process.getuid() === 0;
    if (root) chownSync(folder, ...['-u', '-g'].map((kind) => Number(execFileSync('id', [kind, 'postgres'], { encoding: 'utf8' }))));
    const as = root ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups'] : ['env'];
    await output(as[0], [...as.slice(1), `${bin}/initdb`, '-D', folder, '-U', 'bench', '-A', 'trust', '-E', 'UTF8', '--locale=C'], { cwd: folder });
    const port = await freePort();
    const settings = { listen_addresses: '127.0.0.1', port, unix_socket_directories: '', shared_buffers: '1GB', max_wal_size: '4GB' };
    const words = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const child = start(as[0], [...as.slice(1), `${bin}/postgres`, '-D', folder, ...words], { stdio: 'ignore', cwd: folder });
    child.stopSignal = 'SIGINT';  // Fast shutdown.
    const made = new Postgres(child, `host=127.0.0.1 port=${port} user=bench dbname=postgres`);
    await made.#ready(port);
    return made;
  }

  constructor(child, connection) {
    this.child = child;
    this.connection = connection;
  }

  async #ready(port) {
    for (let tries = 0; tries < 300; ++tries) {
      if (this.child.exitCode !== null) throw new Error('PostgreSQL ended at once');
      const up = await output(`${bin}/pg_isready`, ['-q', '-h', '127.0.0.1', '-p', String(port)]).then(() => true, () => false);
      if (up) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error('PostgreSQL does not answer');
  }

  stop() { return stop(this.child, 'SIGINT'); }
}
