// How numbers and times are written for people.

export function price(value, digits) {
  return value === null || value === undefined ? '–' : value.toFixed(digits);
}

// Thousands apart by a narrow space, for prices from 10 000 up.
export function spaced(text) {
  const [whole, fraction] = String(text).split('.');
  const grouped = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, '\u202f') : whole;
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

export function volume(value) {
  if (value === null || value === undefined) return '–';
  if (value >= 1e4) return new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 4 }).format(value);
  return String(Number(value.toPrecision(7)));
}

export const count = (value) => spaced(Math.round(value));

export function percent(share, digits = 2) {
  const shown = (share * 100).toFixed(digits);
  return share < 1 && Number(shown) === 100 ? `${(99.99).toFixed(digits)} %` : `${shown} %`;
}

export function change(open, close) {
  const share = open ? (close - open) / open : 0;
  return `${share >= 0 ? '+' : '−'}${Math.abs(share * 100).toFixed(2)} %`;
}

const iso = (time) => new Date(time).toISOString();
export const day = (time) => iso(time).slice(0, 10);
export const clock = (time) => iso(time).slice(11, 16);
export const clockSeconds = (time) => iso(time).slice(11, 19);
export const moment = (time) => `${day(time)} ${clock(time)}`;

// Yesterday's clock times mislead: a moment of another day is written with its day.
export const since = (time) => (day(time) === day(Date.now()) ? `${clock(time)} UTC` : `${moment(time)} UTC`);

export function span(from, until) {
  return day(from) === day(until) ? `${moment(from)} to ${clock(until)}` : `${moment(from)} to ${moment(until)}`;
}

// The title of a job, its moments cut down to their days.
export const title = (text) => text.replace(/(\d{4}-\d\d-\d\d)T[\d:.]+Z/g, '$1');

export function duration(milliseconds) {
  const minutes = Math.round(milliseconds / 60_000);
  if (minutes < 1) return `${Math.max(0, Math.round(milliseconds / 1000))} s`;
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours >= 72) return `${Math.round(hours / 24)} days`;
  return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
}

export function countdown(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const two = (value) => String(value).padStart(2, '0');
  return `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
}
