import { pairConfig, type PairConfig, type PairSettings } from '@hindcast/engine/pairs';
import type { PairConfigDto } from './dto/pair-analysis.dto.ts';

/** What a person sets of an analysis: the pair, and the z-scores at which a chart marks entries and exits. */
export interface AnalysisSettings extends PairSettings {
  readonly method: PairConfig['method'];
  readonly entry: number;
  readonly exit: number;
}

export function pairConfigOf({
  method,
  prices,
  window,
  zWindow,
  adfWindow,
  discount,
}: PairSettings): PairConfig {
  return pairConfig({ method, prices, window, zWindow, adfWindow, discount });
}

export function describedConfig(config: PairConfig, { entry, exit }: AnalysisSettings): PairConfigDto {
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
