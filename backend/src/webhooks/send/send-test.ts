import { randomUUID } from 'node:crypto';
import { HindcastError } from '@hindcast/engine';
import type { WebhookEnvelope } from '../envelope.ts';
import { render } from '../payloads/render.ts';
import type { Target } from '../targets/target.ts';
import { deliver, type Reply } from './deliver.ts';
import { Poster } from './post.ts';

/** An event that says of itself that it is a test. */
function testEnvelope(now: number): WebhookEnvelope {
  return {
    id: randomUUID(),
    event_type: 'TEST',
    timestamp: new Date(now).toISOString(),
    symbol: 'BTC/USDT:USDT',
    severity: 1,
    title: 'Test of this target',
    description: 'Sent by Hindcast because somebody asked for a test. Nothing happened in the market.',
    source: { product: 'hindcast', venue: 'none', timeframe: '5m', market: 'test' },
    data: { test: true },
  };
}

/** Sends one test event at once, without outbox and retries. */
export async function sendTest(
  target: Target,
  allowed: readonly string[],
  product: string,
): Promise<Pick<Reply, 'delivered' | 'status' | 'latencyMs' | 'answer'>> {
  const now = Date.now();
  const poster = new Poster(allowed);
  try {
    const [message] = render(target.kind, target.options, [testEnvelope(now)]);
    const { delivered, status, latencyMs, answer } = await deliver(poster, target, message, now, product);
    return { delivered, status, latencyMs, answer };
  } catch (error) {
    if (!(error instanceof HindcastError)) throw error;
    return { delivered: false, status: null, latencyMs: null, answer: error.message };
  } finally {
    await poster.close();
  }
}
