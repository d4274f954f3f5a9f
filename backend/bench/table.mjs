const millions = (x) => `${(x / 1e6).toFixed(2)} M`;

const FIGURES = {
  'bars/s': millions,
  'steps/s': millions,
  ms: (x) => x.toFixed(x < 10 ? 3 : 0),
  s: (x) => x.toFixed(1),
  MB: (x) => x.toFixed(1),
};

/** The rows for a person: median, spread, what it must be, and whether it is. */
export function tableOf({ machine, rows }) {
  const head = `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB, Node ${machine.node} (V8 ${machine.v8}), load ${machine.load.toFixed(1)}`;
  const lines = rows.map(({ name, value, unit, spread, must, met, note = '' }) => {
    const figure = FIGURES[unit];
    const goal = must ? `${must.least !== undefined ? '≥' : '≤'} ${figure(must.least ?? must.most)}` : '';
    const verdict = met === undefined ? '' : met ? 'met' : 'NOT met';
    return [name, `${figure(value)} ${unit}`, `± ${figure(spread)}`, goal, verdict, note];
  });
  const table = [['', 'median', 'spread', 'must', '', ''], ...lines];
  const widths = table[0].map((_, k) => Math.max(...table.map((cells) => cells[k].length)));
  const text = table.map((cells) =>
    cells
      .map((cell, k) => pad(cell, widths[k], k))
      .join('  ')
      .trimEnd(),
  );
  return [head, '', ...text, ''].join('\n');
}

const pad = (cell, width, k) => (k === 1 || k === 2 || k === 3 ? cell.padStart(width) : cell.padEnd(width));
