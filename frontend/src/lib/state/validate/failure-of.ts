import { Failure } from '$lib/realtime/failure.ts';

/** Why a request has failed. What `fetch` throws when nobody answers is a TypeError. */
export const failureOf = (thrown: unknown): Failure =>
  thrown instanceof TypeError ? Failure.offline() : Failure.from(thrown);
