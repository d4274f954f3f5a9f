/** A table of measured rows for a terminal. */
export function asTable(rows, head) {
  const cells = rows.map(({ name, value, unit, limit, spread, ok, load }) => [
    name,
    `${round(value)} ${unit}`,
    limit,
    spread,
    ok ? 'ok' : 'MISSED',
    `load ${load.toFixed(1)}`,
  ]);
  if (head) cells.unshift(['what', 'value', 'asked', 'spread', '', 'machine']);
  const widths = [30, 14, 12, 30, 7, 9];
  return cells.map((line) => line.map((cell, k) => String(cell).padEnd(widths[k])).join(' ')).join('\n');
}

const round = (x) => (Math.abs(x) >= 100 ? x.toFixed(0) : x.toFixed(1));

const at = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];

/** A row out of many samples: the percentile that is asked for, beside the least and the median. */
export function sampled(name, samples, share, limit, unit = 'ms') {
  const sorted = [...samples].sort((a, b) => a - b);
  const value = at(sorted, share);
  return {
    name,
    value,
    unit,
    limit: `<= ${limit} ${unit}`,
    ok: value <= limit,
    spread: `n ${sorted.length}, min ${round(sorted[0])}, median ${round(at(sorted, 0.5))}, p95 ${round(at(sorted, 0.95))}`,
  };
}
