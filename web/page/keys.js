// Keys, and the list of them.

import { make, openDialog } from './dom.js';
import { mainTimeframes } from './time.js';

const list = [
  ['/', 'find a market'], ['j  k', 'next market, the one before'], [`1 … ${mainTimeframes.length}`, mainTimeframes.join('  ')],
  ['← →', 'read candle by candle, with the chart in focus'], ['+  −', 'closer, farther'], ['[  ]', 'to the gap before, to the next gap'],
  ['Home  End', 'to the oldest candle, to the newest'], ['m', 'mean of 10 closes'], ['d', 'what is shown, as a table'], ['a', 'add data'],
  ['t', 'dark or light'], ['?', 'this list'], ['Esc', 'close'],
];

export function openKeys() {
  const signs = (keys) => keys.split('  ').map((key) => make('kbd', {}, key));
  openDialog('keys', 'Keys', make('dl', { class: 'keys' }, list.map(([keys, meaning]) => [make('dt', {}, signs(keys)), make('dd', {}, meaning)]).flat()));
}

const typing = (element) => element instanceof Element && element.matches('input, select, textarea');

// `actions` maps a key to what it does.
export function listenToKeys(actions) {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector('dialog[open]')) return;
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action(event);
  });
}
