import type { Frame, MetricsUpdate } from '@hindcast/engine/wire';

/** Hears updates that come in parts, which follow one another at once, as one. */
export function wholeUpdates(hear: (update: MetricsUpdate) => void): (part: MetricsUpdate) => void {
  let before: { session: string | null; frames: Frame[] } | null = null;
  return (part) => {
    // What is left of an update whose last part never came, because the connection was lost, is of no use.
    const first = before?.session === part.session ? before.frames : [];
    const frames = [...first, ...part.frames];
    before = part.more ? { session: part.session, frames } : null;
    if (!part.more) hear(first.length > 0 ? { ...part, frames } : part);
  };
}
