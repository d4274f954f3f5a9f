import { DEFAULT_PAIR_CONFIG, type PairConfig } from '@hindcast/engine/pairs';
import type { PairConfigDto } from './dto/pair-analysis.dto.ts';

/** What a person sets of a pair; the rest follows from the window. */
export interface PairSettings {
  readonly method: PairConfig['method'];
  readonly prices: PairConfig['prices'];
  readonly window: number;
  readonly zWindow?: number;
  readonly adfWindow?: number;
  readonly discount: number;
  readonly entry: number;
  readonly exit: number;
}

/** Windows that are not given follow from the one that is. */
export function pairConfigOf({
  method,
  prices,
  window,
  zWindow,
  adfWindow,
  discount,
}: PairSettings): PairConfig {
  return {
    ...DEFAULT_PAIR_CONFIG,
    method,
    prices,
    window,
    huberStride: Math.max(1, Math.round(window / 8)),
    kalman: { ...DEFAULT_PAIR_CONFIG.kalman, discount },
    zWindow: zWindow ?? Math.max(5, Math.round(window / 2)),
    correlationWindow: window,
    adfWindow: adfWindow ?? Math.max(20, 2 * window),
    adfStride: Math.max(1, Math.round(window / 4)),
  };
}

export function describedConfig(config: PairConfig, { entry, exit }: PairSettings): PairConfigDto {
  const { method, prices, window, zWindow, correlationWindow, adfWindow, kalman } = config;
  return {
    method,
    prices,
    window,
    zWindow,
    correlationWindow,
    adfWindow,
    discount: kalman.discount,
    entry,
    exit,
  };
}
