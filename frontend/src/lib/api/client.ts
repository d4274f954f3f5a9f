import { Failure } from '$lib/realtime/failure.ts';
import createClient from 'openapi-fetch';
import type { paths } from './paths.ts';

/** The typed REST client; paths and shapes come from the server's OpenAPI document. */
export const api = createClient<paths>({ baseUrl: '/' });

/** Unwraps an answer; a refusal becomes a {@link Failure} with the server's own words. */
export function unwrap<T>(answer: { data?: T; error?: unknown; response: Response }): T {
  if (answer.data !== undefined) return answer.data;
  const said = answer.error as { code?: string; message?: string; action?: string } | undefined;
  throw new Failure({
    code: said?.code ?? `HTTP_${answer.response.status}`,
    message: said?.message ?? `The server answered ${answer.response.status} ${answer.response.statusText}.`,
    action: said?.action ?? 'Check that Hindcast is running, then try again.',
  });
}
