import { setTimeout as wait } from 'node:timers/promises';
import { quantile } from './market.mjs';

const PER_SECOND = 100;
const SECONDS = 15;

/**
 * GET /api/metrics at a steady rate, timed from the moment at which each request was due: one that waits behind a slow one
 * counts its waiting.
 */
export async function metricsAtRate(url, symbols) {
  const latencies = [];
  let failed = 0;
  const begun = performance.now();
  const asked = [];
  for (let k = 0; k < PER_SECOND * SECONDS; k++) {
    const due = begun + (k * 1000) / PER_SECOND;
    const early = due - performance.now();
    if (early > 0) await wait(early);
    const query = new URLSearchParams({
      ...{ source: 'live', tf: '5m', venue: k % 2 ? 'bybit' : 'binanceusdm' },
      ...{ symbol: symbols[k % symbols.length], limit: '100', columns: 'close,oiZ,rsi,tier' },
    });
    asked.push(
      fetch(new URL(`api/metrics?${query}`, url))
        .then(async (answer) => {
          const rows = await answer.json();
          if (!answer.ok || rows.length !== 100) failed++;
          latencies.push(performance.now() - due);
        })
        .catch(() => failed++),
    );
  }
  await Promise.all(asked);
  if (failed > 0) throw new Error(`${failed} of ${asked.length} requests for metrics failed`);
  return [
    ['live.metrics_at_100.p50', quantile(latencies, 0.5)],
    ['live.metrics_at_100.p95', quantile(latencies, 0.95)],
  ];
}
