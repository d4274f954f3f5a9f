import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Hash } from '../../digest.ts';
import type { Simulation } from '../simulation.ts';
import { TRADE_FIELDS } from '../trade-store.ts';

/** Bits of the one NaN that stands for all of them. */
const NAN_HIGH = 0x7ff80000;

/**
 * SHA-256 (hex) of what a run came to: the equity at every close and every number of every trade, as little-endian
 * float64. The same dataset, strategy, costs and engine give the same digest on every machine.
 */
export function resultDigest(simulation: Simulation, hash: Hash = sha256): string {
  const { book } = simulation;
  const equity = simulation.equity.subarray(simulation.startRow);
  const trades = book.trades.data.subarray(0, book.trades.length * TRADE_FIELDS.length);
  const bytes = new Uint8Array(8 * (equity.length + trades.length));
  const view = new DataView(bytes.buffer);
  write(equity, view, 0);
  write(trades, view, 8 * equity.length);
  return bytesToHex(hash(bytes));
}

function write(values: Float64Array, view: DataView, at: number): void {
  for (let k = 0; k < values.length; k++, at += 8) {
    if (values[k] === values[k]) view.setFloat64(at, values[k], true);
    else view.setUint32(at + 4, NAN_HIGH, true);
  }
}
