// Measured figures as text: a table for the page, a line for the terminal.
import { short, summary } from './statistics.mjs';

const spread = ({ min, max, n }) => (n > 1 ? `${short(min)}..${short(max)} (n=${n})` : 'once');

export function judged(row) {
  const ours = row.ours && summary(row.ours);
  const reached = ours && (row.promised ? (row.more ? ours.median >= row.promised : ours.median <= row.promised) : null);
  return { ...row, ours, reached, peers: (row.peers ?? []).map((peer) => ({ ...peer, ...summary(peer.samples) })) };
}

// How many times better ours is: above 1 in either direction of the figure.
const ratio = (row, peer) => `${short(row.more ? row.ours.median / peer.median : peer.median / row.ours.median)} x`;
const verdict = (row) => ({ true: 'yes', false: '**no**', null: '–', undefined: '**not measured**' })[row.reached];
const promise = (row) => (row.promised ? `${row.more ? '>=' : '<='} ${row.promised}` : '–');

export function line(row) {
  const ours = row.ours ? `${short(row.ours.median)} ${row.unit}, ${spread(row.ours)}` : row.why ?? 'not measured';
  const peers = row.peers.map((peer) => `${peer.name} ${short(peer.median)}${row.ours ? ` (${ratio(row, peer)})` : ''}`);
  return `  ${row.what}: ${ours}; promised ${promise(row)}: ${verdict(row).replaceAll('*', '')}${peers.length ? `; ${peers.join(', ')}` : ''}`;
}

function tableRows(row) {
  const ours = row.ours ? [`**${short(row.ours.median)}**`, spread(row.ours)] : ['–', row.why ?? ''];
  const head = [`${row.what}, ${row.unit}`, ...ours, promise(row), verdict(row)];
  const peers = row.peers.length ? row.peers : [null];
  return peers.map((peer, i) => {
    const own = i === 0 ? head : ['', '', '', '', ''];
    const beside = peer ? [peer.name, short(peer.median), spread(peer), row.ours ? ratio(row, peer) : '–'] : ['', '', '', ''];
    return `| ${[...own, ...beside].join(' | ')} |`;
  });
}

function section(figure) {
  const parts = [`## ${figure.title}`, ''];
  if (figure.rows.length) {
    parts.push('| what | ours | spread | promised | reached | peer | peer\'s | spread | ours is better by |', '|--|--:|--|--|--|--|--:|--|--:|',
               ...figure.rows.flatMap(tableRows), '');
  }
  if (figure.problem) parts.push(`Not measured to its end: ${figure.problem}`, '');
  for (const note of figure.notes) parts.push(`* ${note}`);
  for (const text of figure.texts) parts.push('', '```', text.trimEnd(), '```', '');
  parts.push(`* Alone: \`bench/run --only ${figure.name}\``, '');
  return parts;
}

export function page(machine, figures, quick) {
  const all = figures.flatMap((figure) => figure.rows).filter((row) => row.promised);
  const held = all.filter((row) => row.reached === true).length;
  return [
    '# Results', '',
    'Written by `bench/run`; README.md says how. Medians; spread is the smallest and the largest of n runs. Peers are measured in the same run,',
    'on the same candles.', '',
    ...(quick ? ['**A quick run: fewer series, fewer runs. Not what is promised on.**', ''] : []),
    `${held} of ${all.length} promised figures reached.`, '',
    '| | |', '|--|--|', ...Object.entries(machine).map(([name, value]) => `| ${name} | ${value} |`), '',
    ...figures.flatMap(section),
  ].join('\n');
}
