import { Failure } from '$lib/realtime/failure.ts';
import createClient from 'openapi-fetch';
import type { paths } from './paths.ts';

/** The typed REST client; paths and shapes come from the server's OpenAPI document. */
export const api = createClient<paths>({ baseUrl: '/' });

/** Unwraps an answer; a refusal becomes a {@link Failure} with the server's own words. */
export function unwrap<T>(answer: { data?: T; error?: unknown; response: Response }): T {
  if (answer.data !== undefined) return answer.data;
  throw refusal(answer);
}

/** Waits for an answer that holds nothing; a refusal becomes a {@link Failure}. */
export async function send(request: Promise<{ error?: unknown; response: Response }>): Promise<void> {
  const answer = await request;
  if (!answer.response.ok) throw refusal(answer);
}

function refusal({ error, response }: { error?: unknown; response: Response }): Failure {
  const said = error as { code?: string; message?: string; action?: string } | undefined;
  return new Failure({
    code: said?.code ?? `HTTP_${response.status}`,
    message: said?.message ?? `The server answered ${response.status} ${response.statusText}.`,
    action: said?.action ?? 'Check that Hindcast is running, then try again.',
  });
}
