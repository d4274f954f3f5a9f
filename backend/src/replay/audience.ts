import type { AlertToast, MetricsUpdate, ReplayProgress } from '@hindcast/engine/wire';

/** Whoever watches a session. Knows nothing about sockets, so that a session can be tested without one. */
export interface Audience {
  update(update: MetricsUpdate): void;
  toast(toast: AlertToast): void;
  progress(progress: ReplayProgress): void;
  ended(reason: string): void;
  /** Whether what was sent before has not gone out yet: the film waits for a viewer who is slow. */
  isBehind(): boolean;
}

/** Nobody: the connection was lost, and the session waits for it to come back. */
export const NOBODY: Audience = {
  update: () => {},
  toast: () => {},
  progress: () => {},
  ended: () => {},
  isBehind: () => true,
};
