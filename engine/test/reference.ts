import { mean, sampleCorrelation, sampleStandardDeviation } from 'simple-statistics';

/**
 * The metrics of SPEC §3 written down as they read there: one row at a time, from the window, without any state. Slow, and
 * on purpose unlike the engine's kernels.
 */
export type Series = readonly number[];

const bad = (values: Series): boolean => values.some((x) => !Number.isFinite(x));

export function pctChange(x: Series): number[] {
  return x.map((value, i) => (i === 0 || x[i - 1] === 0 ? NaN : (100 * (value - x[i - 1])) / x[i - 1]));
}

/** Against the previous n values; σ = 0 or a hole gives NaN; clipped. */
export function zScore(x: Series, n: number, clip = 10): number[] {
  return x.map((value, i) => {
    const window = x.slice(i - n, i);
    if (i < n || bad(window) || !Number.isFinite(value)) return NaN;
    if (window.every((one) => one === window[0])) return NaN;
    const z = (value - mean([...window])) / sampleStandardDeviation([...window]);
    return Math.max(-clip, Math.min(clip, z));
  });
}

export function imbalance(volume: Series, takerBuy: Series, clip: number): number[] {
  return volume.map((v, i) => {
    const percent = (100 * (takerBuy[i] - (v - takerBuy[i]))) / v;
    return v > 0 && Number.isFinite(percent) ? Math.max(-clip, Math.min(clip, percent)) : NaN;
  });
}

export function dailySum(time: Series, delta: Series): number[] {
  return delta.map((_, i) => {
    const day = Math.floor(time[i] / 86_400_000);
    let sum = 0;
    for (let j = i; j >= 0 && Math.floor(time[j] / 86_400_000) === day; j--) sum += delta[j];
    return sum;
  });
}

export function realizedVol(close: Series, bars: number): number[] {
  const r = close.map((c, i) => (i === 0 ? NaN : Math.log(c / close[i - 1])));
  return r.map((_, i) => {
    const window = r.slice(i - bars + 1, i + 1);
    return i < bars || bad(window) ? NaN : 100 * sampleStandardDeviation([...window]) * Math.sqrt(bars);
  });
}

export function correlation(x: Series, y: Series, bars: number): number[] {
  return x.map((_, i) => {
    const a = x.slice(i - bars + 1, i + 1);
    const b = y.slice(i - bars + 1, i + 1);
    return i < bars - 1 || bad(a) || bad(b) ? NaN : sampleCorrelation([...a], [...b]);
  });
}

/** Wilder on changes; undefined changes leave the averages alone. */
export function rsi(close: Series, n: number): number[] {
  const changes: number[] = [];
  let gain = 0;
  let loss = 0;
  return close.map((c, i) => {
    const change = i === 0 ? NaN : c - close[i - 1];
    if (Number.isNaN(change)) return NaN;
    changes.push(change);
    if (changes.length < n) return NaN;
    if (changes.length === n) {
      gain = changes.reduce((sum, d) => sum + Math.max(d, 0), 0) / n;
      loss = changes.reduce((sum, d) => sum + Math.max(-d, 0), 0) / n;
    } else {
      gain = (gain * (n - 1) + Math.max(change, 0)) / n;
      loss = (loss * (n - 1) + Math.max(-change, 0)) / n;
    }
    return loss === 0 ? 100 : 100 - 100 / (1 + gain / loss);
  });
}

export function atr(high: Series, low: Series, close: Series, n: number): number[] {
  const ranges: number[] = [];
  let average = 0;
  return close.map((_, i) => {
    const before = close[i - 1];
    const range =
      i === 0
        ? high[0] - low[0]
        : Math.max(high[i] - low[i], Math.abs(high[i] - before), Math.abs(low[i] - before));
    if (Number.isNaN(range)) return NaN;
    ranges.push(range);
    if (ranges.length < n) return NaN;
    average = ranges.length === n ? mean([...ranges]) : (average * (n - 1) + range) / n;
    return average;
  });
}

export function ema(x: Series, n: number): number[] {
  const seen: number[] = [];
  let value = 0;
  return x.map((one) => {
    if (Number.isNaN(one)) return NaN;
    seen.push(one);
    if (seen.length < n) return NaN;
    value = seen.length === n ? mean([...seen]) : (2 / (n + 1)) * one + (1 - 2 / (n + 1)) * value;
    return value;
  });
}

export function obv(close: Series, volume: Series): number[] {
  let sum = 0;
  return close.map((c, i) => {
    const step = i === 0 ? 0 : Math.sign(c - close[i - 1]) * volume[i];
    if (Number.isNaN(step) || Number.isNaN(c)) return NaN;
    sum += step;
    return sum;
  });
}

/** z of the settled rates, one per settlement, held between; `fundingTime` tells settlements apart. */
export function fundingZ(rate: Series, time: Series, n: number): number[] {
  const settled: number[] = [];
  let z = NaN;
  let last = { time: NaN, rate: NaN };
  return rate.map((value, i) => {
    const hole = Number.isNaN(time[i]) && Number.isNaN(value);
    const isNew = !hole && (Number.isNaN(time[i]) ? value !== last.rate : time[i] !== last.time);
    if (isNew) last = { time: time[i], rate: value };
    if (isNew) {
      settled.push(value);
      z = zScore(settled.slice(-n - 1), n)[n] ?? NaN;
    }
    return Number.isNaN(value) ? NaN : z;
  });
}

export function windowSum(x: Series, n: number): number[] {
  return x.map((_, i) =>
    i < n - 1 ? NaN : x.slice(i - n + 1, i + 1).reduce((sum, value) => sum + value, 0),
  );
}
