import { Injectable } from '@nestjs/common';
import type { SimulationReport } from '@hindcast/engine/simulation';
import type { Page } from '../http/content-range.ts';
import type { Equity, Trade } from './dto/result.dto.ts';
import type { RunSummary } from './dto/run.dto.ts';
import type { TradesQuery } from './dto/run.queries.ts';
import { notYet } from './not-yet.ts';

@Injectable()
export class RunResults {
  trades(_id: string, _query: TradesQuery): Promise<Page<Trade>> {
    return Promise.reject(notYet());
  }
  equity(_id: string, _points: number): Promise<Equity> {
    return Promise.reject(notYet());
  }
  html(_id: string): Promise<string> {
    return Promise.reject(notYet());
  }
  csv(_id: string): Promise<string> {
    return Promise.reject(notYet());
  }
  json(_id: string): Promise<{ run: RunSummary; report: SimulationReport; trades: Trade[] }> {
    return Promise.reject(notYet());
  }
}
