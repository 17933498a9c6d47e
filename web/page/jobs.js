// Running work: how far, how fast, how long still, and the buttons to hold it.

import { announce, find, fill, make } from './dom.js';
import { Gone, report, server } from './api.js';
import * as format from './format.js';

const alive = ['running', 'queued', 'paused', 'interrupted'];
const remembered = 3;         // ended jobs kept in view

const verbsOf = (state) => ({ running: ['pause', 'cancel'], queued: ['cancel'], paused: ['resume', 'cancel'], interrupted: ['resume', 'cancel'], failed: ['resume'] })[state] ?? [];

export class Jobs extends EventTarget {
  #byId = new Map();
  #events = null;
  #timer = 0;
  #problems = new Map();
  #drawing = false;

  start() {
    server.addEventListener('back', () => this.#listen());
    server.addEventListener('gone', () => this.#events?.close());
    return this.#listen();
  }

  get busy() { return [...this.#byId.values()].filter(({ state }) => state === 'running' || state === 'queued'); }

  async #listen() {
    clearTimeout(this.#timer);
    this.#events?.close();
    try {
      const { jobs } = await server.get('/jobs');
      this.#byId = new Map(jobs.map((job) => [job.id, job]));
      this.#draw();
      this.dispatchEvent(new Event('listed'));
      this.#follow();
    } catch (error) {
      report(error);
      if (!(error instanceof Gone)) this.#again();
    }
  }

  #follow() {
    this.#events = new EventSource('/api/v1/jobs/events');
    this.#events.addEventListener('job', (event) => this.take(JSON.parse(event.data)));
    this.#events.addEventListener('error', () => { this.#events.close(); this.#again(); });
  }

  #again() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#listen(), 5000);
  }

  take(job) {
    const before = this.#byId.get(job.id);
    this.#byId.set(job.id, job);
    if (before && before.state !== job.state && !['queued', 'running'].includes(job.state)) announce(`Job ${job.title}: ${job.state}`);
    this.#soon();
    this.dispatchEvent(new CustomEvent('job', { detail: job }));
  }

  #soon() {
    if (this.#drawing) return;
    this.#drawing = true;
    setTimeout(() => { this.#drawing = false; this.#draw(); }, 100);
  }

  async #act(job, verb) {
    this.#problems.delete(job.id);
    try {
      this.take(await server.post(`/jobs/${encodeURIComponent(job.id)}:${verb}`));
    } catch (error) {
      this.#problems.set(job.id, error.message);
      this.#draw();
    }
  }

  #draw() {
    const newestFirst = [...this.#byId.values()].sort((left, right) => right.created - left.created);
    const live = newestFirst.filter((job) => alive.includes(job.state));
    const ended = newestFirst.filter((job) => !alive.includes(job.state)).slice(0, remembered);
    const list = find('jobs');
    const focused = document.activeElement?.dataset?.verb;
    fill(list, ...[...live, ...ended].map((job) => this.#row(job)));
    if (!live.length && !ended.length) fill(list, make('li', { class: 'note' }, 'Nothing is running.'));
    if (focused) list.querySelector(`[data-verb="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  }

  #row(job) {
    const share = job.total_slots ? job.done_slots / job.total_slots : 0;
    const problem = this.#problems.get(job.id) ?? job.error;
    const isLive = alive.includes(job.state);
    return make('li', { class: `job ${job.state}` },
      make('div', { class: 'job-head' }, make('span', { class: 'job-title', title: job.title }, format.title(job.title)),
        ...verbsOf(job.state).map((verb) => this.#button(job, verb))),
      isLive && make('progress', { max: '1', value: share, 'aria-label': `${job.title}: ${format.percent(share, 0)}` }),
      make('div', { class: 'job-line' }, ...this.#figures(job, share)),
      problem && make('div', { class: 'warn' }, problem),
      isLive && job.series?.length > 1 && this.#parts(job));
  }

  #figures(job, share) {
    const figures = [job.state === 'running' ? `${(share * 100).toFixed(0)} %` : job.state];
    if (job.state === 'running') {
      figures.push(`${format.count(job.rows_per_s ?? 0)} rows/s`);
      if (job.eta_s !== null) figures.push(`eta ${format.countdown(job.eta_s)}`);
      if (job.note) figures.push(job.note);
    } else figures.push(`${format.count(job.done_slots)} of ${format.count(job.total_slots)} slots`);
    return figures.map((figure) => make('span', {}, figure));
  }

  #parts(job) {
    return make('ul', { class: 'parts' }, ...job.series.slice(0, 6).map((part) => make('li', {},
      make('span', {}, `${part.series}@${part.interval}`),
      make('span', { class: 'value' }, part.note ?? format.percent(part.total_slots ? part.done_slots / part.total_slots : 0, 0)))));
  }

  #button(job, verb) {
    const sign = { pause: '❚❚', resume: '▶', cancel: '✕' }[verb];
    const label = `${verb[0].toUpperCase()}${verb.slice(1)} job ${job.title}`;
    return make('button', { type: 'button', class: 'small', title: verb, 'aria-label': label, 'data-verb': `${job.id} ${verb}`, onclick: () => this.#act(job, verb) }, sign);
  }
}
