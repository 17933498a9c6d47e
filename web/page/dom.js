// Elements, made and found. Text goes in as text: nothing on this page is ever parsed as markup.

export const find = (id) => document.getElementById(id);

// An element with properties (`class`, `onclick`, `aria-label`, …) and children: strings, elements or nothing.
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'value') element.value = value;
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export function fill(element, ...children) {
  element.replaceChildren(...children.flat().filter(Boolean));
}

// Opens one of the page's dialogs with a title, a way out and its content.
export function openDialog(id, title, ...content) {
  const dialog = find(id);
  const close = make('button', { type: 'button', class: 'icon', 'aria-label': 'Close', onclick: () => dialog.close() }, '✕');
  fill(dialog, make('div', { class: 'dialog-head' }, make('h2', { id: `${id}-title` }, title), close), ...content);
  if (!dialog.open) dialog.showModal();
}

// Writes only what differs, so that a reader of the screen is not told the same thing again.
export function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export const announce = (text) => write(find('live'), text);
