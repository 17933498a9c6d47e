// The server, as seen from the page: questions, problems, and whether it is there at all.

const root = '/api/v1';
const patience = 20_000;
const waits = [1, 2, 4, 8, 15, 30];

// An answer that says no, with the server's own words.
export class Problem extends Error {
  constructor(status, body) {
    super(body.detail || body.title || `the server answered ${status}`);
    this.status = status;
    this.suggestions = Array.isArray(body.did_you_mean) ? body.did_you_mean.map(String) : [];
  }
}

// Nobody answered.
export class Gone extends Error {}

export function address(path, query = {}) {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== '');
  const text = new URLSearchParams(given).toString().replaceAll('%3A', ':').replaceAll('%2F', '/');
  return root + path + (text ? `?${text}` : '');
}

class Server extends EventTarget {
  goneSince = null;
  answeredAt = null;
  retryAt = null;
  #failures = 0;
  #timer = 0;

  get = (path, query, signal) => this.#ask(address(path, query), { signal });

  post = (path, body) => this.#ask(address(path), {
    method: 'POST',
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });

  async #ask(url, { signal, ...options }) {
    const response = await this.#send(url, signal, options);
    const body = await this.#read(response, signal);
    this.#answered();
    if (!response.ok) throw new Problem(response.status, body ?? {});
    return body;
  }

  async #send(url, signal, options) {
    const limit = AbortSignal.timeout(patience);
    try {
      return await fetch(url, { ...options, signal: signal ? AbortSignal.any([signal, limit]) : limit });
    } catch (error) {
      throw this.#failed(error, signal);
    }
  }

  async #read(response, signal) {
    try {
      const text = await response.text();
      return text ? JSON.parse(text) : null;
    } catch (error) {
      if (error instanceof SyntaxError) return this.#unreadable(response, error);
      throw this.#failed(error, signal);
    }
  }

  // Something between us and the server answered in its place.
  #unreadable(response, error) {
    if (response.status >= 502 && response.status <= 504) throw this.#failed(error);
    throw new Problem(response.status, { detail: `The answer (${response.status}) is not JSON.` });
  }

  #failed(error, signal) {
    if (signal?.aborted) return error;
    this.#lost();
    return new Gone('the server does not answer', { cause: error });
  }

  #answered() {
    this.answeredAt = Date.now();
    if (this.goneSince === null) return;
    this.goneSince = null;
    this.#failures = 0;
    clearTimeout(this.#timer);
    this.dispatchEvent(new Event('back'));
  }

  #lost() {
    if (this.goneSince !== null) return;
    this.goneSince = Date.now();
    this.#wait();
    this.dispatchEvent(new Event('gone'));
  }

  #wait() {
    const seconds = waits[Math.min(this.#failures++, waits.length - 1)] * (0.8 + 0.4 * Math.random());
    this.retryAt = Date.now() + seconds * 1000;
    this.#timer = setTimeout(this.retry, seconds * 1000);
  }

  retry = async () => {
    clearTimeout(this.#timer);
    await this.get('/version').catch(() => this.#wait());
  };
}

export const server = new Server();

// Asks again and again while the page is looked at and the server is there; one question at a time.
export function repeat(seconds, ask) {
  let timer = 0;
  const again = async () => {
    clearTimeout(timer);
    if (!document.hidden && server.goneSince === null) await ask().catch(report);
    clearTimeout(timer);
    timer = setTimeout(again, seconds * 1000);
  };
  document.addEventListener('visibilitychange', () => document.hidden || again());
  server.addEventListener('back', again);
  return again;
}

// What failed and is not about the connection (that has its own banner) belongs in the console.
export function report(error) {
  if (!(error instanceof Gone) && error.name !== 'AbortError') console.warn(error.message);
}
