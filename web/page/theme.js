// Dark or light: the system's choice until the reader makes one. Colours of the style sheet, resolved for the canvases.

const system = matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set();
let chosen = null;

export const isDark = () => (chosen ?? (system.matches ? 'dark' : 'light')) === 'dark';
export const chosenTheme = () => chosen;
export const onTheme = (listener) => listeners.add(listener);

export function setTheme(theme) {
  chosen = theme;
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
  resolved.clear();
  listeners.forEach((listener) => listener());
}

export function toggleTheme() {
  setTheme(isDark() ? 'light' : 'dark');
  try { localStorage.setItem('theme', chosen); } catch { /* a browser that keeps nothing: the address still does */ }
}

// The choice of an earlier visit.
export function keptTheme() {
  try { return localStorage.getItem('theme'); } catch { return null; }
}

system.addEventListener('change', () => chosen ?? setTheme(null));

const resolved = new Map();
const probe = document.createElement('span');
probe.hidden = true;
document.body.append(probe);

// `--up` as the colour it stands for now.
export function colour(name) {
  if (!resolved.has(name)) {
    probe.style.color = `var(${name})`;
    resolved.set(name, getComputedStyle(probe).color);
  }
  return resolved.get(name);
}

export const font = () => getComputedStyle(document.body).fontFamily;
