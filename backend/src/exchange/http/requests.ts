import { setTimeout as wait } from 'node:timers/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FaultPlan, HttpFault } from '../faults/fault-plan.ts';
import type { RestStats } from '../stats.ts';
import type { Answer } from './answer.ts';

/** The REST side of one venue. */
export interface VenueRest {
  answers(path: string): boolean;
  answer(path: string, params: URLSearchParams): Answer;
  fail(fault: HttpFault): Answer;
  readonly usedWeight: number;
}

/** One venue's REST side with its faults and its counts. */
export interface RestSide {
  venue: string;
  rest: VenueRest;
  stats: RestStats;
}

/** Answers a request of a venue's client, or lets a fault answer it. */
export async function answerRequest(
  { venue, rest, stats }: RestSide,
  url: URL,
  faults: FaultPlan,
  now: number,
  label: Record<string, string>,
  response: ServerResponse,
): Promise<void> {
  stats.begin(url.pathname);
  const fault = faults.http(venue, now);
  if (fault?.kind === 'slow') await wait(fault.delayMs);
  const wrong = fault !== undefined && fault.kind !== 'slow';
  const answer = wrong ? rest.fail(fault) : rest.answer(url.pathname, url.searchParams);
  stats.end(answer.status);
  send(response, answer, label);
}

export function send(
  response: ServerResponse,
  { status, headers, body }: Answer,
  label: Record<string, string>,
): void {
  if (response.destroyed) return;
  response.writeHead(status, { ...headers, ...label, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

/** The address that was asked for; undefined when it is none. */
export function urlOf(request: IncomingMessage): URL | undefined {
  const text = `http://recorded.market${request.url ?? '/'}`;
  return URL.canParse(text) ? new URL(text) : undefined;
}
