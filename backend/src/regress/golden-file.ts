import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { HindcastError } from '@hindcast/engine';
import type { Outcome, StreamOutcome, TradeLine } from './outcome.ts';

/** Longest line of a list in a golden file. */
const WIDTH = 100;
/** Figures of prices and money in a golden file; the digests have every bit. */
const FIGURES = 12;

/** Writes a golden file: JSON in which a list of rows is folded text, so that one new signal is one changed line. */
export async function writeGolden(file: string, outcome: Outcome): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(folded(outcome), null, 1)}\n`);
}

/** The golden file, or null when there is none yet. Throws GOLDEN_DAMAGED. */
export async function readGolden(file: string): Promise<Outcome | null> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  return text === null ? null : parseGolden(text, file);
}

export function parseGolden(text: string, file: string): Outcome {
  try {
    return unfolded(goldenSchema.parse(JSON.parse(text)));
  } catch (error) {
    const reason =
      error instanceof z.ZodError
        ? `${error.issues[0].path.join('.')}: ${error.issues[0].message}`
        : String(error);
    throw new HindcastError(
      'GOLDEN_DAMAGED',
      `${file} is not a golden file: ${reason.replace(/\s+/g, ' ').replace(/\.?$/, '.')}`,
      'Restore it from version control, or write it anew with --update.',
      { file },
    );
  }
}

/** The same outcome as it will be read again: rounded where a golden file rounds. */
export function asGolden(outcome: Outcome): Outcome {
  return unfolded(goldenSchema.parse(JSON.parse(JSON.stringify(folded(outcome)))));
}

const round = (x: number): number => Number(x.toPrecision(FIGURES));

function folded(outcome: Outcome): object {
  return {
    ...outcome,
    streams: outcome.streams.map((stream) => ({
      ...stream,
      inputCheckpoints: fold(stream.inputCheckpoints),
      outputCheckpoints: fold(stream.outputCheckpoints),
      columns: Object.entries(stream.columns).map(([name, digest]) => `${name} ${digest}`),
      signals: mapped(stream.signals, (rows) => fold(ranges(rows))),
      events: mapped(stream.events, (list = []) => fold(list.map((event) => event.replace(' ', ':')))),
    })),
    strategies: outcome.strategies.map((strategy) => ({
      ...strategy,
      numbers: mapped(strategy.numbers, (x) => (x === null ? null : round(x))),
      trades: strategy.trades.map(tradeText),
    })),
    throughput: outcome.throughput === null ? null : Number(outcome.throughput.toPrecision(3)),
  };
}

const words = z.array(z.string());
const rowLists = z.record(z.string(), words);
const streamSchema = z.object({
  name: z.string(),
  rows: z.number(),
  from: z.number(),
  barMs: z.number(),
  input: z.string().nullable(),
  output: z.string(),
  inputCheckpoints: words,
  outputCheckpoints: words,
  columns: words,
  signals: rowLists,
  events: rowLists,
});
const strategySchema = z.object({
  name: z.string(),
  hash: z.string(),
  params: z.record(z.string(), z.number()),
  digest: z.string(),
  numbers: z.record(z.string(), z.number().nullable()),
  trades: words,
});
const goldenSchema = z.object({
  schemaVersion: z.literal(1),
  case: z.string(),
  dataset: z.object({ name: z.string(), digest: z.string() }),
  timeframe: z.string(),
  config: z.record(z.string(), z.unknown()),
  streams: z.array(streamSchema),
  strategies: z.array(strategySchema),
  throughput: z.number().nullable(),
});

function unfolded(golden: z.infer<typeof goldenSchema>): Outcome {
  return {
    ...golden,
    config: golden.config as unknown as Outcome['config'],
    streams: golden.streams.map((stream) => ({
      ...stream,
      inputCheckpoints: unfold(stream.inputCheckpoints),
      outputCheckpoints: unfold(stream.outputCheckpoints),
      columns: Object.fromEntries(stream.columns.map((line) => line.split(' ') as [string, string])),
      signals: mapped(stream.signals, (lines) => unfold(lines).flatMap(rowsOf)),
      events: mapped(stream.events, (lines) =>
        unfold(lines).map((event) => event.replace(':', ' ')),
      ) as StreamOutcome['events'],
    })),
    strategies: golden.strategies.map((strategy) => ({
      ...strategy,
      numbers: strategy.numbers as Outcome['strategies'][number]['numbers'],
      trades: strategy.trades.map(tradeOf),
    })),
  };
}

function mapped<A, B>(record: Readonly<Record<string, A>>, change: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

/**
 * Words in lines of at most WIDTH. A line ends where the word itself says so, by a fixed rule over its letters, and not only
 * where the width does: a word that is added then moves the ends of one line, and not of all that follow.
 */
function fold(list: readonly string[]): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of list) {
    if (line !== '' && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? word : `${line} ${word}`;
    if (line.length > WIDTH / 2 && endsLine(word)) {
      lines.push(line);
      line = '';
    }
  }
  if (line !== '') lines.push(line);
  return lines;
}

const endsLine = (word: string): boolean =>
  [...word].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 997, 7) % 6 === 0;

const unfold = (lines: readonly string[]): string[] => lines.flatMap((line) => line.split(' '));

/** `7 9-12`: ascending rows as numbers and ranges. */
function ranges(rows: readonly number[]): string[] {
  const found: string[] = [];
  for (let k = 0; k < rows.length;) {
    let end = k;
    while (rows[end + 1] === rows[end] + 1) end++;
    found.push(end === k ? String(rows[k]) : `${rows[k]}-${rows[end]}`);
    k = end + 1;
  }
  return found;
}

function rowsOf(word: string): number[] {
  const [from, to = from] = word.split('-').map(Number);
  return Array.from({ length: to - from + 1 }, (_, k) => from + k);
}

function tradeText(trade: TradeLine): string {
  const { symbol, side, entryRow, exitRow, reason } = trade;
  const [entry, exit, net, regret] = [trade.entryPrice, trade.exitPrice, trade.netPnl, trade.regret].map(
    round,
  );
  return `${symbol} ${side} ${entryRow} @ ${entry} -> ${exitRow} @ ${exit} ${reason} net ${net} regret ${regret}`;
}

const TRADE = /^(\S+) (\S+) (\d+) @ (\S+) -> (\d+) @ (\S+) (\S+) net (\S+) regret (\S+)$/;

function tradeOf(line: string): TradeLine {
  const match = TRADE.exec(line);
  if (!match) throw new Error(`"${line}" is not a trade`);
  const [, symbol, side, entryRow, entryPrice, exitRow, exitPrice, reason, netPnl, regret] = match;
  return {
    symbol,
    side,
    reason,
    entryRow: Number(entryRow),
    entryPrice: Number(entryPrice),
    exitRow: Number(exitRow),
    exitPrice: Number(exitPrice),
    netPnl: Number(netPnl),
    regret: Number(regret),
  };
}
