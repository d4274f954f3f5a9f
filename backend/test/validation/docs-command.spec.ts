import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Tape, type BarInput } from '@hindcast/engine';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { DatasetStore, storeFolders } from '../../src/datasets/index.ts';
import { runHindcast } from '../datasets/cli-runner.ts';
import { writeDataset } from '../server/support/dataset.ts';

jest.setTimeout(60_000);

const START = Date.UTC(2025, 0, 1);
const HOUR = 3_600_000;

interface Horizon {
  horizon: number;
  hits: number;
  events: number;
  effectiveEvents: number;
  hitRate: { estimate: number | null; low: number | null; high: number | null };
  baseRate: number | null;
}
interface Document {
  file: string;
  at: number;
  subjects: { id: string; events: number; missing: string[]; horizons: Horizon[]; verdict: Verdict }[];
  strategies: { name: string; report: { numbers: Record<string, number | null> } | null }[];
  speed: Record<'barsPerSecond' | 'sliceP50' | 'sliceP99' | 'capacity' | 'lanes', number> | null;
  range: { rows: number };
  tests: { total: number };
}
interface Verdict {
  word: string;
  horizon: number;
  adjustedP: number | null;
}

let folder: string;

/** Writes a report; gives the page and the document of --json. */
async function report(dataset: string, ...part: string[]): Promise<{ page: string; document: Document }> {
  const args = ['docs', dataset, '--out', join(folder, 'reports'), '--json', ...part];
  const { code, out, err } = await runHindcast(folder, ...args);
  expect([code, err, out.indexOf('\n')]).toEqual([0, '', out.length - 1]);
  const document = JSON.parse(out) as Document;
  return { page: await readFile(document.file, 'utf8'), document };
}

/** The cells of a table's row that begins with `name`. */
function cells(page: string, name: string): string[] {
  const line = page.split('\n').find((one) => one.startsWith(`| ${name} |`) || one.startsWith(`| ${name}: `));
  return (line ?? '')
    .split('|')
    .slice(2, -1)
    .map((cell) => cell.trim());
}

/**
 * Hourly bars that stand still but for one bar after each caution: funding is above 0.01 % throughout, open interest falls at
 * `cautions` alone, and takers buy 70 of 100, so that the bias is long. The bar after a caution gains, or loses, one percent.
 */
async function writeByHand(
  name: string,
  rows: number,
  cautions: Readonly<Record<number, number>>,
): Promise<void> {
  let close = 100;
  let openInterest = 1_000;
  const bars = Array.from({ length: rows }, (_, row): BarInput => {
    const open = close;
    close *= 1 + 0.01 * (cautions[row - 1] ?? 0);
    if (cautions[row] !== undefined) openInterest -= 10;
    return {
      ...{ openTime: START + row * HOUR, open, close, volume: 100, takerBuyVolume: 70 },
      ...{ high: Math.max(open, close), low: Math.min(open, close) },
      ...{ openInterest, fundingRate: 0.0002 },
    };
  });
  const store = new DatasetStore(storeFolders(folder));
  const tape = Tape.fromBars({ venue: 'bybit', symbol: 'BTC/USDT:USDT', timeframe: '1h' }, bars);
  const about = { title: name, origin: 'made here', licence: 'none', simulated: true };
  await store.write({ name, ...about, createdAt: 0, notes: [] }, [tape]);
  await store.settled();
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindcast-docs-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('hindcast docs', () => {
  let small: Awaited<ReturnType<typeof report>>;

  beforeAll(async () => {
    await writeDataset(folder, 'small', 800);
    small = await report('small');
  });

  it('writes one dated page, with a section for each figure that is promised', async () => {
    const { page, document } = small;
    const date = new Date(document.at).toISOString().slice(0, 10);
    expect(await readdir(join(folder, 'reports'))).toEqual([`${date}-small.md`]);
    expect(page).toContain(`# Key figures of small, ${date}`);
    expect(page).toContain('**a simulated market**');
    expect(page.match(/^## .*/gm)).toEqual([
      '## Hit rates by tier',
      '## Other signals and detector events',
      '## Alert precision',
      '## Simulated hit rate against the goal of 60 %',
      '## Capacity and latency',
    ]);
    expect(page).not.toMatch(/NaN|undefined|Infinity/);
    expect(page).not.toContain(folder);
  });

  it('writes the report of a part beside that of the whole, and says what it is about', async () => {
    const parts = [
      ['--symbol', 'ETH/USDT:USDT', '--venue', 'bybit'],
      ['--symbol', 'BTC/USDT:USDT', '--timeframe', '5m'],
    ];
    const written = [small, await report('small', ...parts[0]), await report('small', ...parts[1])];
    const date = new Date(small.document.at).toISOString().slice(0, 10);
    expect(written.map(({ document }) => basename(document.file))).toEqual([
      `${date}-small.md`,
      `${date}-small+bybit+eth-usdt-usdt.md`,
      `${date}-small+btc-usdt-usdt+5m.md`,
    ]);
    expect(await readFile(small.document.file, 'utf8')).toBe(small.page);
    const [, one, other] = written.map(({ page }) => page);
    expect(one).toContain(`# Key figures of small (bybit, ETH/USDT:USDT), ${date}`);
    expect(one).toContain('`hindcast docs small --venue bybit --symbol ETH/USDT:USDT`');
    expect(other).toContain('`hindcast docs small --symbol BTC/USDT:USDT --timeframe 5m`');
  });

  it('shows the numbers of its JSON document', () => {
    const { page, document } = small;
    const percent = (x: number | null): string => `${(100 * x!).toFixed(1)} %`;
    const whole = (text: string): number => Number(text.replaceAll(' ', ''));
    const measured = document.subjects.filter(({ events }) => events > 0);
    expect(measured.length).toBeGreaterThan(5);
    for (const { id, events, horizons, verdict } of measured) {
      const study = horizons.find(({ horizon }) => horizon === verdict.horizon)!;
      const { estimate, low, high } = study.hitRate;
      const [seen, worth, bars, hit, interval, random, , word] = cells(page, id);
      expect([id, whole(seen), bars, word]).toEqual([id, events, String(verdict.horizon), verdict.word]);
      expect([id, worth, hit]).toEqual([id, study.effectiveEvents.toFixed(0), percent(estimate)]);
      expect([id, interval, random]).toEqual([
        id,
        `${percent(low)} to ${percent(high)}`,
        percent(study.baseRate),
      ]);
    }
    const traded = document.strategies.filter(({ report: run }) => (run?.numbers.trades ?? 0) > 0);
    expect(traded.length).toBeGreaterThan(2);
    for (const { name, report: run } of traded) {
      const { trades, hitRate, hitRateLow, hitRateHigh, netPnl } = run!.numbers;
      const [made, hit, interval, goal, net] = cells(page, name);
      expect([name, whole(made), hit, Number(net)]).toEqual([
        ...[name, trades, percent(hitRate)],
        Number(netPnl!.toFixed(2)),
      ]);
      expect(interval).toBe(`${percent(hitRateLow)} to ${percent(hitRateHigh)}`);
      const told = hitRateLow! >= 0.6 ? 'reached' : hitRateHigh! < 0.6 ? 'missed' : 'cannot be told';
      expect([name, goal]).toEqual([name, told]);
    }
    const speed = document.speed!;
    expect(cells(page, 'one time slice of 6 lanes, median')).toEqual([`${speed.sliceP50.toFixed(3)} ms`]);
    expect(cells(page, 'one time slice of 6 lanes, 99 %')).toEqual([`${speed.sliceP99.toFixed(3)} ms`]);
    const [lanes] = cells(page, 'lanes that one core carries at a bar a second each');
    expect(whole(lanes)).toBe(speed.capacity);
    expect(page).toContain(`${document.tests.total} tests were corrected for`);
  });

  it('comes to the hit rate that is worked out by hand', async () => {
    // Three of four cautions are followed by +1 %, more than 12 bps in the direction of the bias, one by −1 %, at
    // every horizon. They stand 60 bars apart: no two share a bar, and all four count.
    await writeByHand('by-hand', 300, { 60: 1, 120: 1, 180: -1, 240: 1 });
    const { page } = await report('by-hand');
    const [events, worth, , hit, interval] = cells(page, 'tier4');
    // Wilson, z = 1.96, 3 of 4: (0.75 + 0.4802 ± 1.96 √(0.046875 + 0.060025)) / 1.9604 = 0.6275 ± 0.3269.
    expect([events, worth, hit, interval]).toEqual(['4', '4', '75.0 %', '30.1 % to 95.4 %']);
  });

  it('says that a figure without data was not measured, and why', async () => {
    const { page, document } = await report('by-hand');
    const tier2 = document.subjects.find(({ id }) => id === 'tier2')!;
    expect([tier2.events, tier2.missing]).toEqual([0, expect.arrayContaining(['globalLongShort'])]);
    expect(cells(page, 'tier2').slice(0, 5)).toEqual(['–', '–', '–', 'not measured', '–']);
    expect(page).toMatch(
      /- tier2: confluence: not measured: No bar of this recording has a value of .*globalLongShort/,
    );
    expect(page).toMatch(/Not measured: .*tier2.* No bar of this recording has a value of/);
    const idle = document.strategies.find(({ report: run }) => run?.numbers.trades === 0)!;
    expect(cells(page, idle.name)).toEqual(['0', 'not measured', '–', 'no trades', '–', '–']);
    expect(page).not.toContain('0 of 0');
    expect(page).toContain('1 lane (');
  });

  it('times nothing on a recording that is too short for it', async () => {
    await writeByHand('short', 120, { 60: 1 });
    const { page, document } = await report('short');
    expect(document.speed).toBeNull();
    expect(page).toMatch(/## Capacity and latency\n\nNot measured: fewer than 200 bars\.\n/);
  });
});

it('refuses a folder that cannot be written into before it computes anything, in words', async () => {
  const file = join(folder, 'a-file');
  await writeFile(file, '');
  for (const out of [file, join(file, 'below')]) {
    const told = await runHindcast(folder, 'docs', 'nothing-is-looked-at', '--out', out, '--json');
    expect(told.code).toBe(2);
    expect(told.err).toBe(
      `hindcast: "${file}" is no folder, so that the report cannot go into "${out}".\n  Name another folder with --out.\n`,
    );
    expect(JSON.parse(told.out)).toMatchObject({ error: { code: 'REPORT_FOLDER' } });
  }
});

// Other systems have no such file systems.
(process.platform === 'linux' ? it : it.skip).each([
  '/proc/hindcast',
  '/proc/self/fd/reports',
  '/sys/hindcast',
])(
  'refuses %s at once, where no file can be made whatever the permissions say',
  async (out) => {
    const told = await runHindcast(folder, 'docs', 'nothing-is-looked-at', '--out', out, '--json');
    expect(told.code).toBe(2);
    expect(JSON.parse(told.out)).toMatchObject({ error: { code: 'REPORT_FOLDER' } });
  },
  5_000,
);
