import { clock, fromWall, monthName, offsetOf, partsOf, type Zone } from '$lib/format/time.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [
  ...[1, 5, 15, 30].map((n) => n * MINUTE),
  ...[1, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 7, 14].map((n) => n * DAY),
];

export interface Tick {
  time: number;
  label: string;
}

/** Round times between two, at most `most` of them: minutes, hours, days, or the firsts of months. */
export function timeTicks(from: number, to: number, most: number, zone: Zone): Tick[] {
  const step = STEPS.find((size) => (to - from) / size <= most);
  if (step === undefined) return monthTicks(from, to, most, zone);
  const shift = -offsetOf(from, zone);
  const ticks: Tick[] = [];
  for (let time = Math.ceil((from - shift) / step) * step + shift; time < to; time += step) {
    ticks.push({ time, label: label(time, step, zone) });
  }
  return ticks;
}

function label(time: number, step: number, zone: Zone): string {
  const parts = partsOf(time, zone);
  const midnight = parts.hour === 0 && parts.minute === 0;
  return step >= DAY || midnight ? `${parts.day} ${monthName(parts.month)}` : clock(time, zone);
}

function monthTicks(from: number, to: number, most: number, zone: Zone): Tick[] {
  const start = partsOf(from, zone);
  const months = (to - from) / (30.4 * DAY);
  const every = [1, 2, 3, 6, 12, 24, 60].find((n) => months / n <= most) ?? 120;
  const ticks: Tick[] = [];
  const first = start.year * 12 + start.month;
  for (let month = Math.ceil(first / every) * every; ; month += every) {
    const [year, m] = [Math.floor(month / 12), month % 12];
    const time = fromWall(Date.UTC(year, m, 1), zone);
    if (time >= to) return ticks;
    if (time >= from) ticks.push({ time, label: m === 0 ? String(year) : monthName(m) });
  }
}
