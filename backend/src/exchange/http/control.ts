import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { HindcastError } from '@hindcast/engine';
import { hasExpectedHost } from '../../http/origin.ts';
import { FAULT_PRESETS } from '../faults/presets.ts';
import { parseFaults } from '../faults/fault-schema.ts';
import { jsonAnswer, type Answer } from './answer.ts';

/** What the control address can do with the venue. */
export interface Controls {
  time(): object;
  stats(): object;
  describe(): object;
  pause(): void;
  resume(): void;
  setSpeed(speed: number): void;
  seek(time: number): void;
  advanceTo(time: number): Promise<void>;
  setFaults(faults: ReturnType<typeof parseFaults>): void;
}

const MOST_BYTES = 256 * 1024;
const speedBody = z.strictObject({ speed: z.number().positive().max(1_000_000) });
const seekBody = z.strictObject({ time: z.number().int().nonnegative() });
const advanceBody = z.union([
  z.strictObject({ by: z.number().int().positive() }),
  z.strictObject({ to: z.number().int().nonnegative() }),
]);
const faultsBody = z.strictObject({ faults: z.union([z.string(), z.array(z.unknown())]) });

/**
 * `/__venue/*`: how tests and people move time and make faults. It does not belong to any venue. It answers to this machine
 * and to no web page: whatever names an origin is refused.
 */
export async function answerControl(
  path: string,
  request: IncomingMessage,
  controls: Controls,
): Promise<Answer> {
  if (request.headers.origin !== undefined || !hasExpectedHost(request, '127.0.0.1')) {
    return refuse(403, 'Only programs of this machine may control a recorded venue, and no web page.');
  }
  try {
    const word = path.slice('/__venue/'.length);
    if (request.method === 'GET') return read(word, controls);
    if (request.method !== 'POST') return refuse(405, 'Use GET or POST.');
    await change(word, await bodyOf(request), controls);
    return jsonAnswer(controls.time());
  } catch (error) {
    if (error instanceof HindcastError) return jsonAnswer({ error }, {}, 400);
    if (error instanceof z.ZodError) {
      const [issue] = error.issues;
      return refuse(400, `${issue.path.join('.') || 'The body'}: ${issue.message}`);
    }
    throw error;
  }
}

function read(word: string, controls: Controls): Answer {
  if (word === 'time') return jsonAnswer(controls.time());
  if (word === 'stats') return jsonAnswer(controls.stats());
  if (word === 'market') return jsonAnswer(controls.describe());
  return refuse(
    404,
    'There is: time, stats, market; and by POST pause, resume, speed, seek, advance, faults.',
  );
}

async function change(word: string, body: unknown, controls: Controls): Promise<void> {
  if (word === 'pause') controls.pause();
  else if (word === 'resume') controls.resume();
  else if (word === 'speed') controls.setSpeed(speedBody.parse(body).speed);
  else if (word === 'seek') controls.seek(seekBody.parse(body).time);
  else if (word === 'advance') {
    const step = advanceBody.parse(body);
    const { now } = controls.time() as { now: number };
    await controls.advanceTo('by' in step ? now + step.by : step.to);
  } else if (word === 'faults') {
    const { faults } = faultsBody.parse(body);
    const script = typeof faults === 'string' ? (FAULT_PRESETS[faults] ?? faults) : faults;
    controls.setFaults(parseFaults(script, 'faults'));
  } else throw new HindcastError('CONTROL_UNKNOWN', `There is no "${word}".`, 'See docs/exchange.md.');
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MOST_BYTES) throw new HindcastError('BODY_TOO_LARGE', 'The body is too large.', 'Send less.');
    chunks.push(chunk);
  }
  if (size === 0) return {};
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new HindcastError('BODY_NOT_JSON', 'The body is no JSON.', 'Send JSON.');
  }
}

function refuse(status: number, message: string): Answer {
  return jsonAnswer({ error: { message } }, {}, status);
}
