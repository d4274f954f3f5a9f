import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { HindcastError } from '@hindcast/engine';
import type { VenueTrade } from './trade.ts';

/** A message as a recorder wrote it: its own receive time may come first on the line. */
const LINE = /^(?:\d+\s+)?(\{.*\})\s*$/;

interface TradeMessage {
  e?: string;
  E?: number;
  T?: number;
  s?: string;
  p?: string;
  q?: string;
  m?: boolean;
  /** Of a `trade`. */
  t?: number;
  /** Of an `aggTrade`. */
  a?: number;
  f?: number;
  l?: number;
}

/**
 * Reads files of recorded `trade` or `aggTrade` messages of Binance, one on a line, gzipped or not, and gives the trades of each
 * contract by its id (`BTCUSDT`), sorted by id. Other messages are passed over.
 */
export async function readTicks(files: readonly string[]): Promise<Map<string, VenueTrade[]>> {
  const found = new Map<string, VenueTrade[]>();
  for (const file of files) await readFile(file, found);
  for (const [id, trades] of found) {
    trades.sort((a, b) => a.id - b.id);
    found.set(
      id,
      trades.filter((trade, i) => i === 0 || trade.id !== trades[i - 1].id),
    );
  }
  if (found.size === 0) {
    throw new HindcastError(
      'TICKS_EMPTY',
      `There is no trade message in ${files.join(', ')}.`,
      'Give files with one recorded trade or aggTrade message on a line.',
    );
  }
  return found;
}

async function readFile(file: string, found: Map<string, VenueTrade[]>): Promise<void> {
  const raw = createReadStream(file);
  const input = file.endsWith('.gz') ? raw.on('error', () => undefined).pipe(createGunzip()) : raw;
  let row = 0;
  try {
    for await (const line of createInterface({ input, crlfDelay: Infinity })) {
      row++;
      const message = parseLine(line, file, row);
      if (message) add(found, message, file, row);
    }
  } catch (error) {
    if (error instanceof HindcastError) throw error;
    const text = error instanceof Error ? error.message : String(error);
    throw new HindcastError('TICKS_UNREADABLE', `${file} cannot be read: ${text}.`, 'Check the file.', {
      file,
    });
  }
}

function parseLine(line: string, file: string, row: number): TradeMessage | undefined {
  if (line.trim() === '') return undefined;
  const json = LINE.exec(line)?.[1];
  try {
    const message = JSON.parse(json ?? '') as { data?: TradeMessage } & TradeMessage;
    const inner = message.data ?? message;
    return inner.e === 'trade' || inner.e === 'aggTrade' ? inner : undefined;
  } catch {
    throw broken(file, row, 'is no message');
  }
}

function add(found: Map<string, VenueTrade[]>, message: TradeMessage, file: string, row: number): void {
  const { s, p, q, T, E, m } = message;
  const id = message.t ?? message.a;
  const [price, quantity] = [Number(p), Number(q)];
  const complete =
    s !== undefined && p !== undefined && q !== undefined && id !== undefined && T !== undefined;
  if (!complete || !(price > 0) || !(quantity >= 0)) throw broken(file, row, 'is no whole trade');
  const list = found.get(s) ?? [];
  found.set(s, list);
  list.push({
    id,
    first: message.f ?? id,
    last: message.l ?? id,
    time: T,
    sentAt: E ?? T,
    price,
    quantity,
    priceText: p,
    quantityText: q,
    buyerIsMaker: m === true,
  });
}

function broken(file: string, row: number, what: string): HindcastError {
  return new HindcastError('TICKS_BROKEN', `${file}: line ${row} ${what}.`, 'Correct or remove that line.', {
    file,
    row,
  });
}
