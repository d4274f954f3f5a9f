// What each row has to reach on the machine that the figures were asked for: "least" for rates, "most" for times and sizes.
const MUSTS = {
  'pipeline.push': { least: 2e6 },
  'pipeline.heap': { most: 8 },
  w2: { least: 1e9 },
  'sweep.year': { most: 60 },
  'sweep.year.stops': { most: 60 },
  'seek.p99': { most: 1 },
  'slice.200x2': { most: 2 },
  'start.first_row': { most: 300 },
  'open.warm': { most: 30 },
  'open.first': { most: 600 },
  'simulate.thin': { least: 25e6 },
  'simulate.full': { least: 3e6 },
  'simulate.report': { most: 1500 },
  'simulate.year': { most: 60 },
  'pairs.rolling': { most: 1_000 },
  'pairs.scan': { most: 30_000 },
  'live.close_to_socket.p99': { most: 250 },
  'live.cpu': { most: 40 },
  'live.memory': { most: 700 },
  'live.cycle.binanceusdm': { most: 30_000 },
  'live.cycle.bybit': { most: 30_000 },
  'live.in_flight.binanceusdm': { most: 8 },
  'live.in_flight.bybit': { most: 8 },
  'live.metrics_at_100.p95': { most: 50 },
  'live.crowd.p99': { most: 200 },
};

/** Rows that are measured against another row of the same run: which, and at least how many times its value. */
const RELATIVE = {
  w1: ['w1.numba', 1 / 4],
  'w2.itself.two_workers': ['w2.itself.one_worker', 1.7],
  'w2.two_workers': ['w2.one_worker', 1.7],
  'w2.drawn.two_workers': ['w2.drawn.one_worker', 1.7],
};

/** The rows, each with what it must reach and whether it does. */
export function judged(rows) {
  return rows.map((row) => {
    const must = relative(row.name, rows) ?? MUSTS[row.name];
    if (!must) return row;
    return { ...row, must, met: must.least !== undefined ? row.value >= must.least : row.value <= must.most };
  });
}

function relative(name, rows) {
  const [other, times] = RELATIVE[name] ?? [];
  const beside = rows.find((row) => row.name === other);
  return beside && { least: times * beside.value };
}
