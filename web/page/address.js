// The view, written in the address: #/binance:BTC/USDT@1h?from=2024-03-05T14:30Z&to=…&ma=10&theme=dark

import { timeframes } from './time.js';

const writeTime = (time) => new Date(Math.round(time / 60_000) * 60_000).toISOString().replace(':00.000Z', 'Z');

function readTime(text) {
  const time = /^\d{12,}$/.test(text ?? '') ? Number(text) : Date.parse(text ?? '');
  return Number.isFinite(time) ? time : null;
}

export function readAddress(hash = location.hash) {
  const match = /^#\/([^?]+)@([^@?]+)(?:\?(.*))?$/.exec(hash);
  const query = new URLSearchParams(match?.[3] ?? hash.split('?')[1] ?? '');
  const from = readTime(query.get('from'));
  const to = readTime(query.get('to'));
  return {
    series: match ? decode(match[1]) : null,
    timeframe: match && timeframes.includes(match[2]) ? match[2] : null,
    range: from !== null && to !== null && from < to ? { from, to } : null,
    average: query.get('ma') === '10',
    theme: ['dark', 'light'].includes(query.get('theme')) ? query.get('theme') : null,
  };
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function addressOf({ series, timeframe, range, average, theme }) {
  const query = [];
  if (range) query.push(`from=${writeTime(range.from)}`, `to=${writeTime(range.to)}`);
  if (average) query.push('ma=10');
  if (theme) query.push(`theme=${theme}`);
  const place = series ? `${encodeURI(series).replace(/[?#@]/g, encodeURIComponent)}@${timeframe}` : '';
  return `#/${place}${query.length ? `?${query.join('&')}` : ''}`;
}
