// Reading the chart: the slot under the pointer or chosen by the arrow keys, and the newest one otherwise.

import { announce, find } from './dom.js';
import { showLegend, showSummary, speak } from './legend.js';

export class Reading {
  #pointed = null;            // the index under the pointer
  #walked = null;             // the time the arrow keys are at

  constructor(view, chart) {
    Object.assign(this, { view, chart });
    const element = find('chart');
    element.addEventListener('keydown', (event) => this.#key(event));
    element.addEventListener('blur', () => { this.#walked = null; chart.unpoint(); });
  }

  hover(index) {
    this.#pointed = index;
    this.draw();
  }

  draw() {
    const { slots, stretch } = this.view;
    const index = this.#pointed ?? this.#newestShown();
    const before = slots.slice(Math.max(0, index - 50), Math.max(0, index)).reverse().find(({ row }) => row)?.row;
    showLegend(slots[index], before, stretch);
    showSummary(this.view.shownSlots);
  }

  #newestShown() {
    const { first, until } = this.view.shown;
    for (let i = until - 1; i >= first; --i) if (this.view.slots[i]?.row) return i;
    return until - 1;
  }

  #key(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const { view, chart } = this;
    if (!view.slots.length) return;
    const at = this.#walked === null ? this.#newestShown() : view.stretch.indexOf(this.#walked) + step * (event.shiftKey ? 10 : 1);
    const index = Math.max(0, Math.min(view.slots.length - 1, at));
    this.#walked = view.slots[index].time;
    const { first, until } = view.shown;
    if (index < first || index >= until) chart.look(index - (until - first) / 2, index + (until - first) / 2);
    chart.point(index);
    announce(speak(view.slots[index], view.stretch));
  }
}
